"""Put real boundaries in the place of approximate ones, without overlaps where the two meet."""

import json
from collections.abc import Callable
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from geo.crs import STORAGE_CRS
from geo.measure import geodesic_area_m2
from geo.text import fold
from layers.access import Action, User, can
from layers.boundaries.fetch import fetch
from layers.boundaries.manifest import (
    BOUNDARY_VERSION,
    LICENCE,
    SOURCE,
    BoundaryFile,
    files_of,
    read_manifest,
)
from layers.errors import NotAllowed, UnreadableFile
from layers.spec import boundary_versions
from layers.store import Provenance, Store, Version

COMMUNES, PROVINCES = "admin_commune", "admin_province"


def publish_boundaries(
    store: Store,
    folder: Path,
    *,
    user: User,
    provinces: tuple[str, ...] = (),
    source: str = SOURCE,
    manifest: list[BoundaryFile] | None = None,
    progress: Callable[[int, int], None] = lambda done, total: None,
) -> Version:
    """Fetch the communes of `provinces` (all by default) and publish them as boundaries.

    Communes of other provinces stay as they are, cut back where the real ones take their ground.
    The province layer follows. Nothing is changed before every file is there and right.

    Parameters
    ----------
    folder : Path
        Where fetched files are kept.
    source : str
        An address, or a folder laid out like it.

    Raises
    ------
    NoNetwork, BadChecksum, UnknownCity
        The store is unchanged.
    """
    if not can(user, Action.PUBLISH, store.specs[COMMUNES]):
        raise NotAllowed(user=user.id, action=Action.PUBLISH, layer=COMMUNES)
    standing = store.current()
    files = files_of(manifest or read_manifest(), provinces)
    places = fetch(files, folder, source=source, progress=progress)
    known = store.read(COMMUNES) if COMMUNES in standing else None
    real = _frame(files, places, known)
    merged = real if known is None else _merge(known, real, {file.province for file in files})
    version = _publish(store, merged, COMMUNES, standing, user=user, source=source)
    _publish_provinces(store, merged, standing, user=user, source=source)
    return version


def _frame(
    files: list[BoundaryFile], places: dict[str, Path], known: gpd.GeoDataFrame | None
) -> gpd.GeoDataFrame:
    """The communes of the files, with the attributes that are known of them."""
    shapes, said = zip(*(_read(places[file.code], file) for file in files), strict=True)
    frame = pd.DataFrame({"code": [file.code for file in files]})
    frame["province_code"] = [file.province for file in files]
    frame = frame.join(_attributes(files, list(said), known))
    frame["version"] = BOUNDARY_VERSION
    frame["valid_from"] = boundary_versions()[BOUNDARY_VERSION]["valid_from"]
    frame["valid_to"] = None
    frame["unit_key"] = BOUNDARY_VERSION + ":" + frame["code"]
    frame["province_key"] = BOUNDARY_VERSION + ":" + frame["province_code"]
    frame["approximate"] = False
    frame["area_km2_geom"] = geodesic_area_m2(np.array(shapes)) / 1e6
    return gpd.GeoDataFrame(frame, geometry=list(shapes), crs=STORAGE_CRS)


def _read(path: Path, file: BoundaryFile) -> tuple[shapely.Geometry, dict]:
    """The polygon of a file and what its properties say."""
    content = json.loads(path.read_text(encoding="utf-8"))
    features = content.get("features", [content])
    shapes = [shapely.from_geojson(json.dumps(f.get("geometry", f))) for f in features]
    shape = shapely.union_all([_areal(shapely.make_valid(s, method="structure")) for s in shapes])
    if shape.is_empty:
        raise UnreadableFile("broken", file=file.path, format="GeoJSON")
    return shape, features[0].get("properties") or {}


