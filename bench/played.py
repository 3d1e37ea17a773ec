"""One session played through the services, for any number of institutions."""

from __future__ import annotations

import io
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Self

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from PIL import Image

from cerx.demo.cast import Cast
from documents.models import IssuedDocument
from documents.services import render
from mailing.enums import MailState, ReceiptKind
from members.enums import SeatRole
from members.models import Body
from sessions_app.enums import (
    DocumentKind,
    MeetingKind,
    MotionForm,
    Sense,
    SignatureOutcome,
    Station,
)
from sessions_app.models import Acta, ActaSignature, AgendaItem, Dispatch, Meeting, MotionVoter, RollEntry
from sessions_app.selectors.acta import SignatureRow, signature_rows
from sessions_app.services import acta, agenda, closing, convening, drafts, notice, roll, voting

_AGENDA = (
    (Station.REPORTS, "Informe de avance del PERX Puno", False),
    (Station.ORDER_OF_DAY, "Plan de trabajo de la Mesa Técnica de Quinua", True),
    (Station.ORDER_OF_DAY, "Priorización de la cadena de la trucha", True),
)
_NOTES = (
    "<p>La Secretaría Técnica expuso el avance del plan: 14 de 22 actividades cumplidas, y las que siguen.</p>"
    "<ul><li>Los productores pidieron <strong>asistencia en certificación</strong>.</li>"
    "<li>La universidad ofreció su laboratorio de calidad.</li></ul>"
)


