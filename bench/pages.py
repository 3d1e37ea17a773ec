"""The pages, each asked of both committees in turn beside the bare list: how many queries, and how many times its time."""

from __future__ import annotations

import gc
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from statistics import median
from time import perf_counter, process_time

from django.db import connection
from django.db.models import F
from django.http import HttpResponseBase
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from core.rooms import rooms
from sessions_app.models import Meeting

from .bare import ROWS
from .worlds import World

#: What DESIGN asks: as many queries for both sizes, within three times the bare list; a poll in two queries.
TIMES_BARE = 3.0
POLL_QUERIES = 2

BARE = "/bare/"


def clock() -> float:
    """Seconds of the processor where all happens in this process, which others on the machine do not disturb; of the wall
    where a server does part of the work.
    """
    return process_time() if connection.vendor == "sqlite" else perf_counter()


@dataclass(frozen=True)
class Page:
    """`url` names a URL and `key` what it is about. `before` happens untimed before each request and may give headers.

    `roll`: it lists every institution because it must, so it is also compared with a bare list of as many rows.
    """

    name: str
    who: str
    url: str
    key: str = ""
    status: int = 200
    queries: int | None = None  # at most so many, the login's own included
    before: Callable[[World], Mapping[str, str]] | None = None
    roll: bool = False

    def path(self, world: World) -> str:
        keys = [world.keys[key] for key in self.key.split()]
        return reverse(self.url, args=keys)

    def ask(self, world: World) -> tuple[float, HttpResponseBase]:
        headers = self.before(world) if self.before else {}
        path, client = self.path(world), world.clients[self.who]
        began = clock()
        response = client.get(path, headers=dict(headers))
        return clock() - began, response


# --- What the phones in the room ask -------------------------------------------------------------------------------
def _shown(world: World) -> dict[str, str]:
    """This phone has been shown the room as it is now."""
    response = world.clients["member"].get(reverse("sessions:room_state", args=[world.keys["live"]]))
    return {"If-None-Match": response.headers["ETag"]}


def _moved(world: World) -> dict[str, str]:
    """…and then something happened."""
    seen = _shown(world)
    Meeting.objects.filter(pk=world.keys["live"]).update(revision=F("revision") + 1)
    return seen


def _moved_and_asked(world: World) -> dict[str, str]:
    """…and another phone of the fifty asked first."""
    seen = _moved(world)
    world.clients["other"].get(reverse("sessions:room_state", args=[world.keys["live"]]))
    return seen


PAGES = (
    Page("Hoy me toca (Secretaría)", "secretary", "home"),
    Page("Hoy me toca (representante)", "member", "home"),
    Page("Sesiones", "secretary", "sessions:list"),
    Page("Sesiones (representante)", "member", "sessions:list"),
    Page("Sesión cerrada", "secretary", "sessions:detail", "past"),
    Page("Sesión cerrada (representante)", "member", "sessions:detail", "past"),
    Page("Convocatoria: envíos y cargos", "secretary", "sessions:dispatches", "past", roll=True),
    Page("Asistente: destinatarios", "secretary", "sessions:edit_recipients", "draft", roll=True),
    Page("Lista (pasar asistencia)", "secretary", "sessions:roll", "live", roll=True),
    Page("Conducir la sesión", "secretary", "sessions:run", "live"),
    Page("Votación nominal abierta", "secretary", "sessions:motion", "live motion", roll=True),
    Page("Sala (teléfono)", "member", "sessions:room", "live"),
    Page("Sala: sondeo, nada cambió", "member", "sessions:room_state", "live", 304, POLL_QUERIES, _shown),
    Page("Sala: sondeo, algo cambió", "member", "sessions:room_state", "live", 200, POLL_QUERIES, _moved_and_asked),
    Page("Sala: el primero que sondea", "member", "sessions:room_state", "live", before=_moved),
    Page("Acta en borrador", "secretary", "sessions:acta", "drafted_acta"),
    Page("Acta firmada", "secretary", "sessions:acta", "past", roll=True),
    Page("Acta firmada (representante)", "member", "sessions:acta", "past"),
    Page("Historial de la sesión", "secretary", "sessions:history", "past"),
    Page("Acuerdos", "secretary", "sessions:acuerdos"),
    Page("Acuerdos (representante)", "member", "sessions:acuerdos"),
    Page("Un acuerdo", "secretary", "sessions:acuerdo", "acuerdo"),
    Page("Mi registro", "member", "sessions:my_record"),
    Page("Padrón", "secretary", "members:padron", roll=True),
    Page("Un asiento", "secretary", "members:seat", "seat"),
    Page("Alertas del padrón", "secretary", "members:alerts", roll=True),
    Page("Propuestas", "secretary", "members:proposals"),
    Page("Mi institución", "member", "members:my_institution"),
    Page("Autoridades", "secretary", "members:officers"),
    Page("Directorio", "member", "members:directory"),
    Page("Directorio: por verificar", "secretary", "members:directory_unverified"),
    Page("Una ficha del directorio", "secretary", "members:directory_entry", "entry"),
    Page("Importar", "secretary", "members:imports"),
    Page("Reglamento", "member", "norms:reglamento"),
    Page("Documento guardado (PDF)", "member", "sessions:document", "document"),
    *(Page(*row) for room in rooms() for row in room.bench),
)


