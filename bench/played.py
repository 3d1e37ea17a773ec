"""One session played through the services, for any number of institutions."""

from __future__ import annotations

import io
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Self

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from PIL import Image

from audit.acts import Act
from cerx.demo.cast import Cast
from documents.models import IssuedDocument
from documents.services import render
from mailing.enums import ReceiptKind
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
from sessions_app.models import Acta, ActaSignature, MotionVoter
from sessions_app.player import Player
from sessions_app.selectors.acta import SignatureRow, signature_rows
from sessions_app.services import acta

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


@dataclass(kw_only=True)
class Session(Player):
    """Acts happen `minutes` after the start of the session, never later than `today`."""

    cast: Cast
    today: datetime

    @classmethod
    def planned(cls, body: Body, cast: Cast, now: datetime, *, days_ahead: int) -> Self:
        day = timezone.localtime(now) + timedelta(days=days_ahead)
        starts = day if days_ahead == 0 else day.replace(hour=9, minute=0)
        typed = min(starts - timedelta(days=10), now)
        played = cls.draft(
            body,
            MeetingKind.ORDINARY,
            starts.replace(second=0, microsecond=0),
            place="Auditorio de la DIRCETUR Puno",
            by=cast.secretary,
            at=typed,
            cast=cast,
            today=now,
        )
        for station, title, wants in _AGENDA:
            played.add_item(station, title, typed, decision_wanted=wants, proponent="Secretaría Técnica", minutes=20)
        return played

    def at(self, minutes: int) -> datetime:
        return min(self.meeting.scheduled_at + timedelta(minutes=minutes), self.today)

    def send(self) -> Self:
        sent = self.at(-9 * 24 * 60)
        self.convene(sent)
        self.pretend_sent(sent)
        for seat in (1, 4, 17):
            self.receive(seat, ReceiptKind.SIGNED_CARGO, timezone.localdate(sent), sent)
        return self

    def install(self, *, absent_every: int) -> None:
        """All but one in `absent_every` come; of them one in seven by its alterno."""
        for entry in self.meeting.roll.filter(in_base=True, suspended=False).select_related("seat"):
            number = entry.position
            if number % absent_every:
                role = SeatRole.ALTERNATE if number % 7 == 0 else SeatRole.TITULAR
                self.arrive(entry, self.at(0), role)
        self.call(self.at(5))
        for item in self.items:
            self.note(item, _NOTES, self.at(20))

    def some_leave(self) -> None:
        """One in twenty goes before the end, typed late."""
        for number in range(1, self.meeting.roll.filter(in_base=True).count() + 1, 20):
            entry = self.entry(number)
            if entry.presences.filter(role=SeatRole.TITULAR, until_at=None, voided_at=None).exists():
                self.leave(entry, self.at(70), typed=self.at(80))

    def vote_by_hand(self, ref: str, *, item: int) -> None:
        motion = self.ask(
            ref,
            "Aprobar el plan de trabajo anual de la Mesa Técnica de Quinua y encargar su seguimiento.",
            item,
            self.at(30),
            responsible_id=self.entry(17).seat_id,
            due_on=timezone.localdate(self.meeting.scheduled_at) + timedelta(days=60),
        )
        voters = MotionVoter.objects.filter(motion=motion).count()
        self.count(motion, voters - 3, 2, 1, self.at(35))

    def vote_by_name(self, ref: str, *, item: int, close: bool = True) -> None:
        """A nominal vote; left open when half have voted unless `close`."""
        motion = self.ask(
            ref,
            "Priorizar la cadena de la trucha en el PERX y elevar el acuerdo al Gobierno Regional.",
            item,
            self.at(40),
            MotionForm.NOMINAL,
            responsible_id=self.entry(2).seat_id,
            due_on=timezone.localdate(self.meeting.scheduled_at) + timedelta(days=45),
        )
        voters = list(MotionVoter.objects.filter(motion=motion).values_list("entry_id", flat=True))
        for n, entry_id in enumerate(voters if close else voters[: len(voters) // 2]):
            sense = Sense.AGAINST if n % 9 == 4 else Sense.ABSTAIN if n % 9 == 7 else Sense.FOR
            reason = "Su asociación aún no tiene posición." if sense == Sense.ABSTAIN else ""
            self.ballot(motion, entry_id, sense, self.at(45), reason=reason)
        if close:
            self.decide(motion, self.at(60))

    def finish_acta(self) -> None:
        """Circulated, observed twice, approved, and signed by all but one who refuses."""
        by, day = self.by, timedelta(days=1)
        draft = Acta.objects.get(meeting=self.meeting)
        version = acta.circulate(Act(by, self.at(300)), acta_id=draft.pk)
        for seat in (1, 2):
            observation = acta.observe(
                Act(self.cast.titulares[seat], self.at(300) + day),
                version_id=version.pk,
                text="En el primer punto falta mencionar el ofrecimiento del laboratorio.",
            )
            acta.answer_observation(
                Act(by, self.at(300) + 2 * day), observation_id=observation.pk, text="Consta en las notas del punto."
            )
        approved = self.at(300) + 8 * day
        acta.approve(Act(self.cast.president, approved), acta_id=draft.pk, version_number=1)
        self._sign(Acta.objects.select_related("meeting__body").get(pk=draft.pk), at=approved + day)

    def _sign(self, approved: Acta, *, at: datetime) -> None:
        """The first by the service, which keeps the scan; the others like it; the last completes the acta."""
        first, *others, last = (row for row in signature_rows(approved) if row.required)
        by, on = self.by, timezone.localdate(at)

        def note(row: SignatureRow, **more: object) -> ActaSignature:
            given = {"acta_id": approved.pk, "entry_id": row.entry.pk, "role": row.role, "signed_on": on}
            return acta.note_signature(Act(by, at), **given, **more)  # type: ignore[arg-type]

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
