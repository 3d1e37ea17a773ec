"""Rulings in words, for templates."""

from collections.abc import Mapping
from typing import Any

from django import template

from norms.wording import explain
from regulation.ruling import Ruling

register = template.Library()


@register.filter
def explained(ruling: Ruling | Mapping[str, Any] | None) -> str:
    """«Art. 13: aprobada: 9 a favor de 16 votantes (se necesitan 9).» Empty where nothing was judged."""
    if not ruling:
        return ""
    return explain(ruling if isinstance(ruling, Ruling) else Ruling.from_dict(ruling))


@register.filter
def told(ruling: Ruling | Mapping[str, Any] | None) -> str:
    """The same without its article, where the article's chip stands beside it."""
    if not ruling:
        return ""
    return explain(ruling if isinstance(ruling, Ruling) else Ruling.from_dict(ruling), cite=False)


@register.filter
def fact(ruling: Ruling | Mapping[str, Any] | None, name: str) -> Any:
    """One figure of a ruling; nothing where it has none."""
    if not ruling:
        return None
    facts = ruling.facts if isinstance(ruling, Ruling) else ruling.get("facts", {})
    return facts.get(name)
