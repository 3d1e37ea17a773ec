"""An accreditation that ends, or a person excluded, between the convocatoria and the session (Art. 5, 13)."""

from datetime import date

import pytest

from audit.acts import Act
from members.enums import SeatRole
from members.models import Accreditation
from members.services import PaperData, PersonData, accredit, exclude_person
from regulation.refusal import Refused
from sessions_app.models import Meeting
from sessions_app.services import roll
from tests.conftest import lima
from tests.sessions.story import DAY, Story, convened

pytestmark = pytest.mark.django_db

TYPED = lima("2026-11-09 09:00")


@pytest.fixture
def story(committee) -> Story:
    """The titular of seat 4 is accredited until 18 November; the session, convened on the 10th, is on the 20th."""
    accredit(
        Act(committee.secretary, TYPED),
        seat_id=committee.seats[4].pk,
        role=SeatRole.TITULAR,
        person=PersonData(full_name="Nadia Nueva Mamani", email="nadia@cerx.test"),
        paper=PaperData("oficio", "45-2026", date(2026, 11, 1), "Institución 4"),
        starts_on=date(2026, 11, 2),
        valid_until=date(2026, 11, 18),
    )
    return convened(committee)


def test_convened_in_time_she_is_summoned_and_the_roll_of_the_day_leaves_her_out_and_says_so(story) -> None:
    assert story.entry(4).titular_name == "Nadia Nueva Mamani"
    assert story.meeting.dispatches.filter(email="nadia@cerx.test").exists()
    story.arrive(1)  # opens the roll
    entry = story.entry(4)
    assert (entry.titular, entry.titular_name) == (None, "")
    assert entry.differences == [{"field": "titular", "before": "Nadia Nueva Mamani", "after": "", "on": DAY}]
    assert entry.in_base


def test_nobody_is_marked_as_titular_and_the_alterno_stands_in(story) -> None:
    with pytest.raises(Refused) as refused:
        story.arrive(4)
    assert refused.value.ruling.code == "no_person"
    for number in range(4, 20):
        story.arrive(number, role=SeatRole.ALTERNATE)
    result = roll.call_roll(Act(story.committee.secretary, story.hour("10:05")), meeting_id=story.meeting.pk, call=1)
    assert result.installed
    assert result.ruling.facts["quorum"]["present"] == 16
    assert Meeting.objects.get(pk=story.meeting.pk).roll.filter(in_base=True).count() == 23


def test_renewed_before_the_session_she_is_there_without_a_difference(story, committee) -> None:
    accredit(
        Act(committee.secretary, lima("2026-11-19 09:00")),
        seat_id=committee.seats[4].pk,
        role=SeatRole.TITULAR,
        person=PersonData(full_name="Nadia Nueva Mamani", email="nadia@cerx.test"),
        paper=PaperData("oficio", "52-2026", date(2026, 11, 18), "Institución 4"),
        starts_on=date(2026, 11, 19),
    )
    story.arrive(4)
    assert story.entry(4).differences == []
    assert story.entry(4).titular.full_name == "Nadia Nueva Mamani"


def test_whoever_is_excluded_after_the_convocatoria_is_not_on_the_roll_of_the_day(committee, convened_story) -> None:
    story = convened_story
    exclude_person(
        Act(committee.secretary, lima("2026-11-17 09:00")),
        person_id=committee.person(4).pk,
        body_id=committee.body.pk,
        seat_id=committee.seats[4].pk,
        reason="Conflicto de intereses",
        starts_on=date(2026, 11, 17),
        paper=PaperData("acuerdo", "9-2026", date(2026, 11, 16), "Asamblea"),
    )
    story.arrive(1)
    assert [d["field"] for d in story.entry(4).differences] == ["titular"]
    assert not Accreditation.objects.filter(person=committee.person(4)).in_force(date(2026, 11, 20)).exists()
