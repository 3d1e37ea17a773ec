"""The page of one session: where it stands, with who and when, and what this person may do next."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from urllib.parse import quote

from django.db.models import QuerySet
from django.utils.timezone import localdate, localtime

from accounts.models import User
from documents.words import clock, long_date

from ..enums import ActaState, DocumentKind, MeetingState
from ..models import Acta, Meeting, MeetingDocument
from .past import is_past, notice_day

#: What a representative may read of a session; the rolls speak of the others.
FOR_EVERYBODY = (
    DocumentKind.CONVOCATORIA,
    DocumentKind.AGENDA,
    DocumentKind.ACTA,
    DocumentKind.NOT_INSTALLED,
    DocumentKind.CERTIFICATE,
)


@dataclass(frozen=True, slots=True)
class Step:
    label: str
    state: str  # done, current, todo, stopped
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Action:
    """The one main button. `url_name` takes the session's pk."""

    label: str
    url_name: str
    icon: str


def with_people(meetings: QuerySet[Meeting]) -> QuerySet[Meeting]:
    """With the people who drafted, convened, installed, closed or withdrew it, and its acta."""
    return meetings.select_related(
        "body", "regulation_version", "acta", "created_by", "convened_by", "installed_by", "closed_by", "cancelled_by",
        "replaces", "replaced_by", "import_batch__upload",
    )  # fmt: skip


def steps(meeting: Meeting) -> list[Step]:
    """Borrador → Convocada → En curso → Cerrada, with who and when; a session that ended otherwise stops there."""
    if is_past(meeting):
        return _steps_on_paper(meeting)
    state = meeting.state
    found = [
        Step(
            "Borrador",
            "done" if meeting.convened_at else "current",
            _by_and_when(meeting.created_by, meeting.created_at),
        )
    ]
    if state == MeetingState.CANCELLED and not meeting.convened_at:
        return [Step("Borrador", "done", found[0].detail), _stopped(meeting)]
    convened = "todo" if not meeting.convened_at else "current" if state == MeetingState.CONVOKED else "done"
    found.append(Step("Convocada", convened, _by_and_when(meeting.convened_by, meeting.convened_at)))
    if state in (MeetingState.CANCELLED, MeetingState.RESCHEDULED, MeetingState.NOT_INSTALLED):
        return [*found, _stopped(meeting)]
    running = "todo" if not meeting.installed_at else "current" if state == MeetingState.IN_SESSION else "done"
    found.append(Step("En curso", running, _by_and_when(meeting.installed_by, meeting.installed_at)))
    closed = "done" if state == MeetingState.CLOSED else "todo"
    return [*found, Step("Cerrada", closed, _by_and_when(meeting.closed_by, meeting.closed_at))]


def _steps_on_paper(meeting: Meeting) -> list[Step]:
    """Convocada → Realizada → Registrada: the days of the session are its table's, who registered it is ours."""
    convened = notice_day(meeting)
    held = f"{localtime(meeting.scheduled_at):%d/%m/%Y %H:%M}"
    return [
        Step("Convocada", "done", f"{convened:%d/%m/%Y}" if convened else "No se sabe cuándo"),
        Step("Realizada", "done", held) if meeting.installed_at else Step("No instalada", "stopped", held),
        Step("Registrada desde una hoja", "done", _by_and_when(meeting.created_by, meeting.created_at)),
    ]


def _stopped(meeting: Meeting) -> Step:
    by, at = (
        (meeting.closed_by, meeting.closed_at)
        if meeting.state == MeetingState.NOT_INSTALLED
        else (meeting.cancelled_by, meeting.cancelled_at)
    )
    label = str(MeetingState(meeting.state).label)
    return Step("Descartado" if not meeting.convened_at else label, "stopped", _by_and_when(by, at))


def _by_and_when(by: User | None, at: datetime | None) -> str:
    if by is None or at is None:
        return ""
    return f"{by.full_name}, {localtime(at):%d/%m/%Y %H:%M}"


def acta_of(meeting: Meeting) -> Acta | None:
    """The acta that `with_people` brought along; None before closing."""
    try:
        return meeting.acta
    except Acta.DoesNotExist:
        return None


def next_action(meeting: Meeting, *, manages: bool, decides: bool, today: date) -> Action | None:
    """What this person does next with the session, if anything: `manages` it, or `decides` on its acta."""
    state, acta = meeting.state, acta_of(meeting)
    if state == MeetingState.DRAFT:
        return Action("Continuar el borrador", "sessions:edit_agenda", "pencil") if manages else None
    if state == MeetingState.CONVOKED:
        if not manages:
            return Action("Seguir la sesión", "sessions:room", "phone") if _is_today(meeting, today) else None
        if localdate(meeting.scheduled_at) <= today:
            return Action("Llamar lista", "sessions:roll", "list-check")
        return Action("Ver envíos y cargos", "sessions:dispatches", "envelope-check")
    if state == MeetingState.IN_SESSION:
        return (
            Action("Conducir la sesión", "sessions:run", "broadcast")
            if manages
            else Action("Seguir la sesión", "sessions:room", "phone")
        )
    if state == MeetingState.CLOSED and acta is not None:
        return Action(_acta_words(acta, manages=manages, decides=decides), "sessions:acta", "file-earmark-text")
    return None


def _acta_words(acta: Acta, *, manages: bool, decides: bool) -> str:
    if acta.state == ActaState.OBSERVING and decides:
        return "Revisar y aprobar el acta"
    if acta.state == ActaState.DRAFT and manages:
        return "Redactar el acta"
    if acta.state == ActaState.APPROVED and manages:
        return "Registrar las firmas"
    return "Ver el acta"


def _is_today(meeting: Meeting, today: date) -> bool:
    return localdate(meeting.scheduled_at) == today


def papers_for(meeting: Meeting, *, reader: bool) -> Sequence[MeetingDocument]:
    """What was issued about the session, in order, without payloads; for a representative what is everybody's."""
    rows = meeting.documents.select_related("document").defer("document__payload").order_by("pk")
    return list(rows if reader else rows.filter(document__kind__in=FOR_EVERYBODY))


def whatsapp_url(meeting: Meeting) -> str:
    """A message for a group that anybody may read: what, when and at which address. Nothing else."""
    starts = localtime(meeting.scheduled_at)
    parts = [
        f"{meeting.body.name}: sesión {meeting.get_kind_display().lower()}",
        f"{long_date(starts.date())}, {clock(starts)} horas",
        f"Lugar: {meeting.place}" if meeting.place else "Lugar: sesión virtual; el enlace está en su correo",
    ]
    return "https://wa.me/?text=" + quote(". ".join(parts) + ".")
