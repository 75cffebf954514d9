"""One filter for map, table, chart and file; the map on paper, as a picture, and as a page without a network."""

import csv
import io
import re

import pypdfium2
import pytest
from PIL import Image
from playwright.sync_api import expect

from tests.browser.planner import Planner

MAST = "layers.find((one) => one.id === 'antenna_mast')"


@pytest.fixture
def planner(visit, demo) -> Planner:
    return visit(f"{demo.url}/?lang=vi&city=48", width=1440, kind=Planner)


def number(text: str) -> int:
    return int(text.replace(".", ""))


def test_map_table_chart_and_file_tell_the_same_count(planner, demo):
    planner.look_at(16.06, 108.22, 13)
    panel = planner.panel("filter")
    planner.choose("x_filter_layer", "Cột ăng ten")
    panel.get_by_text("Nằm ở đâu").click()
    panel.get_by_role("button", name="Trong phần đang nhìn thấy").click()
    planner.map.wait_for_function(f"() => hatang.state.{MAST}.q")
    planner.wait()
    count = planner.state(f"{MAST}.count")
    assert 0 < count < planner.state(f"{MAST}.total")
    expect(panel).to_contain_text(f"{count} trong")
    entries = planner.state(f"{MAST}.classes.entries")
    unknown = planner.state(f"{MAST}.classes.unknown?.count ?? 0")
    assert sum(entry["count"] for entry in entries) + unknown == count
    legend = planner.map.locator(".hatang-legend .layer").filter(has_text="Cột ăng ten")
    assert number(legend.locator(".row > .count").inner_text().split("/")[0].strip()) == count

    drawer = planner.open_drawer("Bảng")
    expect(drawer).to_contain_text(re.compile(rf"{count} trong [\d.]+ dòng"))
    table = drawer.locator("[data-testid='stDataFrame']")
    table.click(position={"x": 16, "y": 32 * 1.5})  # the box before the first row
    planner.wait_state("selection?.ids?.length", 1)
    expect(drawer).to_contain_text("1 đang chọn")
    first = planner.state("selection.ids[0]")
    assert first.startswith("antenna_mast:")
    planner.wait()
    feature = planner.a_feature("antenna_mast")
    planner.click_map(feature)
    planner.wait_state("selection?.ids?.[0]", feature["id"])
    chosen = table.locator("[role='row'][aria-selected='true'], tr[aria-selected='true']")
    expect(chosen).to_have_count(1)

    drawer = planner.open_drawer("Biểu đồ")
    chart = drawer.locator("[data-testid='stVegaLiteChart']")
    expect(chart).to_be_visible()
    bars = chart.locator("text").filter(has_text=re.compile(r"^[\d.]+ \("))
    expect(bars.first).to_be_visible()
    assert sum(number(text.split(" ")[0]) for text in bars.all_text_contents()) == count

    panel = planner.panel("takeaway")
    planner.choose("x_take_format", "CSV")
    expect(panel).to_contain_text(f"Ghi {count} trên")
    download = panel.get_by_role("link", name="Tải tệp dữ liệu")
    expect(download).to_have_attribute("href", re.compile("format=csv"))
    link = download.get_attribute("href")
    status, _, body = demo.get(link.removeprefix(demo.url))
    assert status == 200
    lines = list(csv.reader(io.StringIO(body.decode("utf-8-sig"))))
    assert len([line for line in lines if line and not line[0].startswith("# ")]) == count + 1
    assert planner.trouble() == []


def test_the_map_goes_home_on_paper_as_a_picture_and_as_a_page(planner, visit, tmp_path):
    page = planner.page
    planner.look_at(16.06, 108.22, 13)
    planner.panel("takeaway")
    planner.press("x_take_kind", "Bản in")
    page.locator(".st-key-x_take_make_sheet button").first.click()
    with page.expect_download() as download:
        page.locator(".st-key-x_take_pdf button").first.click()
    pdf = pypdfium2.PdfDocument(download.value.path())
    size = pdf[0].get_size()
    assert size == pytest.approx((842, 595), abs=1)
    text = pdf[0].get_textpage().get_text_bounded()
    for part in ("Đà Nẵng", "Cột ăng ten", "1:", "VN-2000", "Hoàng Sa", "Trường Sa"):
        assert part in text
    with page.expect_download() as download:
        page.locator(".st-key-x_take_png button").first.click()
    picture = Image.open(download.value.path())
    assert picture.size == pytest.approx((1754, 1240), abs=3)
    assert len(picture.convert("RGB").getcolors(1 << 24)) > 200

    planner.press("x_take_kind", "Trang web")
    page.locator(".st-key-x_take_make_page button").first.click()
    with page.expect_download() as download:
        page.locator(".st-key-x_take_html button").first.click()
    file = tmp_path / "ban-do.html"
    file.write_bytes(download.value.path().read_bytes())
    assert planner.trouble() == []

    context = page.context.browser.new_context(viewport={"width": 1280, "height": 800})
    try:
        context.set_offline(True)
        alone, asked, complaints = context.new_page(), [], []
        alone.on("request", lambda request: asked.append(request.url))
        alone.on("requestfailed", lambda request: complaints.append(request.url))
        alone.on("console", lambda told: complaints.append(told.text))
        alone.on("pageerror", lambda fault: complaints.append(str(fault)))
        alone.goto(file.as_uri())
        expect(alone.locator(".leaflet-container")).to_be_visible()
        expect(alone.locator("body")).to_contain_text("Cột ăng ten")
        expect(alone.locator("body")).to_contain_text("Hải Châu")
        expect(alone.locator("body")).to_contain_text("Hoàng Sa")
        assert alone.locator(".leaflet-container canvas, .leaflet-container path").count() > 0
        assert [url for url in asked if not url.startswith(("file:", "data:", "blob:"))] == []
        assert complaints == []
    finally:
        context.close()