def _attributes(
    files: list[BoundaryFile], said: list[dict], known: gpd.GeoDataFrame | None
) -> pd.DataFrame:
    """Names and the like: of the unit with the same code, else of the same name in the province."""
    named = pd.DataFrame(
        {
            "full_name": [_first(p, "full_name", "fullName", "ten_day_du") for p in said],
            "name": [_first(p, "name", "ten") for p in said],
        }
    )
    if known is None:
        slugs = pd.Series([file.slug.replace("_", " ").title() for file in files])
        return named.assign(
            full_name=named["full_name"].fillna(named["name"]).fillna(slugs),
            name=named["name"].fillna(slugs),
            type=pd.Series(pd.NA, index=named.index, dtype="string"),
        )
    columns = ["full_name", "name", "type", "area_km2_official", "province_name", "legal_ref"]
    table = pd.DataFrame(known[[c for c in columns if c in known]])
    by_code = table.set_axis(known["code"])
    by_name = table.set_axis(known["province_code"] + ":" + known["name"].map(fold))
    by_name = by_name[~by_name.index.duplicated(keep=False)]
    found = by_code.reindex([f.code for f in files]).reset_index(drop=True)
    slugs = [f"{f.province}:{fold(f.slug.replace('_', ' '))}" for f in files]
    found = found.fillna(by_name.reindex(slugs).reset_index(drop=True))
    for column in ("full_name", "name"):
        found[column] = named[column].fillna(found[column])
    return found


def _merge(
    known: gpd.GeoDataFrame, real: gpd.GeoDataFrame, provinces: set[str]
) -> gpd.GeoDataFrame:
    """The real communes among those of other provinces, which give up the ground the real ones take."""
    others = known[~known["province_code"].isin(provinces)].drop(columns="fid")
    taken = shapely.union_all(real.geometry.to_numpy())
    shapes = others.geometry.to_numpy().copy()
    meeting = np.flatnonzero(shapely.intersects(shapes, taken))
    cut = shapely.difference(shapes[meeting], taken)
    shapes[meeting] = [_areal(shape) for shape in cut]
    others = others.set_geometry(shapes, crs=known.crs)
    merged = pd.concat([others, real], ignore_index=True)
    return gpd.GeoDataFrame(merged, geometry="geometry", crs=STORAGE_CRS)


def _publish_provinces(
    store: Store, communes: gpd.GeoDataFrame, standing: dict, *, user: User, source: str
) -> None:
    """Provinces as unions of their communes, so that both layers tell one story."""
    joined = communes.dissolve("province_code", aggfunc="first", as_index=False)
    frame = gpd.GeoDataFrame(
        {
            "code": joined["province_code"],
            "version": joined["version"],
            "unit_key": joined["province_key"],
            "full_name": joined.get("province_name"),
            "approximate": joined["approximate"],
        },
        geometry=joined.geometry,
        crs=STORAGE_CRS,
    )
    if PROVINCES in standing:
        names = store.read(PROVINCES, columns=["code", "name", "full_name", "geometry"])
        names = names.set_index("code")
        for column in ("name", "full_name"):
            frame[column] = frame["code"].map(names[column])
    else:
        frame["name"] = frame["full_name"] = frame["full_name"].fillna(frame["code"])
    _publish(store, frame, PROVINCES, standing, user=user, source=source)


def _publish(
    store: Store,
    frame: gpd.GeoDataFrame,
    layer_id: str,
    standing: dict[str, Version],
    *,
    user: User,
    source: str,
) -> Version:
    left = int(frame["approximate"].fillna(False).astype(bool).sum())
    return store.publish(
        frame,
        layer_id,
        user=user.id,
        expected=standing[layer_id].number if layer_id in standing else None,
        provenance=Provenance(
            title=f"{BOUNDARY_VERSION}",
            quality="mixed" if left else "unverified",
            source=source,
            licence=LICENCE,
            note={
                "vi": f"{len(frame) - left} ranh giới từ nguồn, {left} ranh giới gần đúng.",
                "en": f"{len(frame) - left} boundaries from the source, {left} approximate.",
            },
        ),
    )


def _areal(shape: shapely.Geometry) -> shapely.Geometry:
    """The polygons of a shape; lines and points that repairs leave behind are no territory."""
    parts = [p for p in shapely.get_parts(shapely.get_parts(shape)) if p.geom_type == "Polygon"]
    return parts[0] if len(parts) == 1 else shapely.MultiPolygon(parts)


def _first(properties: dict, *names: str) -> str | None:
    return next((str(properties[n]) for n in names if properties.get(n)), None)
