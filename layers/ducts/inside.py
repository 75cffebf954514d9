"""What lies in the area of a project: every thing with its owner, type, use and whom to ask."""

from collections.abc import Sequence
from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from shapely.errors import GEOSException, ShapelyError

from geo.measure import geodesic_area_m2, geodesic_length_m
from layers.access import LOCAL_USER, Action, User, can
from layers.atlas import Atlas, Snapshot
from layers.coverage.ground import shape_of
from layers.ducts.derivation import DuctDerivation, left_out_rows, no_left_out
from layers.ducts.pieces import describe, text, whole, with_none
from layers.errors import BadArea, UnknownProject
from layers.inputs import make_input
from layers.masks.doors import may_see
from layers.spec import get_spec

PASSIVE = (
    "duct_route", "manhole", "aerial_cable_route", "cable_pole", "fibre_cable", "cabinet",
    "station_house", "antenna_mast",
)  # fmt: skip
PROJECTS = "project_area"
COLUMNS = [
    "layer", "id", "name", "owner", "operator", "type", "use", "status", "street", "contact",
    "count", "length_m", "used", "capacity", "state",
]  # fmt: skip
_TYPE = {
    "duct_route": "construction", "manhole": "pit_type", "cable_pole": "pole_class",
    "aerial_cable_route": "undergrounding_plan", "fibre_cable": "network_level",
    "cabinet": "cabinet_type", "station_house": "house_type", "antenna_mast": "mast_class",
}  # fmt: skip
_USED = {
    "duct_route": "n_ducts_used", "manhole": "n_ways", "cable_pole": "n_cables",
    "aerial_cable_route": "n_cables", "antenna_mast": "n_operators", "cabinet": "ports_used",
}  # fmt: skip
_CAPACITY = {"duct_route": "n_ducts", "cabinet": "ports", "fibre_cable": "n_fibres"}


@dataclass(frozen=True)
class Inside:
    """What lies in an area.

    Attributes
    ----------
    rows : GeoDataFrame
        `COLUMNS`, EPSG:4326: ``type`` is the layer's own, ``use`` who uses it (operator and sharers,
        joined by ";"), ``count`` 1, ``length_m`` what of a route lies inside (NaN of points), ``used``
        and ``capacity`` ducts, ports, fibres, cables or operators where the layer says, ``state`` of a
        duct (`layers.ducts.pieces.STATES`). Routes are cut at the border.
    by_layer : DataFrame
        ``layer``, ``count``, ``length_m``.
    by_owner : DataFrame
        ``owner`` (None: not recorded), ``contact`` (those there are, joined by ";"), ``count``,
        ``length_m``.
    area_m2 : float
    """

    rows: gpd.GeoDataFrame
    by_layer: pd.DataFrame
    by_owner: pd.DataFrame
    area_m2: float
    derivation: DuctDerivation


def inside(
    atlas: Atlas,
    snapshot: Snapshot,
    polygon: shapely.Geometry | dict,
    *,
    layers: Sequence[str] = PASSIVE,
    user: User | None = LOCAL_USER,
) -> Inside:
    """List what lies in a polygon; what is on its border counts.

    Parameters
    ----------
    polygon : polygon, multi-polygon or GeoJSON
        EPSG:4326.
    layers : sequence of str
        Layers that `user` may not see are named among what was left out.

    Raises
    ------
    BadArea
        If it is no polygon.
    """
    area = as_polygon(polygon)
    found, left_out, inputs = [], [no_left_out()], []
    for layer in layers:
        spec = get_spec(atlas.store.specs, layer)
        if not may_see(user, spec, snapshot):
            why = "no_layer" if can(user, Action.SEE, spec) else "not_allowed"
            left_out.append(left_out_rows(layer, [None], why))
        else:
            frame = atlas.frame(snapshot.versions[layer])
            rows, aside = _rows(frame, layer, area)
            found.append(rows)
            left_out.append(aside)
            inputs.append(make_input(snapshot, layer, len(rows)))
    rows = _joined(found)
    derivation = DuctDerivation(
        tuple(inputs), "inside", {}, pd.concat(left_out, ignore_index=True), ()
    )
    size = float(geodesic_area_m2([area])[0])
    return Inside(rows, _by_layer(rows), _by_owner(rows), size, derivation)


def project_polygon(atlas: Atlas, snapshot: Snapshot, project: str) -> shapely.Geometry:
    """The polygon of a project of the layer ``project_area``.

    Raises
    ------
    UnknownProject
        If there is none of this id, or it has no polygon.
    """
    if snapshot.has(PROJECTS):
        frame = atlas.frame(snapshot.versions[PROJECTS])
        at = np.flatnonzero((frame["feature_id"] == project).to_numpy())
        if len(at) and frame.geometry.iloc[at[0]] is not None:
            return frame.geometry.iloc[at[0]]
    raise UnknownProject(id=project)


