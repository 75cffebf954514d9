"""The open connections of pages, by session: who is signed out is cut off at once."""

from collections import defaultdict
from collections.abc import Awaitable, Callable

ENDED = 4401
Send = Callable[[dict], Awaitable[None]]


class Sockets:
    """The connections of one process. Only its event loop touches them."""

    def __init__(self) -> None:
        self._open: dict[str, set[Send]] = defaultdict(set)

    def add(self, key: str, send: Send) -> None:
        """A page connected."""
        self._open[key].add(send)

    def remove(self, key: str, send: Send) -> None:
        """It is gone."""
        self._open[key].discard(send)
        if not self._open[key]:
            del self._open[key]

    async def close(self, key: str) -> None:
        """End the connections of a session."""
        for send in tuple(self._open.get(key, ())):
            await close(send)


async def close(send: Send) -> None:
    """End one connection; one that is gone already is no fault."""
    try:
        await send({"type": "websocket.close", "code": ENDED, "reason": "signed out"})
    except RuntimeError:
        return
