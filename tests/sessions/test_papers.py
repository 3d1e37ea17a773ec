import json
import re
from copy import deepcopy
from io import BytesIO

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from pypdf import PdfReader

from audit.acts import Act
from documents import services as documents
from documents.models import IssuedDocument
from members.enums import SeatRole
from sessions_app.enums import DocumentKind, MotionForm, Sense
from sessions_app.models import Acuerdo, Meeting
from sessions_app.player import option_of
from sessions_app.selectors import papers
from sessions_app.services import acta as acta_services
from sessions_app.services import closing, roll, voting
from tests.conftest import lima
from tests.sessions import story

pytestmark = pytest.mark.django_db


@pytest.fixture
def held(closed_story):
    return closed_story


_ACTA: dict[str, dict] = {}


@pytest.fixture
def acta(request) -> dict:
    """What the acta of `held` says; a payload is plain JSON, so the session is played once for all who only read it."""
    if not _ACTA:
        _ACTA["acta"] = papers.acta_payload(story.acta_of(request.getfixturevalue("held")))
    return deepcopy(_ACTA["acta"])


def text_of(kind: str, payload: dict) -> str:
    data = documents.preview(kind=kind, payload=payload, mark="BORRADOR")
    text = "\n".join(page.extract_text() for page in PdfReader(BytesIO(data)).pages)
    return " ".join(re.sub("[\u2010\u00ad-]\\n", "", text).split())


def votes(payload: dict) -> dict[str, dict]:
    found = [m for item in payload["items"] for m in item["motions"]] + payload["procedure"]
    return {motion["mark"]: motion for motion in found}


# --- Before the session --------------------------------------------------------------------------------------------
def test_the_convocatoria_names_who_calls_and_who_issues_and_everybody_called(convened_story):
    payload = papers.convocatoria_payload(convened_story.meeting)
    assert payload["place_and_date"] == "Puno, diez de noviembre de dos mil veintiséis"
    assert payload["meeting"]["president"] == "Titular 16 Quispe"
    assert payload["meeting"]["secretary"] == "Sonia Secretaria Técnica"
    assert [row["number"] for row in payload["members"]] == [str(n) for n in range(1, 24)]
    assert payload["quorum"] == {"base": 23, "required": 16, "fraction": "2/3"}
    assert {row["quality"] for row in payload["guests"]} == {"Con voz y voto", "Con voz"}


def test_a_draft_is_previewed_with_the_members_of_the_day_and_without_a_number(drafted_story):
    meeting = drafted_story.meeting
    payload = papers.convocatoria_payload(meeting)
    assert len(payload["members"]) == 23
    text = text_of(DocumentKind.CONVOCATORIA, payload)
    assert "BORRADOR" in text
    assert "Sesión Ordinaria (borrador)" in text


def test_the_agenda_gives_each_point_its_hour_its_proponent_and_whether_it_decides(convened_story):
    stations = papers.agenda_payload(convened_story.meeting)["agenda"]
    points = {item["title"]: item for station in stations for item in station["items"]}
    plan = points["Plan Operativo Anual 2027 de la Mesa Técnica de la Quinua"]
    assert (plan["begins"], plan["minutes"], plan["decision_wanted"]) == ("10:40", 30, True)
    assert plan["proponent"] == "Mesa de Trabajo Quinua de Puno"
    assert [item["number"] for item in points.values()] == list(range(1, len(points) + 1))


def test_the_sheet_to_sign_has_a_line_for_every_titular_and_alterno(convened_story):
    payload = papers.roll_sheet_payload(convened_story.meeting)
    text = text_of(DocumentKind.ROLL_SHEET, payload)
    for number in (1, 12, 23):
        assert f"Titular {number:02d} Quispe" in text
        assert f"Alterno {number:02d} Quispe" in text
    assert "16 instituciones presentes" in text


# --- The acta ------------------------------------------------------------------------------------------------------
def test_the_acta_says_place_start_and_end_chair_and_secretary(acta):
    assert acta["session"]["installed"] == "10:12"
    expected = "diez horas con doce minutos del veinte de noviembre de dos mil veintiséis"
    assert acta["session"]["installed_words"] == expected
    assert acta["session"]["ended_words"] == "doce horas con cinco minutos"
    assert [(c["name"], c["basis"], c["from"], c["until"]) for c in acta["chairs"]] == [
        ("Titular 16 Quispe", "Presidente en ejercicio", "10:12", "cierre")
    ]
    assert acta["meeting"]["secretary"] == "Sonia Secretaria Técnica"
    assert acta["regulation"]["code"] == "puno-2022"


