"""Masts that could carry one more: those with one tenant near a planned site or another owner's mast."""

from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import pandas as pd

from geo.nearest import within_distance
from layers.atlas import Atlas, Snapshot
from layers.errors import BadOption
from layers.inputs import Input, make_input
from layers.regulation.found import aside, line_between
from layers.regulation.masts import LEFT_OUT, MASTS, PLANNED, WARDS, MastSet, masts_of, with_fields

SITES = "planned_site"
PLANNED_NEAR, OVERBUILD = "planned_site", "overbuild"
NO_TENANTS, NO_OWNER, CANNOT = "tenants_unknown", "no_owner", "not_sharing_capable"
COLUMNS = [
    "mast", "owner", "n_operators", "sharing_capable", "contact", "reason", "other", "other_owner",
    "planned_year", "distance_m", "code", "ward", "mast_class",
]  # fmt: skip


@dataclass(frozen=True)
class Sharing:
    """Masts that could be shared, one row for each of what stands or will stand near them.

    Attributes
    ----------
    rows : GeoDataFrame
        `COLUMNS` and a line from the mast to the other (EPSG:4326), nearest first. ``reason`` is
        ``planned_site`` (somebody else plans a site there) or ``overbuild`` (another owner's mast stands
        there); ``n_operators`` is 0 or 1.
    left_out : DataFrame
        `layers.regulation.masts.LEFT_OUT`; the sentence is ``regulation.left_out.<why>``.
    inputs : tuple of Input
    """

    rows: gpd.GeoDataFrame
    left_out: pd.DataFrame
    inputs: tuple[Input, ...]
    distance_m: float


def share_candidates(
    atlas: Atlas, snapshot: Snapshot, *, city: str, distance_m: float = 200.0
) -> pd.DataFrame:
    """The rows of `find_sharing`."""
    return find_sharing(atlas, snapshot, city=city, distance_m=distance_m).rows


def find_sharing(
    atlas: Atlas, snapshot: Snapshot, *, city: str, distance_m: float = 200.0
) -> Sharing:
    """Standing masts with at most one operator and somebody else's site within a distance.

    Parameters
    ----------
    distance_m : float
        On the ellipsoid; a site at exactly this distance counts.

    Raises
    ------
    BadOption
        If the distance is not more than zero.
    UnknownLayer, UnknownCity
    """
    if not distance_m > 0:
        raise BadOption(option="--share", value=distance_m)
    used = [snapshot.versions[i].key for i in (MASTS, WARDS, SITES) if snapshot.has(i)]
    key = f"sharing-{'|'.join(used)}-{city}-{distance_m}"
    return atlas.answers.once(key, lambda: _find(atlas, snapshot, city, distance_m))


def _find(atlas: Atlas, snapshot: Snapshot, city: str, distance_m: float) -> Sharing:
    masts = masts_of(atlas, snapshot, city=city)
    frame = masts.frame
    standing = ~frame["status"].isin(PLANNED).to_numpy()
    unknown, nobody = frame["n_operators"].isna().to_numpy(), frame["owner"].isna().to_numpy()
    cannot = (frame["sharing_capable"] == "no").to_numpy()
    single = standing & (frame["n_operators"] <= 1).to_numpy()
    host = frame[single & ~nobody & ~cannot].reset_index(drop=True)
    left_out = pd.concat(
        [
            masts.left_out,
            aside(masts, standing & unknown, "sharing", NO_TENANTS),
            aside(masts, single & nobody, "sharing", NO_OWNER),
            aside(masts, single & ~nobody & cannot, "sharing", CANNOT),
        ],
        ignore_index=True,
    ).reindex(columns=LEFT_OUT)
    inputs = list(masts.inputs)
    parts = [_pairs(host, _other_masts(masts), distance_m, OVERBUILD)]
    if snapshot.has(SITES):
        stored = atlas.frame(snapshot.versions[SITES])
        sites = with_fields(stored)
        sites = sites[~(sites.geometry.isna() | sites.geometry.is_empty)].reset_index(drop=True)
        sites["owner"] = sites["operator"].where(sites["operator"].notna(), sites["owner"])
        inputs.append(make_input(snapshot, SITES, len(sites)))
        parts.append(_pairs(host, sites.to_crs(host.crs), distance_m, PLANNED_NEAR))
    rows = pd.concat(parts, ignore_index=True)
    rows = rows.sort_values(["distance_m", "mast", "other"], ignore_index=True)
    return Sharing(gpd.GeoDataFrame(rows, crs=host.crs), left_out, tuple(inputs), distance_m)


def _other_masts(masts: MastSet) -> gpd.GeoDataFrame:
    every = masts.every
    return every[~every["status"].isin(PLANNED) & (masts.layer == MASTS)].reset_index(drop=True)


def _pairs(host, others, distance_m: float, reason: str) -> gpd.GeoDataFrame:
    """Hosts beside what another owner has, or plans, near them."""
    near = within_distance(host.geometry, others.geometry, distance_m=distance_m)
    mine, theirs = host.iloc[near["point"]], others.iloc[near["site"]]
    owner, other_owner = mine["owner"].to_numpy(), theirs["owner"].to_numpy()
    operator = mine["operator"].to_numpy()
    # Whoever is on the mast already need not come to it.
    keep = (owner != other_owner) & (operator != other_owner) & pd.notna(other_owner)
    mine, theirs, near = mine[keep], theirs[keep], near[keep]
    columns = {
        "mast": mine["feature_id"].astype(str).to_numpy(),
        "reason": reason,
        "other": theirs["feature_id"].astype(str).to_numpy(),
        "other_owner": theirs["owner"].to_numpy(),
        "planned_year": theirs["planned_year"].to_numpy(dtype=float),
        "distance_m": near["distance_m"].to_numpy(),
    }
    same = ["owner", "n_operators", "sharing_capable", "contact", "code", "ward", "mast_class"]
    columns |= {name: mine[name].to_numpy() for name in same}
    lines = line_between(_xy(mine), _xy(theirs))
    table = pd.DataFrame(columns, index=range(len(mine)))[COLUMNS]
    return gpd.GeoDataFrame(table, geometry=lines, crs=host.crs)


def _xy(frame: gpd.GeoDataFrame) -> np.ndarray:
    return np.column_stack([frame.geometry.x, frame.geometry.y])
