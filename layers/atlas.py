"""What readers ask a store: frames, facts of areas, indicators, cards, tiles. Holds what was loaded once."""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, fields, replace
from threading import Lock

import geopandas as gpd
import numpy as np
import pandas as pd

from geo.viewport import Viewport
from layers.availability import counts_by_unit, territory_key
from layers.derived import kept, peek
from layers.facts import LAYERS, Facts, collect_facts
from layers.indicators import SERVICE_COLUMNS, SERVICES
from layers.shelf import Shelf
from layers.store import Store, Version

BOUNDARIES = ("admin_commune", "admin_commune_former", "admin_district")
PROVINCES = "admin_province"
AVAILABILITY = "service_availability"
_MOST_FRAMES = 60
_MOST_ANSWERS = 2000
# Of a layer with a million rows a column is 8 MB, a mask 1 MB.
_MOST_COLUMNS = 24
_MOST_MASKS = 64
LARGE = 200_000


@dataclass(frozen=True)
class Snapshot:
    """The current versions at one moment; whatever is asked with it fits together."""

    versions: dict[str, Version]

    @property
    def key(self) -> str:
        """Names this state of all layers."""
        joined = "|".join(version.key for version in self.versions.values())
        return hashlib.sha256(joined.encode()).hexdigest()[:16]

    def has(self, layer_id: str) -> bool:
        return layer_id in self.versions


@dataclass(frozen=True)
class Window:
    """Features in a box: `rows` are those given, `matched` how many there are."""

    rows: pd.DataFrame
    matched: int


class Atlas:
    """Answers from a store, kept per version so that nobody is ever shown a mixture.

    Frames that are handed out are shared and must not be edited. `frames` holds what is large,
    `answers` the small things made from it; `columns` and `masks` are what filters compare and find.

    Parameters
    ----------
    prepare : callable, optional
        Makes and keeps, in a process of its own, what is derived from the current versions. It is
        asked where making it here would swell this process.
    """

    def __init__(self, store: Store, *, prepare: Callable[[], None] | None = None):
        self.store = store
        self._prepare = prepare
        self._preparing = Lock()
        self.frames = Shelf(_MOST_FRAMES)
        self.answers = Shelf(_MOST_ANSWERS)
        self.columns = Shelf(_MOST_COLUMNS)
        self.masks = Shelf(_MOST_MASKS)

    def now(self) -> Snapshot:
        """The current versions."""
        return Snapshot(self.store.current())

    def frame(self, version: Version) -> pd.DataFrame:
        """All rows of a version."""
        return self.frames.once(
            version.key, lambda: self.store.read(version.layer_id, number=version.number)
        )

    def column(self, version: Version, name: str) -> pd.Series:
        """One column of a version, in the order of its frame; the others are not loaded for it."""
        frame = self.frames.held(version.key)
        if frame is None:
            frame = self.store.read(version.layer_id, number=version.number, columns=[name])
        return frame[name]

    def facts(self, snapshot: Snapshot, areas: str) -> Facts:
        """The facts of every area of a boundary layer, with its service counts."""
        key = f"facts-{self.facts_key(snapshot, areas)}"
        return self.frames.once(key, lambda: self._load_facts(snapshot, areas, key))

    def facts_key(self, snapshot: Snapshot, areas: str) -> str:
        """Names the versions that the facts of a boundary layer are made of, and no others."""
        used = [areas, AVAILABILITY, *LAYERS]
        return _hash([snapshot.versions[i].key for i in used if snapshot.has(i)], areas)

    def window(
        self,
        snapshot: Snapshot,
        layer_id: str,
        *,
        bbox: tuple[float, float, float, float] | None,
        limit: int,
    ) -> Window:
        """The features that meet a box (EPSG:4326), at most `limit` of them, in stored order."""
        version = snapshot.versions[layer_id]
        frame = self.frame(version)
        if bbox is None or not isinstance(frame, gpd.GeoDataFrame):
            return Window(frame.iloc[:limit], len(frame))
        index = self.frames.once(f"viewport-{version.key}", lambda: Viewport(frame.geometry))
        rows = np.sort(index.query(bbox))
        return Window(frame.iloc[rows[:limit]], len(rows))

    def _load_facts(self, snapshot: Snapshot, areas: str, key: str) -> Facts:
        def make() -> dict[str, pd.DataFrame]:
            found = collect_facts(
                self.frame(snapshot.versions[areas]),
                {i: self.frame(snapshot.versions[i]) for i in LAYERS if snapshot.has(i)},
            )
            found = replace(found, areas=self._with_services(snapshot, found.areas))
            return {f.name: getattr(found, f.name) for f in fields(found)}

        self._prepare_large(snapshot, key)
        return Facts(**kept(self.store, key, make))

    def _prepare_large(self, snapshot: Snapshot, key: str) -> None:
        """Have facts over very many rows made elsewhere; one process at a time is enough."""
        rows = sum(snapshot.versions[i].rows for i in LAYERS if snapshot.has(i))
        if self._prepare is None or rows < LARGE:
            return
        with self._preparing:
            if peek(self.store, key) is None:
                self._prepare()

    def _with_services(self, snapshot: Snapshot, table: pd.DataFrame) -> pd.DataFrame:
        """The service counts beside the other facts, matched by unit and boundary version."""
        if not snapshot.has(AVAILABILITY) or "unit_key" not in table:
            return table.assign(**dict.fromkeys(SERVICE_COLUMNS, np.nan))
        availability = self.frame(snapshot.versions[AVAILABILITY])
        counts = counts_by_unit(availability, tuple(SERVICES.values()))
        matched = counts.reindex(territory_key(table["unit_key"]))[list(SERVICE_COLUMNS)]
        return table.assign(**{c: matched[c].to_numpy() for c in SERVICE_COLUMNS})


def _hash(parts: list[str], *more: str) -> str:
    return hashlib.sha256("|".join([*parts, *more]).encode()).hexdigest()[:24]
