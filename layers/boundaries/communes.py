"""Communes read from fetched files: their shapes, and what is known of them."""

import json
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from geo.crs import STORAGE_CRS
from geo.measure import geodesic_area_m2
from geo.text import fold, nfc
from layers.boundaries.manifest import BOUNDARY_VERSION, BoundaryFile
from layers.errors import UnreadableFile
from layers.importing.derive import bare_name, unit_type
from layers.spec import boundary_versions

_KNOWN = ("full_name", "name", "type", "area_km2_official", "province_name", "legal_ref")
_SAID = {
    "full_name": ("fullName", "full_name"),
    "name": ("name",),
    "area_km2_official": ("areaKm2", "area_km2"),
}


def read_communes(
    files: list[BoundaryFile], places: dict[str, Path], known: gpd.GeoDataFrame | None
) -> gpd.GeoDataFrame:
    """The communes of `files`, in EPSG:4326 and of the boundary version of the source.

    Parameters
    ----------
    places : dict
        Path of each file by unit code.
    known : GeoDataFrame or None
        The communes published so far: what the files do not say is taken from the unit with the
        same code, else from the one with the same name in the province.

    Raises
    ------
    UnreadableFile
        If a file holds no polygon.
    """
    shapes, said = zip(*(_read(places[file.code], file) for file in files), strict=True)
    shapes = np.array(shapes, dtype=object)
    frame = pd.DataFrame(
        {"code": [file.code for file in files], "province_code": [file.province for file in files]}
    )
    frame = frame.join(_attributes(files, list(said), known))
    frame["version"] = BOUNDARY_VERSION
    frame["valid_from"] = boundary_versions()[BOUNDARY_VERSION]["valid_from"]
    frame["valid_to"] = None
    frame["unit_key"] = BOUNDARY_VERSION + ":" + frame["code"]
    frame["province_key"] = BOUNDARY_VERSION + ":" + frame["province_code"]
    frame["approximate"] = False
    frame["area_km2_geom"] = geodesic_area_m2(shapes) / 1e6
    return gpd.GeoDataFrame(frame, geometry=shapes, crs=STORAGE_CRS)


def areal(shape: shapely.Geometry | None) -> shapely.Geometry | None:
    """The polygons of a shape, None where it has none; lines and points are no territory."""
    parts = [p for p in shapely.get_parts(shapely.get_parts(shape)) if p.geom_type == "Polygon"]
    parts = [part for part in parts if not part.is_empty]
    if not parts:
        return None
    return parts[0] if len(parts) == 1 else shapely.MultiPolygon(parts)


def _read(path: Path, file: BoundaryFile) -> tuple[shapely.Geometry, dict]:
    """The territory in a file (collection, feature or bare geometry) and what its properties say."""
    try:
        content = json.loads(path.read_bytes().decode("utf-8-sig"))
        features = content.get("features", [content])
        shapes = [_territory(feature.get("geometry", feature)) for feature in features]
    except (ValueError, AttributeError, shapely.errors.GEOSException) as fault:
        raise UnreadableFile("broken", file=file.path, format="GeoJSON") from fault
    shape = areal(shapely.union_all([s for s in shapes if s is not None]))
    if shape is None:
        raise UnreadableFile("broken", file=file.path, format="GeoJSON")
    return shape, features[0].get("properties") or {}


def _territory(geometry: dict | None) -> shapely.Geometry | None:
    if geometry is None:
        return None
    flat = shapely.force_2d(shapely.from_geojson(json.dumps(geometry)))
    return areal(shapely.make_valid(flat, method="structure", keep_collapsed=False))


def _attributes(
    files: list[BoundaryFile], said: list[dict], known: gpd.GeoDataFrame | None
) -> pd.DataFrame:
    """Names and the like: what the file says, else what is known, else the name in the file's path."""
    texts = {field: [_first(p, names) for p in said] for field, names in _SAID.items()}
    found = pd.DataFrame(texts, dtype="string")
    found["type"] = unit_type(found["full_name"])
    area_km2 = pd.to_numeric(found["area_km2_official"], errors="coerce")
    found["area_km2_official"] = area_km2.astype("float64")
    if known is not None:
        older = _same_unit(files, known)
        for column in older:
            said_so = found.get(column)
            found[column] = older[column] if said_so is None else said_so.fillna(older[column])
    slugs = pd.Series([file.slug.replace("_", " ").title() for file in files])
    found["full_name"] = found["full_name"].fillna(found["name"]).fillna(slugs)
    found["name"] = found["name"].fillna(bare_name(found["full_name"]))
    return found


def _same_unit(files: list[BoundaryFile], known: gpd.GeoDataFrame) -> pd.DataFrame:
    """What is known of the unit of each file.

    Only of today's territory: most codes stood for other communes before the reform of 2025.
    """
    older = boundary_versions()[BOUNDARY_VERSION].get("same_territory_as")
    today = known[known["version"].isin([BOUNDARY_VERSION, older])]
    table = pd.DataFrame(today[[c for c in _KNOWN if c in today]])
    by_code = _once(table.set_axis(today["code"]))
    names = today["province_code"] + ":" + today["name"].map(fold, na_action="ignore")
    by_name = _once(table.set_axis(names))
    wanted = [f"{f.province}:{fold(f.slug.replace('_', ' '))}" for f in files]
    found = by_code.reindex([f.code for f in files]).reset_index(drop=True)
    return found.fillna(by_name.reindex(wanted).reset_index(drop=True))


def _once(table: pd.DataFrame) -> pd.DataFrame:
    """Rows whose label is theirs alone."""
    return table[~table.index.duplicated(keep=False) & table.index.notna()]


def _first(properties: dict, names: tuple[str, ...]) -> str | None:
    value = next((properties[n] for n in names if properties.get(n)), None)
    return None if value is None else nfc(str(value).strip())
