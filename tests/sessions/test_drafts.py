"""A session before it is convened: where it starts from, and what may still be changed."""

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import SimpleUploadedFile

from audit.acts import Act
from documents.enums import InstrumentKind
from documents.models import Instrument
from regulation.params import PUNO_2022
from regulation.quorum import judge_quorum
from regulation.refusal import Refused
from sessions_app.enums import Capacity, MeetingKind, MeetingState, MotionForm, MotionState, Station
from sessions_app.models import Acuerdo, AgendaItem, Meeting, Motion
from sessions_app.selectors.meetings import DUE_TITLE
from sessions_app.services import drafts
from sessions_app.services.drafts import GuestData
from sessions_app.wording import ELECTION_TITLE
from tests.conftest import lima

NOW = lima("2026-03-02 09:00")
PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010806000000"
    "1f15c4890000000d49444154789c6360606060000000050001a5f645400000000049454e44ae426082"
)


def new_draft(committee, **changes) -> Meeting:
    facts = {
        "body": committee.body,
        "kind": MeetingKind.ORDINARY,
        "scheduled_at": lima("2026-03-20 10:00"),
        "place": "Auditorio de DIRCETUR",
        "link": "",
        "purpose": "",
        "governor_invited": True,
        "act": Act(committee.secretary, NOW),
    }
    return drafts.create_draft(**(facts | changes))


def held(committee, day: str, *, state=MeetingState.CLOSED, items=(), number=1) -> Meeting:
    """A past session as the record keeps it."""
    at = lima(day)
    meeting = Meeting.objects.create(
        body=committee.body,
        kind=MeetingKind.ORDINARY,
        state=state,
        scheduled_at=at,
        place="Auditorio",
        year=at.year,
        number=number,
        regulation_version=committee.regulation,
        created_at=at,
        created_by=committee.secretary,
        convened_at=at,
        convened_by=committee.secretary,
    )
    for position, (station, title, wanted) in enumerate(items):
        AgendaItem.objects.create(
            meeting=meeting, station=station, title=title, decision_wanted=wanted, position=position
        )
    return meeting


def titles(meeting: Meeting, station: Station | None = None) -> list[str]:
    items = meeting.items.all() if station is None else meeting.items.filter(station=station)
    return [item.title for item in items.order_by("position")]


def test_the_first_session_starts_with_the_stations_everybody_knows(committee):
    meeting = new_draft(committee)
    assert [item.station for item in meeting.items.all()] == [Station.DISPATCH, Station.REPORTS, Station.REQUESTS]


def test_a_new_session_takes_the_recurring_points_of_its_template_and_not_its_orden_del_dia(committee):
    last = held(
        committee,
        "2026-01-20",
        items=[
            (Station.REPORTS, "Informe del Gerente", False),
            (Station.ORDER_OF_DAY, "Elegir presidente", False),
        ],
    )
    meeting = new_draft(committee, template_from=last)
    assert titles(meeting, Station.REPORTS) == ["Informe del Gerente"]
    assert "Elegir presidente" not in titles(meeting)


def test_a_new_session_reads_the_acta_of_the_last_closed_one(committee):
    held(committee, "2025-12-10", number=1, items=[(Station.PREVIOUS_ACTA, "Lectura", False)])
    held(committee, "2026-01-20", number=2)
    (title,) = titles(new_draft(committee), Station.PREVIOUS_ACTA)[-1:]
    assert "N° 002-2026 (20/01/2026)" in title


def test_actas_that_no_session_read_are_all_read_in_order(committee):
    held(committee, "2025-10-01", number=1)
    held(committee, "2025-11-01", number=2, items=[(Station.PREVIOUS_ACTA, "Lectura", False)])
    held(committee, "2026-01-20", number=3)
    found = titles(new_draft(committee), Station.PREVIOUS_ACTA)
    assert ["002-2025" in found[0], "003-2026" in found[1], len(found)] == [True, True, 2]


def agreed(meeting: Meeting, number: int, due: str, *, annulled: bool = False) -> Acuerdo:
    """An acuerdo of that session with its term."""
    by, at = meeting.created_by, meeting.scheduled_at
    motion = Motion.objects.create(
        meeting=meeting, ref=f"M{number}", text="Acordado", form=MotionForm.SIMPLE, state=MotionState.APPROVED, opened_at=at,
        closed_at=at, closed_by=by, opened_by=by,
        quorum_ruling=judge_quorum(members=1, enabled=1, present=1, regulation=PUNO_2022), recorded_at=at,
    )  # fmt: skip
    label = f"Acuerdo N° {number:03}-2026-CERX"
    return Acuerdo.objects.create(
        body=meeting.body, meeting=meeting, motion=motion, year=2026, number=number, label=label, text="Acordado",
        due_on=date.fromisoformat(due), agreed_at=at, numbered_at=at,
        instrument=Instrument.objects.create(kind=InstrumentKind.ACUERDO, number=label, date=at.date(), issuer="CERX", recorded_at=at),
        annulled_at=at if annulled else None, annulled_by=by if annulled else None,
    )  # fmt: skip


