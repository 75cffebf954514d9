"""Areas beside an area, on squares whose borders are known."""

import geopandas as gpd
import pytest
import shapely
from pyproj import Geod
from shapely.geometry import box

from geo.errors import BadArgument, MissingCRS
from geo.neighbours import neighbours

GEOD = Geod(ellps="WGS84")
METRE = 1 / 110_600  # of latitude, near enough


def length_m(*points) -> float:
    lons, lats = zip(*points, strict=True)
    return GEOD.line_length(lons, lats)


@pytest.fixture
def squares():
    """The middle one of a row of three, one on its corner, one apart, one without a shape."""
    shapes = [
        box(108.0, 16.0, 108.1, 16.1),
        box(108.1, 16.0, 108.2, 16.1),
        box(108.2, 16.0, 108.3, 16.05),
        box(108.2, 16.1, 108.3, 16.2),
        box(108.5, 16.0, 108.6, 16.1),
        None,
    ]
    return gpd.GeoSeries(shapes, crs=4326)


def test_the_longest_shared_border_comes_first_and_a_corner_last(squares):
    found = neighbours(squares, 1)
    assert found["area"].tolist() == [0, 2, 3]
    whole, half = length_m((108.1, 16.0), (108.1, 16.1)), length_m((108.2, 16.0), (108.2, 16.05))
    assert found["border_m"].tolist() == pytest.approx([whole, half, 0], rel=1e-3)


@pytest.mark.parametrize(("gap_m", "beside"), [(-3, True), (3, True), (8, False)])
def test_a_gap_or_an_overlap_of_a_few_metres_is_none(gap_m, beside):
    gap = gap_m * METRE
    shapes = gpd.GeoSeries([box(108, 16, 108.1, 16.1), box(108, 16.1 + gap, 108.1, 16.2)], crs=4326)
    found = neighbours(shapes, 0)
    assert found["area"].tolist() == ([1] if beside else [])
    if beside:
        border = length_m((108.0, 16.1), (108.1, 16.1))
        assert found["border_m"].iloc[0] == pytest.approx(border, rel=2e-3)


def test_it_is_the_same_seen_from_both_sides(squares):
    assert neighbours(squares, 0)["border_m"].iloc[0] == pytest.approx(
        neighbours(squares, 1)["border_m"].iloc[0], rel=1e-6
    )


def test_a_blank_shape_has_no_neighbours_and_is_nobodys(squares):
    assert neighbours(squares, 5).empty
    assert 5 not in neighbours(squares, 4)["area"].tolist()


def test_areas_in_metres_give_the_same(squares):
    plane = squares.iloc[:5].to_crs(5899)
    assert neighbours(plane, 1)["area"].tolist() == [0, 2, 3]


def test_an_island_is_beside_through_any_of_its_parts(squares):
    two = shapely.MultiPolygon([squares.iloc[4], box(108.3, 16.0, 108.4, 16.05)])
    shapes = gpd.GeoSeries([squares.iloc[2], two], crs=4326)
    assert neighbours(shapes, 0)["area"].tolist() == [1]


def test_what_cannot_be_asked_is_refused(squares):
    for wrong in ({"row": 9}, {"row": 0, "within_m": -1}):
        with pytest.raises(BadArgument):
            neighbours(squares, **wrong)
    with pytest.raises(MissingCRS):
        neighbours(gpd.GeoSeries(squares.to_numpy()), 0)
