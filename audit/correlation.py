"""One id for the events of one click, one command or one background job."""

import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

_current: ContextVar[uuid.UUID | None] = ContextVar("audit_correlation", default=None)


@contextmanager
def correlated() -> Iterator[None]:
    """Everything recorded inside shares one id; also a decorator. Inside another one, the outer id goes on."""
    if _current.get() is not None:
        yield
        return
    token = _current.set(uuid.uuid4())
    try:
        yield
    finally:
        _current.reset(token)


def correlation_id() -> uuid.UUID:
    """The id to record an event with; a new one outside `correlated`."""
    return _current.get() or uuid.uuid4()
