"""Measures the program on the real committee and on a large one, beside bare Django and bare WeasyPrint (docs/bench.md)."""
