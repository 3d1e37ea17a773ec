"""Two at once. Only PostgreSQL locks rows; SQLite takes one writer at a time."""

from datetime import date

import pytest
from django.db import connection

from admissions import services
from admissions.models import Application, new_code
from audit.acts import Act
from members.models import SeatHolding
from tests.admissions.conftest import DATA, RUC, a_file
from tests.conftest import lima
from tests.members.test_races import at_once

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif("connection.vendor != 'postgresql'", reason="row locks"),
]
assert connection  # named in the condition above


def submitting(office, code: str):
    return lambda: services.submit(
        Act(None, lima("2026-10-05")),
        body_id=office.committee.body.pk,
        data=DATA,
        code=code,
        consent=True,
        files=[a_file()],
    )


def test_the_same_form_sent_twice_at_once_makes_one_expediente(office) -> None:
    code = new_code()
    assert at_once(submitting(office, code), submitting(office, code)) == ["done", "done"]
    assert Application.objects.count() == 1


def test_two_forms_of_one_institution_at_once_make_one_expediente(office) -> None:
    outcomes = at_once(submitting(office, new_code()), submitting(office, new_code()))
    assert outcomes == ["already_applied", "done"]
    assert list(Application.objects.values_list("number", flat=True)) == [1]


def test_of_two_evaluations_from_the_same_page_one_is_told_that_it_is_stale(office) -> None:
    application = office.present()

    def evaluating(by, advice):
        return lambda: services.evaluate(
            Act(by, lima("2026-10-12 10:00")),
            application_id=application.pk,
            relevance="Sí",
            contribution="Sí",
            advice=advice,
            evaluators="UNA",
            evaluated_on=date(2026, 10, 12),
            revision=0,
        )

    staff = office.committee
    outcomes = at_once(evaluating(staff.secretary, "favourable"), evaluating(staff.deputy, "unfavourable"))
    assert outcomes == ["done", "stale"]


def test_an_observation_and_a_desistance_at_once_leave_one_end(office) -> None:
    application = office.present()
    outcomes = at_once(
        lambda: office.observe(application),
        lambda: services.desist(Act(None, lima("2026-10-06 10:00")), application_id=application.pk, reason=""),
    )
    application.refresh_from_db()
    assert application.state == "withdrawn"
    assert outcomes in (["done", "done"], ["done", "wrong_state"])


def test_a_session_closed_twice_at_once_seats_the_new_member_once(office) -> None:
    application, meeting = office.ready()
    office.count(office.ask(application))
    outcomes = at_once(lambda: office.close(meeting), lambda: office.close(meeting))
    assert outcomes[0] == "done"
    assert "wrong_state" in outcomes
    assert SeatHolding.objects.filter(institution__ruc=RUC).count() == 1


def test_the_agenda_taken_back_while_it_is_convened(office) -> None:
    """Either comes first: either the point left the draft, or it is on the convened agenda and stays."""
    draft = office.draft()
    application = office.put(office.evaluate(office.present()), draft)
    at_once(
        lambda: office.convene(draft),
        lambda: services.take_off_agenda(
            Act(office.committee.deputy, lima("2026-11-10 09:00")), application_id=application.pk
        ),
    )
    application.refresh_from_db()
    on_it = draft.items.filter(subject=application.subject).exists()
    assert (application.state == "on_agenda") == on_it
