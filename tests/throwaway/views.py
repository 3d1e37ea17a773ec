from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from members.models import Seat
from members.permissions import check_user
from norms.pages import ConfirmForm, act_page, posted

from . import services
from .models import Slip


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    check_user("slips.view", request.user, request.current_body, timezone.localdate())
    return render(request, "throwaway/list.html", {"slips": Slip.objects.select_related("seat")})


@require_http_methods(["GET", "HEAD", "POST"])
def issue(request: HttpRequest, pk: int) -> HttpResponse:
    check_user("slips.issue", request.user, request.current_body, timezone.localdate())
    slip = get_object_or_404(Slip, pk=pk)
    return act_page(
        request,
        ConfirmForm(posted(request)),
        lambda act: services.issue(act, slip_id=slip.pk),
        back_url=reverse("throwaway:list"),
        done=lambda slip: f"Se emitió: {slip.document.label}.",
        title=str(slip),
    )


def of_seat(request: HttpRequest, seat: Seat) -> str:
    """The panel on the page of a seat."""
    return render_to_string("throwaway/panel.html", {"slips": seat.slips.all()}, request)
