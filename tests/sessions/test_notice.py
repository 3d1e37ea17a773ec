"""The proof that everybody was called: mails, failures, resending, receipts (Art. 7)."""

import threading
from datetime import date, timedelta
from smtplib import SMTPRecipientsRefused

import pytest
from django.core import mail
from django.core.exceptions import PermissionDenied
from django.core.mail.backends.base import BaseEmailBackend
from django.core.management import call_command
from django.http import Http404
from django.urls import reverse
from django_tasks_db.models import DBTaskResult

from audit.acts import Act
from audit.models import Event
from mailing import tasks
from mailing.enums import MailState, ReceiptKind
from members.enums import SeatRole
from members.models import Person
from regulation.refusal import Refused
from sessions_app import mails
from sessions_app.enums import Capacity, MeetingKind, MeetingState, Rsvp, Station
from sessions_app.models import Dispatch, Meeting, Receipt
from sessions_app.selectors.meetings import answers_of
from sessions_app.selectors.notice import judge_notice_now, notice_rows
from sessions_app.services import convening, drafts, notice
from tests.conftest import ORDINARY_SEAT, lima

CONVENED = lima("2026-03-02 09:00")
SESSION = lima("2026-03-20 10:00")


class DownServer(BaseEmailBackend):
    """A mail server that does not answer."""

    def send_messages(self, email_messages):
        raise ConnectionRefusedError("[Errno 111] Connection refused")


class RefusesEverybody(BaseEmailBackend):
    """A mail server that knows none of the addresses."""

    def send_messages(self, email_messages):
        raise SMTPRecipientsRefused({message.to[0]: (550, b"no such user") for message in email_messages})


def convene(committee, *, scheduled_at=SESSION, at=CONVENED, knowing_defect=False) -> Meeting:
    meeting = drafts.create_draft(
        Act(committee.secretary, at),
        body=committee.body,
        kind=MeetingKind.ORDINARY,
        scheduled_at=scheduled_at,
        place="Auditorio de DIRCETUR",
        link="",
        purpose="",
        governor_invited=True,
    )
    drafts.add_item(
        Act(committee.secretary, at), meeting_id=meeting.pk, station=Station.ORDER_OF_DAY, title="Plan anual"
    )
    return convening.convene(
        Act(committee.secretary, at), meeting_id=meeting.pk, revision=None, knowing_defect=knowing_defect
    )


@pytest.fixture
def meeting(committee) -> Meeting:
    return convene(committee)


@pytest.fixture
def papers(monkeypatch):
    """The PDFs are another test's concern."""
    monkeypatch.setattr(mails, "_bytes_of", lambda paper: b"%PDF-1.7")
    monkeypatch.setattr("documents.pdf.render_pdf", lambda template, context: b"%PDF-1.7 " + template.encode())


def mail_to(meeting: Meeting, number: int, role: str = SeatRole.TITULAR) -> Dispatch:
    return meeting.dispatches.get(entry__seat__number=number, role=role)


def entry_of(meeting: Meeting, number: int):
    return meeting.roll.get(seat__number=number)


# --- Sending -------------------------------------------------------------------------------------------------------
def test_convening_writes_to_every_titular_and_alterno(meeting):
    rows = meeting.dispatches.filter(entry__capacity=Capacity.MEMBER)
    assert rows.count() == 46
    assert DBTaskResult.objects.filter(task_path="mailing.tasks.deliver").count() == meeting.dispatches.count()


def test_a_mail_carries_both_papers_and_the_link_of_this_person_alone(meeting, papers):
    dispatch = tasks.send(mail_to(meeting, 5), now=CONVENED)
    (sent,) = mail.outbox
    assert dispatch.state == MailState.SENT
    assert sent.to == [dispatch.email]
    assert [name.split(" N°")[0] for name, _, _ in sent.attachments] == ["Convocatoria", "Agenda"]
    assert dispatch.token in sent.body
    assert all(dispatch.token in body for body, _ in sent.alternatives)
    assert "Plan anual" in sent.body
    others = meeting.dispatches.exclude(pk=dispatch.pk).values_list("token", flat=True)
    assert not any(token in sent.body for token in others)


def test_a_mail_is_sent_once_however_often_the_job_runs(meeting, papers):
    pk = mail_to(meeting, 5).pk
    for _ in range(3):
        tasks.deliver.call("sessions_app.dispatch", pk)
    assert len(mail.outbox) == 1
    assert Dispatch.objects.get(pk=pk).attempts == 1


