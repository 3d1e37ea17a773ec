from .officers import designate, end_term, officers
from .padron import accredit, contact, end_accreditation, open_account, padron, paper, seat

__all__ = [
    "accredit",
    "contact",
    "designate",
    "end_accreditation",
    "end_term",
    "officers",
    "open_account",
    "padron",
    "paper",
    "seat",
]
