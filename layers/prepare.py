"""Make beforehand what the first visitor would wait for: tiles, copies of areas, facts, classes.

``python -m layers.prepare STORE LAYER`` does it for a layer that was just published, in a process of
its own, so that the app does not grow by what is only needed on the way.
"""

import multiprocessing
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager

from layers.atlas import BOUNDARIES, PROVINCES, Atlas
from layers.overviews import load_overviews
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


def prepare_elsewhere(
    url: str, layer_id: str = "", tell: Callable[[str], None] = lambda stage: None
) -> None:
    """Prepare a layer in a process of its own, and tell its stages: ``tiles``, ``prepare``.

    What fails there is made later by whoever asks for it.

    Parameters
    ----------
    layer_id : str
        Whose tiles are made first; none for what the layers have in common only.
    """
    command = [sys.executable, "-m", "layers.prepare", url, layer_id]
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    with subprocess.Popen(
        command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True
    ) as process:
        for line in process.stdout:
            if line.strip() in ("tiles", "prepare"):
                tell(line.strip())


def main(url: str, layer_id: str) -> None:
    """Make the tiles of a layer, then what all of its neighbours in the store need."""
    atlas = Atlas(open_store(url))
    version = atlas.now().versions.get(layer_id)
    print("tiles", flush=True)
    if version is not None and version.bounds and atlas.store.specs[layer_id].kind != TABLE:
        keep_tiles(atlas, version)
    print("prepare", flush=True)
    prepare(atlas)


@contextmanager
def helpers() -> Iterator[ProcessPoolExecutor]:
    """Two processes that load their libraries while the caller still makes the layers."""
    spawned = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(2, mp_context=spawned, initializer=_load) as pool:
        for _ in range(2):
            pool.submit(_load)
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


if __name__ == "__main__":
    main(*sys.argv[1:])
