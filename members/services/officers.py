"""Art. 8 and 9: who presides, who is Secretaría Técnica and who its Adjunta."""

from datetime import date, datetime, timedelta

from django.db import transaction

from accounts.models import User
from core.text import within
from documents.enums import InstrumentKind
from documents.models import Instrument
from norms.selectors import version_in_force
from regulation.refusal import Refused
from regulation.ruling import Ruling
from regulation.terms import term_end

from ..enums import Office, TermEnd
from ..models import Body, Person, Term
from ..selectors.candidates import check_coordinator, judge_person
from ._unit import (
    LONGEST_REASON,
    PaperData,
    PersonData,
    allow,
    check_day,
    check_reason,
    find_person,
    locked_body,
    log,
    paper_facts,
    same_name,
    store_paper,
)
from .accounts import account_for

_EXPIRED = "Término del mandato"
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
    *,
    body_id: int,
    office: Office,
    person: PersonData,
    paper: PaperData,
    starts_on: date,
    by: User,
    at: datetime,
    now: datetime | None = None,
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
    now = now or at
    body = locked_body(body_id)
    title = _allow(office, by, body, now)
    if office not in body.offices:
        raise Refused.because("no_such_office", facts={"office": office.label, "body": body.short_name})
    check_day(starts_on, now)
    someone = find_person(person)
    seat_id = None
    if office == Office.PRESIDENT:
        if paper.kind not in ELECTION_PAPERS:
            raise Refused.because("election_paper", "Art. 8", {"paper": _kind_word(paper.kind)}, field="paper_kind")
        ruling, seat_id = judge_person(body, someone, starts_on)
        if not ruling.holds:
            raise Refused(ruling, field="" if ruling.code == "term_running" else "person")
        instrument = store_paper(paper, starts_on=starts_on, by=by, now=now)
        someone.save()
        term = _preside(body, someone, seat_id, instrument, starts_on, ruling, by=by, at=at, now=now, role=title)
    else:
        serving = _serving(body, office)
        if serving is not None and _same(serving.person, someone):
            raise Refused.because("same_officer", "Art. 9", {"person": someone.full_name}, field="person")
        _check_order(body, office, starts_on)
        if office == Office.COORDINATOR:
            seat_id = check_coordinator(body, someone, starts_on)
        instrument = store_paper(paper, starts_on=starts_on, by=by, now=now)
        someone.save()
        if serving is not None:
            reason = early_end_reason.strip() or TermEnd.REPLACED.label
            _close(serving, starts_on, TermEnd.REPLACED, reason, instrument)
        term = Term.objects.create(
            body=body, person=someone, seat_id=seat_id, office=office, instrument=instrument, starts_on=starts_on
        )
        _log_designated(term, serving, instrument, None, by=by, at=at, now=now, role=title)
    if with_account:
        account_for(someone, by=by, at=at, now=now, role=title)
    return term


@transaction.atomic
def seat_president(
    *,
    body_id: int,
    person_id: int,
    seat_id: int,
    instrument: Instrument,
    starts_on: date,
    by: User,
    at: datetime,
    now: datetime | None = None,
) -> Term:
    """Whom the Assembly elected in a session presides from its day, by the acuerdo (`instrument`) that says so.

    Judged again: since the vote another may have been seated. Refused: what judge_election says, before_earlier, future_date.
    """
    now = now or at
    body = locked_body(body_id)
    role = allow("officers.change", by, body, now)
    check_day(starts_on, now)
    person = Person.objects.get(pk=person_id)
    ruling, represents = judge_person(body, person, starts_on, seat_id=seat_id)
    if not ruling.holds:
        raise Refused(ruling, field="" if ruling.code == "term_running" else "person")
    return _preside(body, person, represents, instrument, starts_on, ruling, by=by, at=at, now=now, role=role)


