"""The data of an institution, and the districts of Peru that a form offers while one types."""

from django.http import HttpRequest, HttpResponse
from django.utils.cache import patch_cache_control
from django.views.decorators.http import require_safe

from .. import ubigeo
from ..forms import district_options


@require_safe
def districts(request: HttpRequest) -> HttpResponse:
    """The options for what was typed so far. A public catalogue: the form of whoever applies asks here too."""
    field = request.headers.get("HX-Trigger-Name", "")
    typed = request.GET.get(field, request.GET.get("q", ""))[:120]
    response = HttpResponse(district_options(ubigeo.search(typed) or ubigeo.home()))
    patch_cache_control(response, private=True, max_age=3600)
    response["Vary"] = "HX-Trigger-Name"
    return response
