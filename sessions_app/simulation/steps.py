"""What each step of a scenario does: the same services that the web pages call, and their outcome as plain values."""

import hashlib
from collections.abc import Callable
from datetime import datetime, time
from typing import Any

from django.db import transaction
from django.utils import timezone

from audit.acts import Act
from core.rooms import merged
from documents.enums import InstrumentKind
from mailing.enums import ReceiptKind
from members.enums import Office, SeatRole
from members.models import Person, SeatHolding
from members.selectors import members_on
from members.selectors.candidates import judge_person
from members.services import PaperData, PersonData, designate_officer
from norms.selectors import calendar_for, version_in_force
from regulation.duties import judge_year
from regulation.quorum import base_for, required_for
from regulation.refusal import Refused
from regulation.ruling import Ruling
from sessions_app.enums import MeetingState, MotionForm
from sessions_app.models import Meeting, Motion, Presence, RollEntry
from sessions_app.player import Player, option_of
from sessions_app.selectors.access import chair_now
from sessions_app.selectors.duties import installed_sessions
from sessions_app.selectors.notice import judge_notice_now
from sessions_app.selectors.quorum import quorum_at, room
from sessions_app.services import agenda, convening, notice, roll, voting

from .scenario import SENSES, Reader, Step, StepKind, Who
from .world import World

Outcome = dict[str, Any]
#: What a vote's outcome says besides its result.
_FIGURES = ("for", "against", "abstain", "voters", "needed", "tied")


def play(world: World, step: Step) -> Outcome:
    """The outcome of one step. A refusal is an outcome and leaves nothing half-written."""
    world.now = max(world.now, step.at)
    return kind_of(step).play(world, step)


def kind_of(step: Step) -> StepKind:
    kind: StepKind = merged("steps")[step.do]
    return kind


def refusal(refused: Refused, **more: Any) -> Outcome:
    return {"accepted": False, "code": refused.ruling.code, **more}


def _quorum(ruling: Ruling) -> Outcome:
    keys = ("base", "required", "present", "reachable")
    return {**{key: ruling.facts[key] for key in keys}, "holds": ruling.holds}


# --- Convening -----------------------------------------------------------------------------------------------------
def convoke(world: World, step: Step) -> Outcome:
    args, by = step.args, world.secretary
    try:
        with transaction.atomic():
            player = Player.draft(
                world.body,
                args["kind"],
                args["held_at"],
                place="Sede del comité",
                purpose="Escenario",
                by=by,
                at=step.at,
            )
            player.add_item("order_of_day", "Asuntos del escenario", step.at)
            for coming in world.steps:
                if coming.args.get("session") == args["session"] and (prepare := kind_of(coming).prepare):
                    prepare(world, coming, player.meeting, step.at)
            player.convene(step.at, knowing_defect=True)
    except Refused as refused:
        return refusal(refused)
    meeting = world.sessions[args["session"]] = player.meeting
    accepted: Outcome = {"accepted": True, "code": None}
    for who in args["unnotified"]:
        entry = world.entry(meeting, Who(who))
        if entry is None:  # it was to be admitted, and was not
            continue
        notice.mark_undeliverable(Act(by, step.at), entry_id=entry.pk, error="No notificada en el escenario")
    for who, day in args["received"].items():
        entry = world.entry(meeting, Who(who))
        if entry is None:
            continue
        typed = max(step.at, timezone.make_aware(datetime.combine(day, time(23, 59))))
        try:
            player.receive(entry, ReceiptKind.EMAIL_REPLY, day, typed)
        except Refused as refused:
            accepted = refusal(refused)
    ruling = judge_notice_now(meeting)
    return {
        **accepted,
        "notice": {"days": ruling.facts["days"], "required": ruling.facts["required"], "holds": ruling.holds},
    }


