"""Vector tiles: where a tile lies, and the SQL that fills it.

Tiles are MVT with 4096 units and are drawn 512 px wide, in Web Mercator (x to the east, y to the
south from the north-west corner of the world). A layer's table has the columns ``fid`` BIGINT,
``geom`` GEOMETRY (EPSG:3857, with an R-tree index) and the attributes that its tiles carry. A table
of points may have ``x`` and ``y`` DOUBLE in place of ``geom``: of a million points, comparing numbers
finds those of a tile in a few milliseconds, a twentieth of what the R-tree takes. The SQL is
DuckDB's; the cursor is passed in, one for each thread.

Every feature has the property ``id`` = "layer:fid", unique across layers. It stays among the
properties: the feature id proper of MVT is a number, and the map's client does not show it.
"""

from collections.abc import Iterable

from geo.tile_layer import (
    EXTENT,
    HALF_WORLD_M,
    MAX_ZOOM,
    RESERVED,
    TILE_PX,
    TileLayer,
    TileSide,
    pixel_m,
    tile_bounds,
    valid_tile,
)
from geo.tile_sql import tile_sql

__all__ = [
    "EXTENT",
    "HALF_WORLD_M",
    "MAX_ZOOM",
    "RESERVED",
    "TILE_PX",
    "TileLayer",
    "TileSide",
    "encode",
    "encode_tile",
    "pixel_m",
    "property_columns",
    "tile_bounds",
    "tile_sql",
    "valid_tile",
]

# DuckDB 1.5 refuses other types in ST_AsMVT.
_PLAIN_TYPES = "('VARCHAR', 'FLOAT', 'DOUBLE', 'INTEGER', 'BIGINT', 'BOOLEAN')"


def encode(cursor, layers: Iterable[TileLayer], z: int, x: int, y: int) -> bytes:
    """One tile of several layers, in the order given; uncompressed.

    Parameters
    ----------
    cursor : cursor of DuckDB with the spatial extension loaded; of this thread alone
    layers : iterable of TileLayer
    z, x, y : int

    Returns
    -------
    bytes
        A layer without features takes no room; a tile without any is ``b""``, and so is a tile
        outside the world.
    """
    return b"".join(encode_tile(cursor, layer, z, x, y) for layer in layers)


def encode_tile(cursor, layer: TileLayer, z: int, x: int, y: int) -> bytes:
    """One tile of one layer; see `encode`."""
    if not valid_tile(z, x, y):
        return b""
    # ST_AsMVT of no rows is not empty but a layer without features.
    tile, features = cursor.execute(tile_sql(layer, z, x, y)).fetchone()
    return bytes(tile) if features else b""


def property_columns(cursor, table: str) -> tuple[str, ...]:
    """Columns of a table that can be carried as they are; others (dates, decimals) need a cast.

    Leaves out ``fid`` and ``geom``.
    """
    rows = cursor.execute(
        "SELECT column_name FROM duckdb_columns() WHERE table_name = ? AND column_name NOT IN "
        f"('fid', 'geom') AND data_type IN {_PLAIN_TYPES} ORDER BY column_index",
        [table],
    ).fetchall()
    return tuple(name for (name,) in rows)
