"""The locator, held against GEOS on the points where it is hard."""

import geopandas as gpd
import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely import MultiPolygon, Point, Polygon, box

from geo.errors import BadArgument, BadGeometry, BadGeometryType
from geo.locate import AreaCounts, AreaLocator, grid_pays, locate_points

INVERSE = {"within": "contains", "intersects": "intersects"}
RING_WITH_HOLE = Polygon(box(0, 0, 10, 10).exterior, [box(4, 4, 6, 6).exterior])


def as_array(*geoms):
    out = np.empty(len(geoms), dtype=object)
    out[:] = geoms
    return out


def by_geos(areas, x, y, predicate):
    """Pairs of every point with every area, by prepared GEOS predicates."""
    points = shapely.points(np.column_stack([x, y]))
    pairs = []
    for position, area in enumerate(areas):
        if area is not None:
            shapely.prepare(area)
            hit = np.flatnonzero(getattr(shapely, INVERSE[predicate])(area, points))
            pairs += [(point, position) for point in hit]
    return sorted(pairs)


def pairs_of(matches):
    return list(zip(matches.point.tolist(), matches.area.tolist(), strict=True))


def assert_as_geos(areas, x, y, *, cells=None):
    locator = AreaLocator(areas, cells=cells)
    for predicate in INVERSE:
        wanted = by_geos(areas, x, y, predicate)
        assert pairs_of(locator.locate(x, y, predicate=predicate)) == wanted
        counts = np.bincount([area for _, area in wanted], minlength=len(areas))
        assert locator.count(x, y, predicate=predicate).tolist() == counts.tolist()
        first = np.full(len(x), -1)
        for point, area in reversed(wanted):
            first[point] = area
        assert locator.first(x, y, predicate=predicate).tolist() == first.tolist()


def near_and_on(areas, rng):
    """Vertices, points on edges, their neighbours among the floating-point numbers, mixtures."""
    vertices = shapely.get_coordinates(areas)
    start, end = vertices[:-1], vertices[1:]
    on = start + rng.random((len(start), 1)) * (end - start)
    beside = np.nextafter(on, on + rng.choice([-1, 1], on.shape))
    corner = np.nextafter(vertices, vertices + rng.choice([-1, 1], vertices.shape))
    mixed = np.column_stack([vertices[:, 0], rng.permutation(vertices[:, 1])])
    points = np.concatenate([vertices, on, beside, corner, mixed, (start + end) / 2])
    # Next to zero stand numbers whose products vanish; there GEOS contradicts itself.
    points[np.abs(points) < 1e-60] = 0.0
    return points[:, 0].copy(), points[:, 1].copy()


lattice = st.integers(0, 8)
ring = st.lists(st.tuples(lattice, lattice), min_size=3, max_size=8)


def polygonal(rings):
    shapes = shapely.make_valid([Polygon(r) for r in rings], method="structure")
    return [g for g in shapes if g.area > 0 and g.geom_type in ("Polygon", "MultiPolygon")]


@settings(deadline=None, max_examples=30)
@given(st.lists(ring, min_size=1, max_size=8), st.sampled_from([1, 9, 100, 5000, None]))
def test_lattice_polygons_agree_on_borders_and_vertices(rings, cells):
    shapes = polygonal(rings)
    if len(shapes) > 1:
        shapes += polygonal_parts(shapely.difference(shapes[0], shapes[-1]))
        shapes += polygonal_parts(shapely.union_all(shapes[:3]))
    areas = as_array(*shapes, None, Polygon())
    half = np.arange(-1, 9.5, 0.5)
    x, y = (axis.ravel() for axis in np.meshgrid(half, half))
    assert_as_geos(areas, x, y, cells=cells)


def polygonal_parts(geometry):
    kept = geometry.geom_type in ("Polygon", "MultiPolygon") and not geometry.is_empty
    return [geometry] if kept else []


@settings(deadline=None, max_examples=25)
@given(
    st.lists(ring, min_size=1, max_size=6),
    st.floats(0, 6.28),
    st.sampled_from([1e-3, 0.1, 1.0, 1e5]),
    st.sampled_from([0.0, 105.8, 5e5]),
    st.sampled_from([1, 60, 3000, None]),
)
def test_turned_and_moved_polygons_agree_next_to_their_edges(rings, angle, size, move, cells):
    turn = np.array([[np.cos(angle), np.sin(angle)], [-np.sin(angle), np.cos(angle)]])
    areas = as_array(*polygonal(rings))
    areas = shapely.transform(areas, lambda c: c @ turn * size + move)
    areas = areas[shapely.is_valid(areas)]
    if len(areas):
        x, y = near_and_on(areas, np.random.default_rng(1))
        assert_as_geos(areas, x, y, cells=cells)


