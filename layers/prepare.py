"""Make beforehand what the first visitor would wait for: copies of areas, facts, classes."""

import multiprocessing
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager

from layers.atlas import BOUNDARIES, PROVINCES, Atlas
from layers.overviews import load_overviews
from layers.store import open_store
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
