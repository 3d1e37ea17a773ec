"""The mails of the padrón. Each is a courtesy: the page says the same, and one that fails undoes nothing."""

from django.db import models

from audit.append_only import AppendOnly
from mailing.models import Outgoing

from ..enums import ProposalState
from .office import AccessGrant
from .people import AccreditationProposal


class AccessMail(Outgoing):
    """To somebody who was given an access: what they may do and where they enter."""

    stream_of = "grant__user"
    append_only = AppendOnly("grant", "name", "email", "queued_at")

    composer = "members.mails.access"
    failed_action = "access.mail_failed"

    grant = models.ForeignKey(AccessGrant, on_delete=models.PROTECT, related_name="mails")

    class Meta(Outgoing.Meta):
        verbose_name = "aviso de acceso"
        verbose_name_plural = "avisos de acceso"


class ProposalMail(Outgoing):
    """To the Secretaría, that an institution asks for something; to those who asked, what was decided."""

    stream_of = "proposal__seat"
    append_only = AppendOnly("proposal", "about", "name", "email", "queued_at")

    composer = "members.mails.proposal"
    failed_action = "proposal.mail_failed"

    proposal = models.ForeignKey(AccreditationProposal, on_delete=models.PROTECT, related_name="mails")
    #: The state of the proposal that it reports: out of date once the proposal moved on.
    about = models.CharField(max_length=10, choices=ProposalState.choices)

    class Meta(Outgoing.Meta):
        verbose_name = "aviso de propuesta"
        verbose_name_plural = "avisos de propuestas"
