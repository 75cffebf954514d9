"""Where a line could go through ducts of somebody else: what is free beside it, and whom to ask."""

from collections.abc import Sequence
from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from geo.corridor import MOST_ANGLE_DEG, join_stretches, stretches_beside
from geo.measure import geodesic_length_m
from layers.atlas import Atlas, Snapshot
from layers.ducts.derivation import DuctDerivation, left_out_rows, no_left_out
from layers.ducts.network import of_city
from layers.ducts.pieces import FREE, NOT_BUILT, RETIRED, UNKNOWN, describe, text
from layers.errors import BadOption, NoDucts
from layers.inputs import make_input

DISTANCE_M = 30.0
MOST_DISTANCE_M = 200.0
_DUCT, _AERIAL = "duct_route", "aerial_cable_route"


@dataclass(frozen=True)
class Sharing:
    """Ducts beside lines.

    Attributes
    ----------
    rows : GeoDataFrame
        A duct each, EPSG:4326: ``id``, ``owner``, ``operator``, ``kind``, ``status``, ``street``,
        ``n_ducts``, ``n_ducts_used``, ``free``, ``state`` (``free`` or ``unknown``), ``contact``,
        ``length_m``, ``along_m`` (what of the lines it runs beside); longest first.
    lines : DataFrame
        Of each line asked for: ``id``, ``owner``, ``length_m``, ``free_m`` (has a free duct of another
        owner beside it), ``unknown_m`` (only ducts of unknown occupancy or owner).
    length_m, free_m, unknown_m : float
        Sums over the lines.
    """

    rows: gpd.GeoDataFrame
    lines: pd.DataFrame
    length_m: float
    free_m: float
    unknown_m: float
    derivation: DuctDerivation


def sharing_candidates(
    atlas: Atlas,
    snapshot: Snapshot,
    lines: shapely.Geometry | gpd.GeoDataFrame,
    *,
    owner: str | None = None,
    distance_m: float = DISTANCE_M,
    least_free: int = 1,
    city: str | None = None,
    with_unknown: bool = True,
) -> Sharing:
    """Ducts of other owners that run beside a line and have ducts free.

    Parameters
    ----------
    lines : line or GeoDataFrame of lines
        EPSG:4326: a line that is planned, or routes with ``feature_id`` and ``owner``.
    owner : str, optional
        Whose the line is; by default the ``owner`` of each line. Ducts of the same owner do not count.
    least_free : int
        Fewer are not enough.

    Raises
    ------
    BadOption, NoDucts
    """
    if not 0 < distance_m <= MOST_DISTANCE_M:
        raise BadOption(option="--distance", value=distance_m)
    if not snapshot.has(_DUCT):
        raise NoDucts(city=city or "–", layers=_DUCT)
    frame = _asked(lines, owner)
    ducts, left_out = _usable(atlas, snapshot, city)
    about = describe(ducts, _DUCT)
    free = (about["free"].fillna(0) >= least_free).to_numpy(bool)
    unknown = (about["state"] == UNKNOWN).to_numpy() & with_unknown
    wanted = np.flatnonzero(free | unknown)
    shapes = ducts.geometry.iloc[wanted]
    beside = stretches_beside(frame.geometry, shapes, distance_m=distance_m)
    duct = wanted[beside["other"].to_numpy()]
    own, mine = about["owner"].to_numpy(object)[duct], frame["owner"].to_numpy(object)
    mine = mine[beside["line"].to_numpy()]
    other = np.array(mine != own, dtype=bool)
    beside, duct = beside[other].reset_index(drop=True), duct[other]
    sure = free[duct] & ~pd.isna(own[other])
    return Sharing(
        rows=_rows(about, ducts, duct, beside),
        **_sums(frame, beside, sure),
        derivation=DuctDerivation(
            (make_input(snapshot, _DUCT, len(ducts)),),
            "sharing",
            {"distance_m": distance_m, "angle_deg": MOST_ANGLE_DEG, "least_free": least_free},
            left_out,
        ),
    )


