"""Files as offices send them, end to end: old letters and no system, made from wards whose truth is known."""

import json
from pathlib import Path

import geopandas as gpd
import numpy as np
import pytest
from pyproj import CRS
from shapely.geometry import Point

from geo.crs import to_metric
from geo.measure import WGS84
from layers.cli import main
from layers.importing.check import examine
from layers.importing.choices import Choices
from layers.spec import load_specs
from layers.store import Provenance, open_store
from tests.layers.importing.files import archive, patch
from tests.layers.importing.old_letters import WRITERS
from tests.layers.importing.place_ground import features, ground_of, wards

SPEC = load_specs()["public_service_point"]
GIVEN = {
    "owner": "Bưu điện Việt Nam",
    "status": "existing",
    "data_date": "2026-01-31",
    "point_class": "D1_staffed",
}
CITIES = {"48": 5899, "79": 9210, "01": 5897, "92": 5897}
ASKED = ("01", "92")
ROWS = 200
# What the .cpg says; none of it is true but by chance.
CPG = {"TCVN3": None, "VNI": "1252", "VISCII": None, "CP1258": "1252", "UTF-8": "1258"}
NO_SHIFT = (
    'PROJCS["VN2000_DaNang",GEOGCS["GCS_WGS_1984",DATUM["D_WGS_1984",'
    'SPHEROID["WGS_1984",6378137.0,298.257223563]],PRIMEM["Greenwich",0.0],UNIT["Degree",0.0174532925199433]],'
    'PROJECTION["Transverse_Mercator"],PARAMETER["False_Easting",500000.0],PARAMETER["False_Northing",0.0],'
    'PARAMETER["Central_Meridian",107.75],PARAMETER["Scale_Factor",0.9999],'
    'PARAMETER["Latitude_Of_Origin",0.0],UNIT["Meter",1.0]]'
)


@pytest.fixture(scope="session")
def real_wards(shared_data):
    frame = gpd.read_parquet(shared_data / "vn_communes_20m.parquet")
    return frame.assign(version="v2025-07")


@pytest.fixture(params=["made-up", "real"])
def areas(request):
    """The wards of a city by its code, and all wards that a store would have."""
    if request.param == "made-up":
        return wards, lambda province: wards(province)
    country = request.getfixturevalue("real_wards")
    return lambda province: country[country["province_code"] == province], lambda _: country


@pytest.fixture(scope="module")
def grounds():
    return {}


@pytest.fixture
def ground(areas, grounds, tmp_path_factory, request):
    """What a city's file is held against; the same wards are written and read once."""
    kind, of_country = request.node.callspec.params["areas"], areas[1]

    def of(province: str):
        key = kind, province if kind == "made-up" else None
        if key not in grounds:
            folder = tmp_path_factory.mktemp("ground")
            grounds[key] = ground_of(folder, admin_commune=of_country(province))
        return grounds[key]

    return of


def service_points(areas: gpd.GeoDataFrame, count: int = ROWS) -> gpd.GeoDataFrame:
    """Places that name their ward twice, once within a name of their own; EPSG:4326."""
    truth = features(areas, count)
    names = [f"Điểm phục vụ bưu chính {name}" for name in truth["PHUONG"]]
    ids = [f"DV{i:04d}" for i in range(count)]
    return truth.assign(MADIEM=ids, TEN=names, MATINH=areas["province_code"].iloc[0])


def as_sent(
    folder: Path,
    truth: gpd.GeoDataFrame,
    *,
    epsg: int,
    writer: str,
    prj: str | None = None,
    swapped: bool = False,
) -> Path:
    """A zipped Shapefile with the letters of long ago, and no more of a system than `prj`."""
    write, encoding = WRITERS[writer]
    moved = to_metric(truth, crs=CRS.from_epsg(epsg)).set_crs(None, allow_override=True)
    texts = {c: moved[c].map(write) for c in moved.columns.drop(["geometry", "CAO"])}
    moved = moved.assign(**texts)
    if swapped:
        moved = moved.set_geometry([Point(p.y, p.x) for p in moved.geometry])
    place = folder / "sent"
    place.mkdir()
    moved.to_file(place / "diem.shp", encoding="ISO-8859-1")
    patch(place / "diem.dbf", 29, b"\0")
    (place / "diem.cpg").unlink()
    if said := CPG[encoding]:
        (place / "diem.cpg").write_text(said)
    if prj:
        (place / "diem.prj").write_text(prj)
    return archive(folder / "diem.zip", *sorted(place.iterdir()))


