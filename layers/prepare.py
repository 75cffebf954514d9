"""Make beforehand what the first visitor would wait for: tiles, copies of areas, facts, classes, shares, tallies.

`Preparer` does it for a layer that was just published, in a process of its own, so that the app does
not grow by what is only needed on the way.
"""

import multiprocessing
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager, suppress

from layers.access import Role, User
from layers.atlas import BOUNDARIES, PROVINCES, Atlas
from layers.carrying.frames import Frames
from layers.carrying.weighing import prepare_shares
from layers.overviews import load_overviews
from layers.profiles.tally import every_tally
from layers.settings import ROOT
from layers.spec import TABLE
from layers.store import open_store
from layers.store.duckdb_index import keep_tiles
from layers.thematic import prepare_themes


def prepare(atlas: Atlas) -> None:
    """Make and keep it for every layer of boundaries, one after the other."""
    for areas in (*BOUNDARIES, PROVINCES):
        prepare_areas(atlas, areas)


def prepare_areas(atlas: Atlas, areas: str) -> None:
    """Make and keep it for one layer of areas, if there is one."""
    snapshot = atlas.now()
    if snapshot.has(areas):
        load_overviews(atlas, snapshot.versions[areas])
    if snapshot.has(areas) and areas in BOUNDARIES:
        prepare_themes(atlas, snapshot, areas)
        every_tally(atlas, snapshot, areas)
        prepare_shares(Frames(atlas, snapshot), areas)


def prepare_parts(atlas: Atlas, layer_id: str) -> None:
    """Make what viewers and editors see of a layer that has fields hidden from them, with its tiles."""
    if not atlas.store.accounts.any():
        return
    for role in (Role.VIEWER, Role.EDITOR):
        version = atlas.now(User("", role=role)).versions.get(layer_id)
        if version is not None and version.part_of is not None and version.bounds:
            keep_tiles(atlas, version)


def prepare_elsewhere(url: str) -> None:
    """Prepare what the layers of a store have in common, in a process of its own."""
    with Preparer(url) as preparer:
        preparer.prepare("")


class Preparer:
    """A process that prepares one layer. It loads its libraries while the caller still publishes.

    What fails there is made later by whoever asks for it.
    """

    def __init__(self, url: str):
        self._process = subprocess.Popen(
            [sys.executable, "-m", "layers.prepare", url],
            cwd=ROOT,
            env=os.environ | {"PYTHONPATH": str(ROOT)},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def __enter__(self) -> "Preparer":
        return self

    def __exit__(self, *_) -> None:
        """Without a layer the process has nothing to do, and ends."""
        with suppress(OSError):
            self._process.stdin.close()
        self._process.stdout.close()
        self._process.wait()

    def prepare(self, layer_id: str, tell: Callable[[str], None] = lambda stage: None) -> None:
        """Prepare a layer and tell the stages: ``tiles``, ``prepare``.

        Parameters
        ----------
        layer_id : str
            Whose tiles are made first; "" for what the layers have in common only.
        """
        with suppress(OSError):
            self._process.stdin.write(f"{layer_id}\n")
            self._process.stdin.close()
        for line in self._process.stdout:
            if line.strip() in ("tiles", "prepare"):
                tell(line.strip())


def main(url: str) -> None:
    """Wait for a layer to be named; make its tiles, then what its neighbours in the store need."""
    named = sys.stdin.readline()
    if not named:
        return
    layer_id, atlas = named.strip(), Atlas(open_store(url))
    version = atlas.now().versions.get(layer_id)
    print("tiles", flush=True)
    if version is not None and version.bounds and atlas.store.specs[layer_id].kind != TABLE:
        keep_tiles(atlas, version)
    print("prepare", flush=True)
    prepare(atlas)
    if version is not None:
        prepare_parts(atlas, layer_id)


@contextmanager
def helpers() -> Iterator[ProcessPoolExecutor]:
    """Two processes that load their libraries while the caller still makes the layers."""
    spawned = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(2, mp_context=spawned, initializer=_load) as pool:
        for _ in range(2):
            pool.submit(_load)
        pool.submit(_compile)
        yield pool


def prepare_together(pool: ProcessPoolExecutor, url: str) -> None:
    """What `prepare` does, shared out among `helpers`, for the store at `url`."""
    waiting = [pool.submit(_prepare_in, url, areas) for areas in (*BOUNDARIES, PROVINCES)]
    for task in waiting:
        task.result()


def _prepare_in(url: str, areas: str) -> None:
    prepare_areas(Atlas(open_store(url)), areas)


def _load() -> None:
    import mapclassify  # noqa: F401


def _compile() -> None:
    """Reach is asked by visitors, so what it takes is compiled before they come."""
    from geo.reach import warm_up

    warm_up()


if __name__ == "__main__":
    main(*sys.argv[1:])
