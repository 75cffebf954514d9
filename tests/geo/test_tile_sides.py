"""Tiles of what was asked: features that pass, their class and size; points as numbers; heat and clusters."""

from dataclasses import replace

import pytest

from geo.tiles import TileLayer, TileSide, encode_tile, tile_sql
from tests.geo.test_tiles import NORTH, PX, WEST, X, Y, Z, connection, cursor, features, table

__all__ = ["connection", "cursor"]

DETAIL, COARSE = Z, Z + 1


def points(cursor, marks):
    """The table ``t`` of points as numbers: pixels from the north-west corner of the tile."""
    cursor.execute("CREATE TABLE t (fid BIGINT, x DOUBLE, y DOUBLE, owner VARCHAR)")
    for fid, (x, y) in enumerate(marks):
        place = [fid, WEST + x * PX, NORTH - y * PX, "V" if fid else None]
        cursor.execute("INSERT INTO t VALUES (?, ?, ?, ?)", place)


def side(cursor, rows, classes=("0", "Ô")):
    """A side table of (fid, place of the class, step of size)."""
    cursor.execute('CREATE TABLE "side.0" (fid BIGINT, k UTINYINT, s TINYINT)')
    cursor.executemany('INSERT INTO "side.0" VALUES (?, ?, ?)', rows)
    return TileSide("side.0", classes, True)


def properties(cursor, layer):
    found = features(encode_tile(cursor, layer, Z, X, Y))
    return {int(key.split(":")[1]): f["properties"] for key, f in found.items()}


MARKS = [(1, 1), (2, 2), (3, 3), (100, 100), (-5, 10), (-9, 10), (700, 10)]


@pytest.mark.parametrize("zoom", [DETAIL, COARSE])
def test_points_as_numbers_stand_where_points_do(cursor, zoom):
    points(cursor, MARKS)
    plain = TileLayer("layer", "t", "point", ("owner",), ("owner",), detail_zoom=zoom, xy=True)
    table(cursor, "g", [f"POINT({x} {y})" for x, y in MARKS])
    cursor.execute("CREATE TABLE shapes AS SELECT g.*, owner FROM g JOIN t USING (fid)")
    shaped = replace(plain, table="shapes", xy=False)
    numbers = features(encode_tile(cursor, plain, Z, X, Y))
    shapes = features(encode_tile(cursor, shaped, Z, X, Y))
    assert {k: f["properties"] for k, f in numbers.items()} == {
        k: f["properties"] for k, f in shapes.items()
    }
    places = {k: f["geometry"]["coordinates"] for k, f in numbers.items()}
    assert places["layer:0"] == [8, 8]
    for key, feature in shapes.items():
        assert feature["geometry"]["coordinates"] == pytest.approx(places[key], abs=1)
    assert len(numbers) == (5 if zoom == DETAIL else 3)


def test_only_what_stands_beside_is_drawn_with_its_class_and_size(cursor):
    points(cursor, MARKS)
    beside = side(cursor, [(0, 0, 2), (2, 1, None), (4, 1, 0)])
    layer = TileLayer("layer", "t", "point", ("owner",), detail_zoom=DETAIL, xy=True, side=beside)
    assert properties(cursor, layer) == {
        0: {"id": "layer:0", "k": "0", "s": 2},
        2: {"id": "layer:2", "k": "Ô", "owner": "V"},
        4: {"id": "layer:4", "k": "Ô", "s": 0, "owner": "V"},
    }


def test_thinned_points_keep_one_of_each_class_and_count_what_passes(cursor):
    points(cursor, MARKS)
    beside = side(cursor, [(0, 0, 2), (1, 1, 1), (2, 1, None), (3, 0, 0)])
    layer = TileLayer("layer", "t", "point", detail_zoom=COARSE, xy=True, side=beside)
    assert properties(cursor, layer) == {
        0: {"id": "layer:0", "k": "0", "s": 2, "count": 1},
        1: {"id": "layer:1", "k": "Ô", "s": 1, "count": 2},
        3: {"id": "layer:3", "k": "0", "s": 0, "count": 1},
    }


def test_a_filter_alone_has_neither_class_nor_size(cursor):
    points(cursor, MARKS)
    cursor.execute('CREATE TABLE "only" AS SELECT 1::BIGINT AS fid')
    layer = TileLayer("layer", "t", "point", xy=True, side=TileSide("only"))
    for zoom in (DETAIL, COARSE):
        more = {"count": 1} if zoom == COARSE else {}
        found = properties(cursor, replace(layer, detail_zoom=zoom))
        assert found == {1: {"id": "layer:1"} | more}


def test_a_cluster_stands_in_the_middle_of_what_it_counts(cursor):
    points(cursor, [(10, 10), (30, 20), (50, 60), (70, 10), (-20, 5)])
    layer = TileLayer(
        "layer", "t", "point", detail_zoom=COARSE, xy=True, mean_place=True, cell_px=64, buffer_px=32
    )  # fmt: skip
    found = features(encode_tile(cursor, layer, Z, X, Y))
    assert {
        k: (f["properties"]["count"], f["geometry"]["coordinates"]) for k, f in found.items()
    } == {
        "layer:0": (3, [240, 240]),
        "layer:3": (1, [560, 80]),
        "layer:4": (1, [pytest.approx(-160, abs=1), 40]),
    }
    alone = properties(cursor, replace(layer, detail_zoom=DETAIL))
    assert [f["count"] for f in alone.values()] == [1] * 5


@pytest.mark.parametrize("kind", ["line", "area"])
@pytest.mark.parametrize("zoom", [DETAIL, COARSE])
def test_the_rtree_is_used_beside_a_side_table(cursor, kind, zoom):
    cursor.execute(
        "CREATE TABLE t AS SELECT i AS fid, ST_Buffer(ST_Point((i % 64 - 32) * 1.2e5,"
        " (i // 64 - 32) * 1.2e5), 9.0) AS geom FROM range(4096) AS r(i)"
    )
    cursor.execute("CREATE INDEX rtree ON t USING RTREE (geom)")
    beside = side(cursor, [(i, i % 2, 0) for i in range(50)])
    layer = TileLayer("layer", "t", kind, detail_zoom=zoom, side=beside)
    plan = cursor.execute("EXPLAIN " + tile_sql(layer, Z, X, Y)).fetchall()
    assert "RTREE_INDEX_SCAN" in str(plan)


def test_lines_and_areas_carry_their_class(cursor):
    table(cursor, "t", ["LINESTRING(5 5, 100 100)", "LINESTRING(5 9, 100 200)"])
    beside = side(cursor, [(1, 1, 3)], classes=("0", "it's"))
    for zoom in (DETAIL, COARSE):
        layer = TileLayer("layer", "t", "line", detail_zoom=zoom, side=beside)
        assert properties(cursor, layer) == {1: {"id": "layer:1", "k": "it's", "s": 3}}