@dataclass
class Player:
    """Acts happen `minutes` after the start of the session, never later than `now`."""

    cast: Cast
    meeting: Meeting
    now: datetime
    items: list[AgendaItem] = field(default_factory=list)

    @classmethod
    def draft(cls, body: Body, cast: Cast, now: datetime, *, days_ahead: int) -> Self:
        day = timezone.localtime(now) + timedelta(days=days_ahead)
        starts = day if days_ahead == 0 else day.replace(hour=9, minute=0)
        typed = min(starts - timedelta(days=10), now)
        meeting = drafts.create_draft(
            body=body,
            kind=MeetingKind.ORDINARY,
            scheduled_at=starts.replace(second=0, microsecond=0),
            place="Auditorio de la DIRCETUR Puno",
            link="",
            purpose="",
            governor_invited=True,
            by=cast.secretary,
            at=typed,
        )
        played = cls(cast, meeting, now)
        for station, title, wants in _AGENDA:
            item = drafts.add_item(
                meeting_id=meeting.pk,
                station=station,
                title=title,
                decision_wanted=wants,
                proponent="Secretaría Técnica",
                minutes=20,
                by=cast.secretary,
                at=typed,
            )
            played.items.append(item)
        return played

    def at(self, minutes: int) -> datetime:
        return min(self.meeting.scheduled_at + timedelta(minutes=minutes), self.now)

    def entry(self, seat: int) -> RollEntry:
        return self.meeting.roll.get(seat__number=seat)

    def convene(self) -> Self:
        sent = min(self.meeting.scheduled_at - timedelta(days=9), self.now)
        by = self.cast.secretary
        self.meeting = convening.convene(meeting_id=self.meeting.pk, revision=None, by=by, at=sent)
        mails = Dispatch.objects.filter(meeting=self.meeting, state=MailState.PENDING)
        mails.update(state=MailState.SENT, attempts=1, sent_at=sent, tried_at=sent)
        for seat in (1, 4, 17):
            notice.record_receipt(
                entry_id=self.entry(seat).pk,
                received_on=timezone.localdate(sent),
                kind=ReceiptKind.SIGNED_CARGO,
                by=by,
                at=sent,
            )
        return self

    def install(self, *, absent_every: int) -> None:
        """All but one in `absent_every` come; of them one in seven by its alterno."""
        for entry in self.meeting.roll.filter(in_base=True, suspended=False).select_related("seat"):
            number = entry.position
            if number % absent_every:
                role = SeatRole.ALTERNATE if number % 7 == 0 else SeatRole.TITULAR
                roll.mark_arrival(entry_id=entry.pk, role=role, at=self.at(0), by=self.cast.secretary)
        roll.call_roll(meeting_id=self.meeting.pk, call=1, by=self.cast.secretary, at=self.at(5))
        for item in self.items:
            agenda.save_notes(item_id=item.pk, html=_NOTES, version=0, by=self.cast.secretary, at=self.at(20))

    def some_leave(self) -> None:
        """One in twenty goes before the end, typed late."""
        for number in range(1, self.meeting.roll.filter(in_base=True).count() + 1, 20):
            entry = self.entry(number)
            if entry.presences.filter(role=SeatRole.TITULAR, until_at=None, voided_at=None).exists():
                roll.mark_departure(
                    entry_id=entry.pk,
                    role=SeatRole.TITULAR,
                    at=self.at(70),
                    now=self.at(80),
                    by=self.cast.secretary,
                )

    def vote_by_hand(self, ref: str, *, item: int) -> None:
        by = self.cast.secretary
        motion = voting.open_motion(
            meeting_id=self.meeting.pk,
            ref=ref,
            text="Aprobar el plan de trabajo anual de la Mesa Técnica de Quinua y encargar su seguimiento.",
            form=MotionForm.SIMPLE,
            item_id=self.items[item].pk,
            responsible_id=self.entry(17).seat_id,
            due_on=timezone.localdate(self.meeting.scheduled_at) + timedelta(days=60),
            by=by,
            at=self.at(30),
        )
        voters = MotionVoter.objects.filter(motion=motion).count()
        counts = {Sense.FOR: voters - 3, Sense.AGAINST: 2, Sense.ABSTAIN: 1}
        voting.close_motion(motion_id=motion.pk, counts=counts, by=by, at=self.at(35))

    def vote_by_name(self, ref: str, *, item: int, close: bool = True) -> None:
        """A nominal vote; left open when half have voted unless `close`."""
        by = self.cast.secretary
        motion = voting.open_motion(
            meeting_id=self.meeting.pk,
            ref=ref,
            text="Priorizar la cadena de la trucha en el PERX y elevar el acuerdo al Gobierno Regional.",
            form=MotionForm.NOMINAL,
            item_id=self.items[item].pk,
            responsible_id=self.entry(2).seat_id,
            due_on=timezone.localdate(self.meeting.scheduled_at) + timedelta(days=45),
            by=by,
            at=self.at(40),
        )
        voters = list(MotionVoter.objects.filter(motion=motion).values_list("entry_id", flat=True))
        for n, entry_id in enumerate(voters if close else voters[: len(voters) // 2]):
            sense = Sense.AGAINST if n % 9 == 4 else Sense.ABSTAIN if n % 9 == 7 else Sense.FOR
            reason = "Su asociación aún no tiene posición." if sense == Sense.ABSTAIN else ""
            voting.record_ballot(
                motion_id=motion.pk, entry_id=entry_id, sense=sense, reason=reason, by=by, at=self.at(45)
            )
        if close:
            voting.close_motion(motion_id=motion.pk, by=by, at=self.at(60))

    def close(self) -> None:
        closing.close(meeting_id=self.meeting.pk, by=self.cast.secretary, at=self.at(90))
        self.meeting.refresh_from_db()

    def finish_acta(self) -> None:
        """Circulated, observed twice, approved, and signed by all but one who refuses."""
        by, day = self.cast.secretary, timedelta(days=1)
        draft = Acta.objects.get(meeting=self.meeting)
        version = acta.circulate(acta_id=draft.pk, by=by, at=self.at(300))
        for seat in (1, 2):
            observation = acta.observe(
                version_id=version.pk,
                text="En el primer punto falta mencionar el ofrecimiento del laboratorio.",
                by=self.cast.titulares[seat],
                at=self.at(300) + day,
            )
            acta.answer_observation(
                observation_id=observation.pk, text="Consta en las notas del punto.", by=by, at=self.at(300) + 2 * day
            )
        approved = self.at(300) + 8 * day
        acta.approve(acta_id=draft.pk, version_number=1, by=self.cast.president, at=approved)
        self._sign(Acta.objects.select_related("meeting__body").get(pk=draft.pk), at=approved + day)

    def _sign(self, approved: Acta, *, at: datetime) -> None:
        """The first by the service, which keeps the scan; the others like it; the last completes the acta."""
        first, *others, last = (row for row in signature_rows(approved) if row.required)
        by, on = self.cast.secretary, timezone.localdate(at)

        def note(row: SignatureRow, **more: object) -> ActaSignature:
            given = {"acta_id": approved.pk, "entry_id": row.entry.pk, "role": row.role, "signed_on": on}
            return acta.note_signature(**given, **more, by=by, at=at)  # type: ignore[arg-type]

        signature = note(first, outcome=SignatureOutcome.SIGNED, file=_scan())
        for row in others:
            signature.pk, signature.entry, signature.role, signature.name = None, row.entry, row.role, row.name
            signature.save(force_insert=True)
        note(last, outcome=SignatureOutcome.REFUSED, reason="No está conforme con la redacción.")

    def make_papers(self) -> None:
        """The acta's PDF, as a worker leaves it. The session's other papers get the same bytes: nobody measures those."""
        papers = IssuedDocument.objects.filter(pk__in=self.meeting.documents.values("document"))
        rendered = render(papers.get(kind=DocumentKind.ACTA).pk)
        papers.filter(stored=None).update(stored=rendered.stored, state=rendered.state)


def _scan() -> SimpleUploadedFile:
    page = io.BytesIO()
    Image.new("RGB", (60, 20), "white").save(page, format="PNG")
    return SimpleUploadedFile("firma.png", page.getvalue(), content_type="image/png")