def test_the_acta_shows_what_proves_each_notification_and_which_are_presumed(acta):
    rows = {row["number"]: row for row in acta["notice"]["rows"]}
    assert len(rows) == 23
    assert (rows["1"]["proof"], rows["1"]["received"], rows["1"]["days"]) == ("Cargo firmado", "11/11/2026", 9)
    assert (rows["2"]["proof"], rows["2"]["received"], rows["2"]["days"]) == ("Presumida", "10/11/2026", 10)
    assert (acta["notice"]["proven"], acta["notice"]["presumed"]) == (3, 20)
    assert acta["notice"]["ruling"]["holds"]


def test_the_acta_does_the_arithmetic_of_the_quorum(acta):
    call = acta["calls"][0]
    assert call["quorum"] == {
        "base": 23,
        "fraction": "2/3",
        "exact": "15.33",
        "required": 16,
        "present": 18,
        "missing": 0,
        "enabled": 23,
    }
    assert call["installed"]
    assert "Art. 13" in call["ruling"]["text"]


def test_each_who_attended_is_listed_with_quality_mode_and_hours(acta):
    rows = {row["number"]: row for row in acta["attendees"]["members"]}
    assert (rows["23"]["role"], rows["22"]["mode"], rows["22"]["from"]) == ("Alterno", "Virtual", "10:01")
    assert (rows["11"]["from"], rows["11"]["until"]) == ("09:50", "11:05")
    assert rows["13"]["from"] == "10:25"
    assert rows["1"]["until"] == "cierre"
    assert acta["totals"] == {"institutions": 19, "enabled": 19, "titular": 18, "alternate": 1, "remote": 1}


def test_the_absent_are_listed_by_state(acta):
    assert {(row["number"], row["state"]) for row in acta["absent"]} == {
        (number, "Inasistente") for number in ("5", "10", "12", "21")
    }


def test_a_departure_typed_late_says_when_it_happened_and_when_it_was_typed(acta):
    assert [(m["at"], m["what"], m["present"], m["typed"]) for m in acta["movements"]] == [
        ("10:25", "Ingresó", 19, ""),
        ("11:05", "Se retiró", 18, "11:21"),
    ]


def test_a_vote_states_form_counts_result_and_article(acta):
    added = votes(acta)["1"]
    assert added["adds_item"]
    assert added["counts"]["not_voting"] == 1
    assert added["ruling"]["text"].startswith("Art. 7")
    secret = votes(acta)["5"]
    assert (secret["result"], secret["took_part"], secret["entitled"]) == ("No aprobada", 17, 18)
    assert secret["ballots"] == []


def test_a_nominal_vote_states_the_sense_of_each_voter_and_why_one_abstained(acta):
    nominal = votes(acta)["3"]
    assert len(nominal["ballots"]) == 18
    senses = [ballot["sense"] for ballot in nominal["ballots"]]
    assert (senses.count("for"), senses.count("against"), senses.count("abstain")) == (15, 2, 1)
    assert [b["reason"] for b in nominal["ballots"] if b["sense"] == "abstain"] == [
        "No recibió el anexo 2 a tiempo para consultarlo con su institución"
    ]


