"""What an expediente holds of the person to write to is on their data sheet (Ley 29733)."""

import pytest

from admissions.selectors.people import applications
from members.selectors.people import sheet_of, subject_of
from tests.conftest import ORDINARY_SEAT

pytestmark = pytest.mark.django_db


def test_the_contact_of_an_expediente_reads_it_on_their_sheet(office) -> None:
    committee = office.committee
    made = office.present(contact_email="titular5@cerx.test")
    subject = subject_of(committee.titular(ORDINARY_SEAT))
    assert applications(subject, committee.body).rows[0][:4] == (
        made.label,
        made.name,
        "Luis Ñahui Ticona",
        "titular5@cerx.test",
    )
    assert "applications" in [part.key for part in sheet_of(subject, committee.body)]
    assert applications(subject_of(committee.titular(6)), committee.body).rows == []
