"""The acta: what happened, from the record, and what was said, from the prose (Art. 7, 9.1, 13, 15)."""

from datetime import date
from typing import Any

from django.utils.timezone import localdate, localtime

from documents import words

from ...enums import DocumentKind, MotionState, Station
from ...models import Acta, ActaDecision, ActaObservation, ActaVersion, Acuerdo, Meeting, MeetingDocument, Motion
from ..meetings import agenda
from ._chart import quorum_chart
from ._common import Payload, head, hour
from ._record import (
    Record,
    Step,
    absentees,
    attendees,
    calls_of,
    chairs_of,
    movements_of,
    notice_of,
    quorum_figures,
    read,
    represented,
    roll_differences,
    steps_of,
)
from ._votes import motion_payload, motions_of
from .summons import agenda_stations

#: The parts of the payload that people write; everything else is the record's.
ACTA_PROSE = frozenset({"prose", "observations", "approval"})


def acta_payload(acta: Acta) -> Payload:
    """The whole acta as it stands: facts from the record, prose from its sections, observations so far."""
    meeting = acta.meeting
    record, motions = read(meeting), motions_of(meeting)
    rows, steps, calls = attendees(record), steps_of(record), calls_of(record)
    acuerdos = list(Acuerdo.objects.filter(meeting=meeting).order_by("number"))
    voted = _voted(record, motions, acuerdos)
    installing = next((call for call in calls if call["installed"]), None)
    quorum = installing["quorum"] if installing else quorum_figures(None)
    return {
        **head(meeting, record.day),
        "session": _session(meeting, record.day),
        "issued_before": _issued_before(meeting),
        "notice": notice_of(record),
        "chairs": chairs_of(record),
        "calls": calls,
        "quorum": quorum,
        "chart": _chart(record, steps, quorum, motions),
        "differences": roll_differences(record),
        "attendees": {
            "members": [row for row in rows if row["member"]],
            "others": [row for row in rows if not row["member"]],
        },
        "totals": represented(rows),
        "absent": absentees(record),
        "movements": movements_of(record, steps),
        "agenda": agenda_stations(meeting),
        "procedure": [motion for motion in voted if motion["adds_item"] or motion["item"] is None],
        "items": _items(meeting, voted),
        "acuerdos": [_acuerdo(acuerdo, voted) for acuerdo in acuerdos],
        "signers": [row for row in rows if row["member"] and not row["suspended"]],
        "prose": {section.key: section.html for section in acta.sections.all()},
        "observations": _observations(ActaObservation.objects.filter(version__acta=acta)),
    }


def approved_acta_payload(version: ActaVersion, decision: ActaDecision) -> Payload:
    """The version that was approved, word for word, with the observations it received and who approved it."""
    observations = ActaObservation.objects.filter(version__acta_id=version.acta_id)
    at = localtime(decision.at)
    return {
        **version.payload,
        "observations": _observations(observations),
        "approval": {
            "version": version.number,
            "by": decision.by_name,
            "at": decision.at.isoformat(),
            "words": words.moment_in_words(decision.at),
            "date_short": words.short_date(at.date()),
            "hour": words.clock(decision.at),
        },
    }


def _session(meeting: Meeting, day: date) -> Payload:
    """Start and end, in figures and in words."""
    installed, ended = meeting.installed_at, meeting.ended_at
    return {
        "installed": hour(installed, day) if installed else "",
        "installed_words": words.moment_in_words(installed) if installed else "",
        "ended": hour(ended, day) if ended else "",
        "ended_words": words.time_in_words(localtime(ended).time()) if ended else "",
        "ended_day_words": words.moment_in_words(ended) if ended and localdate(ended) != day else "",
        "minutes": int((ended - installed).total_seconds()) // 60 if installed and ended else None,
    }


def _issued_before(meeting: Meeting) -> list[Payload]:
    """Convocatoria and agenda of the session by their numbers, annulled ones named as such."""
    kinds = (DocumentKind.CONVOCATORIA, DocumentKind.AGENDA)
    found = MeetingDocument.objects.filter(meeting=meeting, document__kind__in=kinds).order_by("pk")
    return [
        {"kind": kind, "label": label, "date": words.short_date(localdate(at)), "annulled": annulled is not None}
        for kind, label, at, annulled in found.values_list(
            "document__kind", "document__label", "document__issued_at", "document__annulled_at"
        )
    ]


def _voted(record: Record, motions: list[Motion], acuerdos: list[Acuerdo]) -> list[Payload]:
    """Every vote of the session in order, numbered; `item` is the agenda item it belongs to."""
    roll = {entry.pk: entry for entry in record.entries}
    by_seat = {entry.seat_id: entry.name for entry in record.entries if entry.seat_id}
    labels = {acuerdo.motion_id: acuerdo.label for acuerdo in acuerdos}
    voted = []
    for number, motion in enumerate(motions, start=1):
        payload = motion_payload(
            motion,
            mark=str(number),
            day=record.day,
            roll=roll,
            responsible=by_seat.get(motion.responsible_id or 0, ""),
            acuerdo=labels.get(motion.pk, ""),
        )
        voted.append({**payload, "item": motion.item_id, "opened_at": motion.opened_at.isoformat()})
    return voted


def _items(meeting: Meeting, voted: list[Payload]) -> list[Payload]:
    """The agenda as it ran: each item with its votes; its prose is under `prose[key]`."""
    return [
        {
            "number": item.number,
            "key": f"item-{item.pk}",
            "station": str(Station(item.station).label),
            "title": item.title,
            "proponent": item.proponent,
            "added": item.added_at is not None,
            "motions": [m for m in voted if m["item"] == item.pk and not m["adds_item"]],
        }
        for item in agenda(meeting)
    ]


def _acuerdo(acuerdo: Acuerdo, voted: list[Payload]) -> Payload:
    motion: dict[str, Any] = next((m for m in voted if m["id"] == acuerdo.motion_id), {})
    return {
        "label": acuerdo.label,
        "text": acuerdo.text,
        "responsible": acuerdo.responsible_name,
        "due_on": words.short_date(acuerdo.due_on) if acuerdo.due_on else "",
        "vote": motion.get("mark", ""),
        "annulled": acuerdo.annulled_reason,
    }


def _observations(observations: Any) -> list[Payload]:
    rows = observations.select_related("version", "entry").order_by("pk")
    return [
        {
            "version": row.version.number,
            "author": row.author_name,
            "institution": row.entry.name if row.entry else "",
            "at": f"{localtime(row.at):%d/%m/%Y %H:%M}",
            "text": row.text,
            "answer": row.answer,
            "answered_at": f"{localtime(row.answered_at):%d/%m/%Y}" if row.answered_at else "",
        }
        for row in rows
    ]


def _chart(record: Record, steps: list[Step], quorum: Payload, motions: list[Motion]) -> Payload | None:
    meeting = record.meeting
    if not (meeting.installed_at and meeting.ended_at and quorum):
        return None
    marks = [(str(n), m.opened_at) for n, m in enumerate(motions, start=1) if m.state != MotionState.ANNULLED]
    return quorum_chart(
        steps,
        start=meeting.installed_at,
        end=meeting.ended_at,
        base=int(quorum["base"]),
        required=int(quorum["required"]),
        votes=marks,
    )
