"""What every paper of a body carries at its head: who speaks, the year's name, place and date, the regulation."""

from datetime import date
from typing import Any

from documents import words
from norms.models import Letterhead, RegulationVersion
from norms.selectors import letterhead_on, official_year

from ..models import Body

Payload = dict[str, Any]


def letterhead_of(body: Body, on: date) -> Payload:
    """Who speaks at the head of the body's papers. One without a letterhead of its own writes under its committee's.

    Its numbers then carry its own name after the committee's suffix, so that two papers never have one number.
    Refused: no_letterhead.
    """
    own = Letterhead.objects.filter(series=body.slug, starts_on__lte=on).exists() if body.parent_id else True
    if own:
        return letterhead_on(body.slug, on).as_payload()
    letterhead = letterhead_on(body.committee.slug, on).as_payload()
    return {**letterhead, "body": body.name, "suffix": f"{letterhead['suffix']}-{body.slug.upper()}"}


def letter_of(body: Body, version: RegulationVersion | None, on: date) -> Payload:
    """As they stand on `on`. Plain JSON: it is frozen with the document. Refused: no_letterhead."""
    letterhead = letterhead_of(body, on)
    letter: Payload = {
        "letterhead": letterhead,
        "year_name": official_year(on.year),
        "place_and_date": f"{letterhead['city']}, {words.date_in_words(on)}",
    }
    if version is not None:
        letter["regulation"] = {
            "code": version.code,
            "name": version.name,
            "norm": version.norm,
            "starts_on": words.short_date(version.starts_on),
        }
    return letter
