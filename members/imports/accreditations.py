"""Who spoke for each seat, from when until when and by which paper (Art. 5): the running ones and a whole past."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from typing import ClassVar

from documents.enums import InstrumentKind
from exchange.kinds import CHOICE, DATE, Field, Row, Run

from ..enums import SeatRole
from ..models import Accreditation, Person, Seat
from ..selectors import assembly
from ..services import PaperData, PersonData, accredit, end_accreditation
from ..services.checks import check_day
from ..services.people import clean_email
from ..services.registering import record_past_accreditation
from ..words import searchable
from ._base import OfficeKind
from ._finding import checked, find_person, namesakes, remember, seats_of
from .people import COLUMNS_OF, IDENTITY, identity_of

_PAPERS = [choice for choice in InstrumentKind.choices if choice[0] != InstrumentKind.ACUERDO]


class Accreditations(OfficeKind):
    slug = "acreditaciones"
    title = "Acreditaciones"
    noun = ("acreditación", "acreditaciones")
    lead = "Titulares y alternos de cada institución, los de hoy y los de antes, con el documento que los acreditó."
    consequence = (
        "Cada persona queda acreditada desde su fecha. Quien reemplaza a otra termina la acreditación anterior el día previo; ninguna "
        "se borra. Las sesiones ya realizadas no cambian."
    )
    articles = ("5",)
    advice = (
        "Una fila por acreditación: un titular y un alterno que cambiaron tres veces son seis filas.",
        "El orden de las filas no importa: se registran desde la más antigua. La que sigue termina la anterior el día previo.",
        "«Hasta» es el último día. Déjelo vacío si la persona sigue, o si terminó al reemplazarla quien viene en otra fila.",
        "La institución se escribe por su número de asiento, su RUC o su nombre; también vale el nombre que tenía ese día.",
        "Lo que ya está registrado no se cambia por una hoja: se corrige en el asiento.",
    )
    fields: ClassVar[Sequence[Field]] = (
        Field("institution", "Institución", "Número de asiento, RUC o nombre.", required=True, max_length=250, also=("Asiento",), example="15"),
        Field("role", "Calidad", "Titular o alterno.", required=True, kind=CHOICE, choices=SeatRole.choices, synonyms={"alterna": "alternate", "suplente": "alternate"}, also=("Condición", "Rol"), example="Titular"),
        Field("full_name", "Nombres y apellidos", "Como figura en su documento.", required=True, max_length=160, also=("Nombre", "Nombre completo", "Persona", "Representante"), example="Rosa Quispe Mamani"),
        *IDENTITY,
        Field("starts_on", "Desde", "El primer día que rige.", required=True, kind=DATE, also=("Vigente desde", "Fecha de inicio"), example="15/03/2024"),
        Field("last_day", "Hasta", "El último día; vacío si sigue o si otra persona la reemplaza.", kind=DATE, also=("Vigente hasta", "Fecha de fin"), example=""),
        Field("paper_kind", "Clase de documento", "La del documento que acredita. Vacío: oficio.", kind=CHOICE, choices=_PAPERS, also=("Documento",), example="Oficio"),
        Field("paper_number", "Número del documento", "Como figura en él.", required=True, max_length=80, also=("N° del documento", "Oficio"), example="045-2024-COOPEJ/P"),
        Field("paper_date", "Fecha del documento", "No posterior al primer día.", required=True, kind=DATE, example="12/03/2024"),
        Field("paper_issuer", "Emitido por", "Vacío: la propia institución.", max_length=200, also=("Emisor",), example=""),
    )  # fmt: skip
    columns_of: ClassVar[Mapping[str, str]] = {
        **COLUMNS_OF,
        "future_date": "starts_on",
        "bad_validity": "last_day",
        "no_holder": "starts_on",
        "before_holding": "starts_on",
        "beyond_holding": "last_day",
        "before_earlier": "starts_on",
        "before_start": "last_day",
        "accreditation_overlap": "starts_on",
        "same_person": "full_name",
        "both_roles": "full_name",
        "person_elsewhere": "full_name",
        "excluded_person": "full_name",
        "paper_needed": "paper_number",
        "paper_late": "paper_date",
    }

    def groups(self, rows: Sequence[Row], run: Run) -> Iterable[Sequence[Row]]:
        """The oldest first: each one closes the one before it."""
        dated = sorted(rows, key=lambda row: (row.day("starts_on") or date.max, row.number))
        return ([row] for row in dated)

    def play(self, rows: Sequence[Row], run: Run) -> None:
        [row] = rows
        identity = identity_of(self, row)
        email = checked(self, row, "email", lambda: clean_email(row.text("email")), "")
        starts_on, last_day, paper_date = row.day("starts_on"), row.day("last_day"), row.day("paper_date")
        self._check_days(row, run, starts_on, last_day, paper_date)
        found = None
        if row.filled("institution"):
            seats = seats_of(run, assembly())
            found = checked(self, row, "institution", lambda: seats.find(row.text("institution"), starts_on), None)
        person = None
        if found and row.readable("full_name"):
            name = row.text("full_name")
            among = namesakes(run, name, found[0])
            person = checked(
                self,
                row,
                "full_name",
                lambda: find_person(identity=identity, email=email, name=name, among=among),
                None,
            )
        if not row.good or found is None or starts_on is None or paper_date is None:
            return
        seat, institution = found
        row.label = f"{institution}: {row.text('full_name')}"
        paper = PaperData(
            kind=row.text("paper_kind") or InstrumentKind.OFICIO.value,
            number=row.text("paper_number"),
            date=paper_date,
            issuer=row.text("paper_issuer") or institution,
        )
        self._write(row, run, seat, person, identity, email, paper, starts_on, last_day)

    def _check_days(
        self, row: Row, run: Run, starts_on: date | None, last_day: date | None, paper_date: date | None
    ) -> None:
        for name, day in (("starts_on", starts_on), ("paper_date", paper_date)):
            if day is not None and day > run.today:
                row.wrong(name, f"El {day:%d/%m/%Y} todavía no llega: revise la fecha.")
        if starts_on and last_day and last_day < starts_on:
            row.wrong(
                "last_day",
                f"Termina el {last_day:%d/%m/%Y}, antes de empezar el {starts_on:%d/%m/%Y}: revise las fechas.",
            )
        if starts_on and paper_date and starts_on < paper_date <= run.today:
            row.wrong(
                "paper_date",
                f"El documento es posterior al primer día ({starts_on:%d/%m/%Y}): nadie queda acreditado antes de que lo acrediten.",
            )

    def _write(
        self,
        row: Row,
        run: Run,
        seat: Seat,
        person: Person | None,
        identity: tuple[str, str],
        email: str,
        paper: PaperData,
        starts_on: date,
        last_day: date | None,
    ) -> None:
        role = SeatRole(row.text("role"))
        registered = Accreditation.objects.filter(seat=seat, role=role).select_related("person", "instrument")
        known = registered.filter(starts_on=starts_on, person=person).order_by("pk").last() if person else None
        if known is not None:
            self._compare(row, run, known, paper, last_day)
            return
        later = registered.filter(starts_on__gt=starts_on).order_by("starts_on").first()
        running_on = last_day is None or last_day > run.today
        someone = self._someone(row, person, identity, email, present=running_on and later is None)
        if later is not None:
            ends = last_day or later.starts_on - timedelta(days=1)
            if last_day is None:
                row.note(f"Termina el {ends:%d/%m/%Y}: al día siguiente empieza {later.person.full_name}.")
            made = record_past_accreditation(
                run.act, seat_id=seat.pk, role=role, person=someone, paper=paper, starts_on=starts_on, last_day=ends)  # fmt: skip
        else:
            made = accredit(
                run.act,
                seat_id=seat.pk,
                role=role,
                person=someone,
                paper=paper,
                starts_on=starts_on,
                valid_until=last_day if last_day and last_day > run.today else None,
            )
            if last_day is not None and last_day <= run.today:
                self._end(made, last_day, run)
        remember(run, made.person)
        row.new()

    def _someone(
        self, row: Row, person: Person | None, identity: tuple[str, str], email: str, *, present: bool
    ) -> PersonData:
        """Of somebody known, an old sheet does not bring back an old position, address or telephone."""
        named = present or person is None
        return PersonData(
            person_id=person.pk if person else None,
            full_name=person.full_name if person else row.text("full_name"),
            position=row.text("position") if named else "",
            email=email if named else "",
            phone=row.text("phone") if named else "",
            document_kind=identity[0],
            document_number=identity[1],
        )

    def _compare(self, row: Row, run: Run, known: Accreditation, paper: PaperData, last_day: date | None) -> None:
        """It is registered. Its end may still come; anything else is corrected in the seat, and is only pointed out."""
        instrument = known.instrument
        if searchable(instrument.number) != searchable(paper.number) or instrument.date != paper.date:
            row.note(
                f"Ya está registrada con otro documento ({instrument}, del {instrument.date:%d/%m/%Y}), que no se cambia."
            )
        registered_end = known.valid_until if known.ends_as_written else known.last_day
        if last_day is None or last_day == registered_end:
            row.same()
        elif known.ends_before is None and last_day <= run.today:
            self._end(known, last_day, run)
            row.changed("Hasta", None, last_day)
        elif known.ends_before is None:
            row.wrong("last_day", f"El {last_day:%d/%m/%Y} todavía no llega: el término se registra cuando ocurra.")
        else:
            row.wrong(
                "last_day",
                f"En el registro terminó el {known.last_day:%d/%m/%Y}: un término registrado no se cambia por una hoja.",
            )

    def _end(self, accreditation: Accreditation, last_day: date, run: Run) -> None:
        check_day(run.act, last_day)
        end_accreditation(
            run.act,
            accreditation_id=accreditation.pk,
            last_day=last_day,
            reason=f"Hoja importada: {run.batch.upload.name}",
        )
