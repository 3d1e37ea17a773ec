"""The Assembly decides on an expediente, and what that brings about (Art. 7, 11, 13)."""

import re
from dataclasses import replace
from datetime import date

import pytest
from django.urls import reverse

from admissions import services
from admissions.models import Application, ApplicationMail
from audit.acts import Act
from members.enums import EntryBasis, SeatRole
from members.models import Institution, InstitutionTheme, SeatHolding, Theme
from members.selectors import members_on
from members.services import PaperData, PersonData, accredit
from norms.wording import explain
from regulation.refusal import Refused
from sessions_app.models import AgendaItem, Meeting, Motion
from sessions_app.player import option_of, votes_by_option
from sessions_app.services import agenda, convening, drafts, voting
from tests.admissions.conftest import DATA, RUC, a_file
from tests.conftest import PRIVATE_SEAT, client_of, lima
from tests.mesa import found


def code_of(call, *args, **kwargs) -> str:
    with pytest.raises(Refused) as info:
        call(*args, **kwargs)
    return info.value.ruling.code


# --- The agenda ----------------------------------------------------------------------------------------------------
def test_its_point_is_on_the_draft_and_carries_its_subject(office) -> None:
    application, draft = office.evaluate(office.present()), office.draft()
    application = office.put(application, draft)
    item = AgendaItem.objects.get(pk=application.item_id)
    assert application.state == "on_agenda"
    assert (item.meeting_id, item.subject, item.decision_wanted) == (draft.pk, application.subject, True)
    assert "COOVALLE" not in item.title
    assert item.title == f"Solicitud de incorporación de {application.name}"


def test_a_convened_agenda_takes_no_more_points(office) -> None:
    application, draft = office.evaluate(office.present()), office.draft()
    office.put(office.evaluate(office.other()), draft)
    office.convene(draft)
    common = {"application_id": application.pk, "act": Act(office.committee.secretary, lima("2026-11-11"))}
    assert code_of(services.put_on_agenda, **common, meeting_id=draft.pk) == "wrong_state"
    application.refresh_from_db()
    assert application.state == "evaluated"


def test_a_point_that_the_assembly_added_in_session_may_be_its_point(office) -> None:
    waiting = office.evaluate(office.other())
    application, meeting = office.ready()
    by = office.committee.secretary
    _, item, _ = agenda.propose_item(
        Act(by, lima("2026-11-20 10:10")),
        meeting_id=meeting.pk,
        title="Incorporación de la asociación",
        votes_for=18,
        against=0,
    )
    common = {"act": Act(by, lima("2026-11-20 10:12"))}
    convened_point = application.item_id
    assert (
        code_of(services.put_on_agenda, application_id=waiting.pk, item_id=convened_point, **common) == "not_its_item"
    )
    waiting = services.put_on_agenda(application_id=waiting.pk, item_id=item.pk, **common)
    assert (waiting.state, waiting.item_id) == ("on_agenda", item.pk)
    office.count(office.ask(waiting))
    office.close(meeting)
    waiting.refresh_from_db()
    assert waiting.state == "admitted"


def test_taking_the_point_out_of_the_draft_from_either_page_leaves_it_evaluated(office) -> None:
    by, at = office.committee.secretary, lima("2026-11-09 11:00")
    application, draft = office.put(office.evaluate(office.present()), office.draft()), Meeting.objects.get()
    application = services.take_off_agenda(Act(by, at), application_id=application.pk)
    assert (application.state, application.item_id, draft.items.exclude(subject="").count()) == ("evaluated", None, 0)
    application = office.put(application, draft)
    drafts.remove_item(Act(by, at), item_id=application.item_id)
    application.refresh_from_db()
    assert (application.state, application.item_id) == ("evaluated", None)


