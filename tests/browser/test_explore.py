"""The journeys of a planner through Explore, in a real browser over the demonstration store."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.visitor import Visitor

INSET = "() => document.querySelector('.hatang-inset').textContent"


@pytest.fixture
def visitor(visit, demo) -> Visitor:
    return visit(demo.url)


def test_da_nang_stands_on_the_map(visit, demo):
    visitor = visit(demo.url, width=1680, height=1050)
    assert visitor.state("view.id") == "48"
    pairs = visitor.own_colours()
    # Edges and names between areas take a few of the places.
    agreeing = [painted for painted, expected in pairs if painted == expected]
    assert len(agreeing) > 0.9 * len(pairs) > 100
    assert len(set(agreeing)) >= 4
    assert visitor.pixels("#e6b800") > 200  # ducts
    classes = visitor.state("layers.find((layer) => layer.id === 'antenna_mast').classes.entries")
    drawn = {each["id"] for each in classes if visitor.pixels(each["colour"]) > 10}
    assert {"A2a", "A2b"} <= drawn
    check_legend(visitor)
    assert visitor.trouble() == []


def switch(visitor: Visitor, layer_id: str) -> None:
    """Put a layer on the map, or take it away, with its switch in the catalogue."""
    visitor.page.locator(f'input.switch[data-mark="switch {layer_id}"]').click()
    visitor.settle()


def check_legend(visitor: Visitor) -> None:
    """It has the classes with counts that sum to the wards, and says what was made up."""
    rows = visitor.map.locator(".hatang-legend .block:not(.layer) li")
    shade = visitor.state("choropleth")
    counts = [int(text) for text in rows.locator(".count").all_inner_texts()]
    assert counts == shade["counts"]
    assert sum(counts) == 94
    legend = visitor.legend()
    for text in ("Mật độ cột ăng ten", "Cột ăng ten", "Cống bể cáp", "mô phỏng", "gần đúng"):
        assert text in legend


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_hoang_sa_and_truong_sa_are_named_at_every_zoom(visit, demo, lang):
    visitor = visit(demo.url, lang=lang)
    assert visitor.state("lang") == lang  # as the browser asks
    named = visitor.map.evaluate(INSET)
    for name in ("Hoàng Sa", "(Đà Nẵng)", "Trường Sa", "(Khánh Hòa)"):
        assert name in named
    label = visitor.map.locator(".hatang-inset").get_attribute("aria-label")
    assert "Quần đảo Hoàng Sa".lower() in label.lower()
    visitor.choose("x_city", "Cả nước" if lang == "vi" else "Whole country")
    visitor.wait_state("view.id", "VN")
    assert visitor.map.evaluate(INSET) == named
    assert visitor.trouble() == []


def test_a_click_on_a_ward_shows_its_card_and_escape_the_city_again(visitor):
    ward = visitor.a_ward()
    left, top = visitor.corner()
    visitor.page.mouse.move(left + ward["x"], top + ward["y"])
    tip = visitor.map.locator(".hatang-tooltip.on")
    expect(tip.locator("strong")).to_have_text(ward["name"].split(" ", 1)[1])
    expect(tip.locator(".value")).to_contain_text("cột/km²")
    visitor.click_map(ward)
    expect(visitor.card()).to_contain_text(ward["name"])
    visitor.wait_state("selection?.code", ward["code"])
    assert f"area={ward['code']}" in visitor.page.url
    visitor.page.keyboard.press("Escape")
    expect(visitor.card()).to_contain_text("Thành phố Đà Nẵng")
    expect(visitor.card()).not_to_contain_text(ward["name"])
    visitor.click_map(ward)
    expect(visitor.card()).to_contain_text(ward["name"])
    visitor.page.locator(".st-key-close_card").get_by_role("button").click()
    expect(visitor.card()).to_contain_text("Thành phố Đà Nẵng")
    assert visitor.state("selection") is None

    # A click beside the city marks nothing that the card does not tell.
    own = {place["code"] for place in visitor.own_places()}
    outside = [place for place in visitor.places() if place["code"] not in own]
    visitor.click_map(outside[len(outside) // 2])
    visitor.map.wait_for_function("() => hatang.selection === null")
    expect(visitor.card()).to_contain_text("Thành phố Đà Nẵng")
    assert visitor.state("selection") is None
    assert visitor.trouble() == []


def test_another_city_moves_the_map_and_changes_the_card(visitor):
    visitor.choose("x_city", "Thành phố Cần Thơ")
    visitor.wait_state("view.id", "92")
    west, south, east, north = visitor.state("view.bbox")
    lon, lat = visitor.map.evaluate(
        "() => [hatang.map.getCenter().lng, hatang.map.getCenter().lat]"
    )
    assert west < lon < east
    assert south < lat < north
    expect(visitor.card()).to_contain_text("Thành phố Cần Thơ")
    assert len({painted for painted, _ in visitor.own_colours()}) >= 4
    assert visitor.trouble() == []


def test_the_language_changes_page_map_and_numbers(visitor):
    expect(visitor.card()).to_contain_text("cột/km²")
    visitor.press("lang", "EN")
    visitor.wait_state("lang", "en")
    expect(visitor.card()).to_contain_text("masts/km²")
    assert "Legend" in visitor.legend()
    assert "Mast density" in visitor.legend()
    assert visitor.map.evaluate("() => document.documentElement.lang") == "en"
    english = re.search(r"\d+[.,]\d\d", visitor.legend())[0]
    visitor.press("lang", "VI")
    visitor.wait_state("lang", "vi")
    assert "Chú giải" in visitor.legend()
    assert visitor.map.evaluate("() => document.documentElement.lang") == "vi"
    assert "." in english
    assert english.replace(".", ",") in visitor.legend()


def test_switching_never_loads_the_map_again(visitor):
    visitor.map.evaluate("() => { window.sentinel = 7; }")
    switch(visitor, "manhole")
    visitor.wait_state("layers.length", 4)
    visitor.choose("x_indicator", "Chiều dài cống bể")
    visitor.wait_state("choropleth.unit", "km")
    visitor.choose("x_areas", "Quận, huyện cũ")
    visitor.wait_state("choropleth.layer", "admin_district")
    visitor.choose("x_city", "Thành phố Cần Thơ")
    visitor.wait_state("view.id", "92")
    visitor.press("lang", "EN")
    visitor.wait_state("lang", "en")
    assert visitor.map.evaluate("() => window.sentinel") == 7
    assert visitor.trouble() == []


def test_switching_a_layer_keeps_the_view_and_shows_and_hides_it(visitor):
    visitor.map.evaluate("() => void hatang.map.setView([16.05, 108.2], 13, { animate: false })")
    visitor.wait()
    before = visitor.pixels("#e6b800")
    assert before > 200
    switch(visitor, "duct_route")
    visitor.wait_state("layers.length", 2)
    assert visitor.pixels("#e6b800") == 0
    assert "Cống bể cáp" not in visitor.legend()
    switch(visitor, "duct_route")
    visitor.wait_state("layers.length", 3)
    assert visitor.pixels("#e6b800") == before
    assert visitor.map.evaluate("() => hatang.map.getZoom()") == 13


def test_moving_the_map_runs_no_python(visitor):
    sent = visitor.sent
    view = "() => [hatang.map.getZoom(), hatang.map.getCenter().lng]"
    zoom, lon = visitor.map.evaluate(view)
    left, top = visitor.corner()
    ward = visitor.a_ward()
    x, y = left + ward["x"], top + ward["y"]
    visitor.page.mouse.move(x, y)
    visitor.page.mouse.wheel(0, -400)
    visitor.map.wait_for_function(f"() => hatang.map.getZoom() > {zoom}")
    visitor.wait()
    visitor.page.mouse.down()
    visitor.page.mouse.move(x - 90, y - 20, steps=6)
    visitor.page.mouse.up()
    visitor.wait()
    assert visitor.map.evaluate(view)[1] > lon
    visitor.page.mouse.move(x, y)
    visitor.map.evaluate("() => void hatang.map.once('zoomanim', () => { window.zooming = true; })")
    visitor.page.mouse.wheel(0, -200)
    visitor.map.wait_for_function("() => window.zooming")
    visitor.page.mouse.down()  # a pull that begins while the map still zooms is no click either
    visitor.page.mouse.move(x - 60, y, steps=4)
    visitor.page.mouse.up()
    visitor.wait()
    assert visitor.sent == sent
    visitor.click_map(visitor.a_ward())
    visitor.settle()
    visitor.page.wait_for_function("() => location.search.includes('area=')")
    assert visitor.sent == sent + 1
    assert visitor.trouble() == []


def test_r10_two_visitors_share_nothing(visit, demo):
    one, two = visit(demo.url), visit(demo.url, lang="en")
    one.settle()
    ward = one.a_ward()
    one.click_map(ward)
    expect(one.card()).to_contain_text(ward["name"])
    switch(one, "antenna_mast")
    two.choose("x_city", "Thành phố Cần Thơ")
    two.wait_state("view.id", "92")
    two.choose("x_indicator", "Length of ducts")
    two.wait_state("choropleth.unit", "km")
    expect(two.card()).to_contain_text("Thành phố Cần Thơ")
    expect(two.card()).not_to_contain_text(ward["name"])
    assert two.state("selection") is None
    assert two.state("layers.length") == 3
    expect(one.card()).to_contain_text(ward["name"])
    switch(one, "cabinet")  # a run of the first after the second chose
    one.wait_state("layers.length", 3)
    assert (one.state("view.id"), one.state("lang")) == ("48", "vi")
    assert one.state("choropleth.unit") == "cột/km²"
    assert one.state("selection.code") == ward["code"]


def test_r21_a_reload_and_a_sent_address_give_the_same_view(visitor, visit):
    visitor.choose("x_city", "Thành phố Cần Thơ")
    visitor.wait_state("view.id", "92")
    ward = visitor.a_ward()
    visitor.click_map(ward)
    expect(visitor.card()).to_contain_text(ward["name"])
    visitor.wait()
    other = visit(visitor.page.url)
    expect(other.card()).to_contain_text(ward["name"])
    assert other.state("view.id") == "92"


def test_a_phone_has_no_sideways_scroll_and_shows_map_and_card(visit, demo):
    visitor = visit(demo.url, width=390, height=844, touch=True)
    assert visitor.page.evaluate("() => document.documentElement.scrollWidth") <= 390
    frame = visitor.page.locator('iframe[sandbox="allow-scripts"]')
    box = frame.bounding_box()
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= 390
    assert box["height"] >= 400
    assert visitor.map.evaluate("() => document.documentElement.scrollWidth") <= box["width"]
    ward = visitor.a_ward()
    visitor.click_map(ward)
    name = visitor.card().get_by_text(ward["name"]).first
    name.scroll_into_view_if_needed()
    expect(name).to_be_in_viewport()
    assert visitor.trouble() == []


def test_a_ward_is_chosen_with_the_keyboard_alone(visitor):
    page = visitor.page
    box = page.locator(".st-key-x_area").get_by_role("combobox")
    for _ in range(30):
        page.keyboard.press("Tab")
        if box.evaluate("(element) => element === document.activeElement"):
            break
    expect(box).to_be_focused()
    page.keyboard.type("Hải Châu")
    expect(page.get_by_role("option").first).to_contain_text("Hải Châu")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(visitor.card()).to_contain_text("Phường Hải Châu")
    visitor.wait_state("selection?.code", "20242")


def test_unknown_paths_are_404_and_deep_ones_too(demo):
    for path in ("/api/nothing", "/api", "/tiles/x", "/tiles/x/1/0/0.pbf", "/assets/x.js"):
        status, kind, body = demo.get(path)
        assert (status, kind, body) == (404, "application/json", b'{"error":"not found"}'), path
    # Streamlit itself refuses dots before any route sees them.
    assert demo.get("/assets/../main.py")[0] in (400, 404)
    assert demo.get("/")[:2] == (200, "text/html; charset=utf-8")
    assert demo.get_json("/api/health")["status"] == "ok"
