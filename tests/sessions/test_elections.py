"""The Assembly elects its president: rounds, a tie, lots, and what it brings about when the session closes (Art. 8; CCR 25)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from audit.acts import Act
from audit.models import Event
from members.enums import Office, Role, TermEnd
from members.models import Accreditation, Term
from members.selectors import officer_on, roles_of
from members.services import PaperData, end_term
from norms.wording import explain
from regulation.refusal import Refused
from sessions_app.enums import MotionForm, MotionState
from sessions_app.models import Acuerdo, Motion, MotionOption
from sessions_app.selectors import papers
from sessions_app.selectors.ballots import kind_of, votes_of
from sessions_app.services import acta, closing, elections, roll, voting
from tests.conftest import ELECTED, OTHER_PRIVATE_SEAT, PRESIDENTS_SEAT, Committee, lima, suspend

from .story import DAY, Story, acta_of, in_session

pytestmark = pytest.mark.django_db
TODAY = date.fromisoformat(DAY)


def vacate(committee: Committee) -> None:
    """The president resigned before the session: the Assembly has somebody to elect."""
    end_term(
        Act(committee.secretary, lima("2026-11-16 09:00")),
        term_id=Term.objects.get(office=Office.PRESIDENT, ended_on=None).pk,
        last_day=date(2026, 11, 15),
        basis=TermEnd.RESIGNATION,
        paper=PaperData("carta", "1-2026", date(2026, 11, 12), "Quien presidía"),
    )


def conduct(story: Story) -> None:
    """Without a president the Assembly chose who conducts."""
    roll.designate_chair(
        Act(story.committee.secretary, story.hour("10:13")),
        meeting_id=story.meeting.pk,
        entry_id=story.entry(2).pk,
        role="titular",
    )


def electing(committee: Committee) -> Story:
    """Installed with 18 of 23 and nobody in the presidency: the Assembly chose who conducts."""
    vacate(committee)
    story = in_session(committee)
    conduct(story)
    return story


@pytest.fixture
def story(electing_story: Story) -> Story:
    return electing_story


def standing(committee: Committee, *seats: int | tuple[int, str]) -> list[int]:
    """Keys of the accreditations of these seats' titulares, or of (seat, role)."""
    pairs = [seat if isinstance(seat, tuple) else (seat, "titular") for seat in seats]
    return [Accreditation.objects.get(seat=committee.seats[n], role=role, ends_before=None).pk for n, role in pairs]


def propose(story: Story, *seats: Any, at: str = "10:30", form: str = MotionForm.SIMPLE, ref: str = "E1") -> Motion:
    return elections.open_election(
        Act(story.committee.secretary, story.hour(at)),
        meeting_id=story.meeting.pk,
        ref=ref,
        candidates=standing(story.committee, *seats),
        form=form,
        item_id=story.items["fair"].pk,
    )


def options(motion: Motion) -> list[MotionOption]:
    """The candidates in order, and the blank last."""
    return list(motion.options.all())


def count(story: Story, motion: Motion, *votes: int, at: str = "10:40", **more: Any) -> Motion:
    """Votes in the order of the options; what is not said is none."""
    pairs = zip(options(motion), [*votes, *[0] * len(options(motion))], strict=False)
    return voting.close_motion(
        Act(story.committee.secretary, story.hour(at)),
        motion_id=motion.pk,
        votes={option.pk: votes for option, votes in pairs},
        **more,
    )


def second(
    story: Story, motion: Motion, *, at: str = "10:45", form: str = MotionForm.SIMPLE, ref: str = "E2"
) -> Motion:
    return elections.open_second_round(
        Act(story.committee.secretary, story.hour(at)), motion_id=motion.pk, ref=ref, form=form
    )


def draw(story: Story, motion: Motion, place: int, *, at: str = "11:00", **more: Any) -> Motion:
    act = Act(more.pop("by", story.committee.secretary), story.hour(at))
    given = {"note": "Dos papeletas en una bolsa, ante los presentes"} | more
    return elections.draw_lots(act, motion_id=motion.pk, option_id=options(motion)[place].pk, **given)


def close(story: Story, at: str = "12:00") -> None:
    closing.close(Act(story.committee.secretary, story.hour(at)), meeting_id=story.meeting.pk)
    story.meeting.refresh_from_db()


