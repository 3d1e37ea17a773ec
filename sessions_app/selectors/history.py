"""The history of one session as sentences: who did what, when it happened and, where they differ, when it was typed."""

from collections.abc import Mapping

from django.db.models import Exists, OuterRef, Q
from django.db.models.fields.json import KT

from audit.selectors import events_of
from mailing.enums import ReceiptKind
from members.enums import SeatRole
from norms.wording.events import EventWording, History

from ..enums import ChairBasis, MeetingKind, Mode, MotionForm, Rsvp, Sense
from ..models import Meeting
from ..models.meeting import chair_titles

#: action → what the actor did, with the event's data. Every action that a service records has its sentence here.
SENTENCES: Mapping[str, str] = {
    # the session
    "meeting.drafted": "preparó el borrador de la sesión{kind: (%)}{replaces:, en reemplazo de la %}",
    "meeting.edited": "cambió los datos del borrador",
    "meeting.discarded": "descartó el borrador",
    "meeting.convened": "convocó la {title} para el {scheduled_at}{knowing_defect:, a sabiendas del defecto de la convocatoria}",
    "meeting.cancelled": "anuló la sesión{reason:. Motivo: %}",
    "meeting.rescheduled": "reprogramó la sesión{reason:. Motivo: %}",
    "meeting.not_installed": "dejó constancia de que la sesión no se instaló",
    "meeting.recorded": (
        "registró la {title}, realizada en papel el {scheduled_at}: {came} de {base} instituciones"
        "{excused:. La hoja da por justificadas las ausencias de: %}{table: (hoja «%»)}"
    ),
    "meeting.closed": "cerró la sesión{acuerdos:. Acuerdos: %}",
    # the notice
    "dispatch.resent": "volvió a enviar la convocatoria a {name} ({email})",
    "dispatch.failed": "no pudo enviar la convocatoria a {name}{email: (%)}{error:: %}",
    "dispatch.returned": "anotó que la convocatoria de {name} fue devuelta{error:: %}",
    "receipt.recorded": "registró que {institution} recibió la convocatoria el {received_on} ({kind}){note:: %}",
    "receipt.voided": "anuló el cargo de {institution} del {received_on}{reason:. Motivo: %}",
    "notice.answered": "recibió la respuesta de {name}: {rsvp}",
    "notice.acknowledged": "registró el acuse de recibo de {name} por {institution}",
    # the room
    "roll.opened": "abrió la lista de asistencia del {on}",
    "roll.called": "llamó lista ({call} llamada)",
    "presence.arrived": "registró el ingreso de {name} ({institution}, {role}){reason:. Motivo de la corrección: %}",
    "presence.mode": "anotó que {name} ({institution}) asiste en modo {mode}",
    "presence.left": "registró la salida de {name} ({institution}, {role}){reason:. Motivo de la corrección: %}",
    "presence.voided": "anuló la asistencia de {name} ({institution}){reason:. Motivo: %}",
    "guest.added": "agregó a la lista a {name}{institution: (%)}",
    "chair.designated": "registró que preside {name}{institution: (%)}, {basis}",
    "chair.left": "registró que {name} dejó de presidir",
    # agenda, votes, acuerdos
    "item.proposed": "registró la propuesta de incluir en la agenda «{title}»",
    "item.added": "incluyó en la agenda «{title}»",
    "motion.opened": "sometió a votación «{text}» ({form}; {voters} con derecho a voto)",
    "motion.closed": "cerró la votación de «{text}»",
    "motion.casting_vote": "registró el voto dirimente de {chair}: {sense}, en «{text}»",
    "motion.annulled": "anuló la votación de «{text}»{reason:. Motivo: %}{acuerdo:. Queda sin efecto el %}",
    "motion.lapsed": "dejó como no aprobada, por empate sin dirimir, «{text}»",
    "motion.flagged": "advirtió que una corrección afecta la votación de «{text}»",
    "election.opened": "abrió la elección de la presidencia, {round} vuelta, entre {candidates} ({form}; {voters} con derecho a voto)",
    "election.closed": "cerró la {round} vuelta de la elección de la presidencia",
    "election.lots_drawn": "registró el sorteo de la elección de la presidencia: salió {elected}. {note}",
    "election.casting_vote": "registró el voto dirimente de {chair} en la elección de la presidencia: {elected}",
    "election.lapsed": "dejó sin elegido, por empate sin resolver, «{text}»",
    "presidency.began": "registró que {name} ejerce la presidencia desde el {on}{until:, hasta el %}",
    "ballot.cast": "registró el voto de {institution}: {sense}{reason:. Motivo: %}",
    "ballot.changed": "corrigió el voto de {institution}: de {before} a {sense}",
    "acuerdo.numbered": "numeró el {label}: «{text}»",
    "acuerdo.certified": "emitió el {label} del {acuerdo}",
    "acuerdo.annulled": "anuló el {label}{reason:. Motivo: %}",
    # the acta
    "acta.paper_attached": "adjuntó el acta en papel, escaneada («{file}»)",
    "acta.drafted": "abrió el borrador del acta",
    "acta.circulated": "puso en observación la versión {version} del acta, hasta el {until}{reason:. Qué cambió: %}",
    "acta.mail_failed": "no pudo avisar a {name} que hay una versión del acta para leer{error:: %}",
    "acta.observed": "observó la versión {version} del acta, por {institution}: «{text}»",
    "acta.observation_answered": "respondió la observación de {author}: «{text}»",
    "acta.taken_back": "retiró de observación la versión {version} del acta{reason:. Motivo: %}",
    "acta.returned": "devolvió la versión {version} del acta. Motivo: {reason}",
    "acta.approved": "aprobó la versión {version}: {label}",
    "acta.signature_noted": "registró que {name} ({institution}) firmó el acta el {on}",
    "acta.signature_voided": "anuló lo registrado sobre la firma de {name} ({institution}). Motivo: {reason}",
    "acta.signature_refused": "registró que {name} ({institution}) se negó a firmar el {on}. Motivo: {reason}",
    "acta.completed": "dio el acta por firmada: consta la firma o la negativa de cada asistente",
}

#: data key → the words of its values.
_WORDS: Mapping[str, Mapping[str, str]] = {
    "sense": {value: label.lower() for value, label in Sense.choices},
    "before": {value: label.lower() for value, label in Sense.choices},
    "role": {value: label.lower() for value, label in SeatRole.choices},
    "form": {value: label.lower() for value, label in MotionForm.choices},
    "mode": {value: label.lower() for value, label in Mode.choices},
    "basis": {value: label[0].lower() + label[1:] for value, label in ChairBasis.choices},
    "rsvp": {value: label.lower() for value, label in Rsvp.choices},
    "call": {"1": "primera", "2": "segunda"},
    "round": {"1": "primera", "2": "segunda"},
    "kind": {value: label.lower() for value, label in [*MeetingKind.choices, *ReceiptKind.choices]},
}


#: The history of a session in words.
EVENT_WORDING = EventWording(SENTENCES, _WORDS)


def history_of(meeting: Meeting) -> History:
    """The events of the session, latest first."""
    labelled = events_of(meeting.stream).annotate(paper=KT("data__label"))
    # «emitió el Certificado… del Acuerdo…» already says that the paper was issued.
    certified = labelled.filter(action="acuerdo.certified", paper=OuterRef("paper"))
    events = labelled.exclude(Q(action="document.issued") & Exists(certified)).order_by("-pk")
    titles = {basis: title[0].lower() + title[1:] for basis, title in chair_titles(meeting.body).items()}
    return History(events, {"basis": titles})
