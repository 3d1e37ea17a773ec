from collections.abc import Callable, Iterable, Mapping
from typing import Any
from urllib.parse import urlencode

from allauth.account.authentication import AUTHENTICATION_METHODS_SESSION_KEY, get_authentication_records
from allauth.mfa.adapter import get_adapter
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.functional import SimpleLazyObject

from audit.correlation import correlated
from members.addresses import taken_words, urlconf_of
from members.enums import BodyKind, Role
from members.models import Body
from members.selectors import all_bodies
from norms.pages import refused, wants_json
from regulation.refusal import Refused
from sessions_app.views.room import was_shown

from .context import Office
from .views import referring_path

GetResponse = Callable[[HttpRequest], HttpResponse]

#: The last id of a BigAutoField.
LARGEST_ID = 2**63 - 1

#: Of a form refused for its size, this many bytes are read and thrown away, in chunks of this many.
_DISCARDED_MAX, _CHUNK = 256 * 1024 * 1024, 64 * 1024

#: Roles that must sign in with two factors.
SECOND_FACTOR_ROLES = frozenset({Role.SECRETARY, Role.DEPUTY, Role.ADMIN})

#: Pages open to them before they have set it up.
_ENROLMENT = frozenset(
    {
        "mfa_activate_totp",
        "mfa_reauthenticate",
        "mfa_view_recovery_codes",
        "mfa_download_recovery_codes",
        "account_reauthenticate",
        "account_login",
        "account_logout",
        "account_change_password",
        "account_set_password",
    }
)

#: Polled every few seconds by each phone in the room: once the page was shown, no query for roles.
_POLLED = "room_state"


class CorrelationMiddleware:
    """The events of one request share an id: the history shows them as one act."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        with correlated():
            return self.get_response(request)


class OversizedIdMiddleware:
    """Answer 404 for an id in the address larger than any the database can hold; SQLite would raise OverflowError."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: object, args: object, kwargs: Mapping[str, object]) -> None:
        if any(isinstance(value, int) and value > LARGEST_ID for value in kwargs.values()):
            raise Http404("No existe esa página.")


class RequestSizeMiddleware:
    """Answer 413 to a request body larger than REQUEST_MAX_BYTES, without storing it.

    The public form needs no login, so anybody could fill the disk with its files before a view saw them. The body is read and
    thrown away up to a limit, because a browser that cannot finish sending shows no answer.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        length = request.META.get("CONTENT_LENGTH") or ""
        if length.isascii() and length.isdecimal() and int(length[:18]) > settings.REQUEST_MAX_BYTES:
            discarded = 0
            while discarded < _DISCARDED_MAX and (chunk := request.read(_CHUNK)):
                discarded += len(chunk)
            limits = {"file_mb": settings.UPLOAD_MAX_BYTES, "form_mb": settings.REQUEST_MAX_BYTES}
            context = {name: size // (1024 * 1024) for name, size in limits.items()}
            return render(request, "413.html", context | {"back_url": referring_path(request)}, status=413)
        return self.get_response(request)


class PrivatePagesMiddleware:
    """Set "private, no-cache" on every response to a signed-in browser, unless the view set its own Cache-Control."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        # The cookie shows it without a query.
        if settings.SESSION_COOKIE_NAME in request.COOKIES and response.status_code != 304:
            response.headers.setdefault("Cache-Control", "private, no-cache")
        return response


class SignInMiddleware(LoginRequiredMiddleware):
    """Every page asks for a sign-in, except those marked `login_not_required`. An expired session loses nothing:

    a script gets 401 instead of the login page and keeps what was typed; a form is answered by the login page, which then
    leads back to the page the form was on (its own address may accept POST only), where the browser restores what was typed.
    """

    def process_view(
        self, request: HttpRequest, view_func: Callable[..., HttpResponseBase], view_args: Any, view_kwargs: Any
    ) -> HttpResponseBase | None:
        # The mark is read first: a public page, and the phones that poll, cost no query for the person.
        if not getattr(view_func, "login_required", True) or request.user.is_authenticated:
            return None
        words = "Su sesión de usuario venció: ingrese de nuevo."
        if wants_json(request):
            return JsonResponse({"error": words}, status=401)
        if getattr(request, "htmx", False) or request.headers.get("x-requested-with") == "XMLHttpRequest":
            return HttpResponse(words, status=401, content_type="text/plain; charset=utf-8")
        if request.method not in {"GET", "HEAD"}:
            query = urlencode({"vencida": 1, "next": referring_path(request)})
            return redirect(f"{reverse(settings.LOGIN_URL)}?{query}")
        return self.handle_no_permission(request, view_func)


