"""How what happened to an expediente is said to its applicant."""

from collections.abc import Mapping

#: Act → the sentence of its step.
STEPS: Mapping[str, str] = {
    "submit": "La solicitud fue recibida",
    "observe_application": "La Secretaría Técnica observó la solicitud",
    "remedy": "La institución subsanó la observación",
    "remedy_late": "La institución subsanó la observación fuera del plazo",
    "evaluate": "Se evaluó la pertinencia y la posibilidad de aporte",
    "put_on_agenda": "Se incluyó en la agenda de una sesión de la Asamblea",
    "take_off_agenda": "Se retiró de la agenda; se incluirá en otra sesión",
    "admit": "La Asamblea General admitió a la institución",
    "deny": "La Asamblea General no admitió a la institución",
    "accredit": "La institución acreditó a su titular",
    "desist": "La institución desistió de su solicitud",
    "abandon": "Se declaró el abandono, por no haberse subsanado la observación en el plazo",
}

#: Acts that the applicant is mailed about → its subject.
SUBJECTS: Mapping[str, str] = {
    "submit": "Recibimos su solicitud de incorporación",
    "observe_application": "Su solicitud de incorporación tiene una observación",
    "remedy": "Recibimos su subsanación",
    "remedy_late": "Recibimos su subsanación fuera de plazo",
    "admit": "La Asamblea admitió a su institución",
    "deny": "La Asamblea resolvió su solicitud de incorporación",
    "desist": "Registramos su desistimiento",
    "abandon": "Se declaró el abandono de su solicitud de incorporación",
}
