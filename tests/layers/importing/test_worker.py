"""The worker: walls that hold, limits that are told, an end when it is cancelled or its parent dies."""

import json
import os
import signal
import socket
import subprocess
import sys
import textwrap
import threading
import time
from pathlib import Path

import geopandas as gpd
import pytest
from shapely.geometry import Point

from layers.errors import BadOption, ImportStopped, UnknownField, UnreadableFile
from layers.importing.choices import Choices
from layers.importing.limits import Limits
from layers.importing.outcome import Outcome
from layers.importing.worker import run
from layers.importing.worker.run import Cancelled, run_here, run_in_worker
from layers.importing.worker.task import Task
from layers.settings import ROOT
from tests.layers.importing.test_check import FULL
from tests.warm_worker import COLD_START

linux = pytest.mark.skipif(sys.platform != "linux", reason="these walls are those of Linux")


@pytest.fixture(autouse=True)
def _started_as_the_app_does(monkeypatch):
    monkeypatch.setattr(run, "_start", COLD_START)


@pytest.fixture
def masts(tmp_path) -> Path:
    points = [Point(108.2, 16.06), Point(108.21, 16.07), Point(108.22, 16.08)]
    rows = {"feature_id": ["a", "b", "c"], "name": ["Cột Đà Nẵng", "Cột 2", "=1+1"]}
    path = tmp_path / "masts.gpkg"
    gpd.GeoDataFrame(rows, geometry=points, crs=4326).to_file(path)
    return path


@pytest.fixture
def folder(tmp_path) -> Path:
    place = tmp_path / "out"
    place.mkdir()
    return place


def task(path: Path, **more) -> Task:
    given = {"layer_id": "antenna_mast", "choices": Choices(given=FULL)} | more
    return Task(name=path.name, paths=(path,), **given)


def test_the_worker_finds_what_this_process_finds(masts, folder, tmp_path):
    stages = []
    there = run_in_worker(task(masts), folder, tell=lambda *told: stages.append(told[0]))
    own = tmp_path / "own"
    own.mkdir()
    here = run_here(task(masts), own)
    assert there.report.to_json("vi") == here.report.to_json("vi")
    assert there.report.rows_accepted == 3
    assert there.version.is_file()
    assert gpd.read_parquet(there.version).equals(gpd.read_parquet(here.version))
    assert list(dict.fromkeys(stages)) == ["read", "letters", "place", "conform", "rules", "write"]


@pytest.mark.parametrize(
    ("more", "error"),
    [
        ({"choices": Choices(mapping={"owner": "none"})}, UnknownField),
        ({"choices": Choices(place="999999")}, BadOption),
    ],
)
def test_errors_of_the_worker_come_out_as_they_are(masts, folder, more, error):
    with pytest.raises(error) as fault:
        run_in_worker(task(masts, **more), folder)
    assert type(fault.value) is error
    assert str(fault.value)


def test_a_file_that_is_none_is_refused_in_words(folder, tmp_path):
    path = tmp_path / "a.gpkg"
    path.write_bytes(b"%PDF-1.7 a letter")
    with pytest.raises(UnreadableFile, match="PDF"):
        run_in_worker(task(path), folder)


def _long(folder: Path) -> Path:
    """A table that takes any machine seconds: each of its coordinates is a text of its own to be read."""
    path = folder / "long.csv"
    lines = (f"m{i},108°13'{i / 1e5:.5f}\"E,16°3'{i / 1e5:.5f}\"N\n" for i in range(500_000))
    with path.open("w", encoding="utf-8") as file:
        file.write("feature_id,lon,lat\n")
        file.writelines(lines)
    return path


@pytest.mark.parametrize(
    ("limits", "reason"),
    [
        (Limits(cpu_s=1), "cpu"),
        (Limits(wall_s=0), "wall"),
    ],
)
@pytest.mark.skipif(os.name == "nt", reason="Windows has no such limits")
def test_a_limit_that_is_reached_is_named(tmp_path, folder, limits, reason):
    with pytest.raises(ImportStopped) as fault:
        run_in_worker(task(_long(tmp_path), limits=limits), folder)
    assert fault.value.code == f"import_stopped.{reason}"
    assert not Outcome.exists(folder)