# --- The room ------------------------------------------------------------------------------------------------------
def call_roll(world: World, step: Step) -> Outcome:
    meeting = world.meeting(step.args["session"])
    if meeting is None:
        return {"installed": False, "code": "not_convoked"}
    wanted = _present(world, meeting, step.args["present"])
    try:
        with transaction.atomic():
            if meeting.state == MeetingState.CONVOKED:
                _fill_room(world, meeting, wanted, step.at)
            call = world.player(meeting).call(
                step.at, step.args["call"], waiver_agreed=step.args["waiver"], chair=_first_member(meeting)
            )
    except Refused as refused:
        return {"installed": False, "code": refused.ruling.code, "quorum": _quorum(quorum_at(meeting))}
    facts = call.ruling.facts
    return {
        "installed": call.installed,
        "code": None if call.installed else call.code,
        "quorum": {key: facts["quorum"][key] for key in ("base", "required", "present", "reachable", "holds")},
        "notice": {key: facts["notice"][key] for key in ("days", "required", "holds")},
    }


def _present(world: World, meeting: Meeting, people: Any) -> list[Who]:
    if isinstance(people, list):
        return people
    listed = set(meeting.roll.filter(suspended=False).values_list("seat_id", flat=True))
    enabled = [who for who, seat in world.seats.items() if seat.pk in listed]
    return [Who(who) for who in enabled[: people["first"]]]


def _fill_room(world: World, meeting: Meeting, wanted: list[Who], at: datetime) -> None:
    """Bring the room to exactly these people: the roll is taken anew at each call."""
    roll.open_roll(Act(world.secretary, at, world.now), meeting_id=meeting.pk)
    player = world.player(meeting)
    target = {(_entry(world, meeting, who, at).pk, who.role) for who in wanted}
    lines = meeting.roll.in_bulk()
    inside = set(
        Presence.objects.filter(entry__meeting=meeting, voided_at=None, until_at=None).values_list("entry_id", "role")
    )
    for entry_id, role in sorted(inside - target):
        player.leave(lines[entry_id], at, role)
    for entry_id, role in sorted(target - inside):
        player.arrive(lines[entry_id], at, role)


def _entry(world: World, meeting: Meeting, who: Who, at: datetime) -> RollEntry:
    """The person's line of the roll; a guest gets one on arriving."""
    entry = world.entry(meeting, who)
    if entry is None and who.id == "GUEST":
        return roll.add_guest(Act(world.secretary, at), meeting_id=meeting.pk, name=who.guest)
    if entry is None:
        raise Refused.because("not_summoned", "Art. 7", {"institution": who.id})
    return entry


def _first_member(meeting: Meeting, *, besides: frozenset[int] = frozenset()) -> tuple[int, str] | None:
    """Who presides in a scenario without a president: the first enabled member in the room."""
    for row in room(meeting):
        if row.counts and row.entry.pk not in besides:
            return row.entry.pk, SeatRole.TITULAR if SeatRole.TITULAR in row.presences else SeatRole.ALTERNATE
    return None


def arrive(world: World, step: Step) -> Outcome:
    return _move(world, step, Player.arrive)


def leave(world: World, step: Step) -> Outcome:
    return _move(world, step, Player.leave)


def _move(world: World, step: Step, act: Callable[..., Presence]) -> Outcome:
    meeting = world.meeting(step.args["session"])
    if meeting is None:
        return {"accepted": False, "code": "not_convoked"}
    outcome: Outcome = {"accepted": True, "code": None}
    try:
        with transaction.atomic():
            for who in step.args["who"]:
                act(world.player(meeting), _entry(world, meeting, who, step.at), step.at, who.role)
    except Refused as refused:
        outcome = refusal(refused)
    return {**outcome, "quorum": _quorum(quorum_at(meeting))}


# --- Votes ---------------------------------------------------------------------------------------------------------
def vote(world: World, step: Step) -> Outcome:
    def take(meeting: Meeting) -> tuple[Motion, None]:
        motion = _voted(world, meeting, step)
        if step.args["casting"] is not None:
            seat_chair(world, meeting, step, motion)
            motion = voting.cast_deciding_vote(
                Act(world.secretary, step.at, world.now),
                motion_id=motion.pk,
                option_id=option_of(motion, step.args["casting"]),
            )
        return motion, None

    return voted(world, step, take)


