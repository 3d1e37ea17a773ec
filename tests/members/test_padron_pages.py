"""The Assembly on a day: on the screen, in Excel and on paper; and the pages by which a seat passes on or is left."""

from __future__ import annotations

import io
from datetime import date, timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook
from PIL import Image
from pypdf import PdfReader

from audit.acts import Act
from audit.models import Event
from documents.models import IssuedDocument
from members.enums import DocumentKind, EntryBasis, SeatRole
from members.models import (
    Accreditation,
    AccreditationProposal,
    BodyDocument,
    Institution,
    Person,
    Seat,
    SeatHolding,
)
from members.selectors import member_on
from members.selectors.assembly_day import assembly_on
from members.selectors.padron_papers import padron_payload
from members.services import annul_padron, issue_padron
from members.services.padrones import preview_padron
from members.words import searchable
from regulation.refusal import Refused
from sessions_app.enums import MeetingKind, Station
from sessions_app.models import Meeting, RollEntry
from sessions_app.services import convening, drafts, roll
from tests.conftest import ORDINARY_SEAT, PRESIDENTS_SEAT, Committee, client_of, lima, suspend
from tests.members.test_holdings import leave, paper, rename

pytestmark = pytest.mark.django_db

PADRON = reverse("members:padron")
AT = lima("2026-11-20 12:00")
TODAY = date(2026, 11, 20)


def url(name: str, committee: Committee, number: int) -> str:
    return reverse(f"members:{name}", args=[committee.seats[number].pk])


def typed(**fields: Any) -> dict[str, Any]:
    today = timezone.localdate()
    return {
        "starts_on": str(today),
        "paper_kind": "oficio",
        "paper_number": "077-2026",
        "paper_date": str(today - timedelta(days=1)),
        "paper_issuer": "Prueba",
        **fields,
    }


def text_of(pdf: bytes) -> str:
    return " ".join(" ".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages).split())


# --- The page ----------------------------------------------------------------------------------------------------------
def test_a_day_shows_the_names_of_that_day_and_todays_where_they_changed(committee: Committee) -> None:
    said = committee.institution(9).name
    rename(committee)
    browser = client_of(committee.secretary)
    page = browser.get(PADRON, {"fecha": "2026-06-09"}).content.decode()
    assert said in page
    assert "Hoy: Nombre Nuevo" in page
    page = browser.get(PADRON).content.decode()
    assert f"antes: {said}, hasta el 09/06/2026" in page
    assert "Hoy: " not in page


def test_a_day_to_come_is_not_shown_as_if_it_had_been(committee: Committee) -> None:
    page = client_of(committee.secretary).get(PADRON, {"fecha": "2999-12-31"}).content.decode()
    assert "así estaría la Asamblea el 31/12/2999" in page
    assert "tal como estaba" not in page


def test_a_member_that_left_is_in_its_days_only(committee: Committee) -> None:
    name = committee.institution(9).name
    leave(committee)
    browser = client_of(committee.secretary)
    page = browser.get(PADRON, {"fecha": "2026-06-10"}).content.decode()
    assert name in page
    assert "Dejó el comité el 10/06/2026" in page
    assert "2/3 de 23 miembros" in page
    page = browser.get(PADRON, {"fecha": "2026-06-11"}).content.decode()
    assert name not in page
    assert "2/3 de 22 miembros = 14.67; hacen falta <strong>15</strong>" in page
    page = browser.get(url("seat", committee, 9)).content.decode()
    assert "Ninguna institución ocupa este asiento." in page
    assert f"{name} lo ocupó hasta el 10/06/2026 (retiro voluntario)" in page
    assert "Acreditar titular" not in page


