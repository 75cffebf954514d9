"""Import workers without the second or two in which each loads its libraries: forked from a process that has them.

What is loaded before the walls stand is what handles tables and shapes; the readers of files are loaded
inside them, as in any worker. A file that is about the start itself takes the worker that the app starts.
``python -m tests.warm_worker SOCKET`` is the process that workers are forked from.
"""

import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from layers.importing.worker import run
from layers.settings import ROOT

# How the app starts a worker, for the tests of just that.
COLD_START = run._start

_DIE_WITH_PARENT = 1
_THREADS = {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}


class Worker:
    """What `subprocess.Popen` is to whoever watches a worker."""

    def __init__(self, pid: int, said: int, status: int):
        self.pid = pid
        self.stdout = os.fdopen(said, "rb")
        self.returncode: int | None = None
        self._status = os.fdopen(status, "rb", buffering=0)
        os.set_blocking(status, False)

    def poll(self) -> int | None:
        """The exit status, negative for a signal; None while it runs."""
        if self.returncode is None and (told := self._status.read(16)) is not None:
            # Without a word went the one who watches it: it was ended with it.
            self.returncode = int(told) if told else -signal.SIGKILL
            self._status.close()
        return self.returncode

    def wait(self, timeout: float | None = None) -> int:
        end = None if timeout is None else time.monotonic() + timeout
        while self.poll() is None:
            if end is not None and time.monotonic() > end:
                raise subprocess.TimeoutExpired("worker", timeout)
            time.sleep(0.005)
        return self.returncode


class WarmWorkers:
    """Starts workers in place of `layers.importing.worker.run._start`; ends them all at the end.

    The process that workers are forked from begins when the first is asked for.

    Parameters
    ----------
    forked : bool
        The process that workers are forked from is a fork of this one, which has the libraries loaded and has
        not begun a thread; it begins at once, and ends when this one does, however that comes.
    """

    def __init__(self, *, forked: bool = False):
        self._forked = forked

    def __enter__(self) -> "WarmWorkers":
        self._ours, self._turn = None, threading.Lock()
        if self._forked:
            self._open()
        return self

    def _open(self) -> None:
        self._ours, theirs = socket.socketpair()
        with theirs:
            self._wait = self._fork(theirs) if self._forked else self._begin(theirs)

    def _fork(self, theirs: socket.socket) -> Callable:
        pid = os.fork()
        if pid == 0:
            self._ours.close()
            main(theirs.detach())
            os._exit(0)
        return lambda: os.waitpid(pid, 0)

    def _begin(self, theirs: socket.socket) -> Callable:
        return subprocess.Popen(
            [sys.executable, "-m", __name__, str(theirs.fileno())],
            cwd=ROOT,
            env=run.environment() | _THREADS,
            stdin=subprocess.DEVNULL,
            pass_fds=[theirs.fileno()],
        ).wait

    def __exit__(self, *_) -> None:
        if self._ours is not None:
            self._ours.close()
            self._wait()

    def start(self, folder: Path, log) -> Worker:
        said, to_say = os.pipe()
        status, to_tell = os.pipe()
        with self._turn:
            if self._ours is None:
                self._open()
            files = [to_say, log.fileno(), to_tell]
            socket.send_fds(self._ours, [os.fsencode(folder)], files)
            pid = int(self._ours.recv(16))
        os.close(to_say)
        os.close(to_tell)
        return Worker(pid, said, status)


def main(number: int) -> None:
    """Fork a worker for each folder that is named, until nobody can name one any more."""
    import geopandas  # noqa: F401 - loaded here, so that no worker has to

    from layers.importing.worker import perform  # noqa: F401

    with socket.socket(fileno=number) as asked:
        while True:
            folder, files, _, _ = socket.recv_fds(asked, 4096, 3)
            if not folder:
                break
            _reap()
            if os.fork() == 0:
                _watch(Path(os.fsdecode(folder)), files, asked)
            for file in files:
                os.close(file)
    _reap()


def _reap() -> None:
    """Nobody asks how those who watch ended, but what they took is counted."""
    with suppress(ChildProcessError):
        while os.waitpid(-1, os.WNOHANG)[0]:
            pass


def _watch(folder: Path, files: list[int], asked: socket.socket) -> None:
    """Tell the worker's id, wait for its end and tell how it came; end with the process that was asked."""
    said, log, status = files
    _end_with_parent()
    pid = os.fork()
    if pid == 0:
        os.close(status)
        asked.close()
        _work(folder, said, log)
    with suppress(OSError):  # it did so itself already
        os.setpgid(pid, pid)
    asked.send(str(pid).encode())
    os.close(said)
    os.close(log)
    _, ended = os.waitpid(pid, 0)
    with suppress(BrokenPipeError):
        os.write(status, str(os.waitstatus_to_exitcode(ended)).encode())
    os._exit(0)


def _work(folder: Path, said: int, log: int) -> None:
    """Be the worker, with no more around than the app gives it."""
    os.setpgid(0, 0)
    os.dup2(said, 1)
    os.dup2(log, 2)
    os.closerange(3, 64)
    status = 1
    try:
        from layers.importing.worker import child

        status = child.main(folder)
        sys.stdout.flush()
    except BaseException:  # noqa: BLE001 - as a traceback would end any other process
        sys.excepthook(*sys.exc_info())
        sys.stderr.flush()
    finally:
        os._exit(status)


def _end_with_parent() -> None:
    import ctypes

    ctypes.CDLL(None).prctl(_DIE_WITH_PARENT, signal.SIGKILL, 0, 0, 0)


if __name__ == "__main__":
    main(int(sys.argv[1]))