@linux
def test_too_little_memory_is_told(masts, folder):
    with pytest.raises(ImportStopped) as fault:
        run_in_worker(task(masts, limits=Limits(memory=400 * 2**20)), folder)
    assert fault.value.code in ("import_stopped.memory", "import_stopped.died")


def test_cancelling_kills_the_whole_group(masts, folder):
    begin = time.monotonic()
    with pytest.raises(Cancelled):
        run_in_worker(task(masts), folder, cancelled=lambda: True)
    assert time.monotonic() - begin < 30
    assert not Outcome.exists(folder)


@linux
def test_the_worker_dies_with_its_parent(masts, folder):
    """A worker that outlived a killed app would go on burning a core."""
    script = textwrap.dedent("""
        import sys, time
        from pathlib import Path
        from layers.importing.worker import run
        from layers.importing.worker.task import Task
        folder = Path(sys.argv[1])
        Task(name="x", paths=(Path(sys.argv[2]),)).write(folder)
        log = open(folder / "log", "wb")
        process = run._start(folder, log)
        print(process.pid, flush=True)
        time.sleep(60)
    """)
    parent = subprocess.Popen(
        [sys.executable, "-c", script, str(folder), str(masts)],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        text=True,
    )
    worker = int(parent.stdout.readline())
    _wait(lambda: _walled(worker))
    os.kill(worker, signal.SIGSTOP)  # it would be done too soon
    assert _alive(worker)
    parent.send_signal(signal.SIGKILL)
    parent.wait()
    _wait(lambda: not _alive(worker))


_PROBE = """
import json, socket, sys
from pathlib import Path
from layers.importing.limits import Limits
from layers.importing.worker.sandbox import enclose

canary, writable, port = Path(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3])
walls = enclose(Limits(), skip="", readable=[], writable=writable)

def tried(act):
    try:
        act()
    except OSError as fault:
        return type(fault).__name__
    return "done"

print(json.dumps({
    "walls": walls,
    "read": tried(canary.read_text),
    "write": tried(lambda: canary.with_name("new").write_text("x")),
    "own": tried(lambda: (writable / "x").write_text("x")),
    "home": tried(lambda: list(Path.home().iterdir())),
    "connect": tried(lambda: socket.create_connection(("127.0.0.1", port), 2)),
}))
"""


@linux
def test_s06_s07_the_walls_keep_files_and_network_out_of_reach(tmp_path):
    canary = tmp_path / "secret" / "canary.txt"
    canary.parent.mkdir()
    canary.write_text("hunter2")
    own = tmp_path / "own"
    own.mkdir()
    with socket.create_server(("127.0.0.1", 0)) as listener:
        heard = []
        threading.Thread(target=_listen, args=(listener, heard), daemon=True).start()
        port = listener.getsockname()[1]
        done = subprocess.run(
            [sys.executable, "-c", _PROBE, str(canary), str(own), str(port)],
            cwd=ROOT,
            capture_output=True,
            text=True,
            check=True,
        )
    said = json.loads(done.stdout)
    if "files" not in said["walls"] or "no network" not in said["walls"]:
        pytest.skip(f"this kernel grants only {said['walls']}")
    assert said["read"] == said["write"] == said["home"] == "PermissionError"
    assert said["connect"] != "done"
    assert said["own"] == "done"
    assert heard == []


def _listen(listener, heard: list) -> None:
    try:
        while True:
            heard.append(listener.accept())
    except OSError:
        return


def _alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"
    except OSError:
        return False


def _walled(pid: int) -> bool:
    """Whether the worker has put up its walls: from then on it bears no rights."""
    try:
        return "NoNewPrivs:\t1" in Path(f"/proc/{pid}/status").read_text()
    except OSError:
        return False


def _wait(true, seconds: float = 20) -> None:
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end, "it did not come to pass"
        time.sleep(0.05)
