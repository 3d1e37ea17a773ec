"""The history of a session in plain words, for the office and its readers."""

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from exchange.views import wants_excel
from members.http import BodyHttpRequest

from ..permissions import check_user
from ..selectors.access import fetch_meeting
from ..selectors.history import history_of
from . import excel

PER_PAGE = 200


@require_GET
def page(request: BodyHttpRequest, pk: int) -> HttpResponse:
    user, today = request.user, timezone.localdate()
    meeting = fetch_meeting(user, request.current_body, pk, today)
    check_user("history.read", user, meeting.body, today)
    if wants_excel(request):
        return excel.history(request, meeting)
    paginator = Paginator(history_of(meeting), PER_PAGE)
    context = {"meeting": meeting, "page": paginator.get_page(request.GET.get("page"))}
    return render(request, "sessions_app/history.html", context)
