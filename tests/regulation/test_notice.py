"""Art. 7: a week's notice; LPAG 109.3: how a defect is cured."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from regulation.calendar import BusinessCalendar
from regulation.notice import Receipt, judge_notice, judge_receipt, judge_waiver
from regulation.params import PUNO_2022, NoticeWaiver, ReceiptRule, Regulation
from regulation.ruling import Ruling

SESSION = date(2026, 3, 18)
ONLY_PROOF = Regulation(receipt=ReceiptRule.PROOF)


def judged(**given) -> Ruling:
    """An ordinary session, its days counted without holidays."""
    return judge_notice(**{"kind": "ordinary", "calendar": BusinessCalendar(), **given})


def received(member: str, day: date | None, *, proven: bool = False) -> Receipt:
    return Receipt(member, day, proven)


@pytest.mark.parametrize(
    ("received_on", "days", "code"),
    [
        (date(2026, 3, 10), 8, "ok"),
        (date(2026, 3, 11), 7, "ok"),
        (date(2026, 3, 12), 6, "notice_short"),
        (date(2026, 3, 18), 0, "notice_short"),
        (date(2026, 3, 19), -1, "notice_short"),
    ],
)
def test_a_week_lies_between_receipt_and_session(received_on, days, code):
    ruling = judged(session_on=SESSION, receipts=[received("I01", received_on)], regulation=PUNO_2022)
    assert (ruling.code, ruling.holds, ruling.facts["days"]) == (code, code == "ok", days)
    assert ruling.facts["required"] == 7
    assert ruling.article == "Art. 7"


def test_the_shortest_notice_decides_and_names_who_had_it():
    receipts = [
        received("I02", date(2026, 3, 13)),
        received("I01", date(2026, 3, 2)),
        received("I03", date(2026, 3, 12)),
    ]
    ruling = judged(session_on=SESSION, receipts=receipts, regulation=PUNO_2022)
    assert (ruling.code, ruling.facts["days"], ruling.facts["late"]) == ("notice_short", 5, ["I02", "I03"])


def test_somebody_who_was_not_notified_leaves_no_days_to_count():
    receipts = [received("I01", date(2026, 3, 2)), received("I02", None), received("I03", date(2026, 3, 12))]
    ruling = judged(session_on=SESSION, receipts=receipts, regulation=PUNO_2022)
    assert (ruling.code, ruling.holds, ruling.facts["days"]) == ("not_notified", False, None)
    assert (ruling.facts["unnotified"], ruling.facts["late"]) == (["I02"], ["I03"])


def test_a_session_to_which_nobody_was_called_was_not_convened():
    ruling = judged(session_on=SESSION, receipts=[], regulation=PUNO_2022)
    assert (ruling.holds, ruling.code, ruling.facts["days"]) == (False, "not_notified", None)


# Thursday 2 and Friday 3 April 2026 are Holy Thursday and Good Friday.
EASTER = BusinessCalendar(frozenset({date(2026, 4, 2), date(2026, 4, 3)}))


@pytest.mark.parametrize(
    ("received_on", "session_on", "days", "code"),
    [
        (date(2026, 3, 16), date(2026, 3, 18), 2, "ok"),
        (date(2026, 3, 17), date(2026, 3, 18), 1, "notice_short"),
        (date(2026, 3, 18), date(2026, 3, 18), 0, "notice_short"),
        (date(2026, 3, 19), date(2026, 3, 18), -1, "notice_short"),
        (date(2026, 3, 13), date(2026, 3, 16), 1, "notice_short"),  # Friday to Monday
        (date(2026, 3, 12), date(2026, 3, 16), 2, "ok"),
        (date(2026, 3, 14), date(2026, 3, 17), 2, "ok"),  # received on a Saturday
        (date(2026, 3, 12), date(2026, 3, 14), 1, "notice_short"),  # the session sits on a Saturday
        (date(2026, 4, 1), date(2026, 4, 6), 1, "notice_short"),
        (date(2026, 4, 1), date(2026, 4, 7), 2, "ok"),
    ],
)
def test_business_days_are_counted_after_the_receipt_and_to_the_session(received_on, session_on, days, code):
    rules = Regulation.from_overrides({"notice_days": "2 business days"})
    receipts = [received("I01", received_on, proven=True)]
    ruling = judged(session_on=session_on, receipts=receipts, calendar=EASTER, regulation=rules)
    figures = (ruling.facts["days"], ruling.facts["required"], ruling.facts["unit"])
    assert (ruling.code, figures) == (code, (days, 2, "business days"))


@pytest.mark.parametrize(
    ("kind", "required", "unit", "code"),
    [("ordinary", 7, "calendar days", "notice_short"), ("extraordinary", 3, "business days", "ok")],
)
def test_each_kind_of_session_has_its_own_notice(kind, required, unit, code):
    rules = Regulation.from_overrides({"notice_days": {"ordinary": 7, "extraordinary": "3 business days"}})
    receipts = [received("I01", date(2026, 3, 12), proven=True)]
    ruling = judged(kind=kind, session_on=SESSION, receipts=receipts, regulation=rules)
    assert (ruling.code, ruling.facts["required"], ruling.facts["unit"]) == (code, required, unit)


@given(st.dates(date(2026, 1, 1), date(2026, 12, 31)), st.integers(0, 10))
def test_notice_that_is_just_in_time_ends_on_the_last_day_of_the_term(received_on, count):
    rules = Regulation.from_overrides({"notice_days": f"{count} business days"})
    last = EASTER.add_business_days(received_on, count)
    ruling = judged(
        session_on=last, receipts=[received("I01", received_on, proven=True)], calendar=EASTER, regulation=rules
    )
    assert (ruling.holds, ruling.facts["days"]) == (True, count)


def test_a_receipt_is_presumed_and_shown_as_presumed():
    receipts = [received("I01", date(2026, 3, 2)), received("I02", date(2026, 3, 2), proven=True)]
    ruling = judged(session_on=SESSION, receipts=receipts, regulation=PUNO_2022)
    assert (ruling.holds, ruling.facts["presumed"]) == (True, ["I01"])


def test_proof_prevails_over_the_presumption():
    receipts = [received("I01", date(2026, 3, 2)), received("I01", date(2026, 3, 14), proven=True)]
    ruling = judged(session_on=SESSION, receipts=receipts, regulation=PUNO_2022)
    assert (ruling.code, ruling.facts["days"], ruling.facts["presumed"]) == ("notice_short", 4, [])


def test_the_earliest_of_several_proofs_counts():
    receipts = [received("I01", date(2026, 3, 14), proven=True), received("I01", date(2026, 3, 10), proven=True)]
    assert judged(session_on=SESSION, receipts=receipts, regulation=PUNO_2022).facts["days"] == 8


def test_a_receipt_without_proof_counts_for_nothing_where_proof_is_asked():
    receipts = [received("I01", date(2026, 3, 2)), received("I02", date(2026, 3, 2), proven=True)]
    ruling = judged(session_on=SESSION, receipts=receipts, regulation=ONLY_PROOF)
    assert (ruling.code, ruling.facts["unnotified"], ruling.facts["presumed"]) == ("not_notified", ["I01"], [])


RECEIPTS = st.lists(
    st.builds(
        Receipt,
        st.sampled_from(["I01", "I02", "I03", "I04"]),
        st.none() | st.dates(date(2026, 3, 1), date(2026, 3, 20)),
        st.booleans(),
    ),
    max_size=8,
)


@given(RECEIPTS, st.randoms(use_true_random=False), st.sampled_from([PUNO_2022, ONLY_PROOF]))
def test_the_order_in_which_receipts_were_entered_changes_nothing(receipts, random, regulation):
    shuffled = random.sample(receipts, len(receipts))
    assert judged(session_on=SESSION, receipts=receipts, regulation=regulation) == judged(
        session_on=SESSION, receipts=shuffled, regulation=regulation
    )


@given(RECEIPTS, st.integers(0, 30))
def test_a_later_session_never_spoils_the_notice(receipts, days):
    now = judged(session_on=SESSION, receipts=receipts, regulation=PUNO_2022)
    later = judged(session_on=SESSION + timedelta(days=days), receipts=receipts, regulation=PUNO_2022)
    assert later.holds or not now.holds


@pytest.mark.parametrize(
    ("received_on", "code"),
    [
        (date(2026, 3, 10), "receipt_before_dispatch"),
        (date(2026, 3, 11), "ok"),
        (date(2026, 3, 18), "ok"),
        (date(2026, 3, 19), "receipt_after_session"),
    ],
)
def test_a_receipt_lies_between_dispatch_and_session(received_on, code):
    ruling = judge_receipt(received_on=received_on, dispatched_on=date(2026, 3, 11), session_on=SESSION)
    assert (ruling.code, ruling.holds) == (code, code == "ok")


@pytest.mark.parametrize(
    ("enabled", "present", "agreed", "code"),
    [
        (23, 23, True, "waived"),
        (23, 22, True, "not_all_present"),
        (23, 23, False, "not_agreed"),
        (23, 22, False, "not_all_present"),
        (0, 0, True, "not_all_present"),
    ],
)
def test_all_enabled_members_together_cure_a_defect_of_notice(enabled, present, agreed, code):
    ruling = judge_waiver(enabled=enabled, enabled_present=present, agreed=agreed, regulation=PUNO_2022)
    assert (ruling.code, ruling.holds, ruling.article) == (code, code == "waived", "LPAG 109.3")
    assert ruling.facts["missing"] == enabled - present


def test_a_regulation_without_waiver_cures_nothing():
    regulation = Regulation(notice_waiver=NoticeWaiver.NONE)
    ruling = judge_waiver(enabled=23, enabled_present=23, agreed=True, regulation=regulation)
    assert (ruling.code, ruling.holds) == ("no_waiver", False)


def test_more_present_than_enabled_is_refused():
    with pytest.raises(ValueError):
        judge_waiver(enabled=22, enabled_present=23, agreed=True, regulation=PUNO_2022)
