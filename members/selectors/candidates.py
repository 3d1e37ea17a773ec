"""Who may be elected to preside on a day, and who may not and why (Art. 8)."""

from dataclasses import dataclass
from datetime import date

from norms.selectors import version_in_force
from regulation.mesas import judge_eligibility
from regulation.params import Regulation
from regulation.refusal import Refused
from regulation.ruling import Ruling
from regulation.terms import PastTerm, judge_election

from ..enums import Office, SeatRole
from ..models import Accreditation, Body, Institution, Person, SeatHolding, Suspension, Term
from ..words import searchable
from .padron import MemberRow, members_on


@dataclass(frozen=True, slots=True)
class Candidate:
    """Somebody accredited for a member, and what the regulation says of electing them."""

    row: MemberRow
    accreditation: Accreditation
    ruling: Ruling

    @property
    def person(self) -> Person:
        return self.accreditation.person

    @property
    def eligible(self) -> bool:
        return self.ruling.holds

    @property
    def institution(self) -> str:
        return self.row.institution.short_name or self.row.institution.name


def candidates_on(body: Body, on: date) -> list[Candidate]:
    """Everybody accredited that day, in order of seat, each judged. The same few queries for any size of body."""
    rules = version_in_force(body.rulebook, on).rules()
    terms = presidencies(body)
    return [
        Candidate(
            row=row,
            accreditation=accreditation,
            ruling=_judged(
                accreditation.person, row.institution, suspended=row.suspended, terms=terms, on=on, rules=rules
            ),
        )
        for row in members_on(body, on)
        for accreditation in row.people
    ]


def nominees(body: Body, today: date) -> dict[int, str]:
    """Accreditation → who could have been elected on some day until today, in words. What each day allows is judged with it.

    An election of years ago is registered from its acta when the person elected represents nobody any more: the terms of
    Art. 8 are counted on it. One accreditation per person, the last one. Few queries for any number of them.
    """
    rules = version_in_force(body.rulebook, today).rules()
    everybody = Accreditation.objects.filter(seat__body=body, starts_on__lte=today).select_related("person", "seat")
    last = {accreditation.person_id: accreditation for accreditation in everybody.order_by("starts_on", "pk")}
    holdings = list(SeatHolding.objects.filter(seat__body=body).select_related("institution"))
    named: list[tuple[tuple[bool, int, bool, int], str]] = []
    for accreditation in last.values():
        over = None if accreditation.covers(today) else accreditation.last_day
        held = (holding for holding in holdings if holding.seat_id == accreditation.seat_id)
        institution = next((holding.institution for holding in held if holding.covers(over or today)), None)
        if institution is None:
            continue
        ruling = _judged(accreditation.person, institution, suspended=False, terms=[], on=today, rules=rules)
        if ruling.code not in ("not_private", "wrong_sector"):
            until = f", hasta el {over:%d/%m/%Y}" if over else ""
            words = f"{accreditation.person.full_name} — {institution.short_name or institution.name}{until}"
            order = (
                over is not None,
                accreditation.seat.number,
                accreditation.role != SeatRole.TITULAR,
                accreditation.pk,
            )
            named.append((order, words))
    # Those of today first, in order of seat, the titular before the alterno.
    return {order[-1]: words for order, words in sorted(named)}


def judge_person(body: Body, person: Person, on: date, *, seat_id: int | None = None) -> tuple[Ruling, int | None]:
    """What Art. 8 says of electing this person on that day, and the seat they represent (None: no member's).

    `seat_id`: the one for which they stand; by default the first for which they are accredited.
    """
    accreditation = None
    if person.pk is not None:
        found = Accreditation.objects.filter(seat__body=body, person=person).in_force(on)
        found = found.filter(seat=seat_id) if seat_id is not None else found
        accreditation = found.order_by("seat__number", "pk").first()
    held = SeatHolding.objects.filter(seat=accreditation.seat_id).in_force(on) if accreditation else None
    holding = held.select_related("institution").first() if held is not None else None
    suspended = holding is not None and Suspension.objects.filter(seat=holding.seat_id).in_force(on).exists()
    ruling = _judged(
        person,
        holding.institution if holding else None,
        suspended=suspended,
        terms=presidencies(body),
        on=on,
        rules=version_in_force(body.rulebook, on).rules(),
    )
    return ruling, holding.seat_id if holding else None


def coordinator_seat(body: Body, person: Person, on: date) -> int | None:
    """The seat for which this person may coordinate the Mesa that day (Art. 10). Refused: not_in_mesa, not_eligible."""
    accredited = Accreditation.objects.filter(seat__body=body, person=person.pk or 0).in_force(on).first()
    holding = SeatHolding.objects.filter(seat=accredited.seat_id).in_force(on).first() if accredited else None
    ruling = judge_eligibility(in_mesa=holding is not None, kind=holding.institution.kind if holding else "")
    if not ruling.holds:
        raise Refused(ruling)
    return holding.seat_id if holding else None


def presidencies(body: Body) -> list[Term]:
    """Every term of a president that was given, the first one first."""
    terms = Term.objects.filter(body=body, office=Office.PRESIDENT).select_related("person")
    return list(terms.order_by("starts_on", "pk"))


def _judged(
    person: Person, institution: Institution | None, *, suspended: bool, terms: list[Term], on: date, rules: Regulation
) -> Ruling:
    return judge_election(
        on=on,
        person=_key(person, person),
        sector=institution.sector if institution else "",
        member=institution is not None,
        suspended=suspended,
        terms=[PastTerm(_key(term.person, person), term.starts_on, term.ended_on) for term in terms],
        regulation=rules,
    )


def _key(term_holder: Person, candidate: Person) -> str:
    """How the rule distinguishes people: the candidate's own terms carry the candidate's key."""
    return "candidate" if same_human(term_holder, candidate) else f"person {term_holder.pk}"


def same_human(one: Person, other: Person) -> bool:
    """By record; by identity document where both have one; by name otherwise. The person counts, also under another
    institution and another address (Art. 8).
    """
    if one.pk == other.pk and not one._state.adding:
        return True
    if one.document_number and other.document_number:
        return (one.document_kind, one.document_number) == (other.document_kind, other.document_number)
    return searchable(one.full_name) == searchable(other.full_name)
