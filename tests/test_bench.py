"""The bench keeps working, and what it says of queries holds: they do not grow with the history."""

from __future__ import annotations

import re
from unittest import mock

import pytest
from django.db import connection
from django.utils import timezone

from bench import ledger, pages, report
from bench.committees import build_large, find
from bench.copies import copy_session
from bench.worlds import World
from documents.models import IssuedDocument
from members.selectors import assembly
from sessions_app.models import Acta, Acuerdo, Meeting, Presence, RollEntry

# Not inside one transaction: what phones share is kept only once it is committed.
pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]

SEATS, SESSIONS = 24, 4


@pytest.fixture
def world(settings) -> World:
    settings.ROOT_URLCONF = "bench.bare"
    made = World("large", connection, fresh=True)
    with mock.patch.object(World, "enter", lambda self: self):  # the tests' own database
        build_large(made, institutions=SEATS, sessions=SESSIONS, now=timezone.now())
        find(made)
        yield made


def test_the_history_of_the_large_committee_adds_up_and_the_bench_prints_its_table(world, capsys):
    past = Meeting.objects.get(pk=world.keys["past"])
    assert Acta.objects.filter(state="signed").count() == SESSIONS
    older = Meeting.objects.filter(acta__state="signed").exclude(pk=past.pk).order_by("-scheduled_at")
    for n, meeting in enumerate(older, start=1):
        assert meeting.scheduled_at < past.scheduled_at
        assert RollEntry.objects.filter(meeting=meeting).count() == past.roll.count()
        assert _present(meeting) == {(seat - 1 + n) % SEATS + 1 for seat in _present(past)}, "the parts went round"
    labels = Acuerdo.objects.values_list("label", flat=True)
    assert len(labels) == len(set(labels)) == 2 * (SESSIONS + 1)
    assert IssuedDocument.objects.filter(payload_sha256="").count() == 0

    real = World("real", connection, fresh=False, keys=world.keys, clients=world.clients)
    over = report.all_of_it([real, world], rounds=1, pdf_rounds=1, kinds=frozenset({"certificado-acuerdo"}))
    printed = capsys.readouterr().out
    for page in pages.PAGES:
        assert re.search(rf"^{re.escape(page.name)} +\d+ +\d+ ", printed, re.MULTILINE), page.name
    assert re.search(r"^certificado-acuerdo +real +1 ", printed, re.MULTILINE)
    assert " 0 renders  ok" in printed
    # How long it takes here says nothing; that a page fails, a poll asks more or a stored paper is made again, does.
    assert [why for why in over if re.search("answers|differ|queries|another PDF|served|again", why)] == []


def test_a_longer_history_asks_no_page_for_more_queries(world):
    before = {row.page.name: row.seen["large"].queries for row in pages.measure([world], rounds=0)}
    copy_session(Meeting.objects.get(pk=world.keys["past"]), assembly(), months=range(SESSIONS, SESSIONS + 8))
    after = {row.page.name: row.seen["large"].queries for row in pages.measure([world], rounds=0)}
    assert after == before


def test_the_ledgers_of_the_bench_find_infractions(db):
    found = ledger.measure(institutions=5, sessions=60, today=timezone.localdate(), rounds=1)
    assert found.infractions > 0


def _present(meeting: Meeting) -> set[int]:
    rows = Presence.objects.filter(entry__meeting=meeting, entry__seat__isnull=False)
    return set(rows.values_list("entry__seat__number", flat=True))
