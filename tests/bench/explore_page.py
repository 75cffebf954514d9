"""A page with a map, as its reader feels it: how soon it is painted, its worst frame while it is pulled, its heap."""

import statistics
import time
from collections.abc import Callable
from pathlib import Path

from tests.bench.page import ARGUMENTS

SIZE = {"width": 1440, "height": 900}
PULLS = 5
# Milliseconds between one frame and the next, told by the page itself.
_WATCH = """() => {
  const w = (window.benchFrames = { times: [], last: performance.now(), on: true });
  const tick = (now) => {
    w.times.push(now - w.last);
    w.last = now;
    if (w.on) requestAnimationFrame(tick);
  };
  requestAnimationFrame((now) => { w.last = now; requestAnimationFrame(tick); });
}"""
_WATCHED = "() => { benchFrames.on = false; return benchFrames.times; }"


def launch(playwright, browser: str):
    """Chromium that tells its heap exactly."""
    wanted = [*ARGUMENTS, "--enable-precise-memory-info", "--js-flags=--expose-gc"]
    return playwright.chromium.launch(executable_path=browser, args=wanted)


def pull(page, inside, box: dict, settled: Callable[[], None]) -> dict[str, float]:
    """Worst and usual milliseconds of a frame while the map is pulled about, the median of five pulls."""
    worst, usual = [], []
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    for turn in range(PULLS):
        step = (24, -24, 24, -24, 24)[turn]
        page.mouse.move(x, y)
        page.mouse.down()
        inside.evaluate(_WATCH)
        for i in range(1, 26):
            page.mouse.move(x + step * i, y + step * i / 2)
            page.wait_for_timeout(16)
        page.mouse.up()
        page.wait_for_timeout(400)  # what was pulled in is painted in this time, too
        settled()
        times = inside.evaluate(_WATCHED)
        worst.append(max(times))
        usual.append(statistics.median(times))
    return {"worst_ms": statistics.median(worst), "usual_ms": statistics.median(usual)}


def heap_mb(page) -> float:
    """Megabytes of JavaScript in all frames of the page after the rubbish was taken out."""
    sessions = [page.context.new_cdp_session(page)]
    for frame in page.frames:
        try:  # a frame in a process of its own has a heap of its own
            sessions.append(page.context.new_cdp_session(frame))
        except Exception:  # noqa: BLE001 - playwright's own error: it lives in its parent's process
            continue
    total = 0.0
    for session in sessions:
        session.send("HeapProfiler.collectGarbage")
        total += session.send("Runtime.getHeapUsage")["usedSize"]
        session.detach()
    return total / 1e6


def open_file(page, path: Path, markup: str) -> float:
    """Seconds until a page of folium shows its map."""
    begin = time.perf_counter()
    page.goto(path.as_uri())
    page.wait_for_selector(markup, timeout=120_000)
    page.evaluate("() => new Promise((d) => requestAnimationFrame(() => requestAnimationFrame(d)))")
    return time.perf_counter() - begin
