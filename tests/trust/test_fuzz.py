"""R-40: whatever bytes of a Shapefile are changed, the import ends in time, done or with a code that is known."""

import json
import os
import subprocess
import sys

import geopandas as gpd
import pytest
from shapely.geometry import Point

from layers.importing.readers.gdal import plain
from layers.settings import ROOT

SECONDS = float(os.environ.get("HATANG_FUZZ_SECONDS", "12"))
SEED = os.environ.get("HATANG_FUZZ_SEED", "7")


@pytest.mark.skipif(sys.platform != "linux", reason="the worker's walls are Linux's")
def test_r40_flipped_bytes_end_the_import_in_words(tmp_path):
    """``HATANG_FUZZ_SECONDS=600`` for ten minutes, ``HATANG_FUZZ_SEED`` for other bytes."""
    done = subprocess.run(
        [sys.executable, "-m", "tests.trust.fuzzing", str(tmp_path), str(SECONDS), SEED],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=SECONDS + 180,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-3000:]
    said = json.loads(done.stdout.splitlines()[-1])
    print("R-40", {name: said[name] for name in ("rounds", "longest_s", "counts")})
    assert said["wrong"] == []
    assert said["rounds"] >= 3
    assert said["counts"].get("ok", 0) + said["counts"].get("refused", 0) > 0


def test_two_columns_of_one_name_are_told_apart():
    """Changed bytes of a .dbf can make that; a worker died of it."""
    frame = gpd.GeoDataFrame({"ten": ["a"], "so": ["b"], "ten_2": ["c"]}, geometry=[Point(1, 2)])
    frame.columns = ["ten", "ten", "ten_2", "geometry"]
    read = plain(frame)
    assert list(read.columns) == ["ten", "ten_2", "ten_2_2", "geometry"]
    assert read.iloc[0, :3].tolist() == ["a", "b", "c"]
    assert read.geometry.iloc[0] == Point(1, 2)
