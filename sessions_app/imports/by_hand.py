"""One past session typed in a form: it is written down as a table of its own, and goes the way of any other table."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction

from audit.acts import Act
from exchange.models import ImportBatch
from exchange.services import excel, preview
from exchange.words import file_name
from members.models import Body

from .past import PastSessions

#: Field of the table → what is wrong with it.
Problems = list[tuple[str, str]]


def preview_by_hand(
    act: Act, *, body: Body, title: str, rows: Sequence[Mapping[str, Any]]
) -> tuple[ImportBatch | None, list[Problems]]:
    """(the batch to be confirmed, []), or (None, what is wrong with each row) with nothing kept.

    `rows` by names of `PastSessions.fields`. The table that is made of them is kept like one that was brought: it is what was typed.
    """
    fields = PastSessions.fields
    data = excel(
        title=title,
        columns=[item.label for item in fields],
        rows=[[row.get(item.name) for item in fields] for row in rows],
    )
    file = SimpleUploadedFile(file_name(title), data)
    with transaction.atomic():
        batch = preview(act, kind=PastSessions.slug, series=body.slug if body.parent_id else "", file=file)
        if not (batch.counts["wrong"] or batch.counts["held"]):
            return batch, []
        transaction.set_rollback(True)
    names = {item.label: item.name for item in fields}
    return None, [[(names.get(label, ""), words) for label, words in row["problems"]] for row in batch.report["rows"]]