def voted(world: World, step: Step, take: Callable[[Meeting], tuple[Motion, Ruling | None]]) -> Outcome:
    """The outcome of a vote in the step's session. `take` gives the motion, and the ruling on what it was to bring about."""
    meeting = world.meeting(step.args["session"])
    if meeting is None:
        return {"accepted": False, "code": "not_convoked"}
    try:
        with transaction.atomic():
            motion, ruling = take(meeting)
    except Refused as refused:
        figures = {key: refused.ruling.facts.get(key) for key in _FIGURES}
        return _vote_refusal(refused, **figures, result=None)
    code = None if ruling is None or ruling.holds else ruling.code
    return {"accepted": code is None, "code": code, **_result(motion)}


def _vote_refusal(refused: Refused, **more: Any) -> Outcome:
    """A session that is over, or was cancelled, is not an installed one: for a scenario that is all one code."""
    code = refused.ruling.code
    return refusal(refused, **more) | {"code": "not_installed" if code == "wrong_state" else code}


def _voted(world: World, meeting: Meeting, step: Step) -> Motion:
    args, player = step.args, world.player(meeting)
    if args["counts"] is None and args["ballots"] is None:
        return _to_be_decided(meeting, args["motion"])
    seat_chair(world, meeting, step)
    impeded = {_entry(world, meeting, who, step.at).pk: "Impedida en el escenario" for who in args["impeded"]}
    form = MotionForm.SIMPLE if args["ballots"] is None else MotionForm.NOMINAL
    motion = player.ask(ref_of(args["motion"]), args["motion"], None, step.at, form, impeded=impeded)
    for who, sense in args["ballots"] or ():
        entry = world.entry(meeting, who)
        if entry is None:
            raise Refused.because("not_entitled", "Art. 14", {"reason": "absent", "institution": who.guest or who.id})
        player.ballot(motion, entry.pk, sense, step.at, role=who.role)
    return player.decide(motion, step.at, args["counts"])


def ref_of(motion: str) -> str:
    """A motion's name as the register holds it: of any length, and never that of a vote on an added point."""
    return hashlib.sha256(motion.encode()).hexdigest()[:40]


def _to_be_decided(meeting: Meeting, name: str) -> Motion:
    """The motion of a step that is only the casting vote."""
    if meeting.installed_at is None:
        raise Refused.because("not_installed", "Art. 13", {"state": meeting.state})
    motion = meeting.motions.filter(ref=ref_of(name)).first()
    if motion is None:
        raise Refused.because("no_tie", "Art. 13")
    return motion


def seat_chair(world: World, meeting: Meeting, step: Step, motion: Motion | None = None) -> None:
    """Somebody presides at every vote; at a casting vote somebody who is not impeded in it."""
    if meeting.state != MeetingState.IN_SESSION:
        return
    chair = chair_now(meeting)
    impeded = (
        frozenset(motion.voters.filter(impeded=True).values_list("entry_id", flat=True)) if motion else frozenset()
    )
    if chair is None or chair.entry_id in impeded:
        elected = _first_member(meeting, besides=impeded)
        if elected is not None:
            roll.designate_chair(
                Act(world.secretary, step.at, world.now), meeting_id=meeting.pk, entry_id=elected[0], role=elected[1]
            )


def _result(motion: Motion) -> Outcome:
    return {
        "result": motion.ruling.code if motion.ruling else None,
        **{key: motion.figures.get(key) for key in _FIGURES},
    }


def add_item(world: World, step: Step) -> Outcome:
    meeting = world.meeting(step.args["session"])
    if meeting is None:
        return {"accepted": False, "code": "not_convoked"}
    seat_chair(world, meeting, step)
    try:
        _, _, ruling = agenda.propose_item(
            Act(world.secretary, step.at),
            meeting_id=meeting.pk,
            title=step.args["title"],
            votes_for=step.args["for"],
            against=step.args["against"],
            abstain=step.args["abstain"],
        )
    except Refused as refused:
        return _vote_refusal(refused, warning=False)
    keys = ("for", "against", "abstain", "voters", "needed", "warning")
    code = None if ruling.holds else ruling.code
    return {"accepted": ruling.holds, "code": code, **{key: ruling.facts[key] for key in keys}}


