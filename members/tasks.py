"""Mails of the padrón: how to enter, what an institution asks, what was decided.

A courtesy: the page says the same, and a mail that fails undoes nothing.
"""

from django.conf import settings
from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django_tasks import task

from accounts.models import User

from .enums import AccessLevel, Office, ProposalKind, ProposalState
from .models import AccessGrant, AccreditationProposal, Body
from .selectors import officers_on
from .selectors.proposals import events_of_proposal, paper_words, proposals_of


@task()
def mail_access(grant_id: int) -> int:
    """Tell the person what they may do and where they enter; how many mails left. None for an access already taken back."""
    grant = AccessGrant.objects.select_related("user", "body").get(pk=grant_id)
    if grant.ends_before is not None and grant.ends_before <= grant.starts_on:
        return 0
    context = {"grant": grant, "url": entrance(), "administers": grant.level == AccessLevel.ADMIN}
    body = render_to_string("members/email/access.txt", context)
    return EmailMessage(f"Su acceso al sistema del {grant.body.short_name}", body, to=[grant.user.email]).send()


@task()
def mail_proposal_to_office(proposal_id: int) -> int:
    """Tell the Secretaría Técnica and its Adjunta that an institution asks for something; how many mails left.

    None for one that was withdrawn or decided before the worker came to it.
    """
    proposal = _proposal(proposal_id)
    if proposal.state != ProposalState.SUBMITTED:
        return 0
    terms = officers_on(proposal.seat.body, timezone.localdate())
    people = [terms[office].person for office in (Office.SECRETARY, Office.DEPUTY) if office in terms]
    subject = f"Propuesta de {_institution(proposal)}"
    return _send(proposal, subject, "members/email/proposal_to_office.txt", [person.email for person in people])


@task()
def mail_proposal_answer(proposal_id: int) -> int:
    """Tell whoever presented it, or presented it again, what the Secretaría decided: observed, or accepted; how many mails left.

    None once it was corrected or withdrawn.
    """
    proposal = _proposal(proposal_id)
    if proposal.state not in (ProposalState.OBSERVED, ProposalState.ACCEPTED):
        return 0
    word = "observada" if proposal.state == ProposalState.OBSERVED else "aceptada"
    subject = f"Su propuesta fue {word}: {proposal.full_name}"
    return _send(proposal, subject, "members/email/proposal_answer.txt", _authors(proposal))


def _proposal(pk: int) -> AccreditationProposal:
    body = Body.objects.get(seats__proposals=pk)
    proposal = proposals_of(body, timezone.localdate()).get(pk=pk)
    proposal.seat.body = body
    return proposal


def _authors(proposal: AccreditationProposal) -> list[str]:
    sent = events_of_proposal(proposal).filter(action__in=("proposal.submitted", "proposal.resubmitted"))
    authors = User.objects.filter(pk__in=list(sent.values_list("actor_id", flat=True)), is_active=True)
    return list(authors.values_list("email", flat=True))


def _institution(proposal: AccreditationProposal) -> str:
    return getattr(proposal, "institution", None) or str(proposal.seat)


def _send(proposal: AccreditationProposal, subject: str, template: str, to: list[str]) -> int:
    """One mail to each: nobody learns another's address. Neither the identity document nor a telephone is in it."""
    context = {
        "proposal": proposal,
        "institution": _institution(proposal),
        "paper": paper_words(proposal),
        "left": proposal.kind == ProposalKind.LEFT,
        "url": settings.SITE_URL.rstrip("/") + reverse("members:proposal", args=[proposal.pk]),
    }
    text = render_to_string(template, context)
    line = " ".join(subject.split())
    return sum(EmailMessage(line, text, to=[address]).send() for address in dict.fromkeys(to) if address)


def entrance() -> str:
    """The whole address of the page where one signs in with a code by e-mail."""
    return settings.SITE_URL.rstrip("/") + reverse("account_request_login_code")
