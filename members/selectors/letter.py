"""What every paper of a body carries at its head: who speaks, the year's name, place and date, the regulation."""

from datetime import date
from typing import Any

from documents import words
from norms.models import RegulationVersion
from norms.selectors import letterhead_on, official_year

from ..models import Body

Payload = dict[str, Any]


def letter_of(body: Body, version: RegulationVersion, on: date) -> Payload:
    """As they stand on `on`. Plain JSON: it is frozen with the document. Refused: no_letterhead."""
    letterhead = letterhead_on(body.slug, on).as_payload()
    return {
        "letterhead": letterhead,
        "year_name": official_year(on.year),
        "place_and_date": f"{letterhead['city']}, {words.date_in_words(on)}",
        "regulation": {
            "code": version.code,
            "name": version.name,
            "norm": version.norm,
            "starts_on": words.short_date(version.starts_on),
        },
    }
