"""The election of the president in a session: its day, its candidates, and its acuerdo in words."""

from collections.abc import Iterable
from datetime import date

from django.utils.timezone import localdate

from members.enums import Office
from members.models import Body, Term
from members.selectors import expired_on, presiding_on
from members.selectors.candidates import Candidate, candidates_on
from norms.wording.speech import count
from regulation.terms import term_end

from ..enums import MotionState
from ..models import Meeting, Motion


def sat_on(meeting: Meeting) -> date:
    """The day of the session: the one on which it was installed. A term starts on it, whatever the hour at which it ended."""
    return localdate(meeting.installed_at or meeting.scheduled_at)


def standing(meeting: Meeting) -> list[Candidate]:
    """Everybody accredited on the session's day, with what Art. 8 says of electing them."""
    return candidates_on(meeting.body, sat_on(meeting))


def presidency_waits(meeting: Meeting) -> bool:
    """Whether the presidency is vacant or its term has run out on the session's day: the Assembly has somebody to elect.

    Of a body that elects a president (Art. 8): a Mesa does not.
    """
    day = sat_on(meeting)
    term = presiding_on(meeting.body, day)
    return elects_president(meeting.body) and (term is None or expired_on(term, day))


def elects_president(body: Body) -> bool:
    return body.presiding_office == Office.PRESIDENT


def seated_by(meeting: Meeting) -> list[Term]:
    """Who presides by an acuerdo of this session."""
    papers = meeting.acuerdos.filter(motion__purpose="election").values("instrument")
    return list(Term.objects.filter(instrument__in=papers).select_related("person"))


def undecided(elections: Iterable[Motion]) -> Motion | None:
    """Of these rounds, annulled ones left out, the one that holds or may still hold a result: no second election beside it."""
    valid = [motion for motion in elections if motion.is_election and motion.state != MotionState.ANNULLED]
    followed = {motion.previous_round_id for motion in valid}
    for motion in valid:
        if motion.state == MotionState.RUNOFF and motion.pk in followed:
            continue  # its second round says what came of it
        if motion.state != MotionState.REJECTED:
            return motion
    return None


def acuerdo_text(motion: Motion) -> str:
    """What the Assembly agreed: the text of the question; by electing, whom, for how long, and how it came about."""
    elected = motion.elected
    if elected is None or elected.person is None:
        return motion.text
    meeting, facts = motion.meeting, motion.figures
    starts_on = sat_on(meeting)
    last_day = term_end(starts_on, meeting.rules())
    entry = meeting.roll.filter(seat=elected.seat_id).first()
    represents = f", representante de {entry.name}" if entry else ""
    how = f"con {count(elected.votes or 0, 'voto', 'votos')} de {count(facts.get('voters', 0), 'votante', 'votantes')}"
    if motion.round_number > 1:
        how += ", en segunda vuelta"
    if facts.get("by") == "lots":
        how += ", por sorteo entre los candidatos empatados"
    elif facts.get("by") == "casting":
        how += f", con el voto dirimente de {motion.casting_name}"
    return (
        f"Elegir a {elected.person.full_name}{represents}, para que ejerza la presidencia del {meeting.body.short_name} del "
        f"{starts_on:%d/%m/%Y} al {last_day:%d/%m/%Y} (Art. 8), {how}."
    )
