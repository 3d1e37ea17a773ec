"""Every page, as every role and as nobody. A page without a row here fails: somebody has to decide who may open it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.db import transaction
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from audit.acts import Act
from audit.models import Event
from documents.models import Instrument
from exchange.services import preview
from members.models import AccessGrant, Accreditation, Exclusion, Institution, InstitutionContact, Person, Term, Theme
from members.services import issue_padron
from sessions_app.enums import MotionForm
from sessions_app.models import ActaSection, Acuerdo, Dispatch, Meeting, Presence, Receipt
from sessions_app.services import acta
from tests.conftest import PRIVATE_SEAT, Committee, client_of, lima
from tests.exchange.sheets import xlsx
from tests.members import test_proposals as proposals
from tests.sessions import story as stories

ROLES = ("secretary", "deputy", "president", "viewer", "admin", "member", "alternate", "stranger", "anonymous")
OFFICE = "secretary deputy"
READERS = f"{OFFICE} president viewer admin"
SUMMONED = f"{READERS} member alternate"
SIGNED_IN = f"{SUMMONED} stranger"
ANYBODY = f"{SIGNED_IN} anonymous"


@dataclass(frozen=True)
class Row:
    """Who may; `post`: the page is an act, and is tried with an empty form."""

    who: str
    args: str = ""
    post: bool = False


#: name of the page → who may. `args`: keyword=key of the world below.
PAGES: dict[str, Row] = {
    "home": Row(SIGNED_IN),
    "norms:reglamento": Row(SIGNED_IN),
    "documents:verify": Row(ANYBODY),
    "documents:verify_code": Row(ANYBODY, "code=code"),
    # --- convening
    "sessions:list": Row(SUMMONED),
    "sessions:detail": Row(SUMMONED, "pk=convened"),
    "sessions:document": Row(SUMMONED, "pk=convocatoria"),
    "sessions:document_retry": Row(OFFICE, "pk=convocatoria", post=True),
    "sessions:create": Row(OFFICE),
    "sessions:past_new": Row(OFFICE),
    "sessions:edit_data": Row(OFFICE, "pk=draft"),
    "sessions:edit_agenda": Row(OFFICE, "pk=draft"),
    "sessions:add_draft_item": Row(OFFICE, "pk=draft"),
    "sessions:edit_item": Row(OFFICE, "pk=draft item_id=draft_item"),
    "sessions:remove_item": Row(OFFICE, "pk=draft item_id=draft_item", post=True),
    "sessions:move_item_up": Row(OFFICE, "pk=draft item_id=draft_item", post=True),
    "sessions:move_item_down": Row(OFFICE, "pk=draft item_id=draft_item", post=True),
    "sessions:edit_recipients": Row(OFFICE, "pk=draft"),
    "sessions:preview": Row(OFFICE, "pk=draft"),
    "sessions:preview_pdf": Row(OFFICE, "pk=draft kind=agenda"),
    "sessions:send": Row(OFFICE, "pk=draft"),
    "sessions:discard": Row(OFFICE, "pk=draft"),
    "sessions:dispatches": Row(READERS, "pk=convened"),
    "sessions:resend_failed": Row(OFFICE, "pk=convened", post=True),
    "sessions:resend": Row(OFFICE, "pk=convened dispatch_id=dispatch"),
    "sessions:returned": Row(OFFICE, "pk=convened dispatch_id=dispatch"),
    "sessions:receipt": Row(OFFICE, "pk=convened entry_id=entry"),
    "sessions:void_receipt": Row(OFFICE, "pk=convened receipt_id=receipt"),
    "sessions:cancel": Row(OFFICE, "pk=convened"),
    "sessions:reschedule": Row(OFFICE, "pk=convened"),
    "sessions:acknowledge": Row(ANYBODY, "token=token"),
    # --- the room
    "sessions:roll": Row(OFFICE, "pk=convened"),
    "sessions:roll_state": Row(OFFICE, "pk=convened"),
    "sessions:roll_mark": Row(OFFICE, "pk=running entry=running_entry", post=True),
    "sessions:roll_movement": Row(OFFICE, "pk=running", post=True),
    "sessions:presence_void": Row(OFFICE, "pk=running presence=presence", post=True),
    "sessions:guest_add": Row(OFFICE, "pk=running", post=True),
    "sessions:call_roll": Row(OFFICE, "pk=convened", post=True),
    "sessions:close_not_installed": Row(OFFICE, "pk=convened"),
    "sessions:chair": Row(OFFICE, "pk=running", post=True),
    "sessions:run": Row(OFFICE, "pk=running"),
    "sessions:run_state": Row(OFFICE, "pk=running"),
    "sessions:notes_save": Row(OFFICE, "pk=running item=running_item", post=True),
    "sessions:item_propose": Row(OFFICE, "pk=running", post=True),
    "sessions:close": Row(OFFICE, "pk=running"),
    "sessions:motion_new": Row(OFFICE, "pk=running"),
    "sessions:motion": Row(OFFICE, "pk=running motion=motion"),
    "sessions:motion_state": Row(OFFICE, "pk=running motion=motion"),
    "sessions:motion_count": Row(OFFICE, "pk=running motion=motion"),
    "sessions:ballot": Row(OFFICE, "pk=running motion=motion", post=True),
    "sessions:motion_close": Row(OFFICE, "pk=running motion=motion", post=True),
    "sessions:casting": Row(f"{OFFICE} president", "pk=running motion=motion", post=True),
    "sessions:election_new": Row(OFFICE, "pk=running"),
    "sessions:election_runoff": Row(OFFICE, "pk=running motion=motion", post=True),
    "sessions:election_lots": Row(OFFICE, "pk=running motion=motion", post=True),
    "sessions:election_casting": Row(f"{OFFICE} president", "pk=running motion=motion", post=True),
    "sessions:motion_annul": Row(OFFICE, "pk=running motion=motion", post=True),
    "sessions:room": Row(SUMMONED, "pk=running"),
    "sessions:room_state": Row(SUMMONED, "pk=running"),
    # --- the acta
    "sessions:acta": Row(SUMMONED, "pk=closed"),
    "sessions:acta_section": Row(OFFICE, "pk=closed section_id=section", post=True),
    "sessions:acta_circulate": Row(OFFICE, "pk=closed"),
    "sessions:acta_take_back": Row(OFFICE, "pk=closed"),
    "sessions:acta_observe": Row("president member", "pk=closed", post=True),
    "sessions:acta_decide": Row("president", "pk=closed", post=True),
    "sessions:acta_sign": Row(OFFICE, "pk=closed entry_id=closed_entry role=titular"),
    "sessions:acta_draft_pdf": Row(READERS, "pk=closed"),
    "sessions:acta_pdf": Row(f"{READERS} member", "pk=closed number=version"),
    "sessions:acta_document": Row(SUMMONED, "pk=approved"),
    "sessions:history": Row(READERS, "pk=closed"),
    "sessions:acuerdos": Row(SUMMONED),
    "sessions:acuerdo": Row(SUMMONED, "pk=acuerdo"),
    "sessions:acuerdo_certify": Row(OFFICE, "pk=acuerdo"),
    "sessions:my_record": Row(SUMMONED),
    # --- the padrón
    "members:padron": Row(SUMMONED),
    "members:padron_copy": Row(SUMMONED),
    "members:issue_padron": Row(OFFICE),
    "members:padron_document": Row(SUMMONED, "pk=padron"),
    "members:annul_padron": Row(OFFICE, "pk=padron"),
    "members:districts": Row(ANYBODY),
    "members:successors": Row(OFFICE),
    "members:seat": Row(READERS, "pk=seat"),
    "members:edit_member": Row(OFFICE, "pk=seat"),
    "members:rename_member": Row(OFFICE, "pk=seat"),
    "members:rectify_member": Row(OFFICE, "pk=seat"),
    "members:succeed_member": Row(OFFICE, "pk=seat"),
    "members:end_membership": Row(OFFICE, "pk=seat"),
    "members:accredit": Row(OFFICE, "pk=seat role=titular"),
    "members:end_accreditation": Row(OFFICE, "pk=accreditation"),
    "members:note_departure": Row(OFFICE, "pk=accreditation"),
    "members:issue_constancia": Row(OFFICE, "pk=accreditation"),
    "members:exclude_person": Row(OFFICE, "pk=accreditation"),
    "members:exclusions": Row(READERS),
    "members:lift_exclusion": Row(OFFICE, "pk=exclusion"),
    "members:alerts": Row(READERS),
    "members:contact": Row(OFFICE, "pk=person"),
    "members:my_institution": Row("president member alternate"),
    "members:propose": Row("member alternate", "pk=own_seat role=titular"),
    "members:propose_left": Row("member alternate", "pk=own_seat role=titular"),
    "members:proposals": Row(f"{OFFICE} president member alternate"),
    "members:proposal": Row(f"{OFFICE} member alternate", "pk=proposal"),
    "members:proposal_file": Row(f"{OFFICE} member alternate", "pk=proposal"),
    "members:correct_proposal": Row("member alternate", "pk=proposal"),
    "members:withdraw_proposal": Row("member alternate", "pk=proposal"),
    "members:person": Row(OFFICE, "pk=person"),
    "members:person_pdf": Row(OFFICE, "pk=person"),
    "members:my_data": Row(SIGNED_IN),
    "members:my_data_pdf": Row(SIGNED_IN),
    "members:open_account": Row(f"{OFFICE} admin", "pk=person", post=True),
    "members:officers": Row(SUMMONED),
    "members:designate": Row(OFFICE, "office=president_office"),
    "members:end_term": Row(OFFICE, "pk=term"),
    "members:imports": Row(OFFICE),
    "members:import_new": Row(OFFICE, "kind=import_kind"),
    "members:import_template": Row(OFFICE, "kind=import_kind"),
    "members:import_batch": Row(OFFICE, "pk=import_batch"),
    "members:import_file": Row(OFFICE, "pk=import_batch"),
    "members:import_errors": Row(OFFICE, "pk=import_batch"),
    "members:import_confirm": Row(OFFICE, "pk=import_batch"),
    "members:import_discard": Row(OFFICE, "pk=import_batch"),
    # --- the directory
    "members:directory": Row(SUMMONED),
    "members:directory_entry": Row(SUMMONED, "pk=listed"),
    "members:directory_add": Row(OFFICE),
    "members:directory_edit": Row(OFFICE, "pk=listed"),
    "members:directory_verify": Row(OFFICE, "pk=listed", post=True),
    "members:directory_unverified": Row(OFFICE),
    "members:directory_contact_add": Row(OFFICE, "pk=listed"),
    "members:directory_contact_edit": Row(OFFICE, "pk=entry_contact"),
    "members:directory_contact_remove": Row(OFFICE, "pk=entry_contact"),
    "members:directory_duplicates": Row(OFFICE),
    "members:directory_apart": Row(OFFICE, "keep=listed drop=twin", post=True),
    "members:directory_merge_pick": Row(OFFICE, "pk=listed"),
    "members:directory_merge": Row(OFFICE, "keep=listed drop=twin"),
    "members:directory_themes": Row(OFFICE),
    "members:directory_theme_edit": Row(OFFICE, "pk=theme"),
    "members:directory_theme_remove": Row(OFFICE, "pk=theme", post=True),
    "members:access": Row("admin"),
    "members:give_access": Row("admin"),
    "members:revoke_access": Row("admin", "pk=grant"),
}

#: A room may keep its rows beside its own tests: PAGES (name → who, args, post) and `world`, the things that they are about.
OWN = [
    import_module(f"tests.{found.parent.name}.access") for found in sorted(Path(__file__).parent.glob("*/access.py"))
]
OWN = [rows for rows in OWN if apps.is_installed(rows.APP)]
PAGES |= {name: Row(*row) for rows in OWN for name, row in rows.PAGES.items()}

#: Pages that hang from something this world has no example of; their own tests walk them.
ELSEWHERE = {
    "members:constancia": "tests/members/test_constancia.py",
    "members:annul_constancia": "tests/members/test_constancia.py",
    "members:paper": "tests/members/test_pages.py",
    "members:logo": "tests/members/test_padron_pages.py",
    "sessions:attachment": "tests/sessions/test_wizard_pages.py",
    "sessions:detach": "tests/sessions/test_wizard_pages.py",
    "sessions:acta_answer": "tests/sessions/test_acta_pages.py",
    "sessions:acta_void_signature": "tests/sessions/test_acta_pages.py",
    "sessions:acta_scan": "tests/sessions/test_acta_pages.py",
    "sessions:acuerdo_certificate": "tests/sessions/test_record_pages.py",
    "sessions:paper_acta": "tests/sessions/test_past_import.py",
    "sessions:paper_acta_scan": "tests/sessions/test_past_import.py",
}
#: Opening somebody's data sheet is itself recorded (Ley 29733); nothing else is written by looking.
RECORDS_THE_LOOK = {"members:person", "members:person_pdf"}
#: allauth's own pages, and the doors of Django's admin: tests/accounts.
FRONT_DOOR = ("account_", "mfa_", "admin_")


def names(resolver: URLResolver | None = None, prefix: str = "") -> Iterator[str]:
    """Every named page of the program, those of Django's admin apart: they ask for is_staff."""
    for pattern in (resolver or get_resolver()).url_patterns:
        if isinstance(pattern, URLResolver):
            if pattern.namespace == "admin":
                continue
            inner = f"{prefix}{pattern.namespace}:" if pattern.namespace else prefix
            yield from names(pattern, inner)
        elif isinstance(pattern, URLPattern) and pattern.name:
            yield f"{prefix}{pattern.name}"


