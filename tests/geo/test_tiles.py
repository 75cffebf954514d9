"""Tile arithmetic, and tiles as DuckDB fills them, decoded again."""

from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import pytest

from geo.errors import BadArgument
from geo.tiles import (
    HALF_WORLD_M,
    TileLayer,
    encode,
    encode_tile,
    pixel_m,
    property_columns,
    tile_bounds,
    tile_sql,
    valid_tile,
)

duckdb = pytest.importorskip("duckdb")
mvt = pytest.importorskip("mapbox_vector_tile")

# Tile 10/815/462 lies in central Viet Nam; one of its pixels is 76.4 m.
Z, X, Y = 10, 815, 462
WEST, SOUTH, EAST, NORTH = tile_bounds(Z, X, Y)
PX = pixel_m(Z)


@pytest.fixture(scope="module")
def connection():
    package = pytest.importorskip("duckdb_extension_spatial")
    extension = next(Path(package.__file__).parent.rglob("spatial.duckdb_extension"))
    with duckdb.connect(config={"threads": 1}) as connection:
        connection.execute(f"LOAD '{extension}'")
        yield connection


@pytest.fixture
def cursor(connection):
    with connection.cursor() as cursor:
        cursor.execute("BEGIN")
        yield cursor
        cursor.execute("ROLLBACK")


def table(cursor, name, shapes, columns="", values=None):
    """A table of shapes given in pixels from the north-west corner of the tile, y to the south."""
    quoted = '"' + name.replace('"', '""') + '"'
    cursor.execute(f"CREATE TABLE {quoted} (fid BIGINT, geom GEOMETRY{columns})")
    for fid, shape in enumerate(shapes):
        more = (values[fid],) if values else ()
        marks = ", ?" * len(more)
        cursor.execute(
            f"INSERT INTO {quoted} SELECT ?, ST_Affine(ST_GeomFromText(?), {PX!r}, 0, 0, {-PX!r},"
            f" {WEST!r}, {NORTH!r}){marks}",
            [fid, shape, *more],
        )


def features(tile, layer="layer"):
    decoded = mvt.decode(tile, default_options={"y_coord_down": True})
    assert decoded[layer]["extent"] == 4096
    return {f["properties"]["id"]: f for f in decoded[layer]["features"]}


def square(x, y, side):
    ring = [(x, y), (x + side, y), (x + side, y + side), (x, y + side), (x, y)]
    return "POLYGON((" + ", ".join(f"{a} {b}" for a, b in ring) + "))"


def test_bounds():
    assert tile_bounds(0, 0, 0) == (-HALF_WORLD_M, -HALF_WORLD_M, HALF_WORLD_M, HALF_WORLD_M)
    assert tile_bounds(1, 0, 1) == (-HALF_WORLD_M, -HALF_WORLD_M, 0, 0)
    half, whole = HALF_WORLD_M / 2, HALF_WORLD_M
    assert tile_bounds(2, 3, 0) == pytest.approx((half, half, whole, whole))
    assert pixel_m(0) == pytest.approx(78271.516964, abs=1e-6)
    assert pytest.approx(512 * PX) == EAST - WEST
    assert pytest.approx(512 * PX) == NORTH - SOUTH


@pytest.mark.parametrize(
    ("z", "x", "y", "valid"),
    [
        (0, 0, 0, True),
        (22, 2**22 - 1, 0, True),
        (0, 1, 0, False),
        (3, 0, 8, False),
        (3, -1, 0, False),
        (-1, 0, 0, False),
        (23, 0, 0, False),
    ],
)
def test_valid_tile(z, x, y, valid):
    assert valid_tile(z, x, y) is valid
    if not valid:
        with pytest.raises(BadArgument):
            tile_bounds(z, x, y)


@pytest.mark.parametrize(
    "wrong",
    [
        {"kind": "polygon"},
        {"kind": "point", "cell_px": 3},
        {"kind": "point", "cell_px": 0},
        {"kind": "area", "columns": ("name", "ID")},
        {"kind": "area", "coarse_columns": ("geom",)},
    ],
)
def test_wrong_layers(wrong):
    with pytest.raises(BadArgument):
        TileLayer("layer", "t", **wrong)


def test_points_in_the_right_place(cursor):
    table(cursor, "t", ["POINT(256 128)", "POINT(-5 10)", "POINT(-9 10)", "POINT(700 10)"])
    for detail_zoom in (Z, Z + 1):
        layer = TileLayer("layer", "t", "point", detail_zoom=detail_zoom)
        found = features(encode_tile(cursor, layer, Z, X, Y))
        assert sorted(found) == ["layer:0", "layer:1"]
        assert found["layer:0"]["geometry"] == {"type": "Point", "coordinates": [2048, 1024]}
        x, y = found["layer:1"]["geometry"]["coordinates"]
        assert (x, y) == (pytest.approx(-40, abs=1), 80)
        found = features(encode_tile(cursor, layer, Z, X - 1, Y))
        assert found["layer:1"]["geometry"]["coordinates"] == [4056, 80]
        assert sorted(found) == ["layer:1", "layer:2"]


