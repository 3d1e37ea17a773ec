"""What the functions that compose a mail share."""

from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string

from .models import Outgoing


class CannotSend(Exception):
    """There is nothing to send, or something of ours is missing. In Spanish: it is shown beside the mail."""


def letter(row: Outgoing, subject: str, template: str, context: Mapping[str, Any]) -> EmailMultiAlternatives:
    """The mail to the row's address, to nobody else; its text from a template, its subject on one line."""
    text = render_to_string(template, dict(context))
    return EmailMultiAlternatives(" ".join(subject.split()), text, to=[row.email])


def site_url(path: str) -> str:
    return settings.SITE_URL.rstrip("/") + path
