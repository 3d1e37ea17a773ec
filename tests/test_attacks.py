"""What somebody inside or outside would try: forged numbers and ids, hostile words, other people's doors."""

from __future__ import annotations

import io
import tracemalloc
import zipfile
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.core.cache import caches
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, models, transaction
from django.http import Http404
from django.test import Client
from django.urls import reverse

from accounts.adapter import SecondFactorAdapter
from accounts.models import User
from audit.acts import Act
from documents.models import IssuedDocument, Upload
from documents.services import store_upload
from members.models import Accreditation
from regulation.refusal import Refused
from sessions_app.models import (
    ActaSection,
    ActaVersion,
    Ballot,
    ChairSpell,
    Dispatch,
    Meeting,
    Motion,
    MotionVoter,
    Presence,
    Receipt,
    RollCall,
    RollEntry,
)
from sessions_app.services import drafts
from tests import test_access
from tests.conftest import Committee, client_of, lima
from tests.sessions import story as stories

NOW = lima("2026-11-20 12:30")
ENDLESS = "9" * 5000


@pytest.fixture
def world(all_pages, committee: Committee, monkeypatch) -> dict[str, Any]:
    """Sessions in every state."""
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW)
    return {**all_pages, "committee": committee}


def browser(user: Any) -> Client:
    """One that shows the error page, as people see it."""
    client = client_of(user)
    client.raise_request_exception = False
    return client


def address(name: str, world: dict[str, Any]) -> str:
    pairs = (pair.split("=") for pair in test_access.PAGES[name].args.split())
    return reverse(name, kwargs={key: world[value] for key, value in pairs})


def an_option(world: dict[str, Any]) -> int:
    """One that can be chosen in the vote of the running session."""
    return Motion.objects.get(pk=world["motion"]).options.first().pk


# --- Numbers written by hand ---------------------------------------------------------------------------------------
FORGED = [
    *[("sessions:run_state", "GET", "punto", value) for value in ("abc", "²", "-1", "1.5", "a\x00b", ENDLESS)],
    *[("sessions:run", "GET", "punto", value) for value in ("abc", "²", ENDLESS)],
    *[("sessions:motion_new", "GET", "punto", value) for value in ("²", ENDLESS, "9" * 30)],
    *[("sessions:motion_new", "GET", "otra", value) for value in ("²", ENDLESS)],
    *[("sessions:list", "GET", "per_page", value) for value in ("-1", "0", ENDLESS)],
    *[("sessions:list", "GET", "pagina", value) for value in ("-1", "0", "x", ENDLESS)],
    *[("sessions:list", "GET", "orden", value) for value in ("-", "password", "\x00")],
    *[("sessions:acuerdos", "GET", "year", value) for value in ("²", ENDLESS)],
    *[("sessions:my_record", "GET", "year", value) for value in ("0000", "٢٠٢٦", ENDLESS)],
    *[("sessions:edit_recipients", "POST", "revision", value) for value in ("²", "-1", ENDLESS)],
    *[("sessions:roll_mark", "POST", "age", value) for value in ("9" * 30, "-1", ENDLESS)],
    *[("sessions:ballot", "POST", "entry", value) for value in ("9" * 30, "9223372036854775808", "-1", "²")],
    *[("sessions:acta_decide", "POST", "version", value) for value in ("9" * 30, "-1")],
    *[("sessions:item_propose", "POST", "ref", value) for value in ("x" * 10_000, "a b", "\x00")],
    *[("members:padron", "GET", "fecha", value) for value in ("31/02/2026", "0001-01-01", "9999-12-31")],
    *[("members:padron", "GET", "orden", value) for value in ("-", "password", "\x00", ENDLESS)],
    *[("members:padron_copy", "GET", "fecha", value) for value in ("31/02/2026", "0001-01-01", "9999-12-31", "\x00")],
    *[("members:issue_padron", "GET", "fecha", value) for value in ("0001-01-01", "9999-12-31", ENDLESS)],
    *[("members:issue_padron", "POST", "as_of", value) for value in ("0001-01-01", "9999-12-31", "\x00")],
    *[("members:districts", "GET", "q", value) for value in ("\x00", "<script>", "²", ENDLESS, ", , ,")],
    *[("members:successors", "GET", "q", value) for value in ("\x00", "%_", "²", ENDLESS)],
    *[("members:edit_member", "POST", "ubigeo", value) for value in ("²²²²²²", "\x00", ENDLESS)],
    *[("members:succeed_member", "POST", "successor", value) for value in ("\x00", "9" * 11, ENDLESS)],
]
#: What makes each form otherwise right.
AROUND = {
    "sessions:edit_recipients": {"invitado-TOTAL_FORMS": "1", "invitado-INITIAL_FORMS": "0"},
    "sessions:roll_mark": {"state": "titular"},
    "sessions:acta_decide": {"verdict": "approve"},
    "sessions:item_propose": {"title": "Feria", "votes_for": "1", "votes_against": "0", "votes_abstain": "0"},
}


