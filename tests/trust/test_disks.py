"""R-02: a disk of 4 MB that is full at any step, and one that turns read-only: told, and nothing is lost."""

import json
import shutil
import subprocess
import sys

import pytest

from tests.layers.forks import Forks
from tests.layers.test_jobs_kill import PRIVATE
from tests.trust import small_disk

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="it mounts a disk of its own")


@pytest.fixture(scope="module")
def disks(tmp_path_factory):
    if shutil.which("unshare") is None:
        pytest.skip("a disk of its own needs unshare")
    mount = [*PRIVATE, *small_disk.MOUNT, str(tmp_path_factory.mktemp("disk"))]
    if subprocess.run(mount, capture_output=True, check=False).returncode:
        pytest.skip("this system lets nobody mount a disk of his own")
    with Forks(small_disk.main, within=PRIVATE) as forks:
        yield forks


def said_on(disks: Forks, tmp_path, step: str) -> dict:
    disk = tmp_path / "disk"
    disk.mkdir()
    done = disks.run(str(disk), step, folder=tmp_path, seconds=120)
    assert done.returncode == 0, done.stderr[-3000:]
    said = json.loads(done.stdout.splitlines()[-1])
    assert all("{" not in sentence and "Traceback" not in sentence for sentence in said["said"])
    return said


@pytest.mark.parametrize("step", ["publish", "restore", "prune", "backup", "recover", "view"])
def test_r02_a_full_disk_at_each_step_loses_nothing_and_is_told(disks, tmp_path, step):
    told = said_on(disks, tmp_path, step)["told"]
    assert set(told) <= {"store_full", "done"}
    assert told[0] == "store_full"
    print(f"R-02 {step}: {told}")


def test_a_read_only_disk_is_refused_in_a_sentence(disks, tmp_path):
    told = said_on(disks, tmp_path, "read-only")["told"]
    assert told["open"] == "store_read_only"
    assert set(told.values()) <= {"store_read_only", "done"}
