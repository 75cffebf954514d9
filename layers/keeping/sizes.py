"""What a store takes of the disk, room by room, and where its backups stand."""

import datetime
from dataclasses import dataclass
from pathlib import Path

BACKUPS = "backups"
ROOMS = ("versions", "sources", "derived", "jobs", BACKUPS)
CATALOGUE = "catalogue"


@dataclass(frozen=True)
class Size:
    """One room: how many files, how many bytes."""

    room: str
    files: int
    bytes: int


@dataclass(frozen=True)
class BackupFile:
    """A backup that stands in the store's own folder for them."""

    name: str
    bytes: int
    made_at: datetime.datetime


def sizes(folder: Path) -> list[Size]:
    """The rooms of a store, the catalogue last."""
    catalogue = _measured(CATALOGUE, folder.glob("catalogue.*"))
    return [*[_measured(room, (folder / room).rglob("*")) for room in ROOMS], catalogue]


def new_backup(folder: Path, now: datetime.datetime) -> Path:
    """Where a backup of this moment goes."""
    place = folder / BACKUPS
    place.mkdir(exist_ok=True)
    return place / f"hatang-{now:%Y%m%d-%H%M%S}.zip"


def backups(folder: Path) -> list[BackupFile]:
    """Those that were made here, the newest first."""
    found = []
    for path in (folder / BACKUPS).glob("hatang-*.zip"):
        stat = path.stat()
        made_at = datetime.datetime.fromtimestamp(stat.st_mtime, datetime.UTC)
        found.append(BackupFile(path.name, stat.st_size, made_at))
    return sorted(found, key=lambda each: each.made_at, reverse=True)


def _measured(room: str, paths) -> Size:
    """What can be measured; a file that goes meanwhile counts no more."""
    files, total = 0, 0
    for path in paths:
        try:
            if path.is_file():
                files, total = files + 1, total + path.stat().st_size
        except OSError:
            continue
    return Size(room, files, total)
