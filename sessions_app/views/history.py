"""The history of a session in plain words, for the office and its readers."""

from typing import cast

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from accounts.models import User
from exchange.views import wants_excel

from ..permissions import check_user
from ..selectors.access import fetch_meeting
from ..selectors.history import history_of
from . import excel
from ._desk import for_people

PER_PAGE = 200


@require_GET
@for_people("sessions:history")
def page(request: HttpRequest, pk: int) -> HttpResponse:
    user, today = cast(User, request.user), timezone.localdate()
    meeting = fetch_meeting(user, pk, today)
    check_user("history.read", user, meeting.body, today)
    if wants_excel(request):
        return excel.history(request, meeting)
    paginator = Paginator(history_of(meeting), PER_PAGE)
    context = {"meeting": meeting, "page": paginator.get_page(request.GET.get("page"))}
    return render(request, "sessions_app/history.html", context)
