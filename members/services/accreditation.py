"""Art. 5: who speaks for an institution, as titular or as alterno."""

from dataclasses import replace
from datetime import date, timedelta

from django.db import transaction
from django.db.models import Q

from audit.acts import Act
from audit.services import record
from core.rows import write
from core.text import within
from regulation.refusal import Refused
from regulation.ruling import JSON

from ..acts import begin
from ..enums import SeatRole
from ..models import Accreditation, Person, Seat, SeatHolding
from ..selectors import people_of
from ..selectors.padron import last_accreditation
from .accounts import account_for
from .checks import check_day, clean_reason
from .papers import PaperData, paper_facts, store_paper
from .people import PersonData, check_not_excluded, find_person, same_person


@transaction.atomic
def accredit(
    act: Act,
    *,
    seat_id: int,
    role: SeatRole,
    person: PersonData,
    paper: PaperData,
    starts_on: date,
    valid_until: date | None = None,
    with_account: bool = False,
    seen: int | None = None,
) -> Accreditation:
    """Accredit a titular or an alterno by an official document; the earlier one of that role ends the day before.

    `valid_until` is the last day, where the document sets one: the accreditation ends by itself after it, and is renewed by
    another document. `with_account` opens an account to sign in, by the person's e-mail. `seen` is the last accreditation of the
    role that the form showed (0: none): one that came meanwhile is not ended unseen. Refused: no_such_role, stale, future_date,
    bad_validity, paper_needed, paper_late, no_holder (nobody holds the seat that day), before_holding, before_earlier, same_person,
    both_roles, person_elsewhere (one person, one institution), excluded_person (Art. 15.2), bad_upload_…, and what
    `find_person` and `account_for` refuse.
    """
    act, seat = begin(act, Seat.objects, seat_id, may="padron.change")
    if role not in seat.body.seat_roles:
        raise Refused.because("no_such_role", "Art. 10", {"body": seat.body.short_name, "role": role.label})
    check_day(act, starts_on)
    ends_before = _end_by_paper(starts_on, valid_until)
    holding = holding_on(seat, starts_on)
    ends_before = _not_beyond_membership(seat, ends_before)
    someone = _person_meant(person, seat)
    _check_seen(seat, role, seen)
    earlier = _earlier(seat, role, starts_on)
    if earlier is not None and earlier.person_id == someone.pk and _says_nothing_new(earlier, starts_on, valid_until):
        raise Refused.because("same_person", "Art. 5", {"person": someone.full_name}, field="person")
    check_free(someone, seat, role, starts_on, ends_before)
    check_not_excluded(someone, seat.body, starts_on, ends_before)
    instrument = store_paper(act, paper, starts_on=starts_on)
    someone.save()
    replaced = earlier if earlier is not None and _runs_on(earlier, starts_on) else None
    if replaced is not None:
        write(replaced, ends_before=starts_on)
    accreditation = Accreditation.objects.create(
        seat=seat,
        person=someone,
        role=role,
        instrument=instrument,
        starts_on=starts_on,
        valid_until=valid_until,
        ends_before=ends_before,
    )
    if with_account:
        account_for(act, someone)
    record(
        act,
        "accreditation.made",
        accreditation,
        "role",
        "starts_on",
        "valid_until",
        seat=seat.number,
        institution=holding.institution.name,
        person=someone.full_name,
        replaces=replaced.person.full_name if replaced is not None else None,
        **paper_facts(instrument),
    )
    return accreditation


@transaction.atomic
def end_accreditation(act: Act, *, accreditation_id: int, last_day: date, reason: str) -> Accreditation:
    """The person no longer speaks for the seat after `last_day`; nobody takes their place yet.

    One that its document lets run until a day to come ends earlier; what the document says stays. Refused: reason_required,
    already_ended, same_last_day, future_date, before_start.
    """
    accreditations = Accreditation.objects.select_related("person", "seat")
    act, accreditation = begin(act, accreditations, accreditation_id, may="padron.change")
    reason = clean_reason(reason)
    if _has_ended(accreditation, act.today):
        raise Refused.because("already_ended")
    check_day(act, last_day, field="last_day")
    ends_before = last_day + timedelta(days=1)
    if accreditation.ends_before == ends_before:
        raise Refused.because("same_last_day", facts={"last_day": last_day}, field="last_day")
    if last_day < accreditation.starts_on:
        raise Refused.because("before_start", facts={"starts_on": accreditation.starts_on}, field="last_day")
    write(accreditation, ends_before=ends_before)
    record(
        act,
        "accreditation.ended",
        accreditation,
        "role",
        "valid_until",
        seat=accreditation.seat.number,
        person=accreditation.person.full_name,
        last_day=last_day,
        reason=reason,
    )
    return accreditation