def code_of(act: Callable[[], Any]) -> str:
    with pytest.raises(Refused) as refused, transaction.atomic():
        act()
    assert explain(refused.value.ruling)
    return refused.value.ruling.code


def president(committee: Committee, on: date = TODAY) -> Term | None:
    return officer_on(committee.body, Office.PRESIDENT, on)


# --- Who stands ----------------------------------------------------------------------------------------------------
def test_the_ballot_names_the_candidates_and_the_blank_and_freezes_who_votes(story) -> None:
    motion = propose(story, 17, 16, (18, "alternate"))
    labels = [option.label for option in options(motion)]
    assert labels == [
        "Titular 16 Quispe (Institución 16)",
        "Titular 17 Quispe (Institución 17)",
        "Alterno 18 Quispe (Institución 18)",
        "Abstención o voto en blanco",
    ]
    assert [option.sense for option in options(motion)] == ["", "", "", "abstain"]
    assert motion.voters.filter(impeded=False).count() == 18
    assert (motion.purpose, motion.round_number, motion.makes_acuerdo) == ("election", 1, True)


def test_only_who_may_preside_stands_and_it_is_said_why_not(story) -> None:
    suspend(story.committee.seats[18], starts_on=date(2026, 11, 1), reason="x")
    for seat, code in ((5, "not_private"), (23, "not_private"), (18, "suspended")):
        assert code_of(lambda seat=seat: propose(story, 16, seat)) == code
    assert code_of(lambda: propose(story)) == "no_candidates"
    gone = standing(story.committee, 20)[0]
    Accreditation.objects.filter(pk=gone).update(ends_before=date(2026, 11, 1))
    refused = code_of(
        lambda: elections.open_election(
            Act(story.committee.secretary, story.hour("10:30")),
            meeting_id=story.meeting.pk,
            ref="E1",
            candidates=[gone],
            form="simple",
        )
    )
    assert refused == "not_member"
    assert not Motion.objects.filter(meeting=story.meeting).exists()


def test_while_a_term_runs_nobody_is_elected(committee) -> None:
    story = in_session(committee)
    assert code_of(lambda: propose(story, 17)) == "term_running"


def test_whoever_has_presided_twice_in_a_row_does_not_stand(committee) -> None:
    paper = Term.objects.first().instrument
    Term.objects.create(
        body=committee.body,
        person=committee.person(PRESIDENTS_SEAT),
        seat=committee.seats[PRESIDENTS_SEAT],
        office=Office.PRESIDENT,
        instrument=paper,
        starts_on=date(2023, 3, 3),
        ends_before=date(2025, 3, 4),
        ended_on=ELECTED,
        ended_reason="Término del mandato",
    )
    story = electing(committee)
    assert code_of(lambda: propose(story, 16)) == "term_limit"
    assert propose(story, 17).state == MotionState.OPEN


def test_one_election_at_a_time_and_only_the_office_opens_it(story) -> None:
    committee = story.committee
    with pytest.raises(PermissionDenied):
        elections.open_election(
            Act(committee.titular(PRESIDENTS_SEAT), story.hour("10:30")),
            meeting_id=story.meeting.pk,
            ref="E1",
            candidates=standing(committee, 16),
            form="simple",
        )
    first = propose(story, 16, 17)
    assert code_of(lambda: propose(story, 16, 17, ref="E9")) == "vote_open"
    count(story, first, 10, 5)
    assert code_of(lambda: propose(story, 16, 17, at="10:50", ref="E9")) == "election_stands"


def test_without_quorum_nobody_is_elected(story) -> None:
    motion = propose(story, 16, 17)
    for number in (1, 2, 3):
        story.leave(number, "10:35")
    assert code_of(lambda: count(story, motion, 10, 5)) == "no_quorum"
    assert code_of(lambda: propose(story, 16, at="10:50", ref="E9")) == "no_quorum"


# --- The counts ----------------------------------------------------------------------------------------------------
def test_the_one_with_most_votes_is_elected_and_the_arithmetic_is_kept(story) -> None:
    motion = count(story, propose(story, 16, 17, 18), 5, 8, 3, 1)
    assert (motion.state, motion.elected.label) == (MotionState.APPROVED, "Titular 17 Quispe (Institución 17)")
    assert motion.get_state_display() == "Presidencia elegida"
    facts = motion.ruling.facts
    assert (facts["top"], facts["voters"], facts["abstain"], facts["not_voting"]) == (8, 18, 1, 1)
    assert [option.votes for option in options(motion)] == [5, 8, 3, 1]
    assert explain(kind_of(motion).judge(motion, votes_of(motion))) == (
        "Art. 13: gana la elección Titular 17 Quispe (Institución 17), con 8 votos de 18 votantes."
    )


