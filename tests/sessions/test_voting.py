"""Votes decide themselves: who may vote, what the counts mean, ties, recusals, annulments."""

import pytest
from django.core.exceptions import PermissionDenied

from audit.acts import Act
from regulation.refusal import Refused
from sessions_app.enums import MotionForm, MotionState, Sense, Station
from sessions_app.models import Ballot, Motion, MotionVoter
from sessions_app.player import option_of
from sessions_app.services import agenda, closing, roll, voting

from .story import Story

pytestmark = pytest.mark.django_db


@pytest.fixture
def story(in_session_story) -> Story:
    return in_session_story


def voters(motion: Motion) -> int:
    return motion.voters.filter(impeded=False).count()


def test_the_result_is_computed_and_carries_its_arithmetic(story) -> None:
    motion = story.ask("M9", "Aprobar el informe", "report", "10:30")
    n = voters(motion)
    motion = story.count(motion, n // 2 + 1, 2, 0, "10:32")
    assert motion.state == MotionState.APPROVED
    assert motion.ruling.facts["needed"] == n // 2 + 1
    assert {option.sense: option.votes for option in motion.options.all()} == {
        "for": n // 2 + 1,
        "against": 2,
        "abstain": 0,
    }


def test_more_votes_than_voters_are_refused_and_the_vote_stays_open(story) -> None:
    motion = story.ask("M9", "Aprobar el informe", "report", "10:30")
    with pytest.raises(Refused, match="counts_exceed_voters"):
        story.count(motion, voters(motion), 1, 0, "10:32")
    motion.refresh_from_db()
    assert motion.state == MotionState.OPEN


def test_one_vote_at_a_time_and_one_valid_vote_per_question(story) -> None:
    motion = story.ask("M9", "Aprobar el informe", "report", "10:30")
    with pytest.raises(Refused, match="vote_open"):
        story.ask("M10", "Otra cosa", "report", "10:31")
    with pytest.raises(Refused, match="already_voted"):
        story.ask("M9", "Aprobar el informe", "report", "10:31")
    story.count(motion, 9, 2, 0, "10:32")
    with pytest.raises(Refused, match="already_voted"):
        story.ask("M9", "Aprobar el informe", "report", "10:33")


def test_an_annulled_vote_stays_with_its_reason_and_the_question_is_voted_again(story) -> None:
    by = story.committee.secretary
    motion = story.count(story.ask("M9", "Aprobar", "report", "10:30"), 9, 2, 0, "10:32")
    with pytest.raises(Refused, match="reason_required"):
        voting.annul_motion(Act(by, story.hour("10:33")), motion_id=motion.pk, reason="")
    voting.annul_motion(Act(by, story.hour("10:33")), motion_id=motion.pk, reason="Mal contado")
    again = story.count(story.ask("M9", "Aprobar", "report", "10:34"), 12, 2, 0, "10:36")
    states = list(Motion.objects.filter(meeting=story.meeting, ref="M9").values_list("state", "annulled_reason"))
    assert states == [(MotionState.ANNULLED, "Mal contado"), (MotionState.APPROVED, "")]
    with pytest.raises(Refused, match="wrong_state"):
        voting.annul_motion(Act(by, story.hour("10:37")), motion_id=motion.pk, reason="otra vez")
    assert again.state == MotionState.APPROVED


def test_without_quorum_nothing_is_voted_and_what_was_agreed_stands(story) -> None:
    agreed = story.count(story.ask("M8", "Aprobar", "report", "10:20"), 12, 2, 0, "10:22")
    for number in (1, 2, 3):
        story.leave(number, "10:25")
    with pytest.raises(Refused) as refused:
        story.ask("M9", "Otra cosa", "report", "10:30")
    assert refused.value.ruling.code == "no_quorum"
    assert refused.value.ruling.facts["missing"] >= 1
    agreed.refresh_from_db()
    assert agreed.state == MotionState.APPROVED


def test_an_impeded_member_leaves_the_voters_and_stays_in_the_quorum(story) -> None:
    entry = story.entry(19)
    motion = story.ask("M9", "Contratar a Coopain", "report", "10:30", impeded={entry.pk: "Es parte"})
    row = MotionVoter.objects.get(motion=motion, entry=entry)
    assert (row.impeded, row.impeded_reason) == (True, "Es parte")
    assert motion.quorum_ruling.facts["present"] == voters(motion) + 1 - _ministry(motion)


def _ministry(motion: Motion) -> int:
    return motion.voters.filter(entry__capacity="mincetur").count()


def test_only_somebody_in_the_room_can_be_impeded(story) -> None:
    absent = story.entry(21)
    with pytest.raises(Refused, match="not_entitled"):
        story.ask("M9", "x", "report", "10:30", impeded={absent.pk: "Es parte"})
    assert not Motion.objects.filter(meeting=story.meeting).exists()


class TestNominal:
    @pytest.fixture
    def motion(self, story) -> Motion:
        return story.ask("M9", "Aprobar", "report", "10:30", MotionForm.NOMINAL, impeded={story.entry(19).pk: "Parte"})

    def vote(self, story, motion, number, sense="for", **more) -> Ballot:
        return voting.record_ballot(
            Act(story.committee.secretary, story.hour("10:31")),
            motion_id=motion.pk,
            entry_id=story.entry(number).pk,
            option_id=option_of(motion, sense),
            **more,
        )

    def test_each_institution_votes_once(self, story, motion) -> None:
        self.vote(story, motion, 1)
        with pytest.raises(Refused, match="already_voted"):
            self.vote(story, motion, 1, "against")
        assert motion.ballots.get().option.sense == "for"

    @pytest.mark.parametrize(("number", "reason"), [(21, "absent"), (19, "impeded")])
    def test_the_absent_and_the_impeded_do_not_vote(self, story, motion, number, reason) -> None:
        with pytest.raises(Refused) as refused:
            self.vote(story, motion, number)
        assert (refused.value.ruling.code, refused.value.ruling.facts["reason"]) == ("not_entitled", reason)

    def test_the_alterno_does_not_vote_while_the_titular_is_in_the_room(self, story, motion) -> None:
        with pytest.raises(Refused) as refused:
            self.vote(story, motion, 1, role="alternate")
        assert refused.value.ruling.code == "not_entitled"

    def test_whoever_came_after_the_vote_was_opened_does_not_vote_in_it(self, story, motion) -> None:
        story.arrive(21, "10:30", typed="10:31")
        assert not motion.voters.filter(entry=story.entry(21)).exists()

    def test_a_ballot_is_corrected_while_the_vote_is_open(self, story, motion) -> None:
        self.vote(story, motion, 1, "against")
        voting.change_ballot(
            Act(story.committee.secretary, story.hour("10:32")),
            motion_id=motion.pk,
            entry_id=story.entry(1).pk,
            option_id=option_of(motion, "abstain"),
            reason="Se equivocó de fila",
        )
        ballot = motion.ballots.get()
        assert (ballot.option.sense, ballot.reason) == ("abstain", "Se equivocó de fila")

    def test_the_ballots_decide_and_who_does_not_vote_is_still_a_voter(self, story, motion) -> None:
        for number in (1, 2, 3):
            self.vote(story, motion, number)
        closed = voting.close_motion(Act(story.committee.secretary, story.hour("10:40")), motion_id=motion.pk)
        assert closed.state == MotionState.REJECTED
        facts = closed.ruling.facts
        assert (facts["for"], facts["not_voting"]) == (3, voters(motion) - 3)
        with pytest.raises(Refused, match="wrong_state"):
            self.vote(story, motion, 4)


def test_a_secret_vote_keeps_who_took_part_and_no_ballot(story) -> None:
    motion = story.ask("M9", "Elegir", "report", "10:30", MotionForm.SECRET)
    ids = list(motion.voters.values_list("entry_id", flat=True))
    with pytest.raises(Refused, match="counts_differ"):
        story.count(motion, 5, 5, 0, "10:33", took_part=ids[:11])
    story.count(motion, 8, 2, 1, "10:35", took_part=ids[:11])
    assert motion.voters.filter(took_part=True).count() == 11
    assert not Ballot.objects.filter(motion=motion).exists()
    with pytest.raises(Refused, match="wrong_state"):
        voting.record_ballot(
            Act(story.committee.secretary, story.hour("10:36")),
            motion_id=motion.pk,
            entry_id=ids[0],
            option_id=option_of(motion, "for"),
        )


class TestTie:
    @pytest.fixture
    def tied(self, story) -> Motion:
        motion = story.ask("M9", "Aprobar", "report", "10:30")
        half = voters(motion) // 2
        if voters(motion) % 2:
            story.leave(20, "10:20", typed="10:31")
            voting.annul_motion(Act(story.committee.secretary, story.hour("10:32")), motion_id=motion.pk, reason="x")
            motion = story.ask("M9", "Aprobar", "report", "10:33")
        return story.count(motion, half, half, 0, "10:35")

    def cast(self, story, tied, by, sense=Sense.FOR) -> Motion:
        return voting.cast_deciding_vote(
            Act(by, story.hour("10:40")), motion_id=tied.pk, option_id=option_of(tied, sense)
        )

    def test_a_tie_waits_for_the_chair_who_decides_it(self, story, tied) -> None:
        assert tied.state == MotionState.TIED
        decided = self.cast(story, tied, story.committee.president)
        assert decided.state == MotionState.APPROVED
        assert decided.casting_name == story.committee.president.full_name

    def test_a_casting_vote_against_rejects(self, story, tied) -> None:
        assert self.cast(story, tied, story.committee.president, Sense.AGAINST).state == MotionState.REJECTED

    def test_only_the_chair_or_the_office_in_the_chairs_name(self, story, tied) -> None:
        for somebody in (story.committee.titular(1), story.committee.viewer, story.committee.admin):
            with pytest.raises(PermissionDenied):
                self.cast(story, tied, somebody)
        assert self.cast(story, tied, story.committee.secretary).state == MotionState.APPROVED

    def test_there_is_one_casting_vote(self, story, tied) -> None:
        self.cast(story, tied, story.committee.president)
        with pytest.raises(Refused, match="no_tie"):
            self.cast(story, tied, story.committee.president, Sense.AGAINST)

    def test_a_tie_nobody_decided_is_not_approved_at_the_closing(self, story, tied) -> None:
        closing.close(Act(story.committee.secretary, story.hour("11:30")), meeting_id=story.meeting.pk)
        tied.refresh_from_db()
        assert tied.state == MotionState.REJECTED
        assert not hasattr(tied, "acuerdo")


def test_no_casting_vote_without_a_tie(story) -> None:
    motion = story.count(story.ask("M9", "Aprobar", "report", "10:30"), 12, 2, 0, "10:32")
    with pytest.raises(Refused, match="no_tie"):
        voting.cast_deciding_vote(
            Act(story.committee.president, story.hour("10:33")),
            motion_id=motion.pk,
            option_id=option_of(motion, Sense.FOR),
        )


def test_an_impeded_chair_does_not_decide_a_tie_until_another_presides(story) -> None:
    if MotionVoter.objects.filter(motion__meeting=story.meeting).exists():
        pytest.fail("a fresh session was expected")
    motion = story.ask("M9", "Aprobar", "report", "10:30", impeded={story.entry(16).pk: "Es parte"})
    if voters(motion) % 2:
        story.leave(20, "10:20", typed="10:31")
        voting.annul_motion(Act(story.committee.secretary, story.hour("10:32")), motion_id=motion.pk, reason="x")
        motion = story.ask("M9", "Aprobar", "report", "10:33", impeded={story.entry(16).pk: "Es parte"})
    half = voters(motion) // 2
    motion = story.count(motion, half, half, 0, "10:35")
    with pytest.raises(Refused, match="chair_impeded"):
        voting.cast_deciding_vote(
            Act(story.committee.secretary, story.hour("10:36")),
            motion_id=motion.pk,
            option_id=option_of(motion, Sense.FOR),
        )
    roll.designate_chair(
        Act(story.committee.secretary, story.hour("10:37")),
        meeting_id=story.meeting.pk,
        entry_id=story.entry(2).pk,
        role="titular",
    )
    decided = voting.cast_deciding_vote(
        Act(story.committee.secretary, story.hour("10:38")), motion_id=motion.pk, option_id=option_of(motion, Sense.FOR)
    )
    assert decided.state == MotionState.APPROVED


def test_a_point_added_in_session_goes_to_the_end_of_the_order_of_the_day(story) -> None:
    _, item, ruling = agenda.propose_item(
        Act(story.committee.secretary, story.hour("10:30")),
        meeting_id=story.meeting.pk,
        title="Paso de frontera",
        votes_for=12,
        against=2,
    )
    assert ruling.facts["warning"] is True
    assert (item.station, item.added_at) == (Station.ORDER_OF_DAY, story.hour("10:30"))
    assert item.position == max(story.meeting.items.values_list("position", flat=True))
    _, none, ruling = agenda.propose_item(
        Act(story.committee.secretary, story.hour("10:31")),
        meeting_id=story.meeting.pk,
        title="Otro",
        votes_for=2,
        against=12,
    )
    assert (none, ruling.code) == (None, "no_majority")


def test_notes_saved_over_somebody_elses_are_refused_with_the_text_that_is_there(story) -> None:
    item = story.items["report"]
    agenda.save_notes(
        Act(story.committee.secretary, story.hour("10:30")),
        item_id=item.pk,
        html="<p>Uno</p>",
        version=item.notes_version,
    )
    item.refresh_from_db()
    agenda.save_notes(
        Act(story.committee.deputy, story.hour("10:31")), item_id=item.pk, html="<p>Dos</p>", version=item.notes_version
    )
    with pytest.raises(Refused) as refused:
        agenda.save_notes(
            Act(story.committee.secretary, story.hour("10:32")),
            item_id=item.pk,
            html="<p>Tres</p>",
            version=item.notes_version,
        )
    assert refused.value.ruling.code == "stale_notes"
    assert "Dos" in refused.value.ruling.facts["current_html"]
    assert refused.value.ruling.facts["by"] == story.committee.deputy.full_name


def test_notes_are_sanitised(story) -> None:
    item = story.items["report"]
    agenda.save_notes(
        Act(story.committee.secretary, story.hour("10:30")),
        item_id=item.pk,
        html='<p onclick="x()">Hola<script>alert(1)</script><img src=x onerror=y></p>',
        version=item.notes_version,
    )
    item.refresh_from_db()
    assert "Hola" in item.notes
    assert "script" not in item.notes
    assert "onclick" not in item.notes
    assert "<img" not in item.notes
