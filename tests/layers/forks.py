"""Processes of their own for one function, forked from a process that has imported it.

Starting Python and importing is most of what such a process takes; here that is paid once.
``python -m tests.layers.forks MODULE NAME`` reads calls from its standard input, one JSON document a line.
"""

import importlib
import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

from layers.settings import ROOT


class Forks:
    """Calls of a function, each in a process of its own that may die as it likes.

    Parameters
    ----------
    function : callable
        Of a module that can be imported; it takes texts.
    within : sequence of str
        A command to start the first process with, such as one that gives it a name space.
    """

    def __init__(self, function: Callable, *, within: Sequence[str] = ()):
        module = [sys.executable, "-m", __name__, function.__module__, function.__name__]
        self._process = subprocess.Popen(
            [*within, *module], cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )

    def __enter__(self) -> "Forks":
        return self

    def __exit__(self, *_) -> None:
        self._process.stdin.close()
        self._process.wait(10)
        self._process.stdout.close()

    def run(self, *arguments: str, folder: Path, seconds: int) -> subprocess.CompletedProcess:
        """Call it and wait for the end, which comes by SIGALRM after `seconds`.

        Parameters
        ----------
        folder : Path
            Takes what it prints, as files.
        """
        said = [folder / "said.txt", folder / "faults.txt"]
        call = {"arguments": arguments, "said": [str(p) for p in said], "seconds": seconds}
        print(json.dumps(call), file=self._process.stdin, flush=True)
        status = json.loads(self._process.stdout.readline())
        return subprocess.CompletedProcess(arguments, status, *(p.read_text() for p in said))


def main(module: str, name: str) -> None:
    """Serve calls until there are no more."""
    function = getattr(importlib.import_module(module), name)
    while line := sys.stdin.readline():
        call = json.loads(line)
        if (child := os.fork()) == 0:
            _become(call)
            function(*call["arguments"])
            return  # whatever it raises ends this process, as it would any other
        _, status = os.waitpid(child, 0)
        print(os.waitstatus_to_exitcode(status), flush=True)


def _become(call: dict) -> None:
    """Input from nowhere, output into the files, and an end in any case."""
    files = [os.open(os.devnull, os.O_RDONLY)]
    files += [os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600) for path in call["said"]]
    for standard, file in enumerate(files):
        os.dup2(file, standard)
        os.close(file)
    signal.alarm(call["seconds"])


if __name__ == "__main__":
    main(*sys.argv[1:])
