"""The mail that tells somebody how to enter. A courtesy: the page says the same, and a mail that fails undoes nothing."""

from django.conf import settings
from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.urls import reverse
from django_tasks import task

from .enums import AccessLevel
from .models import AccessGrant


@task()
def mail_access(grant_id: int) -> int:
    """Tell the person what they may do and where they enter; how many mails left. None for an access already taken back."""
    grant = AccessGrant.objects.select_related("user", "body").get(pk=grant_id)
    if grant.ends_before is not None and grant.ends_before <= grant.starts_on:
        return 0
    context = {"grant": grant, "url": entrance(), "administers": grant.level == AccessLevel.ADMIN}
    body = render_to_string("members/email/access.txt", context)
    return EmailMessage(f"Su acceso al sistema del {grant.body.short_name}", body, to=[grant.user.email]).send()


def entrance() -> str:
    """The whole address of the page where one signs in with a code by e-mail."""
    return settings.SITE_URL.rstrip("/") + reverse("account_request_login_code")
