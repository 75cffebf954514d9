"""Drawing by hand: measured, taken back, and nothing of it lost by a reload, a restart or a lost connection."""

import re
import shutil
from pathlib import Path

import pytest
import shapely
from playwright.sync_api import expect

from geo.measure import geodesic_area_m2
from tests.browser.planner import Planner

# The browser holds so many corners of what was not finished.
KEPT = """(count) => {
  const draft = JSON.parse(localStorage.getItem("hatang:draft"));
  return Boolean(draft) && draft.corners.length === count;
}"""
SQUARE = ((-120, -90), (120, -90), (120, 90), (-120, 90))


@pytest.fixture
def own(demo_store, tmp_path, serve):
    """The app over a copy of the demonstration, to be stopped and started again."""
    return serve(Path(shutil.copytree(demo_store, tmp_path / "own")))


def press_corners(planner: Planner, corners) -> None:
    """Press places of the map, told from its middle."""
    size = planner.map.evaluate("() => hatang.map.getSize()")
    for dx, dy in corners:
        planner.click_map({"x": size["x"] / 2 + dx, "y": size["y"] / 2 + dy})


def drawn(planner: Planner, count: int) -> list[dict]:
    """Wait until so many shapes are drawn; the shapes."""
    planner.map.wait_for_function("(count) => hatang.drawn().length === count", arg=count)
    return planner.map.evaluate("() => hatang.drawn()")


def pen(planner: Planner, name: str) -> None:
    planner.map.locator(f".pen-{name}").click()


def test_r20_what_is_drawn_is_measured_and_survives_everything(own, visit):
    planner = visit(own.url, width=1440, kind=Planner)
    page = planner.page
    planner.look_at(16.06, 108.22, 14)
    planner.panel("draw")
    pen(planner, "area")
    press_corners(planner, SQUARE)
    page.keyboard.press("Enter")
    (area,) = drawn(planner, 1)
    bar = planner.map.locator(".hatang-pen-bar .measured")
    expect(bar).to_contain_text("km²")
    told = float(re.search(r"([\d.,]+)\s*km²", bar.inner_text())[1].replace(",", "."))
    (true,) = geodesic_area_m2([shapely.geometry.shape(area["geometry"])])
    assert told == pytest.approx(true / 1e6, rel=0.005)
    name = planner.map.locator(".hatang-pen-bar input")
    name.fill("Bãi <b>tập kết</b>")
    name.press("Enter")
    planner.map.wait_for_function("() => (hatang.state.drawing?.features[0]?.label || '').length")

    pen(planner, "line")
    press_corners(planner, ((40, -150), (220, -150)))
    page.keyboard.press("Enter")
    drawn(planner, 2)
    pen(planner, "undo")
    drawn(planner, 1)
    pen(planner, "redo")
    before = drawn(planner, 2)
    planner.wait_state("drawing.features.length", 2)  # the server has it
    planner.settle()

    page.reload()
    planner.wait()
    assert drawn(planner, 2) == before
    own.stop()
    own.start()
    page.reload()
    planner.wait()
    assert drawn(planner, 2) == before
    planner.panel("draw")
    expect(planner.page.locator(".st-key-panel_draw")).to_contain_text("2 hình")
    complaints = [each for each in planner.complaints if "<b>" in each]
    assert complaints == []

    # The server cannot be reached: what is drawn stands, is told to be unsaved, and outlives the page.
    page.route("**/api/drawings/**", lambda route: route.abort())
    pen(planner, "line")
    press_corners(planner, ((40, 130), (130, 200), (220, 130)))
    page.keyboard.press("Enter")
    drawn(planner, 3)
    expect(planner.map.locator(".hatang-notes")).to_contain_text("chưa lưu được")
    assert planner.state("drawing.features.length") == 2
    pen(planner, "area")
    press_corners(planner, SQUARE[:3])  # never ended
    page.wait_for_function(KEPT, arg=3)  # a reload may come before the word of the frame does
    page.reload()
    planner.wait()
    drawn(planner, 3)
    planner.panel("draw")
    planner.map.wait_for_function("() => hatang.draftCount() === 3")
    page.unroute("**/api/drawings/**")
    planner.wait_state("drawing.features.length", 3)
    page.keyboard.press("Escape")

    colleague = visit(page.url, width=1440, profile="colleague", kind=Planner)
    assert drawn(colleague, 3) == drawn(planner, 3)
    assert colleague.trouble() == []
