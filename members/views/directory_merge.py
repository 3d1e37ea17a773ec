"""Two entries that are one: what is proposed, what would result, and the act itself (Art. 9.3)."""

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.http import AuthenticatedHttpRequest
from audit.acts import Act
from exchange.views import excel_response, wants_excel
from norms.pages import NOT_ACCEPTED, act_now, posted
from norms.wording import explain
from regulation.refusal import Refused

from ..forms.directory import MergeForm
from ..models import Institution
from ..pages import visit_for
from ..selectors import directory as read
from ..selectors.duplicates import SHOWN, Pair, likely_duplicates, likely_twins
from ..selectors.merging import UNITS, differences, label_of, members_among, merged, unit_words
from ..services import directory as acts
from ..services.merging import check_merge, merge_institutions

#: As many as are offered to choose the other entry from.
FOUND = 20


@dataclass(frozen=True, slots=True)
class Proposal:
    keep: Institution
    drop: Institution
    pair: Pair


@require_safe
def directory_duplicates(request: AuthenticatedHttpRequest) -> HttpResponse:
    visit = visit_for(request, "directory.change")
    pairs = likely_duplicates()
    if wants_excel(request):
        names = dict(read.entries().values_list("pk", "name"))
        return excel_response(
            request,
            title="Posibles duplicados",
            columns=["Ficha", "Otra ficha", "Por qué"],
            rows=([names[pair.keep], names[pair.drop], ", ".join(pair.reasons)] for pair in pairs),
            committee=visit.body.name,
            as_of=visit.today,
        )
    shown = pairs[:SHOWN]
    keys = {key for pair in shown for key in (pair.keep, pair.drop)}
    rows = {
        row.pk: row for row in read.with_membership(Institution.objects.filter(pk__in=keys), visit.body, visit.today)
    }
    context = {
        "proposals": [Proposal(rows[pair.keep], rows[pair.drop], pair) for pair in shown],
        "hidden": len(pairs) - len(shown),
    }
    return render(request, "members/directory_duplicates.html", context)


@require_POST
def directory_apart(request: AuthenticatedHttpRequest, keep: int, drop: int) -> HttpResponse:
    """They are two institutions: not proposed again."""
    visit = visit_for(request, "directory.change")
    return act_now(
        request,
        lambda act: acts.tell_apart(act, one_id=keep, other_id=drop, body_id=visit.body.pk),
        done="Anotado: son dos instituciones. No se volverán a proponer juntas.",
        back="members:directory_duplicates",
    )


@require_safe
def directory_merge_pick(request: AuthenticatedHttpRequest, pk: int) -> HttpResponse:
    """With which entry this one is to be merged: what looks like it, or what is searched for."""
    visit = visit_for(request, "directory.change")
    institution = get_object_or_404(Institution, pk=pk, merged_into=None, superseded_on=None)
    text = request.GET.get("q", "").replace("\x00", "")[:120]
    rows = read.for_list(visit.body, visit.today).exclude(pk=pk)
    if text.strip():
        found = list(read.found_by(rows, text)[: FOUND + 1])
    else:
        twins = [twin.pk for twin in likely_twins(institution.name, institution.short_name, but=pk)]
        found = list(rows.filter(pk__in=twins))
    mine, members = bool(members_among(institution)), members_among(*found)
    lines = []
    for row in found[:FOUND]:
        # A member's entry is the one that stays; otherwise, the one we come from.
        keep, drop = (row.pk, pk) if row.pk in members and not mine else (pk, row.pk)
        lines.append({"row": row, "keep": keep, "drop": drop, "both": mine and row.pk in members})
    context = {"institution": institution, "q": text, "lines": lines, "more": len(found) > FOUND, "most": FOUND}
    return render(request, "members/directory_merge_pick.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def directory_merge(request: AuthenticatedHttpRequest, keep: int, drop: int) -> HttpResponse:
    """Side by side; what is chosen is seen as it would result before anything is written."""
    visit = visit_for(request, "directory.change")
    rows = Institution.objects.select_related("verified_by", "merged_into", "logo").in_bulk([keep, drop])
    if len(rows) != len({keep, drop}) or keep == drop:
        return redirect("members:directory_duplicates")
    stays, goes = rows[keep], rows[drop]
    if goes.merged_into is not None and read.kept(goes) == read.kept(stays):
        return redirect("members:directory_entry", pk=read.kept(stays).pk)
    member = stays.pk in members_among(stays, goes)
    found = differences(stays, goes, member=member)
    form = MergeForm(posted(request) if request.method == "POST" else request.GET, found=found)
    refusal = _refusal(stays, goes)
    taken = form.taken() if form.is_valid() else frozenset()
    if request.method == "POST" and form.is_valid() and not refusal:
        try:
            merge_institutions(
                Act(visit.user, timezone.now()),
                body_id=visit.body.pk,
                keep_id=keep,
                drop_id=drop,
                taken=taken,
                verified=form.cleaned_data["verified"],
            )
        except Refused as refused:
            refusal = explain(refused.ruling)
        else:
            messages.success(request, f"Quedó una sola ficha: {stays.name}.")
            return redirect("members:directory_entry", pk=keep)
    result = merged(stays, goes, taken)
    preview = form.is_valid() and ("vista" in request.GET or request.method == "POST" or not form.choices_needed)
    context: dict[str, Any] = {
        "keep": stays,
        "drop": goes,
        "member": member,
        "drop_member": goes.pk in members_among(goes),
        "form": form,
        "settled": [difference for difference in found if not difference.choice],
        "refusal": refusal,
        "preview": preview and not refusal,
        "two_rucs": bool(stays.ruc and goes.ruc and stays.ruc != goes.ruc),
        "given_way": result.given_way,
        "keep_contacts": list(read.contacts_of(stays)),
        "drop_contacts": list(read.contacts_of(goes)),
        "themes": sorted({theme.name for row in (stays, goes) for theme in row.themes.all()}, key=str.casefold),
    }
    if context["preview"]:
        context["result"] = _as_it_would_be(dict(result.values))
    status = NOT_ACCEPTED if request.method == "POST" else 200
    return render(request, "members/directory_merge.html", context, status=status)


def _refusal(keep: Institution, drop: Institution) -> str:
    try:
        check_merge(keep, drop)
    except Refused as refused:
        return explain(refused.ruling)
    return ""


def _as_it_would_be(values: dict[str, Any]) -> list[tuple[str, str]]:
    """What the entry would say, unit by unit; a copy in memory, never saved."""
    copy = Institution(**values)
    return [(label_of(unit), words) for unit in UNITS if (words := unit_words(copy, unit))]
