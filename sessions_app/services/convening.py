"""Convening, cancelling and rescheduling a session (Art. 7, 8.4, 9.1)."""

from collections.abc import Mapping
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from audit.acts import Act
from audit.services import record
from documents.services import issue, take_number
from mailing.enums import MailState
from mailing.tasks import queue
from members.acts import begin, touch
from members.enums import Office, SeatRole
from members.models import Term
from members.selectors import MemberRow, members_on, officers_on
from norms.selectors import version_in_force
from regulation.refusal import Refused

from ..enums import Capacity, DocumentKind
from ..models import AgendaItem, Dispatch, Meeting, MeetingDocument, RollEntry
from ..selectors import papers
from ..selectors.notice import judge_notice_now
from ..states import MEETING
from ..words import yes_or_no
from .drafts import copied, drop_matters, move_matter

#: Voices without a seat come after every member of the roll.
AFTER_THE_MEMBERS = 10_000


@transaction.atomic
def convene(act: Act, *, meeting_id: int, revision: int | None, knowing_defect: bool = False) -> Meeting:
    """Freeze the roll, number the session, issue convocatoria and agenda, and send them to every titular and alterno.

    The regulation is the version in force on the session's date. Refused: past_date, no_place, empty_agenda,
    no_members, no_regulation; the notice's own ruling (Art. 7) unless `knowing_defect`: then the acta says so, and the
    session is installed only with the waiver of LPAG 109.3.
    """
    act, meeting = begin(act, Meeting.objects, meeting_id, may="sessions.manage", move="convene", revision=revision)
    _check_complete(meeting, act.at)
    officers = officers_on(meeting.body, act.day)
    meeting.regulation_version = version_in_force(meeting.body.rulebook, timezone.localdate(meeting.scheduled_at))
    meeting.president_name = name_of(officers, Office(meeting.body.presiding_office))
    meeting.secretary_name = name_of(officers, Office.SECRETARY)
    MEETING.move(meeting, "convene")
    meeting.convened_at, meeting.convened_by = act.at, act.by
    meeting.year = timezone.localtime(act.at).year
    meeting.number = take_number(series=meeting.body.slug, kind=f"sesion-{meeting.kind}", year=meeting.year)
    meeting.save()
    _freeze_roll(meeting, act.at)
    ruling = judge_notice_now(meeting)
    if not (ruling.holds or knowing_defect):
        raise Refused(ruling)
    touch(meeting, notice_ruling=ruling)
    record(
        act,
        "meeting.convened",
        meeting,
        "scheduled_at",
        ruling=ruling,
        knowing_defect=not ruling.holds,
        title=str(meeting),
        version=meeting.regulation_version.name,
    )
    issue_paper(act, meeting, DocumentKind.CONVOCATORIA, papers.convocatoria_payload(meeting))
    issue_paper(act, meeting, DocumentKind.AGENDA, papers.agenda_payload(meeting))
    issue_paper(act, meeting, DocumentKind.ROLL_SHEET, papers.roll_sheet_payload(meeting))
    queue(meeting.dispatches.filter(state=MailState.PENDING).order_by("pk"))
    return meeting


def name_of(officers: Mapping[Office, Term], office: Office) -> str:
    return officers[office].person.full_name if office in officers else ""


def issue_paper(act: Act, meeting: Meeting, kind: DocumentKind, payload: papers.Payload) -> None:
    """Issue a numbered document about this session and hang it from it."""
    document = issue(
        act,
        series=meeting.body.slug,
        kind=kind,
        title=f"{kind.label} de la {meeting}",
        payload=payload,
        stream=meeting.stream,
    )
    MeetingDocument.objects.create(meeting=meeting, document=document)


def _check_complete(meeting: Meeting, at: datetime) -> None:
    if meeting.scheduled_at < at:
        raise Refused.because("past_date", "Art. 7", {"scheduled_at": meeting.scheduled_at})
    if not (meeting.place or meeting.link):
        raise Refused.because("no_place")
    if not AgendaItem.objects.filter(meeting=meeting).exists():
        raise Refused.because("empty_agenda", "Art. 9.1")


