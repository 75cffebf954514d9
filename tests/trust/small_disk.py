"""A store on a disk of 4 MB of its own that fills at a step, or turns read-only; prints what came of it."""

import json
import subprocess
from collections.abc import Callable
from pathlib import Path

from layers.errors import HatangError
from layers.keeping.backup import back_up
from layers.keeping.inspect import inspect
from layers.keeping.recover import recover
from layers.store import Store, files, open_store
from layers.words import LANGUAGES, explain
from tests.layers.desk_full import Filler
from tests.trust.stores import LAYER, filled, listing, put

MOUNT = ("mount", "-t", "tmpfs", "-o", "size=4m", "tmpfs")
ROOM = (0, 2_000, 6_000, 12_000, 24_000, 48_000, 96_000, 200_000)
"""Bytes left free, so that each step of the work is once the one that has no room."""
NAMES = [f"n{i}" for i in range(3000)]


def work(disk: Path) -> dict[str, Callable[[Store], object]]:
    """What is tried, by name."""
    source, backup = disk / "source.bin", disk / "backup.zip"
    return {
        "publish": lambda store: put(store, *NAMES, source=source),
        "restore": lambda store: store.restore(LAYER, 1, user="an"),
        "prune": lambda store: store.prune(keep=1, user="an"),
        "backup": lambda store: back_up(store, disk / "other.zip", user="an"),
        "recover": lambda store: recover(backup, disk / "new", user="an"),
        "view": lambda store: store.views.add({}, title="Một", user="an"),
    }


def full(disk: str, step: str) -> None:
    """Try it with less and less that is missing, until it succeeds; the store is sound each time."""
    subprocess.run([*MOUNT, disk], check=True)
    place = Path(disk)
    store = filled(place / "store", 2)
    (place / "source.bin").write_bytes(bytes(range(256)) * 100)
    back_up(store, place / "backup.zip", user="an")
    files.require_space = lambda *_: None  # or it would never come to the steps behind
    filler, told, said = Filler(place), [], []
    for room in ROOM:
        before = _state(store)
        filler.fill(room)
        try:
            work(place)[step](store)
        except HatangError as fault:
            told.append(fault.code)
            said += [explain(fault, lang) for lang in LANGUAGES]
            assert _state(store) == before, "read while the disk was full"
            filler.free()
            assert _state(open_store(str(store.folder))) == before
            assert inspect(store.folder).errors == []
            assert _left(place) == []
        else:
            told.append("done")
            filler.free()
    assert work(place)[step](store) is not None or step == "restore"
    assert inspect(store.folder).errors == []
    print(json.dumps({"told": told, "said": said}))


def read_only(disk: str) -> None:
    """A store on a disk that turned read-only is refused, and is as it was once the disk is mended."""
    subprocess.run([*MOUNT, disk], check=True)
    place = Path(disk)
    store = filled(place / "store", 2)
    back_up(store, place / "backup.zip", user="an")
    store.catalogue.close()
    before, told, said = listing(store.folder), {}, []
    acts = {
        "open": lambda: open_store(str(store.folder)),
        "recover": lambda: recover(place / "backup.zip", place / "new", user="an"),
        "check": lambda: inspect(store.folder),
    }
    subprocess.run(["mount", "-o", "remount,ro", disk], check=True)
    for name, act in acts.items():
        try:
            act()
        except HatangError as fault:
            told[name] = fault.code
            said += [explain(fault, lang) for lang in LANGUAGES]
        else:
            told[name] = "done"
    assert listing(store.folder) == before
    subprocess.run(["mount", "-o", "remount,rw", disk], check=True)
    assert put(open_store(str(store.folder)), "new").number == 3
    assert inspect(store.folder).errors == []
    print(json.dumps({"told": told, "said": said}))


def _state(store: Store) -> tuple:
    current = store.current()[LAYER]
    history = [(v.number, v.pruned_at is None) for v in store.history(LAYER)]
    return current.number, len(store.read(LAYER)), history, len(store.views.all(user="an"))


def _left(place: Path) -> list[str]:
    """What must not lie about after a failure."""
    passing = [*(place / "store" / "staging").iterdir(), *(place / "store/sources").glob("*.tmp")]
    return [path.name for path in (*passing, *place.glob(".*"), *place.glob("new"))]


def main(disk: str, step: str) -> None:
    """Run one of them."""
    if step == "read-only":
        read_only(disk)
    else:
        full(disk, step)
