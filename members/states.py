"""What may become of an institution's proposal: state → the acts allowed in it → the state they lead to."""

from collections.abc import Mapping

from .enums import ProposalState

P = ProposalState

PROPOSAL: Mapping[ProposalState, Mapping[str, ProposalState]] = {
    P.SUBMITTED: {"observe_proposal": P.OBSERVED, "accept": P.ACCEPTED, "withdraw": P.WITHDRAWN},
    P.OBSERVED: {"resubmit": P.SUBMITTED, "withdraw": P.WITHDRAWN},
    P.ACCEPTED: {},
    P.WITHDRAWN: {},
}