def test_the_quorum_of_a_day_is_that_of_the_version_in_force(committee: Committee) -> None:
    version = committee.regulation
    version.__class__.objects.create(
        rulebook=version.rulebook,
        code="puno-2026",
        name="Puno 2026",
        norm="Otra norma",
        starts_on=date(2026, 6, 1),
        parameters={"quorum_fraction": "1/2", "quorum_base": "enabled_members"},
    )
    suspend(committee.seats[4], starts_on=date(2026, 5, 1), ends_before=date(2026, 11, 1), reason="Tres inasistencias")
    before = assembly_on(committee.body, date(2026, 5, 31), TODAY)
    after = assembly_on(committee.body, date(2026, 6, 1), TODAY)
    assert (before.quorum.base, before.quorum.required, before.quorum.exact) == (23, 16, "15.33")
    assert (after.quorum.base, after.quorum.required, after.quorum.fraction) == (22, 11, "1/2")
    assert [row.number for row in after.suspended] == [4]
    assert assembly_on(committee.body, date(2021, 1, 1), TODAY).quorum is None
    page = client_of(committee.viewer).get(PADRON, {"fecha": "2026-06-02"}).content.decode()
    assert "1/2 de 22 miembros habilitados = 11; hacen falta <strong>11</strong>" in page
    assert "Otra norma" in page
    assert "Tres inasistencias" in page


def test_every_sector_is_in_the_picture_and_in_the_table(committee: Committee) -> None:
    day = assembly_on(committee.body, TODAY, TODAY)
    assert [(share.label, share.count) for share in day.sectors] == [("Público", 15), ("Privado", 7), ("Académico", 1)]
    assert sum(share.count for share in day.sectors) == len(day.rows)
    assert max(share.bar for share in day.sectors) == day.sectors[0].bar
    page = client_of(committee.viewer).get(PADRON).content.decode()
    assert 'aria-label="Público: 15; Privado: 7; Académico: 1"' in page
    assert "65.2%" in page


def test_the_list_is_ordered_as_one_asks(committee: Committee) -> None:
    browser = client_of(committee.viewer)

    def first(order: str) -> str:
        rows = browser.get(PADRON, {"orden": order} if order else {}).context["rows"]
        return rows[0].member.institution.name

    names = sorted(Institution.objects.values_list("name", flat=True), key=searchable)
    assert first("institucion") == names[0]
    assert first("-institucion") == names[-1]
    assert first("sector") == committee.institution(23).name  # «Académico» comes first
    assert first("") == first("nothing") == committee.institution(1).name


@pytest.mark.parametrize("query", [{}, {"fecha": "2026-06-01"}, {"formato": "excel"}])
def test_the_padron_asks_as_often_for_23_seats_as_for_200(committee: Committee, query: dict[str, str]) -> None:
    browser = client_of(committee.secretary)
    issue_padron(Act(committee.secretary, AT), body_id=committee.body.pk, as_of=TODAY)
    browser.get(PADRON, query)
    with CaptureQueriesContext(connection) as small:
        browser.get(PADRON, query)
    first = SeatHolding.objects.first()
    instrument, person = first.instrument, Person.objects.first()
    seats = Seat.objects.bulk_create(Seat(body=committee.body, number=n) for n in range(24, 201))
    SeatHolding.objects.bulk_create(
        SeatHolding(seat=seat, institution=first.institution, instrument=instrument, starts_on=first.starts_on)
        for seat in seats
    )
    Accreditation.objects.bulk_create(
        Accreditation(seat=seat, person=person, role=role, instrument=instrument, starts_on=first.starts_on)
        for seat in seats
        for role in SeatRole
    )
    with CaptureQueriesContext(connection) as large:
        assert browser.get(PADRON, query).status_code == 200
    assert len(large) == len(small)


def test_excel_has_what_the_page_shows_and_telephones_for_the_office_only(committee: Committee) -> None:
    rename(committee)

    def sheet(user: Any, **query: str) -> list[tuple[Any, ...]]:
        answer = client_of(user).get(PADRON, {"formato": "excel", **query})
        assert "padron" in answer["Content-Disposition"]
        return list(load_workbook(io.BytesIO(answer.content)).worksheets[0].iter_rows(values_only=True))

    rows = sheet(committee.secretary)
    assert len(rows) == 24
    assert "Teléfono del titular" in rows[0]
    assert rows[9][:2] == (9, "Nombre Nuevo")
    assert "Correo del titular" in sheet(committee.president)[0]
    for user in (committee.president, committee.viewer, committee.titular(ORDINARY_SEAT)):
        shown = sheet(user)
        assert not any("Teléfono" in str(heading) for heading in shown[0])
        assert "951 000" not in str(shown)
    assert "Correo del titular" not in sheet(committee.titular(ORDINARY_SEAT))[0]
    past = sheet(committee.viewer, fecha="2026-06-09")
    assert "Nombre Nuevo" in past[9][7]


