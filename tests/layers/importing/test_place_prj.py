"""Traps of .prj files: exact positions and the size of the error."""

import geopandas as gpd
import pytest
from pyproj import CRS
from shapely.geometry import Point

from geo.measure import WGS84
from layers.importing.place import settle_place
from layers.importing.place.prj import judge
from layers.words import Words

DA_NANG = (108.2208, 16.0678)
DA_NANG_5899 = (550_175.1, 1_777_138.3)  # reference/domain tables: own TM-3 of the centre point
TM3 = "+proj=tmerc +lat_0=0 +lon_0=107.75 +k=0.9999 +x_0=500000 +y_0=0 +units=m +no_defs"
VN2000_SHIFT = "-191.90441429,-39.30318279,-111.45032835"
WITHOUT_SHIFT = (
    'PROJCS["WGS_1984_TM3",GEOGCS["GCS_WGS_1984",DATUM["D_WGS_1984",'
    'SPHEROID["WGS_1984",6378137.0,298.257223563]],PRIMEM["Greenwich",0.0],'
    'UNIT["Degree",0.0174532925199433]],PROJECTION["Transverse_Mercator"],'
    'PARAMETER["False_Easting",500000.0],PARAMETER["False_Northing",0.0],'
    'PARAMETER["Central_Meridian",107.75],PARAMETER["Scale_Factor",0.9999],'
    'PARAMETER["Latitude_Of_Origin",0.0],UNIT["Meter",1.0]]'
)


def da_nang(crs):
    return gpd.GeoDataFrame(geometry=[Point(DA_NANG_5899)], crs=crs)


def off_m(placed):
    point = placed.frame.geometry[0]
    return WGS84.inv(point.x, point.y, *DA_NANG)[2]


def rules(placed):
    return {each.rule: each.severity for each in placed.findings}


def test_a_prj_without_the_datum_shift_is_an_error_of_225_m():
    asked = settle_place(da_nang(WITHOUT_SHIFT), how="prj")
    assert (asked.epsg, asked.how, rules(asked)) == (None, None, {"crs.prj_datum": "error"})
    assert asked.findings[0].params["metres"] == 225
    assert "khoảng 225 m" in asked.findings[0].to_json(Words("vi"))[0]["message"]
    assert [each.id for each in asked.candidates] == ["5899", "5899+wgs84"]


def test_both_readings_of_it_can_be_chosen():
    right = settle_place(da_nang(WITHOUT_SHIFT), how="prj", chosen="5899")
    assert (right.epsg, right.how, right.findings) == (5899, "chosen", [])
    assert off_m(right) < 0.1
    written = settle_place(da_nang(WITHOUT_SHIFT), how="prj", chosen="5899+wgs84")
    assert (written.epsg, written.how) == (None, "chosen")
    assert off_m(written) == pytest.approx(225.4, abs=0.1)


@pytest.mark.parametrize(
    "text", [f"{TM3} +ellps=WGS84", f"{TM3} +ellps=WGS84 +towgs84={VN2000_SHIFT},0,0,0,0"]
)
def test_a_string_that_lost_its_datum_is_rebuilt(text):
    frame = da_nang(text)
    assert WGS84.inv(*frame.to_crs(4326).geometry[0].coords[0], *DA_NANG)[2] > 0.2
    placed = settle_place(frame, how="prj")
    assert (placed.epsg, placed.how) == (5899, "prj")
    assert rules(placed) == {"crs.prj_rebuilt": "warning"}
    assert off_m(placed) < 0.1


@pytest.mark.parametrize("version", ["WKT1_ESRI", "WKT1_GDAL", "WKT2_2019"])
@pytest.mark.parametrize("epsg", [5899, 9210, 3405, 4756, 32648, 4326])
def test_whole_prj_files_pass_without_a_word(epsg, version):
    judged = judge(CRS.from_wkt(CRS.from_epsg(epsg).to_wkt(version)))
    assert (judged.how, judged.epsg) == ("usable", epsg)


