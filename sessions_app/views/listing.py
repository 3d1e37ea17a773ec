"""The list of sessions, the page of one, its history, and the files that hang from it."""

from django.contrib import messages
from django.core.paginator import EmptyPage, Paginator
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST
from django_tables2 import RequestConfig

from audit.acts import Act
from documents.enums import RenderState
from documents.services import retry
from documents.views import serve_issued, serve_upload
from exchange.views import wants_excel
from members.http import BodyHttpRequest
from members.selectors import roles_of
from regulation.refusal import Refused

from ..enums import MeetingState
from ..filters import MeetingFilter
from ..models import Dispatch
from ..permissions import can, can_user, check_user
from ..selectors import files, hub
from ..selectors.access import fetch_meeting, own_entries, visible_meetings
from ..selectors.history import history_of
from ..selectors.meetings import agenda_by_station, answers_of, for_list, kinds_of
from ..selectors.notice import file_of, notice_rows
from ..selectors.past import is_past, paper_roll
from ..states import MEETING
from ..tables import MeetingTable
from . import excel
from ._desk import typed_number

PER_PAGE = 20
HISTORY_PER_PAGE = 200


@require_GET
def index(request: BodyHttpRequest) -> HttpResponse:
    """The sessions this person may see, with filters. A representative is shown first what is still to come."""
    user, now = request.user, timezone.localtime()
    body = request.current_body
    roles = check_user("sessions.list", user, body, now.date())
    reader = can("sessions.read_all", roles)
    asked = request.GET if request.GET or reader else {"when": "coming"}
    manages = can("sessions.manage", roles)
    seen = for_list(visible_meetings(user, body, now.date()))
    chosen = MeetingFilter(asked, queryset=seen, now=now, drafts=manages, kinds=kinds_of(body))
    if wants_excel(request):
        return excel.meetings(request, body, chosen.qs, chosen.form)
    table = MeetingTable(chosen.qs, order_by=())
    RequestConfig(request, paginate=False).configure(table)
    try:  # not RequestConfig: it would take the size of the page from the address, and fail on a size of zero
        table.paginate(page=typed_number(request.GET.get(table.prefixed_page_field)) or 1, per_page=PER_PAGE)
    except EmptyPage:
        table.page = table.paginator.page(table.paginator.num_pages)
    context = {
        "table": table,
        "filter": chosen,
        "filtered": any(chosen.form.cleaned_data.values()) if chosen.form.is_valid() else bool(request.GET),
        "reader": reader,
        "can_manage": manages,
    }
    return render(request, "sessions_app/list.html", context)


@require_GET
def detail(request: BodyHttpRequest, pk: int) -> HttpResponse:
    """Where the session stands, what may be done now, its papers and its notice."""
    user, today = request.user, timezone.localdate()
    meeting = fetch_meeting(user, request.current_body, pk, today)
    meeting = hub.with_people(type(meeting).objects.all()).get(pk=meeting.pk)
    roles = roles_of(user, meeting.body, today)
    reader, manages = can("sessions.read_all", roles), can("sessions.manage", roles)
    if wants_excel(request) and reader and meeting.convened_at is not None:
        return excel.attendance(request, meeting)
    context = {
        "meeting": meeting,
        "steps": hub.steps(meeting),
        "acta": hub.acta_of(meeting),
        "action": hub.next_action(meeting, manages=manages, decides=can("acta.decide", roles), today=today),
        "stations": agenda_by_station(meeting),
        "papers": hub.papers_for(meeting, reader=reader),
        "reader": reader,
        "can_manage": manages,
        "can_cancel": manages and MEETING.can(meeting, "cancel"),
        "can_discard": manages and MEETING.can(meeting, "discard"),
        "whatsapp_url": hub.whatsapp_url(meeting) if meeting.state == MeetingState.CONVOKED else "",
    }
    if meeting.convened_at is not None:
        own = own_entries(user, meeting)
        mine = {(entry.pk, role): role for entry, role in own}
        context["own_mails"] = [
            mail
            for mail in Dispatch.objects.filter(entry__in=[entry for entry, _ in own]).select_related("entry")
            if (mail.entry_id, mail.role) in mine
        ]
        if reader:
            rows = notice_rows(meeting)
            context |= {"answers": answers_of(row.entry for row in rows), "file": file_of(meeting, rows)}
            if is_past(meeting):
                context["roll"] = paper_roll(meeting)
    return render(request, "sessions_app/detail.html", context)


@require_GET
def history(request: BodyHttpRequest, pk: int) -> HttpResponse:
    """In plain words, for the office and its readers."""
    user, today = request.user, timezone.localdate()
    meeting = fetch_meeting(user, request.current_body, pk, today)
    check_user("history.read", user, meeting.body, today)
    if wants_excel(request):
        return excel.history(request, meeting)
    page = Paginator(history_of(meeting), HISTORY_PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "sessions_app/history.html", {"meeting": meeting, "page": page})


# --- Files ---------------------------------------------------------------------------------------------------------
@require_GET
def document(request: BodyHttpRequest, pk: int) -> HttpResponseBase:
    """A paper issued about a session; `pk` is the issued document's."""
    user, today = request.user, timezone.localdate()
    row = files.paper(pk)
    meeting = fetch_meeting(user, request.current_body, row.meeting_id, today)
    if row.document.kind not in hub.FOR_EVERYBODY and not can_user("sessions.read_all", user, meeting.body, today):
        raise Http404(files.MISSING)
    return serve_issued(request, row.document)


@require_POST
def document_retry(request: BodyHttpRequest, pk: int) -> HttpResponse:
    """Make again the PDF that failed; `pk` is the issued document's. Its number and what it says do not change."""
    user, now = request.user, timezone.localtime()
    row = files.paper(pk)
    meeting = fetch_meeting(user, request.current_body, row.meeting_id, now.date())
    check_user("sessions.manage", user, meeting.body, now.date())
    try:
        made = retry(Act(user, now), document=row.document)
    except Refused:  # somebody else made it meanwhile: what was asked for is there
        return redirect("sessions:document", pk=pk)
    if made.state == RenderState.RENDERED:
        messages.success(request, f"Se generó el PDF: {made.label}.")
    else:
        messages.error(
            request, f"Todavía no se pudo generar el PDF de {made.label}. Detalle para soporte: {made.error}"
        )
    return redirect("sessions:detail", pk=meeting.pk)


@require_GET
def attachment(request: BodyHttpRequest, pk: int) -> HttpResponseBase:
    """An annex, or the scan of a cargo or a signature; `pk` is the upload's."""
    user, today = request.user, timezone.localdate()
    upload = files.upload(pk)
    seen = visible_meetings(user, request.current_body, today)
    annexed = seen.filter(pk__in=files.sessions_annexed(upload)).exists()
    proved = any(can_user("sessions.read_all", user, meeting.body, today) for meeting in files.sessions_proved(upload))
    if not (annexed or proved):
        raise Http404(files.MISSING)
    return serve_upload(request, upload)
