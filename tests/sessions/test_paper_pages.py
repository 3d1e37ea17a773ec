import pytest
from django.urls import reverse

from documents import pdf
from documents.enums import RenderState
from documents.models import IssuedDocument
from sessions_app.enums import DocumentKind
from tests.conftest import ORDINARY_SEAT

pytestmark = pytest.mark.django_db


@pytest.fixture
def broken(convened_story, monkeypatch):
    """A convocatoria whose PDF could not be made."""
    meeting = convened_story.meeting

    def fail(*args):
        raise pdf.RenderingFailed("Faltan las bibliotecas del sistema")

    monkeypatch.setattr("documents.rendering.pdf.render_pdf", fail)
    document = IssuedDocument.objects.get(kind=DocumentKind.CONVOCATORIA)
    return meeting, document


def test_a_paper_that_could_not_be_made_is_made_again_with_a_button(committee, broken, client_for, monkeypatch):
    meeting, document = broken
    office = client_for(committee.secretary)
    address = reverse("sessions:document", args=[document.pk])
    page = office.get(address)
    assert page.status_code == 503
    assert "Generar de nuevo" in page.content.decode()
    again = reverse("sessions:document_retry", args=[document.pk])
    assert again in office.get(reverse("sessions:detail", args=[meeting.pk])).content.decode()

    still = office.post(again, follow=True)
    assert "Faltan las bibliotecas" in still.content.decode()
    monkeypatch.undo()
    made = office.post(again, follow=True)
    assert f"Se generó el PDF: {document.label}." in made.content.decode()
    document.refresh_from_db()
    assert (document.state, document.number) == (RenderState.RENDERED, 1)
    assert office.get(address)["Content-Type"] == "application/pdf"


def test_a_second_click_on_the_button_finds_the_paper_made(committee, convened_story, client_for):
    document = IssuedDocument.objects.get(kind=DocumentKind.AGENDA)
    office = client_for(committee.secretary)
    office.get(reverse("sessions:document", args=[document.pk]))
    answer = office.post(reverse("sessions:document_retry", args=[document.pk]))
    assert answer.status_code == 302
    assert answer["Location"] == reverse("sessions:document", args=[document.pk])
    document.refresh_from_db()
    assert document.attempts == 1


def test_only_the_office_makes_papers_again(committee, broken, client_for):
    _, document = broken
    again = reverse("sessions:document_retry", args=[document.pk])
    assert client_for(committee.titular(ORDINARY_SEAT)).post(again).status_code == 403
    assert client_for(committee.secretary).get(again).status_code == 405