def test_more_votes_than_voters_are_refused_and_the_election_stays_open(story) -> None:
    motion = propose(story, 16, 17)
    assert code_of(lambda: count(story, motion, 10, 8, 1)) == "counts_exceed_voters"
    assert code_of(lambda: count(story, motion, -1, 8)) == "counts_missing"
    assert code_of(lambda: voting.close_motion(
        Act(story.committee.secretary, story.hour("10:40")), motion_id=motion.pk)) == "counts_missing"  # fmt: skip
    motion.refresh_from_db()
    assert motion.state == MotionState.OPEN


def test_one_candidate_is_elected_by_those_who_want_them_and_by_nobody_otherwise(story) -> None:
    alone = propose(story, 17)
    nobody = count(story, alone, 0, 12)
    assert (nobody.state, nobody.elected, nobody.ruling.code) == (MotionState.REJECTED, None, "no_votes")
    assert nobody.get_state_display() == "Nadie resultó elegido"
    again = count(story, propose(story, 17, at="10:50", ref="E9"), 7, 11, at="10:55")
    assert again.elected.person == story.committee.person(OTHER_PRIVATE_SEAT)


def test_by_name_each_institution_says_whom_it_wants_and_may_correct_it_while_open(story) -> None:
    by, at = story.committee.secretary, story.hour("10:35")
    motion = propose(story, 16, 17, form=MotionForm.NOMINAL)
    rosa, juan, blank = options(motion)
    for number, option in ((1, rosa), (2, rosa), (3, juan), (4, blank)):
        voting.record_ballot(Act(by, at), motion_id=motion.pk, entry_id=story.entry(number).pk, option_id=option.pk)
    assert code_of(
        lambda: voting.record_ballot(
            Act(by, at), motion_id=motion.pk, entry_id=story.entry(1).pk, option_id=juan.pk)
    ) == "already_voted"  # fmt: skip
    voting.change_ballot(Act(by, at), motion_id=motion.pk, entry_id=story.entry(2).pk, option_id=juan.pk)
    closed = voting.close_motion(Act(by, story.hour("10:40")), motion_id=motion.pk)
    assert (closed.elected.pk, [o.votes for o in options(closed)]) == (juan.pk, [1, 2, 1])
    shown = Event.objects.get(action="ballot.changed", stream=story.meeting.stream).data
    assert (shown["before"], shown["sense"]) == (rosa.label, juan.label)


def test_in_secret_it_is_known_who_took_part_and_nothing_that_joins_them_to_a_candidate(story) -> None:
    motion = propose(story, 16, 17, form=MotionForm.SECRET)
    voters = list(motion.voters.values_list("entry_id", flat=True))
    assert code_of(lambda: count(story, motion, 9, 6, 1, took_part=voters[:17])) == "counts_differ"
    closed = count(story, motion, 9, 6, 2, took_part=voters[:17])
    assert closed.voters.filter(took_part=True).count() == 17
    assert not closed.ballots.exists()


def test_a_question_is_not_closed_as_an_election_nor_an_election_as_a_question(story) -> None:
    by = story.committee.secretary
    first = propose(story, 16, 17)
    runoff = second(story, count(story, first, 9, 9))
    assert code_of(
        lambda: voting.close_motion(
            Act(by, story.hour("10:50")), motion_id=runoff.pk, votes={option.pk: 6 for option in options(first)})
    ) == "counts_missing"  # fmt: skip
    tied = count(story, runoff, 9, 9, at="10:50")
    question = story.count(story.ask("M1", "Aprobar", "report", "11:05"), 9, 9, 0, "11:06")
    answer, blank = options(question)[0], options(tied)[-1]
    for motion, option in ((tied, answer), (tied, blank), (question, options(question)[-1]), (question, blank)):
        with pytest.raises(Http404):
            voting.cast_deciding_vote(Act(by, story.hour("11:10")), motion_id=motion.pk, option_id=option.pk)
    for motion, option in ((question, answer), (tied, answer), (tied, blank)):
        with pytest.raises(Http404):
            elections.draw_lots(Act(by, story.hour("11:10")), motion_id=motion.pk, option_id=option.pk, note="x")
    with pytest.raises(ValueError, match="election"):
        story.ask("M2", "Elegir", "report", "11:15", purpose="election")


