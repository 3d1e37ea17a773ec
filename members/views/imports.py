"""Tables that come in: choose, upload, look at what each row would do, confirm. Any room's kinds; only the office."""

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_http_methods, require_safe

from accounts.http import AuthenticatedHttpRequest
from documents.sniff import XLSX
from documents.views import serve_upload
from exchange.enums import BatchState, Fate
from exchange.kinds import Kind, kind_of, kinds
from exchange.models import ImportBatch
from exchange.services import MAX_ROWS, confirm, discard, error_sheet, preview, template
from exchange.services.files import words
from exchange.views import excel_response, wants_excel
from exchange.words import file_name
from norms.pages import ConfirmForm, act_page, posted, posted_with_files, refused

from ..forms.imports import ImportForm
from ..models import Body
from ..pages import visit_for
from ..selectors import bodies_of
from ..selectors.imports import NOTED, ORDER, batches, rows_of

PER_PAGE = 100
BATCHES_PER_PAGE = 25

#: What becomes of a row → tone and icon of its badge.
LOOKS = {
    Fate.WRONG: ("bad", "x-circle"),
    Fate.HELD: ("warn", "pause-circle"),
    Fate.NEW: ("info", "plus-circle"),
    Fate.CHANGED: ("warn", "pencil"),
    Fate.SAME: ("neutral", "check2"),
}


@require_safe
def imports(request: AuthenticatedHttpRequest) -> HttpResponse:
    """What may be brought, and what was."""
    visit = visit_for(request, "imports.run")
    found = batches()
    names = {kind.slug: kind.title for kind in kinds()}
    if wants_excel(request):
        return _excel_of(request, visit.body.name, found, names)
    page = Paginator(found, BATCHES_PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "kinds": kinds(),
        "page": page,
        "rows": [(batch, names.get(batch.kind, batch.kind)) for batch in page],
    }
    return render(request, "members/imports.html", context)


def _excel_of(
    request: AuthenticatedHttpRequest, committee: str, found: Iterable[ImportBatch], names: dict[str, str]
) -> HttpResponse:
    columns = [
        "Fecha",
        "Tabla",
        "Archivo",
        "Estado",
        "Quién lo subió",
        *(fate.label for fate in Fate),
        "Decidido el",
        "Quién decidió",
    ]
    rows = [
        [
            batch.previewed_at,
            names.get(batch.kind, batch.kind),
            batch.upload.name,
            batch.get_state_display(),
            str(batch.previewed_by),
            *(batch.counts.get(fate.value, 0) for fate in Fate),
            batch.decided_at,
            str(batch.decided_by or ""),
        ]
        for batch in found
    ]
    return excel_response(request, title="Importaciones", columns=columns, rows=rows, committee=committee)


@require_http_methods(["GET", "HEAD", "POST"])
def import_new(request: AuthenticatedHttpRequest, kind: str) -> HttpResponse:
    """Upload a sheet; it is judged at once and nothing is written."""
    visit = visit_for(request, "imports.run")
    sort = _kind(kind)
    bodies = bodies_of(visit.user, visit.today) if sort.of_bodies else []
    form = ImportForm(*posted_with_files(request), bodies=bodies)
    return act_page(
        request,
        form,
        lambda act: preview(
            act,
            kind=sort.slug,
            series=form.cleaned_data.get("body", ""),
            file=form.cleaned_data["file"],
        ),
        back_url=reverse("members:imports"),
        to=lambda batch: reverse("members:import_batch", args=[batch.pk]),
        template="members/import_new.html",
        kind=sort,
        fields=sort.fields,
        max_rows=f"{MAX_ROWS:,}",
    )


@require_safe
def import_template(request: AuthenticatedHttpRequest, kind: str) -> HttpResponse:
    visit_for(request, "imports.run")
    sort = _kind(kind)
    return _xlsx(template(sort), file_name(f"plantilla {sort.title}"))


@require_safe
def import_batch(request: AuthenticatedHttpRequest, pk: int) -> HttpResponse:
    """What each row would do, or did. Errors first; one may look at one sort of row alone."""
    visit = visit_for(request, "imports.run")
    batch, sort = _batch(pk)
    fate = request.GET.get("ver", "")
    fate = fate if fate in (*Fate.values, NOTED) else ""
    rows = rows_of(batch, fate)
    body = Body.objects.filter(slug=batch.series, parent__isnull=False).first() if batch.series else None
    if wants_excel(request):
        return _excel_rows(request, (body or visit.body).name, batch, sort, rows, fate)
    counts = batch.counts
    bad = counts.get("wrong", 0) + counts.get("held", 0)
    does = counts.get("new", 0) + counts.get("changed", 0)
    context = {
        "batch": batch,
        "kind": sort,
        "body": body,
        "open": batch.state == BatchState.PREVIEWED,
        "counts": counts,
        "bad": bad,
        "does": does,
        "noun": sort.noun[0] if counts.get("rows") == 1 else sort.noun[1],
        "ignored": batch.report.get("ignored", []),
        "tabs": [(value, _many(value, counts[value]), counts[value]) for value in ORDER if counts.get(value)],
        "fate": fate,
        "noted": NOTED,
        "notices": len(rows_of(batch, NOTED)),
        "page": Paginator(rows, PER_PAGE).get_page(request.GET.get("page")),
        "looks": {fate.value: (tone, fate.label, icon) for fate, (tone, icon) in LOOKS.items()},
    }
    context["lines"] = [(row, *context["looks"][row["fate"]]) for row in context["page"]]
    return render(request, "members/import_batch.html", context)