@pytest.mark.parametrize("cells", [1, 50, 2000, 100_000])
def test_crowded_cells_agree(cells):
    """Forty rings of 300 vertices around one another, far more edges than cells."""
    rng = np.random.default_rng(3)
    angle = np.linspace(0, 2 * np.pi, 300, endpoint=False)
    stars = []
    for size in rng.uniform(0.001, 0.02, 40):
        radius = size * rng.uniform(0.6, 1, len(angle))
        centre = rng.normal([106.7, 10.8], 0.01)
        stars.append(
            Polygon(np.column_stack([np.cos(angle), np.sin(angle)]) * radius[:, None] + centre)
        )
    stars.append(box(100, 5, 112, 20))
    areas = as_array(*stars)
    x, y = near_and_on(areas, rng)
    cloud = rng.normal([106.7, 10.8], 0.015, (2000, 2))
    assert_as_geos(areas, np.r_[x[::7], cloud[:, 0]], np.r_[y[::7], cloud[:, 1]], cells=cells)


@pytest.mark.parametrize("cells", [4, 10_000])
def test_a_stack_of_areas_names_them_all(cells):
    areas = as_array(*[box(-k, -k, k, k) for k in range(1, 31)], box(0, 0, 1, 1), box(-3, -3, 3, 3))
    matches = AreaLocator(areas, cells=cells).locate(np.array([0.5, 29.5]), np.array([0.25, 29.5]))
    assert pairs_of(matches) == [(0, k) for k in range(32)] + [(1, 29)]


def test_border_belongs_to_intersects_and_not_to_within():
    locator = AreaLocator(as_array(RING_WITH_HOLE))
    x = np.array([0.0, 5.0, 4.0, 6.0, 10.0, 5.0, 2.0])
    y = np.array([0.0, 10.0, 4.0, 5.0, 10.5, 5.0, 2.0])
    assert locator.locate(x, y).point.tolist() == [0, 1, 2, 3, 6]
    assert locator.locate(x, y, predicate="within").point.tolist() == [6]


def test_contains_is_never_true_for_a_point_as_in_geopandas():
    areas = gpd.GeoDataFrame(geometry=[box(0, 0, 1, 1)])
    points = gpd.GeoDataFrame(geometry=[Point(0.5, 0.5)])
    assert len(points.sjoin(areas, predicate="contains")) == 0
    locator = AreaLocator(areas.geometry)
    x = np.array([0.5, np.nan])
    assert len(locator.locate(x, x, predicate="contains").point) == 0
    assert locator.first(x, x, predicate="contains").tolist() == [-1, -1]
    assert tuple(locator.tally(x, x, predicate="contains"))[1:] == (1, 1, 2)


def test_touching_parts_and_a_shared_corner_count_once():
    twice = MultiPolygon([box(0, 0, 1, 1), box(1, 1, 2, 2)])
    x = np.array([1.0, 0.5, 1.5, 0.5])
    y = np.array([1.0, 0.5, 1.5, 1.5])
    locator = AreaLocator(as_array(twice, box(1, 0, 2, 1)))
    assert pairs_of(locator.locate(x, y)) == [(0, 0), (0, 1), (1, 0), (2, 0)]
    assert locator.count(x, y).tolist() == [3, 1]


def test_points_without_a_position_are_unknown_and_far_ones_outside():
    locator = AreaLocator(as_array(box(0, 0, 1, 1), None))
    x = np.array([0.5, np.nan, np.inf, 0.5, 1e300, -7.0])
    y = np.array([0.5, 0.5, 0.5, -np.inf, 0.5, 0.5])
    found = locator.tally(x, y)
    assert found.counts.tolist() == [1, 0]
    assert (found.outside, found.unknown, found.total) == (2, 3, 6)


@pytest.mark.parametrize("areas", [as_array(), as_array(None, Polygon(), MultiPolygon())])
def test_no_shape_at_all_holds_nothing(areas):
    locator = AreaLocator(areas)
    assert len(locator) == len(areas)
    assert locator.count(np.array([0.0]), np.array([0.0])).tolist() == [0] * len(areas)
    assert len(locator.locate(np.empty(0), np.empty(0)).point) == 0


def test_counts_of_parts_add_up():
    rng = np.random.default_rng(0)
    x, y = rng.uniform(-1, 11, (2, 200_000))
    locator = AreaLocator(as_array(RING_WITH_HOLE, box(5, 5, 12, 12)), cells=500)
    total = AreaCounts(np.zeros(2, np.int64), 0, 0, 0)
    for part in np.array_split(np.arange(len(x)), 7):
        total = total.plus(locator.tally(x[part], y[part]))
    whole = locator.tally(x, y)
    assert total.counts.tolist() == whole.counts.tolist()
    assert total[1:] == whole[1:]
    matches = locator.locate(x, y)
    assert np.bincount(matches.area).tolist() == whole.counts.tolist()
    assert (np.diff(matches.point) >= 0).all()
    assert len(x) - len(np.unique(matches.point)) == whole.outside