# --- The end, and what the year looks like ---------------------------------------------------------------------------
def close(world: World, step: Step) -> Outcome:
    return _end(world, step, lambda meeting: world.player(meeting).close(step.at))


def cancel(world: World, step: Step) -> Outcome:
    return _end(
        world,
        step,
        lambda meeting: convening.cancel(Act(world.secretary, world.now), meeting_id=meeting.pk, reason="Escenario"),
    )


def _end(world: World, step: Step, service: Callable[[Meeting], Meeting]) -> Outcome:
    meeting = world.meeting(step.args["session"])
    if meeting is None:
        return {"accepted": False, "code": "not_convoked", "state": None}
    try:
        return {"accepted": True, "code": None, "state": str(service(meeting).state)}
    except Refused as refused:
        return refusal(refused, state=str(meeting.state))


def status(world: World, step: Step) -> Outcome:
    rules = version_in_force(world.body.rulebook, step.on).rules()
    rows = members_on(world.body, step.on)
    enabled = sum(not row.suspended for row in rows)
    year = judge_year(on=step.on, installed=installed_sessions(world.body), regulation=rules)
    keys = ("ordinary", "ordinary_required", "quarters_missed", "mincetur_attended")
    return {
        "members": len(rows),
        "enabled": enabled,
        "required": required_for(base_for(len(rows), enabled, rules), rules),
        "year": {key: year.facts[key] for key in keys},
    }


# --- The president -------------------------------------------------------------------------------------------------
def elect_president(world: World, step: Step) -> Outcome:
    """An election as the office registers it, of somebody who represents the institution from that day at least."""
    name = " ".join(step.args["person"].split())
    seat = world.seats.get(step.args["who"].removesuffix(":alternate"))
    if seat is None or not SeatHolding.objects.filter(seat=seat).in_force(step.on).exists():
        ruling, _ = judge_person(world.body, Person(full_name=name), step.on)
        return refusal(Refused(ruling), ends_on=None, warning=False)
    paper = PaperData(kind=InstrumentKind.ACTA, number="Escenario", date=step.on, issuer="Escenario")
    common: dict[str, Any] = {"paper": paper, "starts_on": step.on, "act": Act(world.secretary, step.at, world.now)}
    try:
        with transaction.atomic():
            person = world.represent(name, seat, step.on, **common)
            ruling, _ = judge_person(world.body, person, step.on)
            term = designate_officer(
                body_id=world.body.pk, office=Office.PRESIDENT, person=PersonData(person_id=person.pk), **common
            )
    except Refused as refused:
        return refusal(refused, ends_on=None, warning=False)
    ends_on = term.last_day.isoformat() if term.last_day else None
    return {"accepted": True, "code": None, "ends_on": ends_on, "warning": ruling.facts["warning"]}


def deadline(world: World, step: Step) -> Outcome:
    start, count = step.args["from"], step.args["business_days"]
    # No year has fewer than 200 business days.
    calendar = calendar_for(world.body.territory, start, years_after=count // 200 + 1)
    due = calendar.add_business_days(start, count)
    return {"due": due.isoformat()}


STEPS: dict[str, StepKind] = {
    "convoke": StepKind({"session", "kind", "held_at", "received", "unnotified"}, Reader.convoke, convoke),
    "call_roll": StepKind({"session", "present", "call", "waiver"}, Reader.call_roll, call_roll),
    "arrive": StepKind({"session", "who"}, Reader.movement, arrive),
    "leave": StepKind({"session", "who"}, Reader.movement, leave),
    "vote": StepKind({"session", "motion", "counts", "ballots", "impeded", "casting"}, Reader.vote, vote),
    "add_item": StepKind({"session", "title", *SENSES}, Reader.add_item, add_item),
    "close": StepKind({"session"}, Reader.only_session, close),
    "cancel": StepKind({"session"}, Reader.only_session, cancel),
    "status": StepKind((), Reader.nothing, status),
    "elect_president": StepKind({"who", "person"}, Reader.elect_president, elect_president),
    "deadline": StepKind({"from", "business_days"}, Reader.deadline, deadline),
}
