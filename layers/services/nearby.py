"""What stands near the areas of an answer: the reach of masts and the nearest service points, made once."""

import geopandas as gpd
import numpy as np
import pandas as pd

from geo.join import count_in_areas
from geo.reach import nearest_to_areas, share_within
from layers.atlas import Atlas, Snapshot
from layers.services.answers import Answer
from layers.services.derivation import LEFT_OUT
from layers.services.places import COUNTRY

MASTS, POINTS = "antenna_mast", "service_point"
EXISTING = "existing"
NOT_EXISTING, STATUS_UNKNOWN, NO_POSITION = "not_existing", "status_unknown", "no_position"


def was_looked_for(atlas: Atlas, snapshot: Snapshot, answer: Answer, column: str) -> pd.Series:
    """Whether anybody looked for sites in the city of each area (`layers.facts`)."""
    facts = atlas.facts(snapshot, answer.question.areas).areas
    return facts.loc[answer.rows.index, column].notna()


def reach_of_masts(
    atlas: Atlas, snapshot: Snapshot, answer: Answer, radius_m: float
) -> pd.DataFrame:
    """Of each area the share of its ground in reach of existing masts, and how many stand in it.

    Returns
    -------
    DataFrame
        ``reach_share``, ``masts``; NaN in cities where nobody looked.
    """
    areas, city = answer.question.areas, answer.question.city
    nothing = pd.DataFrame({"reach_share": np.nan, "masts": np.nan}, index=answer.rows.index)
    if not snapshot.has(MASTS):
        return nothing
    masts = snapshot.versions[MASTS]
    key = f"service-reach-{masts.key}-{snapshot.versions[areas].key}-{city}-{radius_m}"

    def make() -> pd.DataFrame:
        sites = _existing(atlas.frame(masts))
        shapes = atlas.frame(snapshot.versions[areas])
        found = nothing.copy()
        there = was_looked_for(atlas, snapshot, answer, f"n_{MASTS}")
        for _, rows in answer.rows[there].groupby("city"):
            part = shapes.iloc[rows.index]
            near = _around(sites, part, radius_m)
            found.loc[rows.index, "reach_share"] = share_within(near, part, radius_m)
            found.loc[rows.index, "masts"] = count_in_areas(near, part).counts
        return found if len(sites) else nothing

    return atlas.answers.once(key, make)


def _existing(masts: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Masts that are said to stand."""
    if "status" not in masts:
        return masts.iloc[:0]
    return masts[(masts["status"] == EXISTING).fillna(False).to_numpy(bool)]


def _around(sites: gpd.GeoDataFrame, areas: gpd.GeoDataFrame, distance_m: float):
    """Sites that can reach the areas: those in their box, widened by the distance and a tenth."""
    west, south, east, north = areas.total_bounds
    along = 1.1 * distance_m / 110_000
    across = along / np.cos(np.radians(max(abs(south), abs(north))))
    return sites.cx[west - across : east + across, south - along : north + along]


def nearest_points(atlas: Atlas, snapshot: Snapshot, answer: Answer, kinds) -> pd.DataFrame:
    """The nearest service point of each area and its distance, made once for a city."""
    areas, city = answer.question.areas, answer.question.city
    nothing = pd.DataFrame({"distance_m": np.nan, "name": None}, index=answer.rows.index)
    if not snapshot.has(POINTS):
        return nothing
    points = snapshot.versions[POINTS]
    key = f"service-nearest-{points.key}-{snapshot.versions[areas].key}-{city}-{kinds}"

    def make() -> pd.DataFrame:
        sites = atlas.frame(points)
        if kinds is not None and "point_kind" in sites:
            sites = sites[sites["point_kind"].isin(kinds).to_numpy()]
        shapes = atlas.frame(snapshot.versions[areas])
        found = nothing.copy()
        names = sites["name"] if "name" in sites else pd.Series(None, index=sites.index)
        there = was_looked_for(atlas, snapshot, answer, f"n_{POINTS}")
        for _, rows in answer.rows[there].groupby("city"):
            near = nearest_to_areas(shapes.iloc[rows.index], sites)
            found.loc[rows.index, "distance_m"] = near["distance_m"].to_numpy()
            named = np.append(names.astype(object).to_numpy(), None)[near["point"]]
            found.loc[rows.index, "name"] = named
        return found

    return atlas.answers.once(key, make)


def masts_left_out(masts: gpd.GeoDataFrame, city: str) -> pd.DataFrame:
    """Masts of the city that were not counted as reaching anything, by why."""
    if "province_code" in masts and city != COUNTRY:
        masts = masts[(masts["province_code"] == city).fillna(False).to_numpy(bool)]
    status = masts["status"] if "status" in masts else pd.Series(None, index=masts.index)
    reasons = {
        STATUS_UNKNOWN: status.isna(),
        NOT_EXISTING: status.notna() & (status != EXISTING),
        NO_POSITION: (status == EXISTING) & masts.geometry.isna(),
    }
    rows = [(None, None, city, reason, int(is_so.sum())) for reason, is_so in reasons.items()]
    return pd.DataFrame([row for row in rows if row[-1]], columns=LEFT_OUT)
