"""What the representation of the institutions lacks, on its page and in «Hoy me toca» (Art. 5)."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from members.enums import AlertKind
from members.models import Accreditation, Person, Seat, SeatHolding
from members.selectors import alerts_at, alerts_of
from members.selectors.todo import todo_for
from tests.conftest import PRESIDENTS_SEAT, client_of, lima

ON = date(2026, 6, 10)
AT = lima("2026-06-10 09:00")
ALERTS = reverse("members:alerts")


def of(committee, seat: int, role: str = "titular"):
    return Accreditation.objects.filter(seat=committee.seats[seat], role=role)


def until(committee, seat: int, last_day: date, role: str = "titular") -> None:
    """The document of this accreditation sets its last day (written past the trigger: a new row)."""
    old = of(committee, seat, role).get()
    Accreditation.objects.filter(pk=old.pk).update(ends_before=old.starts_on)
    Accreditation.objects.create(
        seat=old.seat,
        person=old.person,
        role=role,
        instrument=old.instrument,
        starts_on=old.starts_on,
        valid_until=last_day,
        ends_before=last_day + timedelta(days=1),
    )


def shown(committee, on: date = ON) -> list[tuple[str, int, str]]:
    return [(alert.kind.value, alert.row.number, alert.role.value) for alert in alerts_of(committee.body, on)]


@pytest.fixture
def lacking(committee):
    """One of each kind, in different seats."""
    of(committee, 3, "alternate").update(ends_before=date(2026, 6, 1))
    until(committee, 4, date(2026, 6, 5))
    until(committee, 5, date(2026, 6, 30), "alternate")
    of(committee, 6).update(left_on=date(2026, 6, 8), left_note="Lo dijo por teléfono")
    Person.objects.filter(pk=committee.person(7).pk).update(email="")
    return committee


def test_a_complete_padron_has_no_alert(committee) -> None:
    assert shown(committee) == []


def test_each_lack_is_shown_with_its_days_and_its_remedy(lacking) -> None:
    assert shown(lacking) == [
        ("vacant", 3, "alternate"),
        ("expired", 4, "titular"),
        ("expiring", 5, "alternate"),
        ("left", 6, "titular"),
        ("no_email", 7, "titular"),
    ]
    alerts = {alert.kind: alert for alert in alerts_of(lacking.body, ON)}
    assert alerts[AlertKind.EXPIRED].text == "La acreditación de Titular 04 Quispe (titular) venció el 05/06/2026."
    assert alerts[AlertKind.EXPIRING].text.endswith("vence en 20 días, el 30/06/2026.")
    assert alerts[AlertKind.LEFT].text.startswith("Titular 06 Quispe (titular) dejó la institución el 08/06/2026")
    accredit = reverse("members:accredit", args=[lacking.seats[5].pk, "alternate"])
    same = f"{accredit}?persona={lacking.person(5, 'alternate').pk}"
    assert (alerts[AlertKind.EXPIRING].button, alerts[AlertKind.EXPIRING].url) == ("Renovar", same)
    assert (
        f'value="{lacking.person(5, "alternate").pk}" selected'
        in client_of(lacking.secretary).get(same).content.decode()
    )
    assert alerts[AlertKind.NO_EMAIL].url == reverse("members:contact", args=[lacking.person(7).pk])


@pytest.mark.parametrize(
    ("on", "kind"),
    [
        (date(2026, 5, 31), None),  # 31 days before
        (date(2026, 6, 1), "expiring"),
        (date(2026, 7, 1), "expiring"),  # its last day
        (date(2026, 7, 2), "expired"),
    ],
)
def test_thirty_days_before_it_is_near_and_the_day_after_it_is_over(committee, on, kind) -> None:
    until(committee, 5, date(2026, 7, 1))
    assert shown(committee, on) == ([(kind, 5, "titular")] if kind else [])


def test_one_that_somebody_ended_is_vacant_and_not_expired(committee) -> None:
    until(committee, 5, date(2026, 12, 31))
    of(committee, 5).filter(valid_until__isnull=False).update(ends_before=date(2026, 6, 1))
    assert shown(committee) == [("vacant", 5, "titular")]


def test_an_institution_sees_what_is_its_own(lacking) -> None:
    assert [alert.kind.value for alert in alerts_at(lacking.seats[4], ON)] == ["expired"]
    assert alerts_at(lacking.seats[9], ON) == []


def test_a_former_member_has_no_alert(lacking) -> None:
    SeatHolding.objects.filter(seat=lacking.seats[4]).update(ends_before=date(2026, 6, 10))
    assert ("expired", 4, "titular") not in shown(lacking)
    assert alerts_at(lacking.seats[4], ON) == []


def test_the_alerts_cost_the_same_for_any_number_of_institutions(lacking, django_assert_num_queries) -> None:
    with django_assert_num_queries(5):
        alerts_of(lacking.body, ON)
    first = SeatHolding.objects.first()
    seats = Seat.objects.bulk_create(Seat(body=lacking.body, number=n) for n in range(24, 124))
    SeatHolding.objects.bulk_create(
        SeatHolding(seat=seat, institution=first.institution, instrument=first.instrument, starts_on=first.starts_on)
        for seat in seats
    )
    with django_assert_num_queries(5):
        assert len(alerts_of(lacking.body, ON)) == 5 + 200


# --- Hoy me toca -------------------------------------------------------------------------------------------------------
def waiting(committee, user) -> list[tuple[str, date | None]]:
    return [(item.title, item.due) for item in todo_for(user, committee.body, AT) if item.kind == "accreditation"]


def test_the_office_has_one_line_for_each_kind(lacking) -> None:
    expected = [
        ("Una acreditación vencida", date(2026, 6, 5)),
        ("Una acreditación por vencer", date(2026, 6, 30)),
        ("Un representante dejó su institución", None),
        ("Un representante sin acreditar", None),
        ("Un representante sin correo", None),
    ]
    assert waiting(lacking, lacking.secretary) == expected
    until(lacking, 8, date(2026, 7, 5))
    assert ("2 acreditaciones por vencer", date(2026, 6, 30)) in waiting(lacking, lacking.deputy)


def test_an_institution_that_lacks_both_is_named_once(committee) -> None:
    Accreditation.objects.filter(seat__number__in=(7, 8)).update(ends_before=date(2026, 6, 1))
    [item] = [one for one in todo_for(committee.secretary, committee.body, AT) if one.kind == "accreditation"]
    names = [committee.institution(number).short_name or committee.institution(number).name for number in (7, 8)]
    assert (item.title, item.detail) == ("4 representantes sin acreditar", f"{', '.join(names)}.")


def test_a_representative_has_those_of_their_institution_and_nobody_else_any(lacking) -> None:
    [(title, due)] = waiting(lacking, lacking.titular(5))
    assert (title, due) == ("Acreditación por vencer: alterno de Institución 5", date(2026, 6, 30))
    for user in (lacking.titular(9), lacking.viewer, lacking.admin, lacking.stranger):
        assert waiting(lacking, user) == []


def test_a_button_of_the_day_leads_to_the_alerts_of_its_kind(lacking) -> None:
    until(lacking, 8, timezone.localdate() + timedelta(days=3))
    browser = client_of(lacking.secretary)
    page = browser.get(reverse("home")).content.decode()
    assert f"{ALERTS}?tipo=expiring" in page
    found = browser.get(ALERTS, {"tipo": "expiring"}).content.decode()
    assert "Titular 08 Quispe (titular) vence en 3 días" in found


# --- The page ----------------------------------------------------------------------------------------------------------
def test_the_page_lists_filters_and_downloads(lacking) -> None:
    browser = client_of(lacking.secretary)
    page = browser.get(ALERTS).content.decode()
    assert "Titular 06 Quispe (titular) dejó la institución" in page
    assert "Escribir su correo" in page
    only = browser.get(ALERTS, {"tipo": "left"}).content.decode()
    assert "dejó la institución" in only
    assert "Escribir su correo" not in only
    assert browser.get(ALERTS, {"formato": "excel"})["Content-Type"].endswith("spreadsheetml.sheet")
    assert browser.get(ALERTS, {"tipo": "no existe"}).status_code == 200


def test_a_reader_sees_the_alerts_without_the_buttons_of_the_office(lacking) -> None:
    page = client_of(lacking.viewer).get(ALERTS).content.decode()
    assert "Titular 06 Quispe" in page
    assert reverse("members:accredit", args=[lacking.seats[6].pk, "titular"]) not in page
    assert client_of(lacking.titular(6)).get(ALERTS).status_code == 403


def test_a_padron_without_lacks_says_so(committee) -> None:
    assert "Nada que remediar" in client_of(committee.secretary).get(ALERTS).content.decode()


def test_the_page_asks_the_same_number_of_queries_for_any_number_of_alerts(
    committee, django_assert_max_num_queries
) -> None:
    browser = client_of(committee.secretary)
    of(committee, 3).update(ends_before=ON)
    browser.get(ALERTS)
    with CaptureQueriesContext(connection) as few:
        browser.get(ALERTS)
    Accreditation.objects.exclude(seat=committee.seats[PRESIDENTS_SEAT]).update(ends_before=ON)
    with django_assert_max_num_queries(len(few)):
        page = browser.get(ALERTS).content.decode()
    assert page.count('data-label="Institución"') == 44
