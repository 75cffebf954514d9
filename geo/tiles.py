"""Vector tiles: where a tile lies, and the SQL that fills it.

Tiles are MVT with 4096 units and are drawn 512 px wide, in Web Mercator (x to the east, y to the
south from the north-west corner of the world). A layer's table has the columns ``fid`` BIGINT,
``geom`` GEOMETRY (EPSG:3857, with an R-tree index) and the attributes that its tiles carry. The SQL
is DuckDB's; the cursor is passed in, one for each thread.

Every feature has the property ``id`` = "layer:fid", unique across layers. It stays among the
properties: the feature id proper of MVT is a number, and the map's client does not show it.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Literal

from geo.errors import BadArgument

TILE_PX = 512
EXTENT = 4096
MAX_ZOOM = 22
HALF_WORLD_M = 20037508.342789244

_KINDS = ("point", "line", "area")
# DuckDB 1.5 refuses other types in ST_AsMVT.
_PLAIN_TYPES = "('VARCHAR', 'FLOAT', 'DOUBLE', 'INTEGER', 'BIGINT', 'BOOLEAN')"
_RESERVED = ("id", "count", "geom")


@dataclass(frozen=True)
class TileLayer:
    """How one layer is drawn into tiles.

    Attributes
    ----------
    name : str
        Name of the layer in the tile, and prefix of every ``id``.
    table : str
        Table with everything; taken as a name, whatever characters it holds.
    kind : {"point", "line", "area"}
        Points are single points; lines and areas may have parts.
    columns : tuple of str
        Attributes carried from `detail_zoom` on. ST_AsMVT takes text, float, double, 32 and 64 bit
        whole numbers and booleans; see `property_columns`.
    coarse_columns : tuple of str
        Attributes carried below `detail_zoom`, best the one that gives the colour.
    detail_zoom : int
        From here on every feature is drawn as it is. Below, one point of each cell is kept and
        carries the number of all as ``count``; lines and areas smaller than half a pixel are left
        out, and lines are simplified to half a pixel.
    overviews : mapping of int to str
        Table to read up to and including that zoom: same columns, geometry of
        `geo.overview.overviews`, which is simplified and has its outer rings clockwise.
    cell_px : int
        Side of the cells that thin points; a divisor of 512. 4 for marks, about 64 for labels.
    rank_column : str or None
        Of the points in a cell the one with the largest value stays, else the one with the
        smallest fid.
    buffer_px : int
        What is drawn beyond the edge, so that marks and strokes are not cut.
    database : str or None
        The attached database that has the tables; None for the one the cursor is in.
    """

    name: str
    table: str
    kind: Literal["point", "line", "area"]
    columns: tuple[str, ...] = ()
    coarse_columns: tuple[str, ...] = ()
    detail_zoom: int = 15
    overviews: Mapping[int, str] = field(default_factory=dict, hash=False)
    cell_px: int = 4
    rank_column: str | None = None
    buffer_px: int = 8
    database: str | None = None

    def __post_init__(self) -> None:
        if self.kind not in _KINDS:
            raise BadArgument(name="kind", value=self.kind, expected="one of " + ", ".join(_KINDS))
        if self.cell_px < 1 or TILE_PX % self.cell_px:
            raise BadArgument(name="cell_px", value=self.cell_px, expected="a divisor of 512")
        for column in (*self.columns, *self.coarse_columns):
            if column.lower() in _RESERVED:
                raise BadArgument(name="column", value=column, expected="not id, count or geom")


def valid_tile(z: int, x: int, y: int) -> bool:
    """Whether there is such a tile in the world."""
    return 0 <= z <= MAX_ZOOM and 0 <= x < 2**z and 0 <= y < 2**z


def tile_bounds(z: int, x: int, y: int) -> tuple[float, float, float, float]:
    """The box (minx, miny, maxx, maxy) of a tile in EPSG:3857.

    Raises
    ------
    BadArgument
        When there is no such tile.

    Examples
    --------
    >>> tile_bounds(1, 1, 0)
    (0.0, 0.0, 20037508.342789244, 20037508.342789244)
    """
    if not valid_tile(z, x, y):
        raise BadArgument(name="tile", value=(z, x, y), expected="a tile of the world")
    side = 2 * HALF_WORLD_M / 2**z
    west, north = x * side - HALF_WORLD_M, HALF_WORLD_M - y * side
    return (west, north - side, west + side, north)


def pixel_m(z: int) -> float:
    """Side of one of the 512 px of a tile, in metres of EPSG:3857 (1 / cos(lat) of the ground)."""
    return 2 * HALF_WORLD_M / 2**z / TILE_PX


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


def tile_sql(layer: TileLayer, z: int, x: int, y: int) -> str:
    """The query of one tile: one row with the tile and the number of its features.

    Numbers enter as literals, so that the R-tree is used; names are quoted.
    """
    coarse = z < layer.detail_zoom
    columns = [_name(c) for c in (layer.coarse_columns if coarse else layer.columns)]
    thinned = coarse and layer.kind == "point"
    pairs = [
        "'geom': shape",
        f"'id': {_text(layer.name + ':')} || CAST(fid AS VARCHAR)",
        *(f"{column}: {column}" for column in columns),
        *(["'count': points"] if thinned else []),
    ]
    bounds = tile_bounds(z, x, y)
    return f"""
