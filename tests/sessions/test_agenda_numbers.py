"""An agenda has one numbering, the same on every page and paper."""

import re

import pytest
from django.urls import reverse

from sessions_app.selectors import papers
from sessions_app.selectors.meetings import agenda


def numbered(page: str, pattern: str) -> list[int]:
    return [int(number) for number in re.findall(pattern, " ".join(page.split()))]


@pytest.fixture
def story(in_session_story, clock):
    made = in_session_story
    clock("10:30")
    return made


def test_the_numbers_run_through_the_stations_on_the_screen_as_on_paper(committee, client_for, story) -> None:
    meeting = story.meeting
    items = agenda(meeting)
    assert [item.number for item in items] == list(range(1, len(items) + 1))
    stations = papers.agenda_payload(meeting)["agenda"]
    assert [(row["number"], row["title"]) for station in stations for row in station["items"]] == [
        (item.number, item.title) for item in items
    ]
    starts = [station["items"][0]["number"] for station in stations]
    assert len(starts) > 1
    office = client_for(committee.secretary)
    for name, start in (
        ("detail", r'<ol class="agenda-items" start="(\d+)"'),
        ("room", r'<ol class="room-items" start="(\d+)"'),
    ):
        page = office.get(reverse(f"sessions:{name}", args=[meeting.pk])).content.decode()
        assert numbered(page, start) == starts, name
    run = office.get(reverse("sessions:run", args=[meeting.pk]) + f"?punto={items[-1].pk}").content.decode()
    assert numbered(run, r"<span>(\d+)\. ") == [item.number for item in items]
    assert f"{len(items)}. {items[-1].title}</h2>" in run


def test_a_point_added_in_the_session_takes_the_next_number(committee, client_for, story) -> None:
    office, before = client_for(committee.secretary), len(agenda(story.meeting))
    data = {"title": "Paso de Desaguadero", "votes_for": 18, "votes_against": 0, "votes_abstain": 0}
    page = office.post(reverse("sessions:item_propose", args=[story.meeting.pk]), data, follow=True).content.decode()
    assert f"{before + 1}. Paso de Desaguadero</h2>" in page
