from .access import access, give_access, revoke_access
from .accreditation import accredit, end_accreditation
from .institutions import districts
from .officers import designate, end_term, officers
from .padron import padron, paper, seat
from .people import contact, my_data, my_data_pdf, open_account, person, person_pdf

__all__ = [
    "access",
    "accredit",
    "contact",
    "designate",
    "districts",
    "end_accreditation",
    "end_term",
    "give_access",
    "my_data",
    "my_data_pdf",
    "officers",
    "open_account",
    "padron",
    "paper",
    "person",
    "person_pdf",
    "revoke_access",
    "seat",
]
