"""A printed map is true to its scale, says all that a map must say, and shows what the view shows."""

import ctypes
from collections import Counter
from dataclasses import replace
from io import BytesIO

import numpy as np
import pypdfium2
import pytest
from PIL import Image

from layers.drawings.drawing import Drawing, Feature
from layers.errors import NotAllowed
from layers.filters.condition import Condition, Filter
from layers.looks.look import Look
from layers.maps.view import LayerView
from layers.sheets.picture import page_count, page_picture

MIDDLE = (108.085, 16.05)


def text_of(pdf: bytes, page: int = 0) -> str:
    """All words of a page on one line."""
    document = pypdfium2.PdfDocument(pdf)
    return " ".join(document[page].get_textpage().get_text_bounded().split())


def lengths_of(pdf: bytes) -> list[float]:
    """How far all lines and areas of the first page reach from west to east, without their strokes, in points."""
    document = pypdfium2.PdfDocument(pdf)
    found, width = [], ctypes.c_float()
    for each in document[0].get_objects(filter=[pypdfium2.raw.FPDF_PAGEOBJ_PATH]):
        left, _, right, _ = each.get_bounds()
        pypdfium2.raw.FPDFPageObj_GetStrokeWidth(each, width)
        # Bounds reach out by the whole width of a stroke at each end.
        found.append(round(right - left - 2 * width.value, 2))
    return found


@pytest.mark.parametrize(("scale", "length"), [(25_000, 113.386), (50_000, 56.693)])
def test_a_kilometre_has_its_length_on_paper(printed, view, scale, length):
    ducts = replace(view, layers=(LayerView("duct_route"),), indicator=None)
    with_duct = Counter(lengths_of(printed(ducts, scale=scale, centre=MIDDLE).pdf))
    bare = replace(ducts, layers=())
    without = Counter(lengths_of(printed(bare, scale=scale, centre=MIDDLE).pdf))
    long = [each for each in (with_duct - without).elements() if each > 20]
    # The casing and the line; a tenth of a millimetre is more than any printer keeps.
    assert long == pytest.approx([length, length], abs=0.1)


def test_the_sheet_says_what_a_map_must_say(printed):
    text = text_of(printed(scale=100_000, centre=MIDDLE, title="Hạ tầng <Hải Châu> & lân cận").pdf)
    for said in (
        "HẠ TẦNG <HẢI CHÂU> & LÂN CẬN",
        "Tỷ lệ 1:100.000",
        "1 cm trên giấy bằng 1 km",
        "VN-2000, múi chiếu 3°, kinh tuyến trục 107°45' (EPSG:5899)",
        "Hoàng Sa (Đà Nẵng)",
        "Trường Sa (Khánh Hòa)",
        "Chú giải",
        "Mật độ cột ăng ten (cột/km²)",
        "Cột ăng ten (mô phỏng) 5",
        "<b>Nguồn & thử</b> – dữ liệu mô phỏng, phiên bản 1",
        "Hải Châu",
        "Người lập",
    ):
        assert said in text, said
    english = text_of(printed(lang="en", scale=100_000, centre=MIDDLE).pdf)
    assert "Scale 1:100,000" in english
    assert "Masts (made up) 5" in english


def test_the_same_view_gives_the_same_bytes(printed):
    assert printed(scale=50_000).pdf == printed(scale=50_000).pdf


def test_filter_and_hidden_classes_reach_the_legend(printed, view):
    look = Look(kind="categorical", field="owner", palette="categories")
    two = Filter((Condition("feature_id", "in", ("m1", "m2", "m3")),))
    masts = LayerView("antenna_mast", look=look, filter=two, hidden=("Viettel",))
    text = text_of(printed(replace(view, layers=(masts,))).pdf)
    assert "VNPT 2" in text
    assert "Viettel" not in text
    assert "1 loại đang ẩn, không in" in text
    assert "đã lọc: 3 trên 5 đối tượng" in text


def test_looks_and_drawings_are_drawn(printed, view):
    ring = [[108.02, 16.02], [108.05, 16.05], [108.05, 16.02], [108.02, 16.05], [108.02, 16.02]]
    crossed = Feature("a", "area", {"type": "Polygon", "coordinates": [ring]}, "Khu <A>")
    drawing = Drawing("x", "Bản nháp", features=(crossed,))
    for kind in ("heat", "cluster"):
        shown = replace(view, layers=(LayerView("antenna_mast", look=Look(kind=kind)),))
        text = text_of(printed(shown, drawing=drawing, paper="A3", landscape=False).pdf)
        assert "Khu <A>" in text
        assert "Bản vẽ: Bản nháp 1" in text


def test_a_series_covers_the_place_and_names_its_neighbours(printed):
    found = printed(series=True, scale=50_000)
    assert page_count(found.pdf) == found.sheets + 1
    assert found.sheets == 6
    assert "Sơ đồ 6 tờ, tỷ lệ 1:50.000" in text_of(found.pdf)
    first = text_of(found.pdf, 1)
    assert "Tờ 1/6" in first
    assert "tờ 2" in first


def test_pictures_have_the_size_of_the_paper_or_of_the_map(printed):
    found = printed(scale=50_000)
    whole = Image.open(BytesIO(page_picture(found.pdf, dpi=150)))
    assert np.abs(np.array(whole.size) - (297 / 25.4 * 150, 210 / 25.4 * 150)).max() <= 1
    window = Image.open(BytesIO(page_picture(found.pdf, dpi=150, box=found.window)))
    wanted = [side * 150 / 72 for side in found.window[2:]]
    assert np.abs(np.array(window.size) - wanted).max() <= 2


def test_who_may_not_see_the_areas_gets_nothing(printed):
    with pytest.raises(NotAllowed):
        printed(user=None)
