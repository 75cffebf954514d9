"""R-01, R-05: killed at any moment of a publish, the old version or the new one is in service."""

import signal
import sys
from pathlib import Path

import geopandas as gpd
import pytest
from shapely.geometry import Point

from layers.keeping.inspect import inspect
from layers.store import open_store
from tests.layers.forks import Forks
from tests.trust import killing
from tests.trust.stores import LAYER, filled, put, swift_folder, times

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="Windows has no SIGKILL")

FORMATS = {"gpkg": "GPKG", "geojson": "GeoJSON", "shp": "ESRI Shapefile", "fgb": "FlatGeobuf"}
ROWS = 300


@pytest.fixture(scope="module")
def forks():
    with Forks(killing.at_random) as forks:
        yield forks


@pytest.fixture
def place():
    with swift_folder() as folder:
        yield folder


def make(folder: Path, suffix: str) -> Path:
    rows = {"feature_id": [f"new{i}" for i in range(ROWS)]}
    points = [Point(108.2 + i / 1e5, 16.06) for i in range(ROWS)]
    path = folder / f"cot.{suffix}"
    frame = gpd.GeoDataFrame(rows, geometry=points, crs=4326)
    return (frame.to_file(path, driver=FORMATS[suffix]), path)[1]


@pytest.mark.parametrize("suffix", FORMATS)
def test_r01_killed_at_random_the_old_version_or_the_new_one_stands(forks, place, suffix):
    """50 kills in all at least, over four formats; every one of them meets the store of the one before."""
    folder, file = place / "store", make(place, suffix)
    filled(folder, 1)
    kills, seen = times(13, 60), []
    said = forks.run(str(folder), str(file), "0", "0", folder=place, seconds=60)
    assert said.returncode == 0, said.stderr
    took = float(said.stdout)
    expected = open_store(str(folder)).current()[LAYER].number
    for seed in range(kills):
        words = (str(folder), str(file), f"{suffix}{seed}", f"{0.8 * took:.4f}")
        done = forks.run(*words, folder=place, seconds=60)
        assert done.returncode == -signal.SIGKILL, done.stderr
        store = open_store(str(folder))
        number = store.current()[LAYER].number
        assert number in (expected, expected + 1)
        assert len(store.read(LAYER)) == ROWS
        if done.stdout:  # it had said so: what was said is kept
            assert number == expected + 1
        seen.append(number - expected)
        expected = number
        found = inspect(folder)
        assert found.errors == []
        assert not [fault for fault in found.faults if fault.code == "leftover"]
        assert list((folder / "staging").iterdir()) == []
    assert len(store.history(LAYER)) == expected
    print(f"R-01 {suffix}: {kills} kills in {took:.2f} s, {sum(seen)} after the commit")


def test_r05_the_next_start_clears_what_a_kill_left_and_nothing_else(tmp_path):
    store = filled(tmp_path / "store", 2)
    folder = store.folder
    dead = [
        folder / "staging" / "999999999-x.parquet",
        folder / "sources" / "999999999-abc.tmp",
        folder / "staging" / "999999999-folder",
    ]
    for path in dead[:2]:
        path.write_bytes(b"half")
    (dead[2] / "inner").mkdir(parents=True)
    orphan = folder / "versions" / ("0" * 64 + ".parquet")
    orphan.write_bytes(b"never entered")
    before = store.audit()
    again = open_store(str(folder))
    assert [path.exists() for path in [*dead, orphan]] == [False] * 4
    assert (folder / "orphans" / orphan.name).read_bytes() == b"never entered"
    assert [fault.code for fault in inspect(folder).faults] == ["orphan"]
    assert (again.audit(), again.current()) == (before, store.current())
    assert put(again, "next").number == 3
