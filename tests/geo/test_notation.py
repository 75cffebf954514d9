"""Places as people type them, each against the place that is meant."""

import pytest
from pyproj import CRS, Transformer

from geo.crs import transformer
from geo.notation import Reading, read_place, zone_name
from geo.vn2000 import PROVINCE_ZONES

DRAGON_BRIDGE = (16.06, 108.22)


def where(text: str) -> list[tuple[float, float]]:
    return [(round(r.lat, 4), round(r.lon, 4)) for r in read_place(text)]


@pytest.mark.parametrize(
    "text",
    [
        "16.06, 108.22",
        "16.06 108.22",
        "16.06,108.22",
        "16,06 108,22",
        "16,06, 108,22",
        "16,06; 108,22",
        "(16.06 / 108.22)",
        "108.22 16.06",
        "16°03'36\"N 108°13'12\"E",
        "16°03′36″N, 108°13′12″E",
        "N16°03'36\" E108°13'12\"",
        "16°03'36\"B 108°13'12\"Đ",
        "16 03 36 108 13 12",
        "16°3.6' 108°13.2'",
        "Vĩ độ: 16.06, kinh độ: 108.22",
        "lat=16.06 lng=108.22",
        "https://www.google.com/maps/@16.06,108.22,15z",
        "geo:16.06,108.22",
    ],
)
def test_degrees_in_any_writing(text):
    assert where(text) == [DRAGON_BRIDGE]


def test_the_order_is_told():
    assert [r.turned for r in read_place("16.06, 108.22")] == [False]
    assert [r.turned for r in read_place("108.22, 16.06")] == [True]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "hai chau",
        "Phường 5",
        "20242",
        "16.06",
        "0905 123 456 789",
        "5 Quận 3",
        "12/3 Trần Phú",
        "°°°" * 200,
    ],
)
def test_what_is_no_place(text):
    assert read_place(text) == []


def test_a_place_elsewhere_is_read_and_is_not_inside():
    (reading,) = read_place("51.5, -0.12")
    assert (reading.lat, reading.lon, reading.inside) == (51.5, -0.12, False)


# Easting and northing of the centres of domain.md, section 5, in their own zones.
CITIES = [
    ("550175 1777138", 5899, (16.0678, 108.2208)),
    ("588592 2326345", 5897, (21.0285, 105.8542)),
    ("603228 1191941", 9210, (10.7769, 106.6957)),
]


@pytest.mark.parametrize(("text", "epsg", "place"), CITIES)
def test_vn2000_without_a_zone_is_among_the_readings(text, epsg, place):
    found = {r.epsg: (round(r.lat, 4), round(r.lon, 4)) for r in read_place(text)}
    assert found[epsg] == place
    east, north = text.split()
    assert {r.epsg for r in read_place(f"{north}, {east}")} == set(found)


@pytest.mark.parametrize(
    "told",
    [
        "EPSG:5899",
        "epsg 5899",
        "KTT 107°45'",
        "ktt 107-45",
        "kinh tuyến trục 107.75",
        "VN-2000 Đà Nẵng",
        "TP. Da Nang",
    ],
)
def test_what_names_the_zone_settles_it(told):
    for text in (
        f"550175 1777138 {told}",
        f"{told} 1.777.138 550.175",
        f"X=1777138 Y=550175 {told}",
    ):
        (reading,) = read_place(text)
        assert reading.epsg == 5899
        assert reading.named
        assert (round(reading.lat, 4), round(reading.lon, 4)) == (16.0678, 108.2208)


@pytest.mark.parametrize(
    "text", ["844440 1779229", "844440 1779229 UTM 48N", "48844440 1779229 múi 48"]
)
def test_utm(text):
    (reading,) = read_place(text)
    assert (reading.epsg, round(reading.lat, 3), round(reading.lon, 3)) == (3405, 16.068, 108.221)


def test_metres_agree_with_the_official_operation():
    there = transformer(CRS.from_epsg(4326), CRS.from_epsg(9210)).transform(106.7, 10.78)
    (reading,) = read_place(f"{there[0]:.3f} {there[1]:.3f} EPSG:9210")
    assert (reading.lon, reading.lat) == pytest.approx((106.7, 10.78), abs=1e-7)


def test_degrees_of_vn2000_are_moved():
    (reading,) = read_place("VN-2000 16.06 108.22")
    assert reading.epsg == 4756
    assert abs(reading.lon - 108.22) > 0.001


def test_zones_of_a_merged_province_can_be_given():
    text = "603228 1191941 Hồ Chí Minh"
    assert [r.epsg for r in read_place(text)] == [9210]
    found = read_place(text, zones={"ho chi minh": (9210, 5899)})
    assert [r.epsg for r in found] == [9210, 5899]


def test_names_of_systems():
    assert zone_name(5899) == "VN-2000 TM-3 107°45'"
    assert [zone_name(e) for e in (3405, 4326, 4756)] == ["VN-2000 UTM 48N", "WGS 84", "VN-2000"]
    assert not Reading(120.0, 16.0).inside


@pytest.mark.parametrize("epsg", sorted({row[1] for row in PROVINCE_ZONES}))
def test_every_zone_agrees_with_proj(epsg):
    """The middle of each province of a zone, as the official transformation of that zone writes it."""
    there = Transformer.from_crs(4326, epsg, always_xy=True)
    for name, _, west, south, east, north in (row for row in PROVINCE_ZONES if row[1] == epsg):
        lon, lat = (west + east) / 2, (south + north) / 2
        x, y = there.transform(lon, lat)
        for text in (f"{x:.2f}, {y:.2f} EPSG:{epsg}", f"{x:.2f} {y:.2f}"):
            near = [r for r in read_place(text) if r.epsg == epsg]
            assert near, (name, text)
            off = min(max(abs(r.lon - lon), abs(r.lat - lat)) for r in near)
            assert off < 1e-5, (
                name,
                text,
                off,
            )  # a metre; which shift of datum is used differs by less
