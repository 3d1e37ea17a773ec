"""Whether the state of a thing allows an act. (Who may do it is `permissions`.)"""

from regulation.refusal import Refused

from .enums import ProposalState
from .models import AccreditationProposal
from .states import PROPOSAL


def can_proposal(proposal: AccreditationProposal, act: str) -> bool:
    return act in PROPOSAL[ProposalState(proposal.state)]


def check_proposal(proposal: AccreditationProposal, act: str) -> ProposalState:
    """The state the act leads to; Refused (wrong_state) where the table has no such move."""
    if not can_proposal(proposal, act):
        raise Refused.because("wrong_state", facts={"state": proposal.state, "act": act, "of": "proposal"})
    return PROPOSAL[ProposalState(proposal.state)][act]
