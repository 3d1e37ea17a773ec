"""What the Secretaría types into the padrón. What the services refuse comes back beside the field it is about."""

from ._base import OfficeForm, PaperForm, PersonForm, day_input
from .access import AccessForm, RevokeForm
from .accreditation import AccreditForm, ContactForm, DayForm, EndForm
from .officers import OfficerForm, PresidentForm

__all__ = [
    "AccessForm",
    "AccreditForm",
    "ContactForm",
    "DayForm",
    "EndForm",
    "OfficeForm",
    "OfficerForm",
    "PaperForm",
    "PersonForm",
    "PresidentForm",
    "RevokeForm",
    "day_input",
]