def test_the_acta_says_of_an_abstention_that_no_reason_was_given_and_names_who_did_not_pronounce(
    committee, in_session_story
):
    tale = in_session_story
    by = committee.secretary
    nominal = tale.ask("M1", "Aprobar el plan.", "plan", "10:40", MotionForm.NOMINAL)
    voters = list(nominal.voters.order_by("entry__position"))
    for voter, sense in ((voters[0], Sense.FOR), (voters[3], Sense.ABSTAIN)):
        voting.record_ballot(
            Act(by, tale.hour("10:41")),
            motion_id=nominal.pk,
            entry_id=voter.entry_id,
            option_id=option_of(nominal, sense),
            reason="",
        )
    voting.close_motion(Act(by, tale.hour("10:45")), motion_id=nominal.pk)
    tale.count(tale.ask("M2", "Organizar la rueda.", "fair", "10:50"), 12, 3, 2, "10:52")
    unfinished = tale.ask("M3", "Suspender el sello.", "seal", "10:55", MotionForm.NOMINAL)
    voting.annul_motion(Act(by, tale.hour("10:56")), motion_id=unfinished.pk, reason="La pregunta estaba mal escrita.")
    closing.close(Act(by, tale.hour("11:00")), meeting_id=tale.meeting.pk)
    payload = papers.acta_payload(story.acta_of(tale))
    rows = votes(payload)["1"]["ballots"]
    assert [row["name"] for row in rows] == [voter.name for voter in voters]
    assert [row["vote"] for row in rows[:4]] == ["A favor", "No se pronunció", "No se pronunció", "Abstención"]
    assert sum(row["vote"] == "No se pronunció" for row in rows) == votes(payload)["1"]["counts"]["not_voting"]
    assert votes(payload)["3"]["ballots"] == []  # nobody was silent in a vote that was never taken
    text = text_of(DocumentKind.ACTA, payload)
    assert text.count("No se pronunció") == len(voters) - 2
    assert text.count("sin motivo expresado") == 2
    assert "Abstenciones: 2, sin motivo expresado." in text


def test_an_abstention_with_its_reason_is_not_said_to_have_none(acta):
    acta["procedure"] = []
    for item in acta["items"]:  # the nominal and the secret vote, each with its reason
        item["motions"] = [motion for motion in item["motions"] if motion["mark"] in ("3", "5")]
    assert "sin motivo expresado" not in text_of(DocumentKind.ACTA, acta)


def test_an_impeded_institution_is_named_with_its_reason_and_is_no_voter(acta):
    nominal = votes(acta)["3"]
    assert [row["reason"] for row in nominal["impeded"]] == ["Es proveedora de una de las actividades del plan"]
    assert nominal["counts"]["voters"] == 18
    assert "Coopain" not in {ballot["institution"] for ballot in nominal["ballots"]}


def test_a_tie_is_decided_by_the_chair_by_name_as_a_separate_act(acta):
    tied = votes(acta)["4"]
    assert tied["casting"]["name"] == "Titular 16 Quispe"
    assert (tied["casting"]["vote"], tied["casting"]["at"], tied["result"]) == ("A favor", "11:29", "Aprobada")


def test_an_annulled_vote_stays_in_the_acta_with_its_reason(acta):
    wrong = votes(acta)["2"]
    assert wrong["result"] == "Anulada"
    assert wrong["annulled"]["reason"].startswith("Se contó a mano alzada")
    assert wrong["acuerdo"] == ""


def test_acuerdos_stand_apart_with_number_responsible_and_date(acta):
    assert [(a["label"], a["responsible"], a["due_on"], a["vote"]) for a in acta["acuerdos"]] == [
        ("Acuerdo N° 001-2026-CERX-PUNO", "Mesa de Trabajo Quinua de Puno", "18/02/2027", "3"),
        ("Acuerdo N° 002-2026-CERX-PUNO", "Cámara de Comercio y Producción de Puno", "14/05/2027", "4"),
    ]


def test_the_term_of_an_acuerdo_is_on_one_line_however_long_the_name_before_it(acta):
    kept = acta["acuerdos"][0]
    acta["acuerdos"] = [{**kept, "responsible": "Cámara de Puno" + " y" * more} for more in range(20, 60)]
    data = documents.preview(kind=DocumentKind.ACTA, payload=acta, mark="BORRADOR")
    lines = [line for page in PdfReader(BytesIO(data)).pages for line in page.extract_text().splitlines()]
    said = [line.replace("\u00a0", " ") for line in lines if "Plazo:" in line]
    assert len(said) == 40
    assert all(f"Plazo: {kept['due_on']}" in line for line in said)


def test_a_point_added_in_the_session_is_in_the_agenda_as_such(acta):
    added = [item["title"] for station in acta["agenda"] for item in station["items"] if item["added"]]
    assert added == ["Pronunciamiento sobre el paso fronterizo de Desaguadero"]


