"""The tables that were brought."""

from collections.abc import Mapping
from typing import Any

from django.db.models import QuerySet

from exchange.enums import Fate
from exchange.models import ImportBatch

#: What deserves to be looked at comes first.
ORDER = [fate.value for fate in (Fate.WRONG, Fate.HELD, Fate.CHANGED, Fate.NEW, Fate.SAME)]
#: Asks for the rows that have something to be read before confirming, although nothing is wrong with them.
NOTED = "avisos"


def batches() -> QuerySet[ImportBatch]:
    """Each one without its report, the latest first."""
    return ImportBatch.objects.select_related("upload", "previewed_by", "decided_by").defer("report")


def rows_of(batch: ImportBatch, fate: str = "") -> list[Mapping[str, Any]]:
    """The rows of its report, errors first, as the sheet counts them; of one fate only, or those with a notice, if asked."""
    rows = (row for row in batch.report.get("rows", []) if not fate or row["fate"] == fate or _noted(row, fate))
    return sorted(rows, key=lambda row: (ORDER.index(row["fate"]), row["row"]))


def _noted(row: Mapping[str, Any], asked: str) -> bool:
    return asked == NOTED and bool(row["notes"])
