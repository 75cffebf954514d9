"""Positions to look at on a map before anything is published: each reading of them, and rows with findings."""

import json
from pathlib import Path

import geopandas as gpd
import numpy as np
import shapely

from layers.importing.check import Examined
from layers.importing.outcome import PREVIEW
from layers.importing.place import preview as positions_by_candidate

MOST_SHAPES = 2000
MOST_VERTICES = 60_000
_DIGITS = 6


def write_preview(found: Examined, folder: Path) -> None:
    """Write ``{"candidates": {id: [[lon, lat], ...]}, "rows": GeoJSON}`` into `folder`.

    The rows are those with findings first, then others evenly, at most `MOST_SHAPES`; each carries
    its number and the worst severity among its findings.
    """
    content = {
        "candidates": _candidates(found),
        "rows": _rows(found),
    }
    (folder / PREVIEW).write_text(json.dumps(content, allow_nan=False), encoding="utf-8")


def _candidates(found: Examined) -> dict[str, list]:
    if found.placed.raw is None:
        return {}
    read = positions_by_candidate(found.placed.raw, found.report.candidates)
    return {each["id"]: each["positions"] for each in read}


def _rows(found: Examined) -> dict | None:
    frame = found.placed.frame
    if not isinstance(frame, gpd.GeoDataFrame) or found.report.crs_how is None or not len(frame):
        return None
    shapes = frame.geometry.to_numpy()
    severity = _severities(found, len(frame))
    usable = _usable(shapes)
    chosen = _chosen(usable, severity)
    features = [
        {
            "type": "Feature",
            "properties": {"row": int(i) + 1, "severity": severity[i]},
            "geometry": json.loads(text),
        }
        for i, text in zip(chosen, shapely.to_geojson(_light(shapes[chosen])), strict=True)
    ]
    return {"type": "FeatureCollection", "features": features}


def _usable(shapes: np.ndarray) -> np.ndarray:
    bounds = shapely.bounds(shapes)
    limits = np.array([180, 90, 180, 90])
    return (np.isfinite(bounds) & (np.abs(bounds) <= limits)).all(axis=1)


def _severities(found: Examined, rows: int) -> np.ndarray:
    worst = np.full(rows, "", dtype=object)
    for level in ("info", "warning", "error"):
        for finding in found.report.findings:
            if finding.severity == level and finding.rows is not None:
                worst[finding.rows[finding.rows < rows]] = level
    return worst


def _chosen(usable: np.ndarray, severity: np.ndarray) -> np.ndarray:
    told = np.isin(severity, ("error", "warning"))
    first = np.flatnonzero(usable & told)[:MOST_SHAPES]
    others = np.flatnonzero(usable & ~told)
    room = MOST_SHAPES - len(first)
    if len(others) > room:
        others = others[np.linspace(0, len(others) - 1, room).astype(int)] if room else others[:0]
    return np.sort(np.concatenate([first, others]))


def _light(shapes: np.ndarray) -> np.ndarray:
    """Shapes with few enough vertices to be sent to a browser; very large ones become their boxes."""
    light = shapely.set_precision(shapes, 10.0**-_DIGITS, mode="pointwise")
    if shapely.get_num_coordinates(light).sum() <= MOST_VERTICES:
        return light
    size = np.nanmax(shapely.bounds(light)[:, 2:] - shapely.bounds(light)[:, :2])
    light = shapely.simplify(light, size / 200, preserve_topology=False)
    heavy = shapely.get_num_coordinates(light) > MOST_VERTICES // 100
    return np.where(heavy, shapely.envelope(light), light)
