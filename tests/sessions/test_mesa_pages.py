"""The pages of two bodies: each under its own addresses, for those who belong to it, saying whose it is."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

import pytest
from django.core import mail
from django.urls import reverse

from audit.acts import Act
from exchange.models import ImportBatch
from mailing.tasks import send
from members.addresses import body_url
from sessions_app import selectors
from sessions_app.enums import MotionForm
from sessions_app.models import Acta, ActaSection, Acuerdo, Dispatch, Meeting, Presence, Receipt
from sessions_app.services import acta
from tests import mesa as mesas
from tests.conftest import ORDINARY_SEAT, Committee, client_of, lima
from tests.mesa import DAY, SLUG, Mesa
from tests.sessions import story as stories
from tests.test_access import PAGES, ROLES, outcome

pytestmark = pytest.mark.django_db

UNDER = f"/{SLUG}/sesiones/"
#: Pages of an election: a Mesa has none, since its coordinator is designated by a paper.
_ELECTIONS = "sessions:election_"


def world_of(mesa: Mesa) -> dict[str, Any]:
    """What the sessions' rows of tests/test_access.py hang from, of the Mesa."""
    by = mesa.committee.secretary
    draft, convened, running = mesas.drafted(mesa), mesas.convened(mesa), mesas.in_session(mesa)
    motion = running.ask("M1", "Aprobar", "plan", "10:30", MotionForm.NOMINAL)
    convened.receive(1, "signed_cargo", date(2026, 5, 12), lima("2026-05-12 10:00"))
    closed, approved = mesas.closed(mesa), mesas.closed(mesa)
    at = lima(f"{DAY} 13:00")
    versions = [acta.circulate(Act(by, at), acta_id=one.meeting.acta.pk) for one in (closed, approved)]
    acta.approve(Act(mesa.coordinator, lima(f"{DAY} 14:00")), acta_id=approved.meeting.acta.pk, version_number=1)
    return {
        "draft": draft.meeting.pk,
        "draft_item": draft.items["plan"].pk,
        "convened": convened.meeting.pk,
        "dispatch": Dispatch.objects.filter(meeting=convened.meeting).first().pk,
        "token": Dispatch.objects.filter(meeting=convened.meeting).first().token,
        "entry": convened.entry(3).pk,
        "receipt": Receipt.objects.get(entry__meeting=convened.meeting).pk,
        "running": running.meeting.pk,
        "running_entry": running.entry(3).pk,
        "running_item": running.items["plan"].pk,
        "presence": Presence.objects.filter(entry__meeting=running.meeting).first().pk,
        "motion": motion.pk,
        "closed": closed.meeting.pk,
        "section": ActaSection.objects.filter(acta__meeting=closed.meeting).first().pk,
        "closed_entry": closed.entry(1).pk,
        "version": versions[0].number,
        "convocatoria": convened.meeting.documents.get(document__kind="convocatoria").document_id,
        "approved": approved.meeting.pk,
        "acuerdo": Acuerdo.objects.filter(meeting=closed.meeting).get().pk,
        "agenda": "agenda",
        "titular": "titular",
    }


def rows() -> dict[str, Any]:
    return {
        name: row for name, row in PAGES.items() if name.startswith("sessions:") and not name.startswith(_ELECTIONS)
    }


