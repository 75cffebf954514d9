"""Which processes work at the jobs of a store: each holds a lock on a file of its own for as long as it lives."""

import os
import time
import uuid
from contextlib import suppress
from pathlib import Path
from typing import BinaryIO

FOLDER = "workers"
# A file that nobody holds may be one that is about to be.
_YOUNG_S = 60


class Presence:
    """One process among those that work at the jobs of a store.

    The system lets go of the lock when the process ends, however it ends: there is no clock to trust, and
    no number of a process that another may have got since.

    Attributes
    ----------
    name : str
        What a job says of who works at it.
    """

    def __init__(self, store_folder: Path):
        self.name = f"{os.getpid()}-{uuid.uuid4().hex[:12]}"
        self._folder = store_folder / FOLDER
        self._held: BinaryIO | None = None

    def enter(self) -> None:
        """Be here until the process ends. A disk that knows no locks leaves one process alone, as ever."""
        if self._held is None:
            with suppress(OSError):
                self._folder.mkdir(exist_ok=True)
                self._held = (self._folder / self.name).open("wb")
                _lock(self._held, shared=False)

    def leave(self) -> None:
        """Be gone before the process is."""
        if self._held is not None:
            self._held.close()
            self._held = None

    def is_here(self, name: str) -> bool:
        """Whether a process lives; the empty name is of none."""
        return bool(name) and (name == self.name or _is_held(self._folder / name))

    def others(self) -> set[str]:
        """The other processes that live. What dead ones left is cleared away."""
        paths = [path for path in self._folder.glob("*-*") if path.name != self.name]
        living = {path for path in paths if _is_held(path)}
        for path in set(paths) - living:
            with suppress(OSError):
                if time.time() - path.stat().st_mtime > _YOUNG_S:
                    path.unlink()
        return {path.name for path in living}


def _is_held(path: Path) -> bool:
    try:
        with path.open("r+b") as file:
            _lock(file, shared=True)  # two who ask at once are not in each other's way
    except FileNotFoundError:
        return False
    except OSError:
        return True
    return False


if os.name == "nt":
    import msvcrt

    def _lock(file: BinaryIO, *, shared: bool) -> None:
        msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)

else:
    import fcntl

    def _lock(file: BinaryIO, *, shared: bool) -> None:
        fcntl.flock(file, (fcntl.LOCK_SH if shared else fcntl.LOCK_EX) | fcntl.LOCK_NB)
