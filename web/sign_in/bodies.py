"""What a request carries, as it arrives: not more than may come here, and not by a trickle.

A body that is announced as too large is refused before it comes; one that is not announced (chunked)
when it is. Only the time the sender needs counts: a disk of ours that is slow is not their fault.
"""

import asyncio
import time
from collections.abc import Callable

from starlette.types import Message, Receive

from layers.errors import BodyRefused
from layers.limits import LEAST_BYTES


class Stopped(Exception):
    """Thrown through the route that reads, and answered by the gate."""

    def __init__(self, fault: BodyRefused):
        super().__init__(fault.code)
        self.fault = fault


def watched(
    receive: Receive,
    take: Callable[[int], None],
    *,
    window_s: float,
    least_bytes: float = LEAST_BYTES,
) -> Receive:
    """`receive`, for a body that is counted.

    Parameters
    ----------
    take : callable
        Told the bytes of each piece; may raise `Stopped`.
    window_s, least_bytes : float
        So much has to come in so many seconds, or the rest of the body; infinity asks for all of it.
    """
    came, waited, is_over = 0, 0.0, False

    async def watch() -> Message:
        nonlocal came, waited, is_over
        if is_over:  # what is waited for now is the end of the connection
            return await receive()
        began = time.monotonic()
        try:
            message = await asyncio.wait_for(receive(), max(window_s - waited, 0.001))
        except TimeoutError:
            raise Stopped(BodyRefused("slow", seconds=int(window_s))) from None
        waited += time.monotonic() - began
        if message["type"] != "http.request":
            is_over = True
            return message
        is_over = not message.get("more_body", False)
        came += len(message.get("body", b""))
        if came >= least_bytes:
            came, waited = 0, 0.0
        take(len(message.get("body", b"")))
        return message

    return watch


def at_most(most: int) -> Callable[[int], None]:
    """A `take` that stops beyond so many bytes."""
    taken = 0

    def take(count: int) -> None:
        nonlocal taken
        taken += count
        if taken > most:
            raise Stopped(BodyRefused("large", limit=most // 1024))

    return take