def make_world(committee: Committee) -> dict[str, Any]:
    draft = stories.drafted(committee)
    convened = stories.convened(committee)
    running = stories.in_session(committee)
    motion = running.ask("M1", "Aprobar", "report", "10:30", MotionForm.NOMINAL)
    closed = stories.closed(committee)
    paper = acta.circulate(Act(committee.secretary, lima("2026-11-20 13:00")), acta_id=closed.meeting.acta.pk)
    approved = stories.closed(committee)
    acta.circulate(Act(committee.secretary, lima("2026-11-20 13:00")), acta_id=approved.meeting.acta.pk)
    acta.approve(Act(committee.president, lima("2026-11-20 14:00")), acta_id=approved.meeting.acta.pk, version_number=1)
    proposal = proposals.ask(committee, seat=15)
    summons = convened.meeting.documents.get(document__kind="convocatoria").document
    # Somebody who represents nobody any more.
    out = Person.objects.create(full_name="Ex Representante")
    excluded = Exclusion.objects.create(
        body=committee.body,
        person=out,
        reason="Conflicto de intereses",
        instrument=Instrument.objects.first(),
        starts_on=date(2026, 6, 1),
    )
    entry, twin = Institution.objects.create(name="Consulado"), Institution.objects.create(name="Consulado")
    return {
        "listed": entry.pk,
        "twin": twin.pk,
        "entry_contact": InstitutionContact.objects.create(institution=entry, name="Mesa de Partes").pk,
        "theme": Theme.objects.create(name="Frontera").pk,
        "draft": draft.meeting.pk,
        "draft_item": draft.items["plan"].pk,
        "convened": convened.meeting.pk,
        "dispatch": Dispatch.objects.filter(meeting=convened.meeting).first().pk,
        "token": Dispatch.objects.filter(meeting=convened.meeting).first().token,
        "entry": convened.entry(9).pk,
        "receipt": Receipt.objects.filter(entry__meeting=convened.meeting).first().pk,
        "running": running.meeting.pk,
        "running_entry": running.entry(21).pk,
        "running_item": running.items["report"].pk,
        "presence": Presence.objects.filter(entry__meeting=running.meeting).first().pk,
        "motion": motion.pk,
        "closed": closed.meeting.pk,
        "section": ActaSection.objects.filter(acta__meeting=closed.meeting).first().pk,
        "closed_entry": closed.entry(1).pk,
        "version": paper.number,
        "convocatoria": summons.pk,
        "approved": approved.meeting.pk,
        "acuerdo": Acuerdo.objects.filter(meeting=closed.meeting, responsible=committee.seats[PRIVATE_SEAT]).first().pk,
        "seat": committee.seats[9].pk,
        "own_seat": committee.seats[PRIVATE_SEAT].pk,
        "proposal": proposal.pk,
        "padron": issue_padron(
            Act(committee.secretary, lima("2026-11-20 12:00")), body_id=committee.body.pk, as_of=date(2026, 11, 20)
        ).pk,
        "accreditation": Accreditation.objects.filter(seat=committee.seats[9]).first().pk,
        "person": committee.person(9).pk,
        "exclusion": excluded.pk,
        "grant": AccessGrant.objects.get(user=committee.viewer).pk,
        "term": Term.objects.get(office="president").pk,
        "import_kind": "instituciones",
        "import_batch": preview(
            Act(committee.secretary, lima("2026-11-20 13:00")),
            kind="instituciones",
            file=xlsx(("Nombre", "RUC"), ["Cámara Nueva", ""], ["Otra", "1"]),
        ).pk,
        "titular": "titular",
        "agenda": "agenda",
        "president_office": "president",
        "code": summons.verification_code,
        **{key: value for rows in OWN for key, value in rows.world(committee).items()},
    }


