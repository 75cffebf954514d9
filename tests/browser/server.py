"""The app as a process of its own: started over a store on a free port, waited for, stopped by its own id."""

import json
import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

from layers.settings import ROOT

# How long anything may take: tests wait for what shall be, and others may have the cores meanwhile.
PATIENCE_S = 120


class Server:
    """``python -m web.serve`` over a store.

    Attributes
    ----------
    url : str
        Where the page is.
    """

    def __init__(self, store: Path, log: Path):
        self.store = store
        self.log = log
        self.url = f"http://127.0.0.1:{free_port()}"
        self._process: subprocess.Popen | None = None

    def start(self) -> "Server":
        """Start it and wait until it answers; its output goes to `log`."""
        environment = os.environ | {
            "HATANG_STORE": str(self.store),
            "HATANG_ADDRESS": "127.0.0.1",
            "HATANG_PORT": self.url.rsplit(":", 1)[1],
            "HATANG_LANG": "vi",
        }
        with self.log.open("wb") as output:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "web.serve"],
                cwd=ROOT,
                env=environment,
                stdout=output,
                stderr=subprocess.STDOUT,
            )
        end = time.monotonic() + PATIENCE_S
        while self.health() is None:
            if self._process.poll() is not None or time.monotonic() > end:
                self.stop()
                raise RuntimeError(f"the app did not start:\n{self.log.read_text('utf-8')}")
            time.sleep(0.1)
        return self

    @property
    def pid(self) -> int:
        """Of the process."""
        return self._process.pid

    def health(self) -> int | None:
        """The status of ``/api/health``; None where nobody answers."""
        return self.get("/api/health")[0]

    def get(self, path: str) -> tuple[int | None, str, bytes]:
        """Status, content type and body of a path."""
        try:
            with urllib.request.urlopen(self.url + path, timeout=PATIENCE_S) as answer:
                return answer.status, answer.headers["content-type"], answer.read()
        except urllib.error.HTTPError as answer:
            return answer.code, answer.headers["content-type"], answer.read()
        except OSError:
            return None, "", b""

    def get_json(self, path: str):
        return json.loads(self.get(path)[2])

    def stop(self) -> None:
        """Ask the process to end, and end it where it does not."""
        if self._process is None:
            return
        self._process.terminate()
        try:
            self._process.wait(10)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait(10)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]
