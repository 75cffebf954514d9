"""Work in a thread of its own for one visitor: how far it is, a way to stop it, what came of it."""

import threading
from collections.abc import Callable

from layers.errors import HatangError


class Stopped(Exception):
    """What is worked at is not wanted any more."""


class Job:
    """One piece of work; it knows nothing of the session.

    Parameters
    ----------
    about : object
        What the work is for: a kind of file, a question.
    work : callable
        Given the job, it tells of its steps and returns what came of it.
    room : threading.BoundedSemaphore
        How many pieces of this kind there may be at once; the others wait.
    told : tuple, optional
        What is told before the work tells anything.

    Attributes
    ----------
    share : float or None
        What is done, between 0 and 1; None where nobody can say.
    told : tuple
        The key of a sentence, and what fills it.
    made : object
        What came of it; None before, and where it failed or was stopped.
    fault : HatangError or None
        Why nothing can come of it. After any other fault, which Python reports, nothing came of it.
    """

    def __init__(
        self,
        about: object,
        work: Callable[["Job"], object],
        *,
        room: threading.BoundedSemaphore,
        told: tuple[str, dict] = ("", {}),
    ):
        self.about = about
        self.share: float | None = None
        self.told = told
        self.made: object = None
        self.fault: HatangError | None = None
        self.was_stopped = False
        self._work, self._room = work, room
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, daemon=True)

    def start(self) -> "Job":
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

    def is_unwanted(self) -> bool:
        """Whether somebody stopped it; work that ends itself asks for this."""
        return self._stop.is_set()

    def say(self, share: float | None, key: str = "", params: dict | None = None) -> None:
        """Tell how far the work is."""
        self.share = None if share is None else min(max(share, 0.0), 1.0)
        self.told = (key, params or {})

    def step(self, share: float) -> None:
        """Tell how far the work is, and leave it here where nobody wants it any more."""
        if self.is_unwanted():
            raise Stopped
        self.say(share)

    def _run(self) -> None:
        while not self._room.acquire(timeout=0.2):
            if self.is_unwanted():
                self.was_stopped = True
                return
        try:
            made = self._work(self)
            self.step(1.0)
            self.made = made
        except Stopped:
            self.was_stopped = True
        except HatangError as fault:
            self.was_stopped = self.is_unwanted()
            self.fault = None if self.was_stopped else fault
        finally:
            self._room.release()
