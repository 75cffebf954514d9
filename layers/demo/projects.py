"""Invented plans of a city: zones for masts, areas of projects, power lines."""

from datetime import date

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from geo.measure import geodesic_length_m
from layers.demo.city import City
from layers.demo.names import pick
from layers.demo.records import contact_of, days, numbers, own_fields, records, texts

# Around committees only A1 masts may stand (coverage_rules.csv 8); the old centre is a wider zone.
_COMMITTEE_M, _COMMITTEES = 200, 10
_OLD_CENTRE_M = (750, 480)
_ROADS, _LAND = 2, 3
_ROAD_WIDTH_M = 12
_POWER_STREETS, _LEAST_LINE_M = 25, 800


def mast_zones(city: City) -> gpd.GeoDataFrame:
    """Frame of `mast_zone`: circles around committees of core wards and the historic centre."""
    hub = np.flatnonzero(city.core)[: _COMMITTEES + 1]
    circles = shapely.buffer(shapely.points(city.seat[hub]), _COMMITTEE_M, quad_segs=8)
    angle = np.linspace(0, 2 * np.pi, 32, endpoint=False)
    ring = np.column_stack([np.cos(angle), np.sin(angle)]) * _OLD_CENTRE_M
    centre = shapely.polygons(ring + city.seat[hub[0]])
    names = [f"Trụ sở UBND {name}" for name in city.wards["full_name"].to_numpy(dtype=object)[hub]]
    n = len(hub) + 1
    return records(
        city,
        "mast_zone",
        _multi(city, [*circles, centre]),
        np.append(hub, hub[0]),
        name=texts([*names, "Khu trung tâm lịch sử"]),
        owner=texts(np.full(n, city.name)),
        status=texts(np.full(n, "existing")),
        allowed_classes=texts(np.full(n, "A1a;A1b")),
        rule_ref=texts(np.full(n, "Quy định mô phỏng để trình diễn (synthetic)")),
    )


def project_areas(city: City, duct: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Frame of `project_area`: two streets to be rebuilt, three pieces of ground to be built on."""
    chance = city.chance("projects")
    longest = duct.groupby("street")["length_m"].sum().sort_values(ascending=False)
    streets = longest.index[:_ROADS].tolist()
    roads = [
        _corridor(city.plane(duct.geometry[duct["street"] == street].to_numpy()))
        for street in streets
    ]
    hub = chance.choice(np.flatnonzero(city.core), size=_LAND)
    sides = chance.uniform(250, 700, (_LAND, 2))
    away = chance.uniform(-400, 400, (_LAND, 2))
    corner = city.seat[hub] + away
    ground = shapely.box(*(corner - sides / 2).T, *(corner + sides / 2).T)
    kind = ["road", "road", "housing", "drainage", "utility"]
    ward_names = city.wards["name"].to_numpy(dtype=object)[hub]
    names = [f"Cải tạo đường {street}" for street in streets]
    names += [
        f"{what} {name}"
        for what, name in zip(
            ("Khu dân cư", "Thoát nước", "Ngầm hóa lưới điện"), ward_names, strict=True
        )
    ]
    n = len(names)
    starts = days(chance, n, date(2026, 1, 1), date(2026, 12, 31))
    owner = [f"Ban quản lý dự án {city.name} (mô phỏng)"] * n
    frame = records(
        city,
        "project_area",
        _multi(city, [*roads, *ground]),
        np.full(n, -1),
        name=texts(names),
        project_kind=texts(kind),
        starts_on=starts,
        ends_on=pd.Series([day.replace(year=day.year + 1, day=min(day.day, 28)) for day in starts]),
        owner=texts(owner),
        contact=texts([contact_of(owner[0])] * n),
    )
    return own_fields(frame)


def power_lines(city: City, aerial: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Frame of `power_line`: along the longest streets with pole lines."""
    chance = city.chance("power")
    longest = aerial.groupby("street")["length_m"].sum().sort_values(ascending=False)
    lines = [
        shapely.get_parts(shapely.line_merge(shapely.union_all(aerial.geometry[rows])))
        for street, rows in aerial.groupby("street").groups.items()
        if street in set(longest.index[:_POWER_STREETS])
    ]
    street = np.repeat(sorted(longest.index[:_POWER_STREETS]), [len(part) for part in lines])
    line = np.concatenate(lines)
    long = geodesic_length_m(line) >= _LEAST_LINE_M
    line, street = line[long], street[long]
    middle = shapely.get_coordinates(shapely.line_interpolate_point(line, 0.5, normalized=True))
    n = len(line)
    frame = records(
        city,
        "power_line",
        line,
        city.ward_at(middle),
        name=texts([f"Đường dây {name}" for name in street]),
        voltage_kv=numbers(pick(chance, n, {22: 80, 35: 12, 110: 8}).astype(float)),
        owner=texts(np.full(n, "EVN")),
    )
    return own_fields(frame)


def _corridor(lines: np.ndarray) -> shapely.Polygon:
    """The largest ground in one piece along lines: streets of one name lie in many places."""
    grounds = shapely.get_parts(
        shapely.union_all(shapely.buffer(lines, _ROAD_WIDTH_M, quad_segs=2))
    )
    return grounds[np.argmax(shapely.area(grounds))]


def _multi(city: City, shapes: list) -> np.ndarray:
    """Polygons of the local plane as MultiPolygons in degrees."""
    shapes = city.ground(np.array(shapes, dtype=object))
    return np.array([shapely.MultiPolygon(shapely.get_parts(shape).tolist()) for shape in shapes])
