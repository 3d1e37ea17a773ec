"""The votes of a session as the acta states them: form, counts, sense of each voter, recusals, casting vote (Art. 13)."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from django.db.models import Prefetch

from documents import words

from ...enums import MotionForm, MotionPurpose, MotionState, Sense
from ...models import Ballot, Meeting, Motion, MotionOption, MotionVoter, RollEntry
from ._common import Payload, hour, said
from ._record import quorum_figures


def motions_of(meeting: Meeting) -> list[Motion]:
    """All motions of the session with what was voted; annulled ones too: they stay. Four queries."""
    return list(
        Motion.objects.filter(meeting=meeting)
        .select_related("elected")
        .prefetch_related(
            Prefetch("options", MotionOption.objects.order_by("position")),
            Prefetch("voters", MotionVoter.objects.select_related("entry").order_by("entry__position")),
            Prefetch("ballots", Ballot.objects.select_related("entry", "option").order_by("entry__position")),
        )
    )


def motion_payload(
    motion: Motion, *, mark: str, day: date, roll: dict[int, RollEntry], responsible: str, acuerdo: str
) -> Payload:
    """`mark` is the number of the vote in the session, `responsible` the name of who must do it, `acuerdo` its number."""
    voters = list(motion.voters.all())
    casting = roll.get(motion.casting_entry_id) if motion.casting_entry_id else None
    return {
        "mark": mark,
        "id": motion.pk,
        "ref": motion.ref,
        "purpose": motion.purpose,
        "adds_item": motion.purpose == MotionPurpose.ADDED_ITEM,
        "text": motion.text,
        "form": motion.form,
        "form_label": str(MotionForm(motion.form).label),
        "state": motion.state,
        "result": motion.get_state_display() if motion.state != MotionState.OPEN else "Sin concluir",
        "at": hour(motion.opened_at, day),
        "closed_at": hour(motion.closed_at, day) if motion.closed_at else "",
        "quorum": quorum_figures(motion.quorum_ruling),
        "options": [{"label": o.label, "sense": o.sense, "votes": o.votes} for o in motion.options.all()],
        "counts": _counts(motion),
        "ruling": said(motion.ruling),
        "entitled": sum(not voter.impeded for voter in voters),
        "took_part": sum(voter.took_part for voter in voters),
        "impeded": [
            {"institution": v.entry.name, "name": v.name, "reason": v.impeded_reason} for v in voters if v.impeded
        ],
        "ballots": _ballots(motion, voters),
        "abstention_note": motion.abstention_note,
        "casting": {
            "name": motion.casting_name,
            "institution": casting.name if casting else "",
            "vote": _cast(motion),
            "at": hour(motion.casting_at, day),
        }
        if motion.casting_at
        else None,
        "election": _election(motion, day) if motion.is_election else None,
        "annulled": {"at": hour(motion.annulled_at, day), "reason": motion.annulled_reason}
        if motion.annulled_at
        else None,
        "warnings": [_warning(flag) for flag in motion.flags],
        "makes_acuerdo": motion.makes_acuerdo,
        "responsible": responsible,
        "due_on": words.short_date(motion.due_on) if motion.due_on else "",
        "acuerdo": acuerdo,
    }


def _cast(motion: Motion) -> str:
    """What the casting vote said: a sense, or in an election a candidate."""
    if motion.casting_sense:
        return str(Sense(motion.casting_sense).label)
    return motion.elected.label if motion.elected else ""


def _election(motion: Motion, day: date) -> Payload:
    """A round with its candidates and counts, and what decided a tie."""
    facts = motion.figures
    tied = facts.get("tied") or []
    return {
        "round": motion.round_number,
        "elected": motion.elected.label if motion.elected else "",
        "candidates": [
            {
                "name": option.label,
                "votes": option.votes,
                "tied": option.label in tied,
                "elected": motion.elected_id == option.pk,
            }
            for option in motion.options.all()
            if not option.sense
        ],
        "blank": facts.get("abstain"),
        "not_voting": facts.get("not_voting"),
        "voters": facts.get("voters"),
        "lots": {"at": hour(motion.lots_at, day), "note": motion.lots_note} if motion.lots_at else None,
    }


def _ballots(motion: Motion, voters: Iterable[MotionVoter]) -> list[Payload]:
    """The rows of a nominal vote in roll order; once it is judged, who did not pronounce is there too, with sense ""."""
    cast = list(motion.ballots.all())
    rows = [(ballot.entry, ballot.name, ballot.option.sense, ballot.option.label, ballot.reason) for ballot in cast]
    if motion.form == MotionForm.NOMINAL and motion.ruling:
        heard = {ballot.entry_id for ballot in cast}
        silent = (voter for voter in voters if not voter.impeded and voter.entry_id not in heard)
        rows += [(voter.entry, voter.name, "", "No se pronunció", "") for voter in silent]
    return [
        {
            "number": entry.position if entry.in_base else "",
            "institution": entry.name,
            "name": name,
            "sense": sense,
            "vote": vote,
            "reason": reason,
        }
        for entry, name, sense, vote, reason in sorted(rows, key=lambda row: row[0].position)
    ]


def _counts(motion: Motion) -> Payload | None:
    facts = motion.figures
    if "for" not in facts:
        return None
    keys = ("for", "against", "abstain", "not_voting", "voters", "needed", "tied", "casting", "for_with_casting")
    counts = {key: facts.get(key) for key in keys}
    if counts["not_voting"] is None:  # the ruling on an added point does not state it
        counts["not_voting"] = facts["voters"] - facts["for"] - facts["against"] - (facts.get("abstain") or 0)
    return counts


def _warning(flag: Mapping[str, Any]) -> str:
    """What happened to the record after this vote was judged: the ruling stands and the acta says so."""
    if flag.get("code") == "election_lapsed":
        what = "se celebrara la segunda vuelta" if flag.get("was") == MotionState.RUNOFF else "se resolviera el empate"
        return f"La sesión concluyó sin que {what}: nadie resultó elegido (CCR 25)."
    if flag.get("code") == "tie_lapsed":
        return "La sesión concluyó sin que se emitiera el voto dirimente: el empate no aprueba la moción (Art. 13)."
    if flag.get("code") == "room_corrected":
        return (
            f"Después de la votación se corrigió el registro de asistencia ({flag.get('cause', '')}): los presentes pasan de "
            f"{flag.get('present_before')} a {flag.get('present_now')}, de {flag.get('required')} requeridos, y los votantes de "
            f"{flag.get('voters_before')} a {flag.get('voters_now')}. El resultado no se recalcula."
        )
    return str(flag.get("text", ""))
