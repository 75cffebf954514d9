"""What an interrupted publish leaves in the folder of a store, and how it is cleared away."""

import os
import shutil
import time
from pathlib import Path

from layers.store.catalogue import Catalogue

_STALE_SECONDS = 24 * 3600


def sweep(folder: Path, catalogue: Catalogue) -> None:
    """Clear dead files of staging, and version files that no version needs.

    The write lock keeps a publish of another process out while it looks.
    """
    for path in passing(folder):
        if abandoned(path):
            shutil.rmtree(path) if path.is_dir() else path.unlink(missing_ok=True)
    with catalogue.writing() as db:
        for path in unneeded(folder, catalogue.files(db)):
            # Put aside, not deleted: the catalogue may be an older one from a backup.
            path.replace(folder / "orphans" / path.name)


def passing(folder: Path) -> list[Path]:
    """What is on its way into the store: somebody works at it, or died over it."""
    return [*(folder / "staging").iterdir(), *(folder / "sources").glob("*-*.tmp")]


def unneeded(folder: Path, needed: set[str]) -> list[Path]:
    """The version files whose hash is none of `needed`."""
    return [path for path in (folder / "versions").glob("*.parquet") if path.stem not in needed]


def abandoned(path: Path) -> bool:
    """Whether the process that staged `path` is gone; where that cannot be asked, whether it is old."""
    owner = path.name.split("-")[0]
    if os.name == "nt" or not owner.isdigit():
        return time.time() - path.stat().st_mtime > _STALE_SECONDS
    try:
        os.kill(int(owner), 0)
    except ProcessLookupError:
        return True
    except PermissionError:
        return False
    return False
