"""The page of an act: what a refusal does to the form, and with which status it is answered."""

from datetime import UTC, datetime

import pytest
from django import forms
from django.contrib.auth.models import AnonymousUser
from django.contrib.messages.storage.cookie import CookieStorage
from django.http import HttpResponse
from django.test import RequestFactory

from accounts.models import User
from norms import pages
from norms.forms import TimedForm
from regulation.refusal import Refused


class OneForm(forms.Form):
    starts_on = forms.CharField()
    seen = forms.IntegerField(required=False)
    scan = forms.FileField(required=False)


@pytest.fixture
def answer(monkeypatch):
    """Post `data`; the form of the page that answers, or the redirection."""
    shown = {}

    def render(request, template, context, status=200):
        shown.update(context, status=status)
        return HttpResponse(status=status)

    monkeypatch.setattr(pages, "render", render)

    def post(act, data=None, user=None, form_class=OneForm, **options):
        request = RequestFactory().post("/", data if data is not None else {"starts_on": "x", "seen": "1"})
        request._messages = CookieStorage(request)
        request.user = user or AnonymousUser()
        form = form_class(*pages.posted_with_files(request))
        response = pages.act_page(request, form, act, back_url="/volver/", **options)
        return response, form

    return post


def refuse(code="stale", field=""):
    def act(act):
        raise Refused.because(code, field=field)

    return act


@pytest.mark.parametrize(
    ("named", "shown"), [("starts_on", "starts_on"), ("", "__all__"), ("unknown", "__all__"), ("file", "scan")]
)
def test_a_refusal_is_shown_at_the_field_it_names_and_answered_alike(answer, named, shown):
    response, form = answer(refuse(field=named))
    assert response.status_code == 422
    assert set(form.errors) == {shown}


def test_a_form_that_cannot_be_read_has_the_same_status(answer):
    response, _ = answer(lambda act: None, {})
    assert response.status_code == 422


def test_what_was_done_is_said_and_one_goes_where_it_leads(answer):
    response, _ = answer(lambda act: 7, done=lambda made: f"Hecho {made}.", to=lambda made: f"/hecho/{made}/")
    assert response["Location"] == "/hecho/7/"
    assert answer(lambda act: 7)[0]["Location"] == "/volver/"


def test_a_stale_form_is_brought_up_to_date_and_keeps_what_was_typed(answer):
    forms_seen = []
    _, form = answer(refuse(), on_refusal=lambda refusal: forms_seen.append(refusal.ruling.code))
    pages.seen_now(form, seen=9)
    assert (form["seen"].value(), form["starts_on"].value(), forms_seen) == ("9", "x", ["stale"])


def test_the_same_form_sent_twice_may_lead_to_what_it_made(answer):
    response, _ = answer(refuse("already_voted"), on_refusal=lambda _: HttpResponse("made"))
    assert response.content == b"made"


class LateForm(TimedForm, OneForm):
    moment, now = datetime(2026, 11, 20, 10, 5, tzinfo=UTC), datetime(2026, 11, 20, 10, 40, tzinfo=UTC)


def test_the_act_is_of_the_person_signed_in_and_of_nobody_otherwise(answer):
    acts, user = [], User(pk=7)
    answer(acts.append, user=user)
    answer(acts.append)
    assert [act.by for act in acts] == [user, None]
    assert all(act.at == act.now for act in acts)


def test_a_form_may_say_when_the_act_happened(answer):
    acts = []
    answer(acts.append, form_class=LateForm)
    assert [(act.at, act.now) for act in acts] == [(LateForm.moment, LateForm.now)]


def test_a_service_may_answer_a_script_itself(rf):
    request = rf.post("/")
    request.user = AnonymousUser()
    response = pages.act_now(request, lambda act: 7, back="/volver/", answer=lambda made: HttpResponse(f"hecho {made}"))
    assert response.content == b"hecho 7"
