"""One past session typed by hand, where there is no table to bring."""

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from audit.acts import Act
from members.http import BodyHttpRequest
from members.permissions import check_user as check_padron
from norms.pages import posted

from ..enums import MeetingKind
from ..forms.past import DayForm, PastSessionForm
from ..imports import preview_by_hand
from ..permissions import check_user
from ..selectors.past import CommitteeThen


@require_http_methods(["GET", "POST"])
def past_new(request: BodyHttpRequest) -> HttpResponse:
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
        form.tell(problems)
    status = 422 if form.is_bound else 200
    return render(request, "sessions_app/past_new.html", {"form": form, "committee": committee}, status=status)
