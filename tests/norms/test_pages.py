"""The page of an act: what a refusal does to the form, and with which status it is answered."""

import pytest
from django import forms
from django.contrib.messages.storage.cookie import CookieStorage
from django.http import HttpResponse
from django.test import RequestFactory

from norms import pages
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

    def post(act, data=None, **options):
        request = RequestFactory().post("/", data if data is not None else {"starts_on": "x", "seen": "1"})
        request._messages = CookieStorage(request)
        form = OneForm(*pages.typed(request))
        response = pages.act_page(request, form, act, back_url="/volver/", **options)
        return response, form

    return post


def refuse(code="stale", field=""):
    def act():
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
    response, _ = answer(lambda: None, {})
    assert response.status_code == 422


def test_what_was_done_is_said_and_one_goes_where_it_leads(answer):
    response, _ = answer(lambda: 7, done=lambda made: f"Hecho {made}.", to=lambda made: f"/hecho/{made}/")
    assert response["Location"] == "/hecho/7/"
    assert answer(lambda: 7)[0]["Location"] == "/volver/"


def test_a_stale_form_is_brought_up_to_date_and_keeps_what_was_typed(answer):
    forms_seen = []
    _, form = answer(refuse(), on_refusal=lambda refusal: forms_seen.append(refusal.ruling.code))
    pages.seen_now(form, seen=9)
    assert (form["seen"].value(), form["starts_on"].value(), forms_seen) == ("9", "x", ["stale"])


def test_the_same_form_sent_twice_may_lead_to_what_it_made(answer):
    response, _ = answer(refuse("already_voted"), on_refusal=lambda _: HttpResponse("made"))
    assert response.content == b"made"
