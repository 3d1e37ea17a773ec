"""The padrón: who is a member, who speaks for it, and by which paper."""

from collections import Counter

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_safe
from django_tables2 import RequestConfig

from documents.views import serve_upload

from .. import selectors
from ..enums import Sector
from ..forms import DayForm
from ..tables import PadronTable
from ._here import here, own_seats, readable_seat, readable_seats


@require_safe
@login_required
def padron(request: HttpRequest) -> HttpResponse:
    """The members on a day, today's by default."""
    now = here(request, "padron.view")
    form = DayForm(request.GET if "fecha" in request.GET else None, initial={"fecha": now.today})
    on = (form.cleaned_data["fecha"] if form.is_bound and form.is_valid() else None) or now.today
    rows = selectors.members_on(now.body, on)
    table = PadronTable(rows, links=readable_seats(now, rows), contacts=now.can("padron.contacts"))
    RequestConfig(request, paginate=False).configure(table)
    sectors = Counter(row.institution.sector for row in rows)
    context = {
        "table": table,
        "form": form,
        "on": on,
        "today": now.today,
        "members": len(rows),
        "suspended": sum(row.suspended for row in rows),
        "incomplete": sum(len(row.people) < 2 for row in rows),
        "sectors": [(Sector(value).label, sectors[value]) for value in Sector.values if sectors[value]],
        "can_change": now.can("padron.change"),
    }
    return render(request, "members/padron.html", context, status=400 if form.errors else 200)


@require_safe
@login_required
def seat(request: HttpRequest, pk: int) -> HttpResponse:
    """One seat: its holders, its people and their papers, as far back as is known."""
    now = here(request, "padron.view")
    found = readable_seat(now, pk)
    row = selectors.member_on(found, now.today)
    history = selectors.history_of(found)
    context = {
        "seat": found,
        "row": row,
        "representation": selectors.representation_of(found, history.accreditations, now.today),
        "history": history,
        "today": now.today,
        "contacts": now.can("padron.contacts") or found.pk in own_seats(now),
        "can_change": now.can("padron.change"),
        "can_issue": now.can("padron.issue"),
        "can_open_account": now.can("accounts.change"),
    }
    return render(request, "members/seat.html", context)


@require_safe
@login_required
def paper(request: HttpRequest, pk: int) -> HttpResponseBase:
    """The scan of a paper of the padrón, for the office and its readers, and for the seat it is about."""
    now = here(request, "padron.view")
    instrument, seat_ids = selectors.paper_of(now.body, pk)
    if instrument is None or instrument.upload is None:
        raise Http404("Ese documento no tiene un archivo.")
    if not now.can("padron.papers") and not seat_ids & own_seats(now):
        raise Http404("Ese documento no le corresponde.")
    return serve_upload(request, instrument.upload)
