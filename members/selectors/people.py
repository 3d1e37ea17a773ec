"""Everything that is held of one person (Ley 29733, art. 19): what the padrón knows, and what the rooms above add.

A room that knows something of people registers its part when the program starts, so that the sheet is whole without this
room knowing of sessions or applications. Each part costs a fixed number of queries.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Count, Manager, Max, Min, Q, QuerySet
from django.utils import timezone

from accounts.models import User
from audit.models import Event
from core.rooms import each, merged
from norms.wording.events import sentence_of

from ..enums import Office
from ..models import (
    AccessGrant,
    Accreditation,
    AccreditationDocument,
    AccreditationProposal,
    Body,
    Exclusion,
    InstitutionContact,
    Person,
    SeatHolding,
    Term,
)
from .letter import letter_of
from .offices import officers_on

#: Of a list that has no end (acts, looks), the sheet shows the latest and says how many there are.
SHOWN = 100
LOOKS = {"person.viewed": "Consultó la ficha", "person.printed": "Imprimió la ficha"}


@dataclass(frozen=True, slots=True)
class Subject:
    """Of whom: a person of the padrón, somebody who only has an account, or both."""

    person: Person | None
    user: User | None

    @property
    def name(self) -> str:
        return self.person.full_name if self.person else str(self.user or "")


@dataclass(frozen=True, slots=True)
class Part:
    """One table of the sheet. `why`: what these data are for; `total` when there are more rows than those shown."""

    key: str
    title: str
    why: str
    columns: Sequence[str]
    rows: Sequence[Sequence[str]]
    total: int = 0

    @property
    def labelled(self) -> list[list[tuple[str, str]]]:
        """Each cell with the name of its column: on the phone every row is a card."""
        return [list(zip(self.columns, row, strict=True)) for row in self.rows]

    @property
    def hidden(self) -> int:
        return max(self.total - len(self.rows), 0)


def subject_of(user: User) -> Subject:
    """The person behind an account, or the account alone."""
    return Subject(Person.objects.select_related("user").filter(user=user).first(), user)


def sheet_of(subject: Subject, body: Body) -> list[Part]:
    """The whole sheet: this room's parts, those of the rooms above (`Room.person`), and at the end who looked at it."""
    own = (_accreditations, _papers, _proposals, _terms, _exclusions, _grants, _contacts)
    above = (reader for parts in each("person") for reader in parts)
    readers: list[Callable[[Subject, Body], Part]] = [*own, *above, _registered, _done, _looks]
    return [reader(subject, body) for reader in readers]


def facts_of(subject: Subject) -> list[tuple[str, str]]:
    """Who it is and how they are reached, whole: only for those who may see it."""
    person, user = subject.person, subject.user
    facts = [("Nombres y apellidos", subject.name)]
    if person is not None:
        number = f"{person.get_document_kind_display()} {person.document_number}" if person.document_number else ""
        facts += [
            ("Documento de identidad", number),
            ("Cargo en su institución", person.position),
            ("Correo", person.email),
            ("Teléfono", person.phone),
        ]
    if user is not None:
        facts += [
            ("Cuenta para ingresar", user.email + ("" if user.is_active else " (desactivada)")),
            ("Último ingreso", moment(user.last_login)),
        ]
    return [(label, value or "No consta") for label, value in facts]


def whom_to_ask(body: Body, on: date) -> list[Person]:
    """The Secretaría Técnica and its Adjunta that day: who keeps the data and answers for them."""
    return [term.person for office, term in officers_on(body, on).items() if office != Office.PRESIDENT]


def printed_sheet(subject: Subject, body: Body, on: date) -> dict[str, Any]:
    """The sheet as the paper handed to the person sees it: plain JSON."""
    parts = sheet_of(subject, body)
    return {
        **letter_of(body, None, on),
        "name": subject.name,
        "facts": [list(fact) for fact in facts_of(subject)],
        "parts": [
            {
                "title": part.title,
                "why": part.why,
                "columns": list(part.columns),
                "rows": [list(row) for row in part.rows],
                "hidden": part.hidden,
            }
            for part in parts
            if part.rows
        ],
        "nothing": [part.title for part in parts if not part.rows],
        "keepers": [keeper.full_name for keeper in whom_to_ask(body, on)],
    }


