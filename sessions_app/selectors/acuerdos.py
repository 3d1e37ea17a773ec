"""Acuerdos as lists and pages need them. A representative reads those that name their institution, and no others."""

from dataclasses import dataclass
from datetime import date

from django.contrib.auth.models import AnonymousUser
from django.db.models import QuerySet
from django.http import Http404

from accounts.models import User
from members.enums import READERS
from members.models import Body, Seat
from members.selectors import roles_of, seats_of
from regulation.ruling import Ruling

from ..enums import DocumentKind, MotionForm, Sense
from ..models import Acuerdo, Ballot, MeetingDocument, Motion, MotionVoter


def visible_acuerdos(user: User | AnonymousUser, body: Body, on: date) -> QuerySet[Acuerdo]:
    """All of the body's for staff and readers; for a representative those whose responsible is their own seat."""
    acuerdos = Acuerdo.objects.filter(body=body).select_related("body__parent", "meeting", "responsible")
    if roles_of(user, body, on) & READERS:
        return acuerdos
    seats = [seat.pk for seat, _ in seats_of(user, body, on)]
    return acuerdos.filter(responsible__in=seats) if seats else acuerdos.none()


def filtered(
    acuerdos: QuerySet[Acuerdo], *, today: date, year: int | None, seat: int | None, overdue: bool
) -> QuerySet[Acuerdo]:
    """By year of numbering, by responsible, and only those in force whose day has passed."""
    if year:
        acuerdos = acuerdos.filter(year=year)
    if seat:
        acuerdos = acuerdos.filter(responsible=seat)
    if overdue:
        acuerdos = acuerdos.filter(annulled_at=None, due_on__lt=today)
    return acuerdos


def years_of(acuerdos: QuerySet[Acuerdo]) -> list[int]:
    return list(acuerdos.order_by("-year").values_list("year", flat=True).distinct())


def responsibles_of(acuerdos: QuerySet[Acuerdo]) -> list[tuple[int, str]]:
    """(seat, name as the latest acuerdo gives it), in order of seat."""
    rows = acuerdos.exclude(responsible=None).order_by("responsible__number", "year", "number")
    return list(dict(rows.values_list("responsible_id", "responsible_name")).items())


def fetch_acuerdo(user: User | AnonymousUser, body: Body, pk: int, on: date) -> Acuerdo:
    """The acuerdo of this body if this person may see it; Http404 otherwise, and for one of another body."""
    acuerdo = visible_acuerdos(user, body, on).filter(pk=pk).first()
    if acuerdo is None:
        raise Http404("No existe ese acuerdo, o no le corresponde verlo.")
    return acuerdo


def of_seats(body: Body, seats: list[Seat]) -> QuerySet[Acuerdo]:
    """Those that name these seats as responsible: the nearest day first, those without one last."""
    return Acuerdo.objects.filter(body=body, responsible__in=seats).select_related("meeting").order_by("due_on", "pk")


def certificates(acuerdo: Acuerdo) -> QuerySet[MeetingDocument]:
    """The certificates issued of it, the first one first."""
    issued = MeetingDocument.objects.filter(
        meeting=acuerdo.meeting_id,
        document__kind=DocumentKind.CERTIFICATE,
        document__payload__acuerdo_id=acuerdo.pk,
    )
    return issued.select_related("document", "document__issued_by").defer("document__payload").order_by("pk")


@dataclass(frozen=True, slots=True)
class Vote:
    """How an acuerdo was decided: counts, the ruling with its arithmetic, and in a nominal vote who voted what."""

    motion: Motion
    form: str
    counts: list[tuple[str, int]]
    voters: int
    impeded: list[MotionVoter]
    ruling: Ruling | None
    casting: str
    ballots: list[Ballot]


def vote_of(acuerdo: Acuerdo) -> Vote:
    """Four queries, whatever the size of the body."""
    motion = Motion.objects.select_related("item", "elected").get(pk=acuerdo.motion_id)
    voters = list(motion.voters.select_related("entry"))
    ballots = (
        motion.ballots.select_related("entry", "option") if motion.form == MotionForm.NOMINAL else Ballot.objects.none()
    )
    return Vote(
        motion=motion,
        form=motion.get_form_display(),
        counts=[(option.label, option.votes or 0) for option in motion.options.all()],
        voters=sum(not voter.impeded for voter in voters),
        impeded=[voter for voter in voters if voter.impeded],
        ruling=motion.ruling,
        casting=_cast(motion),
        ballots=list(ballots),
    )


def _cast(motion: Motion) -> str:
    """What the casting vote said: a sense, or in an election a candidate. Empty without one."""
    if motion.casting_sense:
        return str(Sense(motion.casting_sense).label)
    return motion.elected.label if motion.casting_at and motion.elected else ""
