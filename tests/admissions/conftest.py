"""An expediente at each moment of its life, and the session that decides it."""

from __future__ import annotations

import io
from dataclasses import dataclass, replace
from datetime import date, datetime

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from admissions import services
from admissions.enums import PURPOSE
from admissions.models import Application, new_code
from admissions.services import ApplicationData, FileData
from audit.acts import Act
from sessions_app.enums import MeetingKind, MotionForm
from sessions_app.models import AgendaItem, Meeting, Motion
from sessions_app.player import votes_by_option
from sessions_app.services import closing, convening, drafts, roll, voting
from tests.conftest import Committee, lima

PRESENTED = "2026-10-05 10:00"
RUC = "20999999990"
DATA = ApplicationData(
    name="Cooperativa Agraria Valle Hermoso Ltda.",
    short_name="COOVALLE",
    ruc=RUC,
    sector="private",
    kind="producers_org",
    address="Jr. Puno 120",
    ubigeo="211103",
    email="gerencia@coovalle.test",
    authority_name="Rosa Chambi Quispe",
    authority_position="Presidenta del Consejo de Administración",
    contact_name="Luis Ñahui Ticona",
    contact_email="luis@coovalle.test",
    contact_phone="951 123 456",
    link_kind="both",
    product="Quinua",
    link_text="Exporta quinua orgánica desde 2014.",
    contribution_text="Una planta de proceso y la experiencia de 600 socios.",
)


def png(colour: str = "white") -> bytes:
    buffer = io.BytesIO()
    Image.new("RGB", (8, 8), colour).save(buffer, "PNG")
    return buffer.getvalue()


def a_file(name: str = "partida.png", kind: str = "proof", colour: str = "white") -> FileData:
    return FileData(kind, SimpleUploadedFile(name, png(colour)))


@dataclass
class Office:
    """The committee's office at work on expedientes; hours are given as «2026-10-05 10:00»."""

    committee: Committee

    def present(self, at: str = PRESENTED, **changes) -> Application:
        return services.submit(
            Act(None, lima(at)),
            body_id=self.committee.body.pk,
            data=replace(DATA, **changes),
            code=new_code(),
            consent=True,
            files=[a_file()],
        )

    def other(self, **changes) -> Application:
        """Of another institution."""
        return self.present(
            **{
                "name": "Asociación de Criadores de Alpaca de Nuñoa",
                "ruc": "",
                "email": "alpaca@nunoa.test",
                "contact_email": "contacto@nunoa.test",
            }
            | changes
        )

    def observe(self, application: Application, at: str = "2026-10-06 10:00", days: int = 5) -> Application:
        return services.observe(
            Act(self.committee.secretary, lima(at)),
            application_id=application.pk,
            text="Falta la vigencia de poder.",
            days=days,
        )

    def evaluate(self, application: Application, at: str = "2026-10-12 10:00", **changes) -> Application:
        given = {
            "relevance": "Exporta un producto del PERX.",
            "contribution": "Aporta su planta.",
            "advice": "favourable",
            "evaluators": "Titular 03 Quispe y Titular 16 Quispe",
            "evaluated_on": date(2026, 10, 12),
        } | changes
        return services.evaluate(Act(self.committee.secretary, lima(at)), application_id=application.pk, **given)

    def draft(self, day: str = "2026-11-20", at: str = "2026-11-09 09:00") -> Meeting:
        return drafts.create_draft(
            Act(self.committee.secretary, lima(at)),
            body=self.committee.body,
            kind=MeetingKind.ORDINARY,
            scheduled_at=lima(f"{day} 10:00"),
            place="Auditorio",
            link="",
            purpose="",
            governor_invited=False,
        )

    def put(self, application: Application, meeting: Meeting, at: str = "2026-11-09 10:00") -> Application:
        return services.put_on_agenda(
            Act(self.committee.secretary, lima(at)), application_id=application.pk, meeting_id=meeting.pk
        )

    def convene(self, meeting: Meeting, at: str = "2026-11-10 09:00") -> Meeting:
        return convening.convene(Act(self.committee.secretary, lima(at)), meeting_id=meeting.pk, revision=None)

    def install(self, meeting: Meeting, present: int = 18) -> Meeting:
        day = f"{meeting.scheduled_at:%Y-%m-%d}"
        for entry in meeting.roll.filter(seat__isnull=False).order_by("position")[:present]:
            roll.mark_arrival(Act(self.committee.secretary, lima(f"{day} 09:50")), entry_id=entry.pk, role="titular")
        chair = meeting.roll.order_by("position").first()
        roll.call_roll(
            Act(self.committee.secretary, lima(f"{day} 10:05")),
            meeting_id=meeting.pk,
            call=1,
            chair=(chair.pk, "titular"),
        )
        return Meeting.objects.get(pk=meeting.pk)

    def ready(self, application: Application | None = None) -> tuple[Application, Meeting]:
        """Evaluated, on the agenda of a session that is installed with 18 of 23."""
        application = self.evaluate(application or self.present())
        meeting = self.draft()
        application = self.put(application, meeting)
        self.convene(meeting)
        return application, self.install(meeting)

    def ask(self, application: Application, at: datetime | None = None, **changes) -> Motion:
        item = AgendaItem.objects.get(pk=application.item_id)
        given = {
            "meeting_id": item.meeting_id,
            "item_id": item.pk,
            "ref": f"ADM{application.pk}",
            "text": f"Admitir a {application.name}.",
            "form": MotionForm.SIMPLE,
            "purpose": PURPOSE,
            "subject": application.subject,
        } | changes
        return voting.open_motion(Act(self.committee.secretary, at or lima("2026-11-20 10:20")), **given)

    def count(self, motion: Motion, votes: tuple[int, int, int] = (15, 2, 1)) -> Motion:
        return voting.close_motion(
            Act(self.committee.secretary, lima("2026-11-20 10:25")),
            motion_id=motion.pk,
            votes=votes_by_option(motion, dict(zip(("for", "against", "abstain"), votes, strict=True))),
        )

    def close(self, meeting: Meeting, at: str = "2026-11-20 11:00") -> Meeting:
        return closing.close(Act(self.committee.secretary, lima(at)), meeting_id=meeting.pk)

    def admitted(self) -> Application:
        application, meeting = self.ready()
        self.count(self.ask(application))
        self.close(meeting)
        application.refresh_from_db()
        return application


@pytest.fixture
def office(committee: Committee) -> Office:
    return Office(committee)
