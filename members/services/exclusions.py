"""Art. 15.2: a person with a proven conflict of interest is excluded; the institution accredits another."""

from datetime import date

from django.db import transaction
from django.db.models import Q

from audit.acts import Act
from audit.services import record
from core.rows import write
from documents.enums import InstrumentKind
from regulation.refusal import Refused

from ..acts import begin
from ..models import Accreditation, Body, Exclusion, Person, Seat
from ..words import role_of_seat
from .checks import check_day, clean_reason
from .papers import PaperData, cited_paper, paper_facts
from .people import exclusion_of, same_person


@transaction.atomic
def exclude_person(
    act: Act,
    *,
    person_id: int,
    body_id: int,
    seat_id: int | None,
    reason: str,
    starts_on: date,
    paper: PaperData | None = None,
    instrument_id: int | None = None,
) -> Exclusion:
    """The person represents nobody from `starts_on`, and is accredited again only when an acuerdo lifts the exclusion.

    Their accreditation ends the day before. An office they hold is not touched: it ends by its own act (Art. 8, 9). `seat_id` is
    the seat they were representing. The paper is a new one, or an acuerdo of the body already numbered (`instrument_id`).
    Refused: reason_required, future_date, already_excluded, paper_needed, paper_late, bad_choice.
    """
    act, body = begin(act, Body.objects, body_id, may="padron.change")
    person = Person.objects.get(pk=person_id)
    seat = Seat.objects.get(pk=seat_id, body=body) if seat_id else None
    reason = clean_reason(reason)
    check_day(act, starts_on)
    standing = exclusion_of(person, body, starts_on)
    if standing is not None:
        facts = {"person": person.full_name, "paper": str(standing.instrument), "since": standing.starts_on}
        raise Refused.because("already_excluded", "Art. 15.2", facts)
    instrument = cited_paper(act, body, paper, instrument_id, starts_on)
    running = Accreditation.objects.filter(Q(ends_before=None) | Q(ends_before__gt=starts_on), seat__body=body)
    # The same person by document or name too: one may have been registered twice.
    ended = [row for row in running.select_related("seat", "person").order_by("pk") if same_person(person, row.person)]
    for accreditation in ended:
        write(accreditation, ends_before=max(starts_on, accreditation.starts_on))
    exclusion = Exclusion.objects.create(
        body=body, person=person, seat=seat, reason=reason, instrument=instrument, starts_on=starts_on
    )
    record(
        act,
        "person.excluded",
        exclusion,
        "reason",
        "starts_on",
        person=person.full_name,
        seat=seat.number if seat else None,
        ended=[role_of_seat(row.get_role_display(), row.seat.number) for row in ended],
        **paper_facts(instrument),
    )
    return exclusion


@transaction.atomic
def lift_exclusion(
    act: Act, *, exclusion_id: int, lifted_on: date, paper: PaperData | None = None, instrument_id: int | None = None
) -> Exclusion:
    """By an acuerdo of the Assembly the person may be accredited again from `lifted_on`; nobody is accredited by it.

    Refused: already_lifted, acuerdo_needed, paper_needed, paper_late, future_date, before_start, bad_choice.
    """
    exclusions = Exclusion.objects.select_related("person", "seat")
    act, exclusion = begin(act, exclusions, exclusion_id, may="padron.change")
    if exclusion.ends_before is not None:
        raise Refused.because("already_lifted", "Art. 15.2", {"on": exclusion.ends_before})
    check_day(act, lifted_on, field="lifted_on")
    if lifted_on < exclusion.starts_on:
        raise Refused.because("before_start", facts={"starts_on": exclusion.starts_on}, field="lifted_on")
    if paper is not None and paper.kind != InstrumentKind.ACUERDO:
        raise Refused.because(
            "acuerdo_needed", "Art. 15.2", {"paper": InstrumentKind(paper.kind).label}, field="paper_kind"
        )
    instrument = cited_paper(act, exclusion.body, paper, instrument_id, lifted_on)
    write(exclusion, ends_before=lifted_on, lift_instrument=instrument)
    record(
        act,
        "exclusion.lifted",
        exclusion,
        person=exclusion.person.full_name,
        seat=exclusion.seat.number if exclusion.seat else None,
        lifted_on=lifted_on,
        **paper_facts(instrument),
    )
    return exclusion