@transaction.atomic
def end_term(
    *,
    term_id: int,
    last_day: date,
    basis: TermEnd,
    paper: PaperData,
    by: User,
    at: datetime,
    now: datetime | None = None,
    reason: str = "",
) -> Term:
    """An officer leaves before a successor is there: resignation, grave fault (Art. 8), another cause that `reason` tells.

    The paper is the letter, or for a grave fault the Assembly's acuerdo. Refused: reason_required, already_ended,
    future_date, before_start, bad_choice, acuerdo_needed, paper_needed, paper_late.
    """
    now = now or at
    body = locked_body(Term.objects.values_list("body_id", flat=True).get(pk=term_id))
    term = Term.objects.select_related("person").get(pk=term_id)
    office = Office(term.office)
    title = _allow(office, by, body, now)
    if term.ended_on is not None:
        raise Refused.because("already_ended")
    if basis not in ENDS[office]:
        raise Refused.because("bad_choice", facts={"field": "basis", "value": str(basis)}, field="basis")
    reason = check_reason(reason) if basis == TermEnd.OTHER else within(reason, LONGEST_REASON) or str(basis.label)
    check_day(last_day, now, field="last_day")
    if last_day < term.starts_on:
        raise Refused.because("before_start", facts={"starts_on": term.starts_on.isoformat()}, field="last_day")
    if basis == TermEnd.GRAVE_FAULT and paper.kind != InstrumentKind.ACUERDO:
        raise Refused.because("acuerdo_needed", "Art. 8", {"paper": _kind_word(paper.kind)}, field="paper_kind")
    # What happened to somebody is often certified days later; a letter or an acuerdo comes first.
    limit = None if basis == TermEnd.OTHER else last_day + timedelta(days=1)
    instrument = store_paper(paper, starts_on=limit, by=by, now=now)
    _close(term, last_day + timedelta(days=1), basis, reason, instrument)
    log(
        "officer.ended",
        _stream(body),
        by=by,
        at=at,
        now=now,
        subject=term,
        role=title,
        data={
            "office": term.office,
            "person": term.person.full_name,
            "last_day": last_day.isoformat(),
            "basis": basis.value,
            "reason": reason,
            **paper_facts(instrument),
        },
    )
    return term


def _preside(
    body: Body,
    person: Person,
    seat_id: int | None,
    instrument: Instrument,
    starts_on: date,
    ruling: Ruling,
    *,
    by: User,
    at: datetime,
    now: datetime,
    role: str,
) -> Term:
    """The new president's full term; an expired one, «en funciones» until now, ends with it."""
    _check_order(body, Office.PRESIDENT, starts_on)
    serving = _serving(body, Office.PRESIDENT)
    if serving is not None:
        _close(serving, starts_on, TermEnd.EXPIRED, _EXPIRED)
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
    _log_designated(term, serving, instrument, ruling, by=by, at=at, now=now, role=role)
    return term


def _log_designated(
    term: Term,
    serving: Term | None,
    instrument: Instrument,
    ruling: Ruling | None,
    *,
    by: User,
    at: datetime,
    now: datetime,
    role: str,
) -> None:
    log(
        "officer.designated",
        _stream(term.body),
        by=by,
        at=at,
        now=now,
        subject=term,
        role=role,
        ruling=ruling,
        data={
            "office": str(term.office),
            "person": term.person.full_name,
            "starts_on": term.starts_on.isoformat(),
            "last_day": term.last_day.isoformat() if term.last_day else None,
            "replaces": serving.person.full_name if serving else None,
            "reason": serving.ended_reason if serving else None,
            **paper_facts(instrument),
        },
    )


def _allow(office: Office, by: User, body: Body, now: datetime) -> str:
    return allow("officers.change" if office in _ELECTED else "officers.staff", by, body, now)


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
            raise Refused.because(
                "before_earlier", "Art. 8, 9", {"starts_on": free_from.isoformat()}, field="starts_on"
            )


def _close(term: Term, ended_on: date, basis: TermEnd, reason: str, instrument: Instrument | None = None) -> None:
    term.ended_on, term.end_basis, term.ended_reason, term.end_instrument = ended_on, basis, reason, instrument
    term.save(update_fields=["ended_on", "end_basis", "ended_reason", "end_instrument"])


def _stream(body: Body) -> str:
    return f"body:{body.pk}:officers"
