"""The quality kit: all of an import in one archive; what was set aside can be mended and handed in again."""

import json
import zipfile

import geopandas as gpd
import pandas as pd
import pytest
from shapely.geometry import Point

from layers.importing.check import examine
from layers.importing.choices import Choices
from layers.importing.kit.make import make_kit
from layers.importing.kit.run import make_kit_elsewhere
from layers.importing.worker.run import run_here
from layers.importing.worker.task import Task
from layers.spec import load_specs
from tests.layers.importing.test_check import FULL

HOSTILE = '<script>alert("x")</script>'


@pytest.fixture
def done(tmp_path):
    """An import of four rows, the last of which repeats an id."""
    rows = {"feature_id": ["a", "b", "c", "a"], "name": ["Cột 1", HOSTILE, "=1+1", "Cột 4"]}
    points = [Point(108.2 + i / 100, 16.06) for i in range(4)]
    path = tmp_path / "cot.gpkg"
    gpd.GeoDataFrame(rows, geometry=points, crs=4326).to_crs(5899).to_file(path)
    out = tmp_path / "out"
    out.mkdir()
    task = Task(path.name, (path,), layer_id="antenna_mast", choices=Choices(given=FULL))
    run_here(task, out)
    return out


@pytest.fixture
def kit(done, tmp_path):
    make_kit(done, "vi", tmp_path / "kit.zip")
    with zipfile.ZipFile(tmp_path / "kit.zip") as archive:
        archive.extractall(tmp_path / "kit")
    return tmp_path / "kit"


def test_all_of_an_import_is_in_it(kit):
    assert {path.name for path in kit.iterdir()} == {
        "summary.json", "report.html", "map.svg",
        "accepted.gpkg", "accepted.csv", "set_aside.gpkg", "set_aside.csv",
    }  # fmt: skip
    summary = json.loads((kit / "summary.json").read_text("utf-8"))
    assert (summary["rows_in_file"], summary["rows_accepted"], summary["rows_set_aside"]) == (
        4,
        3,
        1,
    )
    assert sorted(gpd.read_file(kit / "accepted.gpkg")["feature_id"]) == ["a", "b", "c"]
    table = pd.read_csv(kit / "set_aside.csv")
    assert table[["hatang_row", "hatang_rules", "feature_id"]].to_numpy().tolist() == [
        [4, "id.repeated", "a"]
    ]


def test_nothing_in_it_runs(kit):
    page = (kit / "report.html").read_text("utf-8")
    assert "<script" not in page
    assert "default-src 'none'" in page
    assert "'=1+1" in (kit / "accepted.csv").read_text("utf-8-sig")
    assert "lượt" in page or "dòng" in page


def test_rows_set_aside_come_back_mended(kit, tmp_path):
    frame = gpd.read_file(kit / "set_aside.gpkg")
    assert frame.crs.to_epsg() == 5899
    mended = tmp_path / "mended.gpkg"
    frame.assign(feature_id="d").to_file(mended)
    found = examine(mended, load_specs()["antenna_mast"], Choices(given=FULL))
    assert found.report.errors == []
    assert found.frame["feature_id"].tolist() == ["d"]
    assert not {"hatang_row", "hatang_rules"} & set(found.frame.columns)
    assert found.frame.geometry.iloc[0].distance(Point(108.23, 16.06)) < 1e-7


def test_it_is_made_in_a_process_of_its_own(done, tmp_path):
    make_kit_elsewhere(done, "en", tmp_path / "kit.zip")
    with zipfile.ZipFile(tmp_path / "kit.zip") as archive:
        assert "rows in the file" in archive.read("report.html").decode()


def test_rows_that_the_standing_version_turns_away_are_not_among_the_accepted(done, tmp_path):
    """They are only found when the file meets the layer, after all other rules."""
    path = tmp_path / "more.gpkg"
    points = [Point(108.3, 16.06), Point(108.31, 16.06)]
    gpd.GeoDataFrame({"feature_id": ["a", "z"]}, geometry=points, crs=4326).to_file(path)
    out = tmp_path / "more"
    out.mkdir()
    task = Task(
        path.name,
        (path,),
        layer_id="antenna_mast",
        choices=Choices(given=FULL, accept=("id.stands",)),
        standing=done / "accepted.parquet",
        mode="append",
    )
    outcome = run_here(task, out)
    assert (outcome.report.rows_accepted, outcome.report.rows_set_aside) == (1, 1)
    assert gpd.read_parquet(out / "accepted.parquet")["feature_id"].tolist() == ["z"]
    assert pd.read_parquet(out / "aside.parquet")["feature_id"].tolist() == ["a"]
    assert len(gpd.read_parquet(outcome.version)) == 4


def test_a_file_that_was_stopped_has_a_kit_too(tmp_path):
    path = tmp_path / "none.gpkg"
    gpd.GeoDataFrame({"feature_id": ["a"]}, geometry=[Point(108, 16)], crs=4326).to_file(path)
    out = tmp_path / "out"
    out.mkdir()
    run_here(Task(path.name, (path,), layer_id="antenna_mast"), out)  # fields are missing
    make_kit(out, "vi", tmp_path / "kit.zip")
    with zipfile.ZipFile(tmp_path / "kit.zip") as archive:
        assert "set_aside.csv" in archive.namelist()
        assert "accepted.csv" not in archive.namelist()