def test_what_was_said_is_under_its_point_and_cannot_bring_markup_of_its_own(held):
    acta = papers.acta_payload(story.acta_of(held))
    section = story.acta_of(held).sections.get(item=held.items["report"])
    assert "protocolos fitosanitarios" in acta["prose"][section.key]
    acta["prose"][section.key] = "<script>alert(1)</script><img src=x onerror=alert(1)><b>dicho</b>"
    text = text_of(DocumentKind.ACTA, acta)
    assert "dicho" in text
    assert "alert" not in text


def test_every_attending_member_has_a_place_to_sign_and_guests_have_none(acta):
    assert len(acta["signers"]) == 19
    assert {row["member"] for row in acta["signers"]} == {True}


def test_the_printed_acta_says_all_of_it(acta):
    text = text_of(DocumentKind.ACTA, acta)
    for said in (
        "«Año de la Esperanza y el Fortalecimiento de la Democracia»",
        "siendo las diez horas con doce minutos",
        "18 presentes de 16 requeridos",
        "Cargo firmado",
        "Presidente en ejercicio",
        "anotado 11:21",
        "Votación anulada",
        "Voto dirimente",
        "Impedidos por conflicto de intereses",
        "Acuerdo N° 002-2026-CERX-PUNO",
        "doce horas con cinco minutos del mismo día",
        "Esta acta aún no ha sido aprobada",
        "Puno 2022",
        "Página 1 de",
    ):
        assert said in text, said
    assert "firma digital" not in text.lower()


def test_the_approved_acta_is_the_version_that_was_read_with_its_observations_and_who_approved(committee, held):
    acta = story.acta_of(held)
    by = committee.secretary
    version = acta_services.circulate(Act(by, lima("2026-11-21")), acta_id=acta.pk)
    observation = acta_services.observe(
        Act(committee.titular(18), lima("2026-11-22")), version_id=version.pk, text="Falta el pedido de mi institución."
    )
    acta_services.answer_observation(
        Act(by, lima("2026-11-23")), observation_id=observation.pk, text="Consta en el punto 5."
    )
    acta_services.approve(Act(committee.president, lima("2026-11-26 16:40")), acta_id=acta.pk, version_number=1)
    payload = IssuedDocument.objects.get(kind=DocumentKind.ACTA).payload
    assert payload["approval"]["by"] == "Titular 16 Quispe"
    assert (payload["approval"]["version"], payload["approval"]["hour"]) == (1, "16:40")
    assert [(o["author"], o["answer"]) for o in payload["observations"]] == [
        ("Titular 18 Quispe", "Consta en el punto 5.")
    ]
    unchanged = set(version.payload) - papers.ACTA_PROSE
    assert {key: payload[key] for key in unchanged} == {key: version.payload[key] for key in unchanged}


def test_a_payload_is_json_and_stays_the_same_when_people_change_their_names(held):
    acta = story.acta_of(held)
    before = json.dumps(papers.acta_payload(acta), sort_keys=True)
    person = held.committee.person(1)
    person.full_name = "Otro Nombre"
    person.save()
    assert json.dumps(papers.acta_payload(acta), sort_keys=True) == before


# --- Other papers --------------------------------------------------------------------------------------------------
def test_a_certificate_repeats_the_acuerdo_word_for_word_and_says_that_its_acta_is_pending(held):
    acuerdo = Acuerdo.objects.get(number=2)
    payload = papers.acuerdo_certificate_payload(acuerdo, on=lima("2026-12-01").date())
    assert payload["place_and_date"] == "Puno, primero de diciembre de dos mil veintiséis"
    assert payload["signer"] == "Sonia Secretaria Técnica"
    text = text_of(DocumentKind.CERTIFICATE, payload)
    assert acuerdo.text in text
    assert "pendiente de aprobación" in text
    assert "Voto dirimente" in text


def test_a_session_without_quorum_gets_its_own_short_paper(committee, convened_story):
    tale = convened_story
    for number in range(1, 12):
        tale.arrive(number)
    for call, at in ((1, "10:10"), (2, "10:45")):
        roll.call_roll(Act(committee.secretary, tale.hour(at)), meeting_id=tale.meeting.pk, call=call)
    closing.close(Act(committee.secretary, tale.hour("10:50")), meeting_id=tale.meeting.pk)
    payload = papers.not_installed_payload(Meeting.objects.get(pk=tale.meeting.pk))
    assert payload["reason"] == "no_quorum"
    assert [(c["at"], c["quorum"]["present"], c["quorum"]["missing"]) for c in payload["calls"]] == [
        ("10:10", 11, 5),
        ("10:45", 11, 5),
    ]
    assert len(payload["members"]) == 11
    assert len(payload["absent"]) == 12
    text = text_of(DocumentKind.NOT_INSTALLED, payload)
    assert "no pudo instalarse por falta de quórum" in text


