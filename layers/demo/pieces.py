"""The smallest areas: what each former commune gave to each commune of today.

One diagram serves both boundary versions: its points are the former communes' centres, one for
each link of the crosswalk, and the centres of today's communes; the cells of a commune of today are
brought to its declared area. So communes, former communes and districts nest as the crosswalk says.

Measured against the real communes (median intersection over union): Ha Noi 0.67, Da Nang 0.66, Ho
Chi Minh City 0.60, Can Tho 0.67; a diagram of today's centres alone: 0.63, 0.60, 0.50, 0.60.
"""

from functools import cache

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from layers.demo import islands, land, power_diagram
from layers.units import national as units

DECIMALS = 6
_GOLDEN_ANGLE = np.pi * (3 - np.sqrt(5))


@cache
def pieces() -> gpd.GeoDataFrame:
    """Approximate areas of the 10,602 links between former communes and communes of today.

    Returns
    -------
    GeoDataFrame
        `from_code` (of the former commune, or of the island district), `to_code`, and polygons in
        EPSG:4326 that form a valid coverage. Ordered by the two codes. Do not edit: it is cached.
    """
    links = _links()
    off_shore = land.off_shore(links[["centre_x", "centre_y"]].to_numpy())
    main, apart = links[~off_shore], links[off_shore]
    rows = pd.concat([main, apart], ignore_index=True)
    geometry = np.concatenate([_main_pieces(main), islands.island_pieces(apart)])
    frame = gpd.GeoDataFrame(
        rows[["from_code", "to_code"]], geometry=_settled(geometry), crs="EPSG:4326"
    )
    return frame.sort_values(["from_code", "to_code"], ignore_index=True)


def _links() -> pd.DataFrame:
    """Crosswalk rows with the centres of both sides in the plane (km) and today's area."""
    walk = units.crosswalk()
    links = pd.DataFrame(
        {
            "from_code": walk["from_key"].str.partition(":")[2],
            "to_code": walk["to_key"].str.partition(":")[2],
            "whole": walk["relation"] != "part",
            "default": walk["default"],
        }
    )
    today = units.communes_today().set_index("code").loc[links["to_code"]]
    former = pd.concat([units.communes_former(), units.districts_former()]).set_index("code")
    former = former.loc[links["from_code"]]
    links["area_km2"] = today["area_km2_official"].to_numpy()
    links[["centre_x", "centre_y"]] = land.to_plane(today["lon"], today["lat"])
    links[["x", "y"]] = land.to_plane(former["lon"], former["lat"])
    return links


def _main_pieces(links: pd.DataFrame) -> np.ndarray:
    owner, codes = pd.factorize(links["to_code"])
    first = links.drop_duplicates("to_code").set_index("to_code").loc[codes]
    centre = first[["centre_x", "centre_y"]].to_numpy()
    ground = land.land_reaching(centre, first["area_km2"].to_numpy())
    wanted = _attainable(first["area_km2"].to_numpy(), centre, ground)
    points = _points(links, owner, centre, ground)
    cells = power_diagram.fit(
        np.vstack([points, centre]),
        np.concatenate([owner, np.arange(len(centre))]),
        wanted,
        ground,
    )
    # The cell around a centre of today goes to the former commune nearest to that centre.
    distance = pd.Series(np.hypot(*(points - centre[owner]).T))
    nearest = distance.groupby(owner).idxmin().to_numpy()
    own = cells[: len(points)].copy()
    own[nearest] = shapely.union(own[nearest], cells[len(points) :])
    return own


def _points(links, owner, centre, ground) -> np.ndarray:
    """One point for each link: the former centre, moved where it cannot be right.

    Points far outside today's commune, at another commune's centre, in the sea, or shared by
    several communes are moved towards the centre of the commune of today that the link leads to.
    """
    point = links[["x", "y"]].to_numpy()
    count = np.bincount(owner)[owner]
    radius = np.sqrt(np.nan_to_num(links["area_km2"].to_numpy(), nan=30) / np.pi)
    way = centre[owner] - point
    distance = np.hypot(*way.T)
    shared = links.duplicated(["x", "y"], keep=False).to_numpy()
    whole, default = links["whole"].to_numpy(), links["default"].to_numpy()
    share = np.where(whole, np.where(shared, 0.5, 0.0), np.where(default, 0.15, 0.4))
    share = np.maximum(share, 1 - 1.2 * radius / np.maximum(distance, 1.6 * radius))
    angle = _GOLDEN_ANGLE * np.arange(len(links))
    ring = np.column_stack([np.cos(angle), np.sin(angle)]) * (radius / np.sqrt(count))[:, None]
    point = point + way * share[:, None] + ring * np.where(shared, 0.35, 0.05)[:, None]
    for pull in (0.4, 0.7, 0.9):
        wrong = _astray(point, owner, centre, radius, ground)
        moved = centre[owner] + (1 - pull) * (point - centre[owner]) + 0.1 * ring
        point = np.where(wrong[:, None], moved, point)
    return point


def _astray(point, owner, centre, radius, ground) -> np.ndarray:
    near = shapely.STRtree(shapely.points(centre)).query_nearest(
        shapely.points(point), all_matches=False
    )[1]
    gap = np.hypot(*(point - centre[near]).T)
    own_radius = np.zeros(len(centre))
    own_radius[owner] = radius
    taken = (near != owner) & (gap < 0.4 * own_radius[near])
    return taken | ~shapely.contains_xy(ground, *point.T)


def _attainable(area_km2: np.ndarray, centre: np.ndarray, ground) -> np.ndarray:
    """Declared areas, scaled where an island of the outline cannot hold its communes' sum."""
    islets = shapely.STRtree(shapely.get_parts(ground))
    commune, part = islets.query(shapely.points(centre), predicate="intersects")
    part_of = np.zeros(len(centre), dtype=int)
    part_of[commune] = part
    claimed = np.bincount(part_of, np.nan_to_num(area_km2, nan=30), len(islets))
    holds = shapely.area(islets.geometries)
    scale = np.where(holds > 50_000, holds / np.maximum(claimed, 1), 1)
    scale = np.where(holds < claimed, 0.97 * holds / np.maximum(claimed, 1e-9), scale)
    return area_km2 * scale[part_of]


def _settled(geometry: np.ndarray) -> np.ndarray:
    """Degrees on a grid. Corners are shared, so rounding moves both sides of a border alike."""
    degrees = shapely.transform(land.to_degrees(geometry), lambda xy: np.round(xy, DECIMALS))
    if shapely.is_valid(degrees).all() and shapely.coverage_is_valid(degrees):
        return degrees
    return shapely.coverage_clean(shapely.make_valid(degrees, method="structure"))
