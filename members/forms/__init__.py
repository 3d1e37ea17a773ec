"""What the Secretaría types into the padrón. What the services refuse comes back beside the field it is about."""

from ._base import OfficeForm, PaperForm, PersonForm, day_input
from ._ubigeo import UbigeoField, district_options
from .access import AccessForm, RevokeForm
from .accreditation import AccreditForm, DayForm, EndForm
from .institutions import InstitutionForm
from .officers import EndTermForm, OfficerForm, PresidentForm
from .people import ContactForm

__all__ = [
    "AccessForm",
    "AccreditForm",
    "ContactForm",
    "DayForm",
    "EndForm",
    "EndTermForm",
    "InstitutionForm",
    "OfficeForm",
    "OfficerForm",
    "PaperForm",
    "PersonForm",
    "PresidentForm",
    "RevokeForm",
    "UbigeoField",
    "day_input",
    "district_options",
]
