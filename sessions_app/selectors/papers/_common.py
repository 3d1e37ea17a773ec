"""What all papers share: the head, the session's own data, hours, people and rulings as sentences."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django.utils.timezone import localdate, localtime

from documents import words
from members.enums import Office, SeatRole
from members.selectors import officers_on
from members.selectors.letter import letter_of
from norms.models import RegulationVersion
from norms.selectors import version_in_force
from norms.wording import explain
from regulation.ruling import Ruling

from ...enums import Capacity
from ...models import Meeting, RollEntry

Payload = dict[str, Any]


def head(meeting: Meeting, on: date) -> Payload:
    """Letterhead, the year's name, place and date, the session and the regulation: as they stand on `on`."""
    president, secretary = officers_of(meeting, on)
    scheduled = localtime(meeting.scheduled_at)
    return {
        **letter_of(meeting.body, version_of(meeting), on),
        "meeting": {
            "label": str(meeting),
            "kind": meeting.get_kind_display(),
            "body": meeting.body.name,
            "body_short": meeting.body.short_name,
            "called": meeting.body.called,
            "presiding": meeting.body.get_presiding_office_display(),
            "titular_only": not meeting.body.has_alternates,
            "scheduled_at": meeting.scheduled_at.isoformat(),
            "date_short": words.short_date(scheduled.date()),
            "date_long": words.long_date(scheduled.date()),
            "date_words": words.date_in_words(scheduled.date()),
            "time": words.clock(meeting.scheduled_at),
            "time_words": words.time_in_words(scheduled.time()),
            "place": meeting.place,
            "link": meeting.link,
            "purpose": meeting.purpose,
            "president": president,
            "secretary": secretary,
            "replaces": str(meeting.replaces) if meeting.replaces else "",
        },
    }


def version_of(meeting: Meeting) -> RegulationVersion:
    """The version frozen at convening; for a draft, the one that will judge it."""
    return meeting.regulation_version or version_in_force(meeting.body.rulebook, localdate(meeting.scheduled_at))


def officers_of(meeting: Meeting, on: date) -> tuple[str, str]:
    """President and secretary, as copied at convening; for a draft, those in office."""
    if meeting.convened_at is not None:
        return meeting.president_name, meeting.secretary_name
    terms = officers_on(meeting.body, on)
    president = terms.get(Office(meeting.body.presiding_office))
    secretary = terms.get(Office.SECRETARY) or terms.get(Office.DEPUTY)
    return (president.person.full_name if president else ""), (secretary.person.full_name if secretary else "")


def said(ruling: Ruling | None) -> Payload | None:
    """A ruling with its sentence. Papers issued before rulings named their rule do without it, and so do all others."""
    if ruling is None:
        return None
    plain = ruling.as_dict()
    del plain["rule"]
    return {**plain, "text": explain(ruling)}


def hour(at: datetime, day: date) -> str:
    """ "10:05", with the date when it is not the session's: "23/11 10:05"."""
    local = localtime(at)
    return f"{local:%H:%M}" if local.date() == day else f"{local:%d/%m %H:%M}"


def seat_number(entry: RollEntry) -> str:
    return f"{entry.seat.number}" if entry.seat else ""


def role_words(entry: RollEntry, role: str) -> str:
    """In what quality this person is there: titular or alterno of a member; with voice, or with the vote, for the others."""
    if entry.capacity == Capacity.MEMBER:
        return str(SeatRole(role).label)
    if entry.capacity == Capacity.MINCETUR:
        return "Con voz y voto" if role == SeatRole.TITULAR and entry.may_vote else "Con voz"
    return "Con voz"


def joined(parts: Iterable[str]) -> str:
    """«a, b y c»."""
    found = [part for part in parts if part]
    return found[0] if len(found) == 1 else f"{', '.join(found[:-1])} y {found[-1]}" if found else ""
