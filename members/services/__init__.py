"""What changes the padrón. Nothing is edited: a new accreditation, term or holding closes the one before it.

All take the act first, are atomic, lock the body's row (changes of a padrón are rare and must see each other), check who may,
and leave an audit event.
"""

from .access import give_access, grant_access, revoke_access
from .accounts import found_office, open_account
from .accreditation import accredit, end_accreditation, note_departure
from .constancias import annul_constancia, issue_constancia
from .exclusions import exclude_person, lift_exclusion
from .holdings import admit_to_body, end_membership, hold_seat
from .institutions import (
    InstitutionData,
    institution_data,
    rectify_name,
    register_institution,
    update_institution,
    write_institution,
)
from .officers import designate_officer, end_term
from .padrones import annul_padron, issue_padron
from .papers import PaperData
from .people import PersonData
from .personal_data import look_at_person, update_contact
from .proposals import (
    ProposalData,
    accept_proposal,
    observe_proposal,
    propose,
    resubmit_proposal,
    withdraw_proposal,
)
from .suspensions import end_suspension, suspend_seat

__all__ = [
    "InstitutionData",
    "PaperData",
    "PersonData",
    "ProposalData",
    "accept_proposal",
    "accredit",
    "admit_to_body",
    "annul_constancia",
    "annul_padron",
    "designate_officer",
    "end_accreditation",
    "end_membership",
    "end_suspension",
    "end_term",
    "exclude_person",
    "found_office",
    "give_access",
    "grant_access",
    "hold_seat",
    "institution_data",
    "issue_constancia",
    "issue_padron",
    "lift_exclusion",
    "look_at_person",
    "note_departure",
    "observe_proposal",
    "open_account",
    "propose",
    "rectify_name",
    "register_institution",
    "resubmit_proposal",
    "revoke_access",
    "suspend_seat",
    "update_contact",
    "update_institution",
    "withdraw_proposal",
    "write_institution",
]
