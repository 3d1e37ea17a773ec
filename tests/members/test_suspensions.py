"""Art. 15.1: a suspension rests on a document, and ends on its day or before it by another one."""

from __future__ import annotations

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from audit.acts import Act
from documents.models import Instrument
from members.models import Suspension
from members.selectors import member_on
from members.selectors.assembly_day import assembly_on
from members.selectors.history import history_of_seat
from members.services import end_suspension, suspend_seat
from norms.wording import explain
from regulation.refusal import Refused
from sessions_app.models import RollEntry
from sessions_app.selectors.attendance import attendance
from sessions_app.selectors.record import my_record
from tests.conftest import Committee, client_of, lima
from tests.database import migrated
from tests.members.test_accreditation import NOW, START, code_of, paper
from tests.sessions.story import convened

pytestmark = pytest.mark.django_db

SEAT = 4
FIRST, ENABLED, LAST = date(2026, 6, 11), date(2026, 11, 2), date(2026, 12, 10)
LATER = lima("2026-11-03 10:00")


def put(committee: Committee, **changes) -> Suspension:
    given = {
        "seat_id": committee.seats[SEAT].pk,
        "starts_on": FIRST,
        "ends_before": date(2026, 12, 11),
        "reason": "Tres faltas consecutivas",
        "instrument": Instrument.objects.first(),
        "act": Act(committee.secretary, NOW),
    }
    return suspend_seat(**(given | changes))


def end(committee: Committee, suspension: Suspension, **changes) -> Suspension:
    given = {
        "suspension_id": suspension.pk,
        "enabled_on": ENABLED,
        "reason": "La Asamblea reconsideró la medida",
        "paper": None if "instrument_id" in changes else paper(kind="acuerdo", number="031-2026", date=ENABLED),
        "act": Act(committee.secretary, changes.pop("when", LATER)),
    }
    return end_suspension(**(given | changes))


def test_a_suspension_covers_its_days_and_no_other(committee) -> None:
    suspension = put(committee)
    assert (suspension.valid_until, suspension.instrument) == (LAST, Instrument.objects.first())
    assert not member_on(committee.seats[SEAT], START).suspended
    assert member_on(committee.seats[SEAT], LAST).suspended
    assert not member_on(committee.seats[SEAT], date(2026, 12, 11)).suspended
    with pytest.raises(Refused) as refused:
        put(committee, starts_on=LAST, ends_before=date(2027, 6, 11), reason="Otra")
    assert code_of(refused) == "already_suspended"
    assert "hasta el 10/12/2026" in explain(refused.value.ruling)


def test_it_ends_before_its_day_by_another_document_and_keeps_the_day_it_had(committee) -> None:
    suspension = end(committee, put(committee))
    suspension.refresh_from_db()
    assert (suspension.ends_before, suspension.valid_until) == (ENABLED, LAST)
    assert str(suspension.end_instrument) == "Acuerdo de la Asamblea N° 031-2026"
    assert member_on(committee.seats[SEAT], date(2026, 11, 1)).suspended
    assert not member_on(committee.seats[SEAT], ENABLED).suspended
    assert [row.number for row in assembly_on(committee.body, ENABLED, ENABLED).suspended] == []
    line = history_of_seat(committee.seats[SEAT])[:1][0]
    assert line.sentence.startswith(
        "registró que la representación se habilita desde el 02/11/2026, antes del término de su suspensión, el 10/12/2026."
        " Motivo: La Asamblea reconsideró la medida. Documento: Acuerdo de la Asamblea N° 031-2026"
    )
    again = put(committee, starts_on=ENABLED, ends_before=date(2027, 5, 2), act=Act(committee.secretary, LATER))
    assert again.starts_on == ENABLED, "what ended does not stand in the way of another"


def test_one_that_was_annulled_from_its_first_day_was_never_in_force(committee) -> None:
    end(committee, put(committee), enabled_on=FIRST, paper=paper(kind="acuerdo", date=FIRST))
    assert not member_on(committee.seats[SEAT], FIRST).suspended


def test_an_acuerdo_already_numbered_may_end_it(committee) -> None:
    acuerdo = Instrument.objects.create(
        kind="acuerdo", number="7", date=ENABLED, issuer=committee.body.name, recorded_at=LATER
    )
    suspension = put(committee)
    with pytest.raises(Refused) as refused:
        end(committee, suspension, instrument_id=acuerdo.pk + 1)
    assert code_of(refused) == "bad_choice"
    assert end(committee, suspension, instrument_id=acuerdo.pk).end_instrument == acuerdo