@pytest.mark.slow
@pytest.mark.usefixtures("papers_as_markup")
def test_every_page_of_its_sessions_as_every_role(mesa: Mesa) -> None:
    world, committee = world_of(mesa), mesa.committee
    # Of the Mesa; the Assembly's president, and a titular and an alterno of it, are nobody here.
    people = committee.everybody | {"president": mesa.coordinator, "member": mesa.titular(1)}
    outsiders = {"president of the Assembly": committee.president, "alternate": committee.alternate(3)}
    outsiders["titular of another"] = committee.titular(ORDINARY_SEAT)
    clients = {role: client_of(people[role]) for role in ROLES if role != "alternate"}
    clients |= {name: client_of(user) for name, user in outsiders.items()}
    wrong = []
    for name, row in rows().items():
        kwargs = {key: world[value] for key, value in (pair.split("=") for pair in row.args.split())}
        url = reverse(name, kwargs=kwargs, urlconf=urlconf())
        assert url.startswith(UNDER)
        who = row.who.split()
        for role, client in clients.items():
            got = outcome(client, url, post=row.post)
            entitled = "anonymous" in who or (role in who and role not in outsiders)
            if entitled:
                good = got == "in"
            else:
                good = got == "login" if role == "anonymous" else got in ("refused", "hidden")
            if not good:
                wrong.append(f"{name} as {role}: {got}")
    assert wrong == [], "\n".join(wrong)


def urlconf() -> Any:
    from members.addresses import urlconf_of

    return urlconf_of(SLUG)


@pytest.mark.slow
@pytest.mark.usefixtures("papers_as_markup")
def test_no_page_shows_a_session_of_another_body(mesa: Mesa, all_pages: dict[str, Any]) -> None:
    """The Secretaría may read both: the address decides."""
    ours, secretary = world_of(mesa), client_of(mesa.committee.secretary)
    wrong = []
    for name, row in rows().items():
        pairs = [pair.split("=") for pair in row.args.split()]
        if not pairs or name == "sessions:acknowledge":  # its token is of one mail, whatever the address
            continue
        for world, conf in ((ours, None), (all_pages, urlconf())):
            url = reverse(name, kwargs={key: world[value] for key, value in pairs}, urlconf=conf)
            if (got := outcome(secretary, url, post=row.post)) != "hidden":
                wrong.append(f"{url}: {got}")
    assert wrong == [], "\n".join(wrong)


# --- Whose page it is ------------------------------------------------------------------------------------------------
def tabs(page: str) -> list[tuple[str, str]]:
    nav = re.search(r'<nav class="tabs" aria-label="Órganos">(.*?)</nav>', page)
    return re.findall(r'href="([^"]+)"[^>]*>([^<]+)<', nav[1]) if nav else []


BOTH = [("/sesiones/", "CERX Puno"), (UNDER, "Mesa de la Quinua")]


def test_with_one_body_nobody_notices(committee: Committee) -> None:
    meeting = stories.convened(committee).meeting
    for user in (committee.secretary, committee.titular(ORDINARY_SEAT)):
        for url in (reverse("home"), reverse("sessions:list"), meeting.get_absolute_url()):
            assert "Órganos" not in client_of(user).get(url).content.decode()
    assert meeting.get_absolute_url() == f"/sesiones/{meeting.pk}/"


def test_each_page_has_the_tabs_of_the_bodies_that_the_person_belongs_to(mesa: Mesa) -> None:
    theirs, ours = stories.convened(mesa.committee).meeting, mesas.convened(mesa).meeting
    both = client_of(mesa.titular(1))
    for url in (*(url for url, _ in BOTH), theirs.get_absolute_url(), ours.get_absolute_url()):
        assert tabs(both.get(url).content.decode()) == BOTH, url
    same = both.get(f"{UNDER}mi-registro/").content.decode()
    assert [url for url, _ in tabs(same)] == ["/sesiones/mi-registro/", f"{UNDER}mi-registro/"]
    for user, url in ((mesa.coordinator, UNDER), (mesa.committee.titular(ORDINARY_SEAT), "/sesiones/")):
        assert tabs(client_of(user).get(url).content.decode()) == []
    page = client_of(mesa.coordinator).get(ours.get_absolute_url()).content.decode()
    assert "· Mesa de la Quinua</title>" in page


