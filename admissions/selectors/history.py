"""The history of an expediente as sentences."""

from collections.abc import Mapping

from audit.selectors import events_of
from norms.wording.events import EventWording, History

from ..enums import Advice
from ..models import Application

#: action → what the actor did, with the event's data. Every action that a service records has its sentence here.
SENTENCES: Mapping[str, str] = {
    "application.submitted": "presentó la solicitud de {institution}{files:, con %}",
    "application.observed": "observó la solicitud, con plazo hasta el {due}: {text}",
    "application.remedied": "subsanó la observación{late: fuera del plazo (vencido el %)}{text:: %}{files:. Documentos: %}",
    "application.evaluated": "registró la evaluación del {evaluated_on}, con conclusión {advice}, por {evaluators}",
    "application.on_agenda": "puso la solicitud en la agenda de la {meeting}",
    "application.off_agenda": "retiró la solicitud de la agenda de la {meeting}",
    "application.moved": "pasó el punto de la solicitud a la {meeting}",
    "application.admitted": "registró la admisión votada en la {meeting}: {paper}, asiento {seat}",
    "application.denied": "registró que la Asamblea no admitió a la institución, en la {meeting}",
    "application.vote_without_effect": "dejó sin efecto el voto de la {meeting}: la solicitud ya no esperaba una decisión",
    "application.accredited": "registró la acreditación: {person} es titular{paper:, por %}",
    "application.withdrawn": "desistió de la solicitud{reason:. Motivo: %}",
    "application.abandoned": "declaró el abandono de la solicitud{reason:: %}",
    "application.mail_failed": "no pudo enviar el aviso a {email}{error:: %}",
    "application.mail_resent": "volvió a enviar el aviso a {email}",
}
EVENT_WORDING = EventWording(SENTENCES, {"advice": {advice.value: advice.label.lower() for advice in Advice}})


def history_of(application: Application) -> History:
    """Its events, latest first."""
    return History(events_of(application.stream).order_by("-pk"))
