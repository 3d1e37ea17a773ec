"""The padrón: who is a member, who speaks for it, and by which paper."""

from collections.abc import Callable, Mapping
from typing import Any

from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.http import AuthenticatedHttpRequest
from documents.views import serve_upload
from exchange.views import excel_response, wants_excel

from .. import selectors, ubigeo
from ..forms import DayForm
from ..models import Accreditation
from ..pages import Visit, own_seats, readable_seat, readable_seats, visit_for
from ..selectors.assembly_day import CHART_WIDTH, AssemblyDay, DayRow, assembly_on
from ..selectors.history import history_of_seat
from ..selectors.padron_papers import padrones_of
from ..words import searchable

#: As many numbered padrones as the page lists.
ISSUED_SHOWN = 12
#: As many acts of its history as the page of a seat shows.
HISTORY_SHOWN = 40


#: Order of the list → what it sorts by; a "-" before it turns it round.
ORDERS: Mapping[str, Callable[[DayRow], Any]] = {
    "asiento": lambda row: row.member.number,
    "institucion": lambda row: searchable(row.member.institution.name),
    "sector": lambda row: row.member.institution.get_sector_display(),
}


@require_safe
def padron(request: AuthenticatedHttpRequest) -> HttpResponse:
    """The Assembly on a day, today's by default."""
    visit = visit_for(request, "padron.view")
    form = DayForm(request.GET if "fecha" in request.GET else None, initial={"fecha": visit.today})
    on = (form.cleaned_data["fecha"] if form.is_bound and form.is_valid() else None) or visit.today
    day = assembly_on(visit.body, on, visit.today)
    order = request.GET.get("orden", "").removeprefix("-")
    rows = list(day.rows)
    if order in ORDERS:
        rows.sort(key=ORDERS[order], reverse=request.GET["orden"].startswith("-"))
    if wants_excel(request) and not form.errors:
        return _excel(request, visit, day, rows)
    links = readable_seats(visit, [row.member for row in rows])
    context = {
        "day": day,
        "rows": rows,
        "links": links,
        "order": request.GET.get("orden", "asiento"),
        "form": form,
        "on": on,
        "today": visit.today,
        "chart_width": CHART_WIDTH,
        "contacts": visit.can("padron.contacts"),
        "phones": visit.can("people.data"),
        "issued": list(padrones_of(visit.body)[:ISSUED_SHOWN]),
        "can_issue": visit.can("padron.issue"),
        "reads_papers": visit.can("padron.papers"),
        "can_print": day.quorum is not None and on <= visit.today,
    }
    return render(request, "members/padron.html", context, status=400 if form.errors else 200)


def _excel(request: AuthenticatedHttpRequest, visit: Visit, day: AssemblyDay, rows: list[DayRow]) -> HttpResponse:
    """The list as it is shown: contacts for those who see them on the page."""
    contacts, phones = visit.can("padron.contacts"), visit.can("people.data")
    columns = ["Asiento", "Institución", "Siglas", "RUC", "Sector", "Desde", "Antes", "Hoy"]
    for role in ("Titular", "Alterno"):
        columns += [role, f"Documento del {role.lower()}"]
        columns += [f"Correo del {role.lower()}"] if contacts else []
        columns += [f"Teléfono del {role.lower()}"] if phones else []
    columns.append("Estado")

    def person(accreditation: Accreditation | None) -> list[Any]:
        if accreditation is None:
            return [""] * (2 + contacts + phones)
        cells: list[Any] = [accreditation.person.full_name, str(accreditation.instrument)]
        cells += [accreditation.person.email] if contacts else []
        return [*cells, accreditation.person.phone] if phones else cells

    def line(row: DayRow) -> list[Any]:
        member, institution = row.member, row.member.institution
        gone = f"dejó el comité el {row.left_on:%d/%m/%Y}" if row.left_on else ""
        return [
            member.number,
            institution.name,
            institution.short_name,
            institution.ruc,
            institution.get_sector_display(),
            member.holding.starts_on,
            row.before.name if row.before else "",
            row.now or gone,
            *person(member.titular),
            *person(member.alternate),
            "Suspendida" if member.suspended else "Habilitada",
        ]

    return excel_response(
        request,
        title="Padrón",
        columns=columns,
        rows=map(line, rows),
        committee=day.body.name,
        as_of=day.on,
        note=f"{len(rows)} miembros, {day.enabled} habilitados; quórum {day.quorum.required}" if day.quorum else "",
    )


@require_safe
def seat(request: AuthenticatedHttpRequest, pk: int) -> HttpResponse:
    """One seat: its institution, its holders, its people and their papers, as far back as is known; and what was done."""
    visit = visit_for(request, "padron.view")
    found = readable_seat(visit, pk)
    row = selectors.member_on(found, visit.today)
    history = selectors.history_of(found)
    acts = history_of_seat(found) if visit.can("padron.papers") else []
    context = {
        "seat": found,
        "row": row,
        # Who held it last, where nobody does today.
        "last": history.holdings[0] if row is None and history.holdings else None,
        "institution": row.institution if row else None,
        "district": ubigeo.label(row.institution.ubigeo) if row else "",
        "representation": selectors.representation_of(found, history.accreditations, visit.today),
        "history": history,
        "acts": acts[:HISTORY_SHOWN],
        "more_acts": len(acts) > HISTORY_SHOWN,
        "today": visit.today,
        "contacts": visit.can("padron.contacts") or found.pk in own_seats(visit),
        "people_data": visit.can("people.data"),
        "can_change": visit.can("padron.change"),
        "can_change_data": visit.can("institutions.change") and row is not None,
        "can_change_holder": visit.can("membership.change") and row is not None,
        "can_issue": visit.can("padron.issue"),
        "can_open_account": visit.can("accounts.change"),
    }
    return render(request, "members/seat.html", context)


@require_safe
def paper(request: AuthenticatedHttpRequest, pk: int) -> HttpResponseBase:
    """The scan of a paper of the padrón, for the office and its readers, and for the seat it is about."""
    visit = visit_for(request, "padron.view")
    instrument, seat_ids = selectors.cited_instrument(visit.body, pk)
    if instrument is None or instrument.upload is None:
        raise Http404("Ese documento no tiene un archivo.")
    if not visit.can("padron.papers") and not seat_ids & own_seats(visit):
        raise Http404("Ese documento no le corresponde.")
    return serve_upload(request, instrument.upload)
