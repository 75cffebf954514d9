"""Areal interpolation: exact shares on small polygons, equal to an overlay on any, totals kept."""

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.errors import BadArgument, BadGeometryType, MissingCRS
from geo.interpolate import interpolate, intersection_areas
from geo.measure import equal_area_xy, geodesic_area_m2

EQUAL_AREA = "EPSG:6933"


def areas(*geoms, crs="EPSG:4326") -> gpd.GeoSeries:
    return gpd.GeoSeries(list(geoms), crs=crs)


def by_overlay(source: gpd.GeoSeries, target: gpd.GeoSeries) -> np.ndarray:
    """Areas of all pairs as GEOS cuts them, in the same plane."""
    a, b = (np.asarray(s.to_crs(EQUAL_AREA), dtype=object) for s in (source, target))
    return shapely.area(shapely.intersection(a[:, None], b[None, :]))


def as_matrix(pairs: pd.DataFrame, shape: tuple[int, int]) -> np.ndarray:
    matrix = np.zeros(shape)
    matrix[pairs["source"], pairs["target"]] = pairs["area_m2"]
    return matrix


def test_a_square_over_two_gives_each_its_part():
    source = areas(shapely.box(105.5, 21, 107, 22))
    target = areas(shapely.box(105, 21, 106, 22), shapely.box(106, 21, 107, 22))
    pairs = intersection_areas(source, target)
    assert pairs[["source", "target"]].values.tolist() == [[0, 0], [0, 1]]
    spread = interpolate(np.array([9.0]), pairs, n_target=2)
    assert spread.values == pytest.approx([3, 6], abs=1e-9)
    assert spread.left.tolist() == [0]


def test_areas_are_those_of_the_ellipsoid():
    small = areas(shapely.box(105.80, 21.00, 105.82, 21.02))
    pairs = intersection_areas(small, small)
    assert pairs["area_m2"].item() == pytest.approx(geodesic_area_m2(small)[0], rel=1e-7)


def test_the_plane_keeps_areas_at_every_latitude():
    for south in (0.0, 8.5, 23.0, 60.0):
        box = shapely.box(105, south, 105.01, south + 0.01)
        x, y = equal_area_xy(*shapely.get_coordinates(box).T)
        area = shapely.Polygon(np.column_stack([x, y])).area
        assert area == pytest.approx(geodesic_area_m2([box])[0], rel=1e-7)


def test_touching_is_not_sharing():
    left, right = shapely.box(105, 21, 106, 22), shapely.box(106, 20.5, 107, 21.5)
    corner = shapely.box(106, 22, 107, 23)
    assert intersection_areas(areas(left), areas(right, corner)).empty


def test_holes_parts_and_the_way_rings_run_count_off():
    ring = shapely.box(105, 21, 106, 22).difference(shapely.box(105.25, 21.25, 105.75, 21.75))
    island = shapely.box(105.4, 21.4, 105.6, 21.6)
    both = shapely.MultiPolygon([ring, island])
    turned = shapely.reverse(both)
    target = areas(shapely.box(105, 21, 105.5, 22), shapely.box(105.3, 21.3, 105.35, 21.7))
    for shape in (both, turned):
        found = as_matrix(intersection_areas(areas(shape), target), (1, 2))
        assert found == pytest.approx(by_overlay(areas(both), target), rel=1e-9)
    assert found[0, 1] == 0


def test_overlapping_targets_and_nested_sources_have_all_their_pairs():
    source = areas(shapely.box(105.2, 21.2, 105.4, 21.4))
    target = areas(shapely.box(105, 21, 106, 22), shapely.box(105.3, 21, 106, 22))
    found = as_matrix(intersection_areas(source, target), (1, 2))
    assert found[0, 0] == pytest.approx(2 * found[0, 1], rel=1e-9)


star = st.builds(
    lambda x, y, radii: shapely.Polygon(
        [
            (x + r * np.cos(2 * np.pi * k / len(radii)), y + r * np.sin(2 * np.pi * k / len(radii)))
            for k, r in enumerate(radii)
        ]
    ),
    st.sampled_from([105.0, 105.02, 105.05]),
    st.sampled_from([21.0, 21.02, 10.0]),
    st.lists(st.sampled_from([0.01, 0.02, 0.03, 0.05]), min_size=3, max_size=9),
)


@settings(max_examples=50, deadline=None)
@given(st.lists(star, min_size=1, max_size=4), st.lists(star, min_size=1, max_size=4))
def test_areas_equal_those_of_an_overlay(source, target):
    source, target = areas(*source), areas(*target)
    found = as_matrix(intersection_areas(source, target), (len(source), len(target)))
    smaller = np.minimum(*np.meshgrid(geodesic_area_m2(target), geodesic_area_m2(source)))
    assert (np.abs(found - by_overlay(source, target)) <= 2e-9 * smaller).all()


