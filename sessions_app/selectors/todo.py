"""What waits for one person in the sessions: the same few queries for any number of sessions."""

from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils import timezone

from accounts.models import User
from documents.enums import RenderState
from mailing.enums import MailState
from members.addresses import body_url
from members.enums import OFFICE, PRESIDING, Role, SeatRole
from members.models import Body
from members.selectors import roles_of, seats_of
from members.selectors.todo import TodoItem, in_order

from ..enums import ActaState, ActaVerdict, Capacity, MeetingState
from ..models import (
    Acta,
    ActaDecision,
    ActaObservation,
    ActaVersion,
    Acuerdo,
    Dispatch,
    Meeting,
    MeetingDocument,
    Presence,
    Receipt,
    RollEntry,
)

_ACUERDO_HORIZON_DAYS = 30
_REASONS_SHOWN = 60
#: Kinds of `TodoItem` that have a day of their own, and those that are more urgent than others.
_HAPPENS = frozenset({"session", "rsvp", "draft", "roll"})
_URGENCY = {"now": 0, "returned": 1}


def todo_for(user: User, body: Body, at: datetime) -> list[TodoItem]:
    """What waits for this person, most urgent first: what is happening now, what is late, then by its day."""
    today = timezone.localdate(at)
    roles = roles_of(user, body, today)
    items: list[TodoItem] = []
    if roles & OFFICE:
        items += _office(body, today)
    if roles & PRESIDING:
        items += _presiding(body)
    if Role.MEMBER in roles:
        items += _representative(user, body, today, office=bool(roles & OFFICE))
        if not roles & PRESIDING:  # who decides on an acta has it above, once
            items += _actas_to_read(user, body, today)
    return in_order(items)


# --- The Secretaría Técnica ----------------------------------------------------------------------------------------
def _office(body: Body, today: date) -> Iterator[TodoItem]:
    open_states = (MeetingState.DRAFT, MeetingState.CONVOKED, MeetingState.IN_SESSION)
    meetings = Meeting.objects.filter(body=body, state__in=open_states).order_by("scheduled_at", "pk")
    failed = Dispatch.objects.filter(state__in=(MailState.FAILED, MailState.NO_ADDRESS))
    for meeting in meetings.annotate(failures=_per_meeting(failed), silent=_per_meeting(_silent())):
        day = timezone.localdate(meeting.scheduled_at)
        if meeting.state == MeetingState.DRAFT:
            yield _item(
                body,
                "draft",
                f"Terminar el borrador: {_kind(meeting)}",
                f"Prevista para el {_when(meeting)}.",
                "Continuar",
                day,
                "sessions:edit_data",
                meeting.pk,
            )
        elif meeting.state == MeetingState.IN_SESSION:
            yield _item(
                body,
                "now",
                f"{meeting} está en curso",
                "Asistencia, agenda y votaciones.",
                "Conducir la sesión",
                day,
                "sessions:run",
                meeting.pk,
            )
        elif day <= today:
            yield _item(
                body,
                "now" if day == today else "roll",
                f"Llamar lista: {meeting}",
                f"{_when(meeting)}. {_where(meeting)}",
                "Llamar lista",
                day,
                "sessions:roll",
                meeting.pk,
            )
        else:
            yield _item(
                body,
                "session",
                str(meeting),
                f"{_when(meeting)}. {_where(meeting)}",
                "Ver la sesión",
                day,
                "sessions:detail",
                meeting.pk,
            )
        if meeting.state == MeetingState.CONVOKED and meeting.failures:
            yield _item(
                body,
                "dispatch",
                f"{_count(meeting.failures, 'envío falló', 'envíos fallaron')}: {meeting}",
                "Corrija el correo y reenvíe, o notifique por otro medio y registre el cargo.",
                "Ver los envíos",
                day,
                "sessions:dispatches",
                meeting.pk,
            )
        if meeting.state == MeetingState.CONVOKED and meeting.silent:
            yield _item(
                body,
                "receipt",
                f"Faltan {_count(meeting.silent, 'constancia', 'constancias')} de recepción: {meeting}",
                "Registre los cargos firmados o los acuses de la convocatoria.",
                "Registrar cargos",
                day,
                "sessions:dispatches",
                meeting.pk,
            )
    yield from _actas_of_office(body, today)
    yield from _broken_documents(body)


