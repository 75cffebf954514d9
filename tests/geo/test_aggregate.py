"""Lengths by area and areas joined by key."""

import geopandas as gpd
import numpy as np
import pytest
from shapely import LineString, box

from geo.aggregate import dissolve_areas, group_lengths, lengths_in_areas
from geo.errors import BadArgument
from geo.measure import geodesic_length_m

AREAS = gpd.GeoSeries([box(105, 21, 105.1, 21.1), box(105.1, 21, 105.2, 21.1)], crs=4326)
LINES = gpd.GeoSeries([LineString([(105.05, 21.05), (105.15, 21.05)]), None], crs=4326)


def test_lengths_are_shared_out():
    found = lengths_in_areas(LINES, AREAS)
    half = geodesic_length_m([LineString([(105.05, 21.05), (105.1, 21.05)])])[0]
    np.testing.assert_allclose(found.length_m, [half, half], rtol=1e-9)
    assert (found.outside_m, found.unknown) == (0.0, 1)


def test_areas_without_lines_have_length_zero():
    inside, outside_m = group_lengths(
        gpd.GeoDataFrame({"area": [2, -1, 2], "length_m": [1.5, 4.0, 2.0]}), areas=4
    )
    assert inside.tolist() == [0.0, 0.0, 3.5, 0.0]
    assert outside_m == 4.0


def test_neighbours_lose_their_inner_border():
    joined = dissolve_areas(gpd.GeoDataFrame(geometry=AREAS), by=["a", "a"])
    assert joined["key"].tolist() == ["a"]
    assert joined.geometry.iloc[0].equals(box(105, 21, 105.2, 21.1))
    assert joined.crs == AREAS.crs


def test_overlaps_are_joined_too():
    areas = gpd.GeoSeries([box(0, 0, 2, 2), box(1, 0, 3, 2), box(9, 9, 10, 10), None])
    joined = dissolve_areas(areas, by=["x", "x", "b", "b"])
    assert joined["key"].tolist() == ["b", "x"]
    assert joined.geometry.area.tolist() == [1.0, 6.0]


def test_areas_without_a_key_are_left_out():
    joined = dissolve_areas(AREAS, by=[None, "k"])
    assert joined.geometry.iloc[0].equals(AREAS.iloc[1])
    assert len(joined) == 1
    with pytest.raises(BadArgument, match="2 keys"):
        dissolve_areas(AREAS, by=["a"])
