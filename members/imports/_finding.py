"""The institution, the seat on a day or the person that a row means, as an office writes them. Ambiguous names are refused."""

from collections import defaultdict
from collections.abc import Callable, Iterable
from datetime import date
from typing import TypeVar

from exchange.kinds import Kind, Row, Run
from regulation.refusal import Refused

from ..models import Body, Institution, Person, Seat, SeatHolding
from ..words import masked, searchable

T = TypeVar("T")


class NotFound(Exception):
    """Says who was not found, or which ones the name may mean."""


class Seats:
    """The seats of a body and who held them when. Read once for a whole file: an import of people changes no membership."""

    def __init__(self, body: Body) -> None:
        self.by_number = {seat.number: seat for seat in Seat.objects.filter(body=body)}
        self.holdings: dict[int, list[SeatHolding]] = defaultdict(list)
        self.by_name: dict[str, list[SeatHolding]] = defaultdict(list)
        rows = SeatHolding.objects.filter(seat__body=body).select_related("seat", "institution").order_by("starts_on")
        for holding in rows:
            self.holdings[holding.seat.number].append(holding)
            names = {searchable(holding.institution.name), searchable(holding.institution.short_name)}
            for name in (names | {holding.institution.ruc}) - {""}:
                self.by_name[name].append(holding)

    def find(self, text: str, on: date | None) -> tuple[Seat, str]:
        """(the seat, the name of its holder that day) of a seat's number, a RUC, a name or siglas of that time."""
        plain = text.strip()
        number = plain.removeprefix("Asiento").removeprefix("asiento").strip(" N°º.")
        if number.isdecimal() and len(number) <= 3:
            seat = self.by_number.get(int(number))
            if seat is None:
                raise NotFound(f"No hay un asiento {number}: el comité tiene los asientos {self._range()}.")
            holder = next((held for held in self.holdings[seat.number] if on is None or held.covers(on)), None)
            return seat, holder.institution.name if holder else str(seat)
        held = self.by_name.get(searchable(plain), [])
        then = [holding for holding in held if on is None or holding.covers(on)]
        if not held:
            raise NotFound(
                f"Ningún miembro del comité se llama «{plain}» ni tiene ese RUC: revise el padrón o use el número de asiento."
            )
        if not then and on is not None:
            since = held[0].starts_on
            when = f"lo integra desde el {since:%d/%m/%Y}" if since > on else "ya no lo integraba"
            raise NotFound(f"«{plain}» no integraba el comité el {on:%d/%m/%Y}: {when}.")
        seats = {holding.seat.number: holding for holding in then or held}
        if len(seats) > 1:
            raise NotFound(
                f"«{plain}» puede ser el asiento {' o el '.join(map(str, sorted(seats)))}: escriba su número."
            )
        [holding] = seats.values()
        return holding.seat, holding.institution.name

    def _range(self) -> str:
        return f"{min(self.by_number)} a {max(self.by_number)}" if self.by_number else "(ninguno)"


def find_institution(run: Run, ruc: str, name: str) -> Institution | None:
    """By RUC; otherwise by its name, whatever its accents. NotFound between two, and of a name that nobody bears any more:
    a list of years ago would bring back what was renamed, succeeded or joined to another."""
    current = Institution.objects.filter(superseded_on=None, merged_into=None)
    if ruc:
        found = current.filter(ruc=ruc).first()
        if found is not None:
            return found
    named = list(current.filter(pk__in=_institutions(run).get(searchable(name), ())))
    if len(named) > 1:
        raise NotFound(f"Hay {len(named)} instituciones que se llaman «{name}»: escriba el RUC de la que corresponde.")
    if not named and (successor := _successors(run).get(searchable(name))):
        raise NotFound(
            f"«{name}» hoy figura como «{successor}»: escriba ese nombre, o quite la fila si ya no hace falta."
        )
    return named[0] if named else None


def remember_institution(run: Run, institution: Institution) -> None:
    """Somebody new: the rows that follow may speak of it."""
    _institutions(run).setdefault(searchable(institution.name), set()).add(institution.pk)


