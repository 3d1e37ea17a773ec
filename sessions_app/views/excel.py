"""The lists of sessions as Excel files: what the page shows, to whom it shows it, all its pages at once."""

from collections.abc import Iterable
from datetime import date

from django.forms import BaseForm
from django.http import HttpResponse
from django.utils.timezone import localtime

from exchange.views import chosen_words, excel_response
from members.enums import SeatRole
from members.http import BodyHttpRequest
from members.models import Body

from ..models import Acuerdo, Meeting, Presence, RollEntry
from ..selectors.attendance import ABSENT, ATTENDED, NOT_COMPUTED, UNDER_WAY
from ..selectors.history import history_of
from ..selectors.notice import NoticeRow
from ..selectors.past import is_past
from ..selectors.record import Record

#: The latest events of a session's history; none has had a tenth of them.
MAX_EVENTS = 10_000
_OUTCOMES = {ATTENDED: "Asistió", ABSENT: "No asistió", NOT_COMPUTED: "No se computa", UNDER_WAY: "En curso"}


def meetings(request: BodyHttpRequest, body: Body, found: Iterable[Meeting], form: BaseForm) -> HttpResponse:
    rows = []
    for meeting in found:
        acta = getattr(meeting, "acta", None)
        rows.append(
            [
                meeting.get_kind_display(),
                meeting.number,
                meeting.year,
                meeting.scheduled_at,
                meeting.place or ("Virtual" if meeting.link else ""),
                meeting.purpose,
                meeting.items_count,  # type: ignore[attr-defined]  # counted by selectors.meetings.for_list
                meeting.get_state_display(),
                acta.get_state_display() if acta else "En papel" if is_past(meeting) and meeting.installed_at else "",
            ]
        )
    columns = ["Clase", "Número", "Año", "Fecha y hora", "Lugar", "Motivo", "Puntos", "Estado", "Acta"]
    return excel_response(
        request, title="Sesiones", columns=columns, rows=rows, committee=body.name, filters=chosen_words(form)
    )


def acuerdos(
    request: BodyHttpRequest,
    body: Body,
    found: Iterable[Acuerdo],
    form: BaseForm,
    today: date,
    *,
    reader: bool,
) -> HttpResponse:
    rows = []
    for acuerdo in found:
        late = acuerdo.due_on is not None and acuerdo.due_on < today and acuerdo.annulled_at is None
        rows.append(
            [
                acuerdo.label,
                acuerdo.agreed_at,
                str(acuerdo.meeting),
                acuerdo.text,
                *([acuerdo.responsible_name] if reader else []),
                acuerdo.due_on,
                "Anulado" if acuerdo.annulled_at else "Vencido" if late else "Vigente",
            ]
        )
    columns = ["Acuerdo", "Fecha", "Sesión", "Texto", *(["Responsable"] if reader else []), "Plazo", "Estado"]
    return excel_response(
        request, title="Acuerdos", columns=columns, rows=rows, committee=body.name, filters=chosen_words(form)
    )


def dispatches(
    request: BodyHttpRequest, meeting: Meeting, found: Iterable[NoticeRow], *, contacts: bool, only: bool
) -> HttpResponse:
    """One row per mail; a voice without any has one of its own, because that is what is missing."""
    rows = []
    for row in found:
        proof = row.receipt
        received = "Con prueba" if proof else "Presumida" if row.reached else "Sin notificar"
        shared = [received, row.received_on, proof.get_kind_display() if proof else "", proof.note if proof else ""]
        answers = {SeatRole.TITULAR: row.titular_answer, SeatRole.ALTERNATE: row.alternate_answer}
        place = [row.entry.seat.number if row.entry.seat else None, row.entry.name]
        for mail in row.dispatches:
            address = [mail.email] if contacts else []
            sent = [mail.get_state_display(), mail.sent_at, mail.attempts, mail.error]
            rows.append(
                [*place, mail.get_role_display(), mail.name, *address, *sent, answers[SeatRole(mail.role)], *shared]
            )
        if not row.dispatches:
            rows.append([*place, "", "", *([""] if contacts else []), "Sin envío", None, None, "", "", *shared])
    columns = [
        "Asiento",
        "Institución",
        "Calidad",
        "Persona",
        *(["Correo"] if contacts else []),
        "Envío",
        "Enviado",
        "Intentos",
        "Error",
        "Respuesta",
        "Recepción",
        "Recibido el",
        "Prueba",
        "Detalle",
    ]
    return excel_response(
        request,
        title=f"Envíos y cargos {meeting}",
        sheet="Envíos y cargos",
        columns=columns,
        rows=rows,
        committee=meeting.body.name,
        as_of=localtime(meeting.scheduled_at).date(),
        filters="Por resolver" if only else "",
    )


