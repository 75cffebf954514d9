"""Joins of points and lines with areas."""

import importlib.util
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from shapely import LineString, MultiPolygon, Point, box

from geo.errors import BadArgument, MissingCRS
from geo.join import OUTSIDE, count_in_areas, points_in_areas, split_lines
from geo.locate import AreaLocator
from geo.measure import geodesic_length_m
from geo.point_stream import count_file, iter_xy

LON_LAT = 4326
SIDE_BY_SIDE = gpd.GeoSeries([box(105, 21, 105.1, 21.1), box(105.1, 21, 105.2, 21.1)], crs=LON_LAT)


def lines_of(*paths):
    return gpd.GeoSeries([LineString(path) for path in paths], crs=LON_LAT)


def test_a_point_on_the_shared_border_is_in_both_or_in_none():
    points = gpd.GeoSeries([Point(105.1, 21.05), Point(105.05, 21.05), None], crs=LON_LAT)
    both = points_in_areas(points, SIDE_BY_SIDE)
    assert both.to_numpy().tolist() == [[0, 0], [0, 1], [1, 0]]
    inside = points_in_areas(points, SIDE_BY_SIDE, predicate="within")
    assert inside.to_numpy().tolist() == [[1, 0]]


def test_positions_do_not_depend_on_the_index():
    points = gpd.GeoDataFrame(geometry=[Point(105.15, 21.05)], index=["x"], crs=LON_LAT)
    areas = gpd.GeoDataFrame(geometry=SIDE_BY_SIDE.values, index=[7, 7], crs=LON_LAT)
    assert points_in_areas(points, areas).to_numpy().tolist() == [[0, 1]]


def test_unknown_is_not_outside():
    points = gpd.GeoSeries([Point(105.05, 21.05), Point(0, 0), None, Point()], crs=LON_LAT)
    found = count_in_areas(points, SIDE_BY_SIDE)
    assert found.counts.tolist() == [1, 0]
    assert (found.outside, found.unknown, found.total) == (1, 2, 4)


def test_counts_do_not_depend_on_the_way(monkeypatch):
    points = gpd.GeoSeries(
        [Point(105.05, 21.05), Point(105.1, 21.05), Point(0, 0), None], crs=LON_LAT
    )
    tree = count_in_areas(points, SIDE_BY_SIDE)
    monkeypatch.setattr("geo.join.grid_pays", lambda *_: True)
    grid = count_in_areas(points, SIDE_BY_SIDE)
    assert grid.counts.tolist() == tree.counts.tolist() == [2, 1]
    assert grid[1:] == tree[1:] == (1, 1, 4)


def test_points_are_brought_to_the_crs_of_the_areas():
    points = gpd.GeoSeries([Point(105.05, 21.05)], crs=LON_LAT).to_crs(32648)
    assert points_in_areas(points, SIDE_BY_SIDE).to_numpy().tolist() == [[0, 0]]


@pytest.mark.parametrize("join", [points_in_areas, count_in_areas, split_lines])
def test_a_missing_crs_is_never_guessed(join):
    bare = gpd.GeoSeries([Point(0, 0)])
    with pytest.raises(MissingCRS):
        join(bare, SIDE_BY_SIDE)
    with pytest.raises(MissingCRS):
        join(bare.set_crs(LON_LAT), gpd.GeoSeries(np.asarray(SIDE_BY_SIDE)))


def test_a_line_is_cut_at_each_border():
    lines = lines_of([(104.95, 21.05), (105.25, 21.05)], [(105.01, 21.01), (105.02, 21.02)])
    pieces = split_lines(lines, SIDE_BY_SIDE)
    assert pieces[["line", "area"]].to_numpy().tolist() == [[0, -1], [0, 0], [0, 1], [1, 0]]
    assert pieces.geometry.iloc[1].equals(LineString([(105, 21.05), (105.1, 21.05)]))
    assert pieces.geometry.iloc[0].length == pytest.approx(0.1, abs=1e-12)
    assert pieces.geometry.iloc[3].equals(lines.iloc[1])
    assert pieces.crs == SIDE_BY_SIDE.crs


def test_pieces_sum_to_the_geodesic_length():
    rng = np.random.default_rng(1)
    steps = rng.normal(0, 0.004, (40, 12, 2)).cumsum(axis=1)
    lines = lines_of(*(steps + rng.uniform([105, 21], [105.2, 21.1], (40, 1, 2))))
    pieces = split_lines(lines, SIDE_BY_SIDE)
    summed = pieces.groupby("line")["length_m"].sum()
    np.testing.assert_allclose(summed, geodesic_length_m(lines), rtol=1e-9)
    assert (pieces["area"] == OUTSIDE).any()


def test_overlapping_areas_each_get_their_piece_and_outside_is_left_once():
    areas = gpd.GeoSeries([box(0, 0, 2, 1), box(1, 0, 3, 1), box(1.5, 0, 1.6, 1)], crs=LON_LAT)
    pieces = split_lines(lines_of([(-1, 0.5), (4, 0.5)]), areas)
    lengths = dict(zip(pieces["area"], shapely.length(pieces.geometry).round(9), strict=True))
    assert lengths == {-1: 2.0, 0: 2.0, 1: 2.0, 2: 0.1}


def test_touching_gives_no_piece_and_lines_without_shape_are_absent():
    lines = gpd.GeoSeries(
        [LineString([(104.9, 21), (105, 21.05), (104.9, 21.1)]), None, LineString()], crs=LON_LAT
    )
    pieces = split_lines(lines, SIDE_BY_SIDE)
    assert pieces[["line", "area"]].to_numpy().tolist() == [[0, -1]]