def test_a_point_too_near_a_shared_border_is_judged_as_geos_does_on_each_side():
    """Found by search: the point is on the line, and GEOS puts it left of it in both directions."""
    a = (0.00042405622828816704, -0.004451985659820796)
    b = (-0.002819429654631849, -0.01284721045295758)
    x, y = np.array([-0.0006571057326851717]), np.array([-0.0072503939241997245])
    east, west = (0.01, -0.01), (-0.01, 0.0)
    in_both = as_array(Polygon([b, a, east]), Polygon([a, b, west]))
    in_none = as_array(Polygon([a, b, east]), Polygon([b, a, west]))
    assert len(by_geos(in_both, x, y, "within")) == 2
    assert len(by_geos(in_none, x, y, "intersects")) == 0
    for areas in (in_both, in_none):
        assert_as_geos(areas, x, y)
        assert_as_geos(areas[::-1], x, y)


def test_strided_coordinates_are_read_right():
    xy = np.array([[0.5, 0.5], [2.0, 2.0], [0.1, 0.9]])
    locator = AreaLocator(as_array(box(0, 0, 1, 1)))
    assert locator.first(xy[:, 0], xy[:, 1]).tolist() == [0, -1, 0]


def test_one_far_area_does_not_spoil_the_others():
    rng = np.random.default_rng(5)
    near = [Point(*rng.uniform(0, 1, 2)).buffer(0.05) for _ in range(60)]
    areas = as_array(*near, box(1e6, 1e6, 1e6 + 1, 1e6 + 1))
    x, y = rng.uniform(0, 1, (2, 2000))
    assert_as_geos(areas, x, y)


def test_both_ways_of_locate_points_agree(monkeypatch):
    areas = as_array(RING_WITH_HOLE, box(5, 5, 12, 12), None)
    half = np.arange(-1, 13, 0.5)
    points = shapely.points(*(axis.ravel() for axis in np.meshgrid(half, half)))
    points = np.append(points, [None, Point()])
    for predicate in ("intersects", "within", "contains"):
        monkeypatch.setattr("geo.locate.grid_pays", lambda *_: False)
        tree = locate_points(points, areas, predicate=predicate)
        monkeypatch.setattr("geo.locate.grid_pays", lambda *_: True)
        grid = locate_points(points, areas, predicate=predicate)
        assert pairs_of(tree) == pairs_of(grid)


def test_a_grid_pays_for_many_points_only():
    areas = as_array(box(0, 0, 1, 1))
    assert not grid_pays(1000, areas)
    assert grid_pays(1_000_000, areas)


def test_wrong_input_is_named():
    with pytest.raises(BadGeometryType, match="LineString"):
        AreaLocator(as_array(shapely.LineString([(0, 0), (1, 1)])))
    with pytest.raises(BadGeometry, match="not finite"):
        AreaLocator(as_array(Polygon([(0, 0), (1, np.inf), (1, 0)])))
    locator = AreaLocator(as_array(box(0, 0, 1, 1)))
    with pytest.raises(BadArgument, match="predicate"):
        locator.locate(np.zeros(1), np.zeros(1), predicate="covers")
    with pytest.raises(BadArgument, match="x, y"):
        locator.locate(np.zeros(2), np.zeros(1))


def test_all_communes_agree_on_their_own_borders(shared_data):
    areas = np.asarray(gpd.read_parquet(shared_data / "vn_communes_20m.parquet").geometry)
    rng = np.random.default_rng(2)
    vertices = shapely.get_coordinates(areas)
    some = rng.choice(len(vertices) - 1, 20_000)
    start, end = vertices[some], vertices[some + 1]
    on = start + rng.random((len(some), 1)) * (end - start)
    points = np.concatenate(
        [start, on, np.nextafter(on, on + 1), rng.uniform([102, 8], [110, 23], (20_000, 2))]
    )
    locator = AreaLocator(areas)
    tree = shapely.STRtree(shapely.points(points))
    for predicate, inverse in INVERSE.items():
        area, point = tree.query(areas, predicate=inverse)
        order = np.lexsort((area, point))
        found = locator.locate(points[:, 0], points[:, 1], predicate=predicate)
        np.testing.assert_array_equal(found.point, point[order])
        np.testing.assert_array_equal(found.area, area[order])
