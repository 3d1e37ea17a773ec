"""Each paper beside WeasyPrint alone on the same HTML with the same options; and what a stored one costs."""

from __future__ import annotations

import gc
import io
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from statistics import median
from time import process_time
from typing import Any
from unittest import mock

import weasyprint
from django.urls import reverse
from pypdf import PdfReader
from weasyprint.text.fonts import FontConfiguration

from documents import pdf
from documents.models import IssuedDocument
from documents.papers import labels
from sessions_app.models import Meeting

from .worlds import World

#: A paper may take a tenth more than WeasyPrint alone: that is the template and the bookkeeping.
TIMES_ALONE = 1.1
#: Seconds that the rounds of one paper may take together; two are always made.
PATIENCE = 20


@dataclass
class Paper:
    """Times in seconds of the processor: printing asks nothing of anybody else."""

    kind: str
    committee: str
    pages: int
    same_bytes: bool
    ours: list[float] = field(default_factory=list)
    alone: list[float] = field(default_factory=list)

    @property
    def ratio(self) -> float:
        return median(ours / alone for ours, alone in zip(self.ours, self.alone, strict=True))

    @property
    def over(self) -> str:
        if not self.same_bytes:
            return "another PDF than WeasyPrint alone"
        return f"more than {TIMES_ALONE:g}× WeasyPrint" if self.ratio > TIMES_ALONE else ""


def measure(worlds: list[World], *, rounds: int, kinds: frozenset[str], large_too: frozenset[str]) -> list[Paper]:
    """One paper of each of these kinds, as issued in the first committee; those `large_too` in the others as well."""
    found = []
    for world in worlds:
        world.enter()
        for kind in labels():
            if kind not in kinds or (world is not worlds[0] and kind not in large_too):
                continue
            issued = IssuedDocument.objects.filter(kind=kind).order_by("-issued_at", "-pk").first()
            if issued is not None:
                found.append(_measure(kind, world.name, issued.payload, rounds))
    return found


def _measure(kind: str, committee: str, payload: dict[str, Any], rounds: int) -> Paper:
    template = f"pdf/{kind}.html"
    with _recorded() as alone:
        ours = pdf.render_pdf(template, payload)  # warms up as well
    again = alone()
    paper = Paper(kind, committee, pages=len(PdfReader(io.BytesIO(ours)).pages), same_bytes=ours == again)
    for turn in range(rounds):
        if turn > 1 and sum(paper.ours) + sum(paper.alone) > PATIENCE:
            break
        steps: list[tuple[list[float], Callable[[], bytes]]] = [
            (paper.ours, lambda: pdf.render_pdf(template, payload)),
            (paper.alone, alone),
        ]
        for times, make in steps if turn % 2 else reversed(steps):
            gc.collect()
            began = process_time()
            make()
            times.append(process_time() - began)
    return paper


@contextmanager
def _recorded() -> Iterator[Callable[[], bytes]]:
    """While inside, note how WeasyPrint is called; what is given does the same again with nothing of ours around it."""
    sheets: list[tuple[Any, dict[str, Any]]] = []
    printed: dict[str, Any] = {}
    true_css, true_write = weasyprint.CSS, weasyprint.HTML.write_pdf
    true_html = weasyprint.HTML.__init__

    def css(*args: Any, **options: Any) -> Any:
        made = true_css(*args, **options)
        sheets.append((made, options))
        return made

    def html(self: Any, *args: Any, **options: Any) -> None:
        printed["html"] = options
        true_html(self, *args, **options)

    def write(self: Any, *args: Any, **options: Any) -> Any:
        printed["options"] = options
        return true_write(self, *args, **options)

    def alone() -> bytes:
        options = dict(printed["options"])
        fonts = options["font_config"] = FontConfiguration()
        made_here = {id(sheet): how for sheet, how in sheets if "font_config" in how}
        options["stylesheets"] = [
            true_css(**{**made_here[id(sheet)], "font_config": fonts}) if id(sheet) in made_here else sheet
            for sheet in options["stylesheets"]
        ]
        return bytes(weasyprint.HTML(**printed["html"]).write_pdf(**options))

    with (
        mock.patch.object(weasyprint, "CSS", css),
        mock.patch.object(weasyprint.HTML, "__init__", html),
        mock.patch.object(weasyprint.HTML, "write_pdf", write),
    ):
        yield alone


@dataclass(frozen=True)
class Served:
    """How often a stored paper was rendered when it was asked for, twice from each address; must be never."""

    requests: int
    renders: int
    wrong: int

    @property
    def over(self) -> str:
        if self.wrong:
            return f"{self.wrong} not served"
        return "rendered again" if self.renders else ""


def serve_stored(worlds: list[World]) -> Served:
    """Every stored paper of one session, and its acta from its own address; then again as a browser that kept it."""
    renders = requests = wrong = 0

    def counted(self: Any, *args: Any, **options: Any) -> Any:
        nonlocal renders
        renders += 1
        return true_write(self, *args, **options)

    true_write = weasyprint.HTML.write_pdf
    with mock.patch.object(weasyprint.HTML, "write_pdf", counted):
        for world in worlds:
            client, past = world.enter().clients["secretary"], world.keys["past"]
            papers = Meeting.objects.get(pk=past).documents.values_list("document_id", flat=True)
            paths = [reverse("sessions:document", args=[pk]) for pk in papers]
            for path in [*paths, reverse("sessions:acta_document", args=[past])]:
                response = client.get(path)
                again = client.get(path, headers={"If-None-Match": response.headers.get("ETag", "")})
                requests += 2
                wrong += not (response.content.startswith(b"%PDF") and again.status_code == 304)
    return Served(requests, renders, wrong)