@pytest.mark.parametrize("how", ["discard", "cancel"])
def test_a_session_that_will_not_be_held_gives_it_back(office, how) -> None:
    by, draft = office.committee.secretary, office.draft()
    application = office.put(office.evaluate(office.present()), draft)
    if how == "discard":
        drafts.discard(Act(by, lima("2026-11-09 12:00")), meeting_id=draft.pk)
    else:
        office.convene(draft)
        convening.cancel(Act(by, lima("2026-11-11 12:00")), meeting_id=draft.pk, reason="Paro")
    application.refresh_from_db()
    assert (application.state, application.item_id) == ("evaluated", None)
    assert office.put(application, office.draft("2026-12-10", "2026-11-25")).state == "on_agenda"


def test_a_rescheduled_session_takes_it_along(office) -> None:
    by, draft = office.committee.secretary, office.draft()
    application = office.put(office.evaluate(office.present()), draft)
    office.convene(draft)
    new = convening.reschedule(
        Act(by, lima("2026-11-12")), meeting_id=draft.pk, new_scheduled_at=lima("2026-12-10 10:00"), reason="Paro"
    )
    application.refresh_from_db()
    assert application.state == "on_agenda"
    assert application.item.meeting_id == new.pk
    assert application.item.subject == application.subject


@pytest.mark.parametrize("installed", [True, False])
def test_what_a_session_left_undecided_is_on_the_next_draft(office, installed) -> None:
    draft = office.draft()
    application = office.put(office.evaluate(office.present()), draft)
    office.convene(draft)
    meeting = office.install(draft, present=18 if installed else 4)
    office.close(meeting)
    application.refresh_from_db()
    assert application.state == "on_agenda"
    following = office.draft("2026-12-10", "2026-11-25")
    application.refresh_from_db()
    assert application.item.meeting_id == following.pk
    twin = office.draft("2026-12-17", "2026-11-25 10:00")  # it waits on one agenda only
    assert twin.items.filter(subject=application.subject).count() == 0


def test_after_a_session_that_did_not_vote_it_the_office_may_take_it_off(office) -> None:
    by = office.committee.secretary
    application, meeting = office.ready()
    at = lima("2026-11-20 10:30")
    assert code_of(services.take_off_agenda, Act(by, at), application_id=application.pk) == "agenda_convened"
    office.close(meeting)
    assert services.take_off_agenda(Act(by, lima("2026-11-21")), application_id=application.pk).state == "evaluated"


# --- The vote ------------------------------------------------------------------------------------------------------
def test_the_vote_admits_when_the_session_closes_and_not_before(office) -> None:
    application, meeting = office.ready()
    motion = office.count(office.ask(application))
    application.refresh_from_db()
    assert (motion.state, application.state) == ("approved", "on_agenda")
    office.close(meeting)
    application.refresh_from_db()
    assert application.state == "admitted"
    assert application.instrument == motion.acuerdo.instrument
    holding = SeatHolding.objects.get(seat=application.seat)
    assert (holding.seat.number, holding.basis, holding.starts_on) == (24, EntryBasis.ADMISSION, date(2026, 11, 20))
    assert holding.institution == application.institution
    assert (application.institution.ruc, application.institution.sector) == (RUC, "private")
    mail = ApplicationMail.objects.get(step__act="admit")
    assert "15 a favor, 2 en contra y 1 abstención, de 18 votantes" in mail.step.text


def counts_from(office, application: Application) -> str:
    """What the page of the expediente says, without the chip of the article."""
    page = client_of(office.committee.secretary).get(reverse("admissions:detail", args=[application.pk]))
    said = re.search(r"<dt>Cuenta desde</dt><dd>(.*?)</dd>", page.content.decode(), re.DOTALL)
    assert said is not None
    return " ".join(re.sub(r"<[^>]*>", "", said[1].split("<button")[0].split('<a class="article')[0]).split())


