"""The acta of a session that was held on paper: where it is, and its scan."""

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from audit.acts import Act
from documents.views import serve_upload
from members.http import BodyHttpRequest
from norms.pages import NOT_ACCEPTED, show_refusal
from regulation.refusal import Refused

from ..forms.paper_acta import PaperActaForm
from ..models import Meeting
from ..permissions import can_user, check_user
from ..selectors.access import fetch_meeting
from ..services.paper_acta import attach_paper_acta

PAGE = "sessions:acta"


def page(
    request: BodyHttpRequest, meeting: Meeting, form: PaperActaForm | None = None, *, status: int = 200
) -> HttpResponse:
    """What takes the place of the acta's page."""
    user = request.user
    context = {
        "meeting": meeting,
        "scans": list(meeting.paper_actas.select_related("upload", "recorded_by")),
        "form": (form or PaperActaForm()) if can_user("acta.write", user, meeting.body, timezone.localdate()) else None,
    }
    return render(request, "sessions_app/acta_on_paper.html", context, status=status)


@require_POST
def attach(request: BodyHttpRequest, pk: int) -> HttpResponse:
    user, now = request.user, timezone.now()
    meeting = fetch_meeting(user, request.current_body, pk, timezone.localdate(now))
    check_user("acta.write", user, meeting.body, timezone.localdate(now))
    form = PaperActaForm(request.POST, request.FILES)
    if form.is_valid():
        try:
            attach_paper_acta(Act(user, now), meeting_id=meeting.pk, file=form.cleaned_data["file"])
        except Refused as refusal:
            show_refusal(form, refusal)
        else:
            messages.success(request, "El acta escaneada quedó adjunta a la sesión.")
            return redirect(PAGE, pk)
    return page(request, meeting, form, status=NOT_ACCEPTED)


@require_GET
def scan(request: BodyHttpRequest, pk: int, scan_id: int) -> HttpResponseBase:
    """Whoever may see the session may read its acta (Art. 7.2)."""
    meeting = fetch_meeting(request.user, request.current_body, pk, timezone.localdate())
    found = meeting.paper_actas.select_related("upload").filter(pk=scan_id).first()
    if found is None:
        raise Http404("No existe ese archivo.")
    return serve_upload(request, found.upload)
