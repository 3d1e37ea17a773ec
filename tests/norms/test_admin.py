"""A change of the calendar is never silent."""

from datetime import date

from django.urls import reverse

from audit.models import Event
from audit.selectors import events_of
from norms.models import NonWorkingDay
from tests.conftest import client_of

ADD = reverse("admin:norms_nonworkingday_add")


def typed(**changes) -> dict[str, str]:
    return {"date": "24/12/2026", "name": "No laborable", "territory": "", "norm": "DS 100-2026-PCM"} | changes


def test_a_day_added_changed_and_deleted_leaves_three_events(committee) -> None:
    browser = client_of(committee.secretary)
    assert browser.post(ADD, typed()).status_code == 302
    day = NonWorkingDay.objects.get(date=date(2026, 12, 24))
    browser.post(reverse("admin:norms_nonworkingday_change", args=[day.pk]), typed(name="Víspera"))
    browser.post(reverse("admin:norms_nonworkingday_delete", args=[day.pk]), {"post": "yes"})
    added, changed, deleted = events_of("calendar")
    assert [added.action, changed.action, deleted.action] == [
        "nonworkingday.added",
        "nonworkingday.changed",
        "nonworkingday.deleted",
    ]
    assert changed.data["before"]["name"] == "No laborable"
    assert changed.data["after"]["name"] == "Víspera"
    assert deleted.actor_name == committee.secretary.full_name


def test_saving_without_a_change_leaves_no_event(committee) -> None:
    browser = client_of(committee.secretary)
    browser.post(ADD, typed())
    day = NonWorkingDay.objects.get(date=date(2026, 12, 24))
    browser.post(reverse("admin:norms_nonworkingday_change", args=[day.pk]), typed())
    assert Event.objects.filter(stream="calendar").count() == 1


def test_a_day_is_named_once_per_place(committee) -> None:
    browser = client_of(committee.secretary)
    browser.post(ADD, typed())
    page = browser.post(ADD, typed(name="Otra vez")).content.decode()
    assert "Otra vez" in page  # what was typed stays
    assert NonWorkingDay.objects.filter(date=date(2026, 12, 24)).count() == 1
