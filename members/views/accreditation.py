"""Who speaks for an institution: accredit, end, replace (Art. 5)."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from regulation.refusal import Refused

from .. import selectors, services
from ..enums import SeatRole
from ..forms import AccreditForm, EndForm
from ..models import Accreditation, Seat
from ._here import here, typed


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def accredit(request: HttpRequest, pk: int, role: str) -> HttpResponse:
    now = here(request, "padron.change")
    found = get_object_or_404(Seat, pk=pk, body=now.body)
    row = selectors.member_on(found, now.today)
    if row is None or role not in SeatRole.values:
        raise Http404("Ese asiento no tiene hoy una institución.")
    place = SeatRole(role)
    form = AccreditForm(
        *typed(request),
        known=selectors.people_of(found),
        initial={"starts_on": now.today, "paper_issuer": row.institution.name},
    )
    if request.method == "POST" and form.is_valid():
        at = timezone.now()
        try:
            made = services.accredit(
                seat_id=found.pk,
                role=place,
                person=form.someone(),
                paper=form.paper(),
                starts_on=form.cleaned_data["starts_on"],
                with_account=form.cleaned_data["with_account"],
                by=now.user,
                at=at,
            )
        except Refused as refused:
            form.refuse(refused.ruling)
        else:
            messages.success(request, f"{made.person.full_name} queda acreditado como {place.label.lower()}.")
            return redirect("members:seat", pk=found.pk)
    current = row.accreditation(place)
    context = {
        "form": form,
        "title": f"Acreditar {place.label.lower()}",
        "lead": row.institution.name,
        "consequence": (
            f"Al guardar, {current.person.full_name} deja de ser {place.label.lower()} desde el día indicado. "
            "Su acreditación queda en el historial."
            if current
            else f"La institución no tiene {place.label.lower()} acreditado."
        ),
        "article": "5",
        "button": "Acreditar",
        "back_url": reverse("members:seat", args=[found.pk]),
        "back_label": str(found),
    }
    return render(request, "members/act.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def end_accreditation(request: HttpRequest, pk: int) -> HttpResponse:
    now = here(request, "padron.change")
    accreditation = get_object_or_404(
        Accreditation.objects.select_related("person", "seat"), pk=pk, seat__body=now.body, ends_before=None
    )
    form = EndForm(typed(request)[0], initial={"last_day": now.today})
    if request.method == "POST" and form.is_valid():
        try:
            services.end_accreditation(
                accreditation_id=pk,
                last_day=form.cleaned_data["last_day"],
                reason=form.cleaned_data["reason"],
                by=now.user,
                at=timezone.now(),
            )
        except Refused as refused:
            form.refuse(refused.ruling)
        else:
            messages.success(request, f"Terminó la acreditación de {accreditation.person.full_name}.")
            return redirect("members:seat", pk=accreditation.seat_id)
    role = accreditation.get_role_display().lower()
    context = {
        "form": form,
        "title": "Terminar una acreditación",
        "lead": f"{accreditation.person.full_name}, {role} del asiento {accreditation.seat.number}",
        "consequence": f"La institución queda sin {role} desde el día siguiente, hasta que acredite a otra persona.",
        "article": "5",
        "button": "Terminar la acreditación",
        "danger": True,
        "back_url": reverse("members:seat", args=[accreditation.seat_id]),
        "back_label": str(accreditation.seat),
    }
    return render(request, "members/act.html", context)
