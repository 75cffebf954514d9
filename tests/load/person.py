"""One simulated user: signed in, a page open, one thing done after the other as people do."""

import asyncio
import contextlib
import itertools
import math
import random
import time
from collections import defaultdict
from dataclasses import dataclass, field
from urllib.parse import quote

import httpx2

from tests.load.browser import PATIENCE_S, Page
from tests.load.figures import Figures

MAP, LIST = "explore_map", "x_layers"
_WORDS = ("Hải Châu", "Cẩm Lệ", "phường An", "đường Lê", "16.06, 108.22", "trạm", "Hà Nội", "BTS")
_LET_GO = (httpx2.ReadError, httpx2.WriteError, httpx2.RemoteProtocolError)


@dataclass
class Person:
    """A user of the app.

    Parameters
    ----------
    name, password : str
        Of their own account.
    every_s : float
        About so long lies between two things they do.
    rounds : int or None
        So often they do everything once; None is until it is late.
    """

    url: str
    name: str
    password: str
    figures: Figures
    every_s: float
    random: random.Random
    rounds: int | None = None
    _held: set[str] = field(default_factory=set)

    async def live(self, until: float) -> None:
        """Sign in, open the page, and do things until it is late (on the monotonic clock)."""
        limits = httpx2.Limits(max_connections=6)  # as many as a browser opens to one host
        async with httpx2.AsyncClient(
            base_url=self.url, timeout=PATIENCE_S, limits=limits
        ) as self._http:
            with self.figures.errors_of("sign-in"):
                cookie = await sign_in(self._http, self.name, self.password)
                begun = time.perf_counter()
                self._page = await Page.open(self.url, cookie)
                self.figures.took("rerun", "open", time.perf_counter() - begun)
                await self._look()
            if not hasattr(self, "_page"):
                return
            for deed in self._deeds():
                left = max(0.0, until - time.monotonic())
                await asyncio.sleep(min(left, self.random.uniform(0.5, 1.5) * self.every_s))
                if time.monotonic() >= until:
                    break
                await self._do(deed)
            with contextlib.suppress(Exception):
                await self._page.close()

    def _deeds(self):
        """Every deed in turn, each round in an order of its own."""
        every = ("layer", "city", "area", "table", "filter", "pan", "pan", "search")
        for _ in itertools.count() if self.rounds is None else range(self.rounds):
            yield from self.random.sample(every, len(every))

    async def _do(self, deed: str) -> None:
        with self.figures.errors_of(deed):
            act = getattr(self, f"_{deed}")
            took = await act()
            if took is not None:
                self.figures.took("rerun", deed, took)
                await self._look()

    async def _layer(self) -> float:
        on_map = [each["id"] for each in self._state()["layers"]]
        layer = self.random.choice(("antenna_mast", "duct_route"))
        moment = time.time_ns() // 1_000_000
        do = "take" if layer in on_map else "put"
        act = {"n": moment, "do": do, "layer": layer, "value": 0, "at": moment}
        if self._page.widget(LIST) is None:
            await self._page.press("x_panel_switch", 0)
        return await self._page.tell(LIST, "acts", [act])

    async def _city(self) -> float:
        return await self._page.choose("x_city", self._option("x_city", most=4))

    async def _area(self) -> float | None:
        if self._page.widget("x_area") is None or not self._page.widget("x_area").options:
            return None
        return await self._page.choose("x_area", self._option("x_area"))

    async def _table(self) -> float:
        return await self._page.press("x_drawer_switch", self.random.choice((0, 0, 1)))

    async def _filter(self) -> float | None:
        """Choose a value of a field; with some conditions there, take all away."""
        page = self._page
        if page.widget("x_filter_layer") is None:
            self.figures.took("rerun", "filter panel", await page.press("x_panel_switch", 1))
        if page.widget("x_filter_clear") is not None:
            return await page.press("x_filter_clear")
        box = page.widget("x_filter_value")
        if box is None or not getattr(box, "options", None):
            return None
        return await page.choose("x_filter_value", self._option("x_filter_value"))

    async def _pan(self) -> None:
        await self._tiles(self.random.choice((-1, 1)), self.random.choice((-1, 0, 1)))

    async def _search(self) -> None:
        path = (self._state().get("search") or {}).get("url")
        if path:
            await self._get("json", "search", f"{path}&q={quote(self.random.choice(_WORDS))}")

    def _option(self, key: str, most: int | None = None) -> str:
        return self.random.choice(list(self._page.widget(key).options)[:most])

    def _state(self) -> dict:
        return self._page.data(MAP)["state"]

    async def _look(self) -> None:
        """What the map asks for after a run: figures and outline of the place, then the tiles in sight."""
        state = self._state()
        for name, place in (("choropleth", "values_url"), ("labels", "url"), ("outline", "url")):
            path = (state.get(name) or {}).get(place)
            if path and path not in self._held:
                await self._get("json", name, path)
        await self._tiles(0, 0)

    async def _tiles(self, east: int, south: int) -> None:
        """The tiles of a window of 3 by 3; those that the browser has are not asked for again."""
        state = self._state()
        tiles = state.get("tiles")
        groups: dict[str, list[str]] = defaultdict(
            list
        )  # as the map: what is asked alike comes as one
        for each in state["layers"]:
            if each.get("visible", True):
                groups[each.get("q") or ""].append(each["id"])
        if not tiles:
            return
        west, low, right, high = state["view"]["bbox"]
        zoom = min(12, max(6, int(math.log2(360 / max(right - west, 0.01)))))
        x, y = tile_of((west + right) / 2, (low + high) / 2, zoom)
        square = [(x + east + i, y + south + j) for i in (-1, 0, 1) for j in (-1, 0, 1)]
        gets = []
        for q, layers in groups.items():
            path = tiles["url"].replace("{layers}", ",".join(layers)).replace("{v}", tiles["v"])
            path = path.replace("{q}", f"&q={q}" if q else "").replace("{z}", str(zoom))
            for i, j in square:
                at = path.replace("{x}", str(i)).replace("{y}", str(j))
                gets.append(self._get("tile", "asked with wishes" if q else "plain", at))
        await asyncio.gather(*gets)

    async def _get(self, kind: str, name: str, path: str) -> None:
        if kind == "tile" and path in self._held:
            return
        self._held.add(path)
        if token := self._state().get("token"):
            path += f"{'&' if '?' in path else '?'}t={token}"
        begun = time.perf_counter()
        with self.figures.errors_of(name):
            try:
                answer = await self._http.get(path)
            except (
                _LET_GO
            ):  # the server closed a quiet connection at that moment: a browser asks again
                answer = await self._http.get(path)
            self.figures.took(kind, name, time.perf_counter() - begun)
            if answer.status_code != 200:
                raise RuntimeError(f"{answer.status_code} {path.split('?')[0]}")


async def sign_in(http: httpx2.AsyncClient, name: str, password: str) -> str:
    """The cookie of a new session."""
    answer = await http.post("/sign-in", data={"name": name, "password": password})
    if answer.status_code != 303:
        raise RuntimeError(f"not signed in: {answer.status_code}")
    return "; ".join(f"{name}={value}" for name, value in http.cookies.items())


def tile_of(lon: float, lat: float, zoom: int) -> tuple[int, int]:
    """Column and row of the tile (512 px) that holds a place."""
    count = 2**zoom
    turned = math.asinh(math.tan(math.radians(lat)))
    return int((lon + 180) / 360 * count), int((1 - turned / math.pi) / 2 * count)