@pytest.mark.parametrize(("name", "method", "field", "value"), FORGED, ids=lambda part: repr(part)[:24])
def test_a_number_written_by_hand_breaks_no_page(world, name, method, field, value) -> None:
    committee = world["committee"]
    client = browser(committee.president if name == "sessions:acta_decide" else committee.secretary)
    url = address(name, world)
    around = {"option": an_option(world)} if name == "sessions:ballot" else AROUND.get(name, {})
    data = {**around, field: value}
    response = client.get(url, data) if method == "GET" else client.post(url, data)
    assert response.status_code < 500


@pytest.mark.parametrize("huge", ["9223372036854775808", "9" * 300])
def test_an_id_that_no_database_can_hold_names_nothing(world, huge) -> None:
    client = browser(world["committee"].secretary)
    paths = [
        f"/sesiones/{huge}/",
        f"/sesiones/documento/{huge}/",
        f"/sesiones/anexo/{huge}/",
        f"/sesiones/acuerdos/{huge}/",
    ]
    paths += [
        f"/sesiones/{world['draft']}/agenda/{huge}/",
        f"/padron/asientos/{huge}/",
        f"/padron/asientos/{huge}/salida/",
        f"/padron/instituciones/{huge}/logotipo/",
        f"/padron/emitidos/{huge}/",
        f"/padron/personas/{huge}/contacto/",
    ]
    assert [client.get(path).status_code for path in paths] == [404] * len(paths)


@pytest.mark.parametrize("token", ["%00", "a%00b", "%ED%A0%80", "x" * 3000, "..%2f..%2fetc"])
def test_a_link_that_no_mail_carried_opens_nothing(world, token) -> None:
    assert browser(None).get(f"/sesiones/acuse/{token}/").status_code == 404


def test_a_tap_that_claims_to_have_waited_for_ages_counts_from_twelve_hours_ago(world) -> None:
    client = browser(world["committee"].secretary)
    response = client.post(address("sessions:roll_mark", world), {"state": "titular", "age": "9" * 30})
    assert response.status_code == 302
    assert not Presence.objects.filter(entry=world["running_entry"], from_at__lt=lima("2026-11-20 00:00")).exists()


# --- Ids of another session ----------------------------------------------------------------------------------------
#: Page, the session in the address, and the thing that belongs to another one.
CROSSED = [
    ("sessions:edit_item", "item_id", "running_item"),
    ("sessions:remove_item", "item_id", "running_item"),
    ("sessions:move_item_up", "item_id", "running_item"),
    ("sessions:void_receipt", "receipt_id", "foreign_receipt"),
    ("sessions:resend", "dispatch_id", "foreign_dispatch"),
    ("sessions:returned", "dispatch_id", "foreign_dispatch"),
    ("sessions:receipt", "entry_id", "running_entry"),
    ("sessions:roll_mark", "entry", "entry"),
    ("sessions:presence_void", "presence", "foreign_presence"),
    ("sessions:notes_save", "item", "draft_item"),
    ("sessions:motion", "motion", "foreign_motion"),
    ("sessions:motion_state", "motion", "foreign_motion"),
    ("sessions:motion_count", "motion", "foreign_motion"),
    ("sessions:ballot", "motion", "foreign_motion"),
    ("sessions:motion_close", "motion", "foreign_motion"),
    ("sessions:casting", "motion", "foreign_motion"),
    ("sessions:motion_annul", "motion", "foreign_motion"),
    ("sessions:acta_section", "section_id", "foreign_section"),
    ("sessions:acta_sign", "entry_id", "running_entry"),
]


