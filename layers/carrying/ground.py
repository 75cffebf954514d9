"""The ground of the units of two boundary versions: what a share of a split unit may be made from."""

import geopandas as gpd
import numpy as np
import pandas as pd

from geo.interpolate import intersection_areas
from geo.join import points_in_areas
from geo.measure import geodesic_area_m2
from layers.units.timeline import territory_of


class Ground:
    """The polygons and fields of the units of two versions, asked link by link.

    Parameters
    ----------
    source, target : DataFrame or None
        Units with ``unit_key``, of which a GeoDataFrame has polygons too. Their versions may be others
        with the same borders as those of the links.

    Notes
    -----
    The methods take links with ``from_key`` and ``to_key`` and give one number for each, NaN where it
    is not known.
    """

    def __init__(self, source: pd.DataFrame | None, target: pd.DataFrame | None):
        self._source, self._target = _by_key(source), _by_key(target)

    def shared(self, rows: pd.DataFrame) -> np.ndarray:
        """Square metres that the two units of each link share."""
        out = np.full(len(rows), np.nan)
        if not (_drawn(self._source) and _drawn(self._target)) or rows.empty:
            return out
        a, b = self._numbers(rows)
        i, j = np.unique(a[a >= 0]), np.unique(b[b >= 0])
        pairs = intersection_areas(self._source.geometry.iloc[i], self._target.geometry.iloc[j])
        table = pd.Series(
            pairs["area_m2"].to_numpy(),
            index=i[pairs["source"]] * len(self._target) + j[pairs["target"]],
        )
        both = _has_shape(self._source, a) & _has_shape(self._target, b)
        wanted = a[both] * len(self._target) + b[both]
        out[both] = table.reindex(wanted).fillna(0.0).to_numpy()
        return out

    def approximate(self, rows: pd.DataFrame) -> np.ndarray:
        """Whether a border of either unit of each link is only approximate."""
        a, b = self._numbers(rows)
        return _approximate(self._source, a) | _approximate(self._target, b)

    def target_areas(self, rows: pd.DataFrame) -> np.ndarray:
        """Square metres of the target of each link."""
        out = np.full(len(rows), np.nan)
        _, b = self._numbers(rows)
        if _drawn(self._target):
            shape = _has_shape(self._target, b)
            out[shape] = geodesic_area_m2(self._target.geometry.iloc[b[shape]])
        return out

    def of_target(self, rows: pd.DataFrame, field: str) -> np.ndarray:
        """A field of the target of each link; a negative one is not known."""
        out = np.full(len(rows), np.nan)
        if self._target is None or field not in self._target:
            return out
        _, b = self._numbers(rows)
        values = pd.to_numeric(self._target[field]).to_numpy(dtype=float, na_value=np.nan)
        out[b >= 0] = values[b[b >= 0]]
        return np.where(out < 0, np.nan, out)

    def points(self, rows: pd.DataFrame, points: gpd.GeoDataFrame) -> np.ndarray:
        """Points that stand in both units of each link."""
        a, b = self._numbers(rows)
        known = _has_shape(self._source, a) & _has_shape(self._target, b)
        i, j = np.unique(a[known]), np.unique(b[known])
        in_a = points_in_areas(points, self._source.iloc[i]).drop_duplicates("point")
        in_b = points_in_areas(points, self._target.iloc[j]).drop_duplicates("point")
        both = in_a.merge(in_b, on="point")
        pair = i[both["area_x"]] * len(self._target) + j[both["area_y"]]
        counts = pd.Series(pair).value_counts()
        out = counts.reindex(a * len(self._target) + b).fillna(0.0).to_numpy(dtype=float)
        return np.where(known, out, np.nan)

    def _numbers(self, rows: pd.DataFrame) -> tuple[np.ndarray, np.ndarray]:
        return tuple(
            np.full(len(rows), -1)
            if frame is None
            else frame.index.get_indexer(ground_keys(rows[key]))
            for frame, key in ((self._source, "from_key"), (self._target, "to_key"))
        )


def _by_key(frame: pd.DataFrame | None) -> pd.DataFrame | None:
    if frame is None:
        return None
    keyed = frame.set_index(pd.Index(ground_keys(frame["unit_key"])))
    return keyed[~keyed.index.duplicated()]


def ground_keys(keys: pd.Series) -> pd.Series:
    """Unit keys by territory, so that versions with the same borders meet."""
    version = versions_of(keys)
    territory = version.map({name: territory_of(name) for name in version.unique()})
    return territory.astype(object) + ":" + codes_of(keys)


def versions_of(keys: pd.Series) -> pd.Series:
    """The boundary version of each unit key; nothing where it names none."""
    text = keys.astype(object).fillna("").astype(str)
    return text.str.extract(r"^([^:]*):", expand=False).fillna("").astype(object)


def codes_of(keys: pd.Series) -> pd.Series:
    """The code of each unit key."""
    text = keys.astype(object).fillna("").astype(str)
    return text.str.replace(r"^[^:]*:", "", regex=True).astype(object)


def _drawn(frame: pd.DataFrame | None) -> bool:
    return isinstance(frame, gpd.GeoDataFrame)


def _has_shape(frame: pd.DataFrame, at: np.ndarray) -> np.ndarray:
    if not len(frame):
        return np.zeros(len(at), dtype=bool)
    shape = (frame.geometry.notna() & ~frame.geometry.is_empty).to_numpy()
    return (at >= 0) & shape[at]


def _approximate(frame: pd.DataFrame | None, at: np.ndarray) -> np.ndarray:
    if frame is None or "approximate" not in frame or not len(frame):
        return np.zeros(len(at), dtype=bool)
    rough = frame["approximate"].astype("boolean").fillna(False).to_numpy(dtype=bool)
    return (at >= 0) & rough[at]