def attendance(request: BodyHttpRequest, meeting: Meeting) -> HttpResponse:
    """The roll with who was in the room, from when until when; one row per stay, and one for each who did not come."""
    entries = meeting.roll.select_related("seat").prefetch_related("presences")
    rows = []
    for entry in entries:
        stays: list[Presence | None] = [stay for stay in entry.presences.all() if stay.voided_at is None]
        rows += [[*_voice(entry), *_stay(meeting, stay)] for stay in stays or [None]]
    columns = [
        "Asiento",
        "Institución",
        "Sector",
        "Calidad",
        "Cuenta para el quórum",
        "Suspendida",
        "Titular",
        "Alterno",
        "Asistencia",
        "Asistió",
        "Modo",
        "Llegada",
        "Salida",
    ]
    return excel_response(
        request,
        title=f"Asistencia {meeting}",
        sheet="Asistencia",
        columns=columns,
        rows=rows,
        committee=meeting.body.name,
        as_of=localtime(meeting.scheduled_at).date(),
    )


def _voice(entry: RollEntry) -> list[object]:
    return [
        entry.seat.number if entry.seat else None,
        entry.name,
        entry.get_sector_display(),
        entry.get_capacity_display(),
        entry.in_base,
        entry.suspended,
        entry.titular_name,
        entry.alternate_name,
    ]


def _stay(meeting: Meeting, stay: Presence | None) -> list[object]:
    if stay is None:
        # Before the day nobody is absent.
        return ["Ausente" if meeting.installed_at or meeting.closed_at else "", "", "", None, None]
    until = localtime(stay.until_at).time() if stay.until_at else None
    return [stay.get_role_display(), stay.name, stay.get_mode_display(), localtime(stay.from_at).time(), until]


def record(request: BodyHttpRequest, body: Body, own: Record) -> HttpResponse:
    """One institution's attendance of the year shown."""
    rows = []
    for line in own.lines:
        rows.append(
            [
                line.session.title,
                line.session.scheduled_at,
                line.session.state.label,
                _OUTCOMES[line.state],
                ", ".join(f"{stay.name} ({stay.role.label.lower()})" for stay in line.stays),
                line.why,
            ]
        )
    return excel_response(
        request,
        title=f"Registro de {own.institution}",
        sheet="Registro",
        columns=["Sesión", "Fecha y hora", "Estado", "Asistencia", "Quién asistió", "Por qué"],
        rows=rows,
        committee=body.name,
        filters=f"Año: {own.year}" if own.year else "",
    )


def history(request: BodyHttpRequest, meeting: Meeting) -> HttpResponse:
    rows = [
        [line.at, line.typed_at, line.actor, line.role, line.sentence, line.ruling]
        for line in history_of(meeting)[:MAX_EVENTS]
    ]
    return excel_response(
        request,
        title=f"Historial {meeting}",
        sheet="Historial",
        columns=["Cuándo", "Registrado el", "Quién", "Cargo", "Qué hizo", "Regla"],
        rows=rows,
        committee=meeting.body.name,
    )