# --- The parts of this room ----------------------------------------------------------------------------------------
def _accreditations(subject: Subject, body: Body) -> Part:
    rows = _of_person(Accreditation.objects, subject).select_related("seat", "instrument").order_by("-starts_on", "-pk")
    names = _names_of_seats(list(rows))
    return Part(
        "accreditations",
        "Acreditaciones",
        "Para saber quién habla y vota por cada institución, y desde cuándo (Art. 5).",
        ("Institución", "Calidad", "Desde", "Hasta", "Documento que la acredita", "Observaciones"),
        [
            (
                names[row.pk],
                row.get_role_display(),
                day(row.starts_on),
                day(row.last_day) or "sin término",
                f"{row.instrument}, {day(row.instrument.date)}, {row.instrument.issuer}",
                f"Dejó la institución el {day(row.left_on)}. {row.left_note}".strip() if row.left_on else "",
            )
            for row in rows
        ],
    )


def _papers(subject: Subject, body: Body) -> Part:
    key = subject.person.pk if subject.person else None
    rows = (
        AccreditationDocument.objects.filter(accreditation__person=key)
        .select_related("document")
        .defer("document__payload")
    )
    return Part(
        "papers",
        "Constancias emitidas a su nombre",
        "Prueban la acreditación ante terceros. No llevan el número de documento completo ni el teléfono.",
        ("Documento", "Emitida", "Estado"),
        [
            (row.document.label, moment(row.document.issued_at), "Anulada" if row.document.annulled_at else "Vigente")
            for row in rows
        ],
    )


def _proposals(subject: Subject, body: Body) -> Part:
    named = Q(pk__in=())
    if subject.person is not None:
        named |= Q(person=subject.person) | Q(accreditation__person=subject.person)
        if subject.person.document_number:
            named |= Q(document_kind=subject.person.document_kind, document_number=subject.person.document_number)
    if subject.user is not None:
        named |= Q(submitted_by=subject.user)
    rows = AccreditationProposal.objects.filter(named).select_related("seat", "person").order_by("-submitted_at", "-pk")
    return Part(
        "proposals",
        "Propuestas de su institución en que figura o que presentó",
        "La institución pide registrar a alguien, o dice que alguien la dejó; la Secretaría Técnica decide (Art. 5).",
        ("Presentada", "Pedido", "Persona", "Calidad", "Estado"),
        [
            (
                moment(row.submitted_at),
                row.get_kind_display(),
                row.full_name or str(row.person or ""),
                row.get_role_display(),
                row.get_state_display(),
            )
            for row in rows
        ],
    )


def _terms(subject: Subject, body: Body) -> Part:
    rows = _of_person(Term.objects, subject).select_related("instrument").order_by("-starts_on", "-pk")
    return Part(
        "terms",
        "Cargos en el comité",
        "Quién preside y quién lleva la Secretaría Técnica, y por qué documento (Art. 8 y 9).",
        ("Cargo", "Desde", "Hasta", "Documento", "Cómo terminó"),
        [
            (
                row.get_office_display(),
                day(row.starts_on),
                day(row.last_served or row.last_day) or "sin término",
                f"{row.instrument}, {day(row.instrument.date)}",
                row.ended_reason,
            )
            for row in rows
        ],
    )


def _exclusions(subject: Subject, body: Body) -> Part:
    rows = _of_person(Exclusion.objects, subject).select_related("instrument", "lift_instrument")
    return Part(
        "exclusions",
        "Exclusiones",
        "Quien tuvo un conflicto de interés probado no representa a nadie hasta que un acuerdo lo permita (Art. 15.2).",
        ("Desde", "Hasta", "Motivo", "Documento", "Se levantó con"),
        [
            (day(row.starts_on), day(row.last_day), row.reason, str(row.instrument), str(row.lift_instrument or ""))
            for row in rows
        ],
    )


def _grants(subject: Subject, body: Body) -> Part:
    rows = AccessGrant.objects.filter(user=subject.user).order_by("-starts_on", "-pk") if subject.user else ()
    return Part(
        "grants",
        "Accesos al sistema",
        "Quién puede leer o administrar sin tener cargo ni representar a una institución.",
        ("Nivel", "Desde", "Hasta"),
        [(row.get_level_display(), day(row.starts_on), day(row.last_day) or "sin término") for row in rows],
    )


def _contacts(subject: Subject, body: Body) -> Part:
    """Entries of the directory that give the person's address as a way to reach an institution."""
    rows = InstitutionContact.objects.filter(email__in=addresses(subject)).select_related("institution")
    return Part(
        "contacts",
        "Contacto en el directorio",
        "Por quién se ubica a una institución vinculada al comercio exterior (Art. 9.3).",
        ("Institución", "Nombre", "Cargo", "Correo", "Teléfono"),
        [(row.institution.name, row.name, row.position, row.email, row.phone) for row in rows],
    )


