"""The page Reglamento: every rule explained, every parameter with the value in force, every article an anchor."""

import re
from datetime import date
from html import unescape
from pathlib import Path

import pytest
from django.urls import reverse

from core.rooms import rooms
from norms.models import RegulationVersion
from norms.templatetags.ui import article_id
from norms.wording.chapters import CHAPTERS
from norms.wording.parameters import CHOICES, LABELS, UNITS, value_in_words
from regulation.params import PARAMETERS, PUNO_2022, Regulation
from tests.conftest import ORDINARY_SEAT, client_of

ROOT = Path(__file__).resolve().parents[2]
PAGE = reverse("norms:reglamento")


def page_of(committee, **query) -> str:
    return unescape(client_of(committee.titular(ORDINARY_SEAT)).get(PAGE, query).content.decode())


def articles_cited() -> set[str]:
    """Every article a ruling, a parameter or a refusal names."""
    found = {parameter.article for parameter in PARAMETERS}
    for folder in ("regulation", *(room.label for room in rooms())):
        for path in (ROOT / folder).rglob("*.py"):
            found.update(re.findall(r'(?<!")"((?:Art\.|LPAG|CCR|RIC) [0-9][^"\n{:]{0,40})"(?!")', path.read_text()))
    return found


def test_every_parameter_is_shown_with_its_value(committee) -> None:
    page = page_of(committee)
    for parameter in PARAMETERS:
        row = page[page.index(f'id="p-{parameter.name}"') :].split("</tr>")[0]
        assert LABELS[parameter.name] in row
        assert value_in_words(parameter.name, PUNO_2022) in row
        assert parameter.article in row


def test_each_parameter_belongs_to_one_article() -> None:
    listed = [name for chapter in CHAPTERS for name in chapter.parameters]
    assert sorted(listed) == sorted(parameter.name for parameter in PARAMETERS)


def test_every_value_a_parameter_may_have_can_be_said() -> None:
    for parameter in PARAMETERS:
        if parameter.kind == "choice":
            assert set(CHOICES[parameter.name]) == set(parameter.choices)
        elif parameter.kind == "flag":
            assert set(CHOICES[parameter.name]) == {"True", "False"}
        elif parameter.kind == "number":
            assert parameter.unit in UNITS


def test_every_article_a_ruling_names_leads_somewhere(committee) -> None:
    page = page_of(committee)
    anchors = set(re.findall(r'id="(art-[^"]+)"', page))
    cited = {article_id(article) for article in articles_cited()}
    assert {"art-13", "art-15-1"} <= cited
    assert cited <= anchors


def test_no_anchor_is_given_twice(committee) -> None:
    ids = re.findall(r'\bid="([^"]+)"', page_of(committee))
    assert len(ids) == len(set(ids))


def test_an_amended_regulation_shows_its_values_from_its_day_on(committee) -> None:
    RegulationVersion.objects.create(
        rulebook=committee.body.rulebook,
        code="puno-2027",
        name="Puno 2027",
        norm="Ordenanza de prueba",
        starts_on=date(2027, 1, 1),
        parameters={"quorum_fraction": "1/2", "notice_days": 10},
    )
    after = page_of(committee, fecha="2027-01-01")
    assert "con 23 miembros se requieren 12 presentes" in after
    assert "10 días calendario" in after
    before = page_of(committee, fecha="2026-12-31")
    assert "con 23 miembros se requieren 16 presentes" in before
    assert "Puno 2027" in before  # named among the other versions


def test_before_the_first_regulation_the_page_says_there_was_none(committee) -> None:
    response = client_of(committee.secretary).get(PAGE, {"fecha": "2020-01-01"})
    assert response.status_code == 404
    assert "No hay un reglamento vigente al 01/01/2020" in response.content.decode()


def test_a_date_that_does_not_exist_is_said(committee) -> None:
    response = client_of(committee.secretary).get(PAGE, {"fecha": "mañana"})
    assert response.status_code == 400
    assert "Escriba la fecha como día, mes y año" in response.content.decode()


def test_who_has_not_signed_in_is_asked_to(committee) -> None:
    assert client_of(None).get(PAGE).status_code == 302


@pytest.mark.parametrize(
    ("name", "changes", "words"),
    [
        ("quorum_fraction", {"quorum_fraction": "3/5"}, "3/5"),
        ("quorum_fraction", {}, "dos tercios"),
        ("quorum_fraction", {"quorum_fraction": "half_plus_one"}, "la mitad más uno"),
        ("notice_days", {}, "7 días calendario"),
        ("notice_days", {"notice_days": "2 business days"}, "2 días hábiles"),
        (
            "notice_days",
            {"notice_days": {"ordinary": 7, "extraordinary": "1 business day"}},
            "7 días calendario; en las extraordinarias, 1 día hábil",
        ),
        ("absences_count", {"absences_count": "no"}, "no se computan"),
        ("president_term_years", {"president_term_years": 1}, "1 año"),
        ("failed_session_counts", {"failed_session_counts": False}, "no genera inasistencia"),
    ],
)
def test_values_are_said_as_people_say_them(name, changes, words) -> None:
    assert value_in_words(name, Regulation.from_overrides(changes)) == words
