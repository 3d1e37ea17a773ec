"""Art. 15.2: a person with a proven conflict of interest is excluded; the institution accredits another."""

from datetime import date, datetime

from django.db import transaction
from django.db.models import Q

from accounts.models import User
from documents.enums import InstrumentKind
from documents.models import Instrument
from regulation.refusal import Refused

from ..models import Accreditation, Body, Exclusion, Person, Seat
from ..selectors.exclusions import acuerdo_papers
from ._unit import PaperData, allow, check_day, check_reason, locked_body, log, paper_facts, store_paper
from .people import exclusion_of, same_person


@transaction.atomic
def exclude_person(
    *,
    person_id: int,
    body_id: int,
    seat_id: int | None,
    reason: str,
    starts_on: date,
    paper: PaperData | None = None,
    instrument_id: int | None = None,
    by: User,
    at: datetime,
    now: datetime | None = None,
) -> Exclusion:
    """The person represents nobody from `starts_on`, and is accredited again only when an acuerdo lifts the exclusion.

    Their accreditation ends the day before. An office they hold is not touched: it ends by its own act (Art. 8, 9). `seat_id` is
    the seat they were representing. The paper is a new one, or an acuerdo of the body already numbered (`instrument_id`).
    Refused: reason_required, future_date, already_excluded, paper_needed, paper_late, bad_choice.
    """
    now = now or at
    body = locked_body(body_id)
    title = allow("padron.change", by, body, now)
    person = Person.objects.get(pk=person_id)
    seat = Seat.objects.get(pk=seat_id, body=body) if seat_id else None
    reason = check_reason(reason)
    check_day(starts_on, now)
    standing = exclusion_of(person, body, starts_on)
    if standing is not None:
        facts = {"person": person.full_name, "paper": str(standing.instrument), "since": standing.starts_on.isoformat()}
        raise Refused.because("already_excluded", "Art. 15.2", facts)
    instrument = cited_paper(body, paper, instrument_id, starts_on, by=by, now=now)
    running = Accreditation.objects.filter(Q(ends_before=None) | Q(ends_before__gt=starts_on), seat__body=body)
    # Whoever is the same person by document or name too: somebody may have been typed twice.
    ended = [row for row in running.select_related("seat", "person").order_by("pk") if same_person(person, row.person)]
    for accreditation in ended:
        accreditation.ends_before = max(starts_on, accreditation.starts_on)
        accreditation.save(update_fields=["ends_before"])
    exclusion = Exclusion.objects.create(
        body=body, person=person, seat=seat, reason=reason, instrument=instrument, starts_on=starts_on
    )
    log(
        "person.excluded",
        _stream(exclusion),
        by=by,
        at=at,
        now=now,
        subject=exclusion,
        role=title,
        data={
            "person": person.full_name,
            "seat": seat.number if seat else None,
            "reason": reason,
            "starts_on": starts_on.isoformat(),
            "ended": [f"{row.get_role_display()}, asiento {row.seat.number}" for row in ended],
            **paper_facts(instrument),
        },
    )
    return exclusion


@transaction.atomic
def lift_exclusion(
    *,
    exclusion_id: int,
    lifted_on: date,
    paper: PaperData | None = None,
    instrument_id: int | None = None,
    by: User,
    at: datetime,
    now: datetime | None = None,
) -> Exclusion:
    """By an acuerdo of the Assembly the person may be accredited again from `lifted_on`; nobody is accredited by it.

    Refused: already_lifted, acuerdo_needed, paper_needed, paper_late, future_date, before_start, bad_choice.
    """
    now = now or at
    body = locked_body(Exclusion.objects.values_list("body_id", flat=True).get(pk=exclusion_id))
    title = allow("padron.change", by, body, now)
    exclusion = Exclusion.objects.select_related("person", "seat").get(pk=exclusion_id)
    if exclusion.ends_before is not None:
        raise Refused.because("already_lifted", "Art. 15.2", {"on": exclusion.ends_before.isoformat()})
    check_day(lifted_on, now, field="lifted_on")
    if lifted_on < exclusion.starts_on:
        raise Refused.because("before_start", facts={"starts_on": exclusion.starts_on.isoformat()}, field="lifted_on")
    if paper is not None and paper.kind != InstrumentKind.ACUERDO:
        raise Refused.because(
            "acuerdo_needed", "Art. 15.2", {"paper": InstrumentKind(paper.kind).label}, field="paper_kind"
        )
    instrument = cited_paper(body, paper, instrument_id, lifted_on, by=by, now=now)
    exclusion.ends_before, exclusion.lift_instrument = lifted_on, instrument
    exclusion.save(update_fields=["ends_before", "lift_instrument"])
    log(
        "exclusion.lifted",
        _stream(exclusion),
        by=by,
        at=at,
        now=now,
        subject=exclusion,
        role=title,
        data={
            "person": exclusion.person.full_name,
            "seat": exclusion.seat.number if exclusion.seat else None,
            "lifted_on": lifted_on.isoformat(),
            **paper_facts(instrument),
        },
    )
    return exclusion


def cited_paper(
    body: Body, paper: PaperData | None, instrument_id: int | None, starts_on: date, *, by: User, now: datetime
) -> Instrument:
    """The acuerdo chosen from those of the body, or the paper that was typed. Refused: paper_needed, paper_late, bad_choice."""
    if instrument_id is None:
        if paper is None:
            raise Refused.because("paper_needed", field="paper_number")
        return store_paper(paper, starts_on=starts_on, by=by, now=now)
    acuerdo = acuerdo_papers(body).filter(pk=instrument_id).first()
    if acuerdo is None:
        raise Refused.because("bad_choice", facts={"field": "instrument", "value": str(instrument_id)}, field="acuerdo")
    if acuerdo.date > starts_on:
        raise Refused.because(
            "paper_late",
            facts={"date": acuerdo.date.isoformat(), "starts_on": starts_on.isoformat()},
            field="paper_date",
        )
    return acuerdo


def _stream(exclusion: Exclusion) -> str:
    """Of the seat, whose history it is part of; of the body where the person represented none."""
    return f"seat:{exclusion.seat_id}" if exclusion.seat_id else f"body:{exclusion.body_id}:exclusions"
