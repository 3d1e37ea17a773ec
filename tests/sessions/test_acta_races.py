"""Two people deciding on one acta at the same moment: one of them wins, the other is told."""

import threading

import pytest
from django.db import connection

from audit.acts import Act
from documents.models import IssuedDocument
from regulation.refusal import Refused
from sessions_app.enums import ActaState, DocumentKind
from sessions_app.models import Acta, Acuerdo
from sessions_app.services import acta as services

from . import story as stories
from .test_acta import CIRCULATED, LATER, circulate


@pytest.fixture
def story(closed_story) -> stories.Story:
    return closed_story


@pytest.fixture
def acta(story) -> Acta:
    return stories.acta_of(story)


def together(*acts) -> list[str]:
    """Run the acts at the same moment, each on its own connection; the refusals' codes, "" for what was done."""
    start, results = threading.Barrier(len(acts)), [""] * len(acts)

    def run(index, act):
        try:
            start.wait(timeout=10)
            act()
        except Refused as refused:
            results[index] = refused.ruling.code
        except Exception as error:
            results[index] = repr(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(i, act)) for i, act in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=30)
    return sorted(results)


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
class TestRaces:
    @pytest.fixture(autouse=True)
    def _postgres(self):
        if connection.vendor != "postgresql":
            pytest.skip("row locks are PostgreSQL's")

    def test_two_approvals_at_once_make_one_acta(self, story, acta):
        circulate(acta, story)

        def approve():
            services.approve(Act(story.committee.president, LATER), acta_id=acta.pk, version_number=1)

        assert together(approve, approve) == ["", "wrong_state"]
        assert IssuedDocument.objects.filter(kind=DocumentKind.ACTA).count() == 1

    def test_an_approval_and_a_taking_back_at_once_leave_one_winner(self, story, acta):
        circulate(acta, story)
        results = together(
            lambda: services.approve(Act(story.committee.president, LATER), acta_id=acta.pk, version_number=1),
            lambda: services.take_back(Act(story.committee.secretary, LATER), acta_id=acta.pk, reason="Falta"),
        )
        assert results == ["", "wrong_state"]
        state = Acta.objects.get(pk=acta.pk).state
        assert IssuedDocument.objects.filter(kind=DocumentKind.ACTA).count() == (state == ActaState.APPROVED)

    def test_two_people_saving_one_section_at_once_lose_no_text(self, story, acta):
        section = acta.sections.first()

        def save(text):
            return lambda: services.save_section(
                Act(story.committee.secretary, CIRCULATED), section_id=section.pk, html=text, version=0
            )

        assert together(save("<div>Uno</div>"), save("<div>Dos</div>")) == ["", "stale_notes"]

    def test_a_double_click_on_the_certificate_issues_one(self, story):
        acuerdo = Acuerdo.objects.order_by("number").first()

        def issue():
            services.issue_certificate(Act(story.committee.secretary, LATER), acuerdo_id=acuerdo.pk, known=0)

        assert together(issue, issue) == ["", "stale"]