def share_right(read, truth, encoding: str) -> float:
    """TCVN3 has no capitals of letters with marks."""
    same = str.casefold if encoding == "TCVN3" else str
    return np.mean([same(a) == same(b) for a, b in zip(read, truth, strict=True)])


def off_m(found: gpd.GeoDataFrame, truth: gpd.GeoDataFrame) -> np.ndarray:
    a, b = found.geometry, truth.geometry.loc[found.index]
    return np.array(WGS84.inv(a.x, a.y, b.x, b.y)[2])


def rules(report) -> dict[str, str]:
    return {finding.rule: finding.severity for finding in report.findings}


def real_ones(province: str) -> list[str]:
    """Of real wards each city sends every third way of writing, so that four cities send each at least once."""
    return list(WRITERS)[list(CITIES).index(province) % 3 :: 3]


@pytest.mark.parametrize(
    ("areas", "province", "writer"),
    [("made-up", province, writer) for province in CITIES for writer in WRITERS]
    + [("real", province, writer) for province in CITIES for writer in real_ones(province)],
    indirect=["areas"],
)
def test_letters_and_place_of_what_a_city_sends(areas, ground, tmp_path, province, writer):
    of_city, _ = areas
    epsg, encoding = CITIES[province], WRITERS[writer][1]
    truth = service_points(of_city(province))
    ground = ground(province)
    path = as_sent(tmp_path, truth, epsg=epsg, writer=writer)
    found = examine(path, SPEC, Choices(given=GIVEN), ground=ground)
    report = found.report
    assert (report.encoding, report.rows_in_file) == (encoding, ROWS)
    for column in ("TEN", "PHUONG"):
        assert share_right(found.raw[column], truth[column], encoding) >= 0.995
    first, *others = [candidate.id for candidate in report.candidates]
    assert first == str(epsg)
    if province in ASKED:
        assert "3405" in others
        assert [fault.rule for fault in report.faults] == ["crs.ambiguous"]
        assert (report.rows_accepted, report.rows_set_aside) == (0, ROWS)
        found = examine(path, SPEC, Choices(given=GIVEN, place=str(epsg)), ground=ground)
    assert found.report.faults == []
    assert (found.report.epsg, found.report.rows_accepted) == (epsg, ROWS)
    assert off_m(found.frame, truth).max() < 1.5
    assert share_right(found.frame["name"], truth["TEN"], encoding) >= 0.995


@pytest.mark.parametrize("province", CITIES)
def test_swapped_axes_are_recognised(areas, ground, tmp_path, province):
    of_city, _ = areas
    truth = service_points(of_city(province))
    ground = ground(province)
    epsg = CITIES[province]
    path = as_sent(tmp_path, truth, epsg=epsg, writer="TCVN3", swapped=True)
    asked = examine(path, SPEC, Choices(given=GIVEN), ground=ground)
    assert asked.report.candidates[0].id == f"{epsg}+swapped"
    place = asked.report.candidates[0].id if province in ASKED else None
    found = examine(path, SPEC, Choices(given=GIVEN, place=place), ground=ground)
    assert rules(found.report)["crs.swapped"] == "warning"
    assert found.report.faults == []
    assert off_m(found.frame, truth).max() < 1.5


