"""What the representation of the institutions lacks today, each with what remedies it."""

from collections import Counter

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.http import AuthenticatedHttpRequest
from exchange.views import excel_response, wants_excel

from .. import selectors
from ..enums import AlertKind
from ..forms.accreditation import AlertFilterForm
from ..pages import visit_for


@require_safe
def alerts(request: AuthenticatedHttpRequest) -> HttpResponse:
    visit = visit_for(request, "padron.papers")
    form = AlertFilterForm(request.GET)
    kind = form.cleaned_data["tipo"] if form.is_valid() else ""
    every = selectors.alerts_of(visit.body, visit.today)
    found = [alert for alert in every if not kind or alert.kind == kind]
    if wants_excel(request):
        return excel_response(
            request,
            title="Alertas del padrón",
            columns=["Alerta", "Asiento", "Institución", "Calidad", "Persona", "Fecha", "Qué pasa"],
            rows=(
                (
                    alert.label,
                    alert.row.number,
                    alert.row.institution.name,
                    alert.role.label,
                    alert.person.full_name if alert.person else "",
                    alert.day,
                    alert.text,
                )
                for alert in found
            ),
        )
    counted = Counter(alert.kind for alert in every)
    context = {
        "form": form,
        "kind": kind,
        "rows": found,
        "every": len(every),
        "counts": [(one, counted[one]) for one in AlertKind if counted[one]],
        "can_change": visit.can("padron.change"),
    }
    return render(request, "members/alerts.html", context)
