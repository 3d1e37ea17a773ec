"""The papers that go out before a session: convocatoria, agenda and the sheet to sign (Art. 7)."""

from datetime import date, timedelta

from django.utils.timezone import localdate

from documents import words
from members.enums import SeatRole
from members.selectors import members_on
from norms.wording.parameters import share_in_words
from regulation.choices import QuorumBase
from regulation.quorum import base_for, fraction_for, required_for

from ...enums import Capacity
from ...models import AgendaItem, Meeting
from ..meetings import agenda_by_station
from ._common import Payload, head, role_words, seat_number, version_of


def convocatoria_payload(meeting: Meeting, *, on: date | None = None) -> Payload:
    """The summons: who calls, when and where, what for, and whom. `on` is its date: by default the convening's.

    For a draft (the wizard's preview) the recipients are the members of that day.
    """
    day = on or (localdate(meeting.convened_at) if meeting.convened_at else localdate(meeting.scheduled_at))
    summoned = _summoned(meeting, day)
    return {
        **head(meeting, day),
        "agenda": agenda_stations(meeting),
        "summoned": summoned,
        "quorum": _quorum_words(meeting, summoned),
        "notice_days": version_of(meeting).rules().as_overrides()["notice_days"],
        "guests": [row for row in summoned if not row["in_base"]],
        "members": [row for row in summoned if row["in_base"]],
    }


def agenda_payload(meeting: Meeting, *, on: date | None = None) -> Payload:
    """The agenda with its proponents, times and annexes."""
    day = on or (localdate(meeting.convened_at) if meeting.convened_at else localdate(meeting.scheduled_at))
    stations = agenda_stations(meeting)
    minutes = sum(item["minutes"] or 0 for station in stations for item in station["items"])
    return {
        **head(meeting, day),
        "agenda": stations,
        "minutes": minutes,
        "until": words.clock(meeting.scheduled_at + timedelta(minutes=minutes)) if minutes else "",
    }


def roll_sheet_payload(meeting: Meeting) -> Payload:
    """The roll to sign by hand, for the day on which the power fails: every summoned voice, the quorum, empty lines."""
    day = localdate(meeting.scheduled_at)
    summoned = _summoned(meeting, day)
    return {
        **head(meeting, day),
        "members": [row for row in summoned if row["in_base"]],
        "guests": [row for row in summoned if not row["in_base"]],
        "quorum": _quorum_words(meeting, summoned),
        "blank_lines": list(range(1, 5)),
    }


def agenda_stations(meeting: Meeting) -> list[Payload]:
    """The agenda station by station, numbered through, each item with the minutes at which it should begin."""
    starts, stations = meeting.scheduled_at, []
    for group in agenda_by_station(meeting):
        rows = []
        for item in group.items:
            rows.append(_item(item, begins=words.clock(starts) if item.minutes else ""))
            starts += timedelta(minutes=item.minutes or 0)
        stations.append({"key": group.station.value, "label": group.label, "items": rows})
    return stations


def _item(item: AgendaItem, *, begins: str) -> Payload:
    return {
        "number": item.number,
        "title": item.title,
        "description": item.description,
        "proponent": item.proponent,
        "minutes": item.minutes,
        "begins": begins,
        "decision_wanted": item.decision_wanted,
        "added": item.added_at is not None,
        "files": [file.upload.name for file in item.files.all()],
    }


def _summoned(meeting: Meeting, day: date) -> list[Payload]:
    """The frozen roll; for a draft the padrón of the day, which the roll will copy."""
    if meeting.convened_at is None:
        return [
            {
                "number": str(row.number),
                "name": row.institution.name,
                "titular": row.titular.person.full_name if row.titular else "",
                "alternate": row.alternate.person.full_name if row.alternate else "",
                "in_base": True,
                "suspended": row.suspended,
                "capacity": str(Capacity.MEMBER.label),
                "quality": "",
            }
            for row in members_on(meeting.body, day)
        ]
    return [
        {
            "number": seat_number(entry),
            "name": entry.name,
            "titular": entry.titular_name,
            "alternate": entry.alternate_name,
            "in_base": entry.in_base,
            "suspended": entry.suspended,
            "capacity": str(Capacity(entry.capacity).label),
            "quality": role_words(entry, SeatRole.TITULAR),
        }
        for entry in meeting.roll.select_related("seat")
    ]


def _quorum_words(meeting: Meeting, summoned: list[Payload]) -> Payload:
    """How many must be in the room, before anybody is, of the base that the regulation names (Art. 13)."""
    rules = version_of(meeting).rules()
    members = [row for row in summoned if row["in_base"]]
    base = base_for(len(members), sum(not row["suspended"] for row in members), rules)
    said: Payload = {"of_enabled": True} if rules.quorum_base is QuorumBase.ENABLED_MEMBERS else {}
    return said | {
        "base": base,
        "required": required_for(base, rules),
        "fraction": share_in_words(str(fraction_for(rules))),
    }