def test_a_call_made_again_is_shown_as_a_repetition(committee, convened_story):
    tale = convened_story
    for number in range(1, 12):
        tale.arrive(number)
    for call, at in ((1, "10:10"), (1, "10:20"), (1, "10:30"), (2, "10:45")):
        roll.call_roll(Act(committee.secretary, tale.hour(at)), meeting_id=tale.meeting.pk, call=call)
    closing.close(Act(committee.secretary, tale.hour("10:50")), meeting_id=tale.meeting.pk)
    payload = papers.not_installed_payload(Meeting.objects.get(pk=tale.meeting.pk))
    assert [call["name"] for call in payload["calls"]] == [
        "Primera llamada",
        "Primera llamada, repetida",
        "Primera llamada, repetida (2)",
        "Segunda llamada",
    ]


def test_whoever_left_before_the_installation_did_not_attend(committee, convened_story):
    tale = convened_story
    for number in range(1, 18):
        tale.arrive(number)
    tale.arrive(20, "09:40")
    tale.leave(20, "09:55")
    roll.call_roll(Act(committee.secretary, tale.hour("10:05")), meeting_id=tale.meeting.pk, call=1)
    closing.close(Act(committee.secretary, tale.hour("11:00")), meeting_id=tale.meeting.pk)
    payload = papers.attendance_payload(Meeting.objects.get(pk=tale.meeting.pk))
    assert "20" in {row["number"] for row in payload["absent"]}
    assert "20" not in {row["number"] for row in payload["members"]}


def test_an_alterno_who_takes_over_is_shown_beside_the_titular(committee, in_session_story):
    tale = in_session_story
    tale.leave(3, "10:40")
    tale.arrive(3, "10:41", role=SeatRole.ALTERNATE)
    tale.leave(4, "10:45")
    tale.arrive(4, "10:50")
    closing.close(Act(committee.secretary, tale.hour("11:00")), meeting_id=tale.meeting.pk)
    payload = papers.attendance_payload(Meeting.objects.get(pk=tale.meeting.pk))
    third = [(row["role"], row["from"], row["until"]) for row in payload["members"] if row["number"] == "3"]
    assert third == [("Titular", "09:50", "10:40"), ("Alterno", "10:41", "cierre")]
    fourth = next(row for row in payload["members"] if row["number"] == "4")
    assert fourth["spells"] == "09:50 a 10:45 · 10:50 a cierre"
    assert payload["totals"]["institutions"] == 18


def test_each_paper_asks_the_same_number_of_queries_for_a_short_session_and_a_long_one(committee):
    def queries(build) -> int:
        with CaptureQueriesContext(connection) as context:
            build()
        return len(context)

    short = story.in_session(committee)
    closing.close(Act(committee.secretary, short.hour("12:00")), meeting_id=short.meeting.pk)
    small = story.acta_of(short)
    few = queries(lambda: papers.acta_payload(small))
    sheet = queries(lambda: papers.attendance_payload(small.meeting))
    Meeting.objects.filter(pk=short.meeting.pk).update(scheduled_at=lima("2026-08-20 10:00"))
    big = story.acta_of(story.closed(committee))
    assert queries(lambda: papers.acta_payload(big)) <= few + 3  # options, voters and ballots, where there are votes
    assert queries(lambda: papers.attendance_payload(big.meeting)) == sheet


@pytest.mark.parametrize(
    "kind",
    [DocumentKind.CONVOCATORIA, DocumentKind.AGENDA, DocumentKind.ROLL_SHEET, DocumentKind.ATTENDANCE],
)
def test_every_paper_issued_on_the_way_can_be_printed(held, kind):
    document = documents.render(IssuedDocument.objects.get(kind=kind).pk)
    assert document.error == ""
    assert bytes(document.stored.data).startswith(b"%PDF-")
