"""What the Secretaría types into the padrón. What the services refuse comes back beside the field it is about."""

from ._base import OfficeForm, PaperForm, PersonForm, day_input
from ._suggest import options
from ._ubigeo import UbigeoField
from .access import AccessForm, RevokeForm
from .accreditation import AccreditForm, DayForm, EndForm
from .holdings import LeaveForm, RectifyForm, RenameForm, SuccessionForm
from .institutions import InstitutionForm
from .officers import EndTermForm, OfficerForm, PresidentForm
from .padrones import IssuePadronForm, ReasonForm
from .people import ContactForm

__all__ = [
    "AccessForm",
    "AccreditForm",
    "ContactForm",
    "DayForm",
    "EndForm",
    "EndTermForm",
    "InstitutionForm",
    "IssuePadronForm",
    "LeaveForm",
    "OfficeForm",
    "OfficerForm",
    "PaperForm",
    "PersonForm",
    "PresidentForm",
    "ReasonForm",
    "RectifyForm",
    "RenameForm",
    "RevokeForm",
    "SuccessionForm",
    "UbigeoField",
    "day_input",
    "options",
]
