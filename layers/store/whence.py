"""From which address somebody speaks: said once at the door, and written into every line of the log."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

_address: ContextVar[str | None] = ContextVar("hatang_address", default=None)


@contextmanager
def speaking_from(address: str | None) -> Iterator[None]:
    """Let what runs inside be done from an address; None where none is known."""
    token = _address.set(address)
    try:
        yield
    finally:
        _address.reset(token)


def address_now() -> str | None:
    """The address of whoever acts here."""
    return _address.get()