def test_each_list_shows_the_sessions_of_its_body(mesa: Mesa) -> None:
    theirs, ours = stories.convened(mesa.committee).meeting, mesas.convened(mesa).meeting
    client = client_of(mesa.committee.secretary)
    here, there = (client.get(url).content.decode() for url in (UNDER, "/sesiones/"))
    assert f'"{ours.get_absolute_url()}"' in here
    assert f'"{theirs.get_absolute_url()}"' not in here
    assert f'"{theirs.get_absolute_url()}"' in there
    assert f'"{ours.get_absolute_url()}"' not in there
    assert "Las sesiones de la Mesa, de la última a la primera." in here
    assert "Las sesiones del comité, de la última a la primera." in there


def test_someone_of_the_mesa_alone_reads_its_sessions_and_the_menu_leads_there(mesa: Mesa) -> None:
    meeting, client = mesas.convened(mesa).meeting, client_of(mesa.coordinator)
    assert client.get("/sesiones/").status_code == 403
    home = client.get(reverse("home")).content.decode()
    assert f'href="{UNDER}"' in home
    assert 'href="/sesiones/"' not in home
    assert "Coordinación, Representante" in home
    assert "no tiene un cargo" not in home
    assert client.get(meeting.get_absolute_url()).status_code == 200


def test_with_nothing_to_do_they_are_sent_to_their_own_sessions(mesa: Mesa) -> None:
    home = client_of(mesa.coordinator).get(reverse("home")).content.decode()
    assert "No hay nada pendiente" in home
    assert f'href="{UNDER}"' in home
    assert 'href="/sesiones/"' not in home


def test_home_says_of_each_thing_whose_it_is(mesa: Mesa, monkeypatch: pytest.MonkeyPatch) -> None:
    theirs, ours = stories.convened(mesa.committee).meeting, mesas.convened(mesa).meeting
    monkeypatch.setattr("django.utils.timezone.now", lambda: lima("2026-05-12 12:00"))
    home = client_of(mesa.titular(1)).get(reverse("home")).content.decode()
    tokens = {mail.meeting_id: mail.token for mail in Dispatch.objects.filter(email=mesa.people[1].email)}
    assert f"Confirme si asistirá: {theirs}" in home
    assert f"Mesa de la Quinua: Confirme si asistirá: {ours}" in home
    assert f'href="/sesiones/acuse/{tokens[theirs.pk]}/"' in home
    assert f'href="{UNDER}acuse/{tokens[ours.pk]}/"' in home
    office = client_of(mesa.committee.secretary).get(reverse("home")).content.decode()
    assert f'href="{UNDER}{ours.pk}/convocatoria/"' in office


def test_its_mails_lead_to_its_addresses(mesa: Mesa) -> None:
    meeting = mesas.closed(mesa).meeting
    again = mesas.convened(mesa).meeting
    (dispatch,) = Dispatch.objects.filter(meeting=again, email="camila@cerx.test")
    send(dispatch, now=lima("2026-05-12 09:05"))
    (letter,) = mail.outbox
    assert f"{UNDER}acuse/{dispatch.token}/" in letter.body
    assert "Mesa Técnica de la Quinua: se le convoca" in letter.body
    assert "Camila Coordinadora Ramos, Coordinación" in letter.body
    html = str(letter.alternatives[0][0])
    for text in (letter.body, html):
        assert not re.search("altern|asamblea|presidencia", text, re.IGNORECASE)
    page = client_of(None).get(f"{UNDER}acuse/{dispatch.token}/")
    assert page.status_code == 200
    assert "alterno" not in page.content.decode()
    acta.circulate(Act(mesa.committee.secretary, lima(f"{DAY} 13:00")), acta_id=meeting.acta.pk)
    assert selectors.meetings.acta_of(meeting).state == "observing"
    version = Acta.objects.get(meeting=meeting).versions.get()
    for row in version.mails.all():
        send(row, now=lima(f"{DAY} 13:05"))
    assert f"{UNDER}{meeting.pk}/acta/" in mail.outbox[-1].body


# --- What has no place on its pages -----------------------------------------------------------------------------------
#: The committee's own name and menu apart, nothing of the Assembly.
_NEVER = re.compile(r"asamblea|\bpresidencia|\bpresidente|altern[oa]\b|mincetur|gobernador|siete días", re.IGNORECASE)


