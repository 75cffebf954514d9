"""Places where a new site could stand, and which of those named cannot and why."""

from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from geo.crs import to_storage
from geo.join import points_in_areas
from geo.locate import point_xy
from geo.nearest import nearest
from layers.atlas import Atlas, Snapshot
from layers.cards import COUNTRY
from layers.coverage.ground import Ground
from layers.coverage.sites import Sites
from layers.errors import BadSiting, UnknownLayer
from layers.siting.grid import grid_points
from layers.siting.question import GRID, LAYER, SitingQuestion

PUBLIC_LAYERS = ("service_point", "public_service_point")
NO_POSITION, OUTSIDE, SAME_PLACE, TOO_NEAR = "no_position", "outside", "same_place", "too_near"
MOST_CANDIDATES = 20_000
_SAME_DEGREES = 7


@dataclass(frozen=True)
class Candidates:
    """Where a new site could stand.

    Attributes
    ----------
    frame : GeoDataFrame
        ``candidate`` (id, unique), ``name`` (or None), ``layer`` (or None), ``code`` and ``area`` of the
        area it stands in; EPSG:4326.
    left_out : DataFrame
        ``layer``, ``why``, ``count``.
    layers : tuple of str
        The layers that were read.
    """

    frame: gpd.GeoDataFrame
    left_out: pd.DataFrame
    layers: tuple[str, ...]


def candidates_of(
    atlas: Atlas,
    snapshot: Snapshot,
    question: SitingQuestion,
    grounds: list[Ground],
    standing: Sites,
) -> Candidates:
    """The candidates of a question inside its areas.

    Raises
    ------
    UnknownLayer
        If a layer is not in the store or has no points or areas; for ``public``, if none is.
    BadOption
        If a grid is so fine that there are more than `MOST_CANDIDATES`.
    """
    kind, value = question.source()
    if kind == GRID:
        found, lost, layers = _grid(grounds, float(value)), [], ()
    else:
        layers = _layers(atlas, snapshot, kind, value)
        found, lost = _of_layers(atlas, snapshot, question, layers)
    found, outside = _inside(found, grounds, question)
    again = _positions(found).duplicated().to_numpy()
    near = _too_near(found, standing, question.spacing_m)
    lost += [outside, _lost(found[again], SAME_PLACE), _lost(found[near & ~again], TOO_NEAR)]
    kept = found[~again & ~near].reset_index(drop=True)
    if len(kept) > MOST_CANDIDATES:
        raise BadSiting("candidates", count=len(kept), most=MOST_CANDIDATES)
    return Candidates(kept.assign(candidate=_ids(kept)), _summed(lost), layers)


def _layers(atlas: Atlas, snapshot: Snapshot, kind: str, value) -> tuple[str, ...]:
    wanted = (value,) if kind == LAYER else PUBLIC_LAYERS
    usable = [i for i in snapshot.versions if atlas.store.specs[i].kind in ("point", "area")]
    found = tuple(i for i in wanted if i in usable)
    if not found:
        raise UnknownLayer(layer=", ".join(wanted), known=", ".join(sorted(usable)))
    return found


def _of_layers(atlas, snapshot, question, layers) -> tuple[gpd.GeoDataFrame, list]:
    parts, lost = [], []
    for layer in layers:
        frame = atlas.frame(snapshot.versions[layer])
        frame = frame[_may_be_of(frame, question.reach.city)]
        shapes = frame.geometry.values
        points = shapely.point_on_surface(np.asarray(shapes, dtype=object))
        part = gpd.GeoDataFrame(
            {
                "candidate": _text(frame, "feature_id"),
                "name": _text(frame, "name"),
                "layer": layer,
                "said": _said(frame, question.reach.city),
            },
            geometry=points,
            crs=frame.crs,
        )
        placed = np.isfinite(point_xy(part.geometry)).all(axis=1)
        lost.append(_lost(part[~placed], NO_POSITION))
        parts.append(part[placed])
    return pd.concat(parts, ignore_index=True), lost


