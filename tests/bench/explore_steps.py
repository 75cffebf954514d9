"""What a planner does on the page, and what each step costs the server and the line."""

import psutil

from tests.browser.visitor import _PAINTED, _READY

PATIENCE_MS = 60_000
_TURNS = 2
_RAN = '[data-testid="stApp"][data-test-script-state="notRunning"]'


def paint(page):
    """Wait until the map is painted; gives its frame."""
    place = page.wait_for_selector('iframe[sandbox="allow-scripts"]', state="attached")
    inside = place.content_frame()
    inside.wait_for_function(_READY, timeout=PATIENCE_MS)
    inside.evaluate(_PAINTED)
    return inside


class Watched:
    """A page whose messages are weighed, and the processor time of its server."""

    def __init__(self, page, server: psutil.Process):
        self._page, self._server = page, server
        self.sizes: list[int] = []
        page.on("websocket", lambda line: line.on("framereceived", self._take))

    @property
    def largest(self) -> int:
        """Bytes of the largest message so far."""
        return max(self.sizes, default=0)

    def during(self, step) -> dict[str, float]:
        """Milliseconds of the server for a run of the page after a step, and kilobytes of its largest message.

        The page is run by a turn of its language, which draws everything anew; the first turns do not count.
        """
        before, self.sizes = self.sizes, []
        step(self._page)
        self._rest()
        self._turn()
        began = self._cpu()
        for _ in range(_TURNS):
            self._turn()
        spent, largest = self._cpu() - began, self.largest
        self.sizes = [*before, *self.sizes]
        return {"cpu_ms": spent / (2 * _TURNS) * 1000, "largest_kb": largest / 1000}

    def _turn(self) -> None:
        for name in ("EN", "VI"):
            self._page.get_by_role("radio", name=name, exact=True).first.click()
            self._rest()

    def _rest(self) -> None:
        """Until the script has run, and what comes after it."""
        self._page.wait_for_timeout(150)
        self._page.wait_for_selector(_RAN, state="attached", timeout=PATIENCE_MS)
        self._page.wait_for_timeout(250)

    def _take(self, content: str | bytes) -> None:
        self.sizes.append(len(content))

    def _cpu(self) -> float:
        times = self._server.cpu_times()
        return times.user + times.system


def _panel(place: int):
    return lambda page: _press(page, ".st-key-x_panel_switch button", place)


def _press(page, selector: str, place: int = 0) -> None:
    page.locator(selector).nth(place).click()


_DRAWER = ".st-key-x_drawer_switch button"

# In this order: each goes on from the one before.
STEPS = {
    "panel layers": _panel(0),
    "panel filter": _panel(1),
    "panel draw": _panel(2),
    "panel share": _panel(3),
    "panel take away": _panel(4),
    "table": lambda page: _press(page, _DRAWER, 0),
    "500 rows selected": lambda page: _press(page, ".st-key-x_select_all button"),
    "next page": lambda page: _press(page, ".st-key-x_table_page_next button"),
    "chart": lambda page: _press(page, _DRAWER, 1),
}
