"""A table that comes in: judged whole, shown, and written whole or not at all.

Preview and confirmation play the same rows through the same services; the preview rolls back. So the rules of the pages hold for
a sheet as they are, and a confirmation judges the world of its own moment again.
"""

import logging
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import DatabaseError, OperationalError, transaction

from audit.acts import Act
from audit.services import record
from core.rows import write
from documents.services import store_upload
from regulation.refusal import Refused

from ..enums import BatchState, Fate
from ..kinds import WHOLE_ROW, Kind, Row, Run, kind_of
from ..models import ImportBatch
from ..wording import NOT_TOGETHER
from ._cells import read_row
from ._reading import Table, read_table
from .report import counts_of, differs, report_of

log = logging.getLogger(__name__)


class _NotThisGroup(Exception):
    """Undo what the group wrote: one of its rows is wrong."""


def preview(act: Act, *, kind: str, file: UploadedFile, series: str = "") -> ImportBatch:
    """Keep the file and say what each of its rows would do. Nothing else is written.

    Refused: bad_upload_…, and what `read_table` refuses of a file that is no such table.
    """
    sort = kind_of(kind)
    act = sort.allow(act)
    with transaction.atomic():
        upload = store_upload(act, file=file, tables=True)
        batch = ImportBatch.objects.create(
            kind=kind, series=series, upload=upload, previewed_at=act.at, previewed_by=act.by
        )
        table = table_of(batch)
        rows = _play(sort, table, Run(act, batch), keep=False)
        _note(batch, sort, table, rows, act.at)
        _log(act, "import.previewed", batch)
    return batch


def confirm(act: Act, *, batch_id: int) -> ImportBatch:
    """Write what the preview showed: all of it, or nothing.

    Every row is judged anew. Refused: import_decided; import_wrong (some row is wrong), import_moved (the record changed and
    some row would do something else than was shown): then nothing was written, and the batch shows the new judgement.
    """
    with transaction.atomic():
        batch = ImportBatch.objects.select_for_update(of=("self",)).select_related("upload").get(pk=batch_id)
        sort = kind_of(batch.kind)
        act = sort.allow(act)
        _check_open(batch)
        shown = batch.report
        table = table_of(batch)
        with transaction.atomic():
            rows = _play(sort, table, Run(act, batch), keep=True)
            counts, now = counts_of(rows), report_of(sort, rows, table.ignored)
            problem = (
                "import_wrong" if counts["wrong"] or counts["held"] else "import_moved" if differs(shown, now) else ""
            )
            if problem:
                transaction.set_rollback(True)
        _note(batch, sort, table, rows, act.at)
        if not problem:
            _decide(act, batch, BatchState.CONFIRMED)
            _log(act, "import.confirmed", batch)
    if problem:
        # Outside the transaction: the new judgement stays, so that the person sees why.
        raise Refused.because(problem, facts={"wrong": counts["wrong"], "rows": counts["rows"]})
    return batch


@transaction.atomic
def discard(act: Act, *, batch_id: int) -> ImportBatch:
    """It will not be confirmed. Refused: import_decided."""
    batch = ImportBatch.objects.select_for_update().get(pk=batch_id)
    act = kind_of(batch.kind).allow(act)
    _check_open(batch)
    _decide(act, batch, BatchState.DISCARDED)
    _log(act, "import.discarded", batch)
    return batch


def table_of(batch: ImportBatch) -> Table:
    """The rows of its file, as they stand in it."""
    upload = batch.upload
    return read_table(bytes(upload.stored.data), content_type=upload.content_type, fields=kind_of(batch.kind).fields)


# --- Steps of the above --------------------------------------------------------------------------------------------
def _play(kind: Kind, table: Table, run: Run, *, keep: bool) -> list[Row]:
    """Every row settled. What they wrote stays only if `keep` and none is wrong."""
    fields = {item.name: item for item in kind.fields}
    rows = [read_row(line.number, table.raw(line), table.headings, fields) for line in table.lines]
    with transaction.atomic():
        for group in kind.groups(rows, run):
            _play_group(kind, list(group), run)
        for row in rows:
            _settle(row)
        if not keep or any(row.fate in (Fate.WRONG, Fate.HELD) for row in rows):
            transaction.set_rollback(True)
    return rows


def _play_group(kind: Kind, group: Sequence[Row], run: Run) -> None:
    try:
        with transaction.atomic():
            kind.play(group, run)
            if not all(row.good for row in group):
                raise _NotThisGroup
    except _NotThisGroup:
        pass
    except Refused as refused:
        # A service refused the whole group: it is reported once, at its first row.
        group[0].wrong(kind.columns_of.get(refused.ruling.code, WHOLE_ROW), kind.explain(refused.ruling))
    except OperationalError:
        raise  # the database itself: locked, gone
    except DatabaseError:
        log.exception("Row %s of an import (%s) broke a constraint of the database.", group[0].number, kind.slug)
        group[0].wrong(WHOLE_ROW, NOT_TOGETHER)
    if not all(row.good for row in group):
        for row in group:
            row.fate = Fate.HELD if row.good else Fate.WRONG


def _settle(row: Row) -> None:
    if row.problems:
        row.fate, row.changes = Fate.WRONG, []
    elif row.fate is Fate.HELD:
        row.changes = []
    elif row.fate is None:
        raise RuntimeError(f"Row {row.number} was neither settled nor found wrong.")


def _note(batch: ImportBatch, kind: Kind, table: Table, rows: Sequence[Row], at: datetime) -> None:
    write(batch, counts=counts_of(rows), report=report_of(kind, rows, table.ignored), judged_at=at)


def _check_open(batch: ImportBatch) -> None:
    if batch.state != BatchState.PREVIEWED:
        raise Refused.because("import_decided", facts={"state": batch.state})


def _decide(act: Act, batch: ImportBatch, state: BatchState) -> None:
    write(batch, state=state, decided_at=act.at, decided_by=act.by)


def _log(act: Act, action: str, batch: ImportBatch) -> None:
    data: dict[str, Any] = {"kind": batch.kind, "file": batch.upload.name, **batch.counts}
    record(act, action, batch, **data)
