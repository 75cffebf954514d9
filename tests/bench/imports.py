"""A million points in a Shapefile: published and visible, beside what one would only read them with."""

import subprocess
import sys
import tempfile
import time
import zipfile
from functools import partial
from pathlib import Path

import geopandas as gpd
import numpy as np
import psutil

from layers.access import LOCAL_USER
from layers.atlas import Atlas
from layers.importing.choices import Choices
from layers.jobs.desk import Desk
from layers.jobs.job import State
from layers.prepare import Preparer
from layers.store import open_store
from layers.store.duckdb_index import TileIndex

LAYER = "manhole"
# A tile in the middle of the points.
TILE = (14, 13115, 7447)
GIVEN = {
    "province_code": "48",
    "owner": "VNPT",
    "status": "existing",
    "data_date": "2026-01-31",
    "pit_type": "manhole",
}


def measure_import(*, count: int, rounds: int) -> list[dict]:
    """Seconds of a bare read in a process of its own, of check and publish, and megabytes the app grew."""
    rows = []
    with tempfile.TemporaryDirectory() as place:
        shapefile = _make(Path(place) / "made", count)
        for i in range(rounds):
            read = _bare_read(shapefile)
            seconds, grown, found = _through_the_app(shapefile, Path(place) / f"store{i}")
            rows.append(
                {
                    "what": f"import of {count:,} points",
                    "read_file_s": round(read, 2),
                    "published_s": round(seconds, 2),
                    "times": round(seconds / read, 2),
                    "app_grew_mb": round(grown),
                    "rows": found,
                }
            )
            print(rows[-1])
    return rows


def _make(folder: Path, count: int) -> Path:
    folder.mkdir()
    chance = np.random.default_rng(3)
    names = np.array(["Bể cáp Hải Châu", "Bể cáp Sơn Trà", "Cống bể Cẩm Lệ"])
    frame = gpd.GeoDataFrame(
        {
            "FID_": [f"B{i:07d}" for i in range(count)],
            "TEN": names[chance.integers(0, 3, count)],
            "DOSAU": chance.uniform(0.5, 2.0, count).round(2),
        },
        geometry=gpd.points_from_xy(
            chance.uniform(108.0, 108.3, count), chance.uniform(15.95, 16.15, count)
        ),
        crs=4326,
    ).to_crs(5899)
    path = folder / "be_cap.shp"
    frame.to_file(path, encoding="UTF-8", use_arrow=True)
    return path


def _bare_read(path: Path) -> float:
    """What the user would write, timed inside its process: starting Python is not counted."""
    script = (
        "import sys, time, geopandas\nbegin = time.perf_counter()\n"
        "frame = geopandas.read_file(sys.argv[1])\nprint(time.perf_counter() - begin, len(frame))"
    )
    done = subprocess.run(
        [sys.executable, "-c", script, str(path)], capture_output=True, text=True, check=True
    )
    return float(done.stdout.split()[0])


def _through_the_app(path: Path, folder: Path) -> tuple[float, float, int]:
    """Check, publish and draw a tile as the app does; its own process is this one."""
    store = open_store(str(folder))
    desk = Desk(store, preparer=partial(Preparer, str(folder)))
    atlas = Atlas(store)
    index = TileIndex(atlas)
    desk.open()
    packed = folder / "be_cap.zip"
    with zipfile.ZipFile(packed, "w") as archive:
        for part in path.parent.glob("be_cap.*"):
            archive.write(part, part.name)
    before, peak = _grown(), [0.0]
    begin = time.perf_counter()
    job = desk.receive([packed], user=LOCAL_USER)
    desk.check(job.id, user=LOCAL_USER, layer_id=LAYER, choices=Choices(given=GIVEN))
    job = _wait(desk, job, State.CHECKED, peak)
    desk.publish(job.id, user=LOCAL_USER)
    job = _wait(desk, job, State.PUBLISHED, peak)
    tile = index.tile(atlas.now(), (LAYER,), *TILE)
    seconds = time.perf_counter() - begin
    if not tile or len(tile) < 1000:
        raise RuntimeError("the tile is empty")
    _wait_until_quiet(desk, peak)
    return seconds, max(peak[0], _grown()) - before, store.current()[LAYER].rows


def _wait(desk: Desk, job, state: State, peak: list[float]):
    while (now := desk.job(job.id, user=LOCAL_USER)).state is not state:
        if now.state in (State.FAILED, State.INTERRUPTED):
            raise RuntimeError(now.error)
        peak[0] = max(peak[0], _grown())
        time.sleep(0.05)
    return now


def _wait_until_quiet(desk: Desk, peak: list[float]) -> None:
    while desk.working:
        peak[0] = max(peak[0], _grown())
        time.sleep(0.1)


def _grown() -> float:
    return psutil.Process().memory_info().rss / 2**20


if __name__ == "__main__":
    measure_import(count=int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000, rounds=1)