def as_polygon(polygon: shapely.Geometry | dict) -> shapely.Geometry:
    """A polygon in degrees, mended where it crosses itself.

    Raises
    ------
    BadArea
        If it is no polygon with an area, or not in degrees.
    """
    if isinstance(polygon, dict):
        return shape_of(polygon)
    try:
        area = shapely.make_valid(shapely.force_2d(polygon), method="structure")
        usable = area is not None and area.area > 0 and np.isfinite(area.bounds).all()
    except (ShapelyError, GEOSException, AttributeError, KeyError, TypeError, ValueError) as fault:
        raise BadArea(fault=str(fault)[:80]) from fault
    if not usable or not _in_degrees(area.bounds):
        raise BadArea(fault="–" if area is None else area.geom_type)
    return area


def _in_degrees(bounds) -> bool:
    west, south, east, north = bounds
    return west >= -180 and east <= 180 and south >= -90 and north <= 90


def _rows(frame: gpd.GeoDataFrame, layer: str, area) -> tuple[gpd.GeoDataFrame, pd.DataFrame]:
    geoms = np.asarray(frame.geometry, dtype=object)
    blank = shapely.is_missing(geoms) | shapely.is_empty(geoms)
    shapely.prepare(area)
    meets = shapely.intersects(area, geoms)
    mine, cut = frame[meets], shapely.force_2d(geoms[meets])
    route = shapely.get_dimensions(cut) == 1
    across = route & ~shapely.covers(area, cut)
    cut[across] = shapely.intersection(cut[across], area)
    # A route that only touches the border does not lie in the area.
    stays = ~(route & (shapely.length(cut) == 0))
    mine, cut, route = mine[stays], cut[stays], route[stays]
    length = np.where(route, geodesic_length_m(cut) if len(cut) else 0.0, np.nan)
    table = {
        "layer": layer,
        "id": text(mine, "feature_id"),
        "name": text(mine, "name"),
        "owner": text(mine, "owner"),
        "operator": text(mine, "operator"),
        "type": text(mine, _TYPE.get(layer, "type")),
        "use": _users(mine),
        "status": text(mine, "status"),
        "street": text(mine, "street"),
        "contact": text(mine, "contact"),
        "count": 1,
        "length_m": length,
        "used": whole(mine, _USED.get(layer, "")).to_numpy(),
        "capacity": whole(mine, _CAPACITY.get(layer, "")).to_numpy(),
        "state": describe(mine, layer)["state"].to_numpy() if layer == "duct_route" else None,
    }
    rows = gpd.GeoDataFrame(pd.DataFrame(table, columns=COLUMNS), geometry=cut, crs=4326)
    return rows, left_out_rows(layer, text(frame[blank], "feature_id"), "no_position")


def _users(frame: pd.DataFrame) -> np.ndarray:
    """Operator and sharers, each once, in their order."""
    columns = [text(frame, name) for name in ("operator", "sharers")]
    return np.array([_once(said) for said in zip(*columns, strict=True)] or [None], dtype=object)[
        : len(frame)
    ]


def _once(said: tuple[str | None, ...]) -> str | None:
    names = [name.strip() for each in said if each for name in each.split(";") if name.strip()]
    return ";".join(dict.fromkeys(names)) or None


def _joined(found: list[gpd.GeoDataFrame]) -> gpd.GeoDataFrame:
    some = [rows for rows in found if len(rows)]
    if not some:
        return gpd.GeoDataFrame(pd.DataFrame(columns=COLUMNS), geometry=[], crs=4326)
    rows = pd.concat(some, ignore_index=True)
    return with_none(rows.astype({"used": "Int64", "capacity": "Int64"}))


def _by_layer(rows: pd.DataFrame) -> pd.DataFrame:
    found = rows.groupby("layer", sort=False).agg(
        count=("count", "sum"), length_m=("length_m", _sum)
    )
    return found.reset_index()


def _by_owner(rows: pd.DataFrame) -> pd.DataFrame:
    found = rows.groupby("owner", dropna=False).agg(
        contact=("contact", lambda said: ";".join(sorted(said.dropna().unique())) or None),
        count=("count", "sum"),
        length_m=("length_m", _sum),
    )
    found = found.reset_index()
    for name in ("owner", "contact"):
        found[name] = found[name].astype(object).where(found[name].notna(), None)
    return found.sort_values("count", ascending=False, kind="stable", ignore_index=True)


def _sum(lengths: pd.Series) -> float:
    return lengths.sum(min_count=1)