def _institutions(run: Run) -> dict[str, set[int]]:
    """Name without accents → whose it is. Read once for a whole file."""
    index: dict[str, set[int]] | None = run.memory.get("institutions")
    if index is None:
        index = run.memory["institutions"] = {}
        for pk, name in Institution.objects.filter(superseded_on=None, merged_into=None).values_list("pk", "name"):
            index.setdefault(searchable(name), set()).add(pk)
    return index


def _successors(run: Run) -> dict[str, str]:
    """A name that is borne no more, without accents → who took its place. Read once for a whole file."""
    index: dict[str, str] | None = run.memory.get("successors")
    if index is None:
        rows = Institution.objects.values_list("pk", "name", "merged_into", "successor")
        names = {pk: name for pk, name, _, _ in rows}
        later = {pk: kept or successor for pk, _, kept, successor in rows if kept or successor}
        index = run.memory["successors"] = {}
        for pk in later:
            last = pk
            while last in later:
                last = later[last]
            index[searchable(names[pk])] = names[last]
    return index


def find_person(
    *, identity: tuple[str, str], email: str, name: str, among: Iterable[Person] | None = None
) -> Person | None:
    """By identity document; else by e-mail; else by full name among those given. NotFound where the row says two things."""
    kind, number = identity
    if number:
        bearer = Person.objects.filter(document_kind=kind, document_number=number).first()
        if bearer is not None:
            if not _same(bearer.full_name, name):
                raise NotFound(f"Ese documento de identidad es de {bearer.full_name}: revise el número o el nombre.")
            return bearer
    if email:
        reached = Person.objects.filter(email__iexact=email).order_by("pk").first()
        if reached is not None:
            if not _same(reached.full_name, name):
                raise NotFound(f"Ese correo es de {reached.full_name}: cada persona tiene el suyo.")
            return _not_other(reached, number)
    wanted = searchable(name)
    named = {person.pk: person for person in among or () if searchable(person.full_name) == wanted}
    if len(named) > 1:
        raise NotFound(
            f"Hay {len(named)} personas que se llaman {name}: escriba su documento de identidad o su correo."
        )
    return _not_other(next(iter(named.values())), number) if named else None


def _not_other(person: Person, number: str) -> Person:
    if number and person.document_number and person.document_number != number:
        known = masked(person.document_number)
        raise NotFound(f"{person.full_name} ya está con otro documento de identidad ({known}): corríjalo en su ficha.")
    return person


def _same(one: str, other: str) -> bool:
    return searchable(one) == searchable(other)


def namesakes(run: Run, name: str, seat: Seat | None = None) -> list[Person]:
    """Everybody of that name, whatever its accents; of a seat, only who ever spoke for it."""
    if seat is not None:
        return list(Person.objects.filter(accreditations__seat=seat).distinct())
    index: dict[str, list[int]] = run.memory.setdefault("people", {})
    if not index:
        for pk, full_name in Person.objects.values_list("pk", "full_name"):
            index.setdefault(searchable(full_name), []).append(pk)
    return list(Person.objects.filter(pk__in=index.get(searchable(name), ())))


def remember(run: Run, person: Person) -> None:
    """Somebody new: the rows that follow may speak of them."""
    index = run.memory.get("people")
    if index is not None and person.pk not in index.get(searchable(person.full_name), ()):
        index.setdefault(searchable(person.full_name), []).append(person.pk)


def seats_of(run: Run, body: Body) -> Seats:
    if "seats" not in run.memory:
        run.memory["seats"] = Seats(body)
    found: Seats = run.memory["seats"]
    return found


def checked(kind: Kind, row: Row, name: str, check: Callable[[], T], default: T) -> T:
    """What the check gives; if it refuses, that is reported at the column, and the row's other faults are looked for too."""
    try:
        return check()
    except Refused as refused:
        row.wrong(kind.columns_of.get(refused.ruling.code, name), kind.explain(refused.ruling))
    except NotFound as unknown:
        row.wrong(name, str(unknown))
    return default
