"""The tables that were brought."""

from collections.abc import Mapping
from typing import Any

from django.db.models import QuerySet

from exchange.enums import Fate
from exchange.models import ImportBatch

#: What deserves to be looked at comes first.
ORDER = [fate.value for fate in (Fate.WRONG, Fate.HELD, Fate.CHANGED, Fate.NEW, Fate.SAME)]


def batches() -> QuerySet[ImportBatch]:
    """Each one without its report, the latest first."""
    return ImportBatch.objects.select_related("upload", "previewed_by", "decided_by").defer("report")


def rows_of(batch: ImportBatch, fate: str = "") -> list[Mapping[str, Any]]:
    """The rows of its report, errors first, as the sheet counts them; of one fate only, if asked."""
    rows = batch.report.get("rows", [])
    return sorted(
        (row for row in rows if not fate or row["fate"] == fate), key=lambda row: (ORDER.index(row["fate"]), row["row"])
    )
