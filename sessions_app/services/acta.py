"""The acta, from the draft made at closing to the paper that everybody signed (Art. 7, 9.1)."""

from datetime import datetime

from accounts.models import User
from audit import services as audit

from ..enums import Station
from ..models import Acta, ActaSection, AgendaItem, Meeting

OPENING, CLOSING = "opening", "closing"


def create_draft(*, meeting: Meeting, by: User, at: datetime) -> Acta:
    """The draft of a session that is being closed: one section per agenda item with the notes taken, and two for words of
    opening and closing. Called inside the transaction that closes, with the meeting locked.
    """
    acta = Acta.objects.create(meeting=meeting, created_at=at)
    items = sorted(meeting.items.all(), key=_running_order)
    sections = [ActaSection(acta=acta, key=OPENING, title="Apertura")]
    sections += [
        ActaSection(acta=acta, key=f"item-{item.pk}", item=item, title=item.title, html=item.notes) for item in items
    ]
    sections.append(ActaSection(acta=acta, key=CLOSING, title="Cierre"))
    for position, section in enumerate(sections):
        section.position = position
    ActaSection.objects.bulk_create(sections)
    audit.record(
        action="acta.drafted",
        stream=meeting.stream,
        by=by,
        at=at,
        recorded_at=at,
        subject=acta,
        data={"sections": len(items)},
    )
    return acta


def _running_order(item: AgendaItem) -> tuple[int, int, int]:
    """Station by station, as the session ran."""
    return Station.values.index(item.station), item.position, item.pk