def test_nothing_is_no_bytes(cursor):
    table(cursor, "t", ["POINT(256 128)"])
    for kind in ("point", "line", "area"):
        layer = TileLayer("layer", "t", kind)
        assert encode(cursor, [layer, layer], Z, X + 3, Y) == b""
        assert encode_tile(cursor, layer, 3, 8, 0) == b""
        assert encode_tile(cursor, layer, -1, 0, 0) == b""
    assert encode(cursor, [], Z, X, Y) == b""


def test_null_and_empty_geometries_are_passed_over(cursor):
    table(cursor, "t", ["POINT(5 5)", "POINT EMPTY"])
    cursor.execute("INSERT INTO t VALUES (7, NULL)")
    for zoom in (Z, Z + 9):
        layer = TileLayer("layer", "t", "point", detail_zoom=zoom)
        assert list(features(encode_tile(cursor, layer, Z, X, Y))) == ["layer:0"]


def test_points_are_thinned_one_a_cell_below_the_detail_zoom(cursor):
    marks = ["POINT(0.5 0.5)", "POINT(3.5 3.5)", "POINT(4.5 0.5)", "POINT(1 1)", "POINT(-0.5 1)"]
    table(cursor, "t", marks)
    cursor.execute("CREATE TABLE named AS SELECT *, 'k' || fid AS kind, 'n' || fid AS name FROM t")
    thinned = TileLayer("layer", "named", "point", ("name",), ("kind",), detail_zoom=Z + 1)
    found = {
        key: f["properties"] for key, f in features(encode_tile(cursor, thinned, Z, X, Y)).items()
    }
    assert found == {
        "layer:0": {"id": "layer:0", "kind": "k0", "count": 3},
        "layer:2": {"id": "layer:2", "kind": "k2", "count": 1},
        "layer:4": {"id": "layer:4", "kind": "k4", "count": 1},
    }
    full = TileLayer("layer", "named", "point", ("name",), ("kind",), detail_zoom=Z)
    found = features(encode_tile(cursor, full, Z, X, Y))
    assert len(found) == 5
    assert found["layer:3"]["properties"] == {"id": "layer:3", "name": "n3"}


def test_the_same_point_is_kept_on_both_sides_of_an_edge(cursor):
    # A label cell of 64 px reaches far beyond the margin of 8 px.
    table(cursor, "t", ["POINT(-30 10)", "POINT(-5 10)"], ", size DOUBLE", [3.0, 2.0])
    layer = TileLayer("layer", "t", "point", detail_zoom=Z + 1, cell_px=64, rank_column="size")
    assert encode_tile(cursor, layer, Z, X, Y) == b""
    assert list(features(encode_tile(cursor, layer, Z, X - 1, Y))) == ["layer:0"]


def test_rank_decides_which_point_stays(cursor):
    table(cursor, "t", ["POINT(1 1)", "POINT(2 2)", "POINT(3 3)"], ", size DOUBLE", [1, 9, None])
    layer = TileLayer("layer", "t", "point", detail_zoom=Z + 1, rank_column="size")
    assert list(features(encode_tile(cursor, layer, Z, X, Y))) == ["layer:1"]


def test_lines_are_clipped_simplified_and_dropped_when_unseen(cursor):
    wiggle = "LINESTRING(10 10, 20 10.3, 30 9.8, 40 10)"
    lines = [wiggle, "LINESTRING(100 100, 100.3 100.3)", "LINESTRING(500 50, 600 50)"]
    table(cursor, "t", lines)
    found = features(
        encode_tile(cursor, TileLayer("layer", "t", "line", detail_zoom=Z + 1), Z, X, Y)
    )
    assert sorted(found) == ["layer:0", "layer:2"]
    assert found["layer:0"]["geometry"]["coordinates"] == [[80, 80], [320, 80]]
    assert found["layer:2"]["geometry"]["coordinates"] == [[4000, 400], [4160, 400]]
    found = features(encode_tile(cursor, TileLayer("layer", "t", "line", detail_zoom=Z), Z, X, Y))
    assert sorted(found) == ["layer:0", "layer:1", "layer:2"]
    assert len(found["layer:0"]["geometry"]["coordinates"]) == 4


