"""Who may do what with the expedientes. The rows of the matrix; a test walks every page as every role.

The applicant has no role and no account: the holder of the code of an expediente follows it, remedies and desists.
"""

from collections.abc import Mapping

from members.enums import OFFICE, Role
from members.permissions import can, check_user

__all__ = ["MATRIX", "WHY", "can", "check_user"]

#: Permit → the roles that have it. Having one of them is enough.
MATRIX: Mapping[str, frozenset[Role]] = {
    "applications.view": OFFICE | {Role.PRESIDENT, Role.VIEWER},
    "applications.manage": OFFICE,
}

WHY: Mapping[str, str] = {
    "applications.manage": "Solo la Secretaría Técnica y su Adjunta tramitan las solicitudes de incorporación (Art. 9, 11)."
}
