"""How the mails of the padrón are composed."""

from django.core.mail import EmailMessage
from django.urls import reverse
from django.utils import timezone

from mailing.letters import CannotSend, letter, site_url

from .enums import AccessLevel, ProposalKind, ProposalState
from .models import AccessMail, Body, ProposalMail
from .selectors.proposals import paper_words, proposals_of

_SUBJECTS = {
    ProposalState.SUBMITTED: "Propuesta de {institution}",
    ProposalState.OBSERVED: "Su propuesta fue observada: {person}",
    ProposalState.ACCEPTED: "Su propuesta fue aceptada: {person}",
}


def access(mail: AccessMail) -> EmailMessage:
    """What the person may do and where they enter. Not sent for an access already taken back."""
    grant = mail.grant
    if grant.ends_before is not None and grant.ends_before <= grant.starts_on:
        raise CannotSend("No se envió: el acceso ya se había quitado.")
    context = {"grant": grant, "url": entrance(), "administers": grant.level == AccessLevel.ADMIN}
    return letter(mail, f"Su acceso al sistema del {grant.body.short_name}", "members/email/access.txt", context)


def proposal(mail: ProposalMail) -> EmailMessage:
    """What is asked, or what was decided; not sent once the proposal moved on.

    Neither the identity document nor a telephone is in it.
    """
    body = Body.objects.get(seats__proposals=mail.proposal_id)
    found = proposals_of(body, timezone.localdate()).get(pk=mail.proposal_id)
    found.seat.body = body
    if found.state != mail.about:
        raise CannotSend(f"No se envió: la propuesta ya está {found.get_state_display().lower()}.")
    institution = getattr(found, "institution", None) or str(found.seat)
    context = {
        "proposal": found,
        "institution": institution,
        "paper": paper_words(found),
        "left": found.kind == ProposalKind.LEFT,
        "url": site_url(reverse("members:proposal", args=[found.pk])),
    }
    template = "proposal_to_office" if mail.about == ProposalState.SUBMITTED else "proposal_answer"
    subject = _SUBJECTS[ProposalState(mail.about)].format(institution=institution, person=found.full_name)
    return letter(mail, subject, f"members/email/{template}.txt", context)


def entrance() -> str:
    """The whole address of the page where one signs in with a code by e-mail."""
    return site_url(reverse("account_request_login_code"))
