"""How soon tiles come while imports run and files arrive: ``python -m tests.bench.responsive [STORE]``."""

import http.client
import json
import os
import random
import shutil
import subprocess
import sys
import tempfile
import threading
import time
import zipfile
from collections.abc import Callable
from pathlib import Path

import numpy as np
import psutil

from layers.importing.choices import Choices
from layers.jobs.job import UNDER_WAY, State
from layers.settings import ROOT, Settings
from layers.store import Store, open_store
from tests.bench.imports import GIVEN, LAYER, _make
from tests.bench.page import _wait_for
from tests.browser.server import free_port
from tests.layers.importing.hostile import star, write_area
from tests.layers.importing.test_dirty import COMMON, KINDS

TILES, USERS, PANS = 300, 20, 6
PER_PAN, PAUSE_S = 4, 2.0
UPLOAD_MB, LINE_MB_S = 100, 8
LAYERS = "admin_commune,antenna_mast,duct_route,cable_pole"
# Around Ha Noi, Da Nang, Ho Chi Minh City and Can Tho, in degrees.
CITIES = ((105.85, 21.03), (108.21, 16.06), (106.70, 10.78), (105.77, 10.03))
_HEADERS = {"x-hatang": "upload"}


def measure_responsive(store: str | None = None, *, count: int = 1_000_000) -> list[dict]:
    """Rows with p50 and p95 of tiles nobody asked for before: at rest, during imports, during an upload."""
    place = store or Settings().store
    if not (Path(place) / "catalogue.db").exists():
        print("responsive: skipped, it takes a store (make run)")
        return []
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        shutil.copytree(place, root / "store")
        files = _make_files(root, count)
        port = free_port()
        server = _serve(root / "store", port)
        try:
            _wait_for(f"http://127.0.0.1:{port}/api/health")
            time.sleep(15)  # it makes ready what the first visitors ask for
            return _measure(port, open_store(str(root / "store")), files, server)
        finally:
            server.terminate()
            server.wait()


def _measure(port: int, store: Store, files: dict[str, Path], server) -> list[dict]:
    places = _places()
    process = psutil.Process(server.pid)
    before = process.memory_info().rss
    rows = [_row("at rest, one user", _ask(port, [next(places) for _ in range(TILES)]))]
    rows.append(_row(f"at rest, {USERS} users", _pan(port, places)))
    jobs = _begin_imports(port, store, files)
    asked, ended = [], lambda: not any(store.jobs.get(j).state in UNDER_WAY for j in jobs)
    while not ended() or len(asked) < TILES:
        asked += _ask(port, [next(places) for _ in range(20)])
    rows.append(_row("while a star and a million points are imported", asked))
    rows[-1]["ended"] = [str(store.jobs.get(j).state) for j in jobs]
    with _Beside(lambda: _upload(port, files["heavy"])) as upload:
        asked = _pan(port, places)
    rows.append(_row(f"{USERS} users, while {UPLOAD_MB} MB arrive", asked))
    rows[-1]["upload_s"] = round(upload.seconds, 1)
    rows[-1]["app_grew_mb"] = round((process.memory_info().rss - before) / 2**20)
    for row in rows:
        print(row)
    return rows


def _row(what: str, seconds: list[float]) -> dict:
    p50, p95, worst = map(float, np.percentile(seconds, [50, 95, 100]) * 1000)
    return {
        "what": what,
        "tiles": len(seconds),
        "p50_ms": round(p50, 1),
        "p95_ms": round(p95, 1),
        "worst_ms": round(worst, 1),
    }


def _places():
    """Tiles around cities, none twice."""
    dice, seen = random.Random(7), set()
    while True:
        lon, lat = dice.choice(CITIES)
        zoom = dice.randint(10, 15)
        spread = 0.3
        lon, lat = lon + dice.uniform(-spread, spread), lat + dice.uniform(-spread, spread)
        x = int((lon + 180) / 360 * 2**zoom)
        y = int((1 - np.arcsinh(np.tan(np.radians(lat))) / np.pi) / 2 * 2**zoom)
        if (zoom, x, y) not in seen:
            seen.add((zoom, x, y))
            yield zoom, x, y