def outcome(client: Client, url: str, *, post: bool) -> str:
    """What became of the request: in, login, refused (403), hidden (404). Whatever it wrote is undone."""
    with transaction.atomic():
        response = client.post(url, {"html": "x", "version": "0"}) if post else client.get(url)
        if hasattr(response, "streaming_content"):
            b"".join(response.streaming_content)
        transaction.set_rollback(True)
    if response.status_code == 302 and "/cuenta/ingresar/" in response["Location"]:
        return "login"
    return {401: "login", 403: "refused", 404: "hidden"}.get(
        response.status_code, "in" if response.status_code < 500 else "broken"
    )


def test_every_page_has_a_decision() -> None:
    undecided = {name for name in names() if not name.startswith(FRONT_DOOR)} - set(PAGES) - set(ELSEWHERE)
    assert undecided == set()
    assert set(PAGES) | set(ELSEWHERE) <= set(names())


def public_pages(resolver: URLResolver | None = None, prefix: str = "") -> Iterator[str]:
    """Every named page that opens without signing in, Django's admin included."""
    for pattern in (resolver or get_resolver()).url_patterns:
        if isinstance(pattern, URLResolver):
            yield from public_pages(pattern, f"{prefix}{pattern.namespace}:" if pattern.namespace else prefix)
        elif not getattr(pattern.callback, "login_required", True):
            yield f"{prefix}{pattern.name}"


