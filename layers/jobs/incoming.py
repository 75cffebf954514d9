"""Files on their way in: sets of parts that are streamed to this disk and handed to the desk when they are whole."""

import re
import secrets
import shutil
import threading
import time
import unicodedata
from dataclasses import dataclass, field
from pathlib import Path

from layers.access import User
from layers.errors import BadUpload, UnknownUpload, UploadTooLarge
from layers.jobs.desk import Desk
from layers.jobs.folders import INCOMING
from layers.jobs.job import Job
from layers.jobs.quota import Quota
from layers.limits import Limits
from layers.store.files import disk_faults, require_space

MOST_FILES = 16
MOST_SETS = 64
ABANDONED_S = 24 * 3600
_MOST_LETTERS, _MOST_BYTES = 120, 200
_NOT_IN_NAMES = re.compile(r'[<>:"|?*]')


@dataclass
class _Set:
    """One set of parts under way: its owner, and name and size of each part by number."""

    user: str
    folder: Path
    touched: float
    names: dict[int, str] = field(default_factory=dict)
    sizes: dict[int, int] = field(default_factory=dict)


class Incoming:
    """The upload sets of one process; those that nobody finishes are swept after a day.

    Files lie under names of our own. The name a user gave is only put on when the set is handed over.

    Parameters
    ----------
    most_bytes : int
        What one set may hold.
    limits : Limits
        What one account may send.
    """

    def __init__(self, desk: Desk, *, most_bytes: int, limits: Limits | None = None):
        self.most_bytes = most_bytes
        self.quota = Quota(desk.store, limits or Limits())
        self._desk = desk
        self._folder = desk.folder / INCOMING
        self._sets: dict[str, _Set] = {}
        self._lock = threading.Lock()

    def begin(self, *, user: User) -> str:
        """Open a set and give its id."""
        self._sweep()
        set_id = secrets.token_hex(16)
        with self._lock:
            if len(self._sets) >= MOST_SETS:
                raise BadUpload("too_many", limit=MOST_SETS)
            folder = self._folder / set_id
            with disk_faults(self._desk.folder):
                folder.mkdir(parents=True)
            self._sets[set_id] = _Set(user.id, folder, time.monotonic())
        return set_id

    def part(self, set_id: str, number: int, name: str, *, size: int, user: User) -> "Part":
        """A part of a set, open for writing; one of the same number is replaced when it is whole.

        Parameters
        ----------
        name : str
            As the user calls the file.
        size : int
            What is said of it beforehand, in bytes; 0 where nothing is.

        Raises
        ------
        UnknownUpload
            If the set is not there, or somebody else's.
        BadUpload
            If it has too many parts, or two of one name.
        UploadTooLarge, UploadQuota, StoreFull
        """
        held = self._own(set_id, user)
        known = clean_name(name)
        self.quota.begin(user, self._lying(user), size)
        with self._lock:
            others = {n: each.casefold() for n, each in held.names.items() if n != number}
            if known.casefold() in others.values():
                raise BadUpload("twice", file=known)
            if len(others) >= MOST_FILES:
                raise BadUpload("too_many", limit=MOST_FILES)
            held.names[number] = known
            held.touched = time.monotonic()
            room = self.most_bytes - sum(s for n, s in held.sizes.items() if n != number)
        part = Part(self, held, number, room, user)
        part.require_room(size)
        require_space(held.folder, 2 * size)  # it is unpacked or written anew beside itself
        return part

    def hand_over(self, set_id: str, *, user: User) -> Job:
        """Make a job of a set whose parts are all here."""
        held = self._own(set_id, user)
        whole = sorted(held.sizes)
        if not whole:
            raise BadUpload("nothing")
        self._forget(set_id)
        try:
            named = held.folder / "named"
            named.mkdir()
            paths = [(held.folder / str(n)).rename(named / held.names[n]) for n in whole]
            return self._desk.receive(paths, user=user)
        finally:
            shutil.rmtree(held.folder, ignore_errors=True)

    def abandon(self, set_id: str, *, user: User) -> None:
        """Forget a set with its files."""
        held = self._own(set_id, user)
        self._forget(set_id)
        shutil.rmtree(held.folder, ignore_errors=True)

    def _own(self, set_id: str, user: User) -> _Set:
        held = self._sets.get(set_id)
        if held is None or held.user != user.id:
            raise UnknownUpload
        return held

    def _lying(self, user: User) -> int:
        """The bytes of a user's open sets."""
        with self._lock:
            return sum(sum(s.sizes.values()) for s in self._sets.values() if s.user == user.id)

    def _forget(self, set_id: str) -> None:
        with self._lock:
            if self._sets.pop(set_id, None) is None:
                raise UnknownUpload

    def _sweep(self) -> None:
        now = time.monotonic()
        with self._lock:
            old = [i for i, each in self._sets.items() if now - each.touched > ABANDONED_S]
            gone = [self._sets.pop(set_id) for set_id in old]
        for held in gone:
            shutil.rmtree(held.folder, ignore_errors=True)