# --- The roll ------------------------------------------------------------------------------------------------------
def _freeze_roll(meeting: Meeting, at: datetime) -> None:
    """One entry per seat held on the day of convening, then MINCETUR, the Gobernador and guests, with voice only."""
    rows = members_on(meeting.body, timezone.localdate(at))
    if not rows:
        raise Refused.because("no_members", "Art. 5", {"body": meeting.body.name})
    session_day = timezone.localdate(meeting.scheduled_at)
    suspended = {row.seat.pk for row in members_on(meeting.body, session_day) if row.suspended}
    entries = RollEntry.objects.bulk_create(
        [_member_entry(meeting, row, suspended=row.seat.pk in suspended) for row in rows]
    )
    dispatches = []
    for row, entry in zip(rows, entries, strict=True):
        dispatches += _member_dispatches(meeting, row, entry, at)
    Dispatch.objects.bulk_create(dispatches + _summon_guests(meeting, at))


def _member_entry(meeting: Meeting, row: MemberRow, *, suspended: bool) -> RollEntry:
    titular, alternate = row.titular, row.alternate
    return RollEntry(
        meeting=meeting,
        seat=row.seat,
        capacity=Capacity.MEMBER,
        position=row.seat.number,
        name=row.institution.name,
        short_name=row.institution.short_name,
        sector=row.institution.sector,
        in_base=True,
        may_vote=True,
        suspended=suspended,
        titular=titular.person if titular else None,
        titular_name=titular.person.full_name if titular else "",
        alternate=alternate.person if alternate else None,
        alternate_name=alternate.person.full_name if alternate else "",
    )


def _member_dispatches(meeting: Meeting, row: MemberRow, entry: RollEntry, at: datetime) -> list[Dispatch]:
    """One mail per accredited person; a seat where nobody is accredited is written to at its institution."""
    people = [(SeatRole(a.role), a.person.full_name, a.person.email) for a in row.people]
    if not any(email for _, _, email in people) and row.institution.email:
        people = [(SeatRole.TITULAR, row.institution.name, row.institution.email)]
    return [_dispatch(meeting, entry, role, name, email, at) for role, name, email in people]


def _dispatch(meeting: Meeting, entry: RollEntry, role: str, name: str, email: str, at: datetime) -> Dispatch:
    return Dispatch.addressed(name=name, email=email, at=at, meeting=meeting, entry=entry, role=role)


def _summon_guests(meeting: Meeting, at: datetime) -> list[Dispatch]:
    """Art. 12, 14: in the Assembly MINCETUR always has its place, the Gobernador when invited; the draft's guests as typed.

    Two guests of MINCETUR share one entry: the first named votes, the second never does.
    """
    guests = list(meeting.draft_guests)
    ministry = [guest for guest in guests if guest["capacity"] == Capacity.MINCETUR][:2]
    governor = next((guest for guest in guests if guest["capacity"] == Capacity.GOVERNOR), None)
    others = [guest for guest in guests if guest["capacity"] == Capacity.GUEST]
    nobody: dict[str, str] = {"name": "", "email": "", "institution": ""}
    dispatches: list[Dispatch] = []

    def summon(capacity: Capacity, institution: str, people: list[dict[str, str]], *, may_vote: bool = False) -> None:
        entry = RollEntry.objects.create(
            meeting=meeting,
            capacity=capacity,
            position=AFTER_THE_MEMBERS + len(positions),
            name=institution,
            in_base=False,
            may_vote=may_vote,
            titular_name=people[0]["name"],
            alternate_name=people[1]["name"] if len(people) > 1 else "",
        )
        positions.append(entry.pk)
        for role, person in zip((SeatRole.TITULAR, SeatRole.ALTERNATE), people, strict=False):
            if person["email"]:
                name = person["name"] or institution
                dispatches.append(_dispatch(meeting, entry, role, name, person["email"], at))

    positions: list[int] = []
    standing = meeting.body.standing_guests
    if Capacity.MINCETUR in standing or ministry:
        voting = Capacity.MINCETUR in standing
        summon(Capacity.MINCETUR, "Ministerio de Comercio Exterior y Turismo", ministry or [nobody], may_vote=voting)
    if (Capacity.GOVERNOR in standing and meeting.governor_invited) or governor:
        summon(Capacity.GOVERNOR, "Gobernador Regional", [governor or nobody])
    for guest in others:
        summon(Capacity.GUEST, guest.get("institution") or "Invitado", [guest])
    return dispatches