# --- Ties ----------------------------------------------------------------------------------------------------------
def test_a_tie_goes_to_a_second_round_between_the_tied_and_then_to_lots(story) -> None:
    first = count(story, propose(story, 16, 17, 18), 7, 4, 7)
    assert (first.state, first.ruling.code) == (MotionState.RUNOFF, "second_round")
    assert code_of(lambda: draw(story, first, 0)) == "wrong_state"
    runoff = second(story, first)
    assert (runoff.round_number, runoff.previous_round, runoff.item) == (2, first, first.item)
    assert [option.label for option in options(runoff)[:-1]] == [
        "Titular 16 Quispe (Institución 16)",
        "Titular 18 Quispe (Institución 18)",
    ]
    tied = count(story, runoff, 9, 9, at="10:50")
    assert (tied.state, tied.ruling.code) == (MotionState.TIED, "draw_lots")
    decided = draw(story, tied, 1)
    assert (decided.state, decided.elected.person) == (MotionState.APPROVED, story.committee.person(18))
    assert (decided.lots_by, decided.ruling.facts["by"]) == (story.committee.secretary, "lots")


def test_lots_are_drawn_once_among_the_tied_with_their_story(story) -> None:
    tied = count(story, second(story, count(story, propose(story, 16, 17, 18), 6, 6, 6)), 7, 7, 4, at="10:50")
    assert tied.state == MotionState.TIED
    assert code_of(lambda: draw(story, tied, 2)) == "not_among_tied"
    assert code_of(lambda: draw(story, tied, 0, note=" ")) == "lots_note_required"
    assert code_of(lambda: draw(story, tied, 0, at="10:40")) == "time_out_of_range"
    with pytest.raises(PermissionDenied):
        draw(story, tied, 0, by=story.committee.titular(1))
    draw(story, tied, 0)
    assert code_of(lambda: draw(story, tied, 1)) == "wrong_state"


def test_the_second_round_is_opened_once_and_only_after_a_tie(story) -> None:
    first = count(story, propose(story, 16, 17), 9, 9)
    runoff = second(story, first)
    assert code_of(lambda: second(story, first, ref="E3")) == "already_voted"
    done = count(story, runoff, 10, 8, at="10:50")
    assert done.state == MotionState.APPROVED
    assert code_of(lambda: second(story, done, ref="E3", at="10:55")) == "wrong_state"


def with_casting_vote(story: Story) -> None:
    version = story.meeting.regulation_version
    version.parameters = {"election_tie": "casting_vote"}
    version.save()


def test_where_the_regulation_says_so_the_chair_decides_the_tie_between_candidates(story) -> None:
    with_casting_vote(story)
    committee = story.committee
    tied = count(story, propose(story, 16, 17, 18), 8, 8, 1)
    assert (tied.state, tied.ruling.code) == (MotionState.TIED, "casting_needed")
    chair = story.meeting.chairs.get(until_at=None)

    def cast(place: int, by=committee.secretary) -> Motion:
        return voting.cast_deciding_vote(
            Act(by, story.hour("10:50")), motion_id=tied.pk, option_id=options(tied)[place].pk
        )

    assert code_of(lambda: draw(story, tied, 0)) == "not_entitled"
    assert code_of(lambda: cast(2)) == "not_among_tied"
    with pytest.raises(PermissionDenied):
        cast(0, by=committee.titular(1) if chair.name != committee.titular(1).full_name else committee.titular(2))
    decided = cast(1)
    assert (decided.elected.person, decided.casting_name) == (committee.person(OTHER_PRIVATE_SEAT), chair.name)
    close(story)
    assert f"con el voto dirimente de {chair.name}" in Acuerdo.objects.get(meeting=story.meeting).text


def test_where_lots_decide_there_is_no_casting_vote(story) -> None:
    tied = count(story, second(story, count(story, propose(story, 16, 17), 9, 9)), 9, 9, at="10:50")
    assert code_of(
        lambda: voting.cast_deciding_vote(
            Act(story.committee.secretary, story.hour("10:55")), motion_id=tied.pk, option_id=options(tied)[0].pk)
    ) == "not_entitled"  # fmt: skip


