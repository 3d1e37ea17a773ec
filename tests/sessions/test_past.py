"""A session held on paper has the shape of one lived here: its roll, its quorum, its place in the year (Art. 7, 12, 13, 15.1)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection

from audit.acts import Act
from audit.selectors import events_of
from documents.models import Upload
from documents.services import number_in_use, store_bytes, take_number
from exchange.models import ImportBatch
from members.enums import EntryBasis, SeatRole
from members.models import Accreditation, Institution, Seat, SeatHolding
from norms.wording import explain
from regulation.duties import judge_year
from regulation.refusal import Refused
from sessions_app.enums import Capacity, DocumentKind, MeetingKind, MeetingState
from sessions_app.models import Acta, Dispatch, Meeting, MeetingDocument, Presence, RollCall
from sessions_app.selectors.duties import installed_sessions
from sessions_app.selectors.history import history_of
from sessions_app.selectors.meetings import actas_unread, template_for
from sessions_app.selectors.record import my_record
from sessions_app.selectors.todo import todo_for
from sessions_app.services import convening, roll
from sessions_app.services.past import Attended, PastSession, record_past_session
from tests.conftest import ORDINARY_SEAT, OTHER_PRIVATE_SEAT, Committee, lima, suspend
from tests.sessions import story as stories
from tests.sessions.test_races import at_once

NOW, LATER = lima("2026-11-20 10:00"), lima("2026-11-20 16:00")
CAME, SENT_ALTERNATE = Attended(SeatRole.TITULAR), Attended(SeatRole.ALTERNATE)


def at(hour: str, day: str = "2023-03-15") -> datetime:
    return lima(f"{day} {hour}")


def a_batch(committee: Committee) -> ImportBatch:
    stored = store_bytes(b"sheet", content_type="text/csv", at=NOW)
    upload = Upload.objects.create(stored=stored, name="sesiones.csv", content_type="text/csv", size=5, uploaded_at=NOW)
    return ImportBatch.objects.create(
        kind="sesiones-pasadas", upload=upload, previewed_at=NOW, previewed_by=committee.secretary
    )


def a_session(**changes) -> PastSession:
    """Ordinaria 001-2023, installed with 17 of 23: seats 1 to 16 by their titular, seat 17 by its alterno."""
    base = PastSession(
        kind=MeetingKind.ORDINARY,
        number=1,
        year=2023,
        held_at=at("10:00"),
        ended_at=at("12:30"),
        place="Auditorio de DIRCETUR",
        convened_on=date(2023, 3, 6),
        members={**dict.fromkeys(range(1, 17), CAME), 17: SENT_ALTERNATE},
    )
    return replace(base, **changes)


@pytest.fixture
def record(committee: Committee):
    batch = a_batch(committee)

    def play(data: PastSession, by=None):
        return record_past_session(
            Act(by or committee.secretary, NOW), body=committee.body, data=data, import_batch=batch
        )

    return play


def refusal(call) -> Refused:
    with pytest.raises(Refused) as caught:
        call()
    return caught.value


def test_a_session_held_on_paper_has_the_shape_of_one_lived_here(committee: Committee, record) -> None:
    meeting = record(a_session()).meeting
    assert (meeting.state, str(meeting)) == (MeetingState.CLOSED, "Sesión Ordinaria N° 001-2023")
    assert meeting.regulation_version == committee.regulation
    assert (meeting.installed_at, meeting.ended_at) == (at("10:00"), at("12:30"))
    members = meeting.roll.filter(capacity=Capacity.MEMBER)
    assert members.count() == 23
    entry = members.get(seat__number=17)
    assert (entry.titular_name, entry.alternate) == (
        "Titular 17 Quispe",
        committee.person(OTHER_PRIVATE_SEAT, "alternate"),
    )
    [stay] = entry.presences.all()
    assert (stay.role, stay.name, stay.from_at, stay.until_at) == (
        SeatRole.ALTERNATE,
        "Alterno 17 Quispe",
        at("10:00"),
        at("12:30"),
    )
    assert not members.get(seat__number=20).presences.exists()
    assert meeting.roll.filter(capacity=Capacity.MINCETUR).count() == 1
    call = RollCall.objects.get(meeting=meeting)
    assert (call.installed, call.code, call.ruling.facts["quorum"]["present"]) == (True, "installed", 17)


def test_nothing_is_sent_issued_or_asked_to_be_written(
    committee: Committee, record, django_capture_on_commit_callbacks
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        meeting = record(a_session()).meeting
    assert not Dispatch.objects.filter(meeting=meeting).exists()
    assert not MeetingDocument.objects.filter(meeting=meeting).exists()
    assert not Acta.objects.filter(meeting=meeting).exists()
    for person in (committee.secretary, committee.president, committee.titular(OTHER_PRIVATE_SEAT)):
        assert [item for item in todo_for(person, committee.body, NOW) if str(meeting) in item.title] == []


def test_the_next_session_takes_the_number_after_the_highest(committee: Committee, record) -> None:
    for number in (3, 1):
        record(
            a_session(
                number=number,
                held_at=at("10:00", f"2023-0{number}-15"),
                ended_at=at("11:00", f"2023-0{number}-15"),
                convened_on=None,
            )
        )
    assert take_number(series=committee.body.slug, kind="sesion-ordinary", year=2023) == 4
    number_in_use(series=committee.body.slug, kind="sesion-ordinary", year=2023, number=2)
    assert take_number(series=committee.body.slug, kind="sesion-ordinary", year=2023) == 5


def test_the_last_acuerdo_of_the_table_moves_the_numbering_of_its_year(committee: Committee, record) -> None:
    record(a_session(last_acuerdo=7))
    assert take_number(series=committee.body.slug, kind=DocumentKind.ACUERDO, year=2023) == 8


def test_the_same_session_again_changes_nothing(committee: Committee, record) -> None:
    first = record(a_session())
    again = record(a_session())
    assert (first.new, again.new, again.meeting) == (True, False, first.meeting)
    assert Meeting.objects.count() == 1
    assert events_of(first.meeting.stream).count() == 1


def test_what_the_office_corrected_here_is_not_taken_for_another_session(committee: Committee, record) -> None:
    meeting = record(a_session()).meeting
    entry = meeting.roll.get(seat__number=3)
    roll.void_presence(Act(committee.secretary, LATER), presence_id=entry.presences.get().pk, reason="No estuvo")
    roll.mark_arrival(
        Act(committee.secretary, at("10:00"), LATER),
        entry_id=meeting.roll.get(seat__number=20).pk,
        role=SeatRole.TITULAR,
        reason="Firmó la lista",
    )
    roll.mark_departure(
        Act(committee.secretary, at("11:00"), LATER),
        entry_id=meeting.roll.get(seat__number=5).pk,
        role=SeatRole.TITULAR,
        reason="Se retiró antes",
    )
    assert record(a_session()).new is False


@pytest.mark.parametrize(
    ("changes", "named"),
    [
        ({"held_at": at("09:00")}, "inicio: 15/03/2023 10:00, no 15/03/2023 09:00"),
        ({"ended_at": at("13:00")}, "fin: 12:30, no 13:00"),
        ({"place": "Cámara de Comercio"}, "lugar: «Auditorio de DIRCETUR»"),
        ({"convened_on": date(2023, 3, 7)}, "convocada el 06/03/2023"),
        ({"convened_on": None}, "convocada el 06/03/2023"),
        ({"members": dict.fromkeys(range(1, 18), CAME)}, "GERENCIA"),
    ],
)
def test_another_session_under_the_same_number_is_refused(record, changes, named: str) -> None:
    record(a_session())
    found = refusal(lambda: record(a_session(**changes)))
    assert found.ruling.code == "session_differs"
    words = explain(found.ruling)
    assert named in words or "Sesión Ordinaria N° 001-2023" in words
    assert "lo registrado no se cambia" in words


def test_a_session_convened_here_is_not_brought_in_again(convened_story, record) -> None:
    lived = convened_story.meeting
    data = a_session(
        number=lived.number,
        year=2026,
        held_at=at("10:00", "2026-11-19"),
        ended_at=at("11:00", "2026-11-19"),
        convened_on=None,
    )
    assert refusal(lambda: record(data)).ruling.code == "session_lived_here"


def test_only_the_office_registers_it(committee: Committee, record) -> None:
    for user in (committee.president, committee.titular(ORDINARY_SEAT), committee.viewer, committee.admin):
        with pytest.raises(PermissionDenied):
            record(a_session(), by=user)
    assert record(a_session(), by=committee.deputy).new


# --- What is refused -----------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"number": 0}, "bad_session_number"),
        ({"year": 2024}, "bad_session_year"),
        ({"held_at": at("10:00", "2027-01-05"), "ended_at": at("11:00", "2027-01-05"), "year": 2027}, "future_date"),
        (
            {
                "held_at": at("10:00", "2022-05-31"),
                "ended_at": at("11:00", "2022-05-31"),
                "year": 2022,
                "convened_on": None,
            },
            "before_regulation",
        ),
        ({"ended_at": at("09:59")}, "ended_before_start"),
        ({"convened_on": date(2023, 3, 16)}, "convened_after_session"),
        ({"members": {24: CAME}}, "no_holder"),
        ({"members": {1: replace(CAME, since=at("11:00"), until=at("10:30"))}}, "left_before_arriving"),
        ({"members": {1: replace(CAME, since=at("12:45"))}}, "outside_session"),
        ({"members": {1: replace(CAME, until=at("09:30"))}}, "outside_session"),
        ({"members": {1: Attended(None, name="Alguien")}}, "absent_with_details"),
        ({"members": {1: replace(CAME, name="Titular 02 Quispe")}}, "person_elsewhere_then"),
        ({"members": {1: replace(CAME, name="Alterno 01 Quispe")}}, "other_role_then"),
        ({"members": {1: replace(CAME, name="Rosa Mamani")}}, "not_accredited_then"),
        ({"members": {1: replace(CAME, name="Quispe")}}, "ambiguous_person"),
        ({"members": {1: CAME}, "installed": True}, "quorum_missing_then"),
        ({"installed": False}, "quorum_met_then"),
    ],
)
def test_a_table_that_cannot_be_right_is_refused_and_nothing_is_kept(
    committee: Committee, record, changes, code: str
) -> None:
    found = refusal(lambda: record(a_session(**changes)))
    assert found.ruling.code == code
    assert not Meeting.objects.exists()
    assert take_number(series=committee.body.slug, kind="sesion-ordinary", year=2023) == 1


def test_a_session_convened_in_december_keeps_the_number_of_its_year(record) -> None:
    data = a_session(
        year=2023, held_at=at("10:00", "2024-01-10"), ended_at=at("11:00", "2024-01-10"), convened_on=date(2023, 12, 28)
    )
    assert str(record(data).meeting).endswith("001-2023")


# --- Who was there -------------------------------------------------------------------------------------------------
def test_people_are_those_accredited_on_the_sessions_day(committee: Committee, record) -> None:
    old = Accreditation.objects.get(seat=committee.seats[4], role=SeatRole.TITULAR)
    old.ends_before = date(2023, 3, 15)
    old.save()
    found = refusal(lambda: record(a_session()))
    assert found.ruling.code == "no_person_then"
    members = {**a_session().members, 4: replace(CAME, name="Rosa  Mamani Ccama")}
    meeting = record(a_session(members=members)).meeting
    entry = meeting.roll.get(seat__number=4)
    assert (entry.titular, entry.titular_name, entry.presences.get().name) == (None, "", "Rosa Mamani Ccama")


def test_a_part_of_the_name_is_enough(committee: Committee, record) -> None:
    members = {**a_session().members, 4: replace(CAME, name="quispe 04")}
    meeting = record(a_session(members={**members, 4: replace(CAME, name="TITULAR 04")})).meeting
    assert meeting.roll.get(seat__number=4).presences.get().name == "Titular 04 Quispe"


def test_a_seat_is_called_by_the_name_it_had(committee: Committee, record) -> None:
    seat = committee.seats[8]
    before = seat.holdings.get()
    before.ends_before = date(2023, 9, 15)
    before.save()
    successor = Institution.objects.create(name="AGROMERCADO", sector="public", predecessor=before.institution)
    SeatHolding.objects.create(
        seat=seat,
        institution=successor,
        instrument=before.instrument,
        starts_on=date(2023, 9, 15),
        basis=EntryBasis.SUCCESSION,
    )
    early = record(a_session()).meeting
    late = record(
        a_session(number=2, held_at=at("10:00", "2023-10-04"), ended_at=at("11:00", "2023-10-04"), convened_on=None)
    ).meeting
    assert early.roll.get(seat=seat).name == before.institution.name
    assert late.roll.get(seat=seat).name == "AGROMERCADO"


def test_a_member_that_joined_after_the_convening_is_not_in_the_base(committee: Committee, record) -> None:
    newcomer = Institution.objects.create(name="Asociación de Exportadores de Puno", sector="private")
    SeatHolding.objects.create(
        seat=Seat.objects.create(body=committee.body, number=24),
        institution=newcomer,
        instrument=committee.seats[1].holdings.get().instrument,
        starts_on=date(2023, 3, 10),
        basis=EntryBasis.ADMISSION,
    )
    found = refusal(lambda: record(a_session(members={**a_session().members, 24: CAME})))
    assert explain(found.ruling).startswith(
        "Art. 11: Asociación de Exportadores de Puno aún no era miembro el 06/03/2023"
    )
    assert record(a_session()).meeting.roll.filter(in_base=True).count() == 23


def test_a_suspended_institution_is_in_the_base_and_not_among_those_present(committee: Committee, record) -> None:
    for number in (1, 2):
        suspend(committee.seats[number], reason="Art. 15.1", starts_on=date(2023, 1, 1), ends_before=date(2023, 7, 1))
    found = refusal(lambda: record(a_session(installed=True)))
    assert (found.ruling.code, found.ruling.facts["present"]) == ("quorum_missing_then", 15)
    meeting = record(a_session()).meeting
    assert meeting.state == MeetingState.NOT_INSTALLED
    assert meeting.roll.get(seat__number=1).suspended


def test_whoever_came_late_does_not_install_the_session(record) -> None:
    late = {**a_session().members, 16: replace(CAME, since=at("10:20")), 17: replace(SENT_ALTERNATE, since=at("10:20"))}
    found = refusal(lambda: record(a_session(members=late, installed=True)))
    assert "a las 10:00 estaban 15 de 16 requeridos" in explain(found.ruling)


def test_mincetur_and_the_gobernador_are_on_the_roll_when_they_came(committee: Committee, record) -> None:
    data = a_session(others={Capacity.MINCETUR: replace(CAME, name="Luis Zevallos"), Capacity.GOVERNOR: CAME})
    meeting = record(data).meeting
    names = dict(
        Presence.objects.filter(entry__meeting=meeting, entry__seat=None).values_list("entry__capacity", "name")
    )
    assert names == {"mincetur": "Luis Zevallos", "governor": "Gobernador Regional"}
    [held] = installed_sessions(committee.body)
    assert (held.sat_on, held.mincetur) == (date(2023, 3, 15), True)


# --- What it counts for --------------------------------------------------------------------------------------------
def test_it_counts_for_the_duties_of_its_year_only_if_it_was_installed(committee: Committee, record) -> None:
    record(a_session())
    record(
        a_session(
            number=2,
            held_at=at("10:00", "2023-05-10"),
            ended_at=at("10:30", "2023-05-10"),
            convened_on=date(2023, 5, 1),
            members={1: CAME},
        )
    )
    facts = judge_year(
        on=date(2026, 11, 20),
        installed=installed_sessions(committee.body),
        regulation=committee.regulation.rules(),
        year=2023,
    ).facts
    assert (facts["ordinary"], facts["plenaries"]) == (1, [1, 0, 0, 0])


def test_an_institution_reads_its_attendance_of_those_years(committee: Committee, record) -> None:
    record(a_session())
    later = {"held_at": at("10:00", "2023-06-15"), "ended_at": at("11:00", "2023-06-15")}
    record(a_session(number=2, convened_on=date(2023, 6, 12), **later))  # three days of notice
    later = {"held_at": at("10:00", "2023-09-15"), "ended_at": at("11:00", "2023-09-15")}
    record(a_session(number=3, convened_on=None, **later))
    here, away = (my_record(committee.titular(number), committee.body, on=NOW.date()) for number in (16, 20))
    assert [line.state for line in here.lines] == ["attended"] * 3
    assert [line.state for line in away.lines] == ["not_computed", "not_computed", "absent"]
    assert away.year == 2023


def test_the_history_says_who_registered_it_and_from_which_sheet(committee: Committee, record) -> None:
    members = {**a_session().members, 20: Attended(None, excused=True)}
    meeting = record(a_session(members=members)).meeting
    [line] = history_of(meeting)[:5]
    assert line.actor == committee.secretary.full_name
    assert "realizada en papel el 15/03/2023 10:00: 17 de 23 instituciones" in line.sentence
    assert "La hoja da por justificadas las ausencias de: " in line.sentence
    assert "(hoja «sesiones.csv»)" in line.sentence
    assert "17 de 16 requeridos" in line.ruling


def test_a_new_session_does_not_start_from_one_held_on_paper(committee: Committee, record) -> None:
    for number in (1, 2, 3):
        day = f"2023-0{number}-15"
        record(a_session(number=number, held_at=at("10:00", day), ended_at=at("11:00", day), convened_on=None))
    assert template_for(committee.body, MeetingKind.ORDINARY) is None
    assert [str(meeting) for meeting in actas_unread(committee.body, NOW)] == ["Sesión Ordinaria N° 003-2023"]


@pytest.mark.postgres
@pytest.mark.skipif(connection.vendor != "postgresql", reason="row locks")
@pytest.mark.django_db(transaction=True)
def test_a_convening_and_a_past_session_never_share_a_number(committee: Committee, drafted_story) -> None:
    draft, batch = drafted_story.meeting, a_batch(committee)
    data = a_session(year=2026, held_at=at("10:00", "2026-02-03"), ended_at=at("11:00", "2026-02-03"), convened_on=None)

    def convene() -> int | None:
        return convening.convene(
            Act(committee.secretary, lima(stories.CONVENED)), meeting_id=draft.pk, revision=None
        ).number

    def bring() -> int | None:
        return record_past_session(
            Act(committee.deputy, NOW), body=committee.body, data=data, import_batch=batch
        ).meeting.number

    convened, brought = at_once(convene, bring)
    assert (convened, brought) in ((2, 1), (1, "session_lived_here"))