# --- What the history says -----------------------------------------------------------------------------------------
def _registered(subject: Subject, body: Body) -> Part:
    """What others wrote about the person, from the streams in which it is kept."""
    about = Q(pk__in=())
    if subject.person is not None:
        mine = Accreditation.objects.filter(person=subject.person)
        accreditations = list(mine.values_list("pk", "seat_id"))
        about |= Q(stream=f"person:{subject.person.pk}")
        about |= Q(
            stream__in={f"seat:{seat}" for _, seat in accreditations},
            subject_type=Accreditation._meta.model_name,
            subject_id__in=[key for key, _ in accreditations],
        )
        about |= Q(
            stream=f"body:{body.pk}:officers",
            subject_type=Term._meta.model_name,
            subject_id__in=list(Term.objects.filter(person=subject.person).values_list("pk", flat=True)),
        )
    if subject.user is not None:
        about |= Q(stream=f"user:{subject.user.pk}")
    events = Event.objects.filter(about).exclude(action__in=LOOKS)
    return Part(
        "registered",
        "Qué se registró sobre la persona",
        "Cada cambio queda con su fecha y su autor.",
        ("Fecha", "Quién", "Qué hizo"),
        [
            (moment(event.at), event.actor_name, sentence_of(event.action, event.data))
            for event in events.order_by("-pk")[:SHOWN]
        ],
        events.count(),
    )


def _done(subject: Subject, body: Body) -> Part:
    """What the person did, counted: the acts themselves are the committee's record, in the history of each thing."""
    rows: dict[str, tuple[int, datetime, datetime]] = {}
    if subject.user is not None:
        acts = Event.objects.filter(actor_id=subject.user.pk).order_by()
        areas = merged("areas")
        for action, times, first, last in acts.values_list("action").annotate(Count("pk"), Min("at"), Max("at")):
            word = action.partition(".")[0]
            area = areas.get(word, word)
            before = rows.get(area, (0, first, last))
            rows[area] = (before[0] + times, min(before[1], first), max(before[2], last))
    return Part(
        "done",
        "Qué hizo la persona en el sistema",
        "El comité debe poder decir quién hizo cada acto. El detalle está en el historial de cada sesión o asiento.",
        ("De qué", "Actos", "Primero", "Último"),
        [
            (area, str(times), day(timezone.localdate(first)), day(timezone.localdate(last)))
            for area, (times, first, last) in sorted(rows.items())
        ],
    )


def _looks(subject: Subject, body: Body) -> Part:
    stream = f"person:{subject.person.pk}" if subject.person else ""
    events = Event.objects.filter(stream=stream, action__in=LOOKS)
    return Part(
        "looks",
        "Quién consultó esta ficha",
        "Cada consulta de la oficina queda anotada; las de la propia persona, no.",
        ("Fecha", "Qué", "Quién", "Cargo"),
        [
            (moment(event.at), LOOKS[event.action], event.actor_name, event.actor_role)
            for event in events.order_by("-pk")[:SHOWN]
        ],
        events.count(),
    )


# --- Steps of the above --------------------------------------------------------------------------------------------
def addresses(subject: Subject) -> list[str]:
    """The addresses by which the person is known, as they are kept: in lower case."""
    known = [subject.person.email if subject.person else "", subject.user.email if subject.user else ""]
    return [address.lower() for address in dict.fromkeys(known) if address]


def day(on: date | None) -> str:
    return f"{on:%d/%m/%Y}" if on else ""


def moment(at: datetime | None) -> str:
    return f"{timezone.localtime(at):%d/%m/%Y %H:%M}" if at else ""


def _of_person(rows: "Manager[Any]", subject: Subject) -> "QuerySet[Any]":
    return rows.filter(person=subject.person) if subject.person else rows.none()


def _names_of_seats(rows: list[Accreditation]) -> dict[int, str]:
    """What the institution was called when each accreditation began. One query."""
    held = list(
        SeatHolding.objects.filter(seat__in={row.seat_id for row in rows})
        .select_related("institution")
        .order_by("starts_on", "pk")
    )
    names = {}
    for row in rows:
        there = [h.institution.name for h in held if h.seat_id == row.seat_id and h.covers(row.starts_on)]
        names[row.pk] = there[-1] if there else str(row.seat)
    return names
