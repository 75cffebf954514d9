"""The app as an office runs it: one or several processes over a store, and nginx before several."""

import socket
import subprocess
import time
from contextlib import suppress
from pathlib import Path

import psutil

from tests.browser.server import PATIENCE_S, Server, free_port
from tests.load.proxy import find_nginx, sample_before

_QUIET_SHARE, _QUIET_S, _LONGEST_S = 0.1, 5, 90


class Office:
    """Processes of the app over one store.

    Attributes
    ----------
    url : str
        Where people reach it.
    pids : list of int
        Of the processes of the app.
    """

    def __init__(self, store: Path, folder: Path, *, processes: int = 1):
        self._folder = folder
        self._servers = [Server(store, folder / f"app{n}.log") for n in range(processes)]
        self._proxy: subprocess.Popen | None = None
        self.url = self._servers[0].url

    @property
    def pids(self) -> list[int]:
        return [server.pid for server in self._servers]

    def start(self) -> "Office":
        """Start all and wait until they answer, and until they have made ready what everybody asks for."""
        for server in self._servers:
            server.start()
        if len(self._servers) > 1:
            self.url = self._start_proxy()
        self._let_settle()
        return self

    def stop(self) -> None:
        """End what was started."""
        if self._proxy is not None:
            self._proxy.terminate()
            self._proxy.wait(10)
        for server in self._servers:
            server.stop()

    def _let_settle(self) -> None:
        every = [psutil.Process(pid) for pid in self.pids]
        end = time.monotonic() + _LONGEST_S
        while time.monotonic() < end:
            before = _processor_s(every)
            time.sleep(_QUIET_S)
            if _processor_s(every) - before < _QUIET_SHARE * _QUIET_S * len(every):
                return

    def _start_proxy(self) -> str:
        port, conf = free_port(), self._folder / "nginx.conf"
        ports = [int(server.url.rsplit(":", 1)[1]) for server in self._servers]
        conf.write_text(sample_before(ports, self._folder, port), "utf-8")
        command = [find_nginx(), "-p", self._folder, "-e", self._folder / "proxy.log", "-c", conf]
        self._proxy = subprocess.Popen(command)
        wait_for_port(port)
        return f"http://127.0.0.1:{port}"


def wait_for_port(port: int) -> None:
    """Wait until somebody listens there."""
    end = time.monotonic() + PATIENCE_S
    while time.monotonic() < end:
        with suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
            return
        time.sleep(0.05)


def _processor_s(every: list[psutil.Process]) -> float:
    return sum(sum(process.cpu_times()[:2]) for process in every)
