"""How much room is left on the disk of a store, and when that is too little to go on calmly."""

import shutil
from dataclasses import dataclass
from pathlib import Path

from layers.errors import DiskLow
from layers.limits import MB, Limits

# A share of a very large disk is more than any import needs.
_MOST_RESERVE_MB = 20_480
# While there is less than so many times the least, it is time to think of it.
_CALM = 2


@dataclass(frozen=True)
class Room:
    """A disk: what is free, all of it, and what should be free at least."""

    free_mb: int
    total_mb: int
    least_mb: int

    @property
    def is_low(self) -> bool:
        """Whether it is nearly full: health is red, and Import says so."""
        return self.free_mb < self.least_mb

    @property
    def is_scarce(self) -> bool:
        """Whether it will be before long."""
        return self.free_mb < _CALM * self.least_mb


def room(folder: Path | str, limits: Limits) -> Room | None:
    """The disk of a folder; None where it cannot be asked."""
    try:
        usage = shutil.disk_usage(folder)
    except OSError:
        return None
    share = min(usage.total * limits.disk_percent // 100 // MB, _MOST_RESERVE_MB)
    return Room(usage.free // MB, usage.total // MB, max(limits.disk_mb, share))


def free_mb(folder: Path | str) -> int | None:
    """What is free; None where the folder cannot be asked."""
    try:
        return shutil.disk_usage(folder).free // MB
    except OSError:
        return None


def disk_fault(folder: Path | str, limits: Limits) -> DiskLow | None:
    """What to say of a disk that is nearly full, while there is still room to act."""
    found = room(folder, limits)
    if found is None or not found.is_low:
        return None
    return DiskLow(free_mb=found.free_mb, least_mb=found.least_mb)
