"""The directory of institutions linked to foreign trade, members or not (Art. 9.3)."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.paginator import InvalidPage, Paginator
from django.db.models import F, Prefetch
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from django_tables2 import RequestConfig

from accounts.http import AuthenticatedHttpRequest
from audit.acts import Act
from exchange.views import excel_response, wants_excel
from norms.pages import NOT_ACCEPTED, ConfirmForm, act_page, carry_out, posted, posted_with_files
from norms.wording import explain
from regulation.refusal import Refused

from .. import ubigeo
from ..filters import DirectoryFilter
from ..forms.directory import EntryContactForm, EntryForm
from ..models import Institution, InstitutionContact
from ..pages import Visit, readable_seats, visit_for
from ..selectors import directory as read
from ..selectors.duplicates import likely_twins
from ..selectors.history import history_of_streams
from ..selectors.merging import country_name, members_among
from ..services import directory as acts
from ..tables import DirectoryTable
from ..words import masked

PER_PAGE = 25
#: As much history as is read on the page of an entry.
SHOWN = 30


# --- Lists -----------------------------------------------------------------------------------------------------------
@require_safe
def directory(request: AuthenticatedHttpRequest) -> HttpResponse:
    """What is found, by words and filters."""
    visit = visit_for(request, "directory.view")
    rows = read.for_list(visit.body, visit.today)
    chosen = DirectoryFilter(request.GET, queryset=rows, on=visit.today)
    if wants_excel(request):
        return _sheet(request, visit, chosen)
    table = DirectoryTable(chosen.qs, on=visit.today)
    RequestConfig(request, paginate=False).configure(table)
    try:  # not RequestConfig: it would take the size of the page from the address, and fail on a size of zero
        table.paginate(page=request.GET.get(table.prefixed_page_field, 1), per_page=PER_PAGE)
    except InvalidPage:
        table.page = Paginator(table.rows, PER_PAGE).get_page(request.GET.get(table.prefixed_page_field))
        table.paginator = table.page.paginator
    wanted = chosen.form.cleaned_data if chosen.form.is_valid() else {}
    context = {
        "table": table,
        "filter": chosen,
        "found": table.paginator.count,
        "figures": read.figures(visit.body, visit.today),
        "filtered": any(wanted.values()),
        "more_filters": any(value for name, value in wanted.items() if name != "q"),
        "can_change": visit.can("directory.change"),
    }
    return render(request, "members/directory.html", context)


@require_safe
def directory_unverified(request: AuthenticatedHttpRequest) -> HttpResponse:
    """What nobody has verified, or not for a year: never first, then the oldest."""
    visit = visit_for(request, "directory.change")
    rows = read.unverified(read.for_list(visit.body, visit.today), visit.today)
    rows = rows.order_by(F("verified_on").asc(nulls_first=True), "search_text", "pk")
    if wants_excel(request):
        lines = (
            [
                row.name,
                row.email,
                row.phone,
                row.website,
                row.verified_on,
                row.verified_by and row.verified_by.full_name,
            ]
            for row in rows
        )
        columns = ["Institución", "Correo", "Teléfono", "Página web", "Verificada el", "Verificada por"]
        return excel_response(
            request,
            title="Instituciones por verificar",
            columns=columns,
            rows=lines,
            committee=visit.body.name,
            as_of=visit.today,
        )
    context = {"page": Paginator(rows, PER_PAGE).get_page(request.GET.get("page")), "today": visit.today}
    return render(request, "members/directory_unverified.html", context)


# --- One entry -------------------------------------------------------------------------------------------------------
@require_safe
def directory_entry(request: AuthenticatedHttpRequest, pk: int) -> HttpResponse:
    visit = visit_for(request, "directory.view")
    institution = get_object_or_404(
        Institution.objects.select_related("verified_by", "predecessor", "merged_into", "logo"), pk=pk
    )
    if institution.merged_into is not None:
        return redirect("members:directory_entry", pk=read.kept(institution).pk)
    holdings = read.seats_held(institution, visit.body)
    current = next((holding for holding in holdings if holding.covers(visit.today)), None)
    former, joined = read.former_names(institution), list(read.merged_into_it(institution))
    context = {
        "institution": institution,
        "district": ubigeo.label(institution.ubigeo) if institution.ubigeo else "",
        "themes": institution.themes.order_by("name"),
        "contacts": _contacts(institution, visit),
        "holding": current,
        "last_holding": holdings[0] if holdings and current is None else None,
        "since": read.member_since(institution, visit.body) if current else None,
        "seat_readable": current is not None and current.seat_id in _readable(visit, current.seat_id),
        "former": former,
        "successor": read.successor_of(institution) if institution.superseded_on else None,
        "merged": joined,
        "stale": read.is_stale(institution, visit.today),
        "verified_ago": read.ago(institution.verified_on, visit.today) if institution.verified_on else "",
        "history": history_of_streams(_streams(institution, former, joined))[:SHOWN]
        if visit.can("directory.change")
        else [],
        "sees_contacts": visit.can("directory.contacts"),
        "whole_phones": visit.can("people.data"),
        "can_change": visit.can("directory.change") and institution.superseded_on is None,
    }
    return render(request, "members/directory_entry.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def directory_add(request: AuthenticatedHttpRequest) -> HttpResponse:
    visit = visit_for(request, "directory.change")
    return _edit(request, visit, None)


@require_http_methods(["GET", "HEAD", "POST"])
def directory_edit(request: AuthenticatedHttpRequest, pk: int) -> HttpResponse:
    visit = visit_for(request, "directory.change")
    return _edit(request, visit, _current(pk))


def _edit(request: AuthenticatedHttpRequest, visit: Visit, institution: Institution | None) -> HttpResponse:
    member = institution is not None and bool(members_among(institution))
    form = EntryForm(*posted_with_files(request), institution=institution, fixed_name=member, sector_required=member)
    twins: list[Institution] = []
    if request.method == "POST" and form.is_valid() and institution is None and not form.cleaned_data["different"]:
        twins = likely_twins(form.cleaned_data["name"], form.cleaned_data["short_name"])
    if not twins:
        saved = carry_out(
            request,
            form,
            lambda act: acts.save_entry(
                act,
                institution_id=institution.pk if institution else None,
                body_id=visit.body.pk,
                data=form.data_typed(),
                verified=form.cleaned_data["verified"],
            ),
            done=lambda saved: f"{saved.name}: datos guardados.",
            to=lambda saved: reverse("members:directory_entry", args=[saved.pk]),
            on_refusal=lambda refusal: form.show_what_it_says_now() if refusal.ruling.code == "stale" else None,
        )
        if saved is not None:
            return saved
    context = {
        "form": form,
        "institution": institution,
        "member": member,
        "twins": twins,
        "themes": read.themes_used(),
        "back_url": reverse("members:directory_entry", args=[institution.pk]) if institution else _list_url(),
    }
    return render(request, "members/directory_form.html", context, status=NOT_ACCEPTED if twins or form.errors else 200)


@require_POST
def directory_verify(request: AuthenticatedHttpRequest, pk: int) -> HttpResponse:
    """One tap: it was checked today. From the list of what is to be verified, the row says so and the list stays."""
    visit = visit_for(request, "directory.change")
    get_object_or_404(Institution, pk=pk)
    try:
        institution = acts.verify_institution(Act(visit.user, timezone.now()), institution_id=pk, body_id=visit.body.pk)
    except Refused as refused:
        if request.headers.get("HX-Request"):
            return HttpResponse(explain(refused.ruling), status=NOT_ACCEPTED, content_type="text/plain; charset=utf-8")
        messages.error(request, explain(refused.ruling))
        return redirect("members:directory_entry", pk=pk)
    if request.headers.get("HX-Request"):
        return render(request, "members/_directory_verified.html", {"institution": institution, "today": visit.today})
    messages.success(request, f"{institution.name}: verificada hoy.")
    if request.POST.get("volver") == "lista":
        page = request.POST.get("page", "")
        known = page.isascii() and page.isdecimal() and len(page) < 9
        return redirect(reverse("members:directory_unverified") + (f"?page={page}" if known else ""))
    return redirect("members:directory_entry", pk=institution.pk)


# --- Contacts --------------------------------------------------------------------------------------------------------
@require_http_methods(["GET", "HEAD", "POST"])
def directory_contact_add(request: AuthenticatedHttpRequest, pk: int) -> HttpResponse:
    visit = visit_for(request, "directory.change")
    institution = _current(pk)
    form = EntryContactForm(posted(request))
    return _act(
        request,
        institution,
        form,
        lambda act: acts.add_contact(act, institution_id=pk, body_id=visit.body.pk, data=form.contact()),
        done=lambda contact: f"Contacto agregado: {contact.name}.",
        title="Agregar un contacto",
        button="Agregar",
    )


@require_http_methods(["GET", "HEAD", "POST"])
def directory_contact_edit(request: AuthenticatedHttpRequest, pk: int) -> HttpResponse:
    visit = visit_for(request, "directory.change")
    contact = get_object_or_404(InstitutionContact.objects.select_related("institution"), pk=pk)
    form = EntryContactForm(posted(request), contact=contact)
    return _act(
        request,
        contact.institution,
        form,
        lambda act: acts.change_contact(act, contact_id=pk, body_id=visit.body.pk, data=form.contact()),
        done=lambda _: f"Contacto corregido: {form.cleaned_data['name']}.",
        title="Corregir un contacto",
        button="Guardar",
    )


@require_http_methods(["GET", "HEAD", "POST"])
def directory_contact_remove(request: AuthenticatedHttpRequest, pk: int) -> HttpResponse:
    visit = visit_for(request, "directory.change")
    contact = get_object_or_404(InstitutionContact.objects.select_related("institution"), pk=pk)
    return _act(
        request,
        contact.institution,
        ConfirmForm(posted(request)),
        lambda act: acts.remove_contact(act, contact_id=pk, body_id=visit.body.pk),
        done=f"Contacto quitado: {contact.name}.",
        title="Quitar un contacto",
        button="Quitar",
        danger=True,
        consequence=f"Se borran los datos de {contact.name}; en el historial queda solo que se quitó.",
    )


# --- Steps of the above ----------------------------------------------------------------------------------------------
def _current(pk: int) -> Institution:
    """An entry that can be changed: 404 for what was merged into another."""
    return get_object_or_404(Institution.objects.select_related("logo"), pk=pk, merged_into=None)


def _list_url() -> str:
    return reverse("members:directory")


def _readable(visit: Visit, seat_id: int) -> frozenset[int]:
    return frozenset({seat_id}) if visit.can("padron.papers") else readable_seats(visit, [])


def _streams(institution: Institution, former: list[read.FormerName], joined: list[Institution]) -> list[str]:
    """Its own history, that of its former names, and that of the entries which became part of it."""
    rows = [institution, *(name.institution for name in former), *joined]
    return [f"institution:{row.pk}" for row in rows]


def _contacts(institution: Institution, visit: Visit) -> list[InstitutionContact]:
    """With their telephones as this person may see them (Ley 29733)."""
    if not visit.can("directory.contacts"):
        return []
    contacts = list(read.contacts_of(institution))
    if not visit.can("people.data"):
        for contact in contacts:
            contact.phone = masked(contact.phone)
    return contacts


def _act(
    request: AuthenticatedHttpRequest, institution: Institution, form: Any, service: Callable[[Act], Any], **words: Any
) -> HttpResponse:
    return act_page(
        request,
        form,
        service,
        template="members/directory_act.html",
        lead=institution.name,
        back_url=reverse("members:directory_entry", args=[institution.pk]),
        back_label=institution.short_name or institution.name,
        **words,
    )


_COLUMNS = (
    "Nombre", "Siglas o nombre corto", "RUC", "Sector", "Clase", "Ámbito", "País", "Ciudad", "Distrito", "Dirección", "Correo",
    "Teléfono", "Página web", "Máxima autoridad", "Cargo de la máxima autoridad", "Temas", "Notas", "Miembro", "Verificada el",
    "Verificada por", "Contactos",
)  # fmt: skip


def _sheet(request: AuthenticatedHttpRequest, visit: Visit, chosen: DirectoryFilter) -> HttpResponse:
    whole, seen = visit.can("people.data"), visit.can("directory.contacts")
    contacts = Prefetch("contacts", InstitutionContact.objects.order_by("name", "pk"))
    rows = (
        [
            row.name,
            row.short_name,
            row.ruc,
            row.get_sector_display(),
            row.get_kind_display(),
            row.get_scope_display(),
            country_name(row),
            row.city,
            ubigeo.label(row.ubigeo) if row.ubigeo else "",
            row.address,
            row.email,
            row.phone,
            row.website,
            row.authority_name,
            row.authority_position,
            ", ".join(theme.name for theme in row.themes.all()),
            row.notes if visit.can("directory.change") else "",
            "sí" if row.is_member else "no",
            row.verified_on,
            row.verified_by.full_name if row.verified_by else "",
            "\n".join(_contact_line(contact, whole) for contact in row.contacts.all()) if seen else "",
        ]
        for row in chosen.qs.prefetch_related(contacts)
    )
    return excel_response(
        request,
        title="Directorio",
        columns=_COLUMNS,
        rows=rows,
        committee=visit.body.name,
        as_of=visit.today,
        filters=chosen.in_words(),
    )


def _contact_line(contact: InstitutionContact, whole: bool) -> str:
    phone = contact.phone if whole else masked(contact.phone)
    return ", ".join(part for part in (contact.name, contact.position, contact.email, phone) if part)
