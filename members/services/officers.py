"""Art. 8 and 9: who presides, who is Secretaría Técnica and who its Adjunta."""

from datetime import date, timedelta

from django.db import transaction

from audit.acts import Act
from audit.services import record
from core.rows import write
from core.text import within
from documents.enums import InstrumentKind
from documents.models import Instrument
from norms.selectors import version_in_force
from regulation.refusal import Refused
from regulation.ruling import Ruling
from regulation.terms import term_end

from ..acts import allow, begin, locked
from ..enums import Office, TermEnd
from ..models import Body, Person, Term
from ..selectors.candidates import coordinator_seat, judge_person
from ..words import TERM_EXPIRED
from .accounts import account_for
from .checks import LONGEST_REASON, check_day, clean_reason
from .papers import PaperData, paper_facts, store_paper
from .people import PersonData, find_person, same_name

#: office → the ways in which its term ends without a successor (Art. 8, 9, 10).
ENDS = dict.fromkeys(Office, (TermEnd.RESIGNATION, TermEnd.OTHER)) | {
    Office.PRESIDENT: (TermEnd.RESIGNATION, TermEnd.GRAVE_FAULT, TermEnd.OTHER)
}
#: Elected by the members; what registers it is the office's (`permissions.MATRIX`).
_ELECTED = frozenset({Office.PRESIDENT, Office.COORDINATOR})

#: What proves that the Assembly elected somebody: no oficio does.
ELECTION_PAPERS = (InstrumentKind.ACTA, InstrumentKind.ACUERDO)


@transaction.atomic
def designate_officer(
    act: Act,
    *,
    body_id: int,
    office: Office,
    person: PersonData,
    paper: PaperData,
    starts_on: date,
    early_end_reason: str = "",
    with_account: bool = False,
) -> Term:
    """Register by its paper who was elected president (on `starts_on`, outside the system) or designated Secretaría or Adjunta,
    or elected coordinator of a Mesa.

    A designation ends the one before it, `early_end_reason` saying why. A president's term in course ends early by
    `end_term` alone. Refused, besides those of a paper and a person: no_such_office, future_date, before_earlier, same_officer,
    election_paper, what judge_election says of a president (not_member, suspended, not_private, wrong_sector, term_running,
    term_limit), and what judge_coordinator says of who may coordinate (not_in_mesa, not_eligible).
    """
    act, body = begin(act, Body.objects, body_id, may=_permit(office))
    if office not in body.offices:
        raise Refused.because("no_such_office", facts={"office": office.label, "body": body.short_name})
    check_day(act, starts_on)
    someone = find_person(person)
    seat_id = None
    if office == Office.PRESIDENT:
        if paper.kind not in ELECTION_PAPERS:
            raise Refused.because("election_paper", "Art. 8", {"paper": _kind_word(paper.kind)}, field="paper_kind")
        ruling, seat_id = judge_person(body, someone, starts_on)
        if not ruling.holds:
            raise Refused(ruling, field="" if ruling.code == "term_running" else "person")
        instrument = store_paper(act, paper, starts_on=starts_on)
        someone.save()
        term = _preside(act, body, someone, seat_id, instrument, starts_on, ruling)
    else:
        serving = _serving(body, office)
        if serving is not None and _same(serving.person, someone):
            raise Refused.because("same_officer", "Art. 9", {"person": someone.full_name}, field="person")
        _check_order(body, office, starts_on)
        if office == Office.COORDINATOR:
            seat_id = coordinator_seat(body, someone, starts_on)
        instrument = store_paper(act, paper, starts_on=starts_on)
        someone.save()
        if serving is not None:
            reason = early_end_reason.strip() or TermEnd.REPLACED.label
            _close(serving, starts_on, TermEnd.REPLACED, reason, instrument)
        term = Term.objects.create(
            body=body, person=someone, seat_id=seat_id, office=office, instrument=instrument, starts_on=starts_on
        )
        _log_designated(act, term, serving, instrument, None)
    if with_account:
        account_for(act, someone)
    return term


@transaction.atomic
def seat_president(
    act: Act, *, body_id: int, person_id: int, seat_id: int, instrument: Instrument, starts_on: date
) -> Term:
    """Whom the Assembly elected in a session presides from its day, by the acuerdo (`instrument`) that says so.

    Judged again: since the vote another may have been seated. Refused: what judge_election says, before_earlier, future_date.
    """
    act, body = begin(act, Body.objects, body_id, may="officers.change")
    check_day(act, starts_on)
    person = Person.objects.get(pk=person_id)
    ruling, represents = judge_person(body, person, starts_on, seat_id=seat_id)
    if not ruling.holds:
        raise Refused(ruling, field="" if ruling.code == "term_running" else "person")
    return _preside(act, body, person, represents, instrument, starts_on, ruling)