@pytest.mark.slow
@pytest.mark.usefixtures("papers_as_markup")
def test_no_page_of_it_speaks_of_the_assembly(mesa: Mesa) -> None:
    world, wrong = world_of(mesa), []
    for user in (mesa.committee.secretary, mesa.coordinator, mesa.titular(1)):
        client = client_of(user)
        for name, row in rows().items():
            if row.post:
                continue
            kwargs = {key: world[value] for key, value in (pair.split("=") for pair in row.args.split())}
            response = client.get(reverse(name, kwargs=kwargs, urlconf=urlconf()))
            if response.status_code != 200 or response.streaming:
                continue
            shown = response.content.decode(errors="replace")
            main = re.search(r"<main.*</main>", shown, re.DOTALL)
            text = re.sub(r"<[^>]+>", " ", main[0] if main else shown)
            wrong += [f"{name}: …{text[max(0, m.start() - 60) : m.end() + 40]!r}" for m in _NEVER.finditer(text)]
    assert sorted(set(wrong)) == []


def test_its_excel_names_it(mesa: Mesa) -> None:
    from io import BytesIO

    from openpyxl import load_workbook

    mesas.closed(mesa)
    client = client_of(mesa.committee.secretary)
    for url in (UNDER, f"{UNDER}acuerdos/"):
        answer = client.get(url, {"formato": "excel"})
        data = b"".join(answer.streaming_content) if answer.streaming else answer.content
        book = load_workbook(BytesIO(data))
        cells = [cell for sheet in book for line in sheet.iter_rows(values_only=True) for cell in line if cell]
        assert any("Mesa Técnica de la Quinua" in str(cell) for cell in cells), url


def test_a_past_session_is_of_the_body_under_whose_address_it_is_typed(
    mesa: Mesa, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("django.utils.timezone.now", lambda: lima("2026-05-11 09:00"))
    client, url = client_of(mesa.committee.secretary), f"{UNDER}pasada/?fecha=2026-03-10"
    form = client.get(url).content.decode()
    assert "Coopain Cabana" in form
    assert not re.search("alterno|mincetur", re.sub(r"<[^>]+>", " ", form), re.IGNORECASE)
    typed = {"kind": "ordinary", "number": "1", "year": "2026", "start": "10:00", "end": "11:00", "place": "Cabana"}
    typed |= {"convened_on": "2026-03-04", "came_1": "titular", "came_2": "titular", "came_3": "absent"}
    review = client.post(url, typed)
    batch = ImportBatch.objects.get()
    assert (review.status_code, batch.series) == (302, SLUG)
    assert "Mesa Técnica de la Quinua" in client.get(review.url).content.decode()
    client.post(reverse("members:import_confirm", args=[batch.pk]))
    meeting = Meeting.objects.get()
    assert (meeting.body, meeting.get_absolute_url()) == (mesa.body, f"{UNDER}{meeting.pk}/")
    assert meeting.installed_at is not None
    assert client.get(meeting.get_absolute_url()).status_code == 200
    # A table that is brought says whose it is; with one body nobody is asked.
    page = client.get(reverse("members:import_new", args=["sesiones-pasadas"])).content.decode()
    assert f'value="{SLUG}"' in page
    assert f'value="{SLUG}"' not in client.get(reverse("members:import_new", args=["personas"])).content.decode()


def test_an_election_is_not_for_a_mesa(mesa: Mesa) -> None:
    running = mesas.in_session(mesa).meeting
    client = client_of(mesa.committee.secretary)
    page = client.get(body_url(mesa.body, "sessions:run", running.pk)).content.decode()
    assert "eleccion/nueva" not in page
    for method in (client.get, client.post):
        assert method(body_url(mesa.body, "sessions:election_new", running.pk)).status_code == 404
    assert not Meeting.objects.get(pk=running.pk).motions.exists()
