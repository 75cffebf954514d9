"""Have the kit made in a process of its own: a large layer must not swell the one that asks."""

import subprocess
import sys
from pathlib import Path

from layers.settings import ROOT


def make_kit_elsewhere(folder: Path, lang: str, out: Path) -> None:
    """Do what `layers.importing.kit.make.make_kit` does, elsewhere; the libraries for it are loaded there."""
    command = [sys.executable, "-m", "layers.importing.kit.make", str(folder), lang, str(out)]
    subprocess.run(command, cwd=ROOT, check=True, stdin=subprocess.DEVNULL)
