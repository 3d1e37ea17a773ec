from .access import access, give_access, revoke_access
from .accreditation import accredit, end_accreditation
from .institutions import districts
from .officers import designate, end_term, officers
from .padron import contact, open_account, padron, paper, seat

__all__ = [
    "access",
    "accredit",
    "contact",
    "designate",
    "districts",
    "end_accreditation",
    "end_term",
    "give_access",
    "officers",
    "open_account",
    "padron",
    "paper",
    "revoke_access",
    "seat",
]