def test_a_prj_that_lost_the_datum_is_an_error_of_225_m(areas, ground, tmp_path):
    of_city, _ = areas
    truth = service_points(of_city("48"))
    ground = ground("48")
    path = as_sent(tmp_path, truth, epsg=5899, writer="VNI", prj=NO_SHIFT)
    report = examine(path, SPEC, Choices(given=GIVEN), ground=ground).report
    (fault,) = [f for f in report.faults if f.rule == "crs.prj_datum"]
    assert fault.params["metres"] == pytest.approx(225, abs=10)
    for lang in ("vi", "en"):
        (told,) = [e for e in report.to_json(lang)["findings"] if e["rule"] == "crs.prj_datum"]
        assert str(fault.params["metres"]) in told["message"]
    assert [candidate.id for candidate in report.candidates] == ["5899", "5899+wgs84"]
    right = examine(path, SPEC, Choices(given=GIVEN, place="5899"), ground=ground)
    assert off_m(right.frame, truth).max() < 1.5
    wrong = examine(path, SPEC, Choices(given=GIVEN, place="5899+wgs84"), ground=ground)
    assert off_m(wrong.frame, truth) == pytest.approx(225, abs=15)


@pytest.mark.parametrize("writer", WRITERS)
def test_a_single_column_of_five_names(areas, tmp_path, writer):
    names = areas[0]("48")["full_name"].tolist()[:5]
    points = [Point(108.2 + i / 1000, 16.06) for i in range(5)]
    truth = gpd.GeoDataFrame({"TEN": names, "CAO": 1}, geometry=points, crs=4326)
    path = as_sent(tmp_path, truth, epsg=5899, writer=writer)
    found = examine(path, None)
    encoding = WRITERS[writer][1]
    assert found.report.encoding == encoding
    assert share_right(found.raw["TEN"], names, encoding) == 1


@pytest.fixture
def command(tmp_path, capsys):
    """Run ``publish`` of a store that has wards; gives the status and the report."""
    folder = tmp_path / "store"

    def prepare(country: gpd.GeoDataFrame) -> None:
        open_store(str(folder)).publish(
            country, "admin_commune", user="tester", expected=None, provenance=Provenance()
        )

    def call(path: Path, *more: str):
        given = [f"{name}={value}" for name, value in GIVEN.items()]
        words = ["publish", str(path), "--layer", SPEC.id, "--set", *given, *more]
        status = main([*words, "--store", str(folder), "--json", "--lang", "vi"])
        return status, json.loads(capsys.readouterr().out)

    return prepare, call, folder


@pytest.mark.parametrize("areas", ["made-up"], indirect=True)
def test_ha_noi_is_refused_by_the_command_until_a_system_is_chosen(areas, command, tmp_path):
    of_city, of_country = areas
    prepare, call, folder = command
    prepare(of_country("01"))
    truth = service_points(of_city("01"))
    path = as_sent(tmp_path, truth, epsg=5897, writer="TCVN3")
    status, report = call(path)
    assert status == 1
    assert (report["version"], report["rows_accepted"], report["rows_in_file"]) == (None, 0, ROWS)
    assert {"5897", "3405"} <= {candidate["id"] for candidate in report["crs"]["candidates"]}
    assert "crs.ambiguous" in {f["rule"] for f in report["findings"] if f["severity"] == "error"}
    assert SPEC.id not in open_store(str(folder)).current()

    status, report = call(path, "--crs", "5897")
    assert (status, report["version"], report["rows_accepted"]) == (0, 1, ROWS)
    rows = open_store(str(folder)).read(SPEC.id).set_index("feature_id")
    expected = truth.set_index("MADIEM")
    assert off_m(rows, expected).max() < 1.5
    assert share_right(rows["name"], expected["TEN"].loc[rows.index], "TCVN3") >= 0.995


@pytest.mark.parametrize("areas", ["made-up"], indirect=True)
def test_da_nang_is_published_by_the_command_as_it_comes(areas, command, tmp_path):
    of_city, of_country = areas
    prepare, call, folder = command
    prepare(of_country("48"))
    truth = service_points(of_city("48"))
    status, report = call(as_sent(tmp_path, truth, epsg=5899, writer="VNI"))
    assert (status, report["version"], report["rows_accepted"]) == (0, 1, ROWS)
    assert (report["crs"]["epsg"], report["encoding"]["name"]) == (5899, "VNI")
    rows = open_store(str(folder)).read(SPEC.id).set_index("feature_id")
    assert off_m(rows, truth.set_index("MADIEM")).max() < 1.5
