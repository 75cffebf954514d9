"""What the catalogue answers while it stands as it is: read once, by connections that stay open."""

import sqlite3
from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from pathlib import Path
from threading import Lock
from typing import TypeVar

from layers.errors import StoreDamaged

T = TypeVar("T")
# Of one state of the catalogue; so many sessions and versions are asked for by nobody.
_MOST_ANSWERS = 20_000
_MOST_RESTING = 8


class Standing:
    """Answers that hold until somebody commits anything: this process or another.

    SQLite tells each connection by a number (``PRAGMA data_version``) whether any other one committed
    since. The connections here never write, so the number of one of them tells of every change. It is
    asked before every answer. A catalogue whose file was replaced or touched otherwise is opened anew.

    Parameters
    ----------
    require : callable
        Raises where the catalogue must not be read any more; asked whenever it has changed.
    """

    def __init__(self, path: Path, require: Callable[[sqlite3.Connection], None]):
        self._path, self._require = path, require
        self._lock = Lock()
        self._looks = 0
        self._file: tuple | None = None
        self._watching: sqlite3.Connection | None = None
        self._number: int | None = None
        self._answers: dict[Hashable, object] = {}
        self._resting: list[sqlite3.Connection] = []

    def answer(self, key: Hashable, ask: Callable[[sqlite3.Connection], T]) -> T:
        """What `ask` reads, held under `key`. It is shared and must not be edited; None is not held."""
        answers = self.answers()
        if key in answers:
            return answers[key]
        with self._lent() as db:
            found = ask(db)
        # Into the answers of the state that was found before asking: where somebody has committed
        # meanwhile, they are nobody's any more.
        if found is not None:
            if len(answers) >= _MOST_ANSWERS:
                answers.clear()
            answers[key] = found
        return found

    def answers(self) -> dict[Hashable, object]:
        """The answers of the catalogue as it stands now, or as it stood at the begin of `at_once`."""
        of, held = _at_once.get()
        if of is self:
            return held
        arrived = self._looks
        with self._lock:
            # Somebody may have looked while we waited; a look that began after we came is as good as ours.
            if self._looks == arrived or self._number is None:
                self._looks += 1
                self._look()
            return self._answers

    @contextmanager
    def at_once(self) -> Iterator[None]:
        """What is asked inside is asked of one moment, and whether it still stands only once."""
        token = _at_once.set((self, self.answers()))
        try:
            yield
        finally:
            _at_once.reset(token)

    @contextmanager
    def connection(self) -> Iterator[sqlite3.Connection]:
        """A connection for reading."""
        self.answers()
        with self._lent() as db:
            yield db

    def close(self) -> None:
        """Let go of the file; what is asked afterwards opens it again."""
        with self._lock:
            self._let_go()

    @contextmanager
    def _lent(self) -> Iterator[sqlite3.Connection]:
        """One of those that rest, or a new one. One that met a fault is not used again."""
        with self._lock:
            db, file = self._resting.pop() if self._resting else None, self._file
        db = db or self._open()
        try:
            yield db
        except BaseException:
            db.close()
            raise
        with self._lock:
            if file == self._file and len(self._resting) < _MOST_RESTING:
                self._resting.append(db)
                return
        db.close()

    def _look(self) -> None:
        """Ask whether the catalogue stands as it did; where not, nothing that was answered counts."""
        try:
            file = self._path.stat()
            if self._file != (file := (file.st_dev, file.st_ino, file.st_size, file.st_mtime_ns)):
                self._let_go()
                self._file, self._watching = file, self._open()
            (number,) = self._watching.execute("PRAGMA data_version").fetchone()
            if number != self._number:
                self._require(self._watching)
                self._answers, self._number = {}, number
        except OSError as fault:
            self._let_go()
            raise StoreDamaged(path=str(self._path), fault=str(fault.strerror)) from fault
        except BaseException:
            self._let_go()
            raise

    def _let_go(self) -> None:
        held = [each for each in (self._watching, *self._resting) if each is not None]
        self._file = self._watching = self._number = None
        self._answers, self._resting = {}, []
        for each in held:
            with suppress(sqlite3.Error):
                each.close()

    def _open(self) -> sqlite3.Connection:
        db = sqlite3.connect(self._path, timeout=20, isolation_level=None, check_same_thread=False)
        try:
            db.execute("PRAGMA query_only = ON")
        except BaseException:
            db.close()
            raise
        return db


_at_once: ContextVar[tuple[Standing | None, dict]] = ContextVar(
    "hatang_at_once", default=(None, {})
)
