"""The facts of attendance: any seats, any days, always the same number of queries (Art. 15.1)."""

from datetime import date, timedelta

from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils.timezone import localdate

from members.models import Seat
from sessions_app.models import Dispatch, Meeting, Presence, Receipt, RollCall, RollEntry
from sessions_app.selectors.attendance import ABSENT, ATTENDED, NOT_COMPUTED, Attendance, attendance
from sessions_app.selectors.record import my_record

QUERIES = 6
SEATS = 23


def of(story, number: int) -> Attendance:
    (fact,) = attendance([story.committee.seats[number]])
    return fact


def copy_back(first: Meeting, sessions: int) -> None:
    """The same session with its roll, calls, mails, receipts and presences, a month earlier each time."""
    entries = list(first.roll.filter(seat__isnull=False))
    for number in range(2, sessions + 1):
        meeting = Meeting.objects.get(pk=first.pk)
        meeting.pk, meeting.number = None, 100 + number
        meeting.scheduled_at -= timedelta(days=30 * number)
        meeting._state.adding = True
        meeting.save()
        copies = {entry.pk: _copy(entry, meeting=meeting) for entry in entries}
        RollEntry.objects.bulk_create(copies.values())
        RollCall.objects.bulk_create(_copy(call, meeting=meeting) for call in first.calls.all())
        for table in (Presence, Receipt):
            rows = table.objects.filter(entry__in=entries)
            table.objects.bulk_create(_copy(row, entry=copies[row.entry_id]) for row in rows)
        Dispatch.objects.bulk_create(
            _copy(row, meeting=meeting, entry=copies[row.entry_id], token=f"{number}-{row.pk}")
            for row in Dispatch.objects.filter(entry__in=entries)
        )


def _copy(row, **fields):
    values = {field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields if field.name != "id"}
    copy = type(row)(**values)
    for name, value in fields.items():
        setattr(copy, name, value)
    return copy


def test_any_number_of_seats_and_sessions_takes_the_same_queries(closed_story):
    seats = list(closed_story.committee.seats.values())
    for sessions in (1, 40):
        if sessions > 1:
            copy_back(closed_story.meeting, sessions)
        for some in ([seats[6]], seats):
            with CaptureQueriesContext(connection) as asked:
                facts = attendance(some)
                assert {fact.state for fact in facts} <= {ATTENDED, ABSENT, NOT_COMPUTED}
                assert all(fact.ruling for fact in facts)
            assert len(facts) == len(some) * sessions
            assert len(asked) == QUERIES


def test_the_facts_of_all_are_those_that_each_one_sees_in_its_record(closed_story):
    committee, on = closed_story.committee, date(2026, 11, 24)
    RollEntry.objects.filter(pk=closed_story.entry(10).pk).update(suspended=True)
    Dispatch.objects.filter(entry=closed_story.entry(12)).update(state="failed", sent_at=None)
    facts = {fact.seat: fact for fact in attendance(Seat.objects.filter(body=committee.body))}
    assert len(facts) == SEATS
    for number, seat in committee.seats.items():
        (line,) = my_record(committee.titular(number), committee.body, on=on).lines
        assert (line, line.state, line.why) == (facts[seat.pk], facts[seat.pk].state, facts[seat.pk].why)
    states = {
        state: {n for n, seat in committee.seats.items() if facts[seat.pk].state == state}
        for state in (ATTENDED, ABSENT, NOT_COMPUTED)
    }
    assert states[NOT_COMPUTED] == {10, 12}
    assert states[ABSENT] == {5, 21}
    assert states[ATTENDED] == set(committee.seats) - {5, 10, 12, 21}


def test_a_fact_says_what_was_held_and_who_came_and_how_late(closed_story):
    fact, session = of(closed_story, 22), of(closed_story, 22).session
    assert (session.pk, session.title, session.kind) == (closed_story.meeting.pk, str(closed_story.meeting), "ordinary")
    assert (session.outcome, session.held_on) == ("held", localdate(closed_story.meeting.scheduled_at))
    assert session.rules == closed_story.meeting.rules()
    assert (fact.notified, fact.suspended, fact.member) == (True, False, True)
    assert [(stay.role, stay.mode, stay.since) for stay in fact.stays] == [
        ("titular", "remote", closed_story.hour("10:01"))
    ]
    assert fact.late_minutes == 1
    assert of(closed_story, 6).late_minutes == 0
    assert of(closed_story, 5).late_minutes is None


def test_a_stay_that_was_voided_is_no_stay(closed_story):
    by, at = closed_story.committee.secretary, closed_story.hour("10:30")
    stays = Presence.objects.filter(entry=closed_story.entry(6))
    stays.update(voided_at=at, voided_by=by, voided_reason="No vino")
    assert (of(closed_story, 6).stays, of(closed_story, 6).state) == ((), ABSENT)


def test_only_the_days_asked_for_both_included(closed_story):
    seat, day = closed_story.committee.seats[6], localdate(closed_story.meeting.scheduled_at)
    assert len(attendance([seat.pk], since=day, until=day)) == 1
    assert attendance([seat], since=day + timedelta(days=1)) == []
    assert attendance([seat], until=day - timedelta(days=1)) == []
    assert attendance([]) == []


def test_a_fact_becomes_a_line_of_the_ledger(closed_story):
    came, absent = of(closed_story, 6).in_ledger(), of(closed_story, 5).in_ledger()
    assert (came.computed, came.attended, absent.computed, absent.attended) == (True, True, True, False)
    assert came.held_on == localdate(closed_story.meeting.scheduled_at)