def _grid(grounds: list[Ground], metres: float) -> gpd.GeoDataFrame:
    rough = sum(float(np.nansum(g.area_m2)) for g in grounds) / metres**2
    if rough > 1.5 * MOST_CANDIDATES:
        raise BadSiting("candidates", count=round(rough), most=MOST_CANDIDATES)
    parts = []
    for ground in grounds:
        whole = shapely.union_all(ground.plane.dropna().values)
        xy, _ = grid_points(np.array([whole], dtype=object), metres)
        east, north = np.round(xy).astype(int).T
        parts.append(
            gpd.GeoDataFrame(
                {
                    "candidate": [f"{e}-{n}" for e, n in zip(east, north, strict=True)],
                    "name": None,
                    "layer": None,
                    "said": True,
                },
                geometry=to_storage(gpd.GeoSeries(shapely.points(xy), crs=ground.crs)).values,
                crs=4326,
            )
        )
    return pd.concat(parts, ignore_index=True)


def _may_be_of(frame: pd.DataFrame, city: str) -> np.ndarray:
    """Rows of the city, and those that say nothing of a city."""
    if city == COUNTRY or "province_code" not in frame:
        return np.ones(len(frame), bool)
    stated = frame["province_code"].astype(object)
    return (stated.isna() | (stated == city)).to_numpy(bool)


def _said(frame: pd.DataFrame, city: str) -> np.ndarray:
    """Rows that are meant: those of which the layer says that they are of the city, or all."""
    if city == COUNTRY or "province_code" not in frame:
        return np.ones(len(frame), bool)
    return frame["province_code"].notna().to_numpy(bool)


def _inside(
    found: gpd.GeoDataFrame, grounds: list[Ground], question: SitingQuestion
) -> tuple[gpd.GeoDataFrame, pd.DataFrame]:
    """Those in an area, with it; of the others, those that were meant for the areas are told."""
    areas = gpd.GeoSeries(np.concatenate([g.stored.values for g in grounds]), crs=4326)
    rows = pd.concat([g.rows for g in grounds], ignore_index=True)
    pairs = points_in_areas(found.geometry, areas).drop_duplicates("point")
    number = np.full(len(found), -1)
    number[pairs["point"].to_numpy()] = pairs["area"].to_numpy()
    held = number >= 0
    place = rows.iloc[number[held]]
    inside = found[held].assign(
        code=place["code"].to_numpy(), area=place["full_name"].to_numpy(dtype=object)
    )
    lost = _lost(found[~held & found["said"].to_numpy(bool)], OUTSIDE)
    return inside.drop(columns="said").reset_index(drop=True), lost


def _positions(frame: gpd.GeoDataFrame) -> pd.DataFrame:
    return pd.DataFrame(np.round(point_xy(frame.geometry), _SAME_DEGREES))


def _too_near(frame: gpd.GeoDataFrame, standing: Sites, spacing_m: float | None) -> np.ndarray:
    """Candidates nearer to a site that stands than new ones may be."""
    found = np.zeros(len(frame), bool)
    if spacing_m is None or standing.frame.empty or frame.empty:
        return found
    pairs = nearest(frame.geometry, standing.frame.geometry)
    near = pairs["distance_m"].to_numpy() < spacing_m
    found[pairs["point"].to_numpy()[near]] = True
    return found


def _ids(frame: gpd.GeoDataFrame) -> list[str]:
    """Ids of the layer where they are unique; else with the number of the row."""
    own = frame["candidate"].astype(object)
    blank = own.isna() | own.duplicated(keep=False)
    numbered = [f"{name or 'c'}#{row + 1}" for row, name in enumerate(own.where(own.notna(), ""))]
    return list(np.where(blank, numbered, own))


def _lost(rows: gpd.GeoDataFrame, why: str) -> pd.DataFrame:
    counted = rows["layer"].fillna("").value_counts()
    return pd.DataFrame({"layer": counted.index, "why": why, "count": counted.to_numpy()})


def _summed(lost: list[pd.DataFrame]) -> pd.DataFrame:
    table = pd.concat(lost, ignore_index=True)
    return table.groupby(["layer", "why"], sort=False)["count"].sum().reset_index()


def _text(frame: pd.DataFrame, name: str) -> np.ndarray:
    if name not in frame:
        return np.full(len(frame), None, dtype=object)
    column = frame[name].astype(object)
    return column.where(column.notna(), None).to_numpy(dtype=object)
