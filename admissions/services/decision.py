"""What the Assembly's vote brings about, and what its point on the agenda asks of us (sessions_app.effects, docs/adr/0007)."""

from django.db import transaction
from django.utils import timezone

from audit.acts import Act
from audit.services import record
from core.rows import write
from documents.models import Instrument
from members import services as padron
from members.acts import allow, locked, touch
from members.models import Institution
from members.services import InstitutionData
from regulation.admission import judge_admission
from regulation.refusal import Refused
from sessions_app.models import Acuerdo, AgendaItem, Meeting, Motion

from ..enums import PURPOSE, ApplicationState
from ..models import Application
from ..selectors import known_institution, member_like, subject_pk
from ..states import APPLICATION
from ..words import VOTE_BUTTON, admitted, arithmetic, no_effect, question
from .agenda import release
from .steps import move
from .submission import PERU

#: What the solicitud says and the directory takes over.
_TAKEN_OVER = (
    "short_name", "ruc", "address", "ubigeo", "email", "phone", "website", "authority_name", "authority_position",
)  # fmt: skip


@transaction.atomic
def settle_admission(act: Act, *, application_id: int, motion: Motion, instrument: Instrument | None) -> Application:
    """Bring about what the vote decided: the institution in the directory, its seat and its days, or the denial; and the mail.

    `instrument` is the acuerdo's paper, none where the vote was lost. Once: a vote settled before is left as it is.
    Refused: acuerdo_missing (an approved admission rests on its acuerdo; without one it is no denial).
    """
    application = locked(Application.objects, application_id)
    if application.motion_id == motion.pk:
        return application
    act = allow(act, "applications.manage", application.body)
    meeting = motion.meeting
    if not APPLICATION.can(application, "admit"):
        record(act, "application.vote_without_effect", application, meeting=str(meeting))
        return application
    day = timezone.localdate(motion.casting_at or motion.closed_at or act.at)
    member = member_like(application.body, name=application.name, ruc=application.ruc, on=day)
    ruling = judge_admission(
        already_member=bool(member),
        quorum=motion.quorum_ruling,
        vote=motion.ruling,
    )
    application.motion, application.decided_at = motion, motion.casting_at or motion.closed_at or act.at
    if ruling.holds and instrument is None:
        raise Refused.because("acuerdo_missing", "Art. 11", {"text": motion.text[:120]})
    if not ruling.holds or instrument is None:
        text = arithmetic(motion.figures)
        if member and instrument is not None:  # approved, and without effect: the figures alone would say the contrary
            text += no_effect(member)
        move(act, application, "deny", "motion", "decided_at", text=text)
        record(act, "application.denied", application, ruling=ruling, meeting=str(meeting))
        return application
    institution = padron.write_institution(act, *_described(application))
    holding = padron.admit_to_body(
        act, body_id=application.body_id, institution=institution, instrument=instrument, starts_on=day
    )
    application.institution, application.seat, application.instrument = institution, holding.seat, instrument
    fields = ("motion", "decided_at", "institution", "seat", "instrument")
    text = admitted(instrument, motion.figures, holding.seat.number)
    move(act, application, "admit", *fields, text=text)
    record(
        act,
        "application.admitted",
        application,
        ruling=ruling,
        meeting=str(meeting),
        paper=str(instrument),
        seat=holding.seat.number,
    )
    return application


def _described(application: Application) -> tuple[InstitutionData, Institution | None]:
    """What to write in the directory, and over which record: what it says there stays where the solicitud says nothing."""
    known = known_institution(name=application.name, ruc=application.ruc)
    before = padron.institution_data(known) if known is not None else InstitutionData(name=application.name)
    given = {field: value for field in _TAKEN_OVER if (value := getattr(application, field))}
    if str(application.country) != PERU:  # the district of an earlier address in Peru is no district there
        given["ubigeo"] = ""
    former = known is not None and known.holdings.exists()
    from_before = {
        field: getattr(before, field) for field in ("scope", "city", "notes", "themes", *_TAKEN_OVER)
    }  # fmt: skip
    return (
        InstitutionData(
            **from_before
            | given
            | {
                # The name of one that held a seat before changes by a paper of its own.
                "name": before.name if former else application.name,
                "sector": application.sector,
                "kind": application.kind,
                "country": str(application.country),
            }
        ),
        known,
    )


class AdmissionVote:
    """The effect of a vote with the purpose «admission», and the point of the agenda on which it is taken."""

    purpose: str = PURPOSE
    button: str = VOTE_BUTTON

    # --- sessions_app.effects.Effect
    def settle(self, act: Act, *, motion: Motion, acuerdo: Acuerdo | None) -> None:
        settle_admission(
            act,
            application_id=subject_pk(motion.subject),
            motion=motion,
            instrument=acuerdo.instrument if acuerdo is not None else None,
        )

    def check_annul(self, *, motion: Motion) -> None:
        if Application.objects.filter(motion=motion).exists():
            raise Refused.because("already_decided", "Art. 11", {"meeting": str(motion.meeting)})

    # --- sessions_app.effects.Matter
    def question(self, *, item: AgendaItem) -> str:
        application = self._of(item)
        if application is None:
            return item.title
        sector = application.get_sector_display().lower()
        committee = application.body.committee
        where = committee.short_name if application.body == committee else application.body.name
        return question(application.name, sector, where, application.label)

    def check_vote(self, *, item: AgendaItem) -> None:
        application = self._of(item)
        if application is None or application.item_id != item.pk or application.state != ApplicationState.ON_AGENDA:
            raise Refused.because("not_on_agenda", "Art. 11", {"item": item.title})
        on = timezone.localdate(item.meeting.scheduled_at)
        member = member_like(application.body, name=application.name, ruc=application.ruc, on=on)
        if member:
            raise Refused.because("already_member", "Art. 11", {"institution": member})

    def waits(self, *, item: AgendaItem) -> bool:
        application = self._of(item)
        return (
            application is not None
            and application.state == ApplicationState.ON_AGENDA
            and application.item_id == item.pk
        )

    def moved(self, act: Act, *, item: AgendaItem, to: AgendaItem) -> None:
        application = locked(Application.objects, subject_pk(item.subject))
        if application.state != ApplicationState.ON_AGENDA or application.item_id != item.pk:
            return
        act = allow(act, "applications.manage", application.body)
        touch(application, item=to)
        record(act, "application.moved", application, meeting=_titled(to.meeting))

    def dropped(self, act: Act, *, item: AgendaItem) -> None:
        application = locked(Application.objects, subject_pk(item.subject))
        if application.item_id != item.pk:
            return
        if application.state == ApplicationState.ON_AGENDA:
            release(act, application, item.meeting)
        else:  # it desisted: only its trace on the draft goes
            write(application, item=None)

    def _of(self, item: AgendaItem) -> Application | None:
        return Application.objects.select_related("body__parent").filter(pk=subject_pk(item.subject)).first()


def _titled(meeting: Meeting) -> str:
    return f"{meeting}, prevista para el {timezone.localtime(meeting.scheduled_at):%d/%m/%Y}"


VOTE = AdmissionVote()