def test_two_workers_that_take_the_same_mail_send_one(meeting, papers):
    dispatch = mail_to(meeting, 5)
    assert tasks._claim(dispatch, CONVENED)
    tasks.send(dispatch, now=CONVENED + timedelta(seconds=30))
    assert mail.outbox == []


def test_a_mail_server_that_stays_down_is_noted_and_the_mail_can_be_sent_again(committee, meeting, papers):
    dispatch, later = mail_to(meeting, 5), CONVENED
    for attempt in range(1, tasks.MAX_ATTEMPTS + 1):
        assert (dispatch.state, dispatch.attempts) == (MailState.PENDING, attempt - 1)
        dispatch = tasks.send(dispatch, now=later, connection=DownServer())
        assert "Connection refused" in dispatch.error
        later += timedelta(hours=5)
    assert (dispatch.state, dispatch.attempts) == (MailState.FAILED, tasks.MAX_ATTEMPTS)
    assert Event.objects.filter(stream=meeting.stream, action="dispatch.failed").count() == 1
    notice.resend(Act(committee.secretary, later), dispatch_id=dispatch.pk)
    tasks.send(dispatch, now=later)
    dispatch.refresh_from_db()
    assert (dispatch.state, dispatch.error) == (MailState.SENT, "")
    assert len(mail.outbox) == 1


def test_a_mail_that_waits_for_its_next_try_shows_why_counts_from_its_day_and_may_be_tried_now(
    committee, meeting, papers, client_for
):
    dispatch = tasks.send(mail_to(meeting, 5), now=CONVENED, connection=DownServer())
    page = client_for(committee.secretary).get(reverse("sessions:dispatches", args=[meeting.pk])).content.decode()
    assert "Se intentará otra vez." in page
    later = CONVENED + timedelta(days=1)
    notice.resend(Act(committee.secretary, later), dispatch_id=dispatch.pk)
    dispatch.refresh_from_db()
    assert (dispatch.state, dispatch.error, dispatch.queued_at) == (MailState.PENDING, "", CONVENED)
    assert tasks.send(dispatch, now=later).state == MailState.SENT


def test_a_paper_that_cannot_be_made_holds_its_mail_back_and_says_so(meeting, monkeypatch):
    from documents import pdf

    def broken(template, context):
        raise pdf.RenderingFailed("no font")

    monkeypatch.setattr(pdf, "render_pdf", broken)
    dispatch = tasks.send(mail_to(meeting, 5), now=CONVENED)
    assert dispatch.state == MailState.FAILED
    assert "No se pudo generar el PDF" in dispatch.error
    assert mail.outbox == []


def test_a_session_cancelled_before_its_mails_left_calls_nobody(committee, meeting, papers):
    convening.cancel(Act(committee.secretary, CONVENED), meeting_id=meeting.pk, reason="Duelo")
    dispatch = tasks.send(mail_to(meeting, 5), now=CONVENED)
    assert dispatch.state == MailState.FAILED
    assert "anulada" in dispatch.error
    assert mail.outbox == []


def test_a_mail_whose_worker_was_killed_is_queued_again_by_the_sweep(meeting, papers):
    dispatch = mail_to(meeting, 5)
    Dispatch.objects.exclude(pk=dispatch.pk).update(state=MailState.SENT, sent_at=CONVENED)
    tasks._claim(dispatch, CONVENED)
    DBTaskResult.objects.all().delete()
    assert tasks.sweep(CONVENED + timedelta(minutes=2)) == 0
    assert tasks.sweep(CONVENED + timedelta(minutes=6)) == 1
    (job,) = DBTaskResult.objects.all()
    assert job.args_kwargs["kwargs"] == {"model": "sessions_app.dispatch", "pk": dispatch.pk}
    tasks.send(dispatch, now=CONVENED + timedelta(minutes=6))
    assert len(mail.outbox) == 1


def test_a_mail_that_kills_its_worker_each_time_is_left_for_a_person(meeting):
    Dispatch.objects.exclude(pk=mail_to(meeting, 5).pk).update(state=MailState.SENT)
    Dispatch.objects.filter(state=MailState.PENDING).update(attempts=tasks.MAX_ATTEMPTS)
    assert tasks.sweep(CONVENED + timedelta(hours=1)) == 0
    assert mail_to(meeting, 5).state == MailState.FAILED