def test_the_public_pages_are_these() -> None:
    """A new page asks for a sign-in unless it says otherwise; a page that says so is added here on purpose."""
    assert set(public_pages()) == {
        "documents:verify",
        "documents:verify_code",
        "sessions:acknowledge",
        "admissions:apply",
        "admissions:follow",
        "admissions:follow_code",
        "admissions:remedy",
        "admissions:desist",
        "members:districts",
        # It asks by itself, in fewer queries: fifty phones poll it.
        "sessions:room_state",
        # The doors: signing in, and what leads there.
        "account_login",
        "account_request_login_code",
        "account_confirm_login_code",
        "account_logout",
        "account_inactive",
        "account_reset_password",
        "account_reset_password_done",
        "account_reset_password_from_key",
        "account_reset_password_from_key_done",
        "mfa_authenticate",
        "admin_login",
        "admin_logout",
        "admin:login",
    }


@pytest.mark.slow
@pytest.mark.django_db
@pytest.mark.usefixtures("papers_as_markup")
def test_every_page_as_every_role(committee: Committee, all_pages: dict[str, Any]) -> None:
    world = all_pages
    # Present in the closed session, so that they may observe its acta: seat 15's two people, and the president.
    committee_roles = committee.everybody | {
        "member": committee.titular(PRIVATE_SEAT),
        "alternate": committee.alternate(PRIVATE_SEAT),
    }
    clients = {role: client_of(committee_roles[role]) for role in ROLES}
    wrong = []
    for name, row in PAGES.items():
        kwargs = {key: world[value] for key, value in (pair.split("=") for pair in row.args.split())}
        url = reverse(name, kwargs=kwargs)
        for role in ROLES:
            got = outcome(clients[role], url, post=row.post)
            if role in row.who.split():
                good = got == "in"
            else:
                good = got == "login" if role == "anonymous" else got in ("refused", "hidden")
            if not good:
                wrong.append(f"{name} as {role}: {got}")
    assert wrong == [], "\n".join(wrong)


@pytest.mark.django_db
@pytest.mark.usefixtures("papers_as_markup")
def test_looking_writes_nothing(committee: Committee, all_pages: dict[str, Any]) -> None:
    """GET never writes: mail scanners and browsers follow links (sessions, last logins and PDFs made apart)."""
    world = all_pages
    client = client_of(committee.secretary)
    before = Event.objects.count(), list(Meeting.objects.order_by("pk").values())
    for name, row in PAGES.items():
        if name in RECORDS_THE_LOOK:
            continue
        kwargs = {key: world[value] for key, value in (pair.split("=") for pair in row.args.split())}
        client.get(reverse(name, kwargs=kwargs))
    assert (Event.objects.count(), list(Meeting.objects.order_by("pk").values())) == before
