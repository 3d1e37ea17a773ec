"""What the pages of every room share: how a request is read, the page of an act, and how a refusal is answered.

A form that was not accepted is answered with 422, to a browser and to a script, whatever the reason.
"""

from collections.abc import Callable
from typing import Any, TypeVar, cast

from django import forms
from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse, JsonResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.datastructures import MultiValueDict

from audit.acts import Act
from regulation.refusal import Refused

from .forms import TimedForm
from .wording import explain

T = TypeVar("T")
Files = MultiValueDict[str, UploadedFile]

NOT_ACCEPTED = 422


def wants_json(request: HttpRequest) -> bool:
    """Our own scripts ask for JSON; a browser without them never does."""
    return request.headers.get("Accept", "").startswith("application/json")


def posted(request: HttpRequest) -> QueryDict | None:
    """What a form was sent with, an empty one included; None when it is only shown."""
    return request.POST if request.method == "POST" else None


def posted_with_files(request: HttpRequest) -> tuple[QueryDict | None, Files | None]:
    """The data and the files of a POST, which a form with files is bound to; nothing of a GET."""
    return (request.POST, request.FILES) if request.method == "POST" else (None, None)


class ConfirmForm(forms.Form):
    """An act that asks for nothing but its confirmation."""


def act_page(
    request: HttpRequest,
    form: forms.Form,
    service: Callable[[Act], T],
    /,
    *,
    back_url: str,
    done: str | Callable[[T], str | None] = "",
    to: Any = "",
    on_refusal: Callable[[Refused], HttpResponse | None] | None = None,
    template: str = "partials/confirm.html",
    **context: Any,
) -> HttpResponse:
    """A page that names the consequence of an act; a valid POST is carried out (`carry_out`; `to`: `back_url` by default)."""
    answer = carry_out(request, form, service, to=to or back_url, done=done, on_refusal=on_refusal)
    return answer or form_page(request, template, {"form": form, "back_url": back_url, **context})


def carry_out(
    request: HttpRequest,
    form: forms.Form,
    service: Callable[[Act], T],
    /,
    *,
    to: Any,
    done: str | Callable[[T], str | None] = "",
    on_refusal: Callable[[Refused], HttpResponse | None] | None = None,
) -> HttpResponse | None:
    """Call `service` with the act of a valid POST; None where the page of the form is to be shown.

    `done` is the message of success, `to` where one goes then: values, or functions of what `service` returned. A refusal
    is shown at the field it names, with what was typed; `on_refusal` may answer it otherwise (the same form sent twice), or
    bring the form up to date when the record had changed, so that pressing again is on purpose.
    """
    if request.method != "POST" or not form.is_valid():
        return None
    try:
        result = service(_act(request, form))
    except Refused as refusal:
        answer = on_refusal(refusal) if on_refusal is not None else None
        if answer is None:
            show_refusal(form, refusal)
        return answer
    return _answer(request, result, done, to)


def _act(request: HttpRequest, form: forms.Form | None) -> Act:
    """By the person who is signed in, or by nobody; at the moment that the form says, or now."""
    by = request.user if request.user.is_authenticated else None
    return form.act(by) if isinstance(form, TimedForm) else Act(by, timezone.now())


def _answer(request: HttpRequest, result: T, done: str | Callable[[T], str | None], to: Any) -> HttpResponse:
    words = done(result) if callable(done) else done
    if words:
        messages.success(request, words)
    return redirect(to(result) if callable(to) else to)


def form_page(request: HttpRequest, template: str, context: dict[str, Any]) -> HttpResponse:
    """The page of `context["form"]`, as it is shown first or after it was not accepted."""
    return render(request, template, context, status=NOT_ACCEPTED if context["form"].errors else 200)


def show_refusal(form: forms.Form, refusal: Refused) -> None:
    """Say why at the field that the refusal names; above the form where it has none. "file" is a form's only file."""
    field = refusal.field
    if field == "file":
        field = next((name for name, one in form.fields.items() if isinstance(one, forms.FileField)), "")
    form.add_error(field if field in form.fields else None, explain(refusal.ruling))


def seen_now(form: forms.Form, **hidden: Any) -> None:
    """Put what the page shows now into the hidden fields of a bound form, and keep what was typed."""
    data = cast(QueryDict, form.data).copy()
    for name, value in hidden.items():
        data[form.add_prefix(name)] = str(value)
    form.data = data


def refused(request: HttpRequest, refusal: Refused, back: str) -> HttpResponse:
    """An act that the rules do not allow, where there is no form to show it in. A script also gets the ruling's facts."""
    words = explain(refusal.ruling)
    if wants_json(request):
        body = {**refusal.ruling.facts, "error": words, "code": refusal.ruling.code}
        return JsonResponse(body, status=NOT_ACCEPTED)
    messages.error(request, words)
    return redirect(back)


def act_now(
    request: HttpRequest,
    service: Callable[[Act], T],
    *,
    back: Any,
    form: forms.Form | None = None,
    done: str | Callable[[T], str | None] = "",
    to: Any = "",
    answer: Callable[[T], HttpResponse] | None = None,
) -> HttpResponse:
    """An act without a page of its own: a button of another page calls one service, and the answer is a message on it.

    `form`: a valid one, which may say when it happened. `answer`: what a script is given instead of a message.
    """
    try:
        result = service(_act(request, form))
    except Refused as refusal:
        return refused(request, refusal, back)
    return answer(result) if answer is not None else _answer(request, result, done, to or back)