def test_the_sweep_command_says_how_much_it_queued(meeting, capsys):
    Dispatch.objects.update(queued_at=CONVENED - timedelta(days=300))
    call_command("sweep")
    assert f"{meeting.dispatches.count()} correos" in capsys.readouterr().out


# --- Sending again -------------------------------------------------------------------------------------------------
def test_resending_pressed_twice_sends_one_mail(committee, meeting, papers):
    dispatch = mail_to(meeting, 5)
    pk = dispatch.pk
    tasks.send(dispatch, now=CONVENED)
    later = CONVENED + timedelta(days=1)
    for _ in range(2):
        notice.resend(Act(committee.secretary, later), dispatch_id=pk)
    for _ in range(2):
        tasks.send(dispatch, now=later)
    assert len(mail.outbox) == 2


def test_the_same_address_again_keeps_the_day_that_counts(committee, meeting, papers):
    dispatch = mail_to(meeting, 5)
    pk = dispatch.pk
    tasks.send(dispatch, now=CONVENED)
    later = lima("2026-03-18 09:00")
    notice.resend(Act(committee.secretary, later), dispatch_id=pk)
    tasks.send(dispatch, now=later)
    assert judge_notice_now(meeting).holds


def test_a_corrected_address_gets_a_new_link_and_the_old_one_stops_working(committee, meeting):
    dispatch = mail_to(meeting, 5)
    old = dispatch.token
    notice.resend(Act(committee.secretary, CONVENED), dispatch_id=dispatch.pk, email=" Nueva@Una.PE ")
    dispatch.refresh_from_db()
    assert dispatch.email == "nueva@una.pe"
    with pytest.raises(Http404):
        notice.acknowledge(Act(None, CONVENED), token=old, rsvp="")


def test_an_address_that_is_none_is_refused_and_nothing_changes(committee, meeting):
    dispatch = mail_to(meeting, 5)
    with pytest.raises(Refused) as refusal:
        notice.resend(Act(committee.secretary, CONVENED), dispatch_id=dispatch.pk, email="no es un correo")
    assert refusal.value.ruling.code == "bad_email"
    before = dispatch.email
    dispatch.refresh_from_db()
    assert dispatch.email == before


def test_somebody_without_address_is_named_so_and_gets_one_on_resending(committee):
    Person.objects.filter(pk=committee.person(ORDINARY_SEAT).pk).update(email="")
    meeting = convene(committee)
    dispatch = mail_to(meeting, 5)
    assert dispatch.state == MailState.NO_ADDRESS
    with pytest.raises(Refused) as refusal:
        notice.resend(Act(committee.secretary, CONVENED), dispatch_id=dispatch.pk)
    assert refusal.value.ruling.code == "no_address"
    notice.resend(Act(committee.secretary, CONVENED), dispatch_id=dispatch.pk, email="t5@una.pe")
    assert mail_to(meeting, 5).state == MailState.PENDING


def test_all_failed_mails_are_sent_again_with_one_button(committee, meeting, papers):
    for number in (3, 8):
        tasks.send(mail_to(meeting, number), now=CONVENED, connection=RefusesEverybody())
    assert notice.resend_failed(Act(committee.secretary, CONVENED), meeting_id=meeting.pk) == 2
    assert not meeting.dispatches.filter(state=MailState.FAILED).exists()


@pytest.mark.parametrize("who", ["president", "viewer", "admin", "stranger"])
def test_only_the_secretariat_touches_the_notice(committee, meeting, who):
    by = getattr(committee, who)
    entry = entry_of(meeting, 5)
    for attempt in (
        lambda: notice.resend(Act(by, CONVENED), dispatch_id=mail_to(meeting, 5).pk),
        lambda: notice.mark_undeliverable(Act(by, CONVENED), entry_id=entry.pk, error="rebotó"),
        lambda: notice.record_receipt(
            Act(by, CONVENED), entry_id=entry.pk, received_on=date(2026, 3, 3), kind=ReceiptKind.EMAIL_REPLY
        ),
    ):
        with pytest.raises(PermissionDenied):
            attempt()
    assert not Receipt.objects.exists()


# --- What counts ---------------------------------------------------------------------------------------------------
def test_dispatch_is_presumed_receipt_and_said_to_be_presumed(meeting):
    ruling = judge_notice_now(meeting)
    assert ruling.holds
    assert ruling.number("days") == 18
    assert len(ruling.facts["presumed"]) == 23


