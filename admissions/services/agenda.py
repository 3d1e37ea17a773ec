"""An evaluated expediente comes before the Assembly: its point on the agenda (Art. 7, 9.1, 11)."""

from datetime import datetime

from django.db import transaction

from accounts.models import User
from regulation.refusal import Refused
from sessions_app.enums import MeetingState, Station
from sessions_app.models import AgendaItem, Meeting
from sessions_app.services import agenda, drafts

from ..models import Application
from ..selectors import motion_of
from ._unit import check_manager, locked, log, move


@transaction.atomic
def put_on_agenda(
    *,
    application_id: int,
    meeting_id: int | None = None,
    item_id: int | None = None,
    by: User,
    at: datetime,
    now: datetime | None = None,
    revision: int | None = None,
) -> Application:
    """Give it a point: a new one of a draft (`meeting_id`), or one that a session in course has just added by vote
    (`item_id`): a convened agenda changes only by the Assembly's own vote (Art. 7).

    Refused: wrong_state, stale, not_its_item.
    """
    now = now or at
    application = Application.objects.select_related("body__parent").get(pk=application_id)
    check_manager(application, by, now)
    # The session's row is locked before the expediente's, here as at its closing.
    if item_id is not None:
        item = agenda.give_subject(item_id=item_id, subject=application.subject, by=by, at=now)
    else:
        item = _new_point(application, meeting_id or 0, by=by, at=now)
    application = locked(application_id, act="put_on_agenda", revision=revision)
    if item.meeting.body_id != application.body.committee.pk:
        raise Refused.because("not_its_item", "Art. 11", {"subject": application.subject}, field="place")
    role = check_manager(application, by, now)
    application.item = item
    title = str(item.meeting)
    move(application, "put_on_agenda", "item", at=at, by=by, text=title if item.meeting.number else "")
    log(application, "on_agenda", by=by, at=at, now=now, role=role, meeting=title, item=item.title)
    return application


def _new_point(application: Application, meeting_id: int, *, by: User, at: datetime) -> AgendaItem:
    where = "" if application.body == application.body.committee else f" a la {application.body.name}"
    return drafts.add_item(
        meeting_id=meeting_id,
        station=Station.ORDER_OF_DAY,
        title=f"Solicitud de incorporación de {application.name}{where}"[:300],
        description=(
            f"{application.label}. Evaluación: {application.get_advice_display().lower()}. "
            f"Pertinencia: {application.relevance} Aporte: {application.contribution}"
        ),
        proponent="Secretaría Técnica",
        decision_wanted=True,
        subject=application.subject,
        by=by,
        at=at,
    )


@transaction.atomic
def take_off_agenda(
    *, application_id: int, by: User, at: datetime, now: datetime | None = None, revision: int | None = None
) -> Application:
    """Take its point off: out of the draft, or out of the wait for the next one after a session that did not vote it.

    Refused: wrong_state, stale, voted_already, agenda_convened.
    """
    now = now or at
    item = AgendaItem.objects.filter(pk=Application.objects.get(pk=application_id).item_id or 0).first()
    if item is None:
        locked(application_id, act="take_off_agenda", revision=revision)
        raise Refused.because("not_on_agenda", "Art. 11")
    meeting = Meeting.objects.select_for_update(of=("self",)).get(pk=item.meeting_id)
    application = locked(application_id, act="take_off_agenda", revision=revision)
    check_manager(application, by, now)
    motion = motion_of(application)
    if motion is not None:
        raise Refused.because("voted_already", "Art. 11", {"state": motion.state})
    if meeting.state in (MeetingState.CONVOKED, MeetingState.IN_SESSION):
        raise Refused.because("agenda_convened", "Art. 7", {"meeting": str(meeting)})
    if meeting.state == MeetingState.DRAFT:
        drafts.remove_item(
            item_id=item.pk, by=by, at=now
        )  # which tells us, as when it is taken out from the draft's own page
    else:
        release(application, meeting, by=by, at=at, now=now)
    application.refresh_from_db()
    return application


def release(application: Application, meeting: Meeting, *, by: User, at: datetime, now: datetime) -> None:
    """It is on no agenda any more: evaluated, and waiting for one. Inside the transaction that took it off."""
    application.item = None
    move(application, "take_off_agenda", "item", at=at, by=by)
    role = check_manager(application, by, now)
    log(application, "off_agenda", by=by, at=at, now=now, role=role, meeting=str(meeting))
