"""What may become of an expediente (Art. 11)."""

from core.states import StateMachine

from .enums import ApplicationState

S = ApplicationState

APPLICATION = StateMachine(
    key="application",
    noun="la solicitud",
    article="Art. 11",
    states=ApplicationState,
    moves={
        S.RECEIVED: {"observe_application": S.OBSERVED, "evaluate": S.EVALUATED, "desist": S.WITHDRAWN},
        S.OBSERVED: {"remedy": S.RECEIVED, "abandon": S.ABANDONED, "desist": S.WITHDRAWN},
        S.EVALUATED: {"evaluate": S.EVALUATED, "put_on_agenda": S.ON_AGENDA, "desist": S.WITHDRAWN},
        S.ON_AGENDA: {
            "take_off_agenda": S.EVALUATED,
            "admit": S.ADMITTED,
            "deny": S.DENIED,
            "desist": S.WITHDRAWN,
        },
        S.ADMITTED: {"accredit": S.ACCREDITED},
        S.DENIED: {},
        S.ACCREDITED: {},
        S.WITHDRAWN: {},
        S.ABANDONED: {},
    },
    phrases={
        "observe_application": "observar la solicitud",
        "remedy": "subsanar la observación",
        "abandon": "declarar el abandono",
        "desist": "desistir de la solicitud",
        "evaluate": "registrar la evaluación",
        "put_on_agenda": "ponerla en la agenda de una sesión",
        "take_off_agenda": "retirarla de la agenda",
        "admit": "registrar la admisión",
        "deny": "registrar la denegatoria",
        "accredit": "acreditar a sus representantes",
    },
    said={
        S.ON_AGENDA: "en la agenda de una sesión",
        S.ACCREDITED: "con sus representantes acreditados",
        S.WITHDRAWN: "retirada",
    },
    looks={
        S.RECEIVED: ("inbox", "info"),
        S.OBSERVED: ("reply", "warn"),
        S.EVALUATED: ("clipboard-check", "info"),
        S.ON_AGENDA: ("calendar-event", "info"),
        S.ADMITTED: ("check-circle", "ok"),
        S.DENIED: ("x-circle", "bad"),
        S.ACCREDITED: ("person-check", "ok"),
        S.WITHDRAWN: ("x-circle", "neutral"),
        S.ABANDONED: ("hourglass-bottom", "neutral"),
    },
)
