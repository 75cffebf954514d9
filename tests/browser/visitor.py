"""A visitor's browser: what the page asks for and complains about, and hands for the map inside its frame."""

from urllib.parse import urlsplit

from playwright.sync_api import Frame, Page, expect

from tests.browser.server import PATIENCE_S

_MS = 1000 * PATIENCE_S

# Everything asked for is here, and every tile has been painted with it.
_READY = """() => {
  const h = window.hatang;
  if (!h || !h.grid || !h.map.getSize().x || !h.state.lang) return false;
  if (h.waiting || h.grid._repainting || h.map._animatingZoom) return false;
  const tiles = h.grid.tiles();
  return tiles.length > 0 && tiles.every((tile) => Object.keys(tile.layers).length > 0);
}"""

# What is asked to be painted is painted in the next frame; the one after it comes later.
_PAINTED = """() => new Promise((done) =>
  requestAnimationFrame(() => requestAnimationFrame(() => done())))"""

# Places on the screen where an area is hit, and no site, route or panel: not even with a finger.
_AREA_PLACES = """(code) => {
  const map = hatang.map, size = map.getSize(), found = [];
  for (let y = 20; y < size.y - 20; y += 9) for (let x = 20; x < size.x - 20; x += 9) {
    const hit = hatang.hit(map.containerPointToLatLng([x, y]), 12);
    if (!hit || hit.layer.kind !== "area" || (code && hit.feature.properties.code !== code)) continue;
    const top = document.elementFromPoint(x, y);
    if (top.closest(".leaflet-control, .hatang-legend, .hatang-inset, .hatang-notes")) continue;
    found.push({ x, y, code: hit.feature.properties.code, name: hit.feature.properties.full_name });
  }
  return found;
}"""

# At places inside the areas of the city, the colour of the tiles and the one its class should have there:
# asked in one breath, for the frame may still be given its last size, which moves the map.
_COLOURS = """() => (PLACES)(null).filter(({ code }) => code in hatang.shade.values).map(({ x, y, code }) => {
  const grid = hatang.grid, shade = hatang.shade;
  const at = hatang.map.project(hatang.map.containerPointToLatLng([x, y]), grid._tileZoom);
  const column = Math.floor(at.x / 512), row = Math.floor(at.y / 512);
  const canvas = grid._tiles[[column, row, grid._tileZoom].join(":")].el;
  const scale = canvas.width / 512;
  const [r, g, b] = canvas.getContext("2d").getImageData(
    Math.floor((at.x - 512 * column) * scale), Math.floor((at.y - 512 * row) * scale), 1, 1).data;
  const hex = "#" + [r, g, b].map((v) => v.toString(16).padStart(2, "0")).join("");
  const value = shade.values[code];
  return [hex, typeof value === "number" ? shade.colors[hatang.classOf(value, shade)] : null];
})""".replace("PLACES", _AREA_PLACES)

# Whether all that is there to be painted is painted: at most places the colour is the right one.
_RIGHT = """() => {
  const pairs = (COLOURS)().filter(([, expected]) => expected);
  return pairs.length > 0 && pairs.filter(([painted, expected]) => painted === expected).length > 0.5 * pairs.length;
}""".replace("COLOURS", _COLOURS)

# How many pixels of the tiles have exactly a colour.
_PIXELS = """(colour) => {
  const [r, g, b] = [1, 3, 5].map((i) => parseInt(colour.slice(i, i + 2), 16));
  let count = 0;
  for (const { canvas } of hatang.grid.tiles()) {
    const data = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height).data;
    for (let i = 0; i < data.length; i += 4)
      if (data[i] === r && data[i + 1] === g && data[i + 2] === b && data[i + 3] === 255) count += 1;
  }
  return count;
}"""


