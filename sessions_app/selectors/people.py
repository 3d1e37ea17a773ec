"""What the sessions hold of one person: their part of the data sheet (Ley 29733, art. 19). One query each."""

from django.db.models import Q

from members.enums import SeatRole
from members.models import Body
from members.selectors.people import Part, Subject, day, moment

from ..enums import MotionState
from ..models import ActaObservation, ActaSignature, Dispatch, MotionOption, Presence


def attendance(subject: Subject, body: Body) -> Part:
    rows = (
        Presence.objects.filter(_as(subject), entry__meeting__body=body, voided_at=None)
        .select_related("entry__meeting__body")
        .order_by("-from_at", "-pk")
    )
    return Part(
        "attendance",
        "Asistencia a sesiones",
        "Consta en el acta quién asistió, por quién y de qué hora a qué hora (Art. 7 y 15.1).",
        ("Sesión", "Por", "Calidad", "Desde", "Hasta", "Modo"),
        [
            (
                str(row.entry.meeting),
                row.entry.name,
                row.get_role_display(),
                moment(row.from_at),
                moment(row.until_at or row.entry.meeting.ended_at),
                row.get_mode_display(),
            )
            for row in rows
        ],
    )


def mails(subject: Subject, body: Body) -> Part:
    rows = (
        Dispatch.objects.filter(_as(subject), meeting__body=body)
        .select_related("meeting__body")
        .order_by("-queued_at", "-pk")
    )
    return Part(
        "mails",
        "Convocatorias que se le enviaron",
        "Prueban que la institución fue citada a tiempo (Art. 7).",
        ("Sesión", "Correo", "Estado", "Enviada"),
        [(str(row.meeting), row.email, row.get_state_display(), moment(row.sent_at)) for row in rows],
    )


def signatures(subject: Subject, body: Body) -> Part:
    rows = (
        ActaSignature.objects.filter(_as(subject), acta__meeting__body=body, voided_at=None)
        .select_related("acta__meeting__body")
        .order_by("-signed_on", "-pk")
    )
    return Part(
        "actas",
        "Firmas de actas",
        "Firman el acta quienes asistieron; quien se niega deja su motivo (Art. 7).",
        ("Acta", "Fecha", "Qué consta", "Motivo"),
        [(str(row.acta), day(row.signed_on), row.get_outcome_display(), row.reason) for row in rows],
    )


def observations(subject: Subject, body: Body) -> Part:
    found = ActaObservation.objects.filter(author=subject.user) if subject.user else ActaObservation.objects.none()
    rows = (
        found.filter(version__acta__meeting__body=body)
        .select_related("version__acta__meeting__body")
        .order_by("-at", "-pk")
    )
    return Part(
        "observations",
        "Observaciones que hizo a actas",
        "Quedan con el acta que observan, con su respuesta.",
        ("Acta", "Fecha", "Observación", "Respuesta"),
        [(str(row.version.acta), moment(row.at), row.text, row.answer) for row in rows],
    )


def candidacies(subject: Subject, body: Body) -> Part:
    found = MotionOption.objects.filter(person=subject.person) if subject.person else MotionOption.objects.none()
    rows = (
        found.filter(motion__meeting__body=body)
        .exclude(motion__state=MotionState.ANNULLED)
        .select_related("motion__meeting__body", "motion__elected")
        .order_by("-motion__pk")
    )
    return Part(
        "candidacies",
        "Elecciones a las que se presentó",
        "Consta en el acta quiénes se presentaron y cuántos votos tuvieron (Art. 8).",
        ("Sesión", "Votación", "Votos", "Resultado"),
        [
            (
                str(row.motion.meeting),
                row.motion.text,
                "" if row.votes is None else str(row.votes),
                "Ganó la elección" if row.motion.elected_id == row.pk else row.motion.get_state_display(),
            )
            for row in rows
        ],
    )


def _as(subject: Subject) -> Q:
    """Rows of a roll's entry that are about this person, in the role in which they were summoned."""
    if subject.person is None:
        return Q(pk__in=())
    return Q(role=SeatRole.TITULAR, entry__titular=subject.person) | Q(
        role=SeatRole.ALTERNATE, entry__alternate=subject.person
    )


PARTS = (attendance, mails, signatures, observations, candidacies)