def test_it_is_a_member_from_the_acuerdo_on_and_counts_in_the_sessions_convened_after_it(office) -> None:
    before = office.draft("2026-12-03", "2026-11-18")
    drafts.add_item(
        Act(office.committee.secretary, lima("2026-11-18")),
        meeting_id=before.pk,
        station="order_of_day",
        title="Otro asunto",
    )
    office.convene(before, "2026-11-19 09:00")
    application = office.admitted()
    assert counts_from(office, application) == "la próxima sesión que se convoque"
    assert [len(members_on(office.committee.body, date(2026, 11, day))) for day in (19, 20)] == [23, 24]
    after = office.draft("2026-12-10", "2026-11-25")
    office.convene(after, "2026-11-26 09:00")
    after.refresh_from_db()
    assert counts_from(office, application) == f"{after}, del 10/12/2026"
    bases = [meeting.roll.filter(in_base=True).count() for meeting in (before, after)]
    assert bases == [23, 24]
    office.install(before)
    assert before.roll.filter(in_base=True).count() == 23


def test_a_lost_vote_denies_and_says_the_arithmetic(office) -> None:
    application, meeting = office.ready()
    office.count(office.ask(application), (9, 8, 1))
    office.close(meeting)
    application.refresh_from_db()
    assert (application.state, application.seat) == ("denied", None)
    assert "9 a favor, 8 en contra y 1 abstención, de 18 votantes; se requerían 10" in application.steps.last().text
    assert not SeatHolding.objects.filter(institution__ruc=RUC).exists()


def test_a_tie_that_nobody_decided_does_not_admit_and_the_casting_vote_does(office) -> None:
    application, meeting = office.ready()
    motion = office.count(office.ask(application), (9, 9, 0))
    voting.cast_deciding_vote(
        Act(office.committee.secretary, lima("2026-11-20 10:30")),
        motion_id=motion.pk,
        option_id=option_of(motion, "for"),
    )
    office.close(meeting)
    application.refresh_from_db()
    assert application.state == "admitted"
    assert "Hubo empate; quien presidía emitió su voto dirimente a favor." in application.steps.last().text


def test_a_casting_vote_against_is_a_denial_that_names_it(office) -> None:
    application, meeting = office.ready()
    motion = office.count(office.ask(application), (9, 9, 0))
    voting.cast_deciding_vote(
        Act(office.committee.secretary, lima("2026-11-20 10:30")),
        motion_id=motion.pk,
        option_id=option_of(motion, "against"),
    )
    office.close(meeting)
    application.refresh_from_db()
    assert application.state == "denied"
    assert "voto dirimente en contra." in application.steps.last().text


def test_a_lapsed_tie_is_a_denial(office) -> None:
    application, meeting = office.ready()
    office.count(office.ask(application), (9, 9, 0))
    office.close(meeting)
    application.refresh_from_db()
    assert application.state == "denied"
    assert "Hubo empate y nadie lo resolvió antes de cerrar la sesión." in application.steps.last().text


def test_a_vote_annulled_in_time_is_voted_again_and_only_the_one_that_stands_counts(office) -> None:
    application, meeting = office.ready()
    wrong = office.count(office.ask(application), (2, 15, 1))
    voting.annul_motion(
        Act(office.committee.secretary, lima("2026-11-20 10:30")), motion_id=wrong.pk, reason="Al revés"
    )
    again = office.ask(application, lima("2026-11-20 10:31"))
    voting.close_motion(
        Act(office.committee.secretary, lima("2026-11-20 10:33")),
        motion_id=again.pk,
        votes=votes_by_option(again, {"for": 15, "against": 2, "abstain": 1}),
    )
    office.close(meeting)
    application.refresh_from_db()
    assert (application.state, application.motion_id) == ("admitted", again.pk)


def test_once_in_effect_the_vote_is_not_annulled(office) -> None:
    application = office.admitted()
    got = code_of(
        voting.annul_motion,
        Act(office.committee.secretary, lima("2026-11-20 12:00")),
        motion_id=application.motion_id,
        reason="Error",
    )
    assert got == "already_decided"


