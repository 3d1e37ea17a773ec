"""The events of one click, or of one job, share an id, and the history shows them as one act."""

import pytest
from django.urls import reverse
from django.utils import timezone
from django_tasks import task

from audit.acts import Act
from audit.correlation import correlated, correlation_id
from audit.models import Event
from audit.services import record
from members.models import Body
from sessions_app.models import Meeting, Motion
from sessions_app.player import votes_by_option
from tests.sessions import story as stories


@pytest.fixture
def story(committee, clock):
    made = stories.in_session(committee)
    clock("10:30")
    return made


def posted(office, name, story, data) -> list[Event]:
    """What one POST recorded, in its order."""
    before = Event.objects.count()
    assert office.post(reverse(f"sessions:{name}", args=[story.meeting.pk]), data).status_code == 302
    return list(Event.objects.order_by("pk")[before:])


def test_one_click_gives_its_events_one_id_and_the_history_one_entry(committee, client_for, clock, story):
    office = client_for(committee.secretary)
    vote = posted(
        office, "motion_new", story, {"text": "Aprobar", "form": "simple", "makes_acuerdo": "on", "ref": "T1"}
    )
    clock("10:40")
    motion = Motion.objects.get(pk=vote[0].subject_id)
    votes = votes_by_option(motion, {"for": 12, "against": 3, "abstain": 0})
    closing = {f"votes_{option}": number for option, number in votes.items()}
    office.post(reverse("sessions:motion_close", args=[story.meeting.pk, motion.pk]), closing)
    clock("12:00")
    end = posted(office, "close", story, {"revision": Meeting.objects.get().revision})
    assert len(end) > 2
    assert len({event.correlation for event in end}) == 1
    assert {event.correlation for event in vote}.isdisjoint(event.correlation for event in end)

    page = office.get(reverse("sessions:history", args=[story.meeting.pk])).content.decode()
    grouped = page.split('<ul class="timeline-act">')[1].split("</ul>")[0]
    # In the order in which they happened, under one hour and one name.
    shown = [event for event in end if event.stream == story.meeting.stream]
    assert grouped.count("<li>") >= 2
    assert grouped.count("<li>") <= len(shown)
    assert "<time" not in grouped
    assert committee.secretary.full_name not in grouped


def test_the_history_costs_the_same_whatever_it_groups(
    committee, client_for, story, django_assert_max_num_queries, django_assert_num_queries
):
    office, address = client_for(committee.secretary), reverse("sessions:history", args=[story.meeting.pk])
    office.get(address)
    with django_assert_max_num_queries(30) as first:
        office.get(address)
    with correlated():
        for number in range(12):
            now = timezone.now()
            record(Act(None, now), f"a.{number}", story.meeting)
    with django_assert_num_queries(len(first)):
        office.get(address)


@task()
def two_events() -> None:
    now = timezone.now()
    for action in ("one", "two"):
        record(Act(None, now), action, Body(pk=1), stream="job")


@pytest.mark.django_db
def test_each_run_of_a_job_has_one_id():
    two_events.call()
    two_events.call()
    one, two, three, four = (event.correlation for event in Event.objects.filter(stream="job").order_by("pk"))
    assert one == two
    assert three == four
    assert one != three


def test_outside_of_a_request_or_a_job_each_event_is_an_act_of_its_own():
    assert correlation_id() != correlation_id()
    with correlated():
        outer = correlation_id()
        with correlated():
            assert correlation_id() == outer
    assert correlation_id() != outer