class Part:
    """One file being written. Used with ``with``: what is not finished leaves nothing behind."""

    def __init__(self, incoming: Incoming, held: _Set, number: int, room: int, user: User):
        self.size = 0
        self._user, self._counted = user, 0
        self._incoming, self._held, self._number, self._room = incoming, held, number, room
        self._path = held.folder / f"{number}-{secrets.token_hex(4)}"
        self._file = None

    def __enter__(self) -> "Part":
        with disk_faults(self._held.folder):
            self._file = self._path.open("wb")
        return self

    def __exit__(self, *_) -> None:
        self._file.close()
        self._path.unlink(missing_ok=True)
        self._incoming.quota.end(self._user, self._counted)

    def write(self, block: bytes) -> None:
        """Append bytes; `UploadTooLarge` ends the file where the set is full."""
        self.size += len(block)
        self.require_room(self.size)
        self._incoming.quota.take(self._user, len(block))
        self._counted += len(block)
        with disk_faults(self._held.folder):
            self._file.write(block)

    def finish(self) -> None:
        """Put it in its place: it is whole."""
        with disk_faults(self._held.folder):
            self._file.close()
            self._path.replace(self._held.folder / str(self._number))
        self._held.sizes[self._number] = self.size
        self._held.touched = time.monotonic()

    def require_room(self, size: int) -> None:
        """Raise `UploadTooLarge` where `size` bytes are more than the set has left."""
        if size > self._room:
            file = self._held.names[self._number]
            raise UploadTooLarge(file=file, limit=self._incoming.most_bytes // 2**20)


def clean_name(name: str) -> str:
    r"""A name that is shown and put on a file: the last part of a path, NFC, without control characters.

    Examples
    --------
    >>> clean_name("..\\..\\cột\x00.shp")
    'cột.shp'
    """
    text = unicodedata.normalize("NFC", name.encode("utf-8", "replace").decode("utf-8"))
    text = re.split(r"[/\\]", text)[-1]
    text = "".join(c for c in text if unicodedata.category(c) not in _UNSEEN)
    text = _NOT_IN_NAMES.sub("_", text).strip(" .")
    return _shortened(text) or "file"


# Control characters, those that turn the reading direction, and halves of pairs.
_UNSEEN = {"Cc", "Cf", "Cs", "Zl", "Zp"}


def _shortened(text: str) -> str:
    """At most so many letters and bytes, the suffix kept."""
    stem, dot, suffix = text.rpartition(".")
    suffix = dot + suffix if stem and len(suffix) <= 12 else ""
    stem = text[: len(text) - len(suffix)]
    stem = stem[: _MOST_LETTERS - len(suffix)]
    while len((stem + suffix).encode()) > _MOST_BYTES:
        stem = stem[:-1]
    return stem.strip() + suffix