@transaction.atomic
def end_term(act: Act, *, term_id: int, last_day: date, basis: TermEnd, paper: PaperData, reason: str = "") -> Term:
    """An officer leaves before a successor is there: resignation, grave fault (Art. 8), another cause that `reason` gives.

    The paper is the letter, or for a grave fault the Assembly's acuerdo. Refused: reason_required, already_ended,
    future_date, before_start, bad_choice, acuerdo_needed, paper_needed, paper_late.
    """
    term = locked(Term.objects.select_related("person"), term_id)
    office = Office(term.office)
    act = allow(act, _permit(office), term.body)
    if term.ended_on is not None:
        raise Refused.because("already_ended")
    if basis not in ENDS[office]:
        raise Refused.because("bad_choice", facts={"field": "basis", "value": str(basis)}, field="basis")
    reason = clean_reason(reason) if basis == TermEnd.OTHER else within(reason, LONGEST_REASON) or str(basis.label)
    check_day(act, last_day, field="last_day")
    if last_day < term.starts_on:
        raise Refused.because("before_start", facts={"starts_on": term.starts_on}, field="last_day")
    if basis == TermEnd.GRAVE_FAULT and paper.kind != InstrumentKind.ACUERDO:
        raise Refused.because("acuerdo_needed", "Art. 8", {"paper": _kind_word(paper.kind)}, field="paper_kind")
    # What happened to somebody is often certified days later; a letter or an acuerdo comes first.
    limit = None if basis == TermEnd.OTHER else last_day + timedelta(days=1)
    instrument = store_paper(act, paper, starts_on=limit)
    _close(term, last_day + timedelta(days=1), basis, reason, instrument)
    record(
        act,
        "officer.ended",
        term,
        "office",
        person=term.person.full_name,
        last_day=last_day,
        basis=basis.value,
        reason=reason,
        **paper_facts(instrument),
    )
    return term


def _preside(
    act: Act, body: Body, person: Person, seat_id: int | None, instrument: Instrument, starts_on: date, ruling: Ruling
) -> Term:
    """The new president's full term; an expired one, «en funciones» until now, ends with it."""
    _check_order(body, Office.PRESIDENT, starts_on)
    serving = _serving(body, Office.PRESIDENT)
    if serving is not None:
        _close(serving, starts_on, TermEnd.EXPIRED, TERM_EXPIRED)
    last_day = term_end(starts_on, version_in_force(body.rulebook, starts_on).rules())
    term = Term.objects.create(
        body=body,
        person=person,
        seat_id=seat_id,
        office=Office.PRESIDENT,
        instrument=instrument,
        starts_on=starts_on,
        ends_before=last_day + timedelta(days=1),
    )
    _log_designated(act, term, serving, instrument, ruling)
    return term


def _log_designated(act: Act, term: Term, serving: Term | None, instrument: Instrument, ruling: Ruling | None) -> None:
    record(
        act,
        "officer.designated",
        term,
        "starts_on",
        "last_day",
        ruling=ruling,
        office=str(term.office),
        person=term.person.full_name,
        replaces=serving.person.full_name if serving else None,
        reason=serving.ended_reason if serving else None,
        **paper_facts(instrument),
    )


def _permit(office: Office) -> str:
    return "officers.change" if office in _ELECTED else "officers.staff"


def _kind_word(kind: str) -> str:
    return str(InstrumentKind(kind).label) if kind in InstrumentKind.values else kind


def _serving(body: Body, office: Office) -> Term | None:
    return Term.objects.filter(body=body, office=office, ended_on=None).select_related("person").first()


def _same(one: Person, other: Person) -> bool:
    """By record; by name where one of the two is not registered yet."""
    if one._state.adding or other._state.adding:
        return same_name(one.full_name, other.full_name)
    return one.pk == other.pk


def _check_order(body: Body, office: Office, starts_on: date) -> None:
    """What is registered is not moved: a new term begins after the last one began, and after it ended."""
    last = Term.objects.filter(body=body, office=office).order_by("-starts_on", "-pk").first()
    if last is not None:
        free_from = last.ended_on or last.starts_on + timedelta(days=1)
        if starts_on < free_from:
            raise Refused.because("before_earlier", "Art. 8, 9", {"starts_on": free_from}, field="starts_on")


def _close(term: Term, ended_on: date, basis: TermEnd, reason: str, instrument: Instrument | None = None) -> None:
    write(term, ended_on=ended_on, end_basis=basis, ended_reason=reason, end_instrument=instrument)
