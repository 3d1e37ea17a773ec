from .access import access, give_access, revoke_access
from .accreditation import accredit, constancia, end_accreditation, issue_constancia, note_departure
from .alerts import alerts
from .exclusions import exclude_person, exclusions, lift_exclusion
from .institutions import districts
from .officers import designate, end_term, officers
from .padron import padron, paper, seat
from .people import contact, my_data, my_data_pdf, open_account, person, person_pdf

__all__ = [
    "access",
    "accredit",
    "alerts",
    "constancia",
    "contact",
    "designate",
    "districts",
    "end_accreditation",
    "end_term",
    "exclude_person",
    "exclusions",
    "give_access",
    "issue_constancia",
    "lift_exclusion",
    "my_data",
    "my_data_pdf",
    "note_departure",
    "officers",
    "open_account",
    "padron",
    "paper",
    "person",
    "person_pdf",
    "revoke_access",
    "seat",
]
