"""A journey through Ducts: two clicks and a way between them, pulled and taken home; an area drawn by hand."""

import csv
import io

import pytest
from playwright.sync_api import expect

from tests.browser.visitor import Visitor

# Two places in Da Nang, longitude and latitude; far enough apart for a finger on the map of the city.
START, END = (108.2, 16.06), (108.25, 15.88)


@pytest.fixture
def visitor(visit, demo) -> Visitor:
    return visit(f"{demo.url}/?view=ducts&lang=vi&city=48")


def point(visitor: Visitor, place: tuple[float, float]) -> dict:
    """Where a place is in the frame."""
    script = "([lon, lat]) => hatang.map.latLngToContainerPoint([lat, lon])"
    return visitor.map.evaluate(script, list(place))


def length(visitor: Visitor):
    return visitor.page.locator(".st-key-cov_lead [data-testid='stMetricValue']")


def test_two_clicks_give_a_way_that_can_be_pulled_and_taken_home(visitor):
    page = visitor.page
    zoom = visitor.map.evaluate("() => hatang.map.getZoom()")
    visitor.click_map(point(visitor, START))
    visitor.wait_state("tool.hint", "Nhấp vào nơi kết thúc (B)")
    visitor.click_map(point(visitor, END))
    visitor.wait_state("sketch?.fit", "*")
    first = length(visitor).inner_text()
    assert first.endswith(("km", "m"))
    kinds = visitor.map.evaluate("() => hatang.state.sketch.features.map((one) => one.kind)")
    assert kinds.count("route_end") == 2
    assert any(kind.startswith("route_") and kind != "route_end" for kind in kinds)
    expect(visitor.map.locator(".hatang-legend")).to_contain_text("Đầu và cuối tuyến")

    # The map went there; the end is pulled by the mouse to another corner.
    assert visitor.map.evaluate("() => hatang.map.getZoom()") > zoom
    left, top = visitor.corner()
    at = visitor.map.evaluate(
        """() => {
          const end = hatang.state.sketch.features.find((one) => one.id === "end");
          const [lon, lat] = end.geometry.coordinates;
          return hatang.map.latLngToContainerPoint([lat, lon]);
        }"""
    )
    page.mouse.move(left + at["x"], top + at["y"])
    page.mouse.down()
    page.mouse.move(left + at["x"] - 60, top + at["y"] - 90, steps=6)
    page.mouse.up()
    expect(length(visitor)).not_to_have_text(first)
    visitor.settle()

    address = page.url
    page.reload()
    visitor.wait()
    assert page.url == address
    page.get_by_role("button", name="Tải về").first.click()
    with page.expect_download() as download:
        page.get_by_role("button", name="CSV kèm ghi chú").click()
    lines = list(csv.reader(io.StringIO(download.value.path().read_text("utf-8-sig"))))
    table = [line for line in lines if not line[0].startswith("# ")]
    assert "Chủ sở hữu" in table[0]
    assert len(table) > 2
    assert visitor.trouble() == []


def test_an_area_is_drawn_and_what_lies_in_it_is_listed(visitor):
    page = visitor.page
    visitor.press("duc_tab", "Dự án")
    visitor.press("duc_draw", "Vẽ")
    visitor.wait_state("tool?.name", "draw")
    at = point(visitor, START)
    for dx, dy in ((-15, -15), (15, -15), (15, 15), (-15, 15)):
        visitor.click_map({"x": at["x"] + dx, "y": at["y"] + dy})
    page.keyboard.press("Enter")
    visitor.wait_state("sketch?.fit", "area")
    expect(page.locator(".st-key-cov_panel")).to_contain_text("Cần liên hệ ai")
    assert int(length(visitor).inner_text().replace(".", "")) > 0
    assert visitor.trouble() == []


def test_on_a_phone_nothing_is_wider_than_the_screen(visit, demo):
    visitor = visit(f"{demo.url}/?view=ducts&lang=vi&tab=underground", width=390, height=800)
    assert visitor.page.evaluate("document.documentElement.scrollWidth") <= 390
    expect(visitor.page.locator(".st-key-cov_lead")).to_contain_text("Tỷ lệ ngầm hóa")
    assert visitor.trouble() == []
