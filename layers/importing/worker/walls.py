"""Which walls stand around the worker on this machine: found by putting them up in a process that does nothing else."""

import json
import subprocess
import sys
from functools import lru_cache
from pathlib import Path
from tempfile import TemporaryDirectory

from layers.settings import ROOT

WALLS = ("limits", "no network", "files")
_PATIENCE_S = 30


@lru_cache
def standing_walls() -> tuple[str, ...]:
    """The names of those that stand; none where the process itself does not come back. They stay the same."""
    command = [sys.executable, "-m", "layers.importing.worker.walls"]
    try:
        with TemporaryDirectory() as folder:
            done = subprocess.run(
                [*command, folder], cwd=ROOT, capture_output=True, text=True, timeout=_PATIENCE_S
            )
        return tuple(json.loads(done.stdout))
    except (OSError, ValueError, subprocess.SubprocessError):
        return ()


def _main(folder: Path) -> None:
    from layers.importing.limits import Limits
    from layers.importing.worker.sandbox import enclose

    print(json.dumps(enclose(Limits(), skip="", readable=[], writable=folder)))


if __name__ == "__main__":
    _main(Path(sys.argv[1]))