@pytest.mark.parametrize(
    ("changes", "code", "words"),
    [
        ({"reason": " "}, "reason_required", ""),
        ({"enabled_on": date(2026, 11, 4)}, "future_date", ""),
        ({"enabled_on": date(2026, 6, 10)}, "before_start", "11/06/2026"),
        (
            {"enabled_on": date(2026, 12, 11), "when": lima("2026-12-20")},
            "suspension_over",
            "último día es el 10/12/2026",
        ),
        ({"paper": None}, "paper_needed", ""),
        ({"paper": paper(date=date(2026, 11, 3))}, "paper_late", "03/11/2026"),
    ],
)
def test_an_early_end_is_refused_in_words(committee, changes, code, words) -> None:
    suspension = put(committee)
    with pytest.raises(Refused) as refused:
        end(committee, suspension, **changes)
    assert code_of(refused) == code
    assert words in explain(refused.value.ruling)
    suspension.refresh_from_db()
    assert suspension.ends_before == date(2026, 12, 11)


def test_it_ends_early_once_and_only_the_office_ends_it(committee) -> None:
    suspension = put(committee)
    for user in (committee.president, committee.titular(SEAT), committee.viewer, committee.admin):
        with pytest.raises(PermissionDenied, match="suspensión"):
            end(committee, suspension, act=Act(user, LATER))
    end(committee, suspension, act=Act(committee.deputy, LATER))
    with pytest.raises(Refused) as refused:
        end(committee, suspension)
    assert code_of(refused) == "already_ended"


def test_a_session_after_the_early_end_has_the_institution_enabled(committee) -> None:
    suspension = put(committee)
    story = convened(committee)
    assert story.entry(SEAT).suspended
    end(committee, suspension, enabled_on=date(2026, 11, 18), when=lima("2026-11-18 09:00"))
    story.arrive(SEAT)
    entry: RollEntry = story.entry(SEAT)
    assert not entry.suspended
    assert {"field": "suspended", "before": "sí", "after": "no", "on": "2026-11-20"} in entry.differences
    assert attendance([committee.seats[SEAT]]) == [], "no session has begun"


def test_the_pages_say_the_real_end(committee) -> None:
    today = timezone.localdate()
    suspension = put(committee, starts_on=date(2026, 6, 11), ends_before=date(2099, 1, 1))
    user = committee.titular(SEAT)
    assert my_record(user, committee.body, on=ENABLED).suspended_until == date(2099, 1, 1)
    end(committee, suspension)
    assert my_record(user, committee.body, on=date(2026, 11, 1)).suspended_until == ENABLED
    assert my_record(user, committee.body, on=ENABLED).suspended_until is None
    shown = (
        client_of(committee.secretary).get(reverse("members:seat", args=[committee.seats[SEAT].pk])).content.decode()
    )
    assert "Del 11/06/2026 al 01/11/2026" in shown
    assert "Terminó antes (la medida iba hasta el 31/12/2098): La Asamblea reconsideró la medida." in shown
    assert today >= ENABLED
    assert "La representación está suspendida" not in shown


def test_the_database_keeps_what_the_measure_said(committee) -> None:
    suspension = put(committee)
    rows = Suspension.objects.filter(pk=suspension.pk)
    for change in ({"valid_until": ENABLED}, {"reason": "Otra"}, {"end_reason": "Sin documento"}):
        with pytest.raises(IntegrityError), transaction.atomic():
            rows.update(**change)
    with pytest.raises(IntegrityError), transaction.atomic():
        Suspension.objects.create(seat=suspension.seat, starts_on=FIRST, reason="Sin documento")


@pytest.mark.django_db(transaction=True)
def test_one_from_before_says_that_its_document_was_not_recorded(committee) -> None:
    seat = committee.seats[SEAT].pk
    with migrated("members", "0004_what_is_known_of_the_past") as before:
        old = before.get_model("members", "Suspension")
        for starts_on, ends_before in ((date(2024, 1, 2), date(2024, 7, 2)), (date(2025, 1, 2), None)):
            old.objects.create(seat_id=seat, starts_on=starts_on, ends_before=ends_before, reason="Faltas")
    ended, open_ended = Suspension.objects.filter(seat=seat).order_by("starts_on")
    assert (ended.valid_until, open_ended.valid_until) == (date(2024, 7, 1), None)
    assert ended.instrument.title == "Suspensión sin documento registrado"
    assert (ended.instrument.date, ended.instrument.issuer) == (date(2024, 1, 2), committee.body.name)