# --- On paper ----------------------------------------------------------------------------------------------------------
def test_the_numbered_padron_says_the_whole_assembly_and_no_personal_number(committee: Committee) -> None:
    Person.objects.filter(pk=committee.person(9).pk).update(document_kind="dni", document_number="40718293")
    said = committee.institution(9).name
    rename(committee)
    padron = issue_padron(Act(committee.secretary, AT), body_id=committee.body.pk, as_of=TODAY)
    assert padron.document.label == "Padrón N° 001-2026-CERX-PUNO"
    text = text_of(bytes(_rendered(padron)))
    for words in (
        "Padrón N° 001-2026-CERX-PUNO",
        "veinte de noviembre de dos mil veintiséis",
        "16 de 23",
        "15.33, hacia arriba 16",
        "Puno 2022",
        "Nombre Nuevo",
        f"Antes: {said}",
        "Titular 09 Quispe",
        "Alterno 23 Quispe",
        "Resolución N° 1-2022, 01/06/2022",
        committee.secretary.full_name,
        "Presidencia",
        "65.2%",
        padron.document.verification_code,
    ):
        assert " ".join(words.split()) in text, words
    for number in ("40718293", "951 000"):
        assert number not in text
        assert number not in str(padron.document.payload)


def test_a_numbered_padron_says_tomorrow_what_it_said(committee: Committee) -> None:
    padron = issue_padron(Act(committee.secretary, AT), body_id=committee.body.pk, as_of=date(2026, 6, 1))
    before = bytes(_rendered(padron))
    rename(committee)
    leave(committee, 5)
    assert bytes(_rendered(padron)) == before
    again = issue_padron(Act(committee.secretary, AT), body_id=committee.body.pk, as_of=date(2026, 6, 1))
    assert again.document.number == 2
    assert again.document.payload["members"] == padron.document.payload["members"]  # what followed is not of that day


def test_the_copy_has_no_number_and_is_marked(committee: Committee) -> None:
    answer = client_of(committee.titular(ORDINARY_SEAT)).get(reverse("members:padron_copy"), {"fecha": "2026-06-01"})
    assert answer["Content-Type"] == "application/pdf"
    text = text_of(answer.content)
    assert "Copia informativa" in text
    assert "uno de junio" in text or "primero de junio" in text
    assert "N° 0" not in text.split("Base legal")[0].split("Instituciones")[0].replace("Resolución N° ", "")
    assert not IssuedDocument.objects.filter(kind=DocumentKind.PADRON).exists()


def test_a_name_without_spaces_takes_no_column_off_the_paper(committee: Committee) -> None:
    titular = Person.objects.get(pk=committee.titular(1).person.pk)
    titular.full_name = "Ñ" * 160
    titular.save()
    data = preview_padron(Act(committee.secretary, AT), body=committee.body, as_of=date(2026, 11, 20))
    for page in PdfReader(io.BytesIO(data)).pages:
        begins: list[tuple[str, float]] = []
        page.extract_text(
            visitor_text=lambda text, cm, tm, font, size, seen=begins: seen.append((text, tm[4] * cm[0] + cm[4]))
        )
        outside = [text for text, x in begins if text.strip() and x > float(page.mediabox.width)]
        assert not outside


@pytest.mark.parametrize(("on", "code"), [(date(2021, 1, 1), "no_regulation"), (date(2026, 11, 21), "future_date")])
def test_no_padron_of_a_day_without_regulation_or_that_has_not_come(committee: Committee, on: date, code: str) -> None:
    with pytest.raises(Refused) as refused:
        issue_padron(Act(committee.secretary, AT), body_id=committee.body.pk, as_of=on)
    assert refused.value.ruling.code == code
    with pytest.raises(Refused):
        preview_padron(Act(committee.secretary, AT), body=committee.body, as_of=on)
    assert not BodyDocument.objects.exists()


