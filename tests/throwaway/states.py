from core.states import StateMachine

from .enums import SlipState

SLIP = StateMachine(
    key="slip",
    noun="el vale",
    states=SlipState,
    moves={SlipState.DRAFT: {"issue": SlipState.ISSUED}, SlipState.ISSUED: {}},
    phrases={"issue": "emitir el vale"},
    looks={SlipState.DRAFT: ("pencil", "neutral"), SlipState.ISSUED: ("check2", "ok")},
)
