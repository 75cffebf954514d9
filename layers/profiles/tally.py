"""What lies in a place, counted and measured: sites and routes by owner, kind, status and sharing."""

import math

import geopandas as gpd
import numpy as np
import pandas as pd

from geo.join import points_in_areas, split_lines
from layers.atlas import Atlas, Snapshot
from layers.derived import kept
from layers.ducts.pieces import NOT_BUILT
from layers.facts import LAYERS, ROUTES
from layers.profiles.kinds import KIND_FIELD
from layers.store import Version

COLUMNS = ["layer", "owner", "kind", "state", "shared", "features", "amount"]
STANDING, PLANNED, GONE, UNSAID = "standing", "planned", "gone", "unsaid"
SHARED, ALONE, UNKNOWN = "shared", "alone", "unknown"
_KEYS = COLUMNS[:5]
_GONE = ("removed",)


def tally(
    atlas: Atlas, snapshot: Snapshot, shapes: gpd.GeoSeries, layers: tuple[str, ...]
) -> pd.DataFrame:
    """Count the sites and measure the routes of layers inside any shapes, of what the reader sees.

    A point on the border of an area is in it, and in two areas of one place it counts twice, as it does
    in the facts of areas (`layers.facts`). Routes are cut at the borders.

    Parameters
    ----------
    shapes : GeoSeries
        Polygons in EPSG:4326.
    layers : tuple of str
        Layers that the store has no version of are passed over.

    Returns
    -------
    DataFrame
        `COLUMNS`: ``owner`` and ``kind`` (None: not recorded), ``state`` (``standing``, ``planned``,
        ``gone`` or ``unsaid``), ``shared`` (``shared`` by two or more operators, ``alone``,
        ``unknown``), ``features`` and ``amount``: how many, or kilometres on the ellipsoid.
    """
    return _with_none(_by_area(atlas, snapshot.versions, shapes, layers))[COLUMNS]


def tally_of(atlas: Atlas, snapshot: Snapshot, areas: str, rows: np.ndarray) -> pd.DataFrame:
    """The tally of some areas of a boundary layer together; that of each is made once, and kept.

    It adds up by area, so it is made of what the reader of the snapshot may add up (`Snapshot.sums`).

    Parameters
    ----------
    rows : ndarray of int
        Row numbers of the layer.
    """
    table = every_tally(atlas, snapshot, areas)
    if len(rows) == 1:
        first, last = np.searchsorted(table["area"], [rows[0], rows[0] + 1])
        return table.iloc[first:last][COLUMNS]
    mine = table[table["area"].isin(rows)]
    summed = mine.groupby(_KEYS, dropna=False, sort=False)[["features", "amount"]].sum()
    return _with_none(summed.reset_index())


def every_tally(atlas: Atlas, snapshot: Snapshot, areas: str) -> pd.DataFrame:
    """The tally of every area of a boundary layer: ``area`` (row number, ascending) and `COLUMNS`."""
    key = f"tally-{atlas.facts_key(snapshot, areas)}"

    def make() -> dict[str, pd.DataFrame]:
        shapes = atlas.frame(snapshot.versions[areas]).geometry
        return {"tally": _by_area(atlas, snapshot.sums, shapes, LAYERS)}

    def load() -> pd.DataFrame:
        return _with_none(kept(atlas.store, key, make)["tally"])

    return atlas.frames.once(key, load)


def sums(table: pd.DataFrame, *by: str, of: str = "amount") -> dict:
    """The sum of a column by other columns, in the order in which their values come.

    The tally of an area has a few dozen rows: pandas takes longer to group them than to read them.
    """
    found: dict = {}
    rows = zip(*(table[column] for column in by), strict=True) if len(by) > 1 else table[by[0]]
    for key, value in zip(rows, table[of], strict=True):
        found.setdefault(key, []).append(value)
    return {key: math.fsum(values) for key, values in found.items()}


def amounts(table: pd.DataFrame, by: str) -> pd.DataFrame:
    """The amounts of each layer by one column: ``layer``, the column, ``amount``, ``share``; largest first.

    What is not recorded is a row like the others, with None, and comes last.
    """
    whole = sums(table, "layer")
    rows = [(layer, name, amount) for (layer, name), amount in sums(table, "layer", by).items()]
    rows.sort(key=lambda row: (row[0], row[1] is None, -row[2]))
    layers, names, amount = zip(*rows, strict=True) if rows else ((), (), ())
    share = [one / whole[layer] if whole[layer] > 0 else np.nan for layer, _, one in rows]
    return pd.DataFrame(
        {
            "layer": np.array(layers, dtype=object),
            by: pd.Series(names, dtype=object),  # pandas would make a text of None
            "amount": np.array(amount, dtype=float),
            "share": np.array(share, dtype=float),
        }
    )


