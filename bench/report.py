"""The table that bench/run prints."""

import os
import platform
from statistics import median

import django
from django.utils import timezone

from documents.papers import labels
from sessions_app.enums import DocumentKind

from . import ledger, pages, papers
from .worlds import World

#: Papers that grow with the committee are printed for both.
GROWING = frozenset({DocumentKind.ATTENDANCE, DocumentKind.ACTA})


def all_of_it(
    worlds: list[World], *, rounds: int, pdf_rounds: int, kinds: frozenset[str] = frozenset(labels())
) -> list[str]:
    """Measure and print everything; gives the rows that are over their aim, each in its words. Of the papers, `kinds`."""
    real, large = worlds
    print(f"{_size(real)}; {_size(large)}.\n")
    marks = [
        *_print_pages(pages.measure(worlds, rounds=rounds)),
        *_print_papers(papers.measure(worlds, rounds=pdf_rounds, kinds=kinds, large_too=GROWING)),
        *_print_served(papers.serve_stored(worlds)),
        *_print_ledger(
            ledger.measure(
                institutions=int(large.keys["seats"]), sessions=int(large.keys["sessions"]), today=timezone.localdate()
            )
        ),
        *_print_facts(ledger.read(large)),
    ]
    over = [mark for mark in marks if mark]
    print(f"{len(marks)} rows, {len(over)} over their aim.")
    return over


def _size(world: World) -> str:
    return f"{world.name}: {world.keys['seats']} institutions, {world.keys['sessions']} sessions"


def machine(worlds: list[World]) -> str:
    vendor = worlds[0].connection.display_name
    return (
        f"Python {platform.python_version()}, Django {django.get_version()}, {vendor}, "
        f"{os.cpu_count()} cores, load {load()} after building."
    )


def load() -> str:
    return f"{os.getloadavg()[0]:.1f}"


def _print_pages(rows: list[pages.Row]) -> list[str]:
    print(
        f"PAGES. Time as a multiple of a bare Django list of 50 rows behind the same middleware and login, asked at the\n"
        f"same moment (median). Aim: the same queries for both, at most {pages.TIMES_BARE:g}×; the poll {pages.POLL_QUERIES} queries in all.\n"
        f"Queries are all that the request asks, the login's session and user included."
    )
    head = f"{'':34}{'queries':>14}{'× bare':>16}{'KB':>14}{'ms':>16}"
    print(
        f"{head}\n{'':34}"
        + f"{'real':>7}{'large':>7}{'real':>9}{'large':>7}{'real':>7}{'large':>7}{'real':>9}{'large':>7}"
    )
    for row in rows:
        real, large = row.seen.values()
        print(
            f"{row.page.name:34}{real.queries:7}{large.queries:7}{real.ratio:9.2f}{large.ratio:7.2f}"
            f"{real.size / 1024:7.0f}{large.size / 1024:7.0f}"
            f"{1000 * median(real.seconds):9.1f}{1000 * median(large.seconds):7.1f}  {_mark(row.over, row.note)}"
        )
    print()
    return [row.over for row in rows]


def _print_papers(found: list[papers.Paper]) -> list[str]:
    print(
        "PDF. Time as a multiple of WeasyPrint alone on the same HTML with the same options (median); the bytes are compared.\n"
        f"Aim: at most {papers.TIMES_ALONE:g}×."
    )
    print(f"{'':34}{'committee':>10}{'pages':>7}{'× alone':>9}{'ms':>9}")
    for paper in found:
        print(
            f"{paper.kind:34}{paper.committee:>10}{paper.pages:7}{paper.ratio:9.3f}{1000 * median(paper.ours):9.0f}"
            f"  {_mark(paper.over)}"
        )
    return [paper.over for paper in found]


def _print_served(served: papers.Served) -> list[str]:
    print(
        f"{'stored papers served again':34}{served.requests} requests, {served.renders} renders  {_mark(served.over)}\n"
    )
    return [served.over]


def _print_ledger(found: ledger.LedgerTime) -> list[str]:
    each = 1_000_000 * found.seconds / (found.institutions * found.sessions)
    print(
        f"LEDGER of absences of all institutions (Art. 15.1): {found.institutions} × {found.sessions} sessions in"
        f" {1000 * found.seconds:.0f} ms, {each:.1f} µs a session, {found.infractions} infractions found.\n"
        f"Half the sessions: the whole takes {found.double:.2f}× as long (aim: at most {ledger.TIMES_DOUBLE:g})."
        f"  {_mark(found.over)}\n"
    )
    return [found.over]


def _print_facts(found: ledger.FactsTime) -> list[str]:
    print(
        f"FACTS of attendance: {found.facts} read and judged in {found.queries} queries, {1000 * found.seconds:.0f} ms."
        f"  {_mark(found.over)}\n"
    )
    return [found.over]


def _mark(over: str, note: str = "") -> str:
    mark = f"OVER: {over}" if over else "ok"
    return f"{mark} ({note})" if note else mark
