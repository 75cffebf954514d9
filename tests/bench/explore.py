"""Explore with very many points and all communes, beside the same points in a page of folium.

``python -m tests.bench.explore [STORE]``. Wall times are those of the machine as it is: the load stands beside.
"""

import os
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from contextlib import suppress
from pathlib import Path

import folium
import psutil

from layers.demo.boundaries import admin_commune
from layers.maps.packed import pack
from layers.settings import ROOT
from layers.store import Provenance, open_store
from tests.bench.explore_page import SIZE as WINDOW
from tests.bench.explore_page import heap_mb, launch, open_file, pull
from tests.bench.explore_steps import STEPS, Watched, paint
from tests.bench.page import CHROMIUM, _wait_for
from tests.bench.responsive import _serve
from tests.bench.tiles import POINTS, _points
from tests.browser.server import free_port

CITY, VISITS = "VN", 5
PLACE = "10.780000,106.680000,10,1104x856"
FOLIUM_POINTS = (10_000, 50_000)
QUIET_S = 20
LIMITS = {
    "second visit, s": 2,
    "worst frame of a pull, ms": 60,
    "heap, MB": 500,
    "largest message, KB": 100,
    "rerun, CPU ms": 50,
}


def measure_explore(store: str | None = None, *, count: int = 1_000_000) -> list[dict]:
    """Rows of Explore, and of folium with fewer points; none without a browser."""
    browser = _browser()
    if browser is None:
        print("explore: skipped, it takes Chromium")
        return []
    with tempfile.TemporaryDirectory() as folder:
        place = Path(store or _make(Path(folder) / "store", count))
        port = free_port()
        server = _serve(place, port)
        try:
            _wait_for(f"http://127.0.0.1:{port}/api/health")
            time.sleep(QUIET_S)  # it makes ready what the first visitors ask for
            rows = _ours(browser, f"http://127.0.0.1:{port}/", psutil.Process(server.pid))
        finally:
            server.terminate()
            server.wait()
        rows += _folium(browser, Path(folder), count)
    return rows


def _make(place: Path, count: int) -> str:
    store = open_store(str(place))
    for layer_id, frame in (("admin_commune", admin_commune()), (POINTS, _points(count))):
        store.publish(frame, layer_id, user="bench", expected=None, provenance=Provenance())
    command = [sys.executable, "-m", "layers.prepare", str(place)]
    subprocess.run(command, input=f"{POINTS}\n", cwd=ROOT, text=True, check=True)
    return str(place)


def _ours(browser: str, url: str, server: psutil.Process) -> list[dict]:
    from playwright.sync_api import Error, sync_playwright

    address = f"{url}?city={CITY}&layers={POINTS}&lang=vi"
    with sync_playwright() as playwright:
        chromium = launch(playwright, browser)
        context = chromium.new_context(viewport=WINDOW, locale="vi-VN")
        seconds, worked = [], []
        page = context.new_page()  # one tab: a new window loads Chromium's own pages beside ours
        for _ in range(VISITS + 1):
            begin, before = time.perf_counter(), _worked(server)
            page.goto(address, wait_until="commit")
            paint(page)
            seconds.append(time.perf_counter() - begin)
            worked.append(_worked(server) - before)
            page.goto("about:blank")
        page.close()
        rows = [_row("first visit, s", seconds.pop(0))]
        rows.append(_row("second visit, s", statistics.median(seconds)))
        rows.append(_row("second visit, best of five, s", min(seconds)))
        rows.append(_row("second visit, processors of both ends, s", min(worked[1:])))
        for name, wish in WISHES.items():
            packed = pack({"layers": {POINTS: wish}}) if wish else ""
            page = context.new_page()
            page.goto(f"{address}&at={PLACE}&m={packed}")
            inside = paint(page)
            box = page.locator('iframe[sandbox="allow-scripts"]').bounding_box()
            pulled = pull(page, inside, box, lambda p=page: paint(p))
            rows.append(_row("worst frame of a pull, ms", pulled["worst_ms"], name) | pulled)
            rows.append(_row("heap, MB", heap_mb(page), name))
            page.close()
        page = context.new_page()
        watched = Watched(page, server)
        page.goto(f"{address}&at={PLACE}")
        paint(page)
        for name, step in STEPS.items():
            try:
                told = watched.during(step)
            except Error as fault:  # one step less, and the other figures stand
                print(f"explore: {name}: left out, {str(fault).splitlines()[0]}", flush=True)
                continue
            rows.append(_row("rerun, CPU ms", told["cpu_ms"], name) | told)
        rows.append(_row("largest message, KB", watched.largest / 1000))
        chromium.close()
    rows.append(_row("server, MB", server.memory_info().rss / 2**20))
    return rows


