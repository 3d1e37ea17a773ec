"""No whole identity document or telephone of another person reaches somebody who does not need it (Ley 29733).

Numbers are planted in the world of the access test, every page is opened as every role, and what comes back (page, PDF or
Excel) is read. Only the Secretaría and its Adjunta have people.data; one's own are one's own.
"""

from __future__ import annotations

import io
import re

import openpyxl
import pytest
from django.core import mail
from django.db import transaction
from django.http import HttpResponse
from django.test import Client
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from pypdf import PdfReader

from admissions.models import Application
from members.enums import Role
from members.models import AccreditationProposal, InstitutionContact, Person
from members.permissions import MATRIX, can
from tests.conftest import AS_MARKUP, PRIVATE_SEAT, Committee, client_of
from tests.test_access import PAGES, make_world

#: Nobody of these needs the telephone or the document of anybody.
READERS = ("president", "viewer", "admin", "member", "stranger", "anonymous")
#: What one types of somebody else is given back to correct it: the form of the institution's own proposal, and its scan.
OWN_SUBMISSION = {"members:correct_proposal", "members:proposal_file"}


def planted(committee: Committee) -> dict[str, set[int]]:
    """Every person, proposed person and contact gets a document and a telephone like no other; number → whose accounts."""
    numbers: dict[str, set[int]] = {}
    for person in Person.objects.order_by("pk"):
        person.document_kind, person.document_number = "dni", f"{70_000_000 + 7 * person.pk}"
        person.phone = f"+51 9{50_000_000 + 11 * person.pk}"
        person.save(update_fields=["document_kind", "document_number", "phone"])
        for number in (person.document_number, person.phone):
            numbers[digits(number)] = {person.user_id} if person.user_id else set()
    for proposal in AccreditationProposal.objects.order_by("pk"):
        proposal.document_kind, proposal.document_number = "dni", f"{60_000_000 + 7 * proposal.pk}"
        proposal.phone = f"9{40_000_000 + 11 * proposal.pk}"
        proposal.save(update_fields=["document_kind", "document_number", "phone"])
        numbers |= {digits(proposal.document_number): set(), digits(proposal.phone): set()}
    for contact in InstitutionContact.objects.order_by("pk"):
        contact.phone = f"9{30_000_000 + 11 * contact.pk}"
        contact.save(update_fields=["phone"])
        numbers[digits(contact.phone)] = set()
    for application in Application.objects.order_by("pk"):
        application.contact_phone = f"9{20_000_000 + 11 * application.pk}"
        application.save(update_fields=["contact_phone"])
        numbers[digits(application.contact_phone)] = set()
    return numbers


def digits(text: str) -> str:
    return re.sub(r"\D", "", text)[-9:]


def read(response: HttpResponse) -> str:
    """What a person could read in the answer, with nothing between the digits."""
    data = b"".join(response.streaming_content) if hasattr(response, "streaming_content") else response.content
    kind = response.get("Content-Type", "")
    if data.startswith(AS_MARKUP):
        text = data.decode()
    elif "pdf" in kind:
        text = "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(data)).pages)
    elif "sheet" in kind:
        book = openpyxl.load_workbook(io.BytesIO(data))
        text = "\n".join(str(cell.value) for sheet in book for row in sheet.iter_rows() for cell in row)
    elif kind.startswith("text/") or "json" in kind or "html" in kind:
        text = data.decode()
    else:
        text = ""
    return re.sub(r"(?<=\d)[\s.\-]+(?=\d)", "", text)


def shown(text: str, numbers: dict[str, set[int]], reader: int | None) -> set[str]:
    """The planted numbers in it that are not the reader's own."""
    found = {number for run in re.findall(r"\d{8,}", text) for number in numbers if number in run}
    return {number for number in found if reader not in numbers[number]}


def urls(world: dict) -> list[tuple[str, str]]:
    """Every page of the access test."""
    found = []
    for name, row in PAGES.items():
        try:
            kwargs = {key: world[value] for key, value in (pair.split("=") for pair in row.args.split())}
            url = reverse(name, kwargs=kwargs)
        except (KeyError, NoReverseMatch):
            continue
        if not row.post:
            found.append((name, url))
    return found


def seen_by(browser: Client, url: str) -> str:
    """The page and, where it offers one, its Excel. Whatever looking wrote is undone."""
    with transaction.atomic():
        text = read(browser.get(url))
        if "formato=excel" in text:
            text += read(browser.get(url, {"formato": "excel"}))
        transaction.set_rollback(True)
    return text


@pytest.mark.django_db
@pytest.mark.usefixtures("papers_as_markup")
def test_no_page_pdf_or_sheet_shows_a_whole_number_to_who_does_not_need_it(committee) -> None:
    world = make_world(committee)
    numbers = planted(committee)
    assert len(numbers) > 90, "the world has people to be careful of"
    people = committee.everybody | {
        "member": committee.titular(PRIVATE_SEAT),
        "alternate": committee.alternate(PRIVATE_SEAT),
    }
    leaks, papers = [], set()
    for role in READERS:
        user, browser = people[role], client_of(people[role])
        for name, url in urls(world):
            text = seen_by(browser, url)
            papers |= {name} if text.startswith(AS_MARKUP.decode()) else set()
            if name not in OWN_SUBMISSION and (found := shown(text, numbers, user.pk if user else None)):
                leaks.append(f"{url} as {role}: {sorted(found)[:3]}")
    assert leaks == []
    assert {"members:padron_copy", "members:my_data_pdf"} <= papers, "what is printed was read too"


@pytest.mark.django_db
def test_the_walk_would_see_a_leak(committee) -> None:
    """The same reading, of a page that must show them: the sheet, to the Secretaría, in HTML and in PDF."""
    numbers = planted(committee)
    person = Person.objects.get(pk=committee.person(9).pk)
    browser = client_of(committee.secretary)
    for name in ("members:person", "members:person_pdf"):
        text = read(browser.get(reverse(name, args=[person.pk])))
        assert shown(text, numbers, None) == {digits(person.document_number), digits(person.phone)}
    seat = read(browser.get(reverse("members:seat", args=[committee.seats[9].pk])))
    assert digits(person.phone) in shown(seat, numbers, None)
    assert digits(person.document_number) not in shown(seat, numbers, None)


@pytest.mark.django_db
def test_what_leaves_as_mail_has_none(committee, settings) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    from mailing.tasks import send
    from tests.members import test_proposals as proposals

    proposal = proposals.ask(committee)
    numbers = planted(committee)
    for row in proposal.mails.all():
        send(row, now=timezone.now())
    proposals.observe(committee, proposal)
    send(proposal.mails.get(about="observed"), now=timezone.now())
    assert len(mail.outbox) == 3
    assert [shown(re.sub(r"\s", "", message.body), numbers, None) for message in mail.outbox] == [set()] * 3


def test_only_the_secretaria_and_its_adjunta_see_them() -> None:
    assert {role for role in Role if can("people.data", frozenset({role}))} == {Role.SECRETARY, Role.DEPUTY}
    assert MATRIX["people.data"] == {Role.SECRETARY, Role.DEPUTY}
