"""The words of the screen: deadlines in business days, articles, states."""

import re
from datetime import date
from pathlib import Path

import pytest
from django.conf import settings
from django.template import Context, Template

from core.rooms import merged
from core.states import machines
from norms.templatetags.ui import LOOKS, article_id, deadline_words
from regulation.calendar import BusinessCalendar

FRIDAY = date(2026, 11, 20)
CALENDAR = BusinessCalendar(frozenset({date(2026, 12, 8)}))


@pytest.mark.parametrize(
    ("due", "words", "tone"),
    [
        (date(2026, 11, 20), "vence hoy", "soon"),
        (date(2026, 11, 21), "vence antes del próximo día hábil", "soon"),
        (date(2026, 11, 23), "vence en 1 día hábil", "soon"),
        (date(2026, 11, 27), "vence en 5 días hábiles", ""),
        (date(2026, 12, 9), "vence en 12 días hábiles", ""),
        (date(2026, 11, 19), "venció hace 1 día hábil", "late"),
        (date(2026, 11, 13), "venció hace 5 días hábiles", "late"),
    ],
)
def test_a_deadline_is_said_in_business_days(due, words, tone) -> None:
    assert deadline_words(due, FRIDAY, CALENDAR) == (words, tone)


def test_a_deadline_that_passed_over_the_weekend_is_late() -> None:
    assert deadline_words(date(2026, 11, 21), date(2026, 11, 22), CALENDAR) == ("venció", "late")


@pytest.mark.parametrize(
    ("article", "anchor"), [("13", "art-13"), ("Art. 15.1", "art-15-1"), ("LPAG 107.3", "art-lpag-107-3")]
)
def test_an_article_has_one_anchor_however_it_is_written(article, anchor) -> None:
    assert article_id(article) == anchor


def test_a_ruling_without_article_shows_no_chip() -> None:
    assert Template('{% load ui %}{% article "" %}').render(Context()) == ""


def test_what_a_person_typed_is_escaped_in_a_badge() -> None:
    page = Template('{% load ui %}{% badge "ok" label %}').render(Context({"label": "<script>"}))
    assert "<script>" not in page


def test_every_icon_that_a_page_names_exists() -> None:
    icons = Path(settings.NODE_MODULES) / "bootstrap-icons" / "icons"
    looks = [LOOKS, *(machine.looks for machine in machines())]
    named = set(merged("icons").values()) | {symbol for look in looks for symbol, _ in look.values()}
    for template in (settings.BASE_DIR / "templates").rglob("*.html"):
        named |= set(re.findall(r"""\{% icon ["']([\w-]+)["']""", template.read_text()))
    assert [name for name in sorted(named) if not (icons / f"{name}.svg").is_file()] == []
