"""How the mails to the applicant are composed."""

from django.core.mail import EmailMessage
from django.urls import reverse

from mailing.letters import letter, site_url

from .models import ApplicationMail
from .words import STEPS, SUBJECTS


def step_notice(mail: ApplicationMail) -> EmailMessage:
    """The notification of one step, with the number, the code and the link to the follow page."""
    application, step = mail.application, mail.step
    context = {
        "application": application,
        "step": step,
        "words": STEPS.get(step.act, ""),
        "follow_url": site_url(reverse("admissions:follow_code", args=[application.code])),
    }
    subject = SUBJECTS.get(step.act, "Su solicitud de incorporación")
    return letter(mail, f"{subject}: {application.label}", "admissions/email/notice.txt", context)
