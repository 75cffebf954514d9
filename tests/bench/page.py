"""The page on an existing store: how soon it is there, and what a rerun costs."""

import os
import shutil
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from pathlib import Path

import psutil

from layers.settings import ROOT, Settings
from tests.browser.server import free_port

RERUNS = 20
CHROMIUM = ("chromium", "chromium-browser", "google-chrome")
ARGUMENTS = ("--no-sandbox", "--disable-gpu", "--disable-background-networking")


def measure_page(store: str | None = None) -> list[dict]:
    """Rows with seconds to health and to the map, CPU and bytes of a rerun; none without a browser."""
    browser = next((path for name in CHROMIUM if (path := shutil.which(name))), None)
    place = store or Settings().store
    if browser is None or not (Path(place) / "catalogue.db").exists():
        print("page: skipped, it takes Chromium and a store (make run)")
        return []
    port = free_port()
    with tempfile.TemporaryFile() as log:
        begin = time.perf_counter()
        server = subprocess.Popen(
            [sys.executable, "-m", "streamlit", "run", "app.py", "--server.port", str(port)],
            cwd=ROOT,
            env=os.environ | {"HATANG_STORE": place},
            stdout=log,
            stderr=log,
        )
        try:
            address = f"http://127.0.0.1:{port}"
            _wait_for(f"{address}/api/health")
            healthy = time.perf_counter() - begin
            found = _visit(browser, address, begin, psutil.Process(server.pid))
        finally:
            server.terminate()
            server.wait()
    found["page: server healthy, s"] = healthy
    rows = []
    for task, value in found.items():
        print(f"{task:<34} {value:,.3f}")
        rows.append({"task": task, "engine": "hatang", "value": round(value, 3)})
    return rows


def _visit(browser: str, address: str, begin: float, server: psutil.Process) -> dict[str, float]:
    from playwright.sync_api import sync_playwright

    received = [0]
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=browser, args=list(ARGUMENTS))
        opened = time.perf_counter()
        page = chromium.new_page(viewport={"width": 1280, "height": 900}, locale="en-US")
        page.on(
            "websocket",
            lambda ws: ws.on("framereceived", lambda data: received.append(len(data))),
        )
        page.goto(address)
        frame = page.frame_locator("iframe").first
        frame.locator(".hatang-legend").wait_for(timeout=60_000)
        inside = next(f for f in page.frames if f.parent_frame is not None)
        inside.wait_for_function(_PAINTED, timeout=60_000)
        now = time.perf_counter()
        page.wait_for_timeout(15_000)  # the quiet loading of libraries is over
        found = {
            "page: map visible from start, s": now - begin,
            "page: map visible from opening, s": now - opened,
        }
        before, frames = _cpu(server), len(received)
        for _ in range(RERUNS // 2):
            for name in ("VI", "EN"):
                page.get_by_role("radio", name=name).or_(
                    page.get_by_role("button", name=name)
                ).first.click()
                page.wait_for_timeout(600)
        spent = _cpu(server) - before
        found["page: rerun, CPU ms"] = spent / RERUNS * 1000
        found["page: rerun, KB received"] = sum(received[frames:]) / RERUNS / 1000
        before, frames = _cpu(server), len(received)
        box = page.locator("iframe").bounding_box()
        page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
        for _ in range(10):
            page.mouse.wheel(0, -120)
            page.wait_for_timeout(200)
        found["page: messages while zooming"] = len(received) - frames
        chromium.close()
    return found


# Nothing is awaited any more, and the canvas of some tile is on the page.
_PAINTED = "() => hatang.waiting === 0 && document.querySelector('canvas') !== null"


def _cpu(process: psutil.Process) -> float:
    times = process.cpu_times()
    return times.user + times.system


def _wait_for(address: str) -> None:
    for _ in range(600):
        try:
            with urllib.request.urlopen(address, timeout=1):
                return
        except (urllib.error.URLError, OSError):
            time.sleep(0.02)
    raise TimeoutError(address)