# --- Annulling -----------------------------------------------------------------------------------------------------
def annul(story: Story, motion: Motion, at: str = "11:10") -> Motion:
    return voting.annul_motion(
        Act(story.committee.secretary, story.hour(at)), motion_id=motion.pk, reason="Se contó mal"
    )


def test_a_round_is_annulled_from_the_last_one_back_and_held_again(story) -> None:
    first = count(story, propose(story, 16, 17), 9, 9)
    runoff = count(story, second(story, first), 10, 8, at="10:50")
    assert code_of(lambda: annul(story, first)) == "next_round_stands"
    annul(story, runoff)
    again = count(story, second(story, first, at="11:15", ref="E2"), 8, 10, at="11:20")
    assert (again.previous_round, again.elected.person) == (first, story.committee.person(OTHER_PRIVATE_SEAT))
    annul(story, again, at="11:25")
    annul(story, first, at="11:26")
    fresh = count(story, propose(story, 16, 18, at="11:30"), 11, 7, at="11:35")
    close(story)
    assert president(story.committee).person == fresh.elected.person == story.committee.person(PRESIDENTS_SEAT)


@pytest.mark.parametrize("votes", [None, (9, 9), (10, 8), (0, 0)], ids=["open", "runoff", "elected", "nobody"])
def test_in_every_state_a_first_round_is_annulled_before_the_closing(story, votes) -> None:
    motion = propose(story, 16, 17)
    if votes is not None:
        motion = count(story, motion, *votes)
    assert annul(story, motion).state == MotionState.ANNULLED
    close(story)
    assert president(story.committee) is None
    assert not Acuerdo.objects.filter(meeting=story.meeting).exists()


def test_lots_drawn_are_annulled_too(story) -> None:
    tied = count(story, second(story, count(story, propose(story, 16, 17), 9, 9)), 9, 9, at="10:50")
    annul(story, draw(story, tied, 1))
    close(story)
    assert president(story.committee) is None


# --- What it brings about --------------------------------------------------------------------------------------------
def test_the_elected_presides_from_the_day_of_the_session_by_its_acuerdo(story) -> None:
    committee = story.committee
    count(story, propose(story, 16, 17), 8, 10)
    assert president(committee) is None  # until the session closes
    close(story)
    term, acuerdo = president(committee), Acuerdo.objects.get(meeting=story.meeting)
    assert (term.person, term.seat) == (committee.person(OTHER_PRIVATE_SEAT), committee.seats[OTHER_PRIVATE_SEAT])
    assert (term.starts_on, term.last_day) == (TODAY, date(2028, 11, 20))
    assert term.instrument == acuerdo.instrument
    assert acuerdo.text == (
        "Elegir a Titular 17 Quispe, representante de "
        f"{committee.institution(OTHER_PRIVATE_SEAT).name}, para que ejerza la presidencia del CERX Puno del 20/11/2026 al 20/11/2028 "
        "(Art. 8), con 10 votos de 18 votantes."
    )
    assert Event.objects.get(action="officer.designated").ruling.code == "ok"
    assert roles_of(committee.titular(OTHER_PRIVATE_SEAT), committee.body, TODAY) == {Role.PRESIDENT, Role.MEMBER}


def test_an_expired_predecessor_serves_until_the_day_and_the_new_one_approves_at_once(committee) -> None:
    """Under a regulation of one-year terms, so that the one from 2025 has run out."""
    committee.regulation.parameters = {"president_term_years": 1}
    committee.regulation.save()
    Term.objects.filter(office=Office.PRESIDENT).update(ends_before=date(2026, 3, 4))
    story = in_session(committee)
    before = committee.president
    assert Role.PRESIDENT in roles_of(before, committee.body, TODAY)
    count(story, propose(story, 17, 18), 12, 4)
    close(story)
    old = Term.objects.get(person=committee.person(PRESIDENTS_SEAT))
    assert (old.ended_on, old.end_basis) == (TODAY, TermEnd.EXPIRED)
    paper = acta_of(story)
    version = acta.circulate(Act(committee.secretary, story.hour("13:00")), acta_id=paper.pk)
    with pytest.raises(PermissionDenied):
        acta.approve(Act(before, story.hour("14:00")), acta_id=paper.pk, version_number=version.number)
    acta.approve(
        Act(committee.titular(OTHER_PRIVATE_SEAT), story.hour("14:00")), acta_id=paper.pk, version_number=version.number
    )
    paper.refresh_from_db()
    assert paper.approved_by == committee.titular(OTHER_PRIVATE_SEAT)


