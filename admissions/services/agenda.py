"""An evaluated expediente comes before the Assembly: its point on the agenda (Art. 7, 9.1, 11)."""

from django.db import transaction

from audit.acts import Act
from audit.services import record
from members.acts import allow, begin, locked
from regulation.refusal import Refused
from sessions_app.enums import MeetingState, Station
from sessions_app.models import AgendaItem, Meeting
from sessions_app.services import agenda, drafts
from sessions_app.words import SECRETARIAT

from ..models import Application
from ..selectors import motion_of
from ..words import item_description, item_title
from .steps import move


@transaction.atomic
def put_on_agenda(
    act: Act,
    *,
    application_id: int,
    meeting_id: int | None = None,
    item_id: int | None = None,
    revision: int | None = None,
) -> Application:
    """Give it a point: a new one of a draft (`meeting_id`), or one that a session in course has just added by vote
    (`item_id`): a convened agenda changes only by the Assembly's own vote (Art. 7).

    Refused: wrong_state, stale, not_its_item.
    """
    application = Application.objects.select_related("body__parent").get(pk=application_id)
    act = allow(act, "applications.manage", application.body)
    # The session's row is locked before the expediente's, here as at its closing.
    if item_id is not None:
        item = agenda.give_subject(act.recorded_now(), item_id=item_id, subject=application.subject)
    else:
        item = _new_point(act.recorded_now(), application, meeting_id or 0)
    act, application = begin(act, Application.objects, application_id, move="put_on_agenda", revision=revision)
    if item.meeting.body_id != application.body.committee.pk:
        raise Refused.because("not_its_item", "Art. 11", {"subject": application.subject}, field="place")
    application.item = item
    title = str(item.meeting)
    move(act, application, "put_on_agenda", "item", text=title if item.meeting.number else "")
    record(act, "application.on_agenda", application, meeting=title, item=item.title)
    return application


def _new_point(act: Act, application: Application, meeting_id: int) -> AgendaItem:
    mesa = "" if application.body == application.body.committee else application.body.name
    return drafts.add_item(
        act,
        meeting_id=meeting_id,
        station=Station.ORDER_OF_DAY,
        title=item_title(application.name, mesa)[:300],
        description=item_description(
            application.label, application.get_advice_display(), application.relevance, application.contribution
        ),
        proponent=SECRETARIAT,
        decision_wanted=True,
        subject=application.subject,
    )


@transaction.atomic
def take_off_agenda(act: Act, *, application_id: int, revision: int | None = None) -> Application:
    """Take its point off: out of the draft, or out of the wait for the next one after a session that did not vote it.

    Refused: wrong_state, stale, voted_already, agenda_convened.
    """
    item = AgendaItem.objects.filter(pk=Application.objects.get(pk=application_id).item_id or 0).first()
    if item is None:
        begin(act, Application.objects, application_id, move="take_off_agenda", revision=revision)
        raise Refused.because("not_on_agenda", "Art. 11")
    meeting = locked(Meeting.objects, item.meeting_id)
    act, application = begin(
        act, Application.objects, application_id, may="applications.manage", move="take_off_agenda", revision=revision
    )
    motion = motion_of(application)
    if motion is not None:
        raise Refused.because("voted_already", "Art. 11", {"state": motion.state})
    if meeting.state in (MeetingState.CONVOKED, MeetingState.IN_SESSION):
        raise Refused.because("agenda_convened", "Art. 7", {"meeting": str(meeting)})
    if meeting.state == MeetingState.DRAFT:
        # Calls `dropped` below, as when it is taken out on the draft's own page.
        drafts.remove_item(act.recorded_now(), item_id=item.pk)
    else:
        release(act, application, meeting)
    application.refresh_from_db()
    return application


def release(act: Act, application: Application, meeting: Meeting) -> None:
    """It is on no agenda any more: evaluated, and waiting for one. Inside the transaction that took it off."""
    application.item = None
    act = allow(act, "applications.manage", application.body)
    move(act, application, "take_off_agenda", "item")
    record(act, "application.off_agenda", application, meeting=str(meeting))
