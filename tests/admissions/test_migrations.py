"""What the notifications from before mails had names turn into."""

from __future__ import annotations

from importlib import import_module

from django.apps import apps
from django.db import connection

from admissions.models import ApplicationMail
from audit.append_only import lift


def test_a_notification_is_to_the_contact_of_its_expediente_and_keeps_the_rest(office) -> None:
    application = office.present()
    lift(connection, ApplicationMail)
    ApplicationMail.objects.update(name="", attempts=2, error="450", state="failed")
    before = ApplicationMail.objects.values().get()
    import_module("admissions.migrations.0004_mails_have_a_name").fill(apps, None)
    assert ApplicationMail.objects.values().get() == {**before, "name": application.contact_name}
