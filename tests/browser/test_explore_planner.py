"""The planner's journeys through Explore: a map that is never built again, a link, a search."""

import shutil
from pathlib import Path

import pytest
from playwright.sync_api import expect
from pyproj import Transformer

from tests.browser.planner import Planner

CLASSES = "() => hatang.state.layers.some((one) => one.classes?.entries.length > 3)"
MASTS, DUCTS = "Cột ăng ten", "Cống bể cáp"
PLACE = (16.06, 108.22)


@pytest.fixture
def planner(visit, demo) -> Planner:
    return visit(demo.url, width=1440, kind=Planner)


@pytest.fixture
def own(demo_store, tmp_path, serve):
    """The app over a copy of the demonstration, to be stopped and started again."""
    return serve(Path(shutil.copytree(demo_store, tmp_path / "own")))


def test_a_hundred_deeds_never_build_the_map_again_nor_move_it(planner):
    page, built = planner.page, []
    frame = planner.map
    frame.evaluate("() => { hatang.map.mark = 7; }")
    page.on("framenavigated", lambda one: one.parent_frame and built.append(one.url))
    planner.look_at(*PLACE, 13)

    deeds = 0
    with planner.quiet():
        for step in range(32):
            planner.pull(*((-70, 0), (0, -50), (70, 0), (0, 50))[step % 4])
            deeds += 1
        for step in range(10):
            planner.turn_wheel(-240 if step % 2 else 240)
            deeds += 1
        for key in ("ArrowLeft", "ArrowUp", "ArrowRight", "ArrowDown", "+", "-") * 5:
            page.keyboard.press(key)
            deeds += 1
    assert planner.place().rpartition(" ")[0] != "16.060000 108.220000"  # it was really moved

    planner.look_at(*PLACE, 13)
    place, sent = planner.place(), planner.sent
    for _ in range(5):
        for name in (MASTS, DUCTS):
            planner.switch_layer(name)
            deeds += 1
    planner.wait_state("layers.length", 1)  # both are off now
    for name in (MASTS, DUCTS):
        planner.switch_layer(name)
        deeds += 1
    planner.wait_state("layers.length", 3)
    assert planner.place() == place

    for _ in range(3):
        for owner, entry in (("areas", "0"), ("antenna_mast", "A2a"), ("antenna_mast", "?")):
            planner.class_button(owner, entry).click()
            deeds += 1
    planner.settle()
    planner.wait_state("choropleth.hidden.length", 1)
    assert planner.place() == place

    panel = planner.panel("filter")
    panel.get_by_text("Nằm ở đâu").click()
    counts = set()
    for _ in range(4):
        panel.get_by_role("button", name="Trong phần đang nhìn thấy").click()
        planner.settle()
        planner.map.wait_for_function("() => hatang.state.layers.some((one) => one.q)")
        counts.add(planner.state("layers.find((one) => one.id === 'antenna_mast').count"))
        panel.locator(".st-key-x_chip_0 button").first.click()
        planner.settle()
        deeds += 2
    assert deeds >= 100
    assert planner.place() == place
    assert planner.sent > sent + 20
    assert built == []
    assert planner.map == frame
    assert frame.evaluate("() => hatang.map.mark") == 7
    assert planner.trouble() == []


def test_r22_a_link_shows_a_colleague_the_same_map_also_after_a_restart(own, visit):
    planner = visit(own.url, width=1440, kind=Planner)
    page = planner.page
    planner.look_at(*PLACE, 14)
    ward = planner.a_ward()
    planner.click_map(ward)
    planner.wait_state("selection?.code", ward["code"])
    page.get_by_role("button", name=f"Kiểu vẽ: {MASTS}").click()
    planner.choose("x_style_kind", "Theo khoảng số")
    planner.map.wait_for_function("() => hatang.state.layers.some((one) => one.q)")
    planner.wait()  # a list that opens while the page is still drawn closes again
    planner.choose("x_style_field", "Chiều cao")
    planner.map.wait_for_function(CLASSES)
    planner.wait()
    planner.choose("x_style_palette", "Xanh dương")
    planner.wait()
    planner.panel("filter").get_by_text("Nằm ở đâu").click()
    page.get_by_role("button", name="Trong phần đang nhìn thấy").click()
    mast = "layers.find((one) => one.id === 'antenna_mast')"
    planner.map.wait_for_function(f"() => hatang.state.{mast}.count < hatang.state.{mast}.total")
    planner.class_button("antenna_mast", "1").click()
    planner.wait_state(f"{mast}.hidden.length", 1)
    planner.class_button("areas", "2").click()
    planner.wait_state("choropleth.hidden.length", 1)
    feature = planner.a_feature("antenna_mast")
    planner.click_map(feature)
    planner.wait_state("selection?.ids?.[0]", feature["id"])
    planner.look_at(16.07, 108.21, 13)
    shown, place, address = planner.shown(), planner.place(), page.url

    other = visit(address, lang="en", width=1440, profile="colleague", kind=Planner)
    assert other.shown() == shown
    assert other.place() == place
    expect(other.card()).to_contain_text("Cột")
    assert other.card().inner_text() == planner.card().inner_text()
    assert other.trouble() == []

    own.stop()
    expect(planner.map.locator(".hatang-notes")).to_contain_text("Mất kết nối", timeout=30_000)
    own.start()
    for each in (planner, other):
        each.page.reload()
        each.wait()
        assert each.shown() == shown
        assert each.place() == place
        assert each.page.url == address


SPELLINGS = ("hai chau", "Hải Châu", "HAI CHAU", "20242")
COORDINATES = ("16.06, 108.22", "16°03'36\"N 108°13'12\"E")


def test_enter_means_what_stands_in_the_box_and_not_what_stood_there(planner):
    first = planner.search("an")[0]
    assert first != "Phường An Khê"
    planner.map.locator("#search-text").focus()
    planner.page.keyboard.press("End")
    planner.page.keyboard.type(" khe")
    planner.page.keyboard.press("Enter")
    expect(planner.card()).to_contain_text("Phường An Khê")


def test_every_spelling_and_every_notation_leads_to_the_place(planner):
    for text in SPELLINGS:
        planner.find(text)
        planner.wait_state("selection?.code", "20242")
        expect(planner.card()).to_contain_text("Phường Hải Châu")
        planner.map.locator("#map, .leaflet-container").first.focus()
        planner.page.keyboard.press("Escape")
        planner.wait_state("selection", None)
    # VN-2000, zone of Da Nang (central meridian 107°45')
    east, north = Transformer.from_crs(4326, 5899, always_xy=True).transform(*PLACE[::-1])
    for text in (
        *COORDINATES,
        f"{east:.0f} {north:.0f} Đà Nẵng",
        f"{north:.0f} {east:.0f} Đà Nẵng",
    ):
        planner.map.locator(".hatang-search .clear").click()
        planner.wait_state("sketch?.features.length ?? 0", 0)
        planner.find(text)
        planner.map.wait_for_function("() => hatang.state.sketch?.features.length === 1")
        lon, lat = planner.state("sketch.features[0].geometry.coordinates")
        assert (lat, lon) == pytest.approx(PLACE, abs=1e-5), text
        planner.map.wait_for_function(
            "([lat, lon]) => hatang.map.distance(hatang.map.getCenter(), [lat, lon]) < 300",
            arg=list(PLACE),
        )
    assert planner.trouble() == []
