"""What a representative sees of their own institution, and nothing of the others."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from exchange.views import wants_excel
from members.http import BodyHttpRequest
from norms.selectors import calendar_for

from ..permissions import check_user
from ..selectors.record import my_record
from . import excel


@require_GET
def my_record_page(request: BodyHttpRequest) -> HttpResponse:
    user, today, body = request.user, timezone.localdate(), request.current_body
    check_user("record.own", user, body, today)
    typed = request.GET.get("year", "")
    record = my_record(user, body, on=today, year=int(typed) if typed.isdecimal() and len(typed) == 4 else None)
    if wants_excel(request) and record.seat is not None:
        return excel.record(request, body, record)
    context = {"record": record, "today": today, "office_calendar": calendar_for(body.calendar_territory, today)}
    return render(request, "sessions_app/my_record.html", context)
