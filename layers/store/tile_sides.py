"""What visitors ask of layers in tiles: side tables of the features that pass, with class and size."""

import threading
from collections import OrderedDict
from dataclasses import dataclass, replace
from itertools import count

import pandas as pd
import pyarrow as pa

from geo.tiles import TileLayer, TileSide
from layers.atlas import Atlas, Snapshot
from layers.filters.condition import Filter
from layers.filters.rows import filter_key
from layers.looks.classed import feature_classes, look_key
from layers.looks.look import Look
from layers.store.model import Version

HEAT_CELL_PX = 8
CLUSTER_CELL_PX = 64
CLASSED_CELL_PX = 8
# Zooms of tiles of 512 px; the map's own zoom is one more.
CLUSTERS_END = 16
_MOST_TABLES = 40
# Ten bytes a row, so that all of them take some 100 MB.
_MOST_ROWS = 10_000_000


@dataclass(frozen=True)
class Wanted:
    """One layer of a tile as somebody wants it. `key` names what is drawn."""

    key: str
    version: Version
    look: Look | None
    filter: Filter
    side: str | None


class Sides:
    """Side tables in the database in memory, made when asked for; the ones not asked for longest go.

    Parameters
    ----------
    database : connection of DuckDB
    """

    def __init__(self, atlas: Atlas, database):
        self._atlas = atlas
        self._database = database
        self._numbers = count()
        self._held: OrderedDict[str, tuple[TileSide, int]] = OrderedDict()
        self._lock = threading.Lock()

    def wanted(
        self, snapshot: Snapshot, layer_id: str, look: Look | None, filter: Filter
    ) -> Wanted:
        """Name what is asked of a layer; nothing is made yet."""
        version = snapshot.versions[layer_id]
        with_classes = look is not None and (_has_classes(look) or look.size_by is not None)
        side = None
        if filter or with_classes:
            said = look_key(look) if with_classes else ""
            side = f"{filter_key(snapshot, layer_id, filter)}|{said}"
        kind = look.kind if look is not None and look.kind in ("heat", "cluster") else ""
        return Wanted(f"{version.key}|{side or ''}|{kind}", version, look, filter, side)

    def load(self, snapshot: Snapshot, wanted: Wanted) -> TileSide | None:
        """The side table of what is wanted, made if it is not there; None where none is needed."""
        if wanted.side is None:
            return None
        with self._lock:
            if wanted.side in self._held:
                self._held.move_to_end(wanted.side)
                return self._held[wanted.side][0]
        # Outside the lock: a filter by distance can take seconds, which others shall not wait for.
        rows = feature_classes(
            self._atlas, snapshot, wanted.version.layer_id, wanted.look, wanted.filter
        )
        with self._lock:
            if wanted.side not in self._held:
                self._held[wanted.side] = self._make(rows), len(rows)
                self._drop_old()
            return self._held[wanted.side][0]

    def _make(self, rows: pd.DataFrame) -> TileSide:
        table = f"side.{next(self._numbers)}"
        content = {"fid": pa.array(rows["fid"].to_numpy())}
        classes = ()
        if "k" in rows:
            classes = tuple(map(str, rows["k"].cat.categories))
            content["k"] = pa.array(rows["k"].cat.codes.to_numpy("uint8"))
        if "s" in rows:
            content["s"] = pa.array(rows["s"], pa.int8())
        cursor = self._database.cursor()
        cursor.register("side_rows", pa.table(content))
        cursor.execute(f'CREATE TABLE "{table}" AS SELECT * FROM side_rows')
        cursor.close()
        return TileSide(table, classes, "s" in rows)

    def _drop_old(self) -> None:
        while len(self._held) > 1 and (
            len(self._held) > _MOST_TABLES
            or sum(rows for _, rows in self._held.values()) > _MOST_ROWS
        ):
            side, _ = self._held.popitem(last=False)[1]
            self._database.cursor().execute(f'DROP TABLE IF EXISTS "{side.table}"')


def drawn(layer: TileLayer, wanted: Wanted, side: TileSide | None) -> TileLayer:
    """A layer as it is wanted."""
    kind = "" if wanted.look is None else wanted.look.kind
    if layer.kind == "point" and kind == "heat":
        return replace(layer, side=side, cell_px=HEAT_CELL_PX, mean_place=True, buffer_px=32)
    if layer.kind == "point" and kind == "cluster":
        return replace(
            layer,
            side=side,
            cell_px=CLUSTER_CELL_PX,
            mean_place=True,
            buffer_px=32,
            detail_zoom=CLUSTERS_END,
        )
    if layer.kind == "point" and side is not None and side.classes:
        return replace(layer, side=side, cell_px=CLASSED_CELL_PX)
    return replace(layer, side=side)


def _has_classes(look: Look) -> bool:
    return look.kind in ("categorical", "graduated")
