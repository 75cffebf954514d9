"""Masts counted by class in each area, as plans print them: sums, shares, and what is in no area."""

import numpy as np
import pandas as pd

from geo.join import points_in_areas
from layers.atlas import Atlas, Snapshot
from layers.cards import COUNTRY
from layers.errors import BadOption, UnknownCity, UnknownField, UnknownLayer
from layers.provinces import city_of
from layers.regulation.masts import MASTS, here
from layers.spec import get_spec

AREA, OUTSIDE, NO_POSITION, SUM, SHARE = "area", "outside", "no_position", "sum", "share"
UNKNOWN, TOTAL = "unknown", "total"
_OTHER_VALUES = 24


def tabulate_masts(
    atlas: Atlas,
    snapshot: Snapshot,
    *,
    areas: str,
    by: str = "mast_class",
    city: str = COUNTRY,
    masts: str = MASTS,
) -> pd.DataFrame:
    """Count masts by area and by the values of a field.

    Parameters
    ----------
    areas : str
        A layer of polygons. A mast on a border counts in the first of its areas, so that every mast
        counts once and the sum of areas is that of the layer.
    by : str
        A field of the masts: its allowed values are the columns, in the order of the spec, those that
        do not occur left out; blank values are ``unknown``, a column of its own that is always there.

    Returns
    -------
    DataFrame
        ``row`` (area, then outside and no_position where there are such masts, sum, share), ``code``,
        ``name``, one column a value, ``unknown``, ``total``. The row ``share`` is each sum over the
        total, between 0 and 1; all others are counts.

    Raises
    ------
    UnknownLayer, UnknownField, UnknownCity, BadOption
    """
    for needed in (areas, masts):
        if not snapshot.has(needed):
            raise UnknownLayer(layer=needed, known=", ".join(sorted(snapshot.versions)))
    if get_spec(atlas.store.specs, areas).kind != "area":
        raise BadOption(option="--table", value=areas)
    used = "|".join(snapshot.versions[i].key for i in (masts, areas))
    key = f"tabulated-{used}-{by}-{city}"
    return atlas.answers.once(key, lambda: _tabulate(atlas, snapshot, areas, by, city, masts))


def _tabulate(
    atlas: Atlas, snapshot: Snapshot, areas: str, by: str, city: str, masts: str
) -> pd.DataFrame:
    stored, units = atlas.frame(snapshot.versions[masts]), atlas.frame(snapshot.versions[areas])
    if by not in stored:
        raise UnknownField(field=by, layer=masts, known=", ".join(stored.columns.drop("geometry")))
    units = _of_city(units, city)
    at = _area_of(stored, units)
    counted = (at >= 0) | here(stored, city)
    values = stored[by].astype(object).where(stored[by].notna(), UNKNOWN).astype(str)
    spec = get_spec(atlas.store.specs, masts).field(by)
    columns = _columns(values[counted], spec.allowed if spec else ())
    placed = ~(stored.geometry.isna() | stored.geometry.is_empty).to_numpy()
    place = np.where(at >= 0, at, np.where(placed, len(units), len(units) + 1))
    counts = pd.crosstab(
        pd.Categorical(place[counted], categories=range(len(units) + 2)),
        pd.Categorical(_merged(values[counted], columns), categories=columns),
        dropna=False,
    )
    counts = counts.reindex(index=range(len(units) + 2), columns=columns, fill_value=0)
    return _with_sums(units, counts.to_numpy(), columns)


def _with_sums(units: pd.DataFrame, counts: np.ndarray, columns: list[str]) -> pd.DataFrame:
    kind = [AREA] * len(units) + [OUTSIDE, NO_POSITION]
    code = next((c for c in ("code", "unit_key", "feature_id") if c in units), None)
    name = next((c for c in ("full_name", "name") if c in units), code)
    table = pd.DataFrame(counts.astype(float), columns=columns)
    table[TOTAL] = table.sum(axis=1)
    table.insert(0, "row", kind)
    table.insert(1, "code", [*units[code].astype(object), None, None])
    table.insert(2, "name", [*units[name].astype(object), None, None])
    table = table[(table["row"] == AREA) | (table[TOTAL] > 0)]
    figures = [*columns, TOTAL]
    sums = table[figures].sum()
    total = sums[TOTAL] if sums[TOTAL] else np.nan
    last = pd.DataFrame([sums, sums / total], columns=figures)
    last.insert(0, "row", [SUM, SHARE])
    return pd.concat([table, last], ignore_index=True)


def _columns(values: pd.Series, allowed: tuple[str, ...]) -> list[str]:
    """The values that occur, those of the spec first and in its order; unknown always and last."""
    found = values.value_counts()
    found = found[found.index != UNKNOWN]
    own = [value for value in allowed if value in found.index]
    more = [value for value in found.index if value not in own]
    return [*own, *more[: max(_OTHER_VALUES - len(own), 0)], UNKNOWN]


def _merged(values: pd.Series, columns: list[str]) -> pd.Series:
    """Values beyond those shown are counted with the unknown ones rather than lost."""
    return values.where(values.isin(columns), UNKNOWN)


def _area_of(stored, units) -> np.ndarray:
    """Row of the first area that holds each mast, -1 for none."""
    found = points_in_areas(stored.geometry, units.geometry).drop_duplicates("point")
    at = np.full(len(stored), -1)
    at[found["point"]] = found["area"]
    return at


def _of_city(units, city: str):
    if city != COUNTRY and ("code" in units or "province_code" in units):
        units = units[(city_of(units) == city).fillna(False).to_numpy(dtype=bool)]
    if units.empty:
        raise UnknownCity(city=city)
    return units.reset_index(drop=True)
