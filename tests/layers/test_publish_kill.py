"""SIGKILL at every step of a publish: the old version or the new one, never neither."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from layers.cli import main
from layers.store import open_store
from layers.store.audit import first_break
from tests.layers.store_contract import MADE, points

ROOT = Path(__file__).resolve().parents[2]
STEPS = (
    "files.require_space",
    "files.arrange",
    "files.write",
    "files.flush",
    "files.sha256",
    "files.keep_source",
    "files.settle",
    "Catalogue.current_number",
    "Catalogue.add",
    "Catalogue.point",
    "Catalogue.log",
    "EmbeddedStore._enter",
)
_SCRIPT = """
import os, signal, sys
from pathlib import Path
from layers.store import files, open_store
from layers.store.catalogue import Catalogue
from layers.store.embedded import EmbeddedStore
from tests.layers.store_contract import MADE, points

folder, step, when, source = sys.argv[1:]
store = open_store(folder)
owner, name = step.split(".")
owner = {"files": files, "Catalogue": Catalogue, "EmbeddedStore": EmbeddedStore}[owner]
real = getattr(owner, name)

def killed(*args, **kwargs):
    if when == "after":
        real(*args, **kwargs)
    os.kill(os.getpid(), signal.SIGKILL)

setattr(owner, name, killed)
store.publish(points("new", "new2"), "antenna_mast", user="an", expected=1,
              provenance=MADE, source=Path(source))
"""

pytestmark = pytest.mark.skipif(os.name == "nt", reason="Windows has no SIGKILL")


@pytest.mark.parametrize("when", ["before", "after"])
@pytest.mark.parametrize("step", STEPS)
def test_a_kill_leaves_the_old_version_or_the_new_one(tmp_path, step, when):
    folder = tmp_path / "store"
    source = tmp_path / "source.geojson"
    source.write_text("{}")
    store = open_store(str(folder))
    store.publish(points("old"), "antenna_mast", user="an", expected=None, provenance=MADE)

    done = subprocess.run(
        [sys.executable, "-c", _SCRIPT, str(folder), step, when, str(source)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == -signal.SIGKILL, done.stderr

    again = open_store(str(folder))
    current = again.current()["antenna_mast"]
    names = sorted(again.read("antenna_mast")["feature_id"])
    assert (current.number, names) in [(1, ["old"]), (2, ["new", "new2"])]
    assert (current.number == 2) == (step == "EmbeddedStore._enter" and when == "after")
    assert again.check() == []
    assert first_break(reversed(again.audit())) is None
    assert list((folder / "staging").iterdir()) == []
    assert len(list((folder / "versions").iterdir())) == current.number

    assert main(["list", "--store", str(folder), "--json"]) == 0
