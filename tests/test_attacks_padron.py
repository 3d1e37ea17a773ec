"""What somebody would try against the padrón, the directory and the expedientes: hostile searches, files and addresses."""

from __future__ import annotations

import logging
import re

import pytest
from django.core.cache import cache
from django.db import DatabaseError, connection, models, transaction
from django.test import Client
from django.urls import reverse

from admissions.models import Application, ApplicationFile, ApplicationMail, ApplicationStep
from admissions.services import MAX_TOTAL
from documents import sniff
from members.models import Accreditation, AccreditationProposal, Exclusion, Institution, SeatHolding, Term
from members.words import SOUGHT_SIGNS, sought
from regulation.refusal import Refused
from sessions_app.models import MotionOption
from tests.conftest import client_of

pytestmark = pytest.mark.django_db
assert connection  # named in a condition below

OWN = "http://testserver"


def browser(user=None) -> Client:
    """One that shows the error page, as people see it."""
    client = client_of(user)
    client.raise_request_exception = False
    return client


# --- Words to search by --------------------------------------------------------------------------------------------
HOSTILE = {
    "more words than a query has conditions": "a " * 1900,
    "one word without end": "x" * 60_000,
    "a sign that PostgreSQL refuses": "feria\x00regional",
    "signs that mean something to LIKE": "%_\\' --",
}
SEARCHES = (
    ("admissions:list", "q"),
    ("members:directory", "q"),
    ("members:directory_unverified", "q"),
    ("members:successors", "q"),
    ("members:districts", "q"),
)


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
@pytest.mark.parametrize(("name", "field"), SEARCHES)
def test_no_search_is_broken_by_what_is_looked_for(committee, name, field, text) -> None:
    assert browser(committee.secretary).get(reverse(name), {field: text}).status_code < 500


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
def test_a_successor_that_nobody_could_be_called_is_reported_and_not_found(committee, text) -> None:
    url = reverse("members:succeed_member", args=[committee.seats[9].pk])
    assert browser(committee.secretary).post(url, {"successor": text}).status_code < 500


def test_a_search_is_of_as_many_words_as_a_name_has() -> None:
    assert sought("Cámara\x00de Ñuñoa") == ["camara", "de", "nunoa"]
    assert len(sought("a " * 5000)) == SOUGHT_SIGNS // 2


@pytest.mark.parametrize("page", ["9" * 5000, "²", "1&x=//otro.example", "\x00"])
def test_a_verified_entry_leads_back_to_a_page_of_the_list_and_to_no_other_place(committee, page) -> None:
    entry = Institution.objects.create(name="Consulado")
    url = reverse("members:directory_verify", args=[entry.pk])
    answer = browser(committee.secretary).post(url, {"volver": "lista", "page": page})
    assert (answer.status_code, answer.get("Location")) == (302, reverse("members:directory_unverified"))


# --- Days ----------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("day", ["0001-01-01", "9999-12-31"])
def test_the_first_and_the_last_day_of_time_end_nothing(committee, day) -> None:
    accreditation = Accreditation.objects.filter(seat=committee.seats[9]).first()
    url = reverse("members:end_accreditation", args=[accreditation.pk])
    page = browser(committee.secretary).post(url, {"last_day": day, "reason": "Renuncia"})
    assert page.status_code < 500
    assert "is-invalid" in page.content.decode()
    accreditation.refresh_from_db()
    assert accreditation.ends_before is None


# --- Files ---------------------------------------------------------------------------------------------------------
def test_a_file_full_of_flaws_does_not_fill_the_log(caplog) -> None:
    flawed = b"%PDF-1.7\n" + b"".join(b"%d 0 obj\n<</A <<\nendobj\n" % n for n in range(1, 300))
    with caplog.at_level(logging.DEBUG), pytest.raises(Refused):
        sniff.judge(flawed + b"trailer<</Root 1 0 R>>\nstartxref\n9\n%%EOF", name="a.pdf", limit=10**6)
    assert caplog.records == []


