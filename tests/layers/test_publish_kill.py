"""SIGKILL at every step of a publish: the old version or the new one, never neither."""

import os
import signal
from pathlib import Path

import pytest

from layers.cli import main
from layers.store import files, open_store
from layers.store.audit import first_break
from layers.store.catalogue import Catalogue
from layers.store.embedded import EmbeddedStore
from tests.layers.forks import Forks
from tests.layers.store_contract import MADE, points

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
OWNERS = {"files": files, "Catalogue": Catalogue, "EmbeddedStore": EmbeddedStore}

pytestmark = pytest.mark.skipif(os.name == "nt", reason="Windows has no SIGKILL")


def publish(folder: str, step: str, when: str, source: str) -> None:
    """Publish a second version, and die by SIGKILL before or after a step."""
    store = open_store(folder)
    owner, name = step.split(".")
    real = getattr(OWNERS[owner], name)

    def killed(*args, **kwargs):
        if when == "after":
            real(*args, **kwargs)
        os.kill(os.getpid(), signal.SIGKILL)

    setattr(OWNERS[owner], name, killed)
    new = points("new", "new2")
    store.publish(new, "antenna_mast", user="an", expected=1, provenance=MADE, source=Path(source))


@pytest.fixture(scope="module")
def forks():
    with Forks(publish) as forks:
        yield forks


@pytest.mark.parametrize("when", ["before", "after"])
@pytest.mark.parametrize("step", STEPS)
def test_a_kill_leaves_the_old_version_or_the_new_one(forks, tmp_path, step, when):
    folder = tmp_path / "store"
    source = tmp_path / "source.geojson"
    source.write_text("{}")
    store = open_store(str(folder))
    store.publish(points("old"), "antenna_mast", user="an", expected=None, provenance=MADE)

    done = forks.run(str(folder), step, when, str(source), folder=tmp_path, seconds=60)
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