@pytest.mark.parametrize(("name", "key", "foreign"), CROSSED, ids=lambda part: str(part))
def test_a_thing_of_another_session_does_not_exist_in_this_one(world, name, key, foreign) -> None:
    closed, running = world["closed"], world["running"]

    others = {
        "foreign_receipt": Receipt.objects.filter(entry__meeting=closed).first().pk,
        "foreign_dispatch": Dispatch.objects.filter(meeting=running).first().pk,
        "foreign_presence": Presence.objects.filter(entry__meeting=closed).first().pk,
        "foreign_motion": Motion.objects.filter(meeting=closed).first().pk,
        "foreign_section": ActaSection.objects.filter(acta__meeting=world["approved"]).first().pk,
    }
    pairs = dict(pair.split("=") for pair in test_access.PAGES[name].args.split())
    kwargs = {k: world[v] for k, v in pairs.items()} | {key: others.get(foreign) or world[foreign]}
    url, client = reverse(name, kwargs=kwargs), browser(world["committee"].secretary)
    data = {"state": "titular", "reason": "x", "html": "x", "version": "0", "option": an_option(world), "entry": "1"}
    assert client.get(url).status_code in (404, 405)
    assert client.post(url, data).status_code in (404, 405)


def test_a_hand_of_another_session_casts_no_ballot(world) -> None:
    entry = RollEntry.objects.filter(meeting=world["closed"], in_base=True).first()
    client = browser(world["committee"].secretary)
    response = client.post(address("sessions:ballot", world), {"entry": entry.pk, "option": an_option(world)})
    assert response.status_code == 404
    assert not Ballot.objects.filter(motion=world["motion"]).exists()


# --- Doors ---------------------------------------------------------------------------------------------------------
def test_no_act_is_done_from_another_site(world) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(world["committee"].secretary, backend="allauth.account.auth_backends.AuthenticationBackend")
    acts = [name for name, row in test_access.PAGES.items() if row.post]
    assert {name: client.post(address(name, world)).status_code for name in acts} == dict.fromkeys(acts, 403)


def test_an_act_is_not_done_by_following_a_link(world) -> None:
    client = browser(world["committee"].secretary)
    asked = {name: client.get(address(name, world)).status_code for name, row in test_access.PAGES.items() if row.post}
    # Those that name their consequence first have a page of their own.
    with_page = {
        "sessions:presence_void",
        "sessions:chair",
        "sessions:item_propose",
        "sessions:casting",
        "sessions:motion_annul",
        "sessions:election_runoff",
        "sessions:election_lots",
        "sessions:election_casting",
    }
    assert {name for name, status in asked.items() if status != 405} == with_page


def test_the_link_back_from_an_expired_form_leads_to_no_other_site(db) -> None:
    client = Client(enforce_csrf_checks=True, headers={"referer": "http://testserver//evil.example/x"})
    page = client.post(reverse("account_login"), {"login": "elena@ejemplo.pe"}).content.decode()
    assert "evil.example" not in page


def test_a_page_of_who_signed_in_is_kept_by_no_cache_on_the_way(world) -> None:
    client = browser(world["committee"].titular(5))
    for name in ("home", "sessions:list", "sessions:my_record"):
        assert client.get(reverse(name))["Cache-Control"] == "private, no-cache"
    assert "Cache-Control" not in Client().get(reverse("documents:verify")).headers


def test_a_crowd_of_strangers_does_not_wash_away_the_count_of_failed_attempts(db) -> None:
    cache = caches["default"]
    cache.set("attempts-of-one", 5, 300)
    for stranger in range(400):
        cache.set(f"stranger-{stranger}", 1, 300)
    assert cache.get("attempts-of-one") == 5


def test_nobody_guesses_at_a_password_by_filtering_the_accounts(world) -> None:
    client = browser(world["committee"].admin)
    for lookup in ("password__startswith", "password__regex"):
        assert client.get(reverse("admin:accounts_user_changelist"), {lookup: "m"}).status_code == 400
    assert client.get(reverse("admin:accounts_user_changelist"), {"is_active__exact": "1"}).status_code == 200


def test_the_room_is_not_followed_by_an_officer_without_the_second_factor(world, settings) -> None:
    settings.STAFF_SECOND_FACTOR = True
    assert browser(world["committee"].secretary).get(address("sessions:room_state", world)).status_code == 302
    assert browser(world["committee"].titular(5)).get(address("sessions:room_state", world)).status_code == 200