def test_no_padron_of_a_body_without_members(committee: Committee) -> None:
    SeatHolding.objects.update(ends_before=date(2026, 6, 1))
    with pytest.raises(Refused) as refused:
        issue_padron(Act(committee.secretary, AT), body_id=committee.body.pk, as_of=TODAY)
    assert refused.value.ruling.code == "no_members"
    assert client_of(committee.secretary).get(PADRON).status_code == 200


def test_a_padron_is_issued_from_a_page_that_says_what_it_consumes_and_is_annulled_with_a_reason(
    committee: Committee,
) -> None:
    browser = client_of(committee.secretary)
    page = browser.get(reverse("members:issue_padron"), {"fecha": "2026-06-01"}).content.decode()
    assert "Toma el número que sigue" in page
    assert "23 miembros al 01/06/2026" in page
    answer = browser.post(reverse("members:issue_padron"), {"as_of": "2026-06-01"}, follow=True)
    assert "Padrón N° 001-" in answer.content.decode()
    padron = BodyDocument.objects.get()
    document = reverse("members:padron_document", args=[padron.pk])
    assert browser.get(document)["Content-Type"] == "application/pdf"
    annul = reverse("members:annul_padron", args=[padron.pk])
    assert "Escriba el motivo" in browser.post(annul, {"reason": " "}).content.decode()
    page = browser.post(annul, {"reason": "Fecha equivocada"}, follow=True).content.decode()
    assert "Anulado" in page
    assert "Fecha equivocada" in page
    assert browser.get(annul).status_code == 404
    assert "Ya estaba anulada" in browser.post(annul, {"reason": "Otra vez"}).content.decode()
    later = str(timezone.localdate() + timedelta(days=1))
    assert "todavía no llega" in browser.post(reverse("members:issue_padron"), {"as_of": later}).content.decode()
    with pytest.raises(Refused):
        annul_padron(Act(committee.secretary, AT), padron_id=padron.pk, reason="Otra")


def test_the_payload_is_plain_and_costs_the_same_for_any_size(committee: Committee) -> None:
    with CaptureQueriesContext(connection) as queries:
        payload = padron_payload(assembly_on(committee.body, TODAY, TODAY), issued_on=TODAY)
    assert len(queries) <= 11
    assert len(payload["members"]) == 23
    assert payload["members"][0]["people"][0]["paper"] == "Resolución N° 1-2022, 01/06/2022"


def _rendered(padron: BodyDocument) -> bytes:
    from documents.services import render

    return bytes(render(padron.document_id).stored.data)


# --- A member's data and logo ------------------------------------------------------------------------------------------
def test_the_seat_shows_what_is_registered_and_the_office_corrects_it(committee: Committee) -> None:
    data = io.BytesIO()
    Image.new("RGB", (9, 9), "navy").save(data, "PNG")
    browser, page = client_of(committee.secretary), url("edit_member", committee, 9)
    answer = browser.post(
        page,
        {
            "name": "Se intenta otro nombre",
            "short_name": "SENASA",
            "sector": "public",
            "kind": "public_entity",
            "country": "PE",
            "ruc": "20131312955",
            "ubigeo": "Puno, Puno, Puno",
            "address": "Jr. Moquegua 264",
            "authority_name": "Rosa Luque",
            "authority_position": "Directora",
            "logo": SimpleUploadedFile("logo.png", data.getvalue(), "image/png"),
        },
        follow=True,
    )
    shown = answer.content.decode()
    for words in ("SENASA", "20131312955", "Jr. Moquegua 264", "Puno, Puno, Puno", "Rosa Luque", "Directora"):
        assert words in shown
    row = committee.institution(9)
    assert "Se intenta" not in row.name
    logo = reverse("members:logo", args=[row.pk])
    assert logo in shown
    assert client_of(committee.titular(ORDINARY_SEAT)).get(logo)["Content-Type"] == "image/png"
    assert client_of(committee.stranger).get(logo).status_code == 403
    assert client_of(None).get(logo).status_code == 302
    assert browser.get(reverse("members:logo", args=[committee.institution(1).pk])).status_code == 404
    shown = browser.get(url("seat", committee, 9)).content.decode()
    assert "cambió los datos" in shown
    assert "distrito «Puno, Puno, Puno»" in shown
    member = client_of(committee.titular(9)).get(url("seat", committee, 9)).content.decode()
    assert "Qué se registró y quién" not in member
    assert "Corregir datos" not in member


