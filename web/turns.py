"""Taking turns: a few at a time work quickly, where all at once would hold each other up.

Python runs one thread at a time. Many runs at once hand it to and fro, and each ends when the last one does.
"""

import os
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager


class Turns:
    """Lets `at_once` through; the others wait in the order they came.

    Whoever works longer than `long_s` is not waited for: a search of minutes keeps nobody from theirs.

    Parameters
    ----------
    at_once : int
    long_s : float
        Seconds.
    """

    def __init__(self, at_once: int, *, long_s: float = 1.0):
        self._at_once, self._long_s = at_once, long_s
        self._door = threading.Lock()
        self._left = threading.Condition()
        self._begun: dict[object, float] = {}

    @contextmanager
    def taken(self) -> Iterator[None]:
        """Wait for a turn, and hold it inside."""
        mine = object()
        with self._door, self._left:  # the first of those who wait stands in the door
            while (wait_s := self._wait_s()) > 0:
                self._left.wait(wait_s)
            self._begun[mine] = time.monotonic()
        try:
            yield
        finally:
            with self._left:
                del self._begun[mine]
                self._left.notify()

    def _wait_s(self) -> float:
        """How long until there is room if nobody ends before; 0 where there is."""
        now = time.monotonic()
        left = [begun + self._long_s - now for begun in self._begun.values()]
        short = sorted(each for each in left if each > 0)
        return 0.0 if len(short) < self._at_once else short[-self._at_once]


# A run of the page is Python nearly all the time; a second one goes on where the first waits for a disk.
pages = Turns(2)
# A tile is drawn in DuckDB, which does not hold the others up, and made into an answer in Python.
tiles = Turns((os.cpu_count() or 1) + 1)
