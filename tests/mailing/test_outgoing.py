"""Every mail with a meaning is a row until it is sent: who is tried again, when, and who is to blame."""

from __future__ import annotations

import smtplib
from datetime import timedelta

import pytest
from django.core import mail
from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend
from django.utils.module_loading import import_string

from audit.models import Event
from mailing.enums import MailState
from mailing.letters import CannotSend
from mailing.models import outgoing_models
from mailing.tasks import MAX_ATTEMPTS, WAITS, deliver, send, sweep
from members.enums import AccessLevel
from members.models import AccessGrant, AccessMail
from norms.wording.events import event_wordings
from tests.conftest import FOUNDED, Committee, lima

NOW = lima("2026-06-10 10:00")


class Fails(BaseEmailBackend):
    """A mail server that answers with this exception."""

    def __init__(self, failure: Exception) -> None:
        super().__init__()
        self.failure = failure

    def send_messages(self, email_messages):
        raise self.failure


@pytest.fixture
def row(committee: Committee) -> AccessMail:
    grant = AccessGrant.objects.create(
        body=committee.body, user=committee.stranger, level=AccessLevel.VIEWER, starts_on=FOUNDED
    )
    row = AccessMail.addressed(name="Ana", email="ana@una.test", at=NOW, grant=grant)
    row.save()
    return row


def refused(code: int) -> smtplib.SMTPRecipientsRefused:
    return smtplib.SMTPRecipientsRefused({"ana@una.test": (code, b"no")})


PASSING = {
    "nobody listens": (ConnectionRefusedError("[Errno 111]"), "No se pudo conectar"),
    "no answer": (TimeoutError("timed out"), "No se pudo conectar"),
    "hung up": (smtplib.SMTPServerDisconnected("Connection unexpectedly closed"), "No se pudo conectar"),
    "greylisted": (refused(450), "no lo aceptó"),
    "closing": (smtplib.SMTPConnectError(421, b"try later"), "no lo aceptó"),
    "no room": (smtplib.SMTPDataError(452, b"out of storage"), "no lo aceptó"),
}
FINAL = {
    "unknown address": (refused(550), "rechazó la dirección"),
    "taken for spam": (smtplib.SMTPDataError(554, b"spam"), "no lo aceptó"),
    "not our sender": (smtplib.SMTPSenderRefused(553, b"no", "x@y.test"), "no lo aceptó"),
    "what the library does not know": (RuntimeError("?"), "no lo aceptó"),
}


@pytest.mark.django_db
@pytest.mark.parametrize("what", PASSING)
def test_a_passing_failure_is_tried_again_and_shown_meanwhile(row: AccessMail, what: str) -> None:
    failure, words = PASSING[what]
    tried = send(row, now=NOW, connection=Fails(failure))
    assert (tried.state, tried.attempts) == (MailState.PENDING, 1)
    assert words in tried.error
    assert "Se intentará otra vez." in tried.error
    assert not Event.objects.filter(action=row.failed_action).exists()
    again = send(row, now=NOW + WAITS[1])
    assert (again.state, again.error, again.attempts) == (MailState.SENT, "", 2)


@pytest.mark.django_db
@pytest.mark.parametrize("what", FINAL)
def test_a_refusal_is_final_at_once_and_recorded(row: AccessMail, what: str) -> None:
    failure, words = FINAL[what]
    tried = send(row, now=NOW, connection=Fails(failure))
    assert (tried.state, tried.attempts) == (MailState.FAILED, 1)
    assert words in tried.error
    assert "otra vez" not in tried.error
    event = Event.objects.get(action=row.failed_action)
    assert (event.stream, event.data["error"]) == (row.stream, tried.error)


@pytest.mark.django_db
def test_the_sweep_asks_again_later_each_time_and_gives_up_in_the_end(row: AccessMail) -> None:
    server, now = Fails(ConnectionRefusedError("down")), NOW
    for attempt in range(1, MAX_ATTEMPTS):
        assert send(row, now=now, connection=server).state == MailState.PENDING
        assert sweep(now + WAITS[attempt] - timedelta(seconds=1)) == 0
        now += WAITS[attempt] + timedelta(seconds=1)
        assert sweep(now) == 1
    given_up = send(row, now=now, connection=server)
    assert (given_up.state, given_up.attempts) == (MailState.FAILED, MAX_ATTEMPTS)
    assert "Reenvíe cuando responda." in given_up.error
    assert sweep(now + timedelta(days=1)) == 0
    assert list(WAITS[1:MAX_ATTEMPTS]) == sorted(WAITS[1:MAX_ATTEMPTS])


@pytest.mark.django_db
def test_a_worker_that_is_killed_each_time_leaves_it_to_a_person(row: AccessMail) -> None:
    AccessMail.objects.update(attempts=MAX_ATTEMPTS, tried_at=NOW)
    assert sweep(NOW + timedelta(minutes=6)) == 0
    row.refresh_from_db()
    assert (row.state, row.error) == (MailState.FAILED, f"El envío se interrumpió {MAX_ATTEMPTS} veces.")


@pytest.mark.django_db
@pytest.mark.parametrize("fault", ["template", "subject"])
def test_a_fault_of_our_own_is_called_ours(row: AccessMail, monkeypatch: pytest.MonkeyPatch, fault: str) -> None:
    def broken(_row: AccessMail) -> EmailMessage:
        if fault == "template":
            raise KeyError("nombre")
        return EmailMessage("dos\nlíneas", "…", to=["ana@una.test"])

    monkeypatch.setattr("members.mails.access", broken)
    tried = send(row, now=NOW)
    assert tried.state == MailState.FAILED
    assert tried.error.startswith("No se pudo preparar el mensaje.")
    assert "servidor" not in tried.error
    assert Event.objects.filter(action=row.failed_action).count() == 1
    assert mail.outbox == []


@pytest.mark.django_db
def test_what_is_no_longer_so_is_not_sent(row: AccessMail, monkeypatch: pytest.MonkeyPatch) -> None:
    def moot(_row: AccessMail) -> EmailMessage:
        raise CannotSend("Ya no.")

    monkeypatch.setattr("members.mails.access", moot)
    assert (send(row, now=NOW).state, send(row, now=NOW).error) == (MailState.FAILED, "Ya no.")


@pytest.mark.django_db
def test_every_try_of_a_mail_has_one_identity_and_a_resent_one_another(row: AccessMail) -> None:
    send(row, now=NOW, connection=Fails(TimeoutError()))
    row = send(row, now=NOW + WAITS[1])
    row.start_over()
    row.save()
    send(row, now=NOW + timedelta(days=1))
    first, second = (message.extra_headers["Message-ID"] for message in mail.outbox)
    assert first != second
    assert f"<accessmail-{row.pk}-" in first


@pytest.mark.django_db
def test_a_job_names_its_model_and_its_row(row: AccessMail) -> None:
    assert deliver.call("members.accessmail", row.pk) == "sent"


def test_every_kind_of_mail_says_how_it_is_composed_and_has_its_sentence() -> None:
    kinds = outgoing_models()
    assert {"AccessMail", "ActaMail", "ApplicationMail", "Dispatch", "ProposalMail"} <= {k.__name__ for k in kinds}
    for kind in kinds:
        assert callable(import_string(kind.composer))
        assert kind.failed_action in event_wordings()
        assert "stream_of" in vars(kind)
