"""Who the committee is, and who it was on any past day. Ranges are half-open: [starts_on, ends_before)."""

from ._dated import Dated, DatedQuerySet
from .body import Body, BodyDocument, Seat
from .institution import Institution, InstitutionContact, InstitutionTheme, SeatHolding, Theme
from .mails import AccessMail, ProposalMail
from .office import AccessGrant, Suspension, Term
from .people import Accreditation, AccreditationDocument, AccreditationProposal, Exclusion, Person

__all__ = [
    "AccessGrant",
    "AccessMail",
    "Accreditation",
    "AccreditationDocument",
    "AccreditationProposal",
    "Body",
    "BodyDocument",
    "Dated",
    "DatedQuerySet",
    "Exclusion",
    "Institution",
    "InstitutionContact",
    "InstitutionTheme",
    "Person",
    "ProposalMail",
    "Seat",
    "SeatHolding",
    "Suspension",
    "Term",
    "Theme",
]
