"""Join the features of a layer with areas: how many stand in each, and what stands nowhere."""

from dataclasses import dataclass

import pandas as pd

from geo.join import count_in_areas
from layers.errors import BadOption, UnknownField
from layers.spec import get_spec
from layers.store import Store


@dataclass(frozen=True)
class JoinCounts:
    """Counts per area. `rows` has ``code``, ``name``, ``count``.

    `outside` points are in no area, `unknown` ones have no usable position. A point in two
    overlapping areas counts in both, so the counts may sum to more than `total`.
    """

    rows: pd.DataFrame
    outside: int
    unknown: int
    total: int


def count_points(store: Store, *, points: str, areas: str, by: str | None = None) -> JoinCounts:
    """Count the points of one layer in the areas of another; a point on a border counts in both.

    Parameters
    ----------
    by : str, optional
        A field of the areas to sum over, such as ``province_code``.
    """
    for layer_id, kind in ((points, "point"), (areas, "area")):
        if get_spec(store.specs, layer_id).kind != kind:
            raise BadOption(option=f"--{kind}s", value=layer_id)
    sites, units = store.read(points, columns=["geometry"]), store.read(areas)
    if by is not None and by not in units:
        raise UnknownField(field=by, layer=areas, known=", ".join(units.columns))
    counted = count_in_areas(sites, units)
    codes = units[by or _code_column(units)]
    rows = pd.DataFrame({"code": codes, "name": _names(units, by), "count": counted.counts})
    if by is not None:
        rows = rows.groupby("code", dropna=False).agg({"name": "first", "count": "sum"})
        rows = rows.reset_index()
    rows = rows.sort_values("code", ignore_index=True)
    return JoinCounts(rows, counted.outside, counted.unknown, counted.total)


def _code_column(units: pd.DataFrame) -> str:
    return next(c for c in ("code", "unit_key", "feature_id", "fid") if c in units)


def _names(units: pd.DataFrame, by: str | None) -> pd.Series:
    """A readable name beside a code: ``province_name`` beside ``province_code``."""
    wanted = [by.removesuffix("_code") + "_name", by] if by else ["full_name", "name"]
    found = next((c for c in wanted if c in units), None)
    return units[found] if found else pd.Series(None, index=units.index, dtype="object")
