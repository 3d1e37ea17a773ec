"""Who a person is and how they are reached (Ley 29733). It accredits nobody."""

from collections.abc import Mapping, Sequence
from typing import ClassVar

from exchange.kinds import CHOICE, WHOLE_ROW, Field, Row, Run

from ..enums import IdentityDocument
from ..models import Person, Seat
from ..selectors import assembly
from ..services import PersonData, update_contact
from ..services.people import clean_email
from ..services.registering import register_person
from ..words import DNI_DIGITS, clean_identity
from ._base import OfficeKind
from ._finding import checked, find_person, namesakes, remember, seats_of

_LABELS = {
    "document_kind": "Documento de identidad",
    "document_number": "Número de documento",
    "position": "Cargo",
    "email": "Correo",
    "phone": "Teléfono",
}
#: The columns that say who somebody is; a sheet of accreditations has them too.
IDENTITY: Sequence[Field] = (
    Field("document_kind", _LABELS["document_kind"], "Vacío: DNI.", kind=CHOICE, choices=IdentityDocument.choices, synonyms={"carnet de extranjería": "ce", "carne extranjeria": "ce", "libreta electoral": "dni"}, also=("Tipo de documento",), example="DNI"),
    Field("document_number", _LABELS["document_number"], "Ocho cifras el DNI; de nueve a doce signos el carné.", digits=DNI_DIGITS, also=("DNI", "N° de documento"), example="01234567"),
    Field("position", _LABELS["position"], "El que tiene en su institución.", max_length=160, example="Gerente"),
    Field("email", _LABELS["email"], "El propio de la persona: cada una tiene el suyo.", also=("E-mail", "Email", "Correo electrónico"), example="rosa.quispe@coopej.example"),
    Field("phone", _LABELS["phone"], "", max_length=30, also=("Celular",), example="951 234 567"),
)  # fmt: skip
COLUMNS_OF: Mapping[str, str] = {
    "bad_identity": "document_number",
    "identity_taken": "document_number",
    "identity_differs": "document_number",
    "bad_email": "email",
    "email_taken": "email",
    "no_email": "email",
    "name_required": "full_name",
}


class People(OfficeKind):
    slug = "personas"
    title = "Personas"
    noun = ("persona", "personas")
    lead = "Documento de identidad, cargo, correo y teléfono de quienes representan o representaron a una institución."
    consequence = (
        "Las personas nuevas quedan registradas y las conocidas toman los datos de la hoja. Nadie queda acreditado por esto, y el "
        "historial guarda solo las últimas cifras de documentos y teléfonos."
    )
    advice = (
        "Una fila por persona. Se la reconoce por su documento de identidad; si no, por su correo; si no, por su nombre completo.",
        "La columna Institución ayuda a distinguir a dos personas del mismo nombre.",
        "Una celda vacía deja el dato como está registrado. El nombre de alguien conocido se corrige en su ficha.",
        "Traiga solo los datos que el comité necesita para su función (Ley 29733).",
    )
    fields: ClassVar[Sequence[Field]] = (
        Field("full_name", "Nombres y apellidos", "Como figura en su documento.", required=True, max_length=160, also=("Nombre", "Nombre completo", "Persona"), example="Rosa Quispe Mamani"),
        *IDENTITY,
        Field("institution", "Institución", "Número de asiento, RUC o nombre; opcional.", max_length=250, also=("Asiento",), example="15"),
    )  # fmt: skip
    columns_of = COLUMNS_OF

    def play(self, rows: Sequence[Row], run: Run) -> None:
        [row] = rows
        identity = identity_of(self, row)
        email = checked(self, row, "email", lambda: clean_email(row.text("email")), "")
        seat = self._seat(row, run)
        name = row.text("full_name")
        if not row.readable("full_name") or not row.good:
            return
        among = namesakes(run, name, seat)
        person = checked(
            self, row, "full_name", lambda: find_person(identity=identity, email=email, name=name, among=among), None
        )
        if row.problems:
            return
        body = assembly()
        if person is None:
            data = PersonData(
                full_name=name,
                position=row.text("position"),
                email=email,
                phone=row.text("phone"),
                document_kind=identity[0],
                document_number=identity[1],
            )
            made = register_person(run.act, body_id=body.pk, person=data)
            remember(run, made)
            run.memory["seen", made.pk] = row.number
            row.new()
            return
        self._update(person, row, identity, email, run)

    def _update(self, person: Person, row: Row, identity: tuple[str, str], email: str, run: Run) -> None:
        before = {name: getattr(person, name) for name in _LABELS}
        after = update_contact(
            run.act,
            person_id=person.pk,
            body_id=assembly().pk,
            position=row.text("position") or person.position,
            email=email or person.email,
            phone=row.text("phone") or person.phone,
            document_kind=identity[0] or None,
            document_number=identity[1],
            reason=f"Hoja importada: {run.batch.upload.name}",
        )
        for name, label in _LABELS.items():
            if getattr(after, name) != before[name]:
                row.changed(label, _said(name, before[name]), _said(name, getattr(after, name)))
        earlier = run.memory.setdefault(("seen", person.pk), row.number)
        if not row.changes:
            row.same()
        elif earlier != row.number:
            row.wrong(WHOLE_ROW, f"La fila {earlier} ya trae a esta persona con otros datos: deje una sola.")

    def _seat(self, row: Row, run: Run) -> Seat | None:
        if not row.filled("institution"):
            return None
        seats = seats_of(run, assembly())
        found = checked(self, row, "institution", lambda: seats.find(row.text("institution"), None), None)
        return found[0] if found else None


def identity_of(kind: OfficeKind, row: Row) -> tuple[str, str]:
    """The identity document that the row gives; a number without its kind is a DNI."""
    if not (row.filled("document_number") and row.readable("document_number") and row.readable("document_kind")):
        return "", ""
    which = row.text("document_kind") or IdentityDocument.DNI.value
    nobody = ("", "")
    return checked(kind, row, "document_number", lambda: clean_identity(which, row.text("document_number")), nobody)


def _said(name: str, value: str) -> str:
    return str(IdentityDocument(value).label) if name == "document_kind" and value else value
