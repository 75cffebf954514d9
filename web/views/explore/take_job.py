"""The making of a file in a thread of its own: how far it is, a way to stop it, what came of it."""

import threading
from collections.abc import Callable

from layers.errors import HatangError

# Making a sheet costs seconds of a processor: more at once would hold up everybody's map.
_WORKING = threading.BoundedSemaphore(2)


class Stopped(Exception):
    """What is being made is not wanted any more."""


class TakeJob:
    """One file that is made for one visitor.

    Attributes
    ----------
    kind : str
        ``sheet`` or ``page``.
    share : float
        What is done, between 0 and 1.
    made : object
        What came of it; None before, and where it failed or was stopped.
    fault : HatangError or None
        Why it cannot be made. After any other fault, which Python reports, nothing came of it.
    """

    def __init__(self, kind: str, work: Callable[[Callable[[float], None]], object]):
        self.kind = kind
        self.share = 0.0
        self.made: object = None
        self.fault: HatangError | None = None
        self.was_stopped = False
        self._work = work
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, daemon=True)

    def start(self) -> "TakeJob":
        """Begin; where others are at work it waits."""
        self._thread.start()
        return self

    @property
    def is_running(self) -> bool:
        return self._thread.is_alive()

    def stop(self) -> None:
        """End it at the next step; nothing comes of it."""
        self._stop.set()

    def wait(self, seconds: float) -> None:
        """Wait until it is done, at most so long."""
        self._thread.join(seconds)

    def _run(self) -> None:
        while not _WORKING.acquire(timeout=0.2):
            if self._stop.is_set():
                self.was_stopped = True
                return
        try:
            self._tell(0.0)
            made = self._work(self._tell)
            self._tell(1.0)
            self.made = made
        except Stopped:
            self.was_stopped = True
        except HatangError as fault:
            self.fault = fault
        finally:
            _WORKING.release()

    def _tell(self, share: float) -> None:
        if self._stop.is_set():
            raise Stopped
        self.share = min(max(share, 0.0), 1.0)
