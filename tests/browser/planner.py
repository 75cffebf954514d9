"""A planner's browser: the panels, the legend, the search and the drawer of Explore, worked as a person does."""

import contextlib

from playwright.sync_api import Locator, expect

from tests.browser.visitor import Visitor

PANELS = {"layers": "Lớp", "filter": "Lọc", "draw": "Vẽ", "share": "Gửi", "takeaway": "Xuất"}

# The place, to the sixth decimal.
_PLACE = """() => [hatang.map.getCenter().lat, hatang.map.getCenter().lng, hatang.map.getZoom()]
  .map((number) => number.toFixed(6)).join(" ")"""

# What the map was sent that two readers of one address have in common.
_SHOWN = """() => {
  const { layers, choropleth, selection, lang, labels, base, outline, view } = hatang.state;
  return { layers, choropleth, selection, lang, labels, base, outline, city: view.id };
}"""

# A feature of a layer that is hit at a place of the frame where no panel lies.
_FEATURE = """(wanted) => {
  const map = hatang.map, size = map.getSize();
  for (let y = 90; y < size.y - 40; y += 2) for (let x = 60; x < size.x - 60; x += 2) {
    const hit = hatang.hit(map.containerPointToLatLng([x, y]), 1);
    if (!hit || hit.layer.id !== wanted || !hit.feature.id) continue;
    const top = document.elementFromPoint(x, y);
    if (top.closest(".leaflet-control, .hatang-legend, .hatang-inset, .hatang-notes")) continue;
    return { x, y, id: hit.feature.id };
  }
  return null;
}"""


class Planner(Visitor):
    """A visitor of Explore, who works with its panels."""

    def panel(self, name: str) -> Locator:
        """Open a panel of the side bar: layers, filter, draw, share or takeaway."""
        self.press("x_panel_switch", PANELS[name])
        panel = self.page.locator(f".st-key-panel_{name}")
        expect(panel).to_be_visible()
        self.settle()
        return panel

    def switch_layer(self, name: str) -> None:
        """Press the eye of a layer in the list."""
        eyes = self.page.locator(".list .row button.sign[aria-pressed]")
        eyes.and_(self.page.get_by_label(name)).click()
        self.settle()

    def class_button(self, owner: str, entry: str) -> Locator:
        """A class of the legend; `owner` is a layer, or ``areas``."""
        return self.map.locator(f'.hatang-legend button[data-key="{owner} {entry}"]')

    def place(self) -> str:
        """Where the map looks: latitude, longitude and zoom with six decimals."""
        return self.map.evaluate(_PLACE)

    def look_at(self, lat: float, lon: float, zoom: int) -> None:
        """Bring the map there, and wait until the address tells it."""
        self.map.evaluate(
            """([lat, lon, zoom]) => {
              // As by a reader's own hand: a map that nobody moved is shown whole again when its frame changes.
              hatang.map.getContainer().dispatchEvent(new KeyboardEvent("keydown"));
              hatang.map.setView([lat, lon], zoom, { animate: false });
            }""",
            [lat, lon, zoom],
        )
        self.page.wait_for_function(
            "(at) => decodeURIComponent(location.search).includes(at)",
            arg=f"at={lat:.6f},{lon:.6f},{zoom},",
        )
        self.wait()

    def pull(self, dx: int, dy: int) -> None:
        """Pull the map by the mouse from its middle."""
        box = self.page.locator('iframe[sandbox="allow-scripts"]').bounding_box()
        x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
        self.page.mouse.move(x, y)
        self.page.mouse.down()
        self.page.mouse.move(x + dx, y + dy, steps=3)
        self.page.mouse.up()

    def turn_wheel(self, dy: int) -> None:
        """Turn the wheel over the middle, and wait until the zoom has changed."""
        before = self.map.evaluate("() => hatang.map.getZoom()")
        box = self.page.locator('iframe[sandbox="allow-scripts"]').bounding_box()
        self.page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
        self.page.mouse.wheel(0, dy)
        self.map.wait_for_function(
            "(before) => hatang.map.getZoom() !== before && !hatang.map._animatingZoom", arg=before
        )

    def shown(self) -> dict:
        """What the map was sent, but for what is each reader's own."""
        return self.map.evaluate(_SHOWN)

    def a_feature(self, layer: str) -> dict:
        """A feature of the layer on the screen: ``x, y, id``."""
        found = self.map.evaluate(_FEATURE, layer)
        assert found, f"no feature of {layer} is to be hit"
        return found

    def search(self, text: str) -> list[str]:
        """Type into the box on the map; the titles that are offered."""
        box = self.map.locator("#search-text")
        box.fill("")
        box.fill(text)
        options = self.map.locator(".hatang-search .option .title")
        expect(options.first).to_be_visible()
        expect(self.map.locator(".hatang-search")).not_to_have_class("busy")
        return options.all_inner_texts()

    def find(self, text: str) -> list[str]:
        """Search, and choose the first hit; the titles that were offered."""
        titles = self.search(text)
        self.map.locator("#search-text").press("Enter")
        return titles

    def open_drawer(self, kind: str) -> Locator:
        """Open the table or the chart under the map."""
        self.press("x_drawer_switch", kind)
        return self.page.locator(".st-key-drawer")

    @contextlib.contextmanager
    def quiet(self):
        """Nothing is sent to the script meanwhile."""
        self.settle()
        before = self.sent
        yield
        self.wait()
        assert self.sent == before
