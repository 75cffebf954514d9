"""The register of villages without a signal or with a weak one: why, what is planned, and what reach says now."""

from dataclasses import replace

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from geo.crs import metric_crs, to_metric
from geo.join import points_in_areas
from geo.locate import point_xy
from geo.reach import reached_counts
from layers.atlas import Atlas, Snapshot
from layers.cards import COUNTRY
from layers.coverage.ground import grounds_of
from layers.coverage.question import ReachQuestion
from layers.coverage.sites import sites_of
from layers.errors import UnknownLayer
from layers.gaps.neighbours import nearest_features

REGISTER = "coverage_gap"
UNKNOWN = "unknown"
COLUMNS = [
    "village_id", "village", "code", "area", "city", "gap_kind", "technology", "households", "people",
    "cause", "closing_state", "closed_on", "reached_now", "contradicts", "sites_reaching", "nearest_site",
    "site_distance_m", "lon", "lat", "geometry",
]  # fmt: skip


def villages(
    atlas: Atlas,
    snapshot: Snapshot,
    *,
    city: str = COUNTRY,
    reach: ReachQuestion | None = None,
) -> gpd.GeoDataFrame:
    """The villages of the register, each with what assumed reach says of it today.

    Parameters
    ----------
    reach : ReachQuestion, optional
        Which sites count and how far they reach; by default as `ReachQuestion` has it.

    Returns
    -------
    GeoDataFrame
        `COLUMNS`, EPSG:4326, those that wait longest to be closed first: open, planned, under
        construction, unknown, closed; then by households. ``cause`` and ``closing_state`` are
        ``unknown`` where the register is silent. ``reached_now`` is NA without a position, where no
        site layer is in the store or nobody recorded a site in the city; ``contradicts`` is True where the
        register and assumed reach disagree: closed yet out of reach, or open yet within.

    Raises
    ------
    UnknownLayer
        If there is no register, or the layer of areas has none.
    UnknownCity
    """
    if not snapshot.has(REGISTER):
        raise UnknownLayer(layer=REGISTER, known=", ".join(snapshot.versions))
    reach = reach or ReachQuestion(city=city)
    if snapshot.has(reach.areas):
        grounds_of(atlas, snapshot, replace(reach, city=city, within=None))  # or says what is wrong
    rows = _records(atlas.frame(snapshot.versions[REGISTER]), city)
    rows = _in_areas(atlas, snapshot, rows, reach.areas)
    rows = rows.join(_reached(atlas, snapshot, rows, reach))
    closed = rows["closing_state"] == "closed"
    waiting = rows["closing_state"].isin(["open", "planned", "under_construction"])
    reached = rows["reached_now"]
    rows["contradicts"] = (closed & ~reached) | (waiting & reached)
    rows["contradicts"] = rows["contradicts"].astype("boolean").mask(reached.isna())
    rank = {
        s: i for i, s in enumerate(("open", "planned", "under_construction", UNKNOWN, "closed"))
    }
    order = pd.DataFrame({"s": rows["closing_state"].map(rank), "h": -rows["households"]})
    rows = rows.loc[order.sort_values(["s", "h"], kind="stable").index]
    return gpd.GeoDataFrame(rows[COLUMNS].reset_index(drop=True), geometry="geometry", crs=4326)


def village_counts(frame: pd.DataFrame, by: str) -> pd.DataFrame:
    """Villages, households and people by a column such as ``cause`` or ``closing_state``; most first.

    Returns
    -------
    DataFrame
        ``by``, ``villages``, ``households``, ``households_unknown`` (villages whose number nobody gave),
        ``people``, ``people_unknown``.
    """
    groups = frame.groupby(by, sort=False)
    table = pd.DataFrame({"villages": groups.size()})
    for name in ("households", "people"):
        table[name] = groups[name].sum(min_count=1)
        table[f"{name}_unknown"] = table["villages"] - groups[name].count()
    return table.sort_values("villages", ascending=False, kind="stable").reset_index()


def _records(register: gpd.GeoDataFrame, city: str) -> pd.DataFrame:
    """The register in the columns that count here, of one city."""

    def of(name: str) -> pd.Series:
        column = register.get(name, pd.Series(pd.NA, index=register.index))
        return column.astype(object).where(column.notna(), None)

    def number(name: str) -> pd.Series:
        return pd.to_numeric(of(name), errors="coerce").astype(float)

    points = shapely.point_on_surface(np.asarray(register.geometry.values, dtype=object))
    rows = pd.DataFrame(
        {
            "village_id": of("feature_id"),
            "village": of("village").where(of("village").notna(), of("name")),
            "city": of("province_code"),
            "gap_kind": of("gap_kind"),
            "technology": of("technology"),
            "households": number("households"),
            "people": number("people"),
            "cause": of("cause").fillna(UNKNOWN),
            "closing_state": of("closing_state").fillna(UNKNOWN),
            "closed_on": of("closed_on"),
            "geometry": gpd.GeoSeries(points, crs=register.crs).to_crs(4326).to_numpy(dtype=object),
        }
    )
    chosen = rows["city"].eq(city) | (city == COUNTRY)
    return rows[chosen].reset_index(drop=True)


def _in_areas(atlas: Atlas, snapshot: Snapshot, rows: pd.DataFrame, areas: str) -> pd.DataFrame:
    """The code and name of the area each village lies in; None where it has no place or lies in none."""
    points = gpd.GeoSeries(rows["geometry"].to_numpy(), crs=4326)
    xy = point_xy(points)
    rows = rows.assign(code=None, area=None, lon=xy[:, 0], lat=xy[:, 1])
    if snapshot.has(areas) and len(rows):
        frame = atlas.frame(snapshot.versions[areas])
        pairs = points_in_areas(points, frame).drop_duplicates("point")
        for column, field in (("code", "code"), ("area", "full_name")):
            values = frame[field].to_numpy(dtype=object)[pairs["area"].to_numpy()]
            rows.loc[pairs["point"].to_numpy(), column] = values
    return rows


def _reached(atlas: Atlas, snapshot: Snapshot, rows: pd.DataFrame, reach: ReachQuestion):
    """What reaches each village, city by city in its own plane."""
    found = pd.DataFrame(
        {
            "reached_now": pd.array([pd.NA] * len(rows), dtype="boolean"),
            "sites_reaching": np.nan,
            "nearest_site": None,
            "site_distance_m": np.nan,
        },
        index=rows.index,
    )
    if not all(snapshot.has(layer) for layer in reach.sites):
        return found
    sites = sites_of(atlas, snapshot, reach)
    placed = rows[
        np.isfinite(rows["lon"].to_numpy(float)) & np.isfinite(rows["lat"].to_numpy(float))
    ]
    for _, group in placed.groupby(placed["city"].fillna("")):
        points = gpd.GeoSeries(group["geometry"].to_numpy(), crs=4326)
        crs = metric_crs(points)
        near = sites.near(points)
        by_sites, by_operators = reached_counts(near.discs(crs), points)
        plane = shapely.get_coordinates(to_metric(points, crs=crs).values)
        closest = nearest_features(plane, sites.frame.geometry, crs)
        enough = by_sites >= reach.sites_at_least
        enough &= by_operators >= reach.operators_at_least
        names = np.append(sites.frame["site"].to_numpy(dtype=object), None)
        found.loc[group.index, "reached_now"] = enough if len(sites.frame) else pd.NA
        found.loc[group.index, "sites_reaching"] = by_sites
        found.loc[group.index, "nearest_site"] = names[closest["feature"]]
        found.loc[group.index, "site_distance_m"] = closest["distance_m"].to_numpy()
    return found
