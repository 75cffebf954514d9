"""S-86 on the command line: each file that a command writes has its line in the log, for each layer in it."""

import shutil

import geopandas as gpd
import pytest
from shapely.geometry import box

from layers.cli import main
from layers.store import AuditFilter, open_store
from tests.web.conftest import built  # noqa: F401

REACH = ["--city", "48", "--sites", "antenna_mast", "--areas", "admin_commune", "--radius", "3000"]
SITES = ["--new", "1", "--candidates", "grid:5000", "--time-limit", "10"]
COMMANDS = {
    "sheet": (["sheet", "--city", "48"], "map.pdf", "sheet", {"admin_commune", "antenna_mast"}),
    "inside": (["inside", "AREA"], "rows.csv", "table", {"antenna_mast", "duct_route"}),
    "gaps": (["gaps", *REACH], "gaps.geojson", "table", {"admin_commune", "antenna_mast"}),
    "whatif": (
        ["whatif", *REACH, "--add", "108.15,16.15"],
        "sites.geojson",
        "table",
        {"antenna_mast"},
    ),
    "site": (["site", *REACH, *SITES], "new.xlsx", "table", {"admin_commune", "antenna_mast"}),
    "rules": (["rules", "--city", "48"], "broken.geojson", "table", {"antenna_mast"}),
    "share": (
        ["rules", "--city", "48", "--share", "500"],
        "share.csv",
        "table",
        {"antenna_mast"},
    ),
    "report": (
        ["report", *REACH, "--part", "reach"],
        "report.json",
        "report",
        {"admin_commune", "antenna_mast"},
    ),
}


@pytest.fixture(scope="module")
def folder(built, tmp_path_factory):  # noqa: F811
    return shutil.copytree(built, tmp_path_factory.mktemp("commands") / "store")


@pytest.mark.parametrize("name", COMMANDS)
def test_s86_a_file_that_a_command_writes_is_written_down(folder, tmp_path, capsys, name):
    command, file, what, layers = COMMANDS[name]
    area = tmp_path / "area.geojson"
    gpd.GeoDataFrame(geometry=[box(108.0, 16.0, 108.2, 16.2)], crs=4326).to_file(area)
    command = [str(area) if word == "AREA" else word for word in command]
    before = len(_lines(folder, "export"))
    status = main([*command, "--out", str(tmp_path / file), "--store", str(folder), "--json"])
    assert (status, (tmp_path / file).exists()) == (0, True), capsys.readouterr().err
    told = _lines(folder, "export")
    told = told[: len(told) - before]
    assert layers <= {each.layer_id for each in told}
    kind = file.rpartition(".")[2]
    assert {(e.user, e.detail["what"], e.detail["format"]) for e in told} == {("local", what, kind)}
    assert all(each.detail["version"] == 1 for each in told)


def test_s86_the_log_that_is_taken_away_is_written_down(folder, tmp_path):
    assert main(["audit", "--out", str(tmp_path / "a.csv"), "--store", str(folder)]) == 0
    (told,) = _lines(folder, "audit_export")
    assert (told.user, told.detail["rows"] > 0) == ("local", True)


def _lines(folder, action: str):
    return open_store(str(folder)).audit(limit=None, where=AuditFilter(action=action))