def aerial_beside_ducts(
    atlas: Atlas, snapshot: Snapshot, *, city: str | None = None, distance_m: float = DISTANCE_M
) -> Sharing:
    """Where aerial routes could go into ducts of other owners that have room."""
    if not snapshot.has(_AERIAL):
        raise NoDucts(city=city or "–", layers=_AERIAL)
    frame, _ = of_city(atlas.frame(snapshot.versions[_AERIAL]), _AERIAL, city)
    stands = ~np.isin(text(frame, "status").astype(str), ("removed", *NOT_BUILT))
    return sharing_candidates(atlas, snapshot, frame[stands], distance_m=distance_m, city=city)


def _asked(lines, owner: str | None) -> gpd.GeoDataFrame:
    if isinstance(lines, gpd.GeoDataFrame):
        owners: Sequence = text(lines, "owner") if owner is None else [owner] * len(lines)
        table = {"id": text(lines, "feature_id"), "owner": owners}
        rows = pd.DataFrame(table, dtype=object)
        return gpd.GeoDataFrame(rows, geometry=lines.geometry.to_numpy(), crs=4326)
    if shapely.get_dimensions(lines) != 1 or shapely.is_empty(lines):
        raise BadOption(option="line", value=shapely.get_type_id(lines))
    return gpd.GeoDataFrame({"id": [None], "owner": [owner]}, geometry=[lines], crs=4326)


def _usable(atlas: Atlas, snapshot: Snapshot, city: str | None):
    frame, left_out = of_city(atlas.frame(snapshot.versions[_DUCT]), _DUCT, city)
    status = text(frame, "status").astype(str)
    ids = text(frame, "feature_id")
    retired, planned = np.isin(status, RETIRED), np.isin(status, NOT_BUILT)
    blank = (frame.geometry.isna() | frame.geometry.is_empty).to_numpy()
    left_out += [
        left_out_rows(_DUCT, ids[retired], "retired"),
        left_out_rows(_DUCT, ids[planned], "not_built"),
        left_out_rows(_DUCT, ids[blank & ~retired & ~planned], "no_geometry"),
    ]
    left_out = pd.concat([no_left_out(), *left_out], ignore_index=True)
    return frame[~(retired | planned | blank)].reset_index(drop=True), left_out


def _rows(about, ducts, duct: np.ndarray, beside: pd.DataFrame) -> gpd.GeoDataFrame:
    length = (beside["end_m"] - beside["start_m"]).to_numpy()
    along = np.bincount(duct, length, minlength=len(about))
    chosen = np.unique(duct)
    chosen = chosen[np.argsort(-along[chosen], kind="stable")]
    rows = about.iloc[chosen].drop(columns="layer").reset_index(drop=True)
    rows["state"] = rows["state"].where(rows["state"] == UNKNOWN, FREE)
    geometry = ducts.geometry.iloc[chosen].to_numpy()
    rows["length_m"] = geodesic_length_m(geometry) if len(chosen) else 0.0
    rows["along_m"] = along[chosen]
    return gpd.GeoDataFrame(rows, geometry=geometry, crs=4326)


def _sums(frame: gpd.GeoDataFrame, beside: pd.DataFrame, sure: np.ndarray) -> dict:
    n = len(frame)
    metres = []
    for rows in (beside[sure], beside):
        joined = join_stretches(rows, np.zeros(len(rows), dtype=int))
        length = (joined["end_m"] - joined["start_m"]).to_numpy()
        metres.append(np.bincount(joined["line"], length, minlength=n))
    length = np.nan_to_num(geodesic_length_m(frame.geometry)) if n else np.empty(0)
    free, either = metres
    lines = pd.DataFrame(
        {
            "id": frame["id"], "owner": frame["owner"], "length_m": length, "free_m": free,
            "unknown_m": np.maximum(either - free, 0.0),
        }
    )  # fmt: skip
    sums = lines[["length_m", "free_m", "unknown_m"]].sum()
    return {"lines": lines, **{name: float(value) for name, value in sums.items()}}