def test_an_officer_who_deactivates_the_second_factor_sets_up_another_before_going_on(world, settings) -> None:

    settings.STAFF_SECOND_FACTOR = True
    secretary = world["committee"].secretary
    secret = SecondFactorAdapter().encrypt("JBSWY3DPEHPK3PXP")
    Authenticator.objects.create(user=secretary, type="totp", data={"secret": secret})
    client = browser(secretary)
    session = client.session
    session["account_authentication_methods"] = [{"method": "mfa", "type": "totp", "at": NOW.timestamp() + 1e9}]
    session["account_authentication_methods_user"] = str(secretary.pk)
    session.save()
    assert client.get(reverse("home")).status_code == 200
    assert client.post(reverse("mfa_deactivate_totp")).status_code == 302
    assert not Authenticator.objects.filter(user=secretary).exists()
    assert client.get(reverse("home"))["Location"] == reverse("mfa_activate_totp")


def test_the_draft_of_the_acta_may_be_framed_by_its_own_page_only(world, monkeypatch) -> None:
    monkeypatch.setattr("documents.pdf.render_pdf", lambda *_: b"%PDF-1.7")
    response = browser(world["committee"].secretary).get(address("sessions:acta_draft_pdf", world))
    assert response["X-Frame-Options"] == "SAMEORIGIN"
    assert "frame-ancestors 'self'" in response["Content-Security-Policy"]


@pytest.mark.parametrize("page", ["account_request_login_code", "account_reset_password"])
def test_a_mail_server_that_is_down_says_so_alike_to_who_has_an_account_and_who_has_none(page, db, settings) -> None:
    settings.EMAIL_BACKEND, settings.EMAIL_HOST, settings.EMAIL_PORT = (
        "django.core.mail.backends.smtp.EmailBackend",
        "127.0.0.1",
        1,
    )
    User.objects.create_user("elena@ejemplo.pe", "una vicuña en la puna 8", full_name="Elena Choque")
    for email in ("elena@ejemplo.pe", "nadie@ejemplo.pe"):
        response = browser(None).post(reverse(page), {"email": email})
        assert response.status_code == 200
        assert "no pueden salir correos" in response.content.decode()
        assert email in response.content.decode()


def test_a_password_is_changed_although_the_mail_about_it_cannot_leave(db, settings) -> None:
    settings.EMAIL_BACKEND, settings.EMAIL_HOST, settings.EMAIL_PORT = (
        "django.core.mail.backends.smtp.EmailBackend",
        "127.0.0.1",
        1,
    )
    old, new = "una vicuña en la puna 8", "dos vicuñas en la puna 9"
    elena = User.objects.create_user("elena@ejemplo.pe", old, full_name="Elena Choque")
    answer = browser(elena).post(
        reverse("account_change_password"), {"oldpassword": old, "password1": new, "password2": new}
    )
    assert answer.status_code == 302
    elena.refresh_from_db()
    assert elena.check_password(new)


# --- Files ---------------------------------------------------------------------------------------------------------
def pdf(catalog: str = "", page: str = "") -> bytes:
    """A PDF of one page, with something hung from its catalog or its page."""
    objects = [
        f"<</Type/Catalog/Pages 2 0 R{catalog}>>",
        "<</Type/Pages/Kids[3 0 R]/Count 1>>",
        f"<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]{page}>>",
    ]
    out, places = b"%PDF-1.7\n", []
    for number, text in enumerate(objects, 1):
        places.append(len(out))
        out += f"{number} 0 obj\n{text}\nendobj\n".encode()
    table = "".join(f"{place:010d} 00000 n \n" for place in places)
    return (
        out
        + f"xref\n0 4\n0000000000 65535 f \n{table}trailer<</Size 4/Root 1 0 R>>\nstartxref\n{len(out)}\n%%EOF".encode()
    )


SCRIPTED = {
    "when it opens, after another action": {
        "catalog": "/OpenAction<</S/GoTo/D[3 0 R/Fit]/Next<</S/JavaScript/JS(x)>>>>"
    },
    "under another spelling": {"catalog": "/OpenAction<</S/Java#53cript/JS(x)>>"},
    "when a page is shown": {"page": "/AA<</O<</S/JavaScript/JS(x)>>>>"},
    "when a link is followed": {"page": "/Annots[<</Subtype/Link/Rect[0 0 9 9]/A<</S/JavaScript/JS(x)>>>>]"},
    "starting a program": {"page": "/Annots[<</Subtype/Link/Rect[0 0 9 9]/A<</S/Launch/F(cmd.exe)>>>>]"},
    "in a form": {"catalog": "/AcroForm<</Fields[<</FT/Tx/AA<</C<</S/JavaScript/JS(x)>>>>>>]>>"},
    "from the list of names": {"catalog": "/Names<</JavaScript<</Names[]>>>>"},
}