SELECT ST_AsMVT(feature, {_text(layer.name)}, {EXTENT}, 'geom'), count(*)
FROM (SELECT {{{", ".join(pairs)}}} AS feature FROM (
  SELECT {", ".join(["fid", *columns])}{", points" if thinned else ""},
    {_shape(layer, z, bounds)} AS shape
  FROM ({_rows(layer, z, bounds, columns)})
) WHERE shape IS NOT NULL AND NOT ST_IsEmpty(shape))"""


def _rows(layer: TileLayer, z: int, bounds: tuple, columns: list[str]) -> str:
    coarse = z < layer.detail_zoom
    reach_px = layer.buffer_px
    more, where, qualify = "", "", ""
    if coarse and layer.kind == "point":
        # Whole cells only: a cell cut by the margin would keep another point than next door.
        reach_px = -(-layer.buffer_px // layer.cell_px) * layer.cell_px
        more = f", count(*) OVER cell AS points, row_number() OVER ({_cell(layer, z)}"
        more += f" ORDER BY {_order(layer)}) AS place"
        where = f" WINDOW cell AS ({_cell(layer, z)})"
        qualify = " QUALIFY place = 1"
    area = _box(_widened(bounds, reach_px * pixel_m(z)))
    return (
        f"SELECT {', '.join(['fid', 'geom', *columns])}{more} FROM {_place(layer, z)}"
        f" WHERE ST_Intersects(geom, {area}){where}{qualify}"
    )


def _place(layer: TileLayer, z: int) -> str:
    table = _name(_table(layer, z))
    return table if layer.database is None else f"{_name(layer.database)}.{table}"


def _table(layer: TileLayer, z: int) -> str:
    zooms = [zoom for zoom in layer.overviews if zoom >= z]
    return layer.overviews[min(zooms)] if zooms else layer.table


def _cell(layer: TileLayer, z: int) -> str:
    side = repr(layer.cell_px * pixel_m(z))
    west_north = (f"ST_X(geom) + {HALF_WORLD_M!r}", f"{HALF_WORLD_M!r} - ST_Y(geom)")
    return "PARTITION BY " + ", ".join(f"floor(({offset}) / {side})" for offset in west_north)


def _order(layer: TileLayer) -> str:
    return f"{_name(layer.rank_column)} DESC NULLS LAST, fid" if layer.rank_column else "fid"


def _shape(layer: TileLayer, z: int, bounds: tuple) -> str:
    """Geometry in tile units, clipped where it crosses the margin; NULL when too small to see.

    ST_AsMVTGeom takes some 90 microseconds for an area, because it repairs what rounding breaks.
    What lies inside needs no clipping, and if its rings already run the way of MVT, moving it to
    tile units is enough. ST_AsMVT cuts fractions off, hence the half unit.
    """
    coarse = z < layer.detail_zoom
    half_px = repr(pixel_m(z) / 2)
    geom = f"ST_Simplify(geom, {half_px})" if coarse and layer.kind == "line" else "geom"
    margin = EXTENT * layer.buffer_px // TILE_PX
    clipped = f"ST_AsMVTGeom({geom}, ST_Extent({_box(bounds)}), {EXTENT}, {margin}, true)"
    cases = []
    if coarse and layer.kind != "point":
        # Not in WHERE: next to another condition DuckDB 1.5 forgets the R-tree.
        small = (
            f"greatest(ST_XMax(geom) - ST_XMin(geom), ST_YMax(geom) - ST_YMin(geom)) < {half_px}"
        )
        cases.append(f"WHEN {small} THEN NULL")
    if layer.kind != "area" or _table(layer, z) != layer.table:
        west, south, east, north = map(repr, _widened(bounds, layer.buffer_px * pixel_m(z)))
        units = EXTENT / TILE_PX / pixel_m(z)
        x, y = 0.5 - bounds[0] * units, 0.5 + bounds[3] * units
        cases.append(
            f"WHEN ST_XMin(geom) >= {west} AND ST_XMax(geom) <= {east}"
            f" AND ST_YMin(geom) >= {south} AND ST_YMax(geom) <= {north}"
            f" THEN ST_Affine({geom}, {units!r}, 0, 0, {-units!r}, {x!r}, {y!r})"
        )
    return f"CASE {' '.join(cases)} ELSE {clipped} END" if cases else clipped


def _widened(bounds: tuple[float, float, float, float], reach: float) -> tuple:
    west, south, east, north = bounds
    return (west - reach, south - reach, east + reach, north + reach)


def _box(bounds: tuple[float, float, float, float]) -> str:
    return f"ST_MakeEnvelope({', '.join(repr(float(bound)) for bound in bounds)})"


def _name(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def _text(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"
