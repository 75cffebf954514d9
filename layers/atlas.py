"""What readers ask a store: frames, facts of areas, indicators, cards, tiles. Holds what was loaded once."""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, fields, replace
from threading import Lock

import geopandas as gpd
import numpy as np
import pandas as pd

from geo.viewport import Viewport
from layers.access import LOCAL_USER, User
from layers.availability import counts_by_unit, territory_key
from layers.derived import kept, peek
from layers.facts import LAYERS, Facts, collect_facts
from layers.indicators import SERVICE_COLUMNS, SERVICES
from layers.masks.mask import Mask
from layers.masks.masked import Masked
from layers.shelf import Shelf
from layers.snapshot import Snapshot
from layers.store import Store, Version

__all__ = ["AVAILABILITY", "BOUNDARIES", "LARGE", "PROVINCES", "Atlas", "Snapshot", "Window"]

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
        self._masked = Masked(store, self.frame)

    def now(self, user: User | None = LOCAL_USER) -> Snapshot:
        """The current versions, as far as `user` may see them; nothing for nobody."""
        return self._masked.snapshot(user)

    def seen(self, snapshot: Snapshot, version: Version) -> Version:
        """Another version of a layer of the snapshot, as far as its reader may see it."""
        mask = snapshot.masks.get(version.layer_id, Mask())
        return self._masked.version(version, mask, self.store.current())

    def frame(self, version: Version) -> pd.DataFrame:
        """All rows of a version."""
        return self.frames.once(version.key, lambda: self.store.read_version(version))

    def column(self, version: Version, name: str) -> pd.Series:
        """One column of a version, in the order of its frame; the others are not loaded for it."""
        frame = self.frames.held(version.key)
        if frame is None:
            frame = self.store.read_version(version, columns=[name])
        return frame[name]

    def fids(self, version: Version) -> pd.Index:
        """The ``fid`` of each row of a version, in the order of its frame."""

        def make() -> pd.Index:
            fids = pd.Index(self.column(version, "fid"))
            # pandas fills its hash table at the first question, which is not safe for threads.
            fids.get_indexer(fids[:1])
            return fids

        return self.columns.once(f"fids-{version.key}", make)

    def viewport(self, version: Version) -> Viewport:
        """The index of a version's shapes (EPSG:4326); where it is kept, no place costs a reading of the file."""
        return self.frames.once(
            f"viewport-{version.key}", lambda: Viewport(self.column(version, "geometry"))
        )

    def facts(self, snapshot: Snapshot, areas: str) -> Facts:
        """The facts of every area of a boundary layer, with its service counts.

        They are made of what the reader of the snapshot may add up by area; what not, is unknown.
        """
        key = f"facts-{self.facts_key(snapshot, areas)}"
        return self.frames.once(key, lambda: self._load_facts(snapshot, areas, key))

    def facts_key(self, snapshot: Snapshot, areas: str) -> str:
        """Names the versions that the facts of a boundary layer are made of, and no others."""
        summed = [snapshot.sums[i].key for i in (AVAILABILITY, *LAYERS) if i in snapshot.sums]
        shapes = [snapshot.versions[areas].key] if snapshot.has(areas) else []
        return _hash([*shapes, *summed], areas)

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
        rows = np.sort(self.viewport(version).query(bbox))
        return Window(frame.iloc[rows[:limit]], len(rows))

    def _load_facts(self, snapshot: Snapshot, areas: str, key: str) -> Facts:
        def make() -> dict[str, pd.DataFrame]:
            found = collect_facts(
                self.frame(snapshot.versions[areas]),
                {i: self.frame(snapshot.sums[i]) for i in LAYERS if i in snapshot.sums},
            )
            found = replace(found, areas=self._with_services(snapshot, found.areas))
            return {f.name: getattr(found, f.name) for f in fields(found)}

        self._prepare_large(snapshot, key)
        return Facts(**kept(self.store, key, make))

    def _prepare_large(self, snapshot: Snapshot, key: str) -> None:
        """Have facts over very many rows made elsewhere; one process at a time is enough."""
        rows = sum(snapshot.sums[i].rows for i in LAYERS if i in snapshot.sums)
        if self._prepare is None or rows < LARGE:
            return
        with self._preparing:
            if peek(self.store, key) is None:
                self._prepare()

    def _with_services(self, snapshot: Snapshot, table: pd.DataFrame) -> pd.DataFrame:
        """The service counts beside the other facts, matched by unit and boundary version."""
        if AVAILABILITY not in snapshot.sums or "unit_key" not in table:
            return table.assign(**dict.fromkeys(SERVICE_COLUMNS, np.nan))
        availability = self.frame(snapshot.sums[AVAILABILITY])
        counts = counts_by_unit(availability, tuple(SERVICES.values()))
        matched = counts.reindex(territory_key(table["unit_key"]))[list(SERVICE_COLUMNS)]
        return table.assign(**{c: matched[c].to_numpy() for c in SERVICE_COLUMNS})


def _hash(parts: list[str], *more: str) -> str:
    return hashlib.sha256("|".join([*parts, *more]).encode()).hexdigest()[:24]
