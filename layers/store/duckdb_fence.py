"""What the tile database may touch, and for how long: two folders of the store, and a few seconds a question.

No text of a visitor ever becomes SQL. Should that fail one day, the database still opens no other file,
loads nothing, lets nobody loosen this, and answers others in time.
"""

import math
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from layers.errors import QueryStopped
from layers.store.tile_tables import sql_text

QUERY_S = 10.0


def fence(database, folders: list[Path]) -> None:
    """Keep a connection to the files below `folders`, for good.

    Parameters
    ----------
    database : connection of DuckDB
        With everything loaded that it shall ever load.
    """
    allowed = ", ".join(f"'{sql_text(folder)}/'" for folder in folders)
    database.execute(f"SET allowed_directories = [{allowed}]")
    database.execute("SET enable_external_access = false")
    database.execute("SET lock_configuration = true")


class _Deadlines:
    """One thread that stops whatever takes too long. A thread for each question cost as much as some questions."""

    def __init__(self):
        self._changed = threading.Condition()
        self._under_way: dict[object, tuple[float, Callable[[], None]]] = {}
        self._next = math.inf
        self._is_watched = False

    def begin(self, question: object, seconds: float, stop: Callable[[], None]) -> None:
        """Stop a question in so many seconds, unless it has ended."""
        until = time.monotonic() + seconds
        with self._changed:
            self._under_way[question] = until, stop
            if not self._is_watched:
                self._is_watched = True
                threading.Thread(target=self._watch, name="deadlines", daemon=True).start()
            elif until < self._next:
                self._changed.notify()

    def end(self, question: object) -> bool:
        """A question has ended; whether it was by being stopped. Afterwards it never is."""
        with self._changed:
            return self._under_way.pop(question, None) is None

    def _watch(self) -> None:
        with self._changed:
            try:
                while True:
                    self._changed.wait(self._stop_late())
            finally:  # a stop that failed ends this thread; the next question begins another
                self._is_watched = False

    def _stop_late(self) -> float | None:
        """Stop what takes too long; the seconds until the next look, None where nothing is under way."""
        now = time.monotonic()
        for question, (until, stop) in list(self._under_way.items()):
            if until <= now:
                del self._under_way[question]
                stop()
        self._next = min((until for until, _ in self._under_way.values()), default=math.inf)
        return None if self._next == math.inf else self._next - now


_deadlines = _Deadlines()


@contextmanager
def limited(cursor, seconds: float) -> Iterator[None]:
    """Stop what `cursor` is doing where it takes longer: DuckDB has no limit of its own.

    Raises
    ------
    QueryStopped
        In the place of whatever the cursor raises when it is stopped.
    """
    question = object()
    _deadlines.begin(question, seconds, cursor.interrupt)
    try:
        yield
    except (
        Exception
    ) as fault:  # what a stopped cursor raises depends on what it was at; all else goes on
        if _deadlines.end(question):
            raise QueryStopped(seconds=f"{seconds:g}") from fault
        raise
    finally:
        _deadlines.end(question)