def _excel_rows(
    request: AuthenticatedHttpRequest, committee: str, batch: ImportBatch, sort: Kind, rows: Sequence[Any], fate: str
) -> HttpResponse:
    table = [
        [
            row["row"],
            row["label"],
            Fate(row["fate"]).label,
            words(row) if row["problems"] or row["fate"] == Fate.HELD else "",
            "\n".join(f"{what}: {before} → {after}" for what, before, after in row["changes"]),
            "\n".join(row["notes"]),
        ]
        for row in rows
    ]
    return excel_response(
        request,
        title=f"Revisión {sort.title}",
        columns=["Fila", "Qué es", "Resultado", "Errores", "Cambios", "Avisos"],
        rows=table,
        committee=committee,
        filters="Con avisos" if fate == NOTED else Fate(fate).label if fate else "",
        note=f"Archivo: {batch.upload.name}",
    )


@require_safe
def import_errors(request: AuthenticatedHttpRequest, pk: int) -> HttpResponse:
    """The sheet as it came, with what is wrong with each row beside it: to correct and bring again."""
    visit_for(request, "imports.run")
    batch, sort = _batch(pk)
    return _xlsx(error_sheet(batch, title=sort.title), file_name(f"errores {sort.title}"))


@require_safe
def import_file(request: AuthenticatedHttpRequest, pk: int) -> HttpResponseBase:
    """The file as it came."""
    visit_for(request, "imports.run")
    return serve_upload(request, _batch(pk)[0].upload)


@require_http_methods(["GET", "HEAD", "POST"])
def import_confirm(request: AuthenticatedHttpRequest, pk: int) -> HttpResponse:
    visit_for(request, "imports.run")
    batch, sort = _batch(pk)
    return _decide(
        request,
        batch,
        sort,
        confirm,
        done=lambda made: f"Incorporado: {_counted(made, sort)}.",
        title="Incorporar la tabla",
        act=f"Se escribirá lo que acaba de revisar: {_counted(batch, sort)}.",
        consequence=f"{sort.consequence} Se guarda todo o nada; si algo cambió desde la revisión, no se guarda nada y se le muestra de nuevo.",
        articles=sort.articles,
        button="Incorporar",
        busy="Incorporando…",
    )


@require_http_methods(["GET", "HEAD", "POST"])
def import_discard(request: AuthenticatedHttpRequest, pk: int) -> HttpResponse:
    visit_for(request, "imports.run")
    batch, sort = _batch(pk)
    return _decide(
        request,
        batch,
        sort,
        discard,
        done=f"Descartada: {batch.upload.name}. No se guardó nada de ella.",
        to="members:imports",
        title="Descartar la tabla",
        act="No se escribirá nada de este archivo.",
        consequence="La revisión queda en la lista como descartada. Puede subir el archivo otra vez cuando quiera.",
        button="Descartar",
        danger=True,
    )


def _decide(
    request: AuthenticatedHttpRequest, batch: ImportBatch, sort: Kind, service: Callable[..., ImportBatch], **words: Any
) -> HttpResponse:
    """The page of one of the two decisions. A refusal, or that it was decided already, is shown on the page of the batch."""
    back = reverse("members:import_batch", args=[batch.pk])
    if request.method != "POST" and batch.state != BatchState.PREVIEWED:
        return redirect(back)
    return act_page(
        request,
        ConfirmForm(posted(request)),
        lambda act: service(act, batch_id=batch.pk),
        on_refusal=lambda refusal: refused(request, refusal, back),
        template="members/import_act.html",
        lead=f"{sort.title}: {batch.upload.name}",
        back_url=back,
        **words,
    )


def _many(fate: str, count: int) -> str:
    return "Nuevas" if fate == Fate.NEW and count != 1 else str(Fate(fate).label)


def _kind(slug: str) -> Kind:
    try:
        return kind_of(slug)
    except KeyError as error:
        raise Http404("No hay una tabla con ese nombre.") from error


def _batch(pk: int) -> tuple[ImportBatch, Kind]:
    batch = get_object_or_404(ImportBatch.objects.select_related("upload", "previewed_by", "decided_by"), pk=pk)
    return batch, _kind(batch.kind)


def _counted(batch: ImportBatch, sort: Kind) -> str:
    """«personas, 3 nuevas, 2 con cambios y 10 sin cambios»."""
    parts = [
        f"{batch.counts[fate]} {one if batch.counts[fate] == 1 else many}"
        for fate, one, many in (
            ("new", "nueva", "nuevas"),
            ("changed", "con cambios", "con cambios"),
            ("same", "sin cambios", "sin cambios"),
        )
        if batch.counts.get(fate)
    ]
    return f"{sort.title.lower()}, " + " y ".join(
        [", ".join(parts[:-1]), parts[-1]] if len(parts) > 1 else parts or ["ninguna fila"]
    )


def _xlsx(data: bytes, name: str) -> HttpResponse:
    response = HttpResponse(data, content_type=XLSX)
    response["Content-Disposition"] = content_disposition_header(True, name) or "attachment"
    response["Cache-Control"] = "private, no-store"
    response["X-Content-Type-Options"] = "nosniff"
    return response