@pytest.mark.parametrize(
    ("text", "ids"),
    [
        ("+proj=utm +zone=48 +ellps=WGS84", ["3405", "32648"]),
        ("+proj=longlat +ellps=WGS84", ["4326", "4756"]),
    ],
)
def test_an_ellipsoid_is_no_datum(text, ids):
    judged = judge(CRS.from_user_input(text))
    assert (judged.how, [each.id for each in judged.readings]) == ("no_datum", ids)
    frame = gpd.GeoDataFrame(
        geometry=[Point(844_439.9, 1_779_228.5)], crs="+proj=utm +zone=48 +ellps=WGS84"
    )
    asked = settle_place(frame, how="prj")
    assert rules(asked) == {"crs.no_datum": "error"}
    assert asked.findings[0].params["metres"] == 225


@pytest.mark.parametrize(
    ("text", "epsg"),
    [
        ("OGC:CRS84", 4326),
        ("EPSG:4979", 4326),
        ("EPSG:4326+5773", 4326),
        ("+proj=utm +zone=48 +datum=WGS84", 32648),
        ("+proj=utm +zone=48 +ellps=WGS84 +towgs84=0,0,0", 32648),
        ("EPSG:27700", 27700),
    ],
)
def test_systems_known_by_other_names(text, epsg):
    judged = judge(CRS.from_user_input(text))
    assert (judged.how, judged.epsg) == ("usable", epsg)


@pytest.mark.parametrize(
    "text",
    [
        TM3.replace("107.75", "107.45") + " +ellps=WGS84",
        'LOCAL_CS["here",UNIT["m",1]]',
        "EPSG:5773",
    ],
)
def test_what_has_no_code_is_refused(text):
    asked = settle_place(da_nang(text), how="prj")
    assert rules(asked) == {"crs.custom": "error"}
    assert "5899" in {each.id for each in asked.candidates}


@pytest.mark.parametrize("name", ["Scale_Factor", "False_Easting", "Central_Meridian"])
def test_a_projection_whose_parameter_is_misspelt_is_asked_about(name):
    """PROJ leaves out what it does not know; the check ended without a sentence."""
    text = _misspelt(name)
    for asked in (
        settle_place(da_nang(text), how="prj"),
        settle_place(da_nang(None), prj=text, how="prj"),
    ):
        assert rules(asked) == {"crs.custom": "error"}
        assert "5899" in {each.id for each in asked.candidates}


def test_a_latitude_of_origin_that_is_misspelt_is_zero_as_it_would_be():
    placed = settle_place(da_nang(_misspelt("Latitude_Of_Origin")), how="prj")
    assert (placed.epsg, placed.findings) == (5899, [])
    assert off_m(placed) < 0.1


def _misspelt(name: str) -> str:
    return CRS.from_epsg(5899).to_wkt("WKT1_ESRI").replace(name, f"{name[:-1]}x")


def test_the_text_of_a_prj_that_the_reader_did_not_take():
    placed = settle_place(da_nang(None), prj=CRS.from_epsg(5899).to_wkt("WKT1_ESRI"), how="prj")
    assert (placed.epsg, placed.how, placed.findings) == (5899, "prj", [])
    broken = settle_place(da_nang(None), prj="VN2000 kinh tuyen truc 107d45")
    assert rules(broken) == {"crs.prj_unreadable": "warning", "crs.ambiguous": "error"}


def test_one_datum_operation_everywhere_in_the_south():
    """PROJ takes EPSG:5194 in Ho Chi Minh City by itself, 0.8 m away from the official operation."""
    placed = settle_place(
        gpd.GeoDataFrame(geometry=[Point(603_227.7, 1_191_940.5)], crs=9210), how="prj"
    )
    point = placed.frame.geometry[0]
    assert WGS84.inv(point.x, point.y, 106.6957, 10.7769)[2] < 1.0
    bare = gpd.GeoSeries([Point(603_227.7, 1_191_940.5)], crs=9210).to_crs(4326)[0]
    assert WGS84.inv(point.x, point.y, bare.x, bare.y)[2] == pytest.approx(0.8, abs=0.05)
