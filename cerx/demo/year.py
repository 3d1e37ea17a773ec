"""A year of sessions, each played through the services at the hours a real one would have been typed."""

import io
from collections.abc import Iterable
from datetime import date, datetime, time, timedelta

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from PIL import Image, ImageDraw

from audit.acts import Act
from documents.enums import InstrumentKind
from mailing.enums import MailState, ReceiptKind
from members.enums import SeatRole
from members.models import Body, Seat
from members.services import suspend_seat
from norms.selectors import calendar_for
from regulation.calendar import BusinessCalendar, add_months
from sessions_app.enums import MeetingKind, MotionForm, Sense, SignatureOutcome, Station
from sessions_app.models import Acta, Dispatch, MotionVoter
from sessions_app.player import Player, option_of
from sessions_app.selectors.access import presences_counted
from sessions_app.services import acta, agenda, voting

from .cast import SUSPENDED_SEAT, Cast, demo_paper

PLACE = "Auditorio de la DIRCETUR Puno, Jr. Ayacucho 684, Puno"
LINK = "https://reunion.demo.example/cerx-puno"


class Year:
    """Plays the sessions of the twelve months before `now`, and leaves some waiting."""

    def __init__(self, body: Body, cast: Cast, now: datetime) -> None:
        self.body, self.cast, self.now = body, cast, now
        self.today = timezone.localdate(now)
        self.calendar: BusinessCalendar = calendar_for(body.territory, self.today)
        self.seats = {seat.number: seat for seat in Seat.objects.filter(body=body)}

    def play(self) -> None:
        self._first_plenary(self._business_day(add_months(self.today, -11)))
        self._without_quorum(self._business_day(add_months(self.today, -9)))
        self._with_a_tie(self._business_day(add_months(self.today, -8)))
        self._nominal(self._business_day(add_months(self.today, -5)))
        self._suspend(self._business_day(add_months(self.today, -3)))
        self._with_an_added_item(self._business_day(add_months(self.today, -2)))
        self._being_observed(self._business_day(self.today - timedelta(days=6)))
        self._today()
        self._draft(self._business_day(self.today + timedelta(days=24)))

    def _business_day(self, day: date) -> date:
        return day if self.calendar.is_business_day(day) else self.calendar.next_business_day(day)

    # --- the sessions ----------------------------------------------------------------------------------------------
    def _first_plenary(self, day: date) -> None:
        played = self._convened(
            day,
            MeetingKind.ORDINARY,
            [
                (Station.REPORTS, "Informe de avance del PERX Puno", False),
                (Station.ORDER_OF_DAY, "Plan de trabajo de la Mesa Técnica de Quinua", True),
                (Station.ORDER_OF_DAY, "Calendario de sesiones del año", True),
            ],
        )
        played.all_arrive([n for n in range(1, 24) if n not in (9, 11, 13, 21, 22)], "08:50")
        played.all_arrive([22], "08:55", role=SeatRole.ALTERNATE)
        self._ministry(played, "08:58")
        played.call("09:04")
        played.note(
            0, "<p>La Secretaría Técnica expuso el avance del PERX: 14 de 22 actividades cumplidas.</p>", "09:25"
        )
        played.note(1, "<p>El coordinador presentó el plan; la UNA ofreció su laboratorio de calidad.</p>", "09:50")
        motion = played.ask(
            "M1",
            "Aprobar el plan de trabajo anual de la Mesa Técnica de Quinua.",
            1,
            "09:55",
            responsible_id=self.seats[15].pk,
            due_on=day + timedelta(days=120),
        )
        played.count(motion, 17, 0, 3, "09:58", abstention_note="Conocieron el plan en la sesión.")
        motion = played.ask(
            "M2",
            "Aprobar el calendario de sesiones ordinarias del año.",
            2,
            "10:20",
            responsible_id=self.seats[2].pk,
            due_on=day + timedelta(days=15),
        )
        played.count(motion, 20, 0, 0, "10:22")
        played.close("10:40")
        self._finish_acta(played, refused={19: "No está conforme con la redacción del punto 2."})

    def _without_quorum(self, day: date) -> None:
        played = self._convened(
            day, MeetingKind.EXTRAORDINARY, [(Station.ORDER_OF_DAY, "Feria de la alpaca en Macusani", True)]
        )
        played.all_arrive(range(1, 14), "15:00")
        played.call("15:20")
        played.all_arrive([16], "15:30")
        played.call("15:45")
        played.close("16:00")

    def _with_a_tie(self, day: date) -> None:
        played = self._convened(
            day,
            MeetingKind.ORDINARY,
            [
                (Station.REPORTS, "Informe de la Presidencia", False),
                (Station.ORDER_OF_DAY, "Sede de la rueda de negocios regional", True),
                (Station.ORDER_OF_DAY, "Convenio con la Universidad Nacional del Altiplano", True),
            ],
        )
        played.all_arrive([n for n in range(1, 24) if n not in (9, 5, 10, 12, 20)], "08:55")
        played.call("09:00")
        played.note(0, "<p>El presidente informó de sus gestiones ante el Gobierno Regional.</p>", "09:15")
        motion = played.ask(
            "M1",
            "Realizar la rueda de negocios en la ciudad de Juliaca.",
            1,
            "09:30",
            responsible_id=self.seats[16].pk,
            due_on=day + timedelta(days=90),
        )
        played.count(motion, 9, 9, 0, "09:35")
        voting.cast_deciding_vote(
            Act(self.cast.president, played.hour("09:38")), motion_id=motion.pk, option_id=option_of(motion, Sense.FOR)
        )
        played.note(1, "<p>Se debatió entre Puno y <strong>Juliaca</strong>; hubo empate.</p>", "09:40")
        left_over = played.meeting.items.get(title="Feria de la alpaca en Macusani")
        played.items[3] = left_over
        played.count(
            played.ask("M3", "Participar en la feria de la alpaca con un pabellón del CERX.", 3, "09:42"),
            16,
            0,
            2,
            "09:44",
            abstention_note="Sus sedes centrales no han respondido.",
        )
        played.leave(18, "09:50", typed="10:02")
        motion = played.ask(
            "M2", "Aprobar el convenio con la Universidad Nacional del Altiplano.", 2, "10:05",
            impeded={played.entry(23).pk: "Es parte del convenio."}, responsible_id=self.seats[23].pk,
            due_on=day + timedelta(days=60),
        )  # fmt: skip
        played.count(motion, 15, 1, 0, "10:10")
        played.close("10:30")
        self._finish_acta(played)

    def _nominal(self, day: date) -> None:
        played = self._convened(
            day,
            MeetingKind.ORDINARY,
            [
                (Station.REQUESTS, "Pedido de SENASA sobre certificación de origen", False),
                (Station.ORDER_OF_DAY, "Priorización de la cadena de la trucha", True),
            ],
        )
        played.all_arrive([n for n in range(1, 24) if n not in (9, 13, 14, 21)], "08:57")
        played.call("09:03")
        wrong = played.ask("M1", "Priorizar la cadena de la trucha en el PERX.", 1, "09:30")
        played.count(wrong, 19, 0, 0, "09:32")
        voting.annul_motion(
            Act(self.cast.secretary, played.hour("09:34")),
            motion_id=wrong.pk,
            reason="Se pidió votación nominal y se contó a mano alzada.",
        )
        motion = played.ask(
            "M1",
            "Priorizar la cadena de la trucha en el PERX.",
            1,
            "09:35",
            MotionForm.NOMINAL,
            responsible_id=self.seats[20].pk,
            due_on=day + timedelta(days=45),
        )
        for voter in MotionVoter.objects.filter(motion=motion).select_related("entry__seat"):
            number = voter.entry.seat.number if voter.entry.seat else 0
            sense, reason = Sense.FOR, ""
            if number in (7, 12):
                sense = Sense.AGAINST
            elif number == 19:
                sense, reason = Sense.ABSTAIN, "Su asociación aún no tiene posición."
            played.ballot(motion, voter.entry_id, sense, "09:40", reason=reason)
        played.decide(motion, "09:48")
        played.note(1, "<p>Votación nominal a pedido de la Dirección Regional de la Producción.</p>", "09:50")
        played.close("10:15")
        self._finish_acta(played)

    def _with_an_added_item(self, day: date) -> None:
        played = self._convened(
            day,
            MeetingKind.ORDINARY,
            [
                (Station.DISPATCH, "Oficio de PROMPERÚ sobre ferias internacionales", False),
                (Station.ORDER_OF_DAY, "Mesa Técnica de Café: informe de cumplimiento", True),
            ],
        )
        played.all_arrive([n for n in range(1, 24) if n not in (9, 11, 5, 8)], "08:52")
        played.call("09:01")
        agenda.propose_item(
            Act(self.cast.secretary, played.hour("09:15")),
            meeting_id=played.meeting.pk,
            title="Pronunciamiento sobre el paso de frontera de Desaguadero",
            votes_for=14,
            against=3,
            abstain=2,
        )
        played.note(0, "<p>Se dio lectura al oficio; PROMPERÚ ofrece tres espacios en ferias de Asia.</p>", "09:10")
        played.note(
            1,
            "<p>El coordinador informó de 9 actividades cumplidas de 14. Aduanas pidió las cifras por mes; quedó en enviarlas.</p>",
            "09:38",
        )
        motion = played.ask("M1", "Dar por cumplido el plan de la Mesa Técnica de Café.", 1, "09:40")
        played.count(motion, 8, 9, 2, "09:44")
        motion = played.ask(
            "M2",
            "Solicitar a la Mesa Técnica de Café un informe ampliado.",
            1,
            "09:50",
            responsible_id=self.seats[17].pk,
            due_on=self.today - timedelta(days=5),
        )
        played.count(motion, 16, 1, 2, "09:52")
        played.close("10:20")
        self._finish_acta(played, sign=range(1, 10))

    def _being_observed(self, day: date) -> None:
        played = self._convened(
            day,
            MeetingKind.EXTRAORDINARY,
            [(Station.ORDER_OF_DAY, "Presupuesto participativo: posición del CERX", True)],
        )
        played.all_arrive([n for n in range(1, 24) if n not in (9, 11, 3)], "14:55", mode="remote")
        played.call("15:02")
        motion = played.ask(
            "M1",
            "Presentar tres proyectos exportadores al presupuesto participativo.",
            0,
            "15:30",
            MotionForm.SECRET,
            responsible_id=self.seats[1].pk,
            due_on=self.today + timedelta(days=20),
        )
        voters = MotionVoter.objects.filter(motion=motion).values_list("entry_id", flat=True)
        played.count(motion, 15, 3, len(voters) - 18, "15:36", took_part=list(voters))
        played.note(0, "<p>Se propusieron proyectos de quinua, café y trucha.</p>", "15:40")
        played.close("16:00")
        draft = Acta.objects.get(meeting=played.meeting)
        version = acta.circulate(Act(self.cast.secretary, played.hour("17:30")), acta_id=draft.pk)
        acta.observe(
            Act(self.cast.titulares[17], played.hour("18:40")),
            version_id=version.pk,
            text="En el punto único falta mencionar el ofrecimiento de la Cámara de Comercio.",
        )

    def _today(self) -> None:
        """One session convened for today, so that a visitor can call its roll."""
        played = self._convened(
            self.today,
            MeetingKind.ORDINARY,
            [
                (Station.REPORTS, "Informe de la Secretaría Técnica", False),
                (Station.ORDER_OF_DAY, "Elección de la sede de la próxima sesión descentralizada", True),
                (Station.ORDER_OF_DAY, "Plan de trabajo de la Mesa Técnica de Trucha", True),
            ],
            starts=timezone.localtime(self.now).time().replace(second=0, microsecond=0),
        )
        failed = Dispatch.objects.filter(meeting=played.meeting, entry__seat__number=21, role=SeatRole.ALTERNATE)
        failed.update(state=MailState.FAILED, sent_at=None, attempts=1, error="550 buzón inexistente")

    def _draft(self, day: date) -> None:
        Player.draft(
            self.body,
            MeetingKind.EXTRAORDINARY,
            timezone.make_aware(datetime.combine(day, time(15))),
            place=PLACE,
            purpose="A solicitud de la Presidencia: balance del año",
            governor_invited=False,
            by=self.cast.secretary,
            at=self.now,
        )

    def _suspend(self, day: date) -> None:
        paper = demo_paper(InstrumentKind.ACUERDO, f"005-{day.year}-DEMO", day, self.body.name)
        paper.save()
        suspend_seat(
            Act(self.cast.secretary, timezone.make_aware(datetime.combine(day, time(11)))),
            seat_id=self.seats[SUSPENDED_SEAT].pk,
            starts_on=day,
            ends_before=add_months(day, 6),
            reason="Tres faltas consecutivas sin justificar (demo)",
            instrument=paper,
        )

    # --- what they share -------------------------------------------------------------------------------------------
    def _convened(self, day: date, kind: str, items: list[tuple[str, str, bool]], starts: time | None = None) -> Player:
        start = starts or (time(9) if kind == MeetingKind.ORDINARY else time(15))
        sent = timezone.make_aware(datetime.combine(day - timedelta(days=9), time(10)))
        played = Player.draft(
            self.body,
            kind,
            timezone.make_aware(datetime.combine(day, start)),
            place=PLACE,
            link=LINK,
            purpose="" if kind == MeetingKind.ORDINARY else "A solicitud de la Presidencia",
            by=self.cast.secretary,
            at=sent - timedelta(hours=1),
        )
        for station, title, wants in items:
            played.add_item(
                station,
                title,
                sent - timedelta(minutes=30),
                decision_wanted=wants,
                proponent="Secretaría Técnica",
                minutes=20,
            )
        played.convene(sent)
        played.pretend_sent(sent)
        for seat, kind_of in (
            (1, ReceiptKind.SIGNED_CARGO),
            (4, ReceiptKind.EMAIL_REPLY),
            (17, ReceiptKind.EMAIL_REPLY),
        ):
            on, typed = timezone.localdate(sent), sent + timedelta(hours=3)
            played.receive(seat, kind_of, on, typed, note="Registrado en la demostración")
        return played

    def _ministry(self, played: Player, at: str) -> None:
        entry = played.meeting.roll.get(capacity="mincetur")
        played.arrive(entry, at, name="Patricia Zegarra Villón (demo)")

    def _finish_acta(
        self, played: Player, refused: dict[int, str] | None = None, sign: Iterable[int] | None = None
    ) -> None:
        """Circulated, approved a week later, then signed by `sign` (everybody unless said), or refused with a reason."""
        draft = Acta.objects.get(meeting=played.meeting)
        acta.circulate(Act(self.cast.secretary, played.hour("16:30")), acta_id=draft.pk)
        approved = min(played.hour("11:00") + timedelta(days=8), self.now)
        acta.approve(Act(self.cast.president, approved), acta_id=draft.pk, version_number=1)
        signed = approved + timedelta(days=1)
        for presence in presences_counted(played.meeting).filter(entry__in_base=True).select_related("entry__seat"):
            number = presence.entry.seat.number if presence.entry.seat else 0
            if sign is not None and number not in sign:
                continue
            reason = (refused or {}).get(number, "")
            acta.note_signature(
                Act(self.cast.secretary, signed),
                acta_id=draft.pk,
                entry_id=presence.entry_id,
                role=presence.role,
                outcome=SignatureOutcome.REFUSED if reason else SignatureOutcome.SIGNED,
                reason=reason,
                file=None if reason else _scan(presence.name),
                signed_on=timezone.localdate(signed),
            )


def _scan(name: str) -> SimpleUploadedFile:
    """A picture that stands for the scan of a signed page."""
    page = Image.new("RGB", (420, 140), "white")
    pen = ImageDraw.Draw(page)
    pen.text((24, 40), name, fill="navy")
    pen.text((24, 80), "Firma de demostracion", fill="gray")
    out = io.BytesIO()
    page.save(out, format="PNG")
    return SimpleUploadedFile("firma-demo.png", out.getvalue(), content_type="image/png")