class RefusalMiddleware:
    """What a view does not catch: a refusal goes back to the page the person was on, with its reason; a script gets JSON."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if isinstance(exception, Refused):
            back = referring_path(request) if request.method == "POST" else reverse("home")
            return refused(request, exception, back)
        if isinstance(exception, PermissionDenied) and wants_json(request):
            return JsonResponse({"error": str(exception)}, status=403)
        return None


class StaffSecondFactorMiddleware:
    """Send people with a staff role to set up the second factor before any other page (setting STAFF_SECOND_FACTOR)."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        match = request.resolver_match
        if match is not None and match.url_name == "mfa_deactivate_totp" and response.status_code == 302:
            _forget_second_factor(request)
        return response

    def process_view(self, request: HttpRequest, view: object, args: object, kwargs: object) -> HttpResponse | None:
        if not settings.STAFF_SECOND_FACTOR:
            return None
        match = request.resolver_match
        if match is None or match.url_name in _ENROLMENT:
            return None
        if match.url_name == _POLLED and was_shown(request, match.kwargs["pk"]):
            return None
        if not request.user.is_authenticated or not needs_second_factor(request):
            return None
        messages.info(
            request,
            "Su cargo da acceso a los registros del comité. Antes de continuar, proteja su cuenta con un segundo factor: "
            "toma dos minutos y se hace una sola vez.",
        )
        return redirect("mfa_activate_totp")


def _forget_second_factor(request: HttpRequest) -> None:
    """After the factor is deactivated (to move to another telephone), this login no longer counts as having used it."""
    records = [record for record in get_authentication_records(request, request.user) if record["method"] != "mfa"]
    if AUTHENTICATION_METHODS_SESSION_KEY in request.session:
        request.session[AUTHENTICATION_METHODS_SESSION_KEY] = records


def needs_second_factor(request: HttpRequest) -> bool:
    """Whether the user's role requires a second factor that they have not set up. No query if they signed in with one."""
    if any(record["method"] == "mfa" for record in get_authentication_records(request, request.user)):
        return False
    if not request.user.is_superuser and SECOND_FACTOR_ROLES.isdisjoint(Office.of(request).roles):
        return False
    return not get_adapter().is_mfa_enabled(request.user, [Authenticator.Type.TOTP])


class BodyMiddleware:
    """`request.bodies`, all there are, and `request.current_body`: the one whose pages are asked for, by the first word of
    the address, or else the committee. Neither costs a query before it is asked for.

    Inside another body's pages `reverse` and `{% url %}` lead to its own addresses (members.addresses).
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        bodies = SimpleLazyObject(all_bodies)
        slug = request.path_info.split("/", 2)[1]
        body = None
        if slug and slug not in taken_words():
            body = next((body for body in bodies if body.parent_id and body.slug == slug), None)
        if body is not None:
            request.urlconf = urlconf_of(slug)  # type: ignore[assignment]  # Django takes any list of patterns
        request.bodies = bodies  # type: ignore[attr-defined]
        request.current_body = body or SimpleLazyObject(lambda: _committee(bodies))  # type: ignore[attr-defined]
        return self.get_response(request)


def _committee(bodies: Iterable[Body]) -> Body:
    committee = next((body for body in bodies if body.kind == BodyKind.ASSEMBLY), None)
    if committee is None:
        raise Http404("Todavía no se ha cargado ningún comité.")
    return committee