def test_one_of_the_two_people_is_enough_for_the_institution(committee, meeting):
    dispatch = mail_to(meeting, 5)
    notice.mark_undeliverable(
        Act(committee.secretary, CONVENED), entry_id=dispatch.entry_id, error="buzón lleno", dispatch_id=dispatch.pk
    )
    assert judge_notice_now(meeting).holds


def test_an_institution_whose_two_mails_came_back_was_not_notified(committee, meeting):
    notice.mark_undeliverable(Act(committee.secretary, CONVENED), entry_id=entry_of(meeting, 5).pk, error="buzón lleno")
    ruling = judge_notice_now(meeting)
    assert (ruling.holds, ruling.code, ruling.facts["unnotified"]) == (False, "not_notified", ["5"])


def test_a_signed_cargo_cures_what_the_mail_could_not(committee, meeting):
    entry = entry_of(meeting, 5)
    notice.mark_undeliverable(Act(committee.secretary, CONVENED), entry_id=entry.pk, error="rebotó")
    notice.record_receipt(
        Act(committee.secretary, lima("2026-03-05 16:00")),
        entry_id=entry.pk,
        received_on=date(2026, 3, 5),
        kind=ReceiptKind.SIGNED_CARGO,
        note="Mesa de partes",
    )
    ruling = judge_notice_now(meeting)
    assert ruling.holds
    assert ruling.number("days") == 15
    assert "5" not in ruling.facts["presumed"]


def test_a_proof_of_late_receipt_prevails_over_the_presumption(committee, meeting):
    notice.record_receipt(
        Act(committee.secretary, lima("2026-03-14 16:00")),
        entry_id=entry_of(meeting, 5).pk,
        received_on=date(2026, 3, 14),
        kind=ReceiptKind.SIGNED_CARGO,
    )
    ruling = judge_notice_now(meeting)
    assert (ruling.holds, ruling.code, ruling.facts["late"]) == (False, "notice_short", ["5"])


def test_a_suspended_institution_is_informed_but_decides_nothing(committee, meeting):
    entry = entry_of(meeting, 5)
    notice.mark_undeliverable(Act(committee.secretary, CONVENED), entry_id=entry.pk, error="rebotó")
    entry.suspended = True
    entry.save(update_fields=["suspended"])
    assert judge_notice_now(meeting).holds


@pytest.mark.parametrize(
    ("day", "code"),
    [(date(2026, 3, 1), "receipt_before_dispatch"), (date(2026, 3, 21), "receipt_after_session")],
)
def test_a_receipt_outside_dispatch_and_session_is_refused(committee, meeting, day, code):
    with pytest.raises(Refused) as refusal:
        notice.record_receipt(
            Act(committee.secretary, lima("2026-03-22 09:00")),
            entry_id=entry_of(meeting, 5).pk,
            received_on=day,
            kind=ReceiptKind.SIGNED_CARGO,
        )
    assert refusal.value.ruling.code == code
    assert not Receipt.objects.exists()


def test_a_second_receipt_waits_until_the_first_is_voided_and_both_stay(committee, meeting):
    facts = {
        "entry_id": entry_of(meeting, 5).pk,
        "kind": ReceiptKind.SIGNED_CARGO,
        "act": Act(committee.secretary, lima("2026-03-10 09:00")),
    }
    first = notice.record_receipt(received_on=date(2026, 3, 9), **facts)
    with pytest.raises(Refused) as refusal:
        notice.record_receipt(received_on=date(2026, 3, 3), **facts)
    assert refusal.value.ruling.code == "already_received"
    with pytest.raises(Refused) as refusal:
        notice.void_receipt(facts["act"], receipt_id=first.pk, reason=" ")
    assert refusal.value.ruling.code == "reason_required"
    notice.void_receipt(facts["act"], receipt_id=first.pk, reason="Era de otra institución")
    notice.record_receipt(received_on=date(2026, 3, 3), **facts)
    row = next(row for row in notice_rows(meeting) if row.entry.pk == facts["entry_id"])
    assert row.received_on == date(2026, 3, 3)
    assert [receipt.voided_reason for receipt in row.voided] == ["Era de otra institución"]


