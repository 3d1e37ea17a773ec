"""What may become of an institution's proposal."""

from core.states import StateMachine

from .enums import ProposalState

P = ProposalState

PROPOSAL = StateMachine(
    key="proposal",
    noun="la propuesta",
    states=ProposalState,
    moves={
        P.SUBMITTED: {"observe_proposal": P.OBSERVED, "accept": P.ACCEPTED, "withdraw": P.WITHDRAWN},
        P.OBSERVED: {"resubmit": P.SUBMITTED, "withdraw": P.WITHDRAWN},
        P.ACCEPTED: {},
        P.WITHDRAWN: {},
    },
    phrases={
        "observe_proposal": "observar la propuesta",
        "accept": "aceptar la propuesta",
        "withdraw": "retirar la propuesta",
        "resubmit": "volver a presentar la propuesta",
    },
    said={P.SUBMITTED: "presentada y por revisar"},
    looks={
        P.SUBMITTED: ("inbox", "info"),
        P.OBSERVED: ("reply", "warn"),
        P.ACCEPTED: ("check-circle", "ok"),
        P.WITHDRAWN: ("x-circle", "neutral"),
    },
)
