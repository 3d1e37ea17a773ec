"""Sessions held on paper: one typed by hand, where there is no table to bring, and the scan of an acta."""

from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from audit.acts import Act
from documents.views import serve_upload
from members.http import BodyHttpRequest
from members.permissions import check_user as check_padron
from norms.pages import NOT_ACCEPTED, carry_out, form_page, posted

from ..enums import MeetingKind
from ..forms.past import DayForm, PaperActaForm, PastSessionForm
from ..imports import preview_by_hand
from ..models import Meeting
from ..permissions import can_user, check_user
from ..selectors.access import fetch_meeting
from ..selectors.past import CommitteeThen
from ..services.paper_acta import attach_paper_acta


@require_http_methods(["GET", "POST"])
def new(request: BodyHttpRequest) -> HttpResponse:
    """First the day, then the session and its attendance; then the same review and confirmation as a table that is brought."""
    user, now, body = request.user, timezone.now(), request.current_body
    today = timezone.localdate(now)
    check_user("sessions.manage", user, body, today)
    check_padron("imports.run", user, body, today)
    day = DayForm(request.GET if "fecha" in request.GET else None, today=today)
    committee = CommitteeThen(body, day.cleaned_data["fecha"]) if day.is_bound and day.is_valid() else None
    if committee is not None and not committee.summoned:
        day.add_error("fecha", f"Ese día {body.short_name} no tenía miembros registrados: revise la fecha.")
        committee = None
    if committee is None:
        return render(request, "sessions_app/past_day.html", {"form": day})
    form = PastSessionForm(posted(request), committee=committee)
    if form.is_bound and form.is_valid():
        kind = MeetingKind(form.cleaned_data["kind"]).label.lower()
        title = f"sesion {kind} {form.cleaned_data['number']:03d}-{form.cleaned_data['year']}"
        batch, problems = preview_by_hand(Act(user, now), body=body, title=title, rows=form.rows())
        if batch is not None:
            return redirect("members:import_batch", batch.pk)
        form.add_problems(problems)
    return form_page(request, "sessions_app/past_new.html", {"form": form, "committee": committee})


def acta_page(
    request: BodyHttpRequest, meeting: Meeting, form: PaperActaForm | None = None, *, status: int = 200
) -> HttpResponse:
    """What takes the place of the acta's page."""
    writes = can_user("acta.write", request.user, meeting.body, timezone.localdate())
    context = {
        "meeting": meeting,
        "scans": list(meeting.paper_actas.select_related("upload", "recorded_by")),
        "form": (form or PaperActaForm()) if writes else None,
    }
    return render(request, "sessions_app/acta_on_paper.html", context, status=status)


@require_POST
def attach(request: BodyHttpRequest, pk: int) -> HttpResponse:
    today = timezone.localdate()
    meeting = fetch_meeting(request.user, request.current_body, pk, today)
    check_user("acta.write", request.user, meeting.body, today)
    form = PaperActaForm(request.POST, request.FILES)
    answer = carry_out(
        request,
        form,
        lambda act: attach_paper_acta(act, meeting_id=pk, **form.cleaned_data),
        done="El acta escaneada quedó adjunta a la sesión.",
        to=reverse("sessions:acta", args=[pk]),
    )
    return answer or acta_page(request, meeting, form, status=NOT_ACCEPTED)


@require_GET
def scan(request: BodyHttpRequest, pk: int, scan_id: int) -> HttpResponseBase:
    """Those who may see the session may read its acta (Art. 7.2)."""
    meeting = fetch_meeting(request.user, request.current_body, pk, timezone.localdate())
    found = meeting.paper_actas.select_related("upload").filter(pk=scan_id).first()
    if found is None:
        raise Http404("No existe ese archivo.")
    return serve_upload(request, found.upload)