def test_once_in_effect_an_election_is_not_annulled(story) -> None:
    motion = count(story, propose(story, 16, 17), 8, 10)
    close(story)
    assert code_of(lambda: annul(story, motion, at="12:30")) == "election_in_effect"
    assert president(story.committee).person == story.committee.person(OTHER_PRIVATE_SEAT)


def test_an_election_without_result_when_the_session_closes_elects_nobody_and_says_so(story) -> None:
    first = count(story, propose(story, 16, 17), 9, 9)
    close(story)
    first.refresh_from_db()
    assert (first.state, [flag["code"] for flag in first.flags]) == (MotionState.REJECTED, ["election_lapsed"])
    assert president(story.committee) is None
    shown = papers.acta_payload(acta_of(story))
    (vote,) = next(item for item in shown["items"] if item["motions"])["motions"]
    assert vote["result"] == "Nadie resultó elegido"
    assert vote["warnings"] == [
        "La sesión concluyó sin que se celebrara la segunda vuelta: nadie resultó elegido (CCR 25)."
    ]


def test_a_second_round_that_lapses_leaves_its_first_round_as_it_ended(story) -> None:
    first = count(story, propose(story, 16, 17), 9, 9)
    tied = count(story, second(story, first), 9, 9, at="10:50")
    close(story)
    first.refresh_from_db()
    tied.refresh_from_db()
    assert (first.state, first.flags, tied.state) == (MotionState.RUNOFF, [], MotionState.REJECTED)
    assert [flag["was"] for flag in tied.flags] == ["tied"]


def test_a_session_does_not_close_over_a_president_seated_meanwhile(story) -> None:
    committee = story.committee
    motion = count(story, propose(story, 16, 17), 8, 10)
    other = Term.objects.create(
        body=committee.body,
        person=committee.person(18),
        seat=committee.seats[18],
        office=Office.PRESIDENT,
        instrument=Term.objects.first().instrument,
        starts_on=date(2026, 11, 18),
        ends_before=date(2028, 11, 19),
    )
    assert code_of(lambda: close(story)) == "cannot_take_office"
    annul(story, motion)
    close(story)
    assert president(committee) == other


# --- Whatever happens -------------------------------------------------------------------------------------------------
ROUND = st.lists(st.integers(0, 6), min_size=3, max_size=3)


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(first=ROUND, runoff=ROUND, lot=st.integers(0, 2))
def test_any_rounds_elect_one_of_their_candidates_or_nobody_and_leave_at_most_one_president(
    story, first, runoff, lot
) -> None:
    with transaction.atomic():
        motion = count(story, propose(story, 16, 17, 18), *first)
        rounds = [motion]
        if motion.state == MotionState.RUNOFF:
            rounds.append(count(story, second(story, motion), *runoff[: len(options(motion)) - 1], at="10:50"))
            stood = {option.label for option in options(rounds[1]) if not option.sense}
            assert stood == set(motion.ruling.facts["tied"])
        if rounds[-1].state == MotionState.TIED:
            tied = rounds[-1].ruling.facts["tied"]
            places = [n for n, option in enumerate(options(rounds[-1])) if option.label in tied]
            rounds[-1] = draw(story, rounds[-1], places[lot % len(places)])
        close(story)
        elected = [found.elected for found in rounds if found.elected is not None]
        serving = Term.objects.filter(office=Office.PRESIDENT, ended_on=None)
        assert len(elected) == serving.count() == Acuerdo.objects.filter(meeting=story.meeting).count() <= 1
        assert [term.person_id for term in serving] == [option.person_id for option in elected]
        if elected:
            best = max(option.votes for option in options(rounds[-1]) if not option.sense)
            assert elected[0] in options(rounds[-1])
            assert not elected[0].sense
            assert elected[0].votes == best > 0
        transaction.set_rollback(True)
    story.meeting.refresh_from_db()