def test_a_wrong_field_keeps_the_rest_of_what_was_typed(committee: Committee) -> None:
    answer = client_of(committee.secretary).post(
        url("edit_member", committee, 9),
        {
            "sector": "public",
            "kind": "other",
            "country": "PE",
            "ruc": "123",
            "ubigeo": "Atlantis",
            "address": "Jr. Lima 1",
        },
    )
    shown = answer.content.decode()
    assert answer.status_code == 422
    for words in ("once dígitos", "elija uno de la lista", 'value="Jr. Lima 1"', 'value="Atlantis"'):
        assert words in shown


# --- The acts ----------------------------------------------------------------------------------------------------------
def test_a_renaming_is_registered_from_its_page(committee: Committee) -> None:
    browser, page = client_of(committee.secretary), url("rename_member", committee, 9)
    assert "conserva su asiento" in browser.get(page).content.decode()
    name = committee.institution(9).name
    assert "ya se llama" in browser.post(page, typed(name=name)).content.decode()
    shown = browser.post(page, typed(name="Nombre Nuevo", short_name="NN"), follow=True).content.decode()
    assert "Nombre Nuevo" in shown
    assert "Cambio de nombre" in shown
    assert member_on(committee.seats[9], timezone.localdate()).institution.kind == committee.institution(9).kind


def test_a_successor_is_chosen_from_the_directory_or_typed(committee: Committee) -> None:
    successor = Institution.objects.create(
        name="Autoridad Nueva", sector="public", ruc="20131312955", search_text="autoridad nueva 20131312955"
    )
    twin = Institution.objects.create(name="Autoridad Vieja", sector="public", search_text="autoridad vieja")
    browser, page = client_of(committee.secretary), url("succeed_member", committee, 9)
    offered = browser.get(
        reverse("members:successors"), {"successor": "nueva"}, headers={"HX-Trigger-Name": "successor"}
    )
    assert offered.content.decode() == '<option value="Autoridad Nueva (RUC 20131312955)"></option>'
    for typed_name, words in (
        ("autoridad", "Hay varias"),
        (committee.institution(ORDINARY_SEAT).name, "Ninguna institución del directorio que no sea miembro"),
        ("", "Elija la institución del directorio"),
    ):
        shown = browser.post(page, typed(successor=typed_name, kind="other", country="PE")).content.decode()
        assert words in shown
    answer = browser.post(page, typed(successor="autoridad nueva", kind="other", country="PE"))
    assert answer.status_code == 302
    assert member_on(committee.seats[9], timezone.localdate()).institution == successor
    new = {"name": "Recién Creada", "sector": "private", "kind": "exporter", "country": "PE"}
    assert browser.post(url("succeed_member", committee, 10), typed(**new)).status_code == 302
    assert member_on(committee.seats[10], timezone.localdate()).institution.name == "Recién Creada"
    assert twin.name in str(browser.get(reverse("members:successors"), {"q": "vieja"}).content.decode())


def test_the_page_of_a_departure_warns_of_what_hangs_from_the_member(committee: Committee) -> None:
    suspend(
        committee.seats[PRESIDENTS_SEAT], starts_on=timezone.localdate(), ends_before=date(2099, 1, 1), reason="Prueba"
    )
    browser, page = client_of(committee.secretary), url("end_membership", committee, 16)
    shown = browser.get(page).content.decode()
    for words in (
        "ejerce un cargo del comité por esta institución",
        "termina por renuncia, falta grave o vencimiento",
        "La representación está suspendida",
        "15 de 22",
        "Las sesiones ya convocadas conservan la base",
        committee.person(PRESIDENTS_SEAT, "alternate").full_name,
    ):
        assert words in shown, words
    today = str(timezone.localdate())
    refused = browser.post(page, typed(basis="exclusion", last_day=today)).content.decode()
    assert "hace falta un acuerdo de la Asamblea" in refused
    assert 'value="077-2026"' in refused
    shown = browser.post(page, typed(basis="withdrawal", last_day=today), follow=True).content.decode()
    assert "dejó el comité" in shown
    later = browser.get(page).status_code
    assert later == 200  # it is a member until its last day ends
    again = browser.post(page, typed(basis="withdrawal", last_day=today)).content.decode()
    assert "ninguna institución ocupaba este asiento" in again.casefold()


