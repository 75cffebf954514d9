"""A layer of vector tiles, what somebody asked of it, and where a tile lies in the world."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from geo.errors import BadArgument

TILE_PX = 512
EXTENT = 4096
MAX_ZOOM = 22
HALF_WORLD_M = 20037508.342789244
RESERVED = ("id", "count", "geom", "fid", "x", "y", "k", "s")
"""Names that features and tables of tiles use themselves."""

_KINDS = ("point", "line", "area")


@dataclass(frozen=True)
class TileSide:
    """What somebody asked of a layer: the features that are drawn, with their class and size.

    Attributes
    ----------
    table : str
        Columns ``fid`` BIGINT and, where there are such, ``k`` (place of the class in `classes`) and
        ``s`` (step of size, NULL where unknown). In the database the cursor is in. Features that are
        not in it are not drawn.
    classes : tuple of str
        Ids of the classes; features carry theirs as ``k``. Empty: without.
    sized : bool
        Whether features carry ``s``.
    """

    table: str
    classes: tuple[str, ...] = ()
    sized: bool = False


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
    xy : bool
        The table has ``x`` and ``y`` in place of ``geom``; points only.
    side : TileSide or None
        Draw only what stands there, with its classes. Thinned points keep one of each class in a cell.
    mean_place : bool
        Below `detail_zoom` a point stands for its cell in the middle of all that lie there, and from
        there on carries ``count`` 1: heat and clusters.
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
    xy: bool = False
    side: TileSide | None = None
    mean_place: bool = False

    def __post_init__(self) -> None:
        if self.kind not in _KINDS:
            raise BadArgument(name="kind", value=self.kind, expected="one of " + ", ".join(_KINDS))
        if self.cell_px < 1 or TILE_PX % self.cell_px:
            raise BadArgument(name="cell_px", value=self.cell_px, expected="a divisor of 512")
        for column in (*self.columns, *self.coarse_columns):
            if column.lower() in RESERVED:
                raise BadArgument(
                    name="column", value=column, expected="not one of " + ", ".join(RESERVED)
                )


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
