"""Who presides: the president, or whom the Assembly elects for this session (Art. 8; LPAG 107.3)."""

from datetime import datetime

from django.db import transaction
from django.http import Http404
from django.utils.timezone import localdate

from audit.acts import Act
from audit.services import record
from core.rows import write
from members.acts import begin, touch
from members.enums import SeatRole
from members.selectors import presiding_on
from regulation.refusal import Refused

from ...enums import ChairBasis
from ...models import ChairSpell, Meeting, Presence, RollEntry
from ...selectors.access import chair_now
from ..hours import at_valid_time
from ._presence import stays_inside


@transaction.atomic
def designate_chair(act: Act, *, meeting_id: int, entry_id: int, role: str) -> ChairSpell:
    """LPAG 107.3: without the president the Assembly elects a chair for this session, who then holds the casting vote.

    Refused: chair_must_be_present, not_entitled (only an enabled member presides).
    """
    act, meeting = begin(act, Meeting.objects, meeting_id, may="sessions.manage", move="designate_chair")
    act = at_valid_time(act, meeting, not_before=meeting.installed_at)
    spell = seat_chair(act, meeting, entry_id, role)
    touch(meeting)
    return spell


def seat_chair(act: Act, meeting: Meeting, entry_id: int, role: str) -> ChairSpell:
    entry = RollEntry.objects.select_related("titular", "alternate").filter(pk=entry_id, meeting=meeting).first()
    if entry is None:
        raise Http404("Esa institución no está en la lista de la sesión.")
    presence = next((p for p in stays_inside(entry) if p.role == role), None)
    if not entry.enabled:
        reason = "suspended" if entry.suspended else "voice_only"
        raise Refused.because(
            "not_entitled", "Art. 15.1" if entry.suspended else "Art. 14", {"reason": reason, "role": role}
        )
    if presence is None:
        raise Refused.because("chair_must_be_present", "LPAG 107.3", {"institution": entry.name})
    president = presiding_on(meeting.body, act.day)
    person = entry.titular if role == SeatRole.TITULAR else entry.alternate
    is_president = president is not None and person is not None and president.person_id == person.pk
    current = chair_now(meeting)
    if current is not None:
        if (current.entry_id, current.role) == (entry.pk, role):
            return current
        write(current, until_at=max(act.at, current.from_at))
    spell = ChairSpell.objects.create(
        meeting=meeting,
        entry=entry,
        role=role,
        name=presence.name,
        basis=ChairBasis.PRESIDENT if is_president else ChairBasis.ELECTED,
        from_at=act.at,
        recorded_at=act.now,
        recorded_by=act.by,
    )
    record(act, "chair.designated", spell, name=spell.name, institution=entry.name, basis=spell.basis)
    return spell


def president_in_room(meeting: Meeting, at: datetime) -> tuple[int, str] | None:
    """(roll entry, role) of the serving president, when in the room for an enabled institution."""
    president = presiding_on(meeting.body, localdate(at))
    if president is None:
        return None
    inside = Presence.objects.filter(entry__meeting=meeting, voided_at=None, until_at=None).select_related("entry")
    for presence in inside.filter(entry__in_base=True, entry__may_vote=True, entry__suspended=False):
        entry = presence.entry
        person_id = entry.titular_id if presence.role == SeatRole.TITULAR else entry.alternate_id
        if person_id == president.person_id:
            return entry.pk, presence.role
    return None
