"""What the tests of reports are about, and how they ask."""

import datetime

import geopandas as gpd
from shapely.geometry import Point, box

from layers.atlas import Atlas
from layers.coverage.question import RadiusRule, ReachQuestion
from layers.reports.content import make_report
from layers.reports.question import ReportQuestion

DAY = datetime.date(2026, 11, 22)


def bts_sites(points: list[tuple[float, float]]) -> gpd.GeoDataFrame:
    """Sites that stand and say who runs them."""
    rows = {
        "feature_id": [f"b{i}" for i in range(1, len(points) + 1)],
        "operator": ["Viettel", "VNPT", "Viettel"][: len(points)],
        "status": "existing",
        "technology": "4G",
        "province_code": "48",
    }
    return gpd.GeoDataFrame(rows, geometry=[Point(*p) for p in points], crs=4326)


def areas() -> gpd.GeoDataFrame:
    """Two square communes side by side on the meridian 108.1, and a special zone 380 km off the coast."""
    code = ["20194", "20195", "20333"]
    name = ["Hải Châu", "Hòa Cường", "Hoàng Sa"]
    kind = ["phường", "phường", "đặc khu"]
    rows = {
        "code": code,
        "name": name,
        "full_name": [f"{k.capitalize()} {n}" for k, n in zip(kind, name, strict=True)],
        "type": kind,
        "version": "v2025-07",
        "unit_key": [f"v2025-07:{each}" for each in code],
        "province_key": "v2025-07:48",
        "province_code": "48",
        "province_name": "Thành phố Đà Nẵng",
    }
    shapes = [box(108.0, 16.0, 108.1, 16.1), box(108.1, 16.0, 108.2, 16.1)]
    return gpd.GeoDataFrame(rows, geometry=[*shapes, box(111.55, 16.4, 111.7, 16.6)], crs=4326)


def ask(atlas: Atlas, *, parts=("reach",), metres: float = 1000.0, **more):
    """A report on Da Nang with sites of one radius."""
    reach = ReachQuestion(city="48", radius=RadiusRule("fixed", metres))
    question = ReportQuestion(reach=reach, parts=parts, on=DAY, **more)
    return make_report(atlas, atlas.now(), question)