def test_the_vote_is_taken_on_its_own_point_and_once(office) -> None:
    application, meeting = office.ready()
    other = meeting.items.exclude(subject=application.subject).first()
    with pytest.raises(Refused) as info:
        office.ask(application, item_id=other.pk)
    assert info.value.ruling.code == "not_its_item"
    with pytest.raises(Refused) as info:
        office.ask(application, purpose="decision")
    assert info.value.ruling.code == "not_its_item"
    office.count(office.ask(application))
    with pytest.raises(Refused) as info:
        office.ask(application, lima("2026-11-20 10:40"), ref="OTRA")
    assert info.value.ruling.code == "already_voted"


def test_who_became_a_member_meanwhile_is_not_voted(office) -> None:
    application, _ = office.ready()
    Institution.objects.filter(pk=office.committee.institution(PRIVATE_SEAT).pk).update(ruc=RUC)
    with pytest.raises(Refused) as info:
        office.ask(application)
    assert info.value.ruling.code == "already_member"


def test_who_became_a_member_after_the_vote_is_denied_and_the_session_closes(office) -> None:
    application, meeting = office.ready()
    office.count(office.ask(application))
    Institution.objects.filter(pk=office.committee.institution(PRIVATE_SEAT).pk).update(ruc=RUC)
    office.close(meeting)
    application.refresh_from_db()
    assert application.state == "denied"
    assert "No tuvo efecto" in application.steps.last().text


def test_who_desisted_is_not_voted_and_who_was_voted_does_not_desist(office) -> None:
    application, _ = office.ready()
    motion = office.ask(application)
    assert code_of(services.desist, Act(None, lima("2026-11-20 10:21")), application_id=application.pk, reason="") == (
        "voted_already"
    )
    voting.annul_motion(Act(office.committee.secretary, lima("2026-11-20 10:22")), motion_id=motion.pk, reason="x")
    services.desist(Act(None, lima("2026-11-20 10:23")), application_id=application.pk, reason="")
    with pytest.raises(Refused) as info:
        office.ask(application, lima("2026-11-20 10:24"))
    assert info.value.ruling.code == "not_on_agenda"


def test_an_approved_admission_without_its_acuerdo_is_refused_and_never_a_denial(office) -> None:
    application, meeting = office.ready()
    motion = office.ask(application)
    Motion.objects.filter(pk=motion.pk).update(makes_acuerdo=False)
    office.count(motion)
    with pytest.raises(Refused) as info:
        office.close(meeting)
    assert info.value.ruling.code == "acuerdo_missing"
    assert "Admitir a" in explain(info.value.ruling)
    motion.refresh_from_db()
    with pytest.raises(Refused) as info:
        services.settle_admission(
            Act(office.committee.secretary, lima("2026-11-20 12:00")),
            application_id=application.pk,
            motion=motion,
            instrument=None,
        )
    assert info.value.ruling.code == "acuerdo_missing"
    application.refresh_from_db()
    assert application.state == "on_agenda"


def test_settling_twice_seats_once(office) -> None:
    application = office.admitted()
    services.settle_admission(
        Act(office.committee.secretary, lima("2026-11-20 12:00")),
        application_id=application.pk,
        motion=application.motion,
        instrument=application.instrument,
    )
    assert SeatHolding.objects.filter(institution=application.institution).count() == 1
    assert ApplicationMail.objects.filter(step__act="admit").count() == 1


# --- Who it becomes in the directory -------------------------------------------------------------------------------
def test_an_institution_of_the_directory_is_found_by_its_ruc_and_keeps_what_it_had(office) -> None:
    known = Institution.objects.create(name="COOVALLE", ruc=RUC, notes="Feria 2024", city="Cabana", kind="exporter")
    InstitutionTheme.objects.create(institution=known, theme=Theme.objects.create(name="quinua"))
    application = office.admitted()
    assert application.institution_id == known.pk
    known.refresh_from_db()
    assert (known.name, known.notes, known.city) == (application.name, "Feria 2024", "Cabana")
    assert [theme.name for theme in known.themes.all()] == ["quinua"]
    assert known.sector == "private"