def _by_area(
    atlas: Atlas, versions: dict[str, Version], shapes: gpd.GeoSeries, layers: tuple[str, ...]
) -> pd.DataFrame:
    parts = [_of_layer(atlas, versions[layer], shapes) for layer in layers if layer in versions]
    parts = [part for part in parts if len(part["amount"])]
    if not parts:
        blank = pd.DataFrame(columns=["area", *COLUMNS], dtype=object)
        return blank.astype({"area": int, "features": int, "amount": float})
    return _sum(
        pd.DataFrame({name: np.concatenate([part[name] for part in parts]) for name in parts[0]})
    )


def _of_layer(atlas: Atlas, version: Version, shapes: gpd.GeoSeries) -> dict:
    """Columns of what a layer has in the shapes, one row a feature and shape."""
    layer, frame = version.layer_id, atlas.frame(version)
    box = tuple(shapes.total_bounds)
    near = np.empty(0, dtype=int)
    if isinstance(frame, gpd.GeoDataFrame) and np.isfinite(box).all():
        near = np.sort(atlas.viewport(version).query(box))
    geometry = gpd.GeoSeries(frame.geometry.values[near], crs=4326) if len(near) else None
    join = _cut if layer in ROUTES else _counted
    if geometry is None:
        at, area, amount = near, near, near.astype(float)
    else:
        at, area, amount = join(geometry, shapes)
    found = _Rows(frame, near[at])
    return {
        "area": area,
        "layer": np.full(len(at), layer, dtype=object),
        "owner": found.text("owner"),
        "kind": found.text(KIND_FIELD.get(layer, "kind")),
        "state": _state(found),
        "shared": _shared(found, layer),
        "amount": amount,
    }


def _counted(points: gpd.GeoSeries, shapes: gpd.GeoSeries) -> tuple[np.ndarray, ...]:
    found = points_in_areas(points, shapes)
    return found["point"].to_numpy(), found["area"].to_numpy(), np.ones(len(found))


def _cut(lines: gpd.GeoSeries, shapes: gpd.GeoSeries) -> tuple[np.ndarray, ...]:
    cut = split_lines(lines, shapes)
    cut = cut[(cut["area"] >= 0).to_numpy()]
    return cut["line"].to_numpy(), cut["area"].to_numpy(), cut["length_m"].to_numpy() / 1000


def _sum(rows: pd.DataFrame) -> pd.DataFrame:
    """One row for each area and way of being, by area."""
    # Numbers instead of texts: grouping by texts takes ten times as long. -1 is what is not recorded.
    codes, names = zip(*(pd.factorize(rows[key]) for key in _KEYS), strict=True)
    table = pd.DataFrame({"area": rows["area"]} | dict(zip(_KEYS, codes, strict=True)))
    table = table.assign(features=1, amount=rows["amount"])
    found = table.groupby(["area", *_KEYS]).sum().reset_index()
    for key, known in zip(_KEYS, names, strict=True):
        texts = np.append(np.asarray(known, dtype=object), None)
        found[key] = texts[found[key].to_numpy()]
    return found[["area", *COLUMNS]]


def _with_none(found: pd.DataFrame) -> pd.DataFrame:
    """None for what is not recorded, of which pandas makes NaN: that is equal to nothing, not to itself either."""
    texts = {c: found[c].astype(object).where(found[c].notna(), None) for c in _KEYS}
    return found.assign(**texts)


def _state(rows: "_Rows") -> np.ndarray:
    status = rows.text("status")
    said = status.astype(str)
    return np.select(
        [pd.isna(status), np.isin(said, NOT_BUILT), np.isin(said, _GONE)],
        [UNSAID, PLANNED, GONE],
        STANDING,
    ).astype(object)


def _shared(rows: "_Rows", layer: str) -> np.ndarray:
    """Whether two or more operators use each: by their number; of routes also by what says so in words."""
    count = rows.number("n_operators")
    known, several = np.isfinite(count), count >= 2
    if layer in ROUTES:
        names = ~pd.isna(rows.text("sharers"))
        said = rows.number("shared")
        several = np.where(known, several, names | (said == 1))
        known = known | names | np.isfinite(said)
    return np.select([~known, several], [UNKNOWN, SHARED], ALONE).astype(object)


class _Rows:
    """Fields of some rows of a frame; only what is asked for is taken out of it."""

    def __init__(self, frame: pd.DataFrame, rows: np.ndarray):
        self._frame, self._rows = frame, rows

    def text(self, name: str) -> np.ndarray:
        """None where it is blank or not there."""
        found = np.full(len(self._rows), None, dtype=object)
        if name in self._frame and len(found):
            column = np.asarray(self._frame[name].array.take(self._rows), dtype=object)
            said = np.array([isinstance(v, str) and bool(v.strip()) for v in column], dtype=bool)
            found[said] = column[said]
        return found

    def number(self, name: str) -> np.ndarray:
        """NaN where it is blank, no number or not there."""
        if name not in self._frame:
            return np.full(len(self._rows), np.nan)
        column = pd.Series(self._frame[name].array.take(self._rows))
        return (
            pd.to_numeric(column, errors="coerce")
            .astype("Float64")
            .to_numpy(float, na_value=np.nan)
        )
