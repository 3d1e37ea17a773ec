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

from accounts.models import User
from audit.services import record
from documents.services import store_upload
from regulation.refusal import Refused

from ..enums import BatchState, Fate
from ..kinds import WHOLE_ROW, Kind, Row, Run, kind_of
from ..models import ImportBatch
from ._cells import read_row
from ._reading import Table, read_table
from .report import counts_of, differs, report_of

log = logging.getLogger(__name__)


class _NotThisGroup(Exception):
    """Undo what the group wrote: one of its rows is wrong."""


def preview(*, kind: str, file: UploadedFile, by: User, at: datetime, series: str = "") -> ImportBatch:
    """Keep the file and say what each of its rows would do. Nothing else is written.

    Refused: bad_upload_…, and what `read_table` refuses of a file that is no such table.
    """
    sort = kind_of(kind)
    role = sort.allow(by=by, at=at)
    with transaction.atomic():
        upload = store_upload(file=file, by=by, at=at, tables=True)
        batch = ImportBatch.objects.create(kind=kind, series=series, upload=upload, previewed_at=at, previewed_by=by)
        table = table_of(batch)
        rows = _play(sort, table, Run(by=by, at=at, batch=batch), keep=False)
        _note(batch, sort, table, rows, at)
        _log("import.previewed", batch, by=by, at=at, role=role)
    return batch


def confirm(*, batch_id: int, by: User, at: datetime) -> ImportBatch:
    """Write what the preview showed: all of it, or nothing.

    Every row is judged anew. Refused: import_decided; import_wrong (some row is wrong), import_moved (the record changed and
    some row would do something else than was shown): then nothing was written, and the batch shows the new judgement.
    """
    with transaction.atomic():
        batch = ImportBatch.objects.select_for_update(of=("self",)).select_related("upload").get(pk=batch_id)
        sort = kind_of(batch.kind)
        role = sort.allow(by=by, at=at)
        _check_open(batch)
        shown = batch.report
        table = table_of(batch)
        with transaction.atomic():
            rows = _play(sort, table, Run(by=by, at=at, batch=batch), keep=True)
            counts, now = counts_of(rows), report_of(sort, rows, table.ignored)
            problem = (
                "import_wrong" if counts["wrong"] or counts["held"] else "import_moved" if differs(shown, now) else ""
            )
            if problem:
                transaction.set_rollback(True)
        _note(batch, sort, table, rows, at)
        if not problem:
            _decide(batch, BatchState.CONFIRMED, by=by, at=at)
            _log("import.confirmed", batch, by=by, at=at, role=role)
    if problem:
        # Outside the transaction: the new judgement stays, so that the person sees why.
        raise Refused.because(problem, facts={"wrong": counts["wrong"], "rows": counts["rows"]})
    return batch


@transaction.atomic
def discard(*, batch_id: int, by: User, at: datetime) -> ImportBatch:
    """It will not be confirmed. Refused: import_decided."""
    batch = ImportBatch.objects.select_for_update().get(pk=batch_id)
    role = kind_of(batch.kind).allow(by=by, at=at)
    _check_open(batch)
    _decide(batch, BatchState.DISCARDED, by=by, at=at)
    _log("import.discarded", batch, by=by, at=at, role=role)
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
        # A service refused the whole group: it is told once, at its first row.
        group[0].wrong(kind.columns_of.get(refused.ruling.code, WHOLE_ROW), kind.explain(refused.ruling))
    except OperationalError:
        raise  # the database itself: locked, gone
    except DatabaseError:
        log.exception("Row %s of an import (%s) broke a constraint of the database.", group[0].number, kind.slug)
        group[0].wrong(
            WHOLE_ROW,
            "Esta fila no se puede guardar junto con las demás: revise si repite otra o si algún dato es muy largo.",
        )
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
    batch.counts, batch.report, batch.judged_at = counts_of(rows), report_of(kind, rows, table.ignored), at
    batch.save(update_fields=["counts", "report", "judged_at"])


def _check_open(batch: ImportBatch) -> None:
    if batch.state != BatchState.PREVIEWED:
        raise Refused.because("import_decided", facts={"state": batch.state})


def _decide(batch: ImportBatch, state: BatchState, *, by: User, at: datetime) -> None:
    batch.state, batch.decided_at, batch.decided_by = state, at, by
    batch.save(update_fields=["state", "decided_at", "decided_by"])


def _log(action: str, batch: ImportBatch, *, by: User, at: datetime, role: str) -> None:
    data: dict[str, Any] = {"kind": batch.kind, "file": batch.upload.name, **batch.counts}
    record(
        action=action, stream=f"import:{batch.pk}", by=by, at=at, recorded_at=at, subject=batch, role=role, data=data
    )