def test_a_slip_is_rectified_from_its_page(committee: Committee) -> None:
    browser, page = client_of(committee.deputy), url("rectify_member", committee, 9)
    assert "no es un cambio de nombre" in browser.get(page).content.decode()
    assert "Escriba el motivo" in browser.post(page, {"name": "Nombre Correcto"}).content.decode()
    shown = browser.post(page, {"name": "Nombre Correcto", "reason": "Según su ley"}, follow=True).content.decode()
    assert "El nombre quedó así: Nombre Correcto" in shown
    assert "rectificó el nombre" in shown


def test_what_a_member_asked_is_closed_when_it_leaves(committee: Committee) -> None:
    AccreditationProposal.objects.create(
        seat=committee.seats[9],
        role=SeatRole.TITULAR,
        kind="accredit",
        full_name="Nadia Nueva",
        starts_on=date(2026, 6, 1),
        submitted_at=lima("2026-06-01"),
        submitted_by=committee.titular(9),
    )
    leave(committee)
    assert AccreditationProposal.objects.get().state == "withdrawn"
    assert Event.objects.filter(action="proposal.withdrawn").exists()


# --- Sessions follow who is a member -------------------------------------------------------------------------------------
def draft(committee: Committee, day: str) -> Meeting:
    meeting = drafts.create_draft(
        Act(committee.secretary, lima("2026-06-01")),
        body=committee.body,
        kind=MeetingKind.ORDINARY,
        scheduled_at=lima(f"{day} 10:00"),
        place="Puno",
        link="",
        purpose="",
        governor_invited=False,
    )
    drafts.add_item(
        Act(committee.secretary, lima("2026-06-01")), meeting_id=meeting.pk, station=Station.ORDER_OF_DAY, title="Plan"
    )
    return meeting


def convened(committee: Committee, day: str, at: str) -> Meeting:
    meeting = draft(committee, day)
    convening.convene(Act(committee.secretary, lima(at)), meeting_id=meeting.pk, revision=None)
    return Meeting.objects.get(pk=meeting.pk)


def base_of(meeting: Meeting) -> int:
    return RollEntry.objects.filter(meeting=meeting, in_base=True).count()


def test_a_session_convened_before_a_departure_keeps_its_base_and_the_next_one_does_not(committee: Committee) -> None:
    before = convened(committee, "2026-06-25", "2026-06-09")
    leave(committee)
    after = convened(committee, "2026-06-26", "2026-06-12")
    assert (base_of(before), base_of(after)) == (23, 22)
    assert not RollEntry.objects.filter(meeting=after, seat=committee.seats[9]).exists()
    entry = before.roll.get(seat=committee.seats[1])
    roll.mark_arrival(Act(committee.secretary, lima("2026-06-25 10:00")), entry_id=entry.pk, role="titular")
    left = before.roll.get(seat=committee.seats[9])
    assert left.in_base
    assert left.titular is None  # its people ceased with it, and the roll says so from the day's first mark
    called = roll.call_roll(Act(committee.secretary, lima("2026-06-25 10:10")), meeting_id=before.pk, call=1)
    facts = called.ruling.facts.get("quorum", called.ruling.facts)
    assert (facts["base"], facts["required"]) == (23, 16)


def test_a_session_convened_after_a_succession_summons_the_successor(committee: Committee) -> None:
    rename(committee, basis=EntryBasis.SUCCESSION, paper=paper(kind="ley"))
    meeting = convened(committee, "2026-06-26", "2026-06-12")
    entry = meeting.roll.get(seat=committee.seats[9])
    assert (entry.name, base_of(meeting)) == ("Nombre Nuevo", 23)
    assert entry.titular == committee.person(9)


def test_a_closed_session_says_the_name_that_the_member_had(committee: Committee, closed_story) -> None:
    story = closed_story
    said = story.entry(9).name
    rename(committee, starts_on=date(2026, 11, 20), act=Act(committee.secretary, lima("2026-11-21")))
    story.entry(9).refresh_from_db()
    assert story.entry(9).name == said
