"""Refusals of a right: whoever refuses tells it here, whoever keeps the log listens."""

from collections.abc import Callable

from layers.access.user import User
from layers.errors import NotAllowed

Listener = Callable[[User | None, str, str | None], None]
_listeners: list[Listener] = []


def listen(listener: Listener | None) -> None:
    """Have the refusals of this process told to `listener`, in place of the one before."""
    _listeners[:] = [] if listener is None else [listener]


def tell(user: User | None, action: str, layer_id: str | None) -> None:
    """Say that `user` was refused `action`."""
    for listener in _listeners:
        listener(user, action, layer_id)


def refusal(user: User | None, action: str, layer_id: str | None) -> NotAllowed:
    """The error to raise where `user` may not; it is told at once."""
    tell(user, action, layer_id)
    return NotAllowed(user="–" if user is None else user.id, action=action, layer=layer_id or "–")
