"""Institutions of the directory that may succeed a member: in force under their name, without a seat of the body."""

import re
from datetime import date

from django.db.models import QuerySet

from ..models import Body, Institution, SeatHolding
from ..words import searchable
from .directory import entries, found_by

_RUC = re.compile(r"\b(\d{11})\b")


def successors(body: Body, on: date) -> QuerySet[Institution]:
    held = SeatHolding.objects.in_force(on).filter(seat__body=body).values("institution")
    return entries().exclude(pk__in=held).order_by("search_text", "pk")


def successors_like(body: Body, on: date, text: str, limit: int = 20) -> list[str]:
    """Suggestions for the words typed: «Nombre (RUC 20…)», to distinguish two of one name. One query."""
    found = found_by(successors(body, on), text)[:limit] if text.strip() else successors(body, on)[:limit]
    return [successor_label(row) for row in found]


def successor_label(row: Institution) -> str:
    return f"{row.name} (RUC {row.ruc})" if row.ruc else row.name


def successors_named(body: Body, on: date, text: str) -> list[Institution]:
    """What somebody meant: by the RUC in it, or else by the whole name. More than one is to be asked again."""
    ruc = _RUC.search(text)
    if ruc:
        return list(successors(body, on).filter(ruc=ruc[1]))
    wanted = searchable(text)
    found = list(found_by(successors(body, on), text)[:50]) if wanted else []
    exact = [row for row in found if wanted in (searchable(row.name), searchable(row.short_name))]
    return exact or found
