"""The history of one session as sentences: who did what, when it happened and, where they differ, when it was typed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from string import Formatter
from typing import Any

from django.db.models import Exists, OuterRef, Q
from django.db.models.fields.json import KT
from django.utils.timezone import localtime

from audit.models import Event
from audit.selectors import events_of
from members.enums import SeatRole
from norms.wording import explain
from regulation.ruling import Ruling

from ..enums import ChairBasis, MeetingKind, Mode, MotionForm, ReceiptKind, Rsvp, Sense
from ..models import Meeting

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
    "ballot.cast": "registró el voto de {institution}: {sense}{reason:. Motivo: %}",
    "ballot.changed": "corrigió el voto de {institution}: de {before} a {sense}",
    "acuerdo.numbered": "numeró el {label}: «{text}»",
    "acuerdo.certified": "emitió el {label} del {acuerdo}",
    "acuerdo.annulled": "anuló el {label}{reason:. Motivo: %}",
    # papers
    "document.issued": "emitió: {label}",
    "document.retried": "volvió a generar el PDF de: {label}",
    "document.annulled": "anuló el documento {label}{reason:. Motivo: %}",
    # the acta
    "acta.drafted": "abrió el borrador del acta",
    "acta.circulated": "puso en observación la versión {version} del acta, hasta el {until}{reason:. Qué cambió: %}",
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
    "kind": {value: label.lower() for value, label in [*MeetingKind.choices, *ReceiptKind.choices]},
}


@dataclass(frozen=True, slots=True)
class HistoryLine:
    """One event. `typed_at` is there when it was typed a minute or more after it happened; `ruling` in words, or ""."""

    at: datetime
    typed_at: datetime | None
    actor: str
    role: str
    sentence: str
    ruling: str
    article: str
    correlation: str


class History(Sequence[HistoryLine]):
    """The events of a stream, latest first, read page by page: a long session has hundreds."""

    def __init__(self, stream: str) -> None:
        labelled = events_of(stream).annotate(paper=KT("data__label"))
        # «emitió el Certificado… del Acuerdo…» already tells that the paper was issued.
        certified = labelled.filter(action="acuerdo.certified", paper=OuterRef("paper"))
        self._events = labelled.exclude(Q(action="document.issued") & Exists(certified)).order_by("-pk")

    def __len__(self) -> int:
        return self._events.count()

    def __getitem__(self, index: Any) -> Any:
        return [line_of(e) for e in self._events[index]] if isinstance(index, slice) else line_of(self._events[index])


def history_of(meeting: Meeting) -> History:
    return History(meeting.stream)


def line_of(event: Event) -> HistoryLine:
    ruling = Ruling.from_dict(event.ruling) if event.ruling else None
    late = (event.recorded_at - event.at).total_seconds() >= 60
    return HistoryLine(
        at=event.at,
        typed_at=event.recorded_at if late else None,
        actor=event.actor_name,
        role=event.actor_role,
        sentence=sentence_of(event.action, event.data),
        ruling=explain(ruling) if ruling else "",
        article=ruling.article if ruling else "",
        correlation=str(event.correlation),
    )


def sentence_of(action: str, data: Mapping[str, Any]) -> str:
    """What happened, in words. An action without its sentence is named as it is: history hides nothing."""
    if action not in SENTENCES:
        return f"registró «{action}»"
    # What was voted ends with a full stop of its own, and the page puts the sentence's.
    return _Speech().vformat(SENTENCES[action], (), data).replace(".»", "»").rstrip(".")


class _Speech(Formatter):
    """`{name}` says a value, "—" where there is none; `{name:, por %}` says the rest only where there is one, with it at %."""

    def get_value(self, key: int | str, args: Any, kwargs: Mapping[str, Any]) -> tuple[str, Any]:
        return str(key), kwargs.get(str(key))

    def format_field(self, value: Any, format_spec: str) -> str:
        key, raw = value
        said = _say(key, raw)
        if not format_spec:
            return said or "—"
        return format_spec.replace("%", said) if said else ""


def _say(key: str, value: Any) -> str:
    if value is None or value is False or value == "" or value == []:
        return ""
    if value is True:
        return "sí"
    if isinstance(value, list):
        return ", ".join(_say(key, item) for item in value)
    text = str(value)
    if key in _WORDS:
        return _WORDS[key].get(text, text)
    return _moment(text) or text


def _moment(text: str) -> str:
    """A date or a time kept in ISO form, as it is said in Peru."""
    try:
        return (
            f"{date.fromisoformat(text):%d/%m/%Y}"
            if len(text) == 10
            else f"{localtime(datetime.fromisoformat(text)):%d/%m/%Y %H:%M}"
        )
    except ValueError:
        return ""