@settings(max_examples=30, deadline=None)
@given(
    st.lists(star, min_size=1, max_size=4),
    st.lists(star, min_size=1, max_size=4),
    st.integers(0, 2**32 - 1),
)
def test_nothing_is_lost_or_made(source, target, seed):
    values = np.random.default_rng(seed).integers(0, 10_000, (len(source), 2)).astype(float)
    pairs = intersection_areas(areas(*source), areas(*target))
    spread = interpolate(values, pairs, n_target=len(target))
    total = spread.values.sum(axis=0) + spread.left.sum(axis=0)
    assert total == pytest.approx(values.sum(axis=0), rel=1e-12, abs=1e-9)
    assert (spread.values >= 0).all()


def test_what_lies_in_no_target_is_reported():
    source = areas(shapely.box(105, 21, 106, 22), shapely.box(110, 10, 111, 11))
    values = pd.DataFrame({"files": [5.0, 7.0], "people": [100.0, np.nan]}, index=["a", "b"])
    pairs = intersection_areas(source, source.iloc[:1])
    spread = interpolate(values, pairs, n_target=1)
    assert spread.values.to_dict("list") == {"files": [5.0], "people": [100.0]}
    assert spread.left["files"].to_dict() == {"a": 0.0, "b": 7.0}
    assert np.isnan(spread.left.loc["b", "people"])


def test_unknown_stays_unknown():
    square = areas(shapely.box(105, 21, 106, 22))
    pairs = intersection_areas(square, square)
    assert np.isnan(interpolate(np.array([np.nan]), pairs, n_target=1).values).all()


def test_missing_and_empty_polygons_share_nothing():
    square = shapely.box(105, 21, 106, 22)
    holes = areas(None, shapely.Polygon(), square)
    pairs = intersection_areas(holes, areas(square))
    assert pairs["source"].tolist() == [2]
    assert intersection_areas(areas(), areas(square)).empty


def test_any_crs_is_brought_to_the_same_plane():
    degrees = areas(shapely.box(105.80, 21.00, 105.82, 21.02), shapely.box(105.81, 21, 105.9, 21.1))
    zone = degrees.to_crs("EPSG:3405")
    there = intersection_areas(degrees, degrees)["area_m2"]
    mixed = intersection_areas(degrees, zone)["area_m2"]
    # By the official operation; `to_crs` took the same one in the north.
    assert mixed.to_numpy() == pytest.approx(there.to_numpy(), rel=1e-3)


def test_what_cannot_be_asked_is_said():
    square = shapely.box(105, 21, 106, 22)
    with pytest.raises(MissingCRS):
        intersection_areas(areas(square, crs=None), areas(square))
    with pytest.raises(BadGeometryType):
        intersection_areas(areas(shapely.Point(105, 21)), areas(square))
    pairs = pd.DataFrame({"source": [1], "target": [0], "area_m2": [1.0]})
    with pytest.raises(BadArgument):
        interpolate(np.array([1.0]), pairs, n_target=1)


def test_real_communes_on_themselves(shared_data):
    communes = gpd.read_parquet(shared_data / "vn_communes_20m.parquet", columns=["geometry"])
    some = communes.iloc[:400]
    pairs = intersection_areas(some, some)
    own = pairs[pairs["source"] == pairs["target"]]
    assert len(own) == 400
    assert own["area_m2"].to_numpy() == pytest.approx(geodesic_area_m2(some.geometry), rel=1e-5)


@pytest.mark.filterwarnings("ignore")
def test_real_communes_on_others_as_tobler_spreads_them(shared_data):
    area_weighted = pytest.importorskip("tobler.area_weighted")
    communes = gpd.read_parquet(shared_data / "vn_communes_20m.parquet", columns=["geometry"])
    target = communes.iloc[:300]
    source = gpd.GeoDataFrame(geometry=target.translate(0.013, 0.009).values, crs=4326)
    source["count"] = np.arange(len(source), dtype=float) * 100
    pairs = intersection_areas(source, target)
    ours = interpolate(source["count"].to_numpy(), pairs, n_target=len(target))
    theirs = area_weighted.area_interpolate(
        source.to_crs(EQUAL_AREA), target.to_crs(EQUAL_AREA), extensive_variables=["count"]
    )
    assert ours.values == pytest.approx(theirs["count"].to_numpy(), rel=1e-6, abs=1e-6)
    assert ours.values.sum() + ours.left.sum() == pytest.approx(source["count"].sum(), rel=1e-12)
