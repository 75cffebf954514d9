"""The command ``match``: rows of a file and the areas of a layer."""

import json
from functools import partial

import geopandas as gpd
import pandas as pd
import pytest
from shapely.geometry import box

from layers.access import LOCAL_USER
from layers.cli import main
from layers.errors import BadOption, UnknownField
from layers.importing.bundle import Bundle
from layers.importing.worker.run import run_here
from layers.matching.of_file import match_file
from layers.units.register import register


@pytest.fixture
def areas(publish):
    """The wards of Đà Nẵng, as squares in a row."""
    frame = register("v2026-04").frame
    frame = frame[frame["province_code"] == "48"].drop(columns=["district_code", "district_name"])
    frame = frame.assign(version="v2026-04", valid_to=None)
    shapes = [box(i, 16, i + 1, 17) for i in range(len(frame))]
    publish(gpd.GeoDataFrame(frame, geometry=shapes, crs=4326), "admin_commune")


@pytest.fixture
def table(tmp_path):
    def write(name="t.csv", **columns):
        pd.DataFrame(columns).to_csv(tmp_path / name, index=False)
        return tmp_path / name

    return write


@pytest.fixture
def run(tmp_path, capsys):
    def call(*args):
        status = main([*map(str, args), "--store", str(tmp_path / "store"), "--lang", "en"])
        out, err = capsys.readouterr()
        return status, out, err

    return call


@pytest.fixture
def here(monkeypatch):
    """The command without a worker behind its walls: that it has one is another test's matter."""
    monkeypatch.setattr("layers.cli.matching.match_file", partial(match_file, work=run_here))


def test_the_document_of_the_command(areas, table, run):
    path = table(
        **{
            "STT": [1, 2, 3, 4, 5],
            "Đơn vị": ["UBND phường Hải Châu", "P. Cẩm Lệ", "Phường Thanh Khê Đông", None, "Xứ Lạ"],
            "Tỉnh": ["Đà Nẵng"] * 5,
        }
    )
    status, out, _ = run("match", path, "--areas", "admin_commune", "--json")
    found = json.loads(out)
    assert status == 0
    assert {k: found[k] for k in ("file", "areas", "version", "column", "parent", "code")} == {
        "file": "t.csv",
        "areas": "admin_commune",
        "version": "v2026-04",
        "column": "Đơn vị",
        "parent": ["Tỉnh"],
        "code": None,
    }
    assert [row["row"] for row in found["rows"]] == [1, 2, 3, 4, 5]
    assert [row["how"] for row in found["rows"]] == ["exact", "exact", "review", "blank", "none"]
    assert found["rows"][0] == {
        "row": 1,
        "text": "UBND phường Hải Châu",
        "code": "20242",
        "name": "Phường Hải Châu",
        "how": "exact",
        "candidates": [],
        "reason": None,
    }
    assert found["rows"][2]["reason"] == "former_merged"
    assert found["rows"][2]["candidates"] == [
        {"code": "20209", "name": "Phường Thanh Khê", "parent": "Thành phố Đà Nẵng"}
    ]
    assert found["counts"] == {"exact": 2, "review": 1, "none": 1, "blank": 1}
    assert (found["matched"], found["review"], found["total"]) == (2, 1, 5)


def test_a_table_of_another_version_ends_with_1(areas, table, run, here):
    old = register("v2025-03").frame
    old = old[old["province_code"] == "48"]
    path = table(ma_xa=old["code"], ten=old["full_name"])
    status, out, err = run("match", path, "--areas", "admin_commune", "--json")
    found = json.loads(out)
    assert status == 1
    assert found["error"]["version"] == "v2025-03"
    assert found["fits"][0] == {"version": "v2025-03", "share": 1.0, "rows": 47, "by": "code"}
    assert "before July 2025" in err
    assert len(found["rows"]) == 47


def test_for_people(areas, table, run, here):
    path = table(ten=["Phường Hải Châu", "Phường Cẩm Lệ", "Hải Châuu"], so=[1, 2, 3])
    status, out, _ = run("match", path, "--areas", "admin_commune", "--column", "ten")
    assert status == 0
    assert "20242" in out
    assert "2 of 3 rows matched" in out


def test_columns_that_are_named(store, areas, table):
    path = table(a=["Cẩm Lệ", "x"], b=["Hải Châu", "An Khê"], c=["Đà Nẵng", "Đà Nẵng"])
    bundle = Bundle.at(path)
    found = match_file(
        store, bundle, "admin_commune", user=LOCAL_USER, name="b", parents=["c"], work=run_here
    )
    assert (found.name, found.parents) == ("b", ("c",))
    assert found.matched.rows["code"].tolist() == ["20242", "20305"]
    with pytest.raises(UnknownField):
        match_file(store, bundle, "admin_commune", user=LOCAL_USER, name="z", work=run_here)


@pytest.mark.parametrize("layer", ["bts_site", "nothing"])
def test_only_boundary_layers_hold_areas(store, table, layer):
    with pytest.raises(BadOption):
        match_file(store, Bundle.at(table(a=["x"])), layer, user=LOCAL_USER, work=run_here)


def test_a_file_that_names_no_area(store, areas, table):
    path = table(cao=[1.5, 2.5], mau=["đỏ", "xanh"])
    with pytest.raises(BadOption, match="--column"):
        match_file(store, Bundle.at(path), "admin_commune", user=LOCAL_USER, work=run_here)