def test_a_line_that_touches_and_enters_keeps_the_line_only():
    areas = gpd.GeoSeries([MultiPolygon([box(0, 0, 1, 1), box(2, 1, 3, 2)])], crs=LON_LAT)
    pieces = split_lines(lines_of([(-1, 0.5), (0.5, 0.5), (0.5, 3), (2, 2), (2, 3)]), areas)
    assert pieces[pieces["area"] == 0].geometry.iloc[0].geom_type in (
        "LineString",
        "MultiLineString",
    )


def test_a_file_is_counted_as_the_frame_is(tmp_path):
    rng = np.random.default_rng(4)
    xy = rng.uniform([104.9, 20.9], [105.3, 21.2], (5000, 2))
    frame = gpd.GeoDataFrame(
        {"id": np.arange(5000)}, geometry=gpd.points_from_xy(*xy.T), crs=LON_LAT
    )
    frame.loc[[3, 4], "geometry"] = None
    locator = AreaLocator(SIDE_BY_SIDE)
    wanted = count_in_areas(frame, SIDE_BY_SIDE)
    for name, encoding in (("wkb.parquet", "WKB"), ("arrow.parquet", "geoarrow")):
        path = tmp_path / name
        frame.to_parquet(path, row_group_size=700, geometry_encoding=encoding)
        found = count_file(path, locator)
        assert found.counts.tolist() == wanted.counts.tolist()
        assert found[1:] == wanted[1:]
    whole = frame.iloc[10:]
    whole.to_parquet(tmp_path / "plain.parquet", row_group_size=999)
    x, y = (np.concatenate(axis) for axis in zip(*iter_xy(tmp_path / "plain.parquet"), strict=True))
    np.testing.assert_array_equal(np.column_stack([x, y]), xy[10:])


def test_a_file_without_geometry_is_refused(tmp_path):
    pd.DataFrame({"a": [1]}).to_parquet(tmp_path / "table.parquet")
    with pytest.raises(BadArgument, match="GeoParquet"):
        next(iter_xy(tmp_path / "table.parquet"))


def test_new_zealand_high_points_by_region(shared_data):
    peaks = gpd.read_file(shared_data / "spdata_cc0" / "nz_height.gpkg")
    regions = gpd.read_file(shared_data / "spdata_cc0" / "nz_regions.gpkg")
    found = count_in_areas(peaks, regions)
    counted = dict(zip(regions["Name"], found.counts.tolist(), strict=True))
    assert {name: n for name, n in counted.items() if n} == {
        "Canterbury": 70,
        "West Coast": 22,
        "Waikato": 3,
        "Manawatu-Wanganui": 2,
        "Otago": 2,
        "Southland": 1,
        "Marlborough": 1,
    }
    assert (found.outside, found.unknown, found.total) == (0, 0, 101)
    moved = count_in_areas(peaks.to_crs(4326), regions)
    assert moved.counts.tolist() == found.counts.tolist()


def test_rotterdam_pipes_keep_their_length_when_cut(shared_data):
    pipes = gpd.read_file(
        shared_data / "rotterdam_manholes_ccby" / "sewer_lines" / "sewer_lines.shp"
    )
    west, south, east, north = pipes.total_bounds
    middle = (west + east) / 2
    halves = gpd.GeoSeries([box(west, south, middle, north)], crs=pipes.crs)
    pieces = split_lines(pipes, halves)
    assert pipes.length.sum() == pytest.approx(9294.622, abs=5e-4)
    assert pieces.length.sum() == pytest.approx(9294.622, abs=5e-4)
    assert set(pieces["area"]) == {0, OUTSIDE}
    np.testing.assert_allclose(
        pieces.groupby("line")["length_m"].sum(),
        geodesic_length_m(pipes.to_crs(4326).geometry),
        rtol=1e-9,
    )


def test_cells_in_communes_as_duckdb_counts_them(shared_data):
    duckdb = pytest.importorskip("duckdb")
    spec = importlib.util.find_spec("duckdb_extension_spatial")
    if spec is None:
        pytest.skip("the spatial extension of DuckDB is not installed")
    extension = next(Path(spec.origin).parent.rglob("spatial.duckdb_extension"))
    communes = gpd.read_parquet(shared_data / "vn_communes_20m.parquet")
    cells = pd.read_csv(shared_data / "opencellid_da_nang_ccbysa.csv")
    points = gpd.GeoDataFrame(geometry=gpd.points_from_xy(cells["lon"], cells["lat"]), crs=LON_LAT)
    database = duckdb.connect()
    database.execute(f"LOAD '{extension}'")
    database.register("cells", cells[["lon", "lat"]])
    database.register(
        "areas", pd.DataFrame({"area": range(len(communes)), "wkb": communes.to_wkb()["geometry"]})
    )
    rows = database.execute(
        "SELECT area, count(*) FROM cells JOIN (SELECT area, ST_GeomFromWKB(wkb) AS g FROM areas) "
        "ON ST_Intersects(g, ST_Point(lon, lat)) GROUP BY area"
    ).fetchall()
    wanted = np.zeros(len(communes), int)
    wanted[[area for area, _ in rows]] = [n for _, n in rows]
    assert wanted.sum() > 900
    by_locator = AreaLocator(communes.geometry).count(
        cells["lon"].to_numpy(), cells["lat"].to_numpy()
    )
    np.testing.assert_array_equal(count_in_areas(points, communes).counts, wanted)
    np.testing.assert_array_equal(by_locator, wanted)
