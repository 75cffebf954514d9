"""The parts of a sheet one by one: boxes, scales, grid, series, what may be asked."""

import itertools

import numpy as np
import pytest
import shapely

from layers.errors import BadSheet, TooManySheets
from layers.looks.classed import Entry
from layers.looks.legend import class_colours, class_label
from layers.looks.look import Look
from layers.maps.view import At, MapView
from layers.sheets.ground import (
    PT_PER_M,
    fitting_scale,
    grid_interval,
    grid_places,
    view_around,
    wanted_box,
)
from layers.sheets.layout import lay_out
from layers.sheets.request import MOST_LETTERS, SheetRequest, TitleBlock
from layers.sheets.series import cut_into_sheets, neighbours_of
from layers.spec import FieldSpec
from layers.words import Words

PAPERS = list(itertools.product(("A4", "A3"), (True, False)))


@pytest.mark.parametrize(("paper", "landscape"), PAPERS)
@pytest.mark.parametrize("foot", [8, 120])
def test_the_boxes_of_a_sheet_lie_on_it_side_by_side(paper, landscape, foot):
    found = lay_out(SheetRequest(paper=paper, landscape=landscape), foot=foot)
    boxes = [
        found.head,
        found.map,
        *found.legend,
        found.scale,
        found.inset,
        found.block,
        found.foot,
    ]
    shapes = [shapely.box(x, y, x + wide, y + high) for x, y, wide, high in boxes]
    x, y, wide, high = found.edge
    edge = shapely.box(x, y, x + wide, y + high)
    assert all(edge.contains(shape) for shape in shapes)
    for one, other in itertools.combinations(shapes, 2):
        assert one.intersection(other).area == 0
    assert shapes[1].area > 0.45 * edge.area


def test_a_window_at_a_scale_is_true():
    view = view_around(np.array([540_000.0, 1_770_000.0]), 25_000, (100, 50, 400, 300))
    left, right = view.place(np.array([[539_500, 1_770_000], [540_500, 1_770_000]]))
    assert right[0] - left[0] == pytest.approx(40 / 25.4 * 72)
    assert (left + right) / 2 == pytest.approx([300, 200])


@pytest.mark.parametrize(
    ("metres", "scale"), [(1000, 5000), (20_000, 100_000), (21_000, 125_000), (60_000, 300_000)]
)
def test_the_scale_that_fits_is_round(metres, scale):
    size = (0.2 * PT_PER_M, 0.2 * PT_PER_M)
    assert fitting_scale(np.array([0, 0, metres, 10]), size) == scale


def test_what_is_seen_decides_what_is_printed(ground):
    assert wanted_box(ground, MapView()) is ground.bounds
    seen = MapView(at=At(16.05, 108.05, 12, 800, 600))
    west, south, east, north = wanted_box(ground, seen)
    # 800 pixels of a 256-pixel world at zoom 12, at 16 degrees north.
    assert east - west == pytest.approx(
        800 * 40_075_017 / (256 * 2**12) * np.cos(np.radians(16.05)), rel=2e-3
    )
    assert (north - south) / (east - west) == pytest.approx(0.75, rel=1e-2)


def test_the_grid_has_round_numbers():
    assert grid_interval(25_000) == 1000
    assert grid_interval(500) == 20
    assert grid_places(1234, 4100, 1000).tolist() == [2000, 3000, 4000]


def test_sheets_cover_a_place_with_a_shared_strip():
    shape = np.array([shapely.box(0, 0, 9000, 3000)])
    size = (0.1 * PT_PER_M, 0.1 * PT_PER_M)  # 2.5 km at 1:25,000
    tiles = cut_into_sheets(np.array([0, 0, 9000, 3000]), shape, 25_000, size)
    assert [tile.number for tile in tiles] == list(range(1, len(tiles) + 1))
    boxes = [shapely.box(*tile.box) for tile in tiles]
    assert shapely.union_all(boxes).contains(shape[0])
    assert all(box.area == pytest.approx(2500**2) for box in boxes)
    first = neighbours_of(tiles[0], tiles)
    assert first["east"] == 2
    assert "west" not in first
    assert boxes[0].intersection(boxes[1]).area == pytest.approx(0.04 * 2500**2)


def test_sheets_without_ground_are_left_out_and_too_many_are_refused():
    corners = np.array([shapely.box(0, 0, 10, 10), shapely.box(9990, 9990, 10_000, 10_000)])
    size = (0.1 * PT_PER_M, 0.1 * PT_PER_M)
    bounds = np.array([0, 0, 10_000, 10_000])
    assert len(cut_into_sheets(bounds, corners, 25_000, size)) == 2
    with pytest.raises(TooManySheets):
        cut_into_sheets(bounds, np.array([shapely.box(*bounds)]), 2_500, size)


@pytest.mark.parametrize(
    "asked",
    [{"paper": "A0"}, {"scale": 0}, {"scale": 10**9}, {"centre": (float("nan"), 16)}, {"centre": (108, 91)}],
)  # fmt: skip
def test_what_cannot_be_printed_is_refused(asked):
    with pytest.raises(BadSheet):
        SheetRequest(**asked)


def test_a_title_block_has_an_end():
    with pytest.raises(BadSheet):
        TitleBlock(note="x" * (MOST_LETTERS + 1))


def test_classes_have_colours_and_words():
    look = Look(kind="graduated", field="height_m", palette="amber")
    entries = [Entry("0", 1.5, 10, None, 3), Entry("1", 10, 42.25, None, 2)]
    colours = class_colours(look, entries)
    assert list(colours) == ["0", "1", "?"]
    assert len(set(colours.values())) == 3
    field = FieldSpec("height_m", "Cao", "Height", "number")
    assert [class_label(e, field, Words("vi")) for e in entries] == [
        "1,5 – 10,0",
        "trên 10,00 – 42,25",
    ]
    named = Entry("A2a", None, None, "A2a", 1)
    mast_class = FieldSpec("mast_class", "Loại", "Class", "enum")
    assert class_label(named, mast_class, Words("en")) == "A2a bulky, on a building"
    assert class_label(Entry("*", None, None, None, 1), None, Words("en")) == "other values"
