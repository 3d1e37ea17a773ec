"""Tables out (`excel`) and in. Nothing here knows whose rows they are."""

from ._writing import Cell, Column, excel

__all__ = ["Cell", "Column", "excel"]
