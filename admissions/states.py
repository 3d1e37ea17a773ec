"""What may become of an expediente: state → the acts allowed in it → the state they lead to (Art. 11)."""

from collections.abc import Mapping

from .enums import ApplicationState

S = ApplicationState

APPLICATION: Mapping[ApplicationState, Mapping[str, ApplicationState]] = {
    S.RECEIVED: {"observe_application": S.OBSERVED, "evaluate": S.EVALUATED, "desist": S.WITHDRAWN},
    S.OBSERVED: {"remedy": S.RECEIVED, "abandon": S.ABANDONED, "desist": S.WITHDRAWN},
    S.EVALUATED: {
        "evaluate": S.EVALUATED,
        "put_on_agenda": S.ON_AGENDA,
        "desist": S.WITHDRAWN,
    },
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
}
