"""The rows of the self-check about what is kept: disk, store, backup, programs, base maps, the worker's walls."""

import datetime
import platform
import re
from collections.abc import Iterator
from functools import lru_cache
from importlib.metadata import PackageNotFoundError, version

from layers.basemaps.listing import basemaps
from layers.importing.worker.walls import WALLS, standing_walls
from layers.keeping.last import Deed, last_backup, last_check
from layers.settings import ROOT
from layers.store.room import room
from web.context import Context

_DAYS = 7
_PINNED = re.compile(r"^([\w.-]+)==([\w.]+)", re.MULTILINE)
Row = tuple[str, str, str, dict]


def keeping_checks(context: Context, now: datetime.datetime) -> Iterator[Row]:
    """Topic, case, state and what fills the sentence, of each row."""
    store = context.atlas.store
    yield _disk(context)
    yield _age("store", last_check(store), now)
    yield _age("backup", last_backup(store), now)
    yield _programs()
    yield _basemaps(context)
    yield _sandbox()


def _disk(context: Context) -> Row:
    """By the limits that turn health red."""
    disk = room(context.settings.store, context.settings.limits)
    if disk is None:
        return "disk", "unknown", "fault", {}
    said = {"gb": _gb(disk.free_mb), "share": round(100 * disk.free_mb / disk.total_mb)}
    said["least"] = _gb(disk.least_mb)
    if disk.is_low:
        return "disk", "full", "fault", said
    return ("disk", "low", "heed", said) if disk.is_scarce else ("disk", "enough", "fine", said)


def _gb(megabytes: int) -> float:
    return round(megabytes / 1024, 1)


def _age(topic: str, deed: Deed | None, now: datetime.datetime) -> Row:
    if deed is None:
        return topic, "never", "heed", {}
    days = deed.days(now)
    said = {"day": deed.at.astimezone().date(), "days": max(round(days), 0), "faults": deed.faults}
    if deed.faults:
        return topic, "faults", "fault", said
    return (topic, "old", "heed", said) if days > _DAYS else (topic, "fresh", "fine", said)


@lru_cache
def _programs() -> Row:
    """Whether what is installed is what was tested; it stays so while the app runs."""
    pinned = dict(_PINNED.findall((ROOT / "requirements.txt").read_text(encoding="utf-8")))
    there = {name: _installed(name) for name in pinned}
    others = [f"{n} {there[n]} ({pinned[n]})" for n in pinned if there[n] != pinned[n]]
    said = {"python": platform.python_version(), "count": len(pinned)}
    said |= {"named": f"Streamlit {there.get('streamlit')}, DuckDB {there.get('duckdb')}"}
    if others:
        return "programs", "others", "heed", said | {"others": ", ".join(others)}
    return "programs", "pinned", "fine", said


def _installed(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return "–"


def _basemaps(context: Context) -> Row:
    found = basemaps(context.atlas.store)
    said = {"count": len(found.maps), "faults": len(found.faults)}
    if found.faults:
        return "basemaps", "faults", "heed", said
    return "basemaps", "some" if found.maps else "none", "fine", said


def _sandbox() -> Row:
    standing = standing_walls()
    missing = [wall for wall in WALLS if wall not in standing]
    if "no network" in missing:
        return "sandbox", "network", "fault", {}
    if missing:
        return "sandbox", "partial", "heed", {"missing": ", ".join(missing)}
    return "sandbox", "whole", "fine", {}
