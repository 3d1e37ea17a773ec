"""Art. 8 and 9: who presides, who is Secretaría Técnica and who its Adjunta."""

from datetime import date, datetime, timedelta

from django.db import transaction

from accounts.models import User
from norms.selectors import version_in_force
from regulation.refusal import Refused
from regulation.ruling import Ruling
from regulation.terms import PastTerm, judge_election, term_end

from ..enums import Office
from ..models import Accreditation, Body, Person, SeatHolding, Suspension, Term
from ._unit import (
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
_REPLACED = "Nueva designación"


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
    """Register who was elected president (on `starts_on`, by the Assembly) or designated Secretaría or Adjunta.

    The president represents an institution of the sector the regulation asks for, for the term it sets; the term in
    course ends early only with `early_end_reason` (resignation, grave fault). Refused, besides those of a paper and a
    person: future_date, before_earlier, same_officer, and what judge_election says (not_member, suspended, not_private,
    wrong_sector, term_running, term_limit).
    """
    now = now or at
    body = locked_body(body_id)
    title = allow("officers.change" if office == Office.PRESIDENT else "officers.staff", by, body, now)
    check_day(starts_on, now)
    someone = find_person(person)
    terms = list(Term.objects.filter(body=body, office=office).select_related("person").order_by("starts_on", "pk"))
    serving = next((term for term in terms if term.ended_on is None), None)
    _check_order(terms, starts_on)
    early = serving is not None and _runs_on(serving, starts_on)
    if office == Office.PRESIDENT:
        reason = early_end_reason.strip()[:300] if early else _EXPIRED
        ruling, seat_id, ends_before = _judge_president(body, someone, terms, starts_on, ending=bool(reason))
    else:
        if serving is not None and _same(serving.person, someone):
            raise Refused.because("same_officer", "Art. 9", {"person": someone.full_name})
        reason, ruling, seat_id, ends_before = early_end_reason.strip()[:300] or _REPLACED, None, None, None
    instrument = store_paper(paper, starts_on=starts_on, by=by, now=now)
    someone.save()
    if serving is not None:
        _close(serving, starts_on, reason)
    term = Term.objects.create(
        body=body,
        person=someone,
        seat_id=seat_id,
        office=office,
        instrument=instrument,
        starts_on=starts_on,
        ends_before=ends_before,
    )
    if with_account:
        account_for(someone, by=by, at=at, now=now, role=title)
    log(
        "officer.designated",
        _stream(body),
        by=by,
        at=at,
        now=now,
        subject=term,
        role=title,
        ruling=ruling,
        data={
            "office": office.value,
            "person": someone.full_name,
            "starts_on": starts_on.isoformat(),
            "last_day": (ends_before - timedelta(days=1)).isoformat() if ends_before else None,
            "replaces": serving.person.full_name if serving else None,
            "reason": reason if serving else None,
            **paper_facts(instrument),
        },
    )
    return term


@transaction.atomic
def end_term(*, term_id: int, last_day: date, reason: str, by: User, at: datetime, now: datetime | None = None) -> Term:
    """An officer leaves before a successor is there: resignation, grave fault (Art. 8), a new posting.

    Refused: reason_required, already_ended, future_date, before_start.
    """
    now = now or at
    body = locked_body(Term.objects.values_list("body_id", flat=True).get(pk=term_id))
    term = Term.objects.select_related("person").get(pk=term_id)
    title = allow("officers.change" if term.office == Office.PRESIDENT else "officers.staff", by, body, now)
    reason = check_reason(reason)
    if term.ended_on is not None:
        raise Refused.because("already_ended")
    check_day(last_day, now)
    if last_day < term.starts_on:
        raise Refused.because("before_start", facts={"starts_on": term.starts_on.isoformat()})
    _close(term, last_day + timedelta(days=1), reason)
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
            "reason": reason,
        },
    )
    return term


def _judge_president(
    body: Body, person: Person, terms: list[Term], on: date, *, ending: bool
) -> tuple[Ruling, int, date]:
    """The ruling, the seat and the end of the term; Refused when the regulation does not allow it."""
    regulation = version_in_force(body.rulebook, on).rules()
    accreditation = (
        Accreditation.objects.filter(seat__body=body, person_id=person.pk).in_force(on).order_by("seat__number").first()
        if person.pk
        else None
    )
    holding, suspended = None, False
    if accreditation is not None:
        held = SeatHolding.objects.filter(seat=accreditation.seat_id).in_force(on)
        holding = held.select_related("institution").first()
        suspended = Suspension.objects.filter(seat=accreditation.seat_id).in_force(on).exists()
    history = [
        PastTerm(
            person=_key(term.person, person),
            starts_on=term.starts_on,
            ended_early_on=term.ended_on if term.ended_on is not None else (on if ending else None),
        )
        for term in terms
    ]
    ruling = judge_election(
        on=on,
        person=_key(person, person),
        sector=holding.institution.sector if holding else "",
        member=holding is not None,
        suspended=suspended,
        terms=history,
        regulation=regulation,
    )
    if not ruling.holds or accreditation is None:
        raise Refused(ruling)
    return ruling, accreditation.seat_id, term_end(on, regulation) + timedelta(days=1)


def _key(term_holder: Person, candidate: Person) -> str:
    """How the rule tells people apart: by record; the candidate's own terms carry the candidate's key."""
    return "candidate" if _same(term_holder, candidate) else f"person {term_holder.pk}"


def _same(one: Person, other: Person) -> bool:
    """By record; by name where one of the two is not registered yet."""
    if one._state.adding or other._state.adding:
        return same_name(one.full_name, other.full_name)
    return one.pk == other.pk


def _runs_on(term: Term, on: date) -> bool:
    """Whether the nominal term still covers the day."""
    return term.ends_before is None or on < term.ends_before


def _check_order(terms: list[Term], starts_on: date) -> None:
    """What is registered is not moved: a new term begins after the last one began, and after it ended."""
    if terms:
        last = terms[-1]
        free_from = last.ended_on or last.starts_on + timedelta(days=1)
        if starts_on < free_from:
            raise Refused.because("before_earlier", "Art. 8, 9", {"starts_on": free_from.isoformat()})


def _close(term: Term, ended_on: date, reason: str) -> None:
    term.ended_on, term.ended_reason = ended_on, reason
    term.save(update_fields=["ended_on", "ended_reason"])


def _stream(body: Body) -> str:
    return f"body:{body.pk}:officers"