class Visitor:
    """A page of one browser context, with a record of what it did."""

    def __init__(self, page: Page):
        self.page = page
        self.hosts: set[str] = set()
        self.complaints: list[str] = []
        self.failures: list[str] = []
        self.sent = 0
        page.on("request", self._note_request)
        page.on("response", self._note_response)
        page.on("console", self._note_console)
        page.on("pageerror", lambda error: self.complaints.append(f"page error: {error}"))
        page.on("websocket", lambda socket: socket.on("framesent", self._note_frame))

    def _note_request(self, request) -> None:
        if (parts := urlsplit(request.url)).netloc:
            self.hosts.add(parts.hostname)

    def _note_response(self, response) -> None:
        if response.status >= 400:
            self.failures.append(f"{response.status} {response.url}")

    def _note_console(self, message) -> None:
        if message.type == "error":
            self.complaints.append(f"console: {message.text}")

    def _note_frame(self, _payload) -> None:
        self.sent += 1

    def trouble(self) -> list[str]:
        """What the page asked for elsewhere, what failed, and errors in the console."""
        elsewhere = [f"asked {host}" for host in sorted(self.hosts - {"127.0.0.1"})]
        return [*elsewhere, *self.failures, *self.complaints]

    def open(self, url: str) -> "Visitor":
        """Go there and wait until the map is painted."""
        self.page.goto(url)
        self.wait()
        return self

    def settle(self) -> None:
        """Wait until the script has run."""
        app = self.page.locator('[data-testid="stApp"]')
        expect(app).to_have_attribute("data-test-script-state", "notRunning", timeout=_MS)

    def wait(self) -> None:
        """Wait until the script has run and the map shows what it was sent."""
        self.settle()
        self.map.wait_for_function(_READY, timeout=_MS)
        self.map.evaluate(_PAINTED)

    @property
    def map(self) -> Frame:
        """The frame of the map."""
        handle = self.page.locator('iframe[sandbox="allow-scripts"]').element_handle(timeout=_MS)
        return handle.content_frame()

    def state(self, path: str):
        """A part of what the map was sent, such as ``view.id``."""
        return self.map.evaluate(f"() => hatang.state.{path}")

    def wait_state(self, path: str, value: object) -> None:
        """Wait until the map was sent `value` there, and shows it."""
        self.map.wait_for_function(
            f"(value) => hatang.state.{path} === value", arg=value, timeout=_MS
        )
        self.wait()

    def places(self, code: str | None = None) -> list[dict]:
        """Places of the frame where an area is to be hit: ``x, y, code, name``."""
        return self.map.evaluate(_AREA_PLACES, code)

    def own_places(self) -> list[dict]:
        """Those places whose area belongs to the chosen city."""
        known = self.map.evaluate("() => Object.keys(hatang.shade.values)")
        return [place for place in self.places() if place["code"] in set(known)]

    def a_ward(self) -> dict:
        """A place inside a ward of the city that is open to a click."""
        return self.own_places()[0]

    def own_colours(self) -> list[tuple[str, str | None]]:
        """At places of the city the colour painted and the colour of the class of its area."""
        self.map.wait_for_function(_RIGHT, timeout=_MS)
        return [tuple(pair) for pair in self.map.evaluate(_COLOURS)]

    def pixels(self, colour: str) -> int:
        """How many pixels of the tiles have exactly this colour."""
        return self.map.evaluate(_PIXELS, colour)

    def corner(self) -> tuple[float, float]:
        """Where the frame begins on the page."""
        box = self.page.locator('iframe[sandbox="allow-scripts"]').bounding_box()
        return box["x"], box["y"]

    def click_map(self, place: dict) -> None:
        """Press the mouse at a place of the frame."""
        left, top = self.corner()
        self.page.mouse.click(left + place["x"], top + place["y"])

    def card(self):
        """The card beside the map."""
        return self.page.locator(".st-key-card")

    def choose(self, key: str, text: str) -> None:
        """Choose an entry of a select box by typing it."""
        box = self.page.locator(f".st-key-{key}").get_by_role("combobox")
        box.click()
        box.fill(text)
        self.page.get_by_role("option", name=text).first.click()
        self.settle()

    def press(self, key: str, name: str) -> None:
        """Press a button of the group `key`, by its words."""
        group = self.page.locator(f".st-key-{key}")
        group.locator("button").filter(has_text=name).first.click()
        self.settle()

    def legend(self) -> str:
        return self.map.locator(".hatang-legend").inner_text()