def due_lines(meeting: Meeting) -> str:
    return "\n".join(meeting.items.filter(title=DUE_TITLE).values_list("description", flat=True))


def test_acuerdos_of_any_earlier_session_whose_term_runs_out_before_its_day_are_taken_up(committee):
    old, last = held(committee, "2025-12-10", number=1), held(committee, "2026-01-20", number=2)
    agreed(old, 1, "2026-01-31")
    agreed(last, 2, "2026-03-19")
    agreed(last, 3, "2026-03-20")
    agreed(last, 4, "2026-02-01", annulled=True)
    lines = due_lines(new_draft(committee))
    assert [f"N° {number:03}" in lines for number in (1, 2, 3, 4)] == [True, True, False, False]
    assert "plazo 31/01/2026" in lines


def test_an_acuerdo_is_taken_up_once_unless_the_session_that_had_it_was_not_held(committee):
    agreed(held(committee, "2025-12-10", number=1), 1, "2026-01-10")
    listing = held(committee, "2026-01-20", number=2, items=[(Station.REPORTS, DUE_TITLE, False)])
    listing.items.update(description="Acuerdo N° 001-2026-CERX: sin responsable, plazo 10/01/2026.")
    assert due_lines(new_draft(committee)) == ""
    Meeting.objects.filter(pk=listing.pk).update(state=MeetingState.NOT_INSTALLED)
    assert "N° 001-2026" in due_lines(new_draft(committee))


def test_a_point_that_wanted_an_acuerdo_and_was_not_voted_comes_back_and_says_from_where(committee):
    held(committee, "2026-01-20", items=[(Station.ORDER_OF_DAY, "Aprobar el plan de la Mesa de Quinua", True)])
    item = new_draft(committee).items.get(station=Station.ORDER_OF_DAY)
    assert item.title == "Aprobar el plan de la Mesa de Quinua"
    assert item.decision_wanted
    assert "Pendiente de la Sesión Ordinaria N° 001-2026 (20/01/2026)" in item.description


def test_the_whole_agenda_of_a_session_that_could_not_be_installed_is_pending(committee):
    held(
        committee,
        "2026-02-20",
        state=MeetingState.NOT_INSTALLED,
        items=[(Station.ORDER_OF_DAY, "Plan anual", True), (Station.ORDER_OF_DAY, "Exposición de PROMPERÚ", False)],
    )
    assert titles(new_draft(committee), Station.ORDER_OF_DAY) == ["Plan anual", "Exposición de PROMPERÚ"]


def test_ministry_people_are_foreseen_again_and_other_guests_are_not(committee):
    last = held(committee, "2026-01-20")
    last.draft_guests = [
        {"name": "Marta", "institution": "MINCETUR", "email": "m@m.test", "capacity": "mincetur"},
        {"name": "Un experto", "institution": "UNA", "email": "", "capacity": "guest"},
    ]
    last.save()
    assert [guest["name"] for guest in new_draft(committee, template_from=last).draft_guests] == ["Marta"]


def test_an_extraordinary_session_says_why_it_is_called(committee):
    with pytest.raises(Refused) as refusal:
        new_draft(committee, kind=MeetingKind.EXTRAORDINARY, purpose="  ")
    assert refusal.value.ruling.code == "purpose_required"
    assert not Meeting.objects.exists()


@pytest.mark.parametrize("who", ["president", "viewer", "admin", "stranger"])
def test_only_the_secretariat_drafts_a_session(committee, who):
    with pytest.raises(PermissionDenied):
        new_draft(committee, act=Act(getattr(committee, who), NOW))


def test_a_form_that_was_open_while_somebody_else_saved_is_refused_and_changes_nothing(committee):
    meeting = new_draft(committee)
    facts = {
        "meeting_id": meeting.pk,
        "kind": meeting.kind,
        "scheduled_at": meeting.scheduled_at,
        "link": "",
        "purpose": "",
        "governor_invited": True,
    }
    drafts.edit_data(Act(committee.secretary, NOW), **facts, revision=meeting.revision, place="Sala 1")
    with pytest.raises(Refused) as refusal:
        drafts.edit_data(Act(committee.deputy, NOW), **facts, revision=meeting.revision, place="Sala 2")
    assert refusal.value.ruling.code == "stale"
    meeting.refresh_from_db()
    assert meeting.place == "Sala 1"


def test_points_run_station_by_station_whatever_the_order_in_which_they_were_typed(committee):
    meeting = new_draft(committee)
    add = {"meeting_id": meeting.pk, "act": Act(committee.secretary, NOW)}
    drafts.add_item(**add, station=Station.ORDER_OF_DAY, title="Plan anual")
    drafts.add_item(**add, station=Station.DISPATCH, title="Oficio 12")
    items = list(meeting.items.order_by("position"))
    assert [item.position for item in items] == list(range(len(items)))
    assert [Station.values.index(item.station) for item in items] == sorted(
        Station.values.index(item.station) for item in items
    )
    assert titles(meeting, Station.DISPATCH)[-1] == "Oficio 12"