WISHES = {
    "as they are": None,
    "filtered, by owner": {
        "look": {"kind": "categorical", "field": "owner"},
        "filter": {"if": [["height_m", ">", "20"]]},
    },
    "graduated and sized": {
        "look": {"kind": "graduated", "field": "height_m", "size_by": "height_m"}
    },
    "heat": {"look": {"kind": "heat"}},
    "clusters": {"look": {"kind": "cluster"}},
}


def _folium(browser: str, folder: Path, most: int) -> list[dict]:
    """The same points in a page of folium, on a canvas, which is its quickest way."""
    from playwright.sync_api import sync_playwright

    rows = []
    with sync_playwright() as playwright:
        chromium = launch(playwright, browser)
        for count in FOLIUM_POINTS:
            if count > most:
                continue
            path = _folium_page(folder, count)
            page = chromium.new_page(viewport=WINDOW)
            seconds = open_file(page, path, ".folium-map canvas")
            box = {"x": 0, "y": 0, **WINDOW}
            pulled = pull(page, page.main_frame, box, lambda: None)
            name = f"folium, {count:,} points"
            rows += [
                _row("second visit, s", seconds, name, "folium"),
                _row("worst frame of a pull, ms", pulled["worst_ms"], name, "folium") | pulled,
                _row("heap, MB", heap_mb(page), name, "folium"),
                _row("message, KB", path.stat().st_size / 1000, name, "folium"),
            ]
            page.close()
        chromium.close()
    return rows


def _folium_page(folder: Path, count: int) -> Path:
    drawn = folium.Map(location=(10.78, 106.68), zoom_start=6, tiles=None, prefer_canvas=True)
    marker = folium.CircleMarker(radius=3, weight=1, fill=True)
    folium.GeoJson(_points(count).to_json(), marker=marker).add_to(drawn)
    path = folder / f"folium-{count}.html"
    path.write_text(_own_links(drawn.get_root().render()), "utf-8")
    return path


def _own_links(page: str) -> str:
    """folium's page with our Leaflet in the place of its links; for points nothing else of them is needed."""
    assets = Path(ROOT) / "web" / "assets" / "leaflet"
    page = re.sub(r'<link[^>]*href="https://[^>]*>', "", page)
    page = re.sub(r'<script[^>]*src="https://[^>]*></script>', "", page)
    script = (assets / "leaflet.js").read_text("utf-8")
    style = (assets / "leaflet.css").read_text("utf-8")
    return page.replace("<head>", f"<head><style>{style}</style><script>{script}</script>", 1)


def _worked(server: psutil.Process) -> float:
    """Seconds of processor that the server and the browser have taken."""
    processes, spent = [server, *psutil.Process().children(recursive=True)], 0.0
    for process in set(processes):
        with suppress(psutil.NoSuchProcess):
            times = process.cpu_times()
            spent += times.user + times.system
    return spent


def _browser() -> str | None:
    return next((path for name in CHROMIUM if (path := shutil.which(name))), None)


def _row(task: str, value: float, name: str = "", engine: str = "hatang") -> dict:
    row = {"task": f"explore: {task}", "engine": engine, "what": name, "value": round(value, 2)}
    row["load"] = round(os.getloadavg()[0], 1)
    limit = LIMITS.get(task) if engine == "hatang" else None
    held = "" if limit is None else f"  (limit {limit})"
    print(f"{row['task']:<36} {name:<34} {value:>10,.2f}{held}  load {row['load']}", flush=True)
    return row


if __name__ == "__main__":
    measure_explore(*sys.argv[1:2])
