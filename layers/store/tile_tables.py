"""The tables that tiles of a version are drawn from: its shapes in EPSG:3857, and what the map needs to know."""

from dataclasses import replace
from pathlib import Path

import geopandas as gpd
import pyarrow as pa

from geo.tiles import RESERVED, TileLayer
from layers.atlas import Atlas
from layers.overviews import load_overviews
from layers.spec import LayerSpec
from layers.store.model import Version

_RADIUS_M = 6_378_137.0
_AREA_COLUMNS = ("code", "name", "full_name")
_SITE_COLUMNS = ("name", "owner", "status", "street", "feature_id")
_DETAIL_ZOOM = {"point": 14, "line": 13, "area": 14}


def make_tables(atlas: Atlas, version: Version, cursor) -> TileLayer:
    """Fill the tables of a version in the database of `cursor`; gives how they are drawn."""
    spec = atlas.store.specs[version.layer_id]
    columns = tile_columns(spec, atlas.store.columns(version))
    table = f"v_{version.key}"
    layer = TileLayer(
        name=version.layer_id,
        table=table,
        kind=spec.kind,
        columns=columns,
        coarse_columns=_coarse(spec, columns),
        detail_zoom=_DETAIL_ZOOM[spec.kind],
    )
    if atlas.store.shape_kinds(version) == {"Point"}:
        _fill_points(cursor, table, atlas.store.path(version), columns)
        return replace(layer, xy=True)
    frame = atlas.store.read_version(version, columns=["fid", *columns, "geometry"])
    _fill(cursor, table, frame.geometry.to_crs(3857), frame, columns)
    copies = {}
    for zoom, shapes in load_overviews(atlas, version).items():
        copies[zoom] = f"{table}.z{zoom}"
        _fill(cursor, copies[zoom], shapes, frame, columns)
    return replace(layer, overviews=copies)


def tile_columns(spec: LayerSpec, there: list[str]) -> tuple[str, ...]:
    """What tiles carry: names and codes of areas; of sites and routes also the value lists."""
    there = [name for name in there if name.lower() not in RESERVED]
    if spec.kind == "area" and spec.group == "admin":
        return tuple(c for c in _AREA_COLUMNS if c in there)
    listed = [f.name for f in spec.fields if f.type == "enum" and f.required]
    return tuple(dict.fromkeys(c for c in (*_SITE_COLUMNS, *listed) if c in there))


def _coarse(spec: LayerSpec, columns: tuple[str, ...]) -> tuple[str, ...]:
    """What the map needs from afar: names of areas, and the field a layer is coloured by."""
    if spec.kind == "area":
        return columns
    return tuple(c for c in (spec.style.get("color_by"),) if c in columns)


def _fill_points(cursor, table: str, path: Path, columns: tuple[str, ...]) -> None:
    """Single points straight from the version file, as numbers in the order of the file.

    Neighbours stand close in it, so that a tile's part of the table is small. The formula is that of
    EPSG:3857 from EPSG:4326: spherical, with the radius of the equator.
    """
    name, texts = (
        quoted(table),
        "".join(f", CAST({quoted(c)} AS VARCHAR) AS {quoted(c)}" for c in columns),
    )
    cursor.execute(
        f"CREATE OR REPLACE TABLE {name} AS SELECT fid{texts}, "
        f"radians(ST_X(geometry)) * {_RADIUS_M} AS x, "
        f"ln(tan(pi() / 4 + radians(ST_Y(geometry)) / 2)) * {_RADIUS_M} AS y "
        f"FROM read_parquet('{sql_text(path)}') "
        "WHERE geometry IS NOT NULL AND NOT ST_IsEmpty(geometry) ORDER BY fid"
    )


def _fill(cursor, table: str, shapes: gpd.GeoSeries, frame: gpd.GeoDataFrame, columns) -> None:
    here = ~(shapes.isna() | shapes.is_empty).to_numpy()
    content = {"fid": pa.array(frame["fid"].to_numpy()[here])}
    for column in columns:
        content[column] = pa.array(frame[column][here].astype("string"), pa.string())
    content["wkb"] = pa.array(shapes[here].to_wkb(), pa.binary())
    cursor.register("incoming", pa.table(content))
    name = quoted(table)
    cursor.execute(
        f"CREATE OR REPLACE TABLE {name} AS "
        "SELECT * EXCLUDE wkb, ST_GeomFromWKB(wkb) AS geom FROM incoming"
    )
    cursor.unregister("incoming")
    cursor.execute(f"CREATE INDEX {quoted(table + '.rtree')} ON {name} USING RTREE (geom)")


def sql_text(path: Path) -> str:
    """A path inside quotes of SQL."""
    return str(path).replace("'", "''")


def quoted(name: str) -> str:
    """A name in SQL, whatever characters it holds."""
    return '"' + name.replace('"', '""') + '"'