def refreeze_roll(meeting: Meeting, *, on: date) -> list[dict[str, str]]:
    """Bring voting right, suspension and accreditations to what is in force on the day of the roll; keep each difference.

    The base does not change: who was a member at convening is on the roll (Art. 11). A member that has left since counts no more
    and has no vote (Art. 13); a new name is shown beside the one summoned, which stays. Raises no revision by itself.
    """
    current = {row.seat.pk: row for row in members_on(meeting.body, on)}
    found: list[dict[str, str]] = []
    changed = []
    for entry in meeting.roll.filter(capacity=Capacity.MEMBER):
        row = current.get(entry.seat_id or 0)
        titular = row.titular.person if row and row.titular else None
        alternate = row.alternate.person if row and row.alternate else None
        suspended = row.suspended if row else entry.suspended
        named = next((d["after"] for d in reversed(entry.differences) if d["field"] == "name"), entry.name)
        differences = [
            {"field": field, "before": before, "after": after, "on": on.isoformat()}
            for field, before, after in (
                ("member", yes_or_no(entry.may_vote), yes_or_no(row is not None)),
                ("name", named, row.institution.name if row else named),
                ("suspended", yes_or_no(entry.suspended), yes_or_no(suspended)),
                ("titular", entry.titular_name, titular.full_name if titular else ""),
                ("alternate", entry.alternate_name, alternate.full_name if alternate else ""),
            )
            if before != after
        ]
        if differences:
            entry.may_vote, entry.suspended = row is not None, suspended
            entry.titular, entry.titular_name = titular, titular.full_name if titular else ""
            entry.alternate, entry.alternate_name = alternate, alternate.full_name if alternate else ""
            entry.differences = [*entry.differences, *differences]
            changed.append(entry)
            found += [{"institution": entry.name, **difference} for difference in differences]
    fields = ["may_vote", "suspended", "titular", "titular_name", "alternate", "alternate_name", "differences"]
    RollEntry.objects.bulk_update(changed, fields)
    return found


# --- Undoing -------------------------------------------------------------------------------------------------------
@transaction.atomic
def cancel(act: Act, *, meeting_id: int, reason: str, revision: int | None = None) -> Meeting:
    """Annul a convened session that was not installed. It gives absences to nobody. Refused without a reason."""
    meeting = _withdraw(act, meeting_id, "cancel", "meeting.cancelled", reason, revision=revision)
    drop_matters(act, meeting)
    return meeting


@transaction.atomic
def reschedule(
    act: Act, *, meeting_id: int, new_scheduled_at: datetime, reason: str, revision: int | None = None
) -> Meeting:
    """Leave this session without effect and draft another that names it. A new date needs a new notice (Art. 7)."""
    if new_scheduled_at <= act.at:
        raise Refused.because("past_date", "Art. 7", {"scheduled_at": new_scheduled_at})
    old = _withdraw(act, meeting_id, "reschedule", "meeting.rescheduled", reason, revision=revision)
    new = Meeting.objects.create(
        body=old.body,
        kind=old.kind,
        scheduled_at=new_scheduled_at,
        place=old.place,
        link=old.link,
        purpose=old.purpose,
        governor_invited=old.governor_invited,
        draft_guests=old.draft_guests,
        created_at=act.at,
        created_by=act.by,
        replaces=old,
    )
    for item in old.items.all():
        files = list(item.files.all())
        copy = copied(item, new, position=item.position, subject=item.subject)
        copy.save()
        for file in files:
            copy.files.create(upload=file.upload)
        move_matter(act, item, copy)
    record(act, "meeting.drafted", new, title=str(new), replaces=str(old))
    return new


def _withdraw(act: Act, meeting_id: int, to: str, action: str, reason: str, *, revision: int | None) -> Meeting:
    act, meeting = begin(act, Meeting.objects, meeting_id, may="sessions.manage", move=to, revision=revision)
    reason = reason.strip()
    if not reason:
        raise Refused.because("reason_required", field="reason")
    MEETING.move(meeting, to)
    touch(meeting, "state", cancelled_at=act.at, cancelled_by=act.by, cancelled_reason=reason)
    record(act, action, meeting, reason=reason, title=str(meeting))
    return meeting
