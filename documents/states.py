"""What may become of the PDF of an issued document."""

from core.states import StateMachine

from .enums import RenderState

R = RenderState

DOCUMENT = StateMachine(
    key="document",
    noun="el documento",
    states=RenderState,
    moves={
        R.PENDING: {"render": R.RENDERED, "give_up": R.FAILED, "retry": R.PENDING},
        R.RENDERED: {},
        R.FAILED: {"retry": R.PENDING},
    },
    phrases={
        "render": "generar el PDF",
        "give_up": "dejar el PDF sin generar",
        "retry": "generar de nuevo",
    },
    said={R.FAILED: "sin generar"},
    looks={
        R.PENDING: ("clock", "neutral"),
        R.RENDERED: ("file-earmark-check", "ok"),
        R.FAILED: ("exclamation-triangle", "bad"),
    },
)