def _silent() -> QuerySet[RollEntry]:
    """Member institutions without a valid receipt of the convocatoria."""
    receipt = Receipt.objects.filter(entry=OuterRef("pk"), voided_at=None)
    return RollEntry.objects.filter(~Exists(receipt), capacity=Capacity.MEMBER)


def _per_meeting(rows: QuerySet[Any]) -> Coalesce:
    """How many of these rows a session has. Each is counted by itself: joined, they would multiply one another."""
    counted = rows.filter(meeting=OuterRef("pk")).order_by().values("meeting").annotate(n=Count("pk")).values("n")
    return Coalesce(Subquery(counted), 0)


def _actas_of_office(body: Body, today: date) -> Iterator[TodoItem]:
    unanswered = Exists(ActaObservation.objects.filter(version__acta=OuterRef("pk"), answered_at=None))
    actas = (
        Acta.objects.filter(meeting__body=body)
        .exclude(state=ActaState.SIGNED)
        .select_related("meeting")
        .annotate(unanswered=unanswered, returned=_reason_of_return())
        .order_by("meeting__scheduled_at", "pk")
    )
    for acta in actas:
        meeting = acta.meeting
        if acta.state == ActaState.DRAFT and acta.returned:
            yield _item(
                body,
                "returned",
                f"Corregir el acta devuelta: {meeting}",
                f"La {meeting.body.get_presiding_office_display().lower()} la devolvió: {_short(acta.returned)}",
                "Corregir el acta",
                None,
                "sessions:acta",
                meeting.pk,
            )
        elif acta.state == ActaState.DRAFT:
            yield _item(
                body,
                "acta",
                f"Redactar y circular el acta: {meeting}",
                f"Sesión del {_when(meeting)}.",
                "Abrir el borrador",
                None,
                "sessions:acta",
                meeting.pk,
            )
        elif acta.state == ActaState.OBSERVING and acta.unanswered:
            yield _item(
                body,
                "observation",
                f"Responder las observaciones al acta: {meeting}",
                _until(acta.observations_until),
                "Ver las observaciones",
                acta.observations_until,
                "sessions:acta",
                meeting.pk,
            )
        elif acta.state == ActaState.APPROVED:
            yield _item(
                body,
                "signature",
                f"Completar las firmas del acta: {meeting}",
                "Registre cada firma, o la negativa con su motivo.",
                "Registrar firmas",
                None,
                "sessions:acta",
                meeting.pk,
            )


def _reason_of_return() -> Subquery:
    """Why the president returned the version circulated last; None when that one was not returned."""
    latest = ActaVersion.objects.filter(acta=OuterRef("version__acta")).order_by("-number").values("pk")[:1]
    returned = ActaDecision.objects.filter(
        version__acta=OuterRef("pk"), version=Subquery(latest), verdict=ActaVerdict.RETURNED
    )
    return Subquery(returned.order_by("-pk").values("reason")[:1])


def _broken_documents(body: Body) -> Iterator[TodoItem]:
    broken = MeetingDocument.objects.filter(meeting__body=body, document__state=RenderState.FAILED)
    for row in broken.select_related("meeting", "document").defer("document__payload").order_by("pk"):
        yield _item(
            body,
            "document",
            f"No se pudo generar: {row.document.label}",
            "El documento está registrado; falta su PDF.",
            "Generarlo otra vez",
            None,
            "sessions:detail",
            row.meeting_id,
        )


# --- Who presides -------------------------------------------------------------------------------------------------
def _presiding(body: Body) -> Iterator[TodoItem]:
    actas = Acta.objects.filter(meeting__body=body, state=ActaState.OBSERVING).select_related("meeting")
    for acta in actas.order_by("observations_until", "pk"):
        yield _item(
            body,
            "approval",
            f"Aprobar o devolver el acta: {acta.meeting}",
            _until(acta.observations_until),
            "Leer el acta",
            acta.observations_until,
            "sessions:acta",
            acta.meeting_id,
        )


