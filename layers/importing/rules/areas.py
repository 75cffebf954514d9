"""Rules of areas one by one: slivers, and what the file says of their size."""

import re

import numpy as np
import pandas as pd
import shapely

from geo.measure import geodesic_area_m2, geodesic_length_m
from geo.text import fold
from layers.importing.report import Finding, row_findings
from layers.importing.rules import shapes as sh
from layers.importing.rules.case import Case

SLIVER_M2 = 100.0
# 4 pi area / perimeter^2: 1 for a circle, 0.79 for a square, 0.1 for a strip 30 times as long as wide.
SLIVER_ROUNDNESS = 0.1
MOST_OFF = 0.10

_UNITS = {"km2": 1e6, "ha": 1e4, "m2": 1.0}
_AREA_NAME = re.compile(r"\b(area|dien tich|dientich|dtich)\b.*\b(km2|ha|m2)\b")
# In square degrees a bit more than SLIVER_M2 in Viet Nam: what is larger need not be measured well.
_SLIVER_DEG2 = 1.2e-8


def slivers(case: Case) -> list[Finding]:
    """Parts and holes that are tiny and thin: leftovers of an overlay or of careless drawing."""
    shapes = case.shapes
    rows = case.sound(sh.POLYGON)
    parts, part_owner = shapely.get_parts(shapes[rows], return_index=True)
    rings, ring_owner = shapely.get_rings(parts, return_index=True)
    faces = shapely.polygons(rings)
    small = np.flatnonzero(shapely.area(faces) < _SLIVER_DEG2)
    area = geodesic_area_m2(faces[small])
    around = geodesic_length_m(faces[small])
    thin = (area < SLIVER_M2) & (4 * np.pi * area < SLIVER_ROUNDNESS * around**2)
    owner = rows[part_owner[ring_owner[small[thin]]]]
    count = np.bincount(owner, minlength=len(shapes))
    total = np.bincount(owner, area[thin], minlength=len(shapes)).round(2)
    return row_findings(
        "areas.sliver", "warning", count > 0, values=count, details={"area_m2": total}
    )


def size_differs(case: Case) -> list[Finding]:
    """The area that the file states against that of the shape on the ellipsoid."""
    shapes = case.shapes
    columns = _stated(case)
    rows = case.sound(sh.POLYGON) if columns else np.empty(0, dtype=int)
    measured = np.full(len(shapes), np.nan)
    measured[rows] = geodesic_area_m2(shapes[rows])
    findings = []
    for column, unit in columns.items():
        stated = pd.to_numeric(case.frame[column], errors="coerce").to_numpy(float, na_value=np.nan)
        there = measured / _UNITS[unit]
        with np.errstate(divide="ignore", invalid="ignore"):
            share = np.abs(stated - there) / there
        findings += row_findings(
            "areas.size_differs",
            "warning",
            share > MOST_OFF,
            column=column,
            values=stated,
            params={"unit": unit, "limit_percent": round(100 * MOST_OFF)},
            details={"measured": there.round(3), "percent": (100 * share).round(1)},
        )
    return findings


def _stated(case: Case) -> dict[str, str]:
    """Columns that state an area, with their unit: of the layer, and others whose name says both."""
    found = {}
    for column in map(str, case.frame.columns):
        field = case.spec.field(column)
        if field is not None and field.item_type == "number" and field.unit in _UNITS:
            found[column] = field.unit
        elif field is None and (match := _AREA_NAME.search(fold(column))):
            found[column] = match[2]
    return found
