"""An hour is typed as Peru writes it, whatever clock the machine shows."""

from datetime import time

import pytest
from django.forms import ValidationError

from members.models import Body
from sessions_app.forms.draft import DataForm, RescheduleForm
from sessions_app.forms.fields import HourField
from sessions_app.forms.roll import MomentForm
from tests.conftest import lima


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("9:05", time(9, 5)),
        ("09:05", time(9, 5)),
        ("0905", time(9, 5)),
        ("905", time(9, 5)),
        ("9.05", time(9, 5)),
        (" 15:30 ", time(15, 30)),
        ("09:05:00", time(9, 5)),
        ("00:00", time(0, 0)),
    ],
)
def test_an_hour_is_understood_however_it_is_typed(typed: str, meant: time) -> None:
    assert HourField().clean(typed) == meant


@pytest.mark.parametrize("typed", ["24:00", "9:60", "9", "9:5", "9 pm", "nueve", "1 0905", "090500000", "٠٩٠٥"])
def test_what_is_no_hour_is_refused_with_how_to_write_it(typed: str) -> None:
    with pytest.raises(ValidationError) as refusal:
        HourField().clean(typed)
    assert refusal.value.messages == ["Escriba la hora de 24 horas, así: 09:05 (por la tarde, 15:30)."]


def test_no_hour_is_asked_with_the_browser_s_own_field() -> None:
    now = lima("2026-11-20 10:00")
    for field in (MomentForm(now=now)["hora"], DataForm(now=now, body=Body())["time"], RescheduleForm(now=now)["time"]):
        assert 'type="text"' in str(field)
        assert 'inputmode="numeric"' in str(field)
        assert 'placeholder="09:05"' in str(field)


def test_an_hour_is_shown_again_with_its_two_figures() -> None:
    assert 'value="09:05"' in str(MomentForm(now=lima("2026-11-20 10:00"), initial={"hora": time(9, 5)})["hora"])
