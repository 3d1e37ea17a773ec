from .access import access, give_access, revoke_access
from .accreditation import accredit, constancia, end_accreditation, issue_constancia, note_departure
from .alerts import alerts
from .exclusions import exclude_person, exclusions, lift_exclusion
from .holdings import end_membership, rectify_member, rename_member, succeed_member
from .imports import (
    import_batch,
    import_confirm,
    import_discard,
    import_errors,
    import_file,
    import_new,
    import_template,
    imports,
)
from .institutions import districts, edit_member, heirs, logo
from .officers import designate, end_term, officers
from .padron import padron, paper, seat
from .padrones import annul_padron, issue_padron, padron_copy, padron_document
from .people import contact, my_data, my_data_pdf, open_account, person, person_pdf
from .proposals import (
    correct_proposal,
    my_institution,
    proposal,
    proposal_file,
    proposals,
    propose,
    withdraw_proposal,
)

__all__ = [
    "access",
    "accredit",
    "alerts",
    "annul_padron",
    "constancia",
    "contact",
    "correct_proposal",
    "designate",
    "districts",
    "edit_member",
    "end_accreditation",
    "end_membership",
    "end_term",
    "exclude_person",
    "exclusions",
    "give_access",
    "heirs",
    "import_batch",
    "import_confirm",
    "import_discard",
    "import_errors",
    "import_file",
    "import_new",
    "import_template",
    "imports",
    "issue_constancia",
    "issue_padron",
    "lift_exclusion",
    "logo",
    "my_data",
    "my_data_pdf",
    "my_institution",
    "note_departure",
    "officers",
    "open_account",
    "padron",
    "padron_copy",
    "padron_document",
    "paper",
    "person",
    "person_pdf",
    "proposal",
    "proposal_file",
    "proposals",
    "propose",
    "rectify_member",
    "rename_member",
    "revoke_access",
    "seat",
    "succeed_member",
    "withdraw_proposal",
]