# --- The answer from the mail --------------------------------------------------------------------------------------
def test_acknowledging_is_proof_of_receipt_and_says_who_comes(meeting):
    dispatch = mail_to(meeting, 5)
    notice.acknowledge(Act(None, lima("2026-03-04 20:00")), token=dispatch.token, rsvp=Rsvp.ALTERNATE)
    receipt = Receipt.objects.get()
    assert (receipt.kind, receipt.received_on) == (ReceiptKind.ACKNOWLEDGEMENT, date(2026, 3, 4))
    assert entry_of(meeting, 5).rsvp_titular == Rsvp.ALTERNATE


def test_changing_ones_mind_changes_the_answer_and_not_the_day_of_receipt(meeting):
    token = mail_to(meeting, 5).token
    notice.acknowledge(Act(None, lima("2026-03-04 20:00")), token=token, rsvp=Rsvp.ATTENDS)
    notice.acknowledge(Act(None, lima("2026-03-15 20:00")), token=token, rsvp=Rsvp.DECLINES)
    assert Receipt.objects.get().received_on == date(2026, 3, 4)
    assert entry_of(meeting, 5).rsvp_titular == Rsvp.DECLINES
    assert [event.data["rsvp"] for event in Event.objects.filter(action="notice.answered")] == ["attends", "declines"]


def test_the_alterno_cannot_send_the_alterno(meeting):
    with pytest.raises(Refused) as refusal:
        notice.acknowledge(
            Act(None, CONVENED), token=mail_to(meeting, 5, SeatRole.ALTERNATE).token, rsvp=Rsvp.ALTERNATE
        )
    assert refusal.value.ruling.code == "bad_rsvp"
    assert not Receipt.objects.exists()


def test_a_cancelled_session_is_no_longer_acknowledged(committee, meeting):
    convening.cancel(Act(committee.secretary, CONVENED), meeting_id=meeting.pk, reason="Duelo")
    with pytest.raises(Refused) as refusal:
        notice.acknowledge(Act(None, CONVENED), token=mail_to(meeting, 5).token, rsvp="")
    assert refusal.value.ruling.code == "wrong_state"


def test_an_acknowledgement_after_the_day_of_the_session_is_refused(meeting):
    with pytest.raises(Refused) as refusal:
        notice.acknowledge(Act(None, lima("2026-03-21 08:00")), token=mail_to(meeting, 5).token, rsvp="")
    assert refusal.value.ruling.code == "receipt_after_session"


def test_answers_are_counted_per_institution(meeting):
    for number, role, word in (
        (3, SeatRole.TITULAR, Rsvp.ATTENDS),
        (5, SeatRole.TITULAR, Rsvp.ALTERNATE),
        (7, SeatRole.TITULAR, Rsvp.ALTERNATE),
        (7, SeatRole.ALTERNATE, Rsvp.DECLINES),
        (9, SeatRole.TITULAR, Rsvp.DECLINES),
        (11, SeatRole.TITULAR, Rsvp.DECLINES),
        (11, SeatRole.ALTERNATE, Rsvp.ATTENDS),
    ):
        notice.acknowledge(Act(None, CONVENED), token=mail_to(meeting, number, role).token, rsvp=word)
    answers = answers_of(meeting.roll.all())
    assert (answers.attends, answers.declines, answers.silent, answers.total) == (3, 2, 18, 23)


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_two_workers_at_the_same_moment_send_one_mail(committee, papers):
    from django.db import connection

    if connection.vendor != "postgresql":
        pytest.skip("row locks are PostgreSQL's")
    dispatch = mail_to(convene(committee), 5)

    def work() -> None:
        try:
            tasks.send(dispatch, now=CONVENED)
        finally:
            connection.close()

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(mail.outbox) == 1


def test_a_meeting_that_began_is_not_called_again(committee, meeting):
    Meeting.objects.filter(pk=meeting.pk).update(state=MeetingState.IN_SESSION)
    with pytest.raises(Refused) as refusal:
        notice.resend(Act(committee.secretary, CONVENED), dispatch_id=mail_to(meeting, 5).pk)
    assert refusal.value.ruling.code == "wrong_state"


@pytest.mark.parametrize(("who", "seen"), [("secretary", True), ("president", True), ("viewer", False)])
def test_addresses_are_shown_to_those_who_need_them_only(meeting, committee, client_for, who, seen):
    page = client_for(getattr(committee, who)).get(reverse("sessions:dispatches", args=[meeting.pk]))
    assert page.status_code == 200
    assert (committee.person(ORDINARY_SEAT).email in page.content.decode()) is seen
