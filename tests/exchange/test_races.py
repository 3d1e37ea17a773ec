"""Two people with one batch. Only PostgreSQL locks rows; SQLite takes one writer at a time."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection, connections

from audit.acts import Act
from exchange.services import confirm, discard, preview
from members.models import Theme
from regulation.refusal import Refused
from tests.exchange.sheets import text

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif("connection.vendor != 'postgresql'", reason="row locks"),
]
assert connection  # named in the condition above


@pytest.mark.parametrize("other", [confirm, discard])
def test_a_batch_is_decided_once_however_many_decide_at_once(other, clerk, at):
    batch = preview(Act(clerk, at), kind="themes", file=text("Tema;Desde\nFibra;\nQuinua;\n"))
    start = Barrier(2)

    def run(decide) -> str:
        start.wait()
        try:
            decide(Act(clerk, at), batch_id=batch.pk)
        except Refused as refused:
            return refused.ruling.code
        finally:
            connections.close_all()
        return "done"

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(run, [confirm, other])) == ["done", "import_decided"]
    assert Theme.objects.count() in (0, 2)


def test_a_file_that_two_bring_is_written_once(clerk, at):
    batches = [preview(Act(clerk, at), kind="themes", file=text("Tema;Desde\nFibra;\n")) for _ in range(2)]
    confirm(Act(clerk, at), batch_id=batches[0].pk)
    with pytest.raises(Refused) as refused:
        confirm(Act(clerk, at), batch_id=batches[1].pk)
    assert refused.value.ruling.code == "import_moved"
    assert Theme.objects.count() == 1
