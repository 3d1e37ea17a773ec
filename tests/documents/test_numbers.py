from datetime import datetime
from threading import Barrier, Thread

import pytest
from django.db import connection, connections, transaction

from audit.acts import Act
from documents.models import Counter, IssuedDocument
from documents.services import annul, issue, take_number
from regulation.refusal import Refused


def take(**kwargs) -> int:
    with transaction.atomic():
        return take_number(**{"series": "cerx-puno", "kind": "acta", "year": 2026, **kwargs})


@pytest.mark.django_db
def test_numbers_of_one_kind_run_without_gaps_from_one():
    assert [take() for _ in range(4)] == [1, 2, 3, 4]


@pytest.mark.django_db
def test_each_series_kind_and_year_counts_for_itself():
    take()
    assert take(kind="agenda") == 1
    assert take(year=2027) == 1
    assert take(series="mesa-quinua") == 1
    assert take() == 2


@pytest.mark.django_db(transaction=True)
def test_a_number_is_not_given_outside_the_act_that_uses_it():
    with pytest.raises(transaction.TransactionManagementError):
        take_number(series="cerx-puno", kind="acta", year=2026)


@pytest.mark.django_db
def test_an_act_that_fails_gives_its_number_back():
    take()

    @transaction.atomic
    def act_that_fails() -> None:
        take_number(series="cerx-puno", kind="acta", year=2026)
        raise RuntimeError("the session could not be closed")

    with pytest.raises(RuntimeError):
        act_that_fails()
    assert take() == 2


@pytest.mark.postgres
@pytest.mark.skipif(connection.vendor != "postgresql", reason="row locks")
@pytest.mark.django_db(transaction=True)
def test_eight_officers_numbering_at_once_get_eight_consecutive_numbers_even_for_the_first():
    start, numbers = Barrier(8), []

    def officer() -> None:
        try:
            start.wait()
            numbers.append(take())
        finally:
            connections.close_all()

    threads = [Thread(target=officer) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(numbers) == list(range(1, 9))
    assert Counter.objects.get().last == 8


@pytest.mark.django_db
def test_a_document_is_labelled_with_kind_number_year_and_the_suffix_of_the_letterhead(clerk, at, payload):
    issued = issue(Act(clerk, at), series="cerx-puno", kind="acta", title="Acta", payload=payload)
    assert (issued.number, issued.year, issued.label) == (1, 2026, "Acta N° 001-2026-CERX-PUNO")


@pytest.mark.django_db
def test_the_year_of_a_number_is_the_year_in_lima(clerk, payload):
    eve = datetime.fromisoformat("2027-01-01T02:00:00+00:00")
    issued = issue(Act(clerk, eve), series="cerx-puno", kind="acta", title="Acta", payload=payload)
    assert issued.year == 2026


@pytest.mark.django_db
def test_a_verification_code_has_no_letters_that_are_read_as_another(clerk, at, payload):
    codes = {
        issue(Act(clerk, at), series="cerx-puno", kind="agenda", title="Agenda", payload=payload).verification_code
        for _ in range(12)
    }
    assert len(codes) == 12
    assert all([len(part) for part in code.split("-")] == [4, 4, 4] for code in codes)
    assert not set("".join(codes)) & set("0O1ILUVoilu")


@pytest.mark.django_db
def test_an_annulled_number_stays_with_its_reason_and_is_not_given_again(clerk, at, payload):
    first = issue(Act(clerk, at), series="cerx-puno", kind="convocatoria", title="Convocatoria", payload=payload)
    with pytest.raises(Refused) as refusal:
        annul(Act(clerk, at), document=first, reason="  ")
    assert refusal.value.ruling.code == "reason_required"
    annul(Act(clerk, at), document=first, reason="La fecha era un feriado")
    with pytest.raises(Refused):
        annul(Act(clerk, at), document=first, reason="Otra vez")
    second = issue(Act(clerk, at), series="cerx-puno", kind="convocatoria", title="Convocatoria", payload=payload)
    assert second.number == 2
    kept = IssuedDocument.objects.get(pk=first.pk)
    assert (kept.number, kept.annulled_reason) == (1, "La fecha era un feriado")