def test_a_form_larger_than_any_of_ours_is_refused_unkept(committee, settings) -> None:
    settings.REQUEST_MAX_BYTES = 4096
    client = browser()
    sent = {"key": "x", "name": "ñ" * 5000}
    page = client.post(reverse("admissions:apply"), sent)
    assert page.status_code == 413
    assert "No se guardó nada" in page.content.decode()
    assert not hasattr(page.wsgi_request, "_files")
    # The check of the token reads the form: it comes after.
    strict = Client(enforce_csrf_checks=True)
    assert strict.post(reverse("admissions:apply"), sent).status_code == 413


def test_every_form_of_ours_fits(settings) -> None:
    assert settings.REQUEST_MAX_BYTES > MAX_TOTAL + settings.DATA_UPLOAD_MAX_MEMORY_SIZE
    assert settings.REQUEST_MAX_BYTES > 6 * settings.UPLOAD_MAX_BYTES


# --- Doors ---------------------------------------------------------------------------------------------------------
def follow(client: Client, **headers: str):
    return client.post(reverse("admissions:follow"), {"number": "1-2026", "code": "XXXX"}, headers=headers)


def test_an_address_that_the_caller_invents_for_itself_is_not_believed(committee) -> None:
    cache.clear()
    client = browser()
    statuses = [follow(client, **{"x-forwarded-for": f"10.0.0.{n}"}).status_code for n in range(12)]
    assert statuses == [422] * 10 + [429] * 2


def test_behind_our_proxy_each_person_has_an_own_count_and_none_invents_another(committee, settings) -> None:
    cache.clear()
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1
    client = browser()
    # The last address is the proxy's word; whatever the caller wrote stands before it.
    one = [follow(client, **{"x-forwarded-for": f"10.0.0.{n}, 190.12.0.1"}).status_code for n in range(11)]
    assert one == [422] * 10 + [429]
    assert follow(client, **{"x-forwarded-for": "190.12.0.2"}).status_code == 422


def refused_form(**headers: str) -> str:
    client = Client(enforce_csrf_checks=True, headers=headers)
    typed = {
        "link_text": "Exporta quinua desde 2014",
        "contact_phone": "+51 951 123 456",
        "document_number": "A12345678901",
        "key": "eyJjb2RlIjoiWFhYWCJ9:firma",
    }
    response = client.post(reverse("admissions:apply"), typed)
    assert response.status_code == 403
    return response.content.decode()


def test_a_form_that_expired_gives_back_what_was_written_and_no_number_of_a_person() -> None:
    page = refused_form(origin=OWN)
    assert "Exporta quinua desde 2014" in page
    assert not re.search(r"951 123 456|A12345678901|eyJjb2Rl", page)


@pytest.mark.parametrize("origin", ["https://otro.example", "null", "http://testserver.otro.example"])
def test_the_words_of_another_site_are_not_shown_as_ours(origin) -> None:
    assert "Exporta quinua" not in refused_form(origin=origin)


# --- The record ----------------------------------------------------------------------------------------------------
REWRITES = {
    "since when one is accredited": (Accreditation, {"starts_on": "2020-01-01"}),
    "since when a seat is held": (SeatHolding, {"starts_on": "2020-01-01"}),
    "who presides": (Term, {"starts_on": "2020-01-01"}),
    "who was excluded": (Exclusion, {"reason": "Otro"}),
    "whose proposal it was": (AccreditationProposal, {"role": "alternate"}),
    "what an applicant declared": (Application, {"name": "Otra"}),
    "what an applicant handed in": (ApplicationFile, {"kind": "other"}),
    "a step that an applicant read": (ApplicationStep, {"text": "Otra cosa"}),
    "the addressee of its mail": (ApplicationMail, {"email": "otra@ejemplo.pe"}),
    "what could be chosen": (MotionOption, {"label": "Otra persona"}),
}


@pytest.mark.parametrize("what", REWRITES)
def test_what_the_padron_rests_on_is_not_rewritten_even_by_hand(all_pages, what) -> None:
    model, change = REWRITES[what]
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        model.objects.filter(pk=model.objects.first().pk).update(**change)


@pytest.mark.parametrize("what", REWRITES)
def test_what_the_padron_rests_on_is_not_deleted_even_by_hand(all_pages, what) -> None:
    model, _ = REWRITES[what]
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        models.QuerySet(model).filter(pk=model.objects.first().pk)._raw_delete("default")