def _ask(port: int, places: list[tuple[int, int, int]]) -> list[float]:
    """Seconds of each tile, one after the other over one connection."""
    connection, seconds = http.client.HTTPConnection("127.0.0.1", port, timeout=60), []
    for place in places:
        begin = time.perf_counter()
        connection.request("GET", "/tiles/{}/{}/{}/{}.pbf".format(LAYERS, *place))
        answer = connection.getresponse()
        answer.read()
        seconds.append(time.perf_counter() - begin)
        if answer.status != 200:
            raise RuntimeError(f"tile {place}: {answer.status}")
    connection.close()
    return seconds


def _pan(port: int, places) -> list[float]:
    """Many users who each move the map, wait for the tiles, look, and move on."""
    plans = [[[next(places) for _ in range(PER_PAN)] for _ in range(PANS)] for _ in range(USERS)]
    asked: list[float] = []

    def user(number: int, pans) -> None:
        time.sleep(PAUSE_S * number / USERS)
        for tiles in pans:
            asked.extend(_ask(port, tiles))
            time.sleep(PAUSE_S)

    threads = [threading.Thread(target=user, args=each) for each in enumerate(plans)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return asked


class _Beside:
    """A task in a thread of its own, waited for at the end."""

    def __init__(self, task: Callable[[], object]):
        self.seconds = 0.0
        self._thread = threading.Thread(target=self._run, args=(task,))

    def __enter__(self) -> "_Beside":
        self._thread.start()
        return self

    def __exit__(self, *_) -> None:
        self._thread.join()

    def _run(self, task: Callable[[], object]) -> None:
        begin = time.perf_counter()
        task()
        self.seconds = time.perf_counter() - begin


def _begin_imports(port: int, store: Store, files: dict[str, Path]) -> list[str]:
    """Hand both in as the page does, and queue them as its buttons do."""
    layer_id, more = KINDS["Polygon"]
    asked = {
        "star": (layer_id, Choices(given=COMMON | more, accept=("geometry.invalid",))),
        "points": (LAYER, Choices(given=GIVEN)),
    }
    jobs = []
    for name, (layer, choices) in asked.items():
        job = _upload(port, files[name])
        store.jobs.change(job, state=State.QUEUED, want="check", layer_id=layer, choices=choices)
        jobs.append(job)
    return jobs


def _upload(port: int, path: Path) -> str:
    """Send a file as the page does; gives the job's id."""
    begun = json.loads(_send(port, "POST", "/api/uploads"))["id"]
    size = {"Content-Length": str(path.stat().st_size)}
    _send(port, "PUT", f"/api/uploads/{begun}/0?name={path.name}", _slowly(path), size)
    return json.loads(_send(port, "POST", f"/api/uploads/{begun}/done"))["job"]


def _slowly(path: Path):
    """The content of a file as a fast line of an office carries it."""
    with path.open("rb") as content:
        while block := content.read(2**18):
            yield block
            time.sleep(len(block) / (LINE_MB_S * 2**20))


def _send(port: int, method: str, path: str, body=None, headers=None) -> bytes:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=120)
    connection.request(method, path, body, _HEADERS | (headers or {}))
    answer = connection.getresponse()
    content = answer.read()
    connection.close()
    if answer.status != 201:
        raise RuntimeError(f"{method} {path}: {answer.status} {content[:200]}")
    return content


def _make_files(root: Path, count: int) -> dict[str, Path]:
    points = _make(root / "made", count)
    packed = root / "be_cap.zip"
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        for part in points.parent.glob("be_cap.*"):
            archive.write(part, part.name)
    heavy = root / "nang.gpkg"
    heavy.write_bytes(os.urandom(2**20) * UPLOAD_MB)
    return {
        "star": write_area(root / "sao.gpkg", star(2001)),
        "points": packed,
        "heavy": heavy,
    }


def _serve(store: Path, port: int) -> subprocess.Popen:
    settings = {"HATANG_STORE": str(store), "HATANG_PORT": str(port)}
    return subprocess.Popen(
        [sys.executable, "-m", "web.serve"],
        cwd=ROOT,
        env=os.environ | settings,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )


if __name__ == "__main__":
    measure_responsive(sys.argv[1] if len(sys.argv) > 1 else None)
