"""Whether an applicant is a member already, and what the directory knows of it."""

from datetime import date

from members.models import Body, Institution, SeatHolding
from members.words import searchable


def member_like(body: Body, *, name: str, ruc: str, on: date) -> str:
    """The name under which an institution holds a seat of the body that day or later, by RUC or else by name; "" for none."""
    wanted = searchable(name)
    held = SeatHolding.objects.filter(seat__body=body).exclude(ends_before__lte=on).select_related("institution")
    for holding in held:
        other = holding.institution
        same = ruc == other.ruc if ruc and other.ruc else searchable(other.name) == wanted
        if same:
            return other.name
    return ""


def known_institution(*, name: str, ruc: str) -> Institution | None:
    """Its record in the directory: by RUC; by name where one of the two RUC is not known."""
    current = Institution.objects.filter(superseded_on=None, merged_into=None)
    if ruc and (same := current.filter(ruc=ruc).first()) is not None:
        return same
    wanted = searchable(name)
    for other in current.filter(search_text__contains=wanted) if wanted else current.none():
        if searchable(other.name) == wanted and not (ruc and other.ruc):
            return other
    # A record written before searches had their text.
    return next((o for o in current.filter(name__iexact=name.strip()) if not (ruc and o.ruc)), None)
