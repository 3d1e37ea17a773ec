"""Rulings in words, for templates."""

from typing import Any

from django import template

from norms.wording import explain
from regulation.ruling import Ruling

register = template.Library()


@register.filter
def explained(ruling: Ruling | None) -> str:
    """«Art. 13: aprobada: 9 a favor de 16 votantes (se necesitan 9).» Empty where nothing was judged."""
    return explain(ruling) if ruling else ""


@register.filter
def outcome(ruling: Ruling | None) -> str:
    """The same without its article, where the article's chip stands beside it."""
    return explain(ruling, cite=False) if ruling else ""


@register.filter
def fact(ruling: Ruling | None, name: str) -> Any:
    """One figure of a ruling; nothing where it has none."""
    return ruling.facts.get(name) if ruling else None
