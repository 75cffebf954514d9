"""Where things stand on Explore: the city clear of the boxes, the table in sight, the search a key away."""

import pytest
from playwright.sync_api import expect

from layers.maps.packed import pack

# The boxes over the map that lie over the place the view is about.
COVERED = """() => {
  const map = hatang.map, [west, south, east, north] = hatang.state.view.bbox;
  const from = map.latLngToContainerPoint([north, west]), to = map.latLngToContainerPoint([south, east]);
  return ["legend", "inset", "search", "zoom"].filter((name) => {
    const box = document.querySelector(".hatang-" + name).getBoundingClientRect();
    return box.left < to.x && box.right > from.x && box.top < to.y && box.bottom > from.y;
  });
}"""
# (width, height) of a desk, a wide desk and a phone.
SIZES = [(1280, 800), (1600, 1000), (390, 844)]


@pytest.mark.parametrize(("width", "height"), SIZES)
def test_nothing_stands_over_the_city(visit, demo, width, height):
    visitor = visit(f"{demo.url}/?city=48", width=width, height=height)
    visitor.map.wait_for_function("() => hatang.shade")
    visitor.wait()
    assert visitor.map.evaluate(COVERED) == []
    wide = visitor.map.evaluate(
        "() => { const [w, s, e, n] = hatang.state.view.bbox, at = (x) => hatang.map.latLngToContainerPoint([s, x]).x;"
        " return (at(e) - at(w)) / innerWidth; }"
    )
    assert wide > 0.4  # and yet it is large


def test_a_phone_shows_the_table_that_was_asked_for(visit, demo):
    visitor = visit(demo.url, width=390, height=844, touch=True)
    visitor.press("x_drawer_switch", "Bảng")
    table = visitor.page.locator(".st-key-drawer .stDataFrame")
    expect(table).to_be_in_viewport()
    card = visitor.card().bounding_box()
    box = table.bounding_box()
    assert card["y"] >= box["y"] + box["height"]
    assert visitor.trouble() == []


def test_the_slash_leads_to_the_search_from_the_page_but_not_from_a_field(visit, demo):
    visitor = visit(demo.url)
    page = visitor.page
    page.locator("[class*='st-key-x_panel_switch'] button").first.focus()
    page.keyboard.press("/")
    visitor.map.wait_for_function("() => document.activeElement.id === 'search-text'")
    page.keyboard.type("Hải Châu")
    expect(visitor.map.locator(".hatang-search .option").first).to_be_visible()
    layers = page.locator('[data-testid="stSidebar"] input[type="search"]')
    layers.focus()
    page.keyboard.type("a/b")
    expect(layers).to_have_value("a/b")
    assert visitor.map.locator("#search-text").input_value() == "Hải Châu"


# Pixels near a place of the frame that have the colour of the selection.
MARKED = """([lon, lat]) => {
  const at = hatang.map.latLngToContainerPoint([lat, lon]);
  const canvas = document.querySelector(".leaflet-hatang-highlight-pane canvas");
  const frame = canvas.getBoundingClientRect(), scale = canvas.width / frame.width;
  const [x, y, r] = [(at.x - frame.left) * scale, (at.y - frame.top) * scale, 20 * scale];
  const data = canvas.getContext("2d").getImageData(x - r, y - r, 2 * r, 2 * r).data;
  return data.filter((value, i) => i % 4 === 3 && value > 200).length;
}"""
DRAWN = """() => hatang.grid.tiles().flatMap((tile) =>
  (tile.layers.antenna_mast || []).map((one) => Number(String(one.id).split(":")[1])))"""


def test_a_picked_mast_is_marked_where_its_tile_leaves_it_out(visit, demo):
    drawn = set(visit(f"{demo.url}/?city=48").map.evaluate(DRAWN))
    between = [fid for fid in range(min(drawn), max(drawn)) if fid not in drawn]
    picked = pack({"picked": [f"antenna_mast:{fid}" for fid in between[:40]]})
    visitor = visit(f"{demo.url}/?city=48&m={picked}")
    points = visitor.state("selection.points").values()
    assert points
    there = "([lon, lat]) => hatang.map.getBounds().contains([lat, lon])"
    near = [place for place in points if visitor.map.evaluate(there, place)]
    assert near
    assert all(visitor.map.evaluate(MARKED, place) > 30 for place in near)