# --- A representative ----------------------------------------------------------------------------------------------
def _representative(user: User, body: Body, today: date, *, office: bool) -> Iterator[TodoItem]:
    mine = Q(titular__user=user) | Q(alternate__user=user)
    entries = (
        RollEntry.objects.filter(
            mine, meeting__body=body, meeting__state__in=(MeetingState.CONVOKED, MeetingState.IN_SESSION)
        )
        .select_related("meeting", "titular", "alternate")
        .order_by("meeting__scheduled_at", "pk")
    )
    dispatches = {(d.entry_id, d.role): d for d in Dispatch.objects.filter(entry__in=entries)}
    for entry in entries:
        meeting, day = entry.meeting, timezone.localdate(entry.meeting.scheduled_at)
        if meeting.state == MeetingState.IN_SESSION:
            if not office:
                yield _item(
                    body,
                    "now",
                    f"{meeting} está en curso",
                    "Quórum, punto en debate y votaciones, en su teléfono.",
                    "Seguir la sesión",
                    day,
                    "sessions:room",
                    meeting.pk,
                )
            continue
        is_titular = entry.titular is not None and entry.titular.user_id == user.pk
        role, answer = (
            (SeatRole.TITULAR, entry.rsvp_titular) if is_titular else (SeatRole.ALTERNATE, entry.rsvp_alternate)
        )
        dispatch = dispatches.get((entry.pk, role))
        if not answer and dispatch is not None and day >= today:
            yield _item(
                body,
                "rsvp",
                f"Confirme si asistirá: {meeting}",
                f"{_when(meeting)}. {_where(meeting)}",
                "Responder",
                day,
                "sessions:acknowledge",
                dispatch.token,
            )
        elif not office:
            yield _item(
                body,
                "session",
                str(meeting),
                f"{_when(meeting)}. {_where(meeting)}",
                "Ver la sesión",
                day,
                "sessions:detail",
                meeting.pk,
            )
    yield from _own_acuerdos(user, body, today)


def _actas_to_read(user: User, body: Body, today: date) -> Iterator[TodoItem]:
    """Actas in observation of sessions in which this very person was in the room, and of which they wrote nothing."""
    was_there = Presence.objects.filter(
        Q(role=SeatRole.TITULAR, entry__titular__user=user) | Q(role=SeatRole.ALTERNATE, entry__alternate__user=user),
        entry__meeting=OuterRef("meeting"),
        voided_at=None,
    )
    wrote = ActaObservation.objects.filter(version__acta=OuterRef("pk"), author=user)
    actas = Acta.objects.filter(Exists(was_there), ~Exists(wrote), meeting__body=body, state=ActaState.OBSERVING)
    for acta in (
        actas.filter(observations_until__gte=today).select_related("meeting").order_by("observations_until", "pk")
    ):
        yield _item(
            body,
            "observation",
            f"Puede observar el acta: {acta.meeting}",
            _until(acta.observations_until),
            "Leer el acta",
            acta.observations_until,
            "sessions:acta",
            acta.meeting_id,
        )


def _own_acuerdos(user: User, body: Body, today: date) -> Iterator[TodoItem]:
    seats = [seat.pk for seat, _ in seats_of(user, body, today)]
    acuerdos = Acuerdo.objects.filter(body=body, responsible__in=seats, annulled_at=None, due_on__isnull=False)
    for acuerdo in acuerdos.order_by("due_on", "pk"):
        if acuerdo.due_on is None or (acuerdo.due_on - today).days > _ACUERDO_HORIZON_DAYS:
            continue
        yield _item(
            body,
            "acuerdo",
            f"A cargo de su institución: {acuerdo.label}",
            _short(acuerdo.text),
            "Ver el acuerdo",
            acuerdo.due_on,
            "sessions:acuerdo",
            acuerdo.pk,
        )


# --- Words ---------------------------------------------------------------------------------------------------------
def _item(
    body: Body, kind: str, title: str, detail: str, button: str, due: date | None, name: str, key: int | str
) -> TodoItem:
    url = body_url(body, name, key)
    urgency, happens = _URGENCY.get(kind, 2), kind in _HAPPENS
    return TodoItem(title, detail, url, button, due, kind, happens, urgency)


def _kind(meeting: Meeting) -> str:
    return f"sesión {meeting.get_kind_display().lower()}"


def _when(meeting: Meeting) -> str:
    return f"{timezone.localtime(meeting.scheduled_at):%d/%m/%Y, %H:%M}"


def _where(meeting: Meeting) -> str:
    return meeting.place or ("Virtual" if meeting.link else "")


def _until(day: date | None) -> str:
    return f"Se reciben observaciones hasta el {day:%d/%m/%Y}." if day else ""


def _count(number: int, one: str, many: str) -> str:
    return f"{number} {one if number == 1 else many}"


def _short(text: str) -> str:
    words = " ".join(text.split())
    return words if len(words) <= 2 * _REASONS_SHOWN else words[: 2 * _REASONS_SHOWN].rsplit(" ", 1)[0] + "…"