def test_an_address_abroad_does_not_keep_the_district_it_had_in_peru(office) -> None:
    known = Institution.objects.create(name="COOVALLE", ruc=RUC, ubigeo="210101")
    application, meeting = office.ready(office.present(country="BO", ubigeo=""))
    office.count(office.ask(application))
    office.close(meeting)
    known.refresh_from_db()
    assert (str(known.country), known.ubigeo) == ("BO", "")


def test_a_former_member_comes_back_with_its_record_and_its_name(office) -> None:
    committee = office.committee
    former = committee.institution(PRIVATE_SEAT)
    Institution.objects.filter(pk=former.pk).update(ruc=RUC)
    SeatHolding.objects.filter(institution=former).update(ends_before=date(2026, 1, 1), end_basis="withdrawal")
    application = office.admitted()
    assert application.institution_id == former.pk
    assert application.institution.name == former.name
    assert application.seat.number == 24


def test_a_namesake_with_another_ruc_is_another_institution(office) -> None:
    other = Institution.objects.create(name="Cooperativa Agraria Valle Hermoso Ltda.", ruc="20888888889")
    assert office.admitted().institution_id != other.pk


def test_a_mesa_gets_its_member_by_the_vote_of_the_assembly(office) -> None:
    committee = office.committee
    mesa = found(committee, (3, 17, 19))
    member = committee.institution(PRIVATE_SEAT)
    application = services.submit(
        Act(None, lima("2026-10-05")),
        body_id=mesa.pk,
        data=replace(DATA, name=member.name, ruc=""),
        code="AAAA-AAAA-AAAA-AAAA",
        consent=True,
        files=[a_file()],
    )
    application, meeting = office.ready(application)
    office.count(office.ask(application))
    office.close(meeting)
    application.refresh_from_db()
    assert application.state == "admitted"
    assert (application.seat.body, application.seat.number) == (mesa, 4)
    assert [row.institution for row in members_on(mesa, date(2026, 11, 20))][3:] == [member]
    assert application.institution == member
    assert len(members_on(committee.body, date(2026, 11, 20))) == 23


# --- Its people ----------------------------------------------------------------------------------------------------
def test_its_titular_ends_the_expediente(office) -> None:
    application, by = office.admitted(), office.committee.secretary
    at = lima("2026-11-23 10:00")
    assert code_of(services.settle_accreditation, Act(by, at), application_id=application.pk) == "no_titular"
    accredit(
        Act(by, at),
        seat_id=application.seat_id,
        role=SeatRole.TITULAR,
        person=PersonData(full_name="Rosa Chambi Quispe", email="rosa@coovalle.test"),
        paper=PaperData(kind="oficio", number="1", date=date(2026, 11, 22), issuer="COOVALLE"),
        starts_on=date(2026, 11, 23),
    )
    done = services.settle_accreditation(Act(None, at), application_id=application.pk)
    assert done.state == "accredited"
    page = client_of(None).get(reverse("admissions:follow_code", args=[done.code])).content.decode()
    assert "El trámite terminó: no tiene que hacer nada más." in page
    assert "Rosa Chambi Quispe" in done.steps.last().text


def test_two_institutions_admitted_in_one_session_have_each_its_seat(office) -> None:
    first, second = office.evaluate(office.present()), office.evaluate(office.other())
    meeting = office.draft()
    first, second = office.put(first, meeting), office.put(second, meeting)
    office.convene(meeting)
    office.install(meeting)
    office.count(office.ask(first))
    motion = office.ask(second, lima("2026-11-20 10:30"))
    voting.close_motion(
        Act(office.committee.secretary, lima("2026-11-20 10:33")),
        motion_id=motion.pk,
        votes=votes_by_option(motion, {"for": 18, "against": 0, "abstain": 0}),
    )
    office.close(meeting)
    seats = sorted(Application.objects.values_list("seat__number", flat=True))
    assert seats == [24, 25]
