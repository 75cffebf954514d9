"""What operators declare as served: service-area polygons by operator, technology and class."""

from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from geo.crs import to_metric
from layers.atlas import Atlas, Snapshot
from layers.coverage.bases import Base
from layers.coverage.ground import Ground, lies_near
from layers.coverage.question import ReachQuestion

DECLARED = "coverage_area"
CLASSES = ("voice", "area_1", "area_2")
ANY_OPERATOR = ""
NO_SHAPE = "no_shape"
DECLARED_COLUMNS = [
    "code", "operator", "technology", "service_area_class", "reached", "share",
]  # fmt: skip
_SAID = ["operator", "technology", "service_area_class", "environment"]


@dataclass(frozen=True)
class DeclaredPlaces:
    """Declared polygons that count; `left_out` are (why, count)."""

    frame: gpd.GeoDataFrame
    left_out: list[tuple[str, int]]


def declared_of(
    atlas: Atlas, snapshot: Snapshot, question: ReachQuestion, grounds: list[Ground]
) -> DeclaredPlaces | None:
    """Declared polygons near the areas, of the question's technology and operators.

    None where there is no such layer.
    """
    if not snapshot.has(DECLARED):
        return None
    layer = atlas.frame(snapshot.versions[DECLARED])
    layer = layer[lies_near(layer, grounds, question.city)]
    frame = gpd.GeoDataFrame(
        {name: texts(layer, name) for name in _SAID},
        geometry=layer.geometry.values,
        crs=layer.crs,
        index=layer.index,
    )
    reasons = [(NO_SHAPE, frame.geometry.isna() | frame.geometry.is_empty)]
    if question.technology is not None:  # 5G_NSA and 5G_SA are both 5G
        named = frame["technology"].str.startswith(question.technology).fillna(False)
        reasons.append(("other_technology", ~named.astype(bool)))
    reasons += operator_reasons(frame["operator"], question.operators)
    kept, lost = sorted_out(reasons, len(frame))
    return DeclaredPlaces(frame[kept], lost)


def operator_reasons(operator: pd.Series, wanted: tuple[str, ...]) -> list:
    """Why records do not count where only some operators are asked for."""
    if not wanted:
        return []
    folded = {name.strip().casefold() for name in wanted}
    named = operator.str.strip().str.casefold().isin(folded).fillna(False).astype(bool)
    return [("no_operator", operator.isna()), ("other_operator", ~named)]


def sorted_out(reasons: list, size: int) -> tuple[np.ndarray, list[tuple[str, int]]]:
    """Which records have no reason against them, and how many were left out for each, the first one counting."""
    taken, lost = np.zeros(size, dtype=bool), []
    for why, rows in reasons:
        count = int((np.asarray(rows, dtype=bool) & ~taken).sum())
        taken |= np.asarray(rows, dtype=bool)
        lost += [(why, count)] if count else []
    return ~taken, lost


def texts(layer: pd.DataFrame, name: str) -> pd.Series:
    """A field as text; missing throughout where the layer does not have it."""
    if name not in layer:
        return pd.Series(pd.NA, index=layer.index, dtype="string")
    return layer[name].astype("string")


def declared_shares(found: DeclaredPlaces, ground: Ground, base: Base) -> pd.DataFrame:
    """What is declared of each area.

    Returns
    -------
    DataFrame
        ``code``, ``operator`` (`ANY_OPERATOR`: of any), ``technology``, ``service_area_class`` (None: any of
        the two), ``reached``, ``share``. Polygons of one kind that overlap count once.
    """
    near = found.frame.cx[
        slice(*ground.stored.total_bounds[::2]), slice(*ground.stored.total_bounds[1::2])
    ]
    shapes = shapely.make_valid(to_metric(near.geometry, crs=ground.crs).values, method="structure")
    kinds = near[_SAID].reset_index(drop=True)
    parts = [_one(ground, base, shapes, ANY_OPERATOR, None, None)]
    for keys, rows in kinds.groupby(_SAID[:3], dropna=False, sort=True):
        named = [None if pd.isna(key) else str(key) for key in keys]
        parts.append(_one(ground, base, shapes[rows.index.to_numpy()], *named))
    for operator, rows in kinds.groupby("operator", sort=True):
        parts.append(_one(ground, base, shapes[rows.index.to_numpy()], str(operator), None, None))
    return pd.concat(parts, ignore_index=True)


def _one(ground, base, shapes, operator, technology, service_class) -> pd.DataFrame:
    region = shapely.union_all(shapes) if len(shapes) else shapely.Polygon()
    inside = np.where(np.isnan(base.total), np.nan, base.inside(region))
    with np.errstate(invalid="ignore", divide="ignore"):
        share = np.where(base.total > 0, np.minimum(inside / base.total, 1.0), np.nan)
    return pd.DataFrame(
        {
            "code": ground.rows["code"],
            "operator": operator,
            "technology": technology,
            "service_area_class": service_class,
            "reached": inside,
            "share": share,
        }
    )
