"""The search for the best choice, in a process of its own that can be ended, and what is known without it."""

import json
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import asdict, fields, replace
from pathlib import Path

import numpy as np

from layers.errors import SitingStopped
from layers.settings import ROOT
from layers.siting.first import Rest, first_choice
from layers.siting.problem import TIME_LIMIT, CoverProblem, Solution, shrink

Progress = Callable[[float | None, str, dict], None]
_TICK_S = 0.05
# Beyond the time of the search itself: loading the solver and writing the model down.
_MORE_S = 60.0


def silent(share: float | None, key: str, params: dict) -> None:
    """Progress that nobody watches."""


def search(
    problem: CoverProblem,
    *,
    time_limit_s: float = 30.0,
    progress: Progress = silent,
    cancelled: Callable[[], bool] = lambda: False,
    apart: bool = True,
) -> Solution:
    """The best choice of candidates, or the best found in the time with its gap; never worse than greedy.

    Parameters
    ----------
    progress : callable
        Told a share of the time or None, the key of a sentence and what it needs.
    cancelled : callable
        Asked many times a second; the search is ended when it says so.
    apart : bool
        Search in a process of its own. False for tests of small problems.

    Raises
    ------
    SitingStopped
        If it was cancelled.
    """
    progress(None, "siting_progress.first", {})
    small = shrink(problem)
    first = first_choice(small.problem)
    found = first.judged()
    if found is None:
        rest = first.rest()
        work = _search_apart if apart else _search_here
        found = first.completed(work(rest, time_limit_s, progress, cancelled), rest)
    return replace(found, chosen=small.kept[found.chosen])


def _search_here(rest: Rest, time_limit_s: float, progress, cancelled) -> Solution:
    from layers.siting.model import solve_exactly

    return solve_exactly(rest.problem, time_limit_s=time_limit_s, start=rest.start)


def _search_apart(rest: Rest, time_limit_s: float, progress: Progress, cancelled) -> Solution:
    with tempfile.TemporaryDirectory(prefix="hatang-siting-") as name:
        folder = Path(name)
        write_problem(rest.problem, folder / "problem.npz")
        np.save(folder / "start.npy", rest.start)
        process = subprocess.Popen(
            [sys.executable, "-m", "layers.siting.child", str(folder), str(float(time_limit_s))],
            cwd=ROOT,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        )
        begun = time.monotonic()
        heard = threading.Thread(
            target=_listen, args=(process.stdout, progress, begun, time_limit_s), daemon=True
        )
        heard.start()
        try:
            _watch(process, begun + time_limit_s + _MORE_S, cancelled)
        finally:
            with suppress(ProcessLookupError):
                process.kill()
            process.wait()
            heard.join(5)
            process.stdout.close()
        return _read_found(folder)


def _watch(process: subprocess.Popen, until: float, cancelled: Callable[[], bool]) -> None:
    while process.poll() is None and time.monotonic() < until:
        if cancelled():
            raise SitingStopped()
        time.sleep(_TICK_S)


def _listen(stream, progress: Progress, begun: float, time_limit_s: float) -> None:
    for line in stream:
        with suppress(ValueError, KeyError):
            said = json.loads(line)
            share = min((time.monotonic() - begun) / (time_limit_s + _MORE_S), 1.0)
            if "found" in said:
                params = {"gap": float(said["gap"]), "found": float(said["found"])}
                progress(share, "siting_progress.searching", params)
            else:
                progress(None, f"siting_progress.{said['stage']}", {})


def _read_found(folder: Path) -> Solution:
    """What the process left; nothing where it died or was ended for its time."""
    place = folder / "found.npz"
    if not place.exists():
        nothing = np.empty(0, np.int64)
        return Solution(nothing, np.empty(0), np.nan, TIME_LIMIT, np.nan)
    with np.load(place) as found:
        return Solution(
            found["chosen"],
            found["gains"],
            float(found["bound"]),
            str(found["status"]),
            float(found["gap"]),
        )


def write_problem(problem: CoverProblem, place: Path) -> None:
    """Write a problem for the process; what is not asked is left out."""
    given = {f.name: getattr(problem, f.name) for f in fields(problem)}
    np.savez(place, **{name: value for name, value in given.items() if value is not None})


def read_problem(place: Path) -> CoverProblem:
    """Read what `write_problem` wrote."""
    with np.load(place) as given:
        plain = {name: given[name] for name in given.files}
    return CoverProblem(**{k: v if v.ndim else v.item() for k, v in plain.items()})


def write_found(solution: Solution, folder: Path) -> None:
    """Leave a solution for the one who asked; the file appears when it is whole."""
    passing = folder / "found.part.npz"
    np.savez(passing, **asdict(solution))
    passing.replace(folder / "found.npz")
