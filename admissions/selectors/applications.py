"""Expedientes: the list, one of them, and what hangs from it."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Q, QuerySet

from members.enums import SeatRole
from members.models import Accreditation, Body
from members.words import name_key
from regulation.admission import counts_in_session
from sessions_app.enums import MeetingState, MotionPurpose, MotionState
from sessions_app.models import AgendaItem, Meeting, Motion

from ..enums import PURPOSE
from ..enums import ApplicationState as S
from ..models import Application, ApplicationMail

#: Still to be decided: a second one of the same institution waits for this one.
LIVE = (S.RECEIVED, S.OBSERVED, S.EVALUATED, S.ON_AGENDA)
_NUMBER = re.compile(r"(\d{1,6})\s*[-/]\s*(\d{4})")


def targets(committee: Body) -> list[Body]:
    """What one may ask to join: the committee first, then each of its Mesas. The Assembly admits to all of them (Art. 11)."""
    return [committee, *Body.objects.whole().filter(parent=committee).order_by("name")]


def of_committee(committee: Body) -> QuerySet[Application]:
    return Application.objects.filter(body__in=[body.pk for body in targets(committee)])


def for_list(committee: Body) -> QuerySet[Application]:
    return of_committee(committee).select_related("body__parent", "item__meeting").order_by("-year", "-number")


def years_of(applications: QuerySet[Application]) -> list[int]:
    return list(applications.order_by("-year").values_list("year", flat=True).distinct())


def fetch(committee: Body, pk: int) -> Application | None:
    """One expediente with all that its page shows of other rooms."""
    return (
        of_committee(committee)
        .select_related(
            "body__parent",
            "item__meeting",
            "motion__meeting",
            "instrument",
            "institution",
            "seat__body",
            "evaluated_by",
        )
        .filter(pk=pk)
        .first()
    )


def by_code(code: str) -> Application | None:
    """The expediente whose applicant holds this code, however it was typed."""
    letters = "".join(sign for sign in code.upper() if sign.isalnum())
    typed = "-".join(letters[start : start + 4] for start in range(0, len(letters), 4))
    return (
        Application.objects.select_related("body__parent", "item__meeting", "motion__meeting", "instrument", "seat")
        .filter(code=typed[:20])
        .first()
    )


def by_number(number: str, code: str) -> Application | None:
    """The expediente of that number, for somebody who has its code as well: «3-2026», «003-2026» or its whole label."""
    found = by_code(code)
    typed = _NUMBER.search(number)
    if found is None or typed is None or (found.number, found.year) != (int(typed[1]), int(typed[2])):
        return None
    return found


def live_like(body: Body, *, name: str, ruc: str, emails: Sequence[str]) -> Application | None:
    """An expediente that is still open for the same institution: by RUC, by name, or by a mail where the RUC does not deny it."""
    live = Application.objects.filter(body=body, state__in=LIVE)
    if ruc and (same := live.filter(ruc=ruc).first()) is not None:
        return same
    wanted = name_key(name)
    mails = [email for email in emails if email]
    for other in live.order_by("pk"):
        if ruc and other.ruc and ruc != other.ruc:
            continue
        if name_key(other.name) == wanted or {other.email, other.contact_email} & set(mails):
            return other
    return None


def subject_pk(subject: str) -> int:
    """The expediente that a point or a vote is about; 0 for none."""
    kind, _, pk = subject.partition(":")
    return int(pk) if kind == "application" and pk.isascii() and pk.isdecimal() else 0


def motion_of(application: Application) -> Motion | None:
    """The vote on it that stands, whatever came of it."""
    return (
        Motion.objects.select_related("meeting")
        .filter(purpose=PURPOSE, subject=application.subject)
        .exclude(state=MotionState.ANNULLED)
        .order_by("-pk")
        .first()
    )


def titular_of(application: Application, on: date) -> Accreditation | None:
    """Who was accredited as titular of the seat it was given; None before that."""
    if application.seat_id is None:
        return None
    return (
        Accreditation.objects.in_force(on)
        .filter(seat=application.seat_id, role=SeatRole.TITULAR)
        .select_related("person", "instrument")
        .order_by("starts_on", "pk")
        .first()
    )


def first_counted(application: Application) -> Meeting | None:
    """The first session whose base has the new member: of its body, convened after the one that admitted it closed (Art. 11).

    None where it was not admitted, or no session has been convened since. `application` as `fetch` gives it; one query.
    """
    admitted_at = application.motion.meeting.closed_at if application.seat and application.motion else None
    if admitted_at is None:
        return None
    gone = (MeetingState.RESCHEDULED, MeetingState.CANCELLED)
    convened = Meeting.objects.filter(body=application.body_id, convened_at__gte=admitted_at, import_batch=None)
    return next(
        (
            meeting
            for meeting in convened.exclude(state__in=gone).order_by("scheduled_at", "pk")
            if meeting.convened_at and counts_in_session(admitted_at=admitted_at, convened_at=meeting.convened_at)
        ),
        None,
    )


def mails_of(application: Application) -> list[ApplicationMail]:
    return list(application.mails.select_related("step").order_by("-pk"))


@dataclass(frozen=True, slots=True)
class AgendaChoices:
    """Where the point may be put: drafts of the Assembly, and points that a session in course has just added."""

    drafts: list[Meeting]
    added: list[AgendaItem]


def agenda_choices(committee: Body) -> AgendaChoices:
    drafts = Meeting.objects.filter(body=committee, state=MeetingState.DRAFT).order_by("scheduled_at", "pk")
    voted = ~Q(purpose=MotionPurpose.ADDED_ITEM) & ~Q(state=MotionState.ANNULLED)
    added = AgendaItem.objects.filter(
        meeting__body=committee, meeting__state=MeetingState.IN_SESSION, added_at__isnull=False, subject=""
    ).select_related("meeting")
    taken = set(Motion.objects.filter(voted, item__in=added).values_list("item_id", flat=True))
    return AgendaChoices(list(drafts), [item for item in added if item.pk not in taken])
