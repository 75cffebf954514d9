"""What can be made again from versions, kept beside them so that a start need not: facts, overviews."""

import os
from collections.abc import Callable
from pathlib import Path

import geopandas as gpd
import pandas as pd

from layers.store import Store
from layers.store.files import PARQUET_FAULTS

# Raised when the rules by which derived things are made change, so that old ones are not read.
REVISION = 2


def kept(store: Store, key: str, make: Callable[[], dict[str, pd.DataFrame]]) -> dict:
    """The frames kept under `key`; made and kept where they are not there or not whole.

    A disk without room for them is no fault: they are made again the next time.
    """
    found = peek(store, key)
    if found is None:
        found = make()
        keep(store, key, found)
    return found


def derived_folder(store: Store, key: str) -> Path | None:
    """The folder of a derived set; None for a store that is not a folder and keeps nothing beside it."""
    folder = getattr(store, "folder", None)
    return None if folder is None else folder / "derived" / f"{key}.r{REVISION}"


def peek(store: Store, key: str) -> dict[str, pd.DataFrame] | None:
    """The frames kept under `key`, if they are there and whole."""
    place = derived_folder(store, key)
    return None if place is None else _read(place)


def keep(store: Store, key: str, frames: dict[str, pd.DataFrame]) -> None:
    """Keep frames under `key`, in the place of what was there."""
    place = derived_folder(store, key)
    if place is not None:
        _write(frames, place)


def _read(place: Path) -> dict[str, pd.DataFrame] | None:
    if not (place / "whole").exists():
        return None
    try:
        spatial = {p.stem: gpd.read_parquet(p) for p in place.glob("*.geoparquet")}
        return spatial | {p.stem: pd.read_parquet(p) for p in place.glob("*.parquet")}
    except PARQUET_FAULTS:
        return None


def _write(frames: dict[str, pd.DataFrame], place: Path) -> None:
    """The mark ``whole`` comes last, so that half a set is never read."""
    try:
        place.mkdir(parents=True, exist_ok=True)
        for name, frame in frames.items():
            suffix = "geoparquet" if isinstance(frame, gpd.GeoDataFrame) else "parquet"
            passing = place / f"{name}.{os.getpid()}.tmp"
            frame.to_parquet(passing)
            passing.replace(place / f"{name}.{suffix}")
        (place / "whole").touch()
    except OSError:
        return