@dataclass
class Seen:
    """What came of one page in one committee. Times in seconds; `times` the page's over the bare list's beside it, `alike`
    over a bare list of as many rows as the committee has institutions.
    """

    queries: int = 0
    status: int = 0
    size: int = 0
    rows: int = 0
    seconds: list[float] = field(default_factory=list)
    times: list[float] = field(default_factory=list)
    alike: list[float] = field(default_factory=list)

    @property
    def ratio(self) -> float:
        return median(self.times)

    @property
    def ratio_alike(self) -> float | None:
        return median(self.alike) if self.alike else None


@dataclass
class Row:
    page: Page
    seen: dict[str, Seen]

    @property
    def over(self) -> str:
        """In what it misses its aim; empty when it does not."""
        page, found = self.page, list(self.seen.values())
        counts = [seen.queries for seen in found]
        if wrong := next((seen for seen in found if seen.status != page.status), None):
            return f"answers {wrong.status}"
        reasons = []
        if max(counts) > min(counts):
            reasons.append("queries differ")
        if page.queries is not None and max(counts) > page.queries:
            reasons.append(f"more than {page.queries} queries")
        if max(seen.ratio for seen in found) > TIMES_BARE:
            reasons.append(f"more than {TIMES_BARE:g}×")
        return ", ".join(reasons)

    @property
    def note(self) -> str:
        """For a page of the whole roll: the large committee's beside a bare list as long as it."""
        last = list(self.seen.values())[-1]
        return f"{last.ratio_alike:.1f}× a bare list of its {last.rows} rows" if last.ratio_alike else ""


def measure(worlds: list[World], *, rounds: int, pages: tuple[Page, ...] = PAGES) -> list[Row]:
    """Every page in every committee, `rounds` times, each time beside a bare list: what drifts, drifts for both."""
    rows = [Row(page, {world.name: Seen() for world in worlds}) for page in pages]
    for world in worlds:  # templates compiled, statements prepared, files in memory
        world.enter()
        world.clients["secretary"].get(BARE)
        for row in rows:
            row.page.ask(world)
            _count(row.page, world, row.seen[world.name])
    gc.collect()
    gc.freeze()  # what is loaded by now stays: collecting before each request would go through all of it
    try:
        for turn in range(rounds):
            for row in rows:
                for world in worlds if turn % 2 else reversed(worlds):
                    _time(row.page, world.enter(), row.seen[world.name])
    finally:
        gc.unfreeze()
    return rows


def _count(page: Page, world: World, seen: Seen) -> None:
    headers = page.before(world) if page.before else {}
    with CaptureQueriesContext(connection) as caught:
        response = world.clients[page.who].get(page.path(world), headers=dict(headers))
    seen.queries, seen.status = len(caught), response.status_code
    seen.size = len(response.content) if hasattr(response, "content") else 0


def _time(page: Page, world: World, seen: Seen) -> None:
    gc.collect()
    gc.disable()
    try:
        bare = _bare(world, page.who)
        spent, _ = page.ask(world)
        bare = (bare + _bare(world, page.who)) / 2
        if page.roll and int(world.keys["seats"]) > ROWS:
            seen.rows = int(world.keys["seats"])
            seen.alike.append(spent / _bare(world, page.who, rows=seen.rows))
    finally:
        gc.enable()
    seen.seconds.append(spent)
    seen.times.append(spent / bare)


def _bare(world: World, who: str, *, rows: int = ROWS) -> float:
    client = world.clients[who]
    began = clock()
    client.get(BARE, {"rows": rows})
    return clock() - began
