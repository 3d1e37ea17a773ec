"""A session before it is convened: nothing here has legal effect yet, so what is wrong is simply changed or taken out."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction

from audit.acts import Act
from audit.services import record
from documents import services as documents
from members.acts import allow, begin, touch
from members.enums import Office
from members.models import Body
from regulation.refusal import Refused

from ..effects import matter_of
from ..enums import Capacity, MeetingKind, Station
from ..models import AgendaFile, AgendaItem, Meeting
from ..selectors import meetings as reads
from ..selectors.elections import presidency_waits
from ..states import MEETING
from ..wording import ELECTION_TITLE
from ..words import FIRST_AGENDA, PENDING_FROM, SECRETARIAT, acuerdo_due, reading_of


@dataclass(frozen=True, slots=True)
class GuestData:
    """Somebody who will be summoned without a seat. `capacity` is mincetur, governor or guest."""

    name: str
    institution: str = ""
    email: str = ""
    capacity: str = Capacity.GUEST


# --- The draft -----------------------------------------------------------------------------------------------------
@transaction.atomic
def create_draft(
    act: Act,
    *,
    body: Body,
    kind: str,
    scheduled_at: datetime,
    place: str,
    link: str,
    purpose: str,
    governor_invited: bool,
    template_from: Meeting | None = None,
) -> Meeting:
    """A draft with the agenda that the last session of the kind and the last acta give it.

    `template_from` lends its recurring points (despacho, informes, pedidos) and who comes for MINCETUR and the Gobierno
    Regional; then come the actas not yet read, the acuerdos whose term has run, what was left undecided, and the election of
    the president where it is due by then. Refused:
    purpose_required (an extraordinary session says why it is called).
    """
    act = allow(act, "sessions.manage", body)
    _check_kind(body, kind, purpose)
    meeting = Meeting.objects.create(
        body=body,
        kind=kind,
        scheduled_at=scheduled_at,
        place=place.strip(),
        link=link.strip(),
        purpose=purpose.strip(),
        governor_invited=governor_invited,
        draft_guests=_standing_guests(template_from),
        created_at=act.at,
        created_by=act.by,
    )
    left = [item for item in reads.items_left_pending(body, scheduled_at) if _still_pending(item)]
    again = [_brought_again(item, meeting) for item in left]
    items = [*_unread_actas(meeting), *_recurring(meeting, template_from), *_due(meeting), *again]
    items += _election_due(meeting, items)
    for position, item in enumerate(items):
        item.position = position
    AgendaItem.objects.bulk_create(items)
    for item, copy in zip(left, again, strict=True):
        move_matter(act, item, copy)
    _renumber(meeting)
    record(act, "meeting.drafted", meeting, kind=str(kind), scheduled_at=scheduled_at, items=len(items))
    return meeting


@transaction.atomic
def edit_data(
    act: Act,
    *,
    meeting_id: int,
    revision: int,
    kind: str,
    scheduled_at: datetime,
    place: str,
    link: str,
    purpose: str,
    governor_invited: bool,
) -> Meeting:
    """Change the facts of the draft. Refused: wrong_state, stale (`revision` is that of the form), purpose_required."""
    act, meeting = begin(act, Meeting.objects, meeting_id, may="sessions.manage", move="edit", revision=revision)
    _check_kind(meeting.body, kind, purpose)
    meeting.kind = kind
    meeting.scheduled_at = scheduled_at
    meeting.place, meeting.link, meeting.purpose = place.strip(), link.strip(), purpose.strip()
    meeting.governor_invited = governor_invited
    touch(meeting, "kind", "scheduled_at", "place", "link", "purpose", "governor_invited")
    return meeting


@transaction.atomic
def set_guests(act: Act, *, meeting_id: int, guests: Sequence[GuestData], revision: int | None = None) -> Meeting:
    """Who is summoned with voice only, all at once. Refused: wrong_state, stale, guest_without_name, bad_capacity."""
    act, meeting = begin(act, Meeting.objects, meeting_id, may="sessions.manage", move="edit", revision=revision)
    for guest in guests:
        if guest.capacity not in reads.guest_capacities(meeting.body):
            raise Refused.because("bad_capacity", facts={"capacity": guest.capacity})
        if not guest.name.strip():
            raise Refused.because("guest_without_name", facts={"institution": guest.institution})
    touch(meeting, draft_guests=[asdict(guest) | {"capacity": str(guest.capacity)} for guest in guests])
    return meeting


@transaction.atomic
def discard(act: Act, *, meeting_id: int) -> Meeting:
    """Throw the draft away: it never had an effect, it only stops being listed. Refused: wrong_state."""
    act, meeting = begin(act, Meeting.objects, meeting_id, may="sessions.manage", move="discard")
    drop_matters(act, meeting)
    MEETING.move(meeting, "discard")
    touch(meeting, "state", cancelled_at=act.at, cancelled_by=act.by, cancelled_reason="Borrador descartado")
    record(act, "meeting.discarded", meeting)
    return meeting


# --- The agenda ----------------------------------------------------------------------------------------------------
@transaction.atomic
def add_item(
    act: Act,
    *,
    meeting_id: int,
    station: str,
    title: str,
    description: str = "",
    proponent: str = "",
    minutes: int | None = None,
    decision_wanted: bool = False,
    subject: str = "",
    files: Sequence[UploadedFile] = (),
) -> AgendaItem:
    """A new point at the end of its station, with its attachments; `subject` says what it is about beyond its title.

    Refused: wrong_state, title_required, bad_upload_*.
    """
    act, meeting = begin(act, Meeting.objects, meeting_id, may="sessions.manage", move="edit")
    _check_station(meeting, station)
    item = AgendaItem.objects.create(
        meeting=meeting,
        station=station,
        position=meeting.items.count(),
        title=_titled(title),
        description=description.strip(),
        proponent=proponent.strip(),
        minutes=minutes,
        decision_wanted=decision_wanted,
        subject=subject,
    )
    _hang(act, item, files)
    _renumber(meeting)
    touch(meeting)
    item.refresh_from_db()
    return item


@transaction.atomic
def edit_item(
    act: Act,
    *,
    item_id: int,
    station: str,
    title: str,
    description: str = "",
    proponent: str = "",
    minutes: int | None = None,
    decision_wanted: bool = False,
    files: Sequence[UploadedFile] = (),
) -> AgendaItem:
    """Change a point; in another station it goes last. `files` are added to those it has. Refused: wrong_state,
    title_required, bad_upload_*.
    """
    act, item = begin(act, AgendaItem.objects, item_id, may="sessions.manage", move="edit")
    meeting = item.meeting
    _check_station(meeting, station)
    if item.station != station:
        item.position = meeting.items.count()
    item.station = station
    item.title = _titled(title)
    item.description, item.proponent = description.strip(), proponent.strip()
    item.minutes, item.decision_wanted = minutes, decision_wanted
    item.save()
    _hang(act, item, files)
    _renumber(meeting)
    touch(meeting)
    item.refresh_from_db()
    return item


@transaction.atomic
def remove_item(act: Act, *, item_id: int) -> Meeting:
    """Take a point out of the draft, with its attachments. Refused: wrong_state."""
    act, item = begin(act, AgendaItem.objects, item_id, may="sessions.manage", move="edit")
    meeting = item.meeting
    if (matter := matter_of(item)) is not None:
        matter.dropped(act, item=item)
    item.delete()
    _renumber(meeting)
    touch(meeting)
    return meeting


@transaction.atomic
def move_item(act: Act, *, item_id: int, direction: str) -> AgendaItem:
    """One place "up" or "down" inside its station; at the edge it stays where it is. Refused: wrong_state."""
    if direction not in ("up", "down"):
        raise ValueError(f"An item moves up or down, not {direction!r}.")
    act, item = begin(act, AgendaItem.objects, item_id, may="sessions.manage", move="edit")
    meeting = item.meeting
    mates = [mate for mate in reads.agenda(meeting) if mate.station == item.station]
    here = next(place for place, mate in enumerate(mates) if mate.pk == item.pk)
    there = here - 1 if direction == "up" else here + 1
    if 0 <= there < len(mates):
        mine, other = mates[here], mates[there]
        mine.position, other.position = other.position, mine.position
        AgendaItem.objects.bulk_update([mine, other], ["position"])
        touch(meeting)
        item.position = mine.position
    return item


@transaction.atomic
def attach(act: Act, *, item_id: int, file: UploadedFile) -> AgendaFile:
    """Hang a file from a point. Refused: wrong_state, and the bad_upload_* of `documents.services.store_upload`."""
    act, item = begin(act, AgendaItem.objects, item_id, may="sessions.manage", move="edit")
    meeting = item.meeting
    (attached,) = _hang(act, item, [file])
    touch(meeting)
    return attached


@transaction.atomic
def detach(act: Act, *, file_id: int) -> AgendaItem:
    """Take a file off its point; the upload itself stays stored. Refused: wrong_state."""
    act, file = begin(act, AgendaFile.objects.select_related("item"), file_id, may="sessions.manage", move="edit")
    file.delete()
    touch(file.item.meeting)
    return file.item


# --- Points that another room put on the agenda (sessions_app.effects) ----------------------------------------------
def move_matter(act: Act, item: AgendaItem, copy: AgendaItem) -> None:
    """Tell its room that the point is now another, in another session."""
    if (matter := matter_of(item)) is not None:
        matter.moved(act, item=item, to=copy)


def drop_matters(act: Act, meeting: Meeting) -> None:
    """The session will not take place: tell each room that its point is on no agenda."""
    for item in meeting.items.exclude(subject=""):
        if (matter := matter_of(item)) is not None:
            matter.dropped(act, item=item)


# --- Steps of the above --------------------------------------------------------------------------------------------
def _hang(act: Act, item: AgendaItem, files: Sequence[UploadedFile]) -> list[AgendaFile]:
    uploads = [documents.store_upload(act, file=file) for file in files]
    return [AgendaFile.objects.create(item=item, upload=upload) for upload in uploads]


def _renumber(meeting: Meeting) -> None:
    """Positions run 0, 1, 2… through the stations, so that any order by position is the running order."""
    items = reads.agenda(meeting)
    for position, item in enumerate(items):
        item.position = position
    AgendaItem.objects.bulk_update(items, ["position"])


def _check_station(meeting: Meeting, station: str) -> None:
    if station not in reads.stations_of(meeting.body):
        raise Refused.because("bad_choice", "Art. 7", {"field": "station", "value": station})


def _titled(title: str) -> str:
    if not title.strip():
        raise Refused.because("title_required", field="title")
    return title.strip()


def _check_kind(body: Body, kind: str, purpose: str) -> None:
    if kind not in reads.kinds_of(body):
        raise Refused.because("bad_choice", "Art. 7", {"field": "kind", "value": kind})
    if kind == MeetingKind.EXTRAORDINARY and not purpose.strip():
        raise Refused.because("purpose_required", article="Art. 7", field="purpose")


def _standing_guests(template: Meeting | None) -> list[dict[str, str]]:
    """MINCETUR's and the Gobierno Regional's people come to every session; other guests came to theirs."""
    guests = template.draft_guests if template else []
    return [guest for guest in guests if guest.get("capacity") in (Capacity.MINCETUR, Capacity.GOVERNOR)]


def _unread_actas(meeting: Meeting) -> list[AgendaItem]:
    if Station.PREVIOUS_ACTA not in reads.stations_of(meeting.body):
        return []
    unread = reads.actas_unread(meeting.body, meeting.scheduled_at)
    return [
        AgendaItem(
            meeting=meeting,
            station=Station.PREVIOUS_ACTA,
            title=reading_of(reads.short_title(earlier)),
            proponent=SECRETARIAT,
        )
        for earlier in unread
    ]


def _recurring(meeting: Meeting, template: Meeting | None) -> list[AgendaItem]:
    kept = [item for item in reads.agenda(template) if _comes_back(item)] if template else []
    if not kept:
        presiding = Office(meeting.body.presiding_office).label
        return [
            AgendaItem(meeting=meeting, station=station, title=title.format(presiding=presiding))
            for station, title in FIRST_AGENDA
            if station in reads.stations_of(meeting.body)
        ]
    return [copied(item, meeting) for item in kept]


def copied(item: AgendaItem, meeting: Meeting, **other: Any) -> AgendaItem:
    """The same point in another session, not saved yet."""
    fields = ("station", "title", "description", "proponent", "minutes", "decision_wanted")
    return AgendaItem(meeting=meeting, **{name: getattr(item, name) for name in fields} | other)


def _comes_back(item: AgendaItem) -> bool:
    return item.station in reads.RECURRING and item.added_at is None and item.title != reads.DUE_TITLE


def _due(meeting: Meeting) -> list[AgendaItem]:
    due = reads.acuerdos_due(meeting.body, meeting.scheduled_at)
    if not due:
        return []
    lines = [acuerdo_due(a.label, a.responsible_name, a.due_on) for a in due]
    return [
        AgendaItem(
            meeting=meeting,
            station=Station.REPORTS,
            title=reads.DUE_TITLE,
            description="\n".join(lines),
            proponent=SECRETARIAT,
        )
    ]


def _election_due(meeting: Meeting, items: Sequence[AgendaItem]) -> list[AgendaItem]:
    """On that day the presidency will be vacant or its term will have run out: the Assembly elects (Art. 8)."""
    if not presidency_waits(meeting) or any(item.title == ELECTION_TITLE for item in items):
        return []
    return [
        AgendaItem(
            meeting=meeting,
            station=Station.ORDER_OF_DAY,
            title=ELECTION_TITLE,
            proponent=SECRETARIAT,
            decision_wanted=True,
        )
    ]


def _still_pending(item: AgendaItem) -> bool:
    """Left undecided, and nobody else has taken care of it."""
    matter = matter_of(item)
    return matter is None or matter.waits(item=item)


def _brought_again(item: AgendaItem, meeting: Meeting) -> AgendaItem:
    origin = f"{PENDING_FROM} {reads.short_title(item.meeting)}."
    # Left over again and again, it still comes from the session that first left it.
    words = item.description if PENDING_FROM in item.description else f"{item.description}\n{origin}".strip()
    return copied(item, meeting, station=Station.ORDER_OF_DAY, description=words, subject=item.subject)
