"""One whole session of the committee, played through the services: what a document has to state.

A test that begins with it asks for the fixture `drafted_story`, `convened_story`, `in_session_story` or `closed_story`,
which are kept from one test to the next; the functions are for a second session, or one after something else.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from audit.acts import Act
from mailing.enums import ReceiptKind
from members.enums import SeatRole
from sessions_app.enums import Capacity, MeetingKind, MotionForm, Sense, Station
from sessions_app.models import Acta, Meeting, Presence
from sessions_app.player import Hour, Line, Player, option_of
from sessions_app.services import agenda, voting
from tests.conftest import Committee, lima

WRITTEN = "2026-11-09 11:30"
CONVENED = "2026-11-10 09:00"
DAY = "2026-11-20"


@dataclass(kw_only=True)
class Story(Player):
    """The session as it goes on."""

    committee: Committee

    def arrive(self, line: Line, at: Hour = "09:50", role: str = SeatRole.TITULAR, **more) -> Presence:
        return super().arrive(line, at, role, **more)


def drafted(committee: Committee) -> Story:
    at = lima(WRITTEN)
    story = Story.draft(
        committee.body,
        MeetingKind.ORDINARY,
        lima(f"{DAY} 10:00"),
        place="Auditorio de la Dirección Regional de Comercio Exterior y Turismo, Jr. Ayacucho 684, Puno",
        link="https://reunion.example.pe/cerx-puno-2026-11",
        by=committee.secretary,
        at=at,
        committee=committee,
    )
    for key, station, title, more in AGENDA:
        story.add_item(station, title, at, key=key, **more)
    return story


def convened(committee: Committee, story: Story | None = None) -> Story:
    story = story or drafted(committee)
    meeting = Meeting.objects.get(pk=story.meeting.pk)
    meeting.draft_guests = [
        {"name": "Luis Alberto Zevallos Ñahui", "email": "", "institution": "", "capacity": Capacity.MINCETUR},
        {
            "name": "María del Pilar O'Higgins Cutipa",
            "email": "",
            "institution": "Asociación de Exportadores – ADEX",
            "capacity": Capacity.GUEST,
        },
    ]
    meeting.save(update_fields=["draft_guests"])
    story.convene(lima(CONVENED))
    story.meeting = Meeting.objects.get(pk=meeting.pk)
    for number, kind in (
        (1, ReceiptKind.SIGNED_CARGO),
        (5, ReceiptKind.ACKNOWLEDGEMENT),
        (18, ReceiptKind.EMAIL_REPLY),
    ):
        story.receive(number, kind, lima("2026-11-11").date(), lima("2026-11-12 08:30"))
    return story


def in_session(committee: Committee, story: Story | None = None) -> Story:
    """Installed with 18 of 23 at 10:12, by the president; a second institution came by its alterno and one by video."""
    story = story or convened(committee)
    story.all_arrive((1, 2, 3, 4, 6, 7, 8, 9, 11, 14, 15, 16, 17, 18, 19, 20), "09:50")
    story.arrive(23, role=SeatRole.ALTERNATE)
    story.arrive(22, "10:01", mode="remote")
    story.call("10:12")
    story.meeting = Meeting.objects.get(pk=story.meeting.pk)
    return story


def closed(committee: Committee, story: Story | None = None) -> Story:
    """Votes of each form, a tie with its casting vote, a departure typed late, a vote annulled and repeated."""
    story = story or in_session(committee)
    by = committee.secretary
    seat = committee.seats
    story.note("previous", "<div>Se dio lectura al acta de la sesión anterior, sin observaciones.</div>", "10:20")
    story.note("report", REPORT, "10:35")
    story.arrive(13, "10:25")
    agenda.propose_item(
        Act(by, story.hour("10:30")),
        meeting_id=story.meeting.pk,
        title="Pronunciamiento sobre el paso fronterizo de Desaguadero",
        votes_for=15,
        against=2,
        abstain=1,
    )
    wrong = story.ask("M1", "Aprobar el Plan Operativo Anual 2027 de la Mesa Técnica de la Quinua.", "plan", "10:42")
    story.count(wrong, 12, 3, 2, "10:44")
    voting.annul_motion(
        Act(by, story.hour("10:46")),
        motion_id=wrong.pk,
        reason="Se contó a mano alzada también a una invitada; se repite de forma nominal.",
    )
    nominal = story.ask(
        "M1",
        "Aprobar el Plan Operativo Anual 2027 de la Mesa Técnica de la Quinua, con un presupuesto referencial de "
        "S/\u00a0185,400.00 y las metas de su anexo 2.",
        "plan",
        "10:47",
        MotionForm.NOMINAL,
        impeded={story.entry(19).pk: "Es proveedora de una de las actividades del plan"},
        responsible_id=seat[15].pk,
        due_on=(lima(DAY) + timedelta(days=90)).date(),
    )
    for index, voter in enumerate(nominal.voters.filter(impeded=False).select_related("entry")):
        sense = Sense.AGAINST if index in (3, 9) else Sense.ABSTAIN if index == 5 else Sense.FOR
        reason = "No recibió el anexo 2 a tiempo para consultarlo con su institución" if index == 5 else ""
        story.ballot(nominal, voter.entry_id, sense, "10:50", reason=reason)
    story.decide(nominal, "10:55")
    story.note("plan", PLAN, "10:56")
    story.leave(11, "11:05", typed="11:21")
    tied = story.ask(
        "M2",
        "Encargar a la Cámara de Comercio y Producción de Puno la organización de la rueda de negocios de mayo de 2027.",
        "fair",
        "11:24",
        responsible_id=seat[16].pk,
        due_on=lima("2027-05-14").date(),
    )
    story.count(tied, 9, 9, 0, "11:27")
    voting.cast_deciding_vote(Act(by, story.hour("11:29")), motion_id=tied.pk, option_id=option_of(tied, Sense.FOR))
    secret = story.ask("M3", "Suspender el uso del sello colectivo «Puno Exporta».", "seal", "11:35", MotionForm.SECRET)
    voters = list(secret.voters.filter(impeded=False).values_list("entry_id", flat=True))
    story.count(
        secret,
        6,
        9,
        2,
        "11:40",
        took_part=voters[:17],
        abstention_note="Dos instituciones esperan la opinión de su sede central.",
    )
    story.close("12:05")
    story.meeting = Meeting.objects.get(pk=story.meeting.pk)
    return story


def acta_of(story: Story) -> Acta:
    return Acta.objects.select_related("meeting__body").get(meeting=story.meeting)


AGENDA = (
    (
        "previous",
        Station.PREVIOUS_ACTA,
        "Lectura del acta de la Sesión Ordinaria N° 003-2026 (18/09/2026)",
        {"minutes": 10},
    ),
    (
        "dispatch",
        Station.DISPATCH,
        "Oficio N° 214-2026-GR-PUNO/GRDE sobre el presupuesto del PERX 2027",
        {"minutes": 10},
    ),
    (
        "report",
        Station.REPORTS,
        "Informe del avance semestral del Plan Regional de Exportación (PERX)",
        {"minutes": 20, "proponent": "Secretaría Técnica"},
    ),
    (
        "plan",
        Station.ORDER_OF_DAY,
        "Plan Operativo Anual 2027 de la Mesa Técnica de la Quinua",
        {
            "minutes": 30,
            "proponent": "Mesa de Trabajo Quinua de Puno",
            "decision_wanted": True,
            "description": "La Mesa presenta el plan aprobado por sus integrantes el 30 de octubre, con metas, responsables y "
            "presupuesto referencial.",
        },
    ),
    (
        "fair",
        Station.ORDER_OF_DAY,
        "Rueda de negocios de fibra de alpaca y artesanía textil, mayo de 2027",
        {"minutes": 20, "proponent": "Cámara de Comercio y Producción de Puno", "decision_wanted": True},
    ),
    ("seal", Station.ORDER_OF_DAY, "Uso del sello colectivo «Puno Exporta»", {"minutes": 15, "decision_wanted": True}),
)

REPORT = (
    "<div>La Secretaría Técnica informó que, de las veinticuatro actividades del PERX previstas para el primer semestre, "
    "diecisiete concluyeron, cinco siguen en ejecución y dos no se iniciaron por falta de presupuesto.<br><br></div>"
    "<ul><li>Café: certificación orgánica renovada para 1,240 productores de los valles de Sandia.</li>"
    "<li>Quinua: dos nuevos protocolos fitosanitarios con el <strong>Servicio de Sanidad Agraria</strong>.</li>"
    "<li>Trucha: habilitación sanitaria de tres plantas ribereñas del Titicaca.</li></ul>"
    "<div>El representante de Piscifactorías de los Andes S.A. pidió que el informe se remita por escrito a todos los miembros; "
    "la Secretaría Técnica ofreció hacerlo dentro de la semana.</div>"
)
PLAN = (
    "<div>La coordinadora de la Mesa expuso el plan, sus metas de volumen y el presupuesto. El representante de la Universidad "
    "Nacional del Altiplano preguntó por la línea de base de rendimiento por hectárea; se le respondió que figura en el anexo 1. "
    "La representante de Coopain Cabana declaró su conflicto de intereses y se abstuvo de participar en la votación.</div>"
)