def test_areas_are_clipped_and_dropped_when_unseen(cursor):
    squares = [square(10, 20, 30), square(500, 20, 100), square(100, 100, 0.4)]
    table(cursor, "t", squares, ", name VARCHAR", ["Hòa Vang", None, "x"])
    layer = TileLayer("layer", "t", "area", ("name",), ("name",), detail_zoom=Z + 1)
    found = features(encode_tile(cursor, layer, Z, X, Y))
    assert sorted(found) == ["layer:0", "layer:1"]
    assert found["layer:0"]["properties"] == {"id": "layer:0", "name": "Hòa Vang"}
    assert found["layer:1"]["properties"] == {"id": "layer:1"}
    corners = {tuple(c) for c in found["layer:0"]["geometry"]["coordinates"][0]}
    assert corners == {(80, 160), (320, 160), (320, 400), (80, 400)}
    clipped = {tuple(c) for c in found["layer:1"]["geometry"]["coordinates"][0]}
    assert clipped == {(4000, 160), (4160, 160), (4160, 960), (4000, 960)}
    layer = TileLayer("layer", "t", "area", detail_zoom=Z)
    assert len(features(encode_tile(cursor, layer, Z, X, Y))) == 3


def test_areas_come_from_the_overview_of_the_zoom(cursor):
    table(cursor, "t", [square(10, 10, 10)])
    for name, side in (("coarse", 30), ("fine", 20)):
        table(cursor, name, [square(10, 10, side)])

    def width(overviews):
        layer = TileLayer("layer", "t", "area", overviews=overviews)
        ring = features(encode_tile(cursor, layer, Z, X, Y))["layer:0"]["geometry"]["coordinates"][
            0
        ]
        assert surveyor(ring) > 0
        return (max(x for x, _ in ring) - min(x for x, _ in ring)) / 8

    assert width({}) == 10
    assert width({Z: "coarse", Z + 2: "fine"}) == 30
    assert width({Z - 1: "coarse", Z + 2: "fine"}) == 20
    assert width({Z - 2: "coarse", Z - 1: "fine"}) == 10


def surveyor(ring):
    """Twice the signed area in tile units: above 0 for an outer ring, says the MVT standard."""
    return sum(a[0] * b[1] - b[0] * a[1] for a, b in pairwise(ring))


def test_layers_are_joined_into_one_tile(cursor):
    table(cursor, "t", ["POINT(5 5)", "POINT(50 50)"])
    layers = [TileLayer("one", "t", "point"), TileLayer("two", "t", "point", detail_zoom=Z)]
    tile = encode(cursor, layers, Z, X, Y)
    assert sorted(features(tile, "one")) == ["one:0", "one:1"]
    assert sorted(features(tile, "two")) == ["two:0", "two:1"]
    assert list(mvt.decode(tile)) == ["one", "two"]


def test_hostile_names_are_names(cursor):
    name = """t"; DROP TABLE x; --'"""
    column = """a" 'b'; --"""
    quoted = column.replace('"', '""')
    table(cursor, name, ["POINT(5 5)"], f', "{quoted}" VARCHAR', ["v'"])
    layer = TileLayer("it's", name, "point", (column,), (column,), rank_column=column)
    for detail_zoom in (Z, Z + 1):
        layer = replace(layer, detail_zoom=detail_zoom)
        found = features(encode_tile(cursor, layer, Z, X, Y), "it's")
        assert found["it's:0"]["properties"][column] == "v'"


def test_property_columns_leave_out_what_mvt_cannot_hold(cursor):
    cursor.execute(
        "CREATE TABLE t (fid BIGINT, geom GEOMETRY, b VARCHAR, a DOUBLE, d DATE, n DECIMAL(5, 2),"
        " i INTEGER, s SMALLINT, ok BOOLEAN)"
    )
    assert property_columns(cursor, "t") == ("b", "a", "i", "ok")
    assert property_columns(cursor, "none") == ()


@pytest.mark.parametrize("kind", ["point", "line", "area"])
@pytest.mark.parametrize("detail_zoom", [Z, Z + 1])
def test_the_rtree_is_used(cursor, kind, detail_zoom):
    cursor.execute(
        "CREATE TABLE t AS SELECT i AS fid, ST_Point((i % 64 - 32) * 1.2e5, (i // 64 - 32) * 1.2e5)"
        " AS geom, 0.0 AS rank FROM range(4096) AS r(i)"
    )
    cursor.execute("CREATE INDEX rtree ON t USING RTREE (geom)")
    layer = TileLayer("layer", "t", kind, detail_zoom=detail_zoom, rank_column="rank")
    plan = cursor.execute("EXPLAIN " + tile_sql(layer, Z, X, Y)).fetchall()
    assert "RTREE_INDEX_SCAN" in str(plan)