@pytest.mark.parametrize("where", SCRIPTED)
def test_a_scan_that_runs_something_is_refused_wherever_it_hides(where, db) -> None:
    kept = Upload.objects.count()
    with pytest.raises(Refused) as refused:
        hand_in("cargo.pdf", pdf(**SCRIPTED[where]))
    assert refused.value.ruling.code == "bad_upload_active"
    assert Upload.objects.count() == kept


def test_a_scan_with_links_and_bookmarks_is_kept(db) -> None:
    link = "/Annots[<</Subtype/Link/Rect[0 0 9 9]/A<</S/URI/URI(https://www.gob.pe)>>>>]"
    assert (
        hand_in("cargo.pdf", pdf("/OpenAction[3 0 R/Fit]/Outlines<</First 3 0 R>>", link)).content_type
        == "application/pdf"
    )


def test_a_bomb_in_the_name_of_an_office_file_stays_packed(db) -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("mimetype", b"\0" * 60_000_000)
    tracemalloc.start()
    with pytest.raises(Refused):
        hand_in("oficio.odt", packed.getvalue())
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 10_000_000


def hand_in(name: str, data: bytes) -> Upload:
    return store_upload(Act(None, NOW), file=SimpleUploadedFile(name, data))


# --- The record ----------------------------------------------------------------------------------------------------
REWRITES = {
    "what a document says": (IssuedDocument, {"payload": {"forged": True}}),
    "the number of a document": (IssuedDocument, {"label": "Acta N° 999"}),
    "what was circulated": (ActaVersion, {"payload": {"forged": True}}),
    "why a call installed": (RollCall, {"ruling": {"forged": True}}),
    "when somebody came in": (Presence, {"from_at": NOW}),
    "what was voted": (Motion, {"text": "Otra cosa"}),
    "whose hand it was": (Ballot, {"name": "Otra persona"}),
    "when the notice was received": (Receipt, {"received_on": "2026-01-01"}),
    "who was summoned": (RollEntry, {"name": "Otra institución"}),
}


@pytest.mark.parametrize("what", REWRITES)
def test_what_was_recorded_is_not_rewritten_even_by_hand(what, world) -> None:
    model, change = REWRITES[what]
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        model.objects.filter(pk=model.objects.first().pk).update(**change)


@pytest.mark.parametrize("model", [Meeting, Presence, Motion, MotionVoter, Ballot, Receipt, Dispatch, ChairSpell])
def test_what_was_recorded_is_not_deleted_even_by_hand(model, world) -> None:
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        models.QuerySet(model).filter(pk=model.objects.first().pk)._raw_delete("default")


def test_an_institution_with_a_long_name_and_nobody_accredited_is_written_to(world) -> None:
    committee = world["committee"]
    institution = committee.institution(7)
    institution.name = "Asociación de Productores " * 9
    institution.save()
    Accreditation.objects.filter(seat=committee.seats[7]).update(ends_before="2026-01-01")
    story = stories.convened(committee)
    mail = story.entry(7).dispatches.get()
    assert mail.name.startswith("Asociación de Productores")
    assert len(mail.name) <= Dispatch._meta.get_field("name").max_length  # PostgreSQL would refuse the whole convening


def test_a_point_taken_out_twice_at_once_is_taken_out_once(world) -> None:
    committee = world["committee"]
    story = stories.drafted(committee)
    item = story.items["plan"].pk
    drafts.remove_item(Act(committee.secretary, lima(stories.WRITTEN)), item_id=item)
    for again in (drafts.remove_item, lambda act, **more: drafts.move_item(act, direction="up", **more)):
        with pytest.raises(Http404):
            again(Act(committee.secretary, lima(stories.WRITTEN)), item_id=item)
    with pytest.raises(Http404):
        drafts.detach(Act(committee.secretary, lima(stories.WRITTEN)), file_id=0)


def test_a_guest_added_twice_has_one_place(world) -> None:
    client = browser(world["committee"].secretary)
    guest = {"name": "Luz Apaza", "institution": "SENASA", "capacity": "guest"}
    for _ in range(2):
        client.post(address("sessions:guest_add", world), guest)
    assert RollEntry.objects.filter(meeting=world["running"], titular_name="Luz Apaza").count() == 1
