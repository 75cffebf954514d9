"""Byte flips of a Shapefile's parts, and what the import makes of each.

Starting a worker takes far longer than a small file does, so workers are forked here from a process that has the
readers imported; each then puts up its own walls and limits and does its task as any worker.
``python -m tests.trust.fuzzing FOLDER SECONDS SEED`` prints the counts as JSON.
"""

import collections
import json
import os
import random
import shutil
import signal
import sys
import time
from pathlib import Path

from layers.importing.readers.drivers import skip_list

os.environ["GDAL_SKIP"] = skip_list()  # read once, when GDAL is loaded

import geopandas as gpd
from shapely.geometry import Point, box

from layers.errors import ImportStopped, told_again
from layers.importing.choices import Choices
from layers.importing.limits import Limits
from layers.importing.outcome import Outcome
from layers.importing.worker import child, perform
from layers.importing.worker.task import Task
from layers.words import LANGUAGES, Words, explain
from tests.layers.importing.files import shapefile, squares
from tests.layers.importing.test_check import FULL

PARTS = (".shp", ".shx", ".dbf", ".prj", ".cpg")
LIMITS = Limits(cpu_s=15, wall_s=60, memory=4 * 2**30, file_size=64 * 2**20)
BYTES = (0x00, 0xFF, 0x7F, 0x80, 0x20, 0x2E)
assert perform  # imported here, so that no forked worker has to


def main(folder: Path, seconds: float, seed: int) -> dict:
    """Go on for `seconds`; gives how each round ended, and the files of those that ended wrongly."""
    chance = random.Random(seed)
    kinds = {
        "squares": (shapefile(folder / "squares"), None),
        "points": (shapefile(folder / "points", _points()), "antenna_mast"),
        "areas": (shapefile(folder / "areas", _areas()), None),
    }
    counts, wrong, longest = collections.Counter(), [], 0.0
    end, rounds = time.monotonic() + seconds, 0
    while time.monotonic() < end:
        name = chance.choice(sorted(kinds))
        sound, layer_id = kinds[name]
        place = folder / f"round{rounds}"
        place.mkdir()
        what = _spoil(sound, place, chance)
        began = time.monotonic()
        said = _round(place, sound.name, layer_id)
        longest = max(longest, time.monotonic() - began)
        counts[said] += 1
        rounds += 1
        if said.startswith("wrong"):
            wrong.append({"round": rounds - 1, "file": name, "changed": what, "said": said})
        else:
            shutil.rmtree(place)
    return {"rounds": rounds, "counts": dict(counts.most_common()), "wrong": wrong} | {
        "longest_s": round(longest, 2)
    }


def _points() -> gpd.GeoDataFrame:
    rows = {"feature_id": [f"m{i}" for i in range(20)], "owner": "Viễn thông"}
    points = [Point(108.2 + i / 1e4, 16.06) for i in range(20)]
    return gpd.GeoDataFrame(rows, geometry=points, crs=4326)


def _areas() -> gpd.GeoDataFrame:
    """Areas with islands and holes, whose parts are counted in the file."""
    frame = squares(6).to_crs(4326)
    holed = box(108.0, 16.0, 108.1, 16.1).difference(box(108.02, 16.02, 108.05, 16.05))
    frame.loc[0, "geometry"] = holed.union(box(108.2, 16.2, 108.3, 16.3))
    return frame


def _spoil(sound: Path, place: Path, chance: random.Random) -> list[str]:
    """Copy the parts and change some bytes of one or two: flips, values at the edge, cuts, doublings."""
    changed = []
    victims = chance.sample(PARTS, chance.choice((1, 1, 1, 2)))
    for suffix in PARTS:
        content = bytearray(sound.with_suffix(suffix).read_bytes())
        for _ in range(chance.choice((1, 1, 2, 4, 16)) if suffix in victims else 0):
            # Headers are short and say most.
            most = min(len(content), 120) if chance.random() < 0.6 else len(content)
            at = chance.randrange(max(1, most))
            kind = chance.random()
            if kind < 0.5 and content:
                content[at] ^= 1 << chance.randrange(8)
            elif kind < 0.85 and content:
                content[at] = chance.choice(BYTES)
            elif kind < 0.93:
                del content[at:]
            else:
                content[at:at] = content[at : at + 64]
            changed.append(f"{suffix}@{at}")
        (place / f"{sound.stem}{suffix}").write_bytes(content)
    return changed


def _round(place: Path, name: str, layer_id: str | None) -> str:
    """One file through a worker: ``ok``, ``refused``, or a code; ``wrong: ...`` for all else."""
    out = place / "out"
    out.mkdir()
    paths = tuple(p for s in PARTS if (p := (place / name).with_suffix(s)).exists())
    choices = Choices(given=FULL) if layer_id else Choices()
    Task(name, paths, layer_id, choices=choices, limits=LIMITS).write(out)
    status = _forked(out, place)
    lines = (place / "said").read_text(errors="replace").splitlines()
    last = json.loads(lines[-1]) if lines else {}
    if status is None:
        return "wrong: it hung"
    if status == 0 and last.get("done"):
        return _judged(Outcome.read(out))
    if "error" in last:
        fault = told_again(str(last["error"]), dict(last["params"]))
        known = all(explain(fault, lang) for lang in LANGUAGES)
        return fault.code if known and fault.code != "failure" else f"wrong: {last}"
    if "stopped" in last:
        return ImportStopped(str(last["stopped"]), file=name, limit=0).code
    if status == -signal.SIGXCPU:
        return "import_stopped.cpu"
    faults = (place / "faults").read_text(errors="replace").strip().splitlines()
    if status < 0:
        return f"import_stopped.died ({signal.Signals(-status).name})"
    return f"wrong: {faults[-1] if faults else status}"


def _judged(outcome: Outcome) -> str:
    """Every finding can be said; what has no error has a version."""
    for lang in LANGUAGES:
        outcome.report.to_json(lang)
    assert Words("en")
    return "refused" if outcome.report.faults else "ok"


def _forked(out: Path, place: Path) -> int | None:
    """The exit status of a worker over this folder; None if it had to be ended."""
    if (pid := os.fork()) == 0:
        status = 1
        try:
            for standard, name in ((1, "said"), (2, "faults")):
                os.dup2(os.open(place / name, os.O_WRONLY | os.O_CREAT, 0o600), standard)
            sys.stdout = os.fdopen(1, "w", closefd=False)
            status = child.main(out)
            sys.stdout.flush()
        except BaseException as fault:  # noqa: BLE001 - as a traceback would end any other process
            print(f"{type(fault).__name__}: {fault}", file=sys.stderr, flush=True)
        finally:
            os._exit(status)
    end = time.monotonic() + LIMITS.wall_s
    while time.monotonic() < end:
        done, status = os.waitpid(pid, os.WNOHANG)
        if done:
            return os.waitstatus_to_exitcode(status)
        time.sleep(0.005)
    os.kill(pid, signal.SIGKILL)
    os.waitpid(pid, 0)
    return None


if __name__ == "__main__":
    print(json.dumps(main(Path(sys.argv[1]), float(sys.argv[2]), int(sys.argv[3]))))
