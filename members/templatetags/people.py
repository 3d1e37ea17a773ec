"""Telephones and identity documents on the screen: masked unless the page says that this reader may see them (Ley 29733)."""

from typing import Any

from django import template
from django.template import Context
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from ..words import masked

register = template.Library()


@register.simple_tag(takes_context=True)
def phone(context: Context, person: Any) -> SafeString:
    """Somebody's telephone: whole where the view put `people_data`, or to themselves; its last digits to anybody else."""
    if not person.phone:
        return SafeString("")
    if _whole(context, person):
        return format_html('<a class="nowrap" href="tel:{}">{}</a>', _dialled(person.phone), person.phone)
    return _hidden(person.phone)


@register.simple_tag(takes_context=True)
def identity(context: Context, person: Any) -> SafeString:
    """Somebody's identity document, its last digits; «Ver» leads those who may see the whole of it to the data sheet."""
    number = person.document_number
    said = format_html("{} {}", person.get_document_kind_display(), _hidden(number)) if number else "No consta"
    if not context.get("people_data"):
        return format_html("{}", said)
    url = reverse("members:person", args=[person.pk])
    return format_html(
        '{} <a class="nowrap" href="{}">Ver su ficha<span class="visually-hidden"> de datos: {}</span></a>',
        said,
        url,
        person,
    )


@register.simple_tag(takes_context=True)
def identity_given(context: Context, proposal: Any) -> SafeString:
    """The number that a proposal gives: whole to those who have to compare it with the document, its last digits to others."""
    if context.get("people_data"):
        return format_html("{}", proposal.document_number)
    return _hidden(proposal.document_number)


def _whole(context: Context, person: Any) -> bool:
    user = context.get("user")
    own = getattr(user, "pk", None) is not None and getattr(person, "user_id", None) == user.pk  # type: ignore[union-attr]
    return bool(context.get("people_data")) or own


def _hidden(number: str) -> SafeString:
    return format_html(
        '<span class="nowrap" aria-hidden="true">{}</span><span class="visually-hidden">termina en {}</span>',
        masked(number),
        number.strip()[-4:],
    )


def _dialled(number: str) -> str:
    return "".join(sign for sign in number if sign.isdigit() or sign == "+")
