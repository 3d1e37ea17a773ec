"""Whether an applicant is a member already, and what the directory knows of it."""

import re
from datetime import date

from members.models import Body, Institution, SeatHolding
from members.words import name_key, searchable

#: So many words of a name are enough to leave few to compare.
_WORDS = 20


def member_like(body: Body, *, name: str, ruc: str, on: date) -> str:
    """The name under which an institution holds a seat of the body that day or later, by RUC or else by name; "" for none."""
    wanted = name_key(name)
    held = SeatHolding.objects.filter(seat__body=body).exclude(ends_before__lte=on).select_related("institution")
    for holding in held:
        other = holding.institution
        same = ruc == other.ruc if ruc and other.ruc else name_key(other.name) == wanted
        if same:
            return other.name
    return ""


def known_institution(*, name: str, ruc: str) -> Institution | None:
    """Its record in the directory: by RUC; by name where one of the two RUC is not known."""
    current = Institution.objects.filter(superseded_on=None, merged_into=None)
    if ruc and (same := current.filter(ruc=ruc).first()) is not None:
        return same
    wanted = name_key(name)
    alike = current
    for word in _long_words(name):
        alike = alike.filter(search_text__contains=word)
    for other in alike if wanted else current.none():
        if name_key(other.name) == wanted and not (ruc and other.ruc):
            return other
    # A record written before searches had their text.
    return next((o for o in current.filter(name__iexact=name.strip()) if not (ruc and o.ruc)), None)


def _long_words(name: str) -> list[str]:
    """Those that two spellings of a name share: «S.A.C.» and «SAC», «Ltda.» and «Ltda» do not."""
    return re.findall(r"[^\W_]{5,}", searchable(name))[:_WORDS]
