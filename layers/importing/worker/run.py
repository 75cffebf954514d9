"""Run a task in the worker and watch it: progress, cancelling, limits, and an end in words."""

import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from layers.errors import HatangError, ImportStopped, told_again
from layers.importing.outcome import Outcome
from layers.importing.progress import Tell, silent
from layers.importing.worker.task import Task
from layers.settings import ROOT

_LOG = "worker.log"
_TICK_S = 0.1
_MOST_LINE = 2**16


class Cancelled(Exception):
    """Whoever asked for the work wants it no more."""


def run_in_worker(
    task: Task,
    folder: Path,
    *,
    tell: Tell = silent,
    cancelled: Callable[[], bool] = lambda: False,
) -> Outcome:
    """Carry out `task` in a process of its own, fenced and limited.

    Parameters
    ----------
    folder : Path
        The worker's own folder; the outcome is left there.
    cancelled : callable
        Asked ten times a second; the worker and whatever it started are killed when it says so.

    Raises
    ------
    UnreadableFile, BadOption, ...
        What the work itself raised.
    ImportStopped
        If a limit was reached, or the worker died.
    Cancelled
        If it was cancelled.
    """
    task.write(folder)
    last: dict = {}
    with (folder / _LOG).open("wb") as log:
        process = _start(folder, log)
        listener = threading.Thread(target=_listen, args=(process.stdout, tell, last), daemon=True)
        listener.start()
        try:
            reason = _watch(process, task.limits.wall_s, cancelled)
        finally:
            _kill(process)
        listener.join(5)
    if reason == "cancelled":
        raise Cancelled
    if process.returncode == 0 and last.get("done"):
        return _read(task, folder)
    raise _fault(task, reason or _reason(process.returncode, last, folder / _LOG), last)


def run_here(
    task: Task,
    folder: Path,
    *,
    tell: Tell = silent,
    cancelled: Callable[[], bool] = lambda: False,
) -> Outcome:
    """Carry out `task` in this process: only for files that we made ourselves, as tests do."""
    from layers.importing.worker.perform import perform  # brings the readers along

    perform(task, folder, tell=tell)
    return Outcome.read(folder)


def _read(task: Task, folder: Path) -> Outcome:
    """The outcome; one that is not of its form comes from a worker that was taken over."""
    try:
        return Outcome.read(folder)
    except (OSError, ValueError, LookupError, TypeError) as fault:
        raise ImportStopped("died", file=task.name, limit=0) from fault


def _start(folder: Path, log) -> subprocess.Popen:
    """A fixed command; whatever the user named stands in the request file."""
    return subprocess.Popen(
        [sys.executable, "-m", "layers.importing.worker.child", str(folder)],
        cwd=ROOT,
        env=environment(),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=log,
        start_new_session=True,
    )


def environment() -> dict[str, str]:
    """What a worker is told of its surroundings: no name of the house's own settings, and no secret."""
    told = ("PATH", "HOME", "LANG", "SYSTEMROOT", "LD_LIBRARY_PATH", "VIRTUAL_ENV")
    given = {name: os.environ[name] for name in told if name in os.environ}
    return given | {"PYTHONPATH": str(ROOT), "PYTHONDONTWRITEBYTECODE": "1"}


def _listen(stream, tell: Tell, last: dict) -> None:
    """Pass progress on; a line that is no such document is none of ours."""
    for line in iter(lambda: stream.readline(_MOST_LINE), b""):
        try:
            said = json.loads(line)
            if "stage" in said:
                tell(str(said["stage"]), int(said["done"]), int(said["total"]))
            else:
                last.clear()
                last.update(said)
        except (ValueError, LookupError, TypeError):
            continue


def _watch(process: subprocess.Popen, wall_s: int, cancelled: Callable[[], bool]) -> str | None:
    end = time.monotonic() + wall_s
    while process.poll() is None:
        if cancelled():
            return "cancelled"
        if time.monotonic() > end:
            return "wall"
        try:
            process.wait(_TICK_S)
        except subprocess.TimeoutExpired:
            continue
    return None


def _kill(process: subprocess.Popen) -> None:
    """End the worker and all it started: they are one process group."""
    if os.name == "nt":
        process.kill()
    else:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def _reason(status: int, last: dict, log: Path) -> str:
    if "stopped" in last:
        return str(last["stopped"])
    if os.name != "nt" and -status in (signal.SIGXCPU, signal.SIGKILL):
        return "cpu" if -status == signal.SIGXCPU else "killed"
    if "error" in last:
        return "error"
    return "memory" if _ran_out_of_memory(log) else "died"


def _ran_out_of_memory(log: Path) -> bool:
    """Whether a library written in C++ ended the process because it got no more."""
    with log.open("rb") as said:
        said.seek(max(0, log.stat().st_size - 4096))
        return b"std::bad_alloc" in said.read()


def _fault(task: Task, reason: str, last: dict) -> HatangError:
    if reason == "error":
        return told_again(str(last["error"]), dict(last["params"]))
    limits = task.limits
    limit = {"cpu": limits.cpu_s, "wall": limits.wall_s, "memory": limits.memory // 2**20}
    return ImportStopped(reason, file=task.name, limit=limit.get(reason, 0))