def test_a_point_moves_inside_its_station_and_stays_at_the_edge(committee):
    meeting = new_draft(committee)
    who = {"act": Act(committee.secretary, NOW)}
    first = drafts.add_item(meeting_id=meeting.pk, station=Station.ORDER_OF_DAY, title="Primero", **who)
    drafts.add_item(meeting_id=meeting.pk, station=Station.ORDER_OF_DAY, title="Segundo", **who)
    drafts.move_item(item_id=first.pk, direction="down", **who)
    assert titles(meeting, Station.ORDER_OF_DAY) == ["Segundo", "Primero"]
    drafts.move_item(item_id=first.pk, direction="down", **who)
    assert titles(meeting, Station.ORDER_OF_DAY) == ["Segundo", "Primero"]
    assert titles(meeting)[-1] == "Primero"


def test_an_attachment_that_is_not_what_it_says_leaves_no_point_behind(committee):
    meeting = new_draft(committee)
    before = meeting.items.count()
    with pytest.raises(Refused) as refusal:
        drafts.add_item(
            Act(committee.secretary, NOW),
            meeting_id=meeting.pk,
            station=Station.ORDER_OF_DAY,
            title="Con anexo",
            files=[SimpleUploadedFile("plan.pdf", b"MZ this is a program")],
        )
    assert refusal.value.ruling.code.startswith("bad_upload")
    assert meeting.items.count() == before


def test_an_attachment_is_hung_and_taken_off_while_it_is_a_draft(committee):
    meeting = new_draft(committee)
    who = {"act": Act(committee.secretary, NOW)}
    item = drafts.add_item(
        meeting_id=meeting.pk,
        station=Station.ORDER_OF_DAY,
        title="Con anexo",
        files=[SimpleUploadedFile("plano.png", PNG)],
        **who,
    )
    attached = item.files.get()
    assert attached.upload.name == "plano.png"
    drafts.detach(file_id=attached.pk, **who)
    assert not item.files.exists()


def test_a_convened_session_is_no_longer_a_draft_to_edit(committee):
    meeting = held(committee, "2026-03-20", state=MeetingState.CONVOKED, items=[(Station.REPORTS, "Informe", False)])
    item = meeting.items.get()
    who = {"act": Act(committee.secretary, NOW)}
    for attempt in (
        lambda: drafts.remove_item(item_id=item.pk, **who),
        lambda: drafts.move_item(item_id=item.pk, direction="up", **who),
        lambda: drafts.add_item(meeting_id=meeting.pk, station=Station.REPORTS, title="Otro", **who),
        lambda: drafts.discard(meeting_id=meeting.pk, **who),
        lambda: drafts.set_guests(meeting_id=meeting.pk, guests=[], **who),
    ):
        with pytest.raises(Refused) as refusal:
            attempt()
        assert refusal.value.ruling.code == "wrong_state"
    assert titles(meeting) == ["Informe"]


def test_a_guest_needs_a_name_and_cannot_come_as_a_member(committee):
    meeting = new_draft(committee)
    for guest, code in (
        (GuestData(name=" ", institution="UNA Puno"), "guest_without_name"),
        (GuestData(name="Alguien", capacity=Capacity.MEMBER), "bad_capacity"),
    ):
        with pytest.raises(Refused) as refusal:
            drafts.set_guests(Act(committee.secretary, NOW), meeting_id=meeting.pk, guests=[guest])
        assert refusal.value.ruling.code == code


def test_a_discarded_draft_is_kept_and_no_longer_listed(committee):
    meeting = new_draft(committee)
    drafts.discard(Act(committee.secretary, NOW), meeting_id=meeting.pk)
    meeting.refresh_from_db()
    assert meeting.state == MeetingState.CANCELLED
    assert meeting.items.exists()


def test_the_election_of_the_president_is_on_the_agenda_of_a_session_after_the_term(committee):
    """The president's term ends on 3 March 2027."""
    last_day = new_draft(
        committee, scheduled_at=lima("2027-03-03 10:00"), act=Act(committee.secretary, lima("2027-02-20"))
    )
    assert not last_day.items.filter(title=ELECTION_TITLE).exists()
    after = new_draft(
        committee, scheduled_at=lima("2027-03-04 10:00"), act=Act(committee.secretary, lima("2027-02-20"))
    )
    item = after.items.get(title=ELECTION_TITLE)
    assert (item.station, item.decision_wanted) == (Station.ORDER_OF_DAY, True)


def test_an_election_left_pending_is_not_proposed_twice(committee):
    held(committee, "2027-03-10", items=[(Station.ORDER_OF_DAY, ELECTION_TITLE, True)])
    draft = new_draft(
        committee, scheduled_at=lima("2027-03-30 10:00"), act=Act(committee.secretary, lima("2027-03-15"))
    )
    assert draft.items.filter(title=ELECTION_TITLE).count() == 1
