"""Art. 13; LPAG 110: installing a session, at the first call or the second."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import pytest

from regulation.calendar import BusinessCalendar
from regulation.calls import call_day, judge_installation
from regulation.notice import Receipt, judge_notice, judge_waiver
from regulation.params import PUNO_2022, Regulation, SecondCall
from regulation.quorum import judge_quorum
from regulation.ruling import Ruling

LPAG = Regulation(second_call=SecondCall.LPAG)
CALENDAR = BusinessCalendar(frozenset({date(2026, 4, 2), date(2026, 4, 3)}))
THURSDAY = date(2026, 3, 12)
FRIDAY = date(2026, 3, 13)


@dataclass
class Call:
    """A call on a session of 12 March that goes well, but for what a test changes."""

    present: int = 16
    received_on: date = date(2026, 3, 2)
    agreed: bool | None = None
    call: int = 1
    called_on: date = THURSDAY
    first_call_failed: bool = False
    regulation: Regulation = PUNO_2022

    def judge(self) -> Ruling:
        waiver = None
        if self.agreed is not None:
            waiver = judge_waiver(
                enabled=23, enabled_present=self.present, agreed=self.agreed, regulation=self.regulation
            )
        return judge_installation(
            quorum=judge_quorum(
                members=23, enabled=23, present=self.present, regulation=self.regulation, call=self.call
            ),
            notice=judge_notice(
                kind="ordinary",
                calendar=CALENDAR,
                session_on=THURSDAY,
                receipts=[Receipt("I01", self.received_on, proven=True)],
                regulation=self.regulation,
            ),
            waiver=waiver,
            call=self.call,
            called_on=self.called_on,
            session_on=THURSDAY,
            first_call_failed=self.first_call_failed,
            calendar=CALENDAR,
            regulation=self.regulation,
        )


def second_call(present: int, **changes) -> Call:
    return Call(
        present=present, **{"call": 2, "called_on": FRIDAY, "first_call_failed": True, "regulation": LPAG, **changes}
    )


LATE = date(2026, 3, 8)


@pytest.mark.parametrize(
    ("call", "code"),
    [
        pytest.param(Call(), "installed", id="notice and quorum"),
        pytest.param(Call(present=15), "no_quorum", id="one too few"),
        pytest.param(Call(received_on=LATE), "notice_defect", id="short notice"),
        pytest.param(Call(received_on=LATE, present=15), "notice_defect", id="notice is named before the quorum"),
        pytest.param(Call(received_on=LATE, present=23, agreed=True), "installed", id="all present agree"),
        pytest.param(Call(received_on=LATE, present=23, agreed=False), "notice_defect", id="somebody does not agree"),
        pytest.param(Call(received_on=LATE, present=22, agreed=True), "notice_defect", id="somebody is missing"),
        pytest.param(Call(present=16, agreed=True), "installed", id="a waiver that was not needed harms nobody"),
        pytest.param(Call(called_on=FRIDAY), "wrong_day", id="a first call on another day"),
        pytest.param(Call(called_on=FRIDAY, present=15), "no_quorum", id="another day and too few"),
        pytest.param(second_call(8), "installed", id="a third at the second call"),
        pytest.param(second_call(7), "no_quorum", id="less than a third"),
        pytest.param(second_call(8, called_on=THURSDAY), "wrong_day", id="second call on the same day"),
        pytest.param(second_call(8, called_on=date(2026, 3, 16)), "wrong_day", id="second call too late"),
        pytest.param(second_call(7, called_on=date(2026, 3, 16)), "wrong_day", id="the day before the quorum"),
        pytest.param(second_call(23, first_call_failed=False), "no_first_call", id="no first call"),
        pytest.param(second_call(8, received_on=LATE), "notice_defect", id="notice binds the second call too"),
        pytest.param(
            second_call(15, regulation=PUNO_2022, called_on=THURSDAY),
            "no_quorum",
            id="no second call in the regulation",
        ),
        pytest.param(second_call(8, regulation=PUNO_2022), "no_quorum", id="a third does not do without LPAG"),
        pytest.param(second_call(16, regulation=PUNO_2022), "wrong_day", id="nor does another day"),
        pytest.param(second_call(16, regulation=PUNO_2022, called_on=THURSDAY), "installed", id="the roll taken again"),
    ],
)
def test_a_call_installs_the_session_or_says_why_not(call, code):
    ruling = call.judge()
    assert (ruling.code, ruling.holds) == (code, code == "installed")


def test_the_ruling_carries_the_figures_of_quorum_notice_and_waiver():
    facts = Call(received_on=LATE, present=23, agreed=True).judge().as_dict()["facts"]
    assert facts["cured"] is True
    assert (facts["quorum"]["present"], facts["quorum"]["required"], facts["quorum"]["holds"]) == (23, 16, True)
    assert (facts["notice"]["days"], facts["notice"]["holds"]) == (4, False)
    assert (facts["waiver"]["code"], facts["waiver"]["holds"]) == ("waived", True)
    assert (facts["call"], facts["called_on"], facts["call_day"]) == (1, "2026-03-12", "2026-03-12")


@pytest.mark.parametrize(
    ("call", "article"),
    [
        (Call(), "Art. 13"),
        (Call(received_on=LATE), "Art. 7"),
        (Call(called_on=FRIDAY), "Art. 7"),
        (second_call(8), "LPAG 110"),
        (second_call(8, called_on=THURSDAY), "LPAG 110"),
    ],
)
def test_the_ruling_names_the_article_of_its_reason(call, article):
    assert call.judge().article == article


@pytest.mark.parametrize(
    ("session_on", "second"),
    [
        (date(2026, 3, 12), date(2026, 3, 13)),
        (date(2026, 3, 13), date(2026, 3, 16)),
        (date(2026, 4, 1), date(2026, 4, 6)),  # Holy Thursday and Good Friday, then a weekend
    ],
)
def test_a_second_call_falls_on_the_next_business_day(session_on, second):
    assert call_day(session_on=session_on, call=2, calendar=CALENDAR, regulation=LPAG) == second
    assert call_day(session_on=session_on, call=1, calendar=CALENDAR, regulation=LPAG) == session_on
    assert call_day(session_on=session_on, call=2, calendar=CALENDAR, regulation=PUNO_2022) == session_on


def test_there_is_no_third_call():
    good = Call().judge()
    with pytest.raises(ValueError):
        judge_installation(
            quorum=good,
            notice=good,
            waiver=None,
            call=3,
            called_on=THURSDAY,
            session_on=THURSDAY,
            first_call_failed=True,
            calendar=CALENDAR,
            regulation=LPAG,
        )