@transaction.atomic
def note_departure(act: Act, *, accreditation_id: int, left_on: date, note: str) -> Accreditation:
    """The person left the institution. They go on representing it until it accredits another, or the accreditation is ended:
    the seat is the institution's, and it is the institution that says who speaks for it (Art. 5). An alert stays meanwhile.

    Noted again, the later note corrects the earlier one; the history keeps both. Refused: already_ended, future_date,
    before_start, text_too_long.
    """
    accreditations = Accreditation.objects.select_related("person", "seat")
    act, accreditation = begin(act, accreditations, accreditation_id, may="padron.change")
    if _has_ended(accreditation, act.today):
        raise Refused.because("already_ended")
    check_day(act, left_on, field="left_on")
    if left_on < accreditation.starts_on:
        raise Refused.because("before_start", facts={"starts_on": accreditation.starts_on}, field="left_on")
    before = accreditation.left_on
    write(accreditation, left_on=left_on, left_note=within(note, 500))
    record(
        act,
        "accreditation.left",
        accreditation,
        "role",
        "left_on",
        seat=accreditation.seat.number,
        person=accreditation.person.full_name,
        before=before,
        note=accreditation.left_note,
    )
    return accreditation


# --- Steps of the above --------------------------------------------------------------------------------------------
def _person_meant(data: PersonData, seat: Seat) -> Person:
    """The person meant: somebody whom this institution accredited before is found again, even if the name was typed anew."""
    someone = find_person(data)
    if someone._state.adding:
        known = next((person for person in people_of(seat) if same_person(someone, person)), None)
        if known is not None:
            return find_person(replace(data, person_id=known.pk))
    return someone


def _end_by_paper(starts_on: date, valid_until: date | None) -> date | None:
    if valid_until is None:
        return None
    if valid_until < starts_on or valid_until == date.max:
        facts = {"starts_on": starts_on, "valid_until": valid_until}
        raise Refused.because("bad_validity", "Art. 5", facts, field="valid_until")
    return valid_until + timedelta(days=1)


def _runs_on(accreditation: Accreditation, on: date) -> bool:
    return accreditation.ends_before is None or on < accreditation.ends_before


def _has_ended(accreditation: Accreditation, today: date) -> bool:
    """Ended or replaced by somebody, or run out. One that its document lets end on a day to come is not over."""
    if accreditation.ends_before is None:
        return False
    return accreditation.ends_before <= today or not accreditation.ends_as_written


def _says_nothing_new(earlier: Accreditation, starts_on: date, valid_until: date | None) -> bool:
    """Somebody who is there is not accredited again for the same term; nobody noted that they left."""
    return _runs_on(earlier, starts_on) and earlier.valid_until == valid_until and earlier.left_on is None


def holding_on(seat: Seat, on: date) -> SeatHolding:
    """Who holds the seat that day. Refused: before_holding (somebody does later), no_holder."""
    holding = SeatHolding.objects.filter(seat=seat).in_force(on).select_related("institution").first()
    if holding is not None:
        return holding
    first = SeatHolding.objects.filter(seat=seat, starts_on__gt=on).order_by("starts_on").first()
    if first is not None:
        raise Refused.because("before_holding", "Art. 5", {"starts_on": first.starts_on}, field="starts_on")
    raise Refused.because("no_holder", "Art. 5", {"on": on}, field="starts_on")


def _not_beyond_membership(seat: Seat, ends_before: date | None) -> date | None:
    """Nobody speaks for a seat that its institution gave up: what is registered afterwards of the past ends with it."""
    return min(filter(None, (ends_before, membership_ends_before(seat))), default=None)


def membership_ends_before(seat: Seat) -> date | None:
    """The first day on which no institution holds the seat any more; None while one does."""
    return SeatHolding.objects.filter(seat=seat).order_by("-starts_on", "-pk").values_list("ends_before", flat=True)[0]


def _check_seen(seat: Seat, role: SeatRole, seen: int | None) -> None:
    if seen is not None and seen != last_accreditation(seat, role):
        raise Refused.because("stale", facts={"seen": seen})


def _earlier(seat: Seat, role: SeatRole, starts_on: date) -> Accreditation | None:
    """The last accreditation of the role. What is registered is not moved: the new one begins when or after it did.

    The end that a document sets beforehand is no act of anybody: a new document may come before it.
    """
    earlier = (
        Accreditation.objects.filter(seat=seat, role=role)
        .select_related("person")
        .order_by("-starts_on", "-pk")
        .first()
    )
    if earlier is not None:
        ended = earlier.ends_before is not None and not earlier.ends_as_written
        free_from = earlier.ends_before if ended and earlier.ends_before else earlier.starts_on
        if starts_on < free_from:
            raise Refused.because("before_earlier", "Art. 5", {"starts_on": free_from}, field="starts_on")
    return earlier


def check_free(person: Person, seat: Seat, role: SeatRole, starts_on: date, ends_before: date | None) -> None:
    """One person represents one institution, in one role (Art. 5), on every day of the range.

    Refused: both_roles, person_elsewhere.
    """
    running = Accreditation.objects.filter(Q(ends_before=None) | Q(ends_before__gt=starts_on), seat__body=seat.body)
    if ends_before is not None:
        running = running.filter(starts_on__lt=ends_before)
    for other in running.select_related("person", "seat").order_by("pk"):
        own = other.seat_id == seat.pk and other.role == role
        if own or not same_person(person, other.person):
            continue
        if other.seat_id == seat.pk:
            raise Refused.because("both_roles", "Art. 5", {"person": person.full_name}, field="person")
        held = SeatHolding.objects.filter(seat=other.seat).in_force(starts_on).select_related("institution").first()
        facts: dict[str, JSON] = {
            "person": person.full_name,
            "institution": held.institution.name if held else str(other.seat),
            "seat": other.seat.number,
        }
        raise Refused.because("person_elsewhere", "Art. 5", facts, field="person")
