"""Tables out (`excel`) and in (`preview`, `confirm`, `discard`). What the rows are about is known by the rooms."""

from ._reading import MAX_ROWS
from ._writing import Cell, Column, excel
from .batches import confirm, discard, preview, table_of
from .files import error_sheet, template

__all__ = [
    "MAX_ROWS",
    "Cell",
    "Column",
    "confirm",
    "discard",
    "error_sheet",
    "excel",
    "preview",
    "table_of",
    "template",
]
