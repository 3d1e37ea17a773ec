"""What an expediente of incorporation refuses (Art. 11)."""

from collections.abc import Callable

from ._speech import Facts

ADMISSION: dict[str, str | Callable[[Facts], str]] = {}
