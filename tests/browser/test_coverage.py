"""A journey through Coverage: a share read and by whom, a gap, a site on trial and taken back, a report taken home."""

import io
import json

import pytest
from openpyxl import load_workbook
from playwright.sync_api import expect

from tests.browser.visitor import Visitor

# A place of the frame in the area of the city of which least is within reach, far from its edges.
EMPTY = """(codes) => {
  const values = hatang.shade.values;
  const share = (code) => (values[code] === "zero" ? 0 : values[code]);
  const empty = codes.filter(({ code }) => typeof share(code) === "number");
  return empty.sort((one, other) => share(one.code) - share(other.code))[0];
}"""


@pytest.fixture
def visitor(visit, demo) -> Visitor:
    return visit(f"{demo.url}/?view=coverage&lang=vi&city=48")


def lead(visitor: Visitor):
    """The one number of the panel."""
    return visitor.page.locator(".st-key-cov_lead [data-testid='stMetricValue']")


def panel(visitor: Visitor):
    return visitor.page.locator(".st-key-cov_panel")


def test_a_regulator_reads_a_share_by_ground_and_people_and_looks_at_a_gap(visitor):
    page = visitor.page
    by_ground = lead(visitor).inner_text()
    assert by_ground.endswith("%")
    shade = visitor.state("choropleth")
    assert sum(shade["counts"]) + sum(each["count"] for each in shade["states"]) == 94
    expect(panel(visitor)).to_contain_text("km²")
    visitor.press("cov_basis", "Dân số")
    visitor.wait_state("choropleth.title", "Dân số trong tầm giả định")
    expect(lead(visitor)).not_to_have_text(by_ground)
    expect(panel(visitor)).to_contain_text("người")
    by_people = lead(visitor).inner_text()

    visitor.press("cov_tab", "Vùng trống")
    visitor.map.wait_for_function("() => (hatang.state.sketch?.features.length || 0) > 1")
    visitor.wait()
    zoom = visitor.map.evaluate("() => hatang.map.getZoom()")
    table = page.locator(".st-key-cov_gaps [data-testid='stDataFrame']")
    table.click(position={"x": 16, "y": 34 * 2.5})  # the box before the second row
    visitor.wait_state("sketch.fit", visitor.state("sketch.features[1].id"))
    assert visitor.state("sketch.selected") == visitor.state("sketch.fit")
    assert visitor.map.evaluate("() => hatang.map.getZoom()") > zoom
    expect(visitor.map.locator(".hatang-legend")).to_contain_text("Vùng ngoài tầm")

    visitor.press("cov_tab", "Tầm với")
    expect(lead(visitor)).to_have_text(by_people)
    visitor.settle()
    address = page.url
    page.reload()
    visitor.wait()
    assert page.url == address
    expect(lead(visitor)).to_have_text(by_people)
    assert visitor.trouble() == []


def test_a_site_is_tried_and_taken_back_and_the_report_taken_home(visitor):
    page = visitor.page
    visitor.press("cov_tab", "Thử phương án")
    before = lead(visitor).inner_text()
    radius = page.locator(".st-key-cov_new_radius input")
    radius.fill("5000")
    radius.press("Enter")
    visitor.press("cov_hand", "Thêm")
    visitor.wait_state("tool?.name", "add")
    place = visitor.map.evaluate(EMPTY, visitor.own_places())
    visitor.click_map(place)
    visitor.wait_state("sketch?.features[0].kind", "planned")
    changed = visitor.state("choropleth.values")
    assert changed[place["code"]] > 0
    expect(lead(visitor)).not_to_have_text(before)
    expect(panel(visitor)).to_contain_text("Phương án · 1 thay đổi")
    address = page.url
    page.reload()
    visitor.wait()
    assert page.url == address
    assert visitor.state("choropleth.values") == changed
    page.locator(".st-key-cov_undo").get_by_role("button").click()
    visitor.wait_state("sketch", None)
    expect(lead(visitor)).to_have_text(before)

    visitor.press("cov_tab", "Báo cáo")
    page.locator(".st-key-cov_report_make").get_by_role("button").click()
    files = {}
    for kind in ("recipe", "xlsx"):
        with page.expect_download() as download:
            page.locator(f".st-key-cov_report_{kind}").get_by_role("button").click()
        files[kind] = download.value.path().read_bytes()
    recipe = json.loads(files["recipe"])
    assert recipe["question"]["reach"]["city"] == "48"
    assert len(recipe["tables"]["reach"]["rows"]) == 94
    assert len(load_workbook(io.BytesIO(files["xlsx"])).sheetnames) > 3
    assert visitor.trouble() == []
