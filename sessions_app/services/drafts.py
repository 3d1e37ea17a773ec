"""A session before it is convened: nothing here has legal effect yet, so what is wrong is simply changed or taken out."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.http import Http404

from accounts.models import User
from documents import services as documents
from members.enums import Office
from members.models import Body
from regulation.refusal import Refused

from ..effects import matter_of
from ..enums import Capacity, MeetingKind, Station
from ..models import AgendaFile, AgendaItem, Meeting
from ..permissions import check_user
from ..selectors import meetings as reads
from ..selectors.elections import presidency_waits
from ..states import MEETING
from . import _unit

PENDING_FROM = "Pendiente de la"
ELECTION_TITLE = "Elección de la presidencia"
#: The agenda of the very first session, when there is none to start from.
FIRST_AGENDA = (
    (Station.DISPATCH, "Documentos recibidos y remitidos"),
    (Station.REPORTS, "Informes de la {presiding} y de la Secretaría Técnica"),
    (Station.REQUESTS, "Pedidos de los miembros"),
)


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
    *,
    body: Body,
    kind: str,
    scheduled_at: datetime,
    place: str,
    link: str,
    purpose: str,
    governor_invited: bool,
    by: User,
    at: datetime,
    template_from: Meeting | None = None,
) -> Meeting:
    """A draft with the agenda that the last session of the kind and the last acta give it.

    `template_from` lends its recurring points (despacho, informes, pedidos) and who comes for MINCETUR and the Gobierno
    Regional; then come the actas not yet read, the acuerdos whose term has run, what was left undecided, and the election of
    the president where it is due by then. Refused:
    purpose_required (an extraordinary session says why it is called).
    """
    check_user("sessions.manage", by, body, _unit.day_of(at))
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
        created_at=at,
        created_by=by,
    )
    left = [item for item in reads.items_left_pending(body, scheduled_at) if _still_pending(item)]
    again = [_brought_again(item, meeting) for item in left]
    items = [*_unread_actas(meeting), *_recurring(meeting, template_from), *_due(meeting), *again]
    items += _election_due(meeting, items)
    for position, item in enumerate(items):
        item.position = position
    AgendaItem.objects.bulk_create(items)
    for item, copy in zip(left, again, strict=True):
        move_matter(item, copy, by=by, at=at)
    _renumber(meeting)
    _unit.log(meeting, "meeting.drafted", by=by, at=at, kind=str(kind), scheduled_at=scheduled_at, items=len(items))
    return meeting


@transaction.atomic
def edit_data(
    *,
    meeting_id: int,
    revision: int,
    kind: str,
    scheduled_at: datetime,
    place: str,
    link: str,
    purpose: str,
    governor_invited: bool,
    by: User,
    at: datetime,
) -> Meeting:
    """Change the facts of the draft. Refused: wrong_state, stale (`revision` is that of the form), purpose_required."""
    meeting = _draft(meeting_id, by=by, at=at, revision=revision)
    _check_kind(meeting.body, kind, purpose)
    meeting.kind = kind
    meeting.scheduled_at = scheduled_at
    meeting.place, meeting.link, meeting.purpose = place.strip(), link.strip(), purpose.strip()
    meeting.governor_invited = governor_invited
    _unit.touch(meeting, "kind", "scheduled_at", "place", "link", "purpose", "governor_invited")
    return meeting


@transaction.atomic
def set_guests(
    *, meeting_id: int, guests: Sequence[GuestData], by: User, at: datetime, revision: int | None = None
) -> Meeting:
    """Who is summoned with voice only, all at once. Refused: wrong_state, stale, guest_without_name, bad_capacity."""
    meeting = _draft(meeting_id, by=by, at=at, revision=revision)
    for guest in guests:
        if guest.capacity not in reads.guest_capacities(meeting.body):
            raise Refused.because("bad_capacity", facts={"capacity": guest.capacity})
        if not guest.name.strip():
            raise Refused.because("guest_without_name", facts={"institution": guest.institution})
    meeting.draft_guests = [asdict(guest) | {"capacity": str(guest.capacity)} for guest in guests]
    _unit.touch(meeting, "draft_guests")
    return meeting


@transaction.atomic
def discard(*, meeting_id: int, by: User, at: datetime) -> Meeting:
    """Throw the draft away: it never had an effect, it only stops being listed. Refused: wrong_state."""
    meeting = _unit.locked_meeting(meeting_id, act="discard")
    _unit.check_manager(meeting, by, at)
    drop_matters(meeting, by=by, at=at)
    MEETING.move(meeting, "discard")
    meeting.cancelled_at, meeting.cancelled_by, meeting.cancelled_reason = at, by, "Borrador descartado"
    _unit.touch(meeting, "state", "cancelled_at", "cancelled_by", "cancelled_reason")
    _unit.log(meeting, "meeting.discarded", by=by, at=at)
    return meeting


# --- The agenda ----------------------------------------------------------------------------------------------------
@transaction.atomic
def add_item(
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
    by: User,
    at: datetime,
) -> AgendaItem:
    """A new point at the end of its station, with its attachments; `subject` says what it is about beyond its title.

    Refused: wrong_state, title_required, bad_upload_*.
    """
    meeting = _draft(meeting_id, by=by, at=at)
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
    _hang(item, files, by=by, at=at)
    _renumber(meeting)
    _unit.touch(meeting)
    item.refresh_from_db()
    return item


@transaction.atomic
def edit_item(
    *,
    item_id: int,
    station: str,
    title: str,
    description: str = "",
    proponent: str = "",
    minutes: int | None = None,
    decision_wanted: bool = False,
    files: Sequence[UploadedFile] = (),
    by: User,
    at: datetime,
) -> AgendaItem:
    """Change a point; in another station it goes last. `files` are added to those it has. Refused: wrong_state,
    title_required, bad_upload_*.
    """
    item, meeting = _item(item_id, by=by, at=at)
    _check_station(meeting, station)
    if item.station != station:
        item.position = meeting.items.count()
    item.station = station
    item.title = _titled(title)
    item.description, item.proponent = description.strip(), proponent.strip()
    item.minutes, item.decision_wanted = minutes, decision_wanted
    item.save()
    _hang(item, files, by=by, at=at)
    _renumber(meeting)
    _unit.touch(meeting)
    item.refresh_from_db()
    return item


@transaction.atomic
def remove_item(*, item_id: int, by: User, at: datetime) -> Meeting:
    """Take a point out of the draft, with its attachments. Refused: wrong_state."""
    item, meeting = _item(item_id, by=by, at=at)
    if (matter := matter_of(item)) is not None:
        matter.dropped(item=item, by=by, at=at)
    item.delete()
    _renumber(meeting)
    _unit.touch(meeting)
    return meeting


@transaction.atomic
def move_item(*, item_id: int, direction: str, by: User, at: datetime) -> AgendaItem:
    """One place "up" or "down" inside its station; at the edge it stays where it is. Refused: wrong_state."""
    if direction not in ("up", "down"):
        raise ValueError(f"An item moves up or down, not {direction!r}.")
    item, meeting = _item(item_id, by=by, at=at)
    mates = [mate for mate in reads.agenda(meeting) if mate.station == item.station]
    here = next(place for place, mate in enumerate(mates) if mate.pk == item.pk)
    there = here - 1 if direction == "up" else here + 1
    if 0 <= there < len(mates):
        mine, other = mates[here], mates[there]
        mine.position, other.position = other.position, mine.position
        AgendaItem.objects.bulk_update([mine, other], ["position"])
        _unit.touch(meeting)
        item.position = mine.position
    return item


@transaction.atomic
def attach(*, item_id: int, file: UploadedFile, by: User, at: datetime) -> AgendaFile:
    """Hang a file from a point. Refused: wrong_state, and the bad_upload_* of `documents.services.store_upload`."""
    item, meeting = _item(item_id, by=by, at=at)
    (attached,) = _hang(item, [file], by=by, at=at)
    _unit.touch(meeting)
    return attached


@transaction.atomic
def detach(*, file_id: int, by: User, at: datetime) -> AgendaItem:
    """Take a file off its point; the upload itself stays stored. Refused: wrong_state."""
    item_id = AgendaFile.objects.filter(pk=file_id).values_list("item_id", flat=True).first()
    item, meeting = _item(item_id or 0, by=by, at=at)
    AgendaFile.objects.filter(pk=file_id).delete()
    _unit.touch(meeting)
    return item


# --- Points that another room put on the agenda (sessions_app.effects) ----------------------------------------------
def move_matter(item: AgendaItem, copy: AgendaItem, *, by: User, at: datetime) -> None:
    """Its room is told that the point is now another, in another session."""
    if (matter := matter_of(item)) is not None:
        matter.moved(item=item, to=copy, by=by, at=at)


def drop_matters(meeting: Meeting, *, by: User, at: datetime) -> None:
    """The session will not take place: each room is told that its point is on no agenda."""
    for item in meeting.items.exclude(subject=""):
        if (matter := matter_of(item)) is not None:
            matter.dropped(item=item, by=by, at=at)


# --- Steps of the above --------------------------------------------------------------------------------------------
def _draft(meeting_id: int, *, by: User, at: datetime, revision: int | None = None) -> Meeting:
    meeting = _unit.locked_meeting(meeting_id, act="edit", expected_revision=revision)
    _unit.check_manager(meeting, by, at)
    return meeting


def _item(item_id: int, *, by: User, at: datetime) -> tuple[AgendaItem, Meeting]:
    """The item as it is once its meeting is locked; Http404 when somebody took it out meanwhile."""
    meeting_id = AgendaItem.objects.filter(pk=item_id).values_list("meeting_id", flat=True).first()
    if meeting_id is not None:
        meeting = _draft(meeting_id, by=by, at=at)
        item = AgendaItem.objects.filter(pk=item_id).first()
        if item is not None:
            return item, meeting
    raise Http404("Ese punto ya no está en la agenda.")


def _hang(item: AgendaItem, files: Sequence[UploadedFile], *, by: User, at: datetime) -> list[AgendaFile]:
    uploads = [documents.store_upload(file=file, by=by, at=at) for file in files]
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
            title=f"Lectura del acta de la {reads.short_title(earlier)}",
            proponent="Secretaría Técnica",
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
    fields = ("station", "title", "description", "proponent", "minutes", "decision_wanted")
    return [AgendaItem(meeting=meeting, **{name: getattr(item, name) for name in fields}) for item in kept]


def _comes_back(item: AgendaItem) -> bool:
    return item.station in reads.RECURRING and item.added_at is None and item.title != reads.DUE_TITLE


def _due(meeting: Meeting) -> list[AgendaItem]:
    due = reads.acuerdos_due(meeting.body, meeting.scheduled_at)
    if not due:
        return []
    lines = [f"{a.label}: {a.responsible_name or 'sin responsable'}, plazo {a.due_on:%d/%m/%Y}." for a in due]
    return [
        AgendaItem(
            meeting=meeting,
            station=Station.REPORTS,
            title=reads.DUE_TITLE,
            description="\n".join(lines),
            proponent="Secretaría Técnica",
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
            proponent="Secretaría Técnica",
            decision_wanted=True,
        )
    ]


def _still_pending(item: AgendaItem) -> bool:
    """Left undecided, and nobody else has taken care of it."""
    matter = matter_of(item)
    return matter is None or matter.waits(item=item)


def _brought_again(item: AgendaItem, meeting: Meeting) -> AgendaItem:
    origin = f"{PENDING_FROM} {reads.short_title(item.meeting)}."
    return AgendaItem(
        meeting=meeting,
        station=Station.ORDER_OF_DAY,
        title=item.title,
        # Left over again and again, it still comes from the session that first left it.
        description=item.description if PENDING_FROM in item.description else f"{item.description}\n{origin}".strip(),
        proponent=item.proponent,
        minutes=item.minutes,
        decision_wanted=item.decision_wanted,
        subject=item.subject,
    )
