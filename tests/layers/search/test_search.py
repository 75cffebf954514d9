"""Searching a small store: areas of two cities whose folded names collide, sites and ducts."""

import geopandas as gpd
import pytest
from shapely.geometry import Point, box

from layers.access import LOCAL_USER
from layers.atlas import Atlas
from layers.search.again import hit_of
from layers.search.find import find, search
from layers.search.hit import AREA, FEATURE, FORMER, LAYER, PLACE
from layers.store import Provenance, open_store

WARDS = (
    ("20242", "Phường Hải Châu", "48", 108.2),
    ("20257", "Phường Hòa Cường", "48", 108.3),
    ("25807", "Xã Thanh An", "79", 106.3),
    ("27676", "Xã Thạnh An", "79", 106.9),
    ("03352", "Xã Thanh An", "11", 103.0),
)
PROVINCES = {
    "48": "Thành phố Đà Nẵng",
    "79": "Thành phố Hồ Chí Minh",
    "11": "Tỉnh Điện Biên",
}


@pytest.fixture(scope="module")
def atlas(tmp_path_factory):
    store = open_store(str(tmp_path_factory.mktemp("search") / "store"))

    def publish(frame, layer_id):
        provenance = Provenance(title="test", quality="synthetic")
        store.publish(frame, layer_id, user="t", expected=None, provenance=provenance)

    rows = {
        "code": [code for code, *_ in WARDS],
        "full_name": [name for _, name, *_ in WARDS],
        "version": "v2025-07",
        "unit_key": [f"v2025-07:{code}" for code, *_ in WARDS],
        "province_code": [city for *_, city, _ in WARDS],
        "province_name": [PROVINCES[city] for *_, city, _ in WARDS],
    }
    shapes = [box(x, 16.0, x + 0.1, 16.1) for *_, x in WARDS]
    publish(gpd.GeoDataFrame(rows, geometry=shapes, crs=4326), "admin_commune")
    provinces = {
        "code": list(PROVINCES),
        "full_name": list(PROVINCES.values()),
        "unit_key": [f"v2025-07:{code}" for code in PROVINCES],
    }
    at = (108.2, 106.3, 103.0)
    shapes = [box(x, 16.0, x + 0.2, 16.2) for x in at]
    publish(gpd.GeoDataFrame(provinces, geometry=shapes, crs=4326), "admin_province")
    masts = {
        "feature_id": ["M-48-001", "M-48-0012", "M-79-002", "M-48-003"],
        "owner": ["VNPT", "Viettel", "Viettel", None],
        "province_code": ["48", "48", "79", "48"],
        "address": ["12 Trần Phú", "Hải Châu", None, "Phú Trần <b>"],
    }
    points = [Point(108.25, 16.05), Point(108.26, 16.05), Point(106.35, 16.05), None]
    publish(gpd.GeoDataFrame(masts, geometry=points, crs=4326), "antenna_mast")
    return Atlas(store)


def ids(atlas, text, kind=None, **more):
    hits = search(atlas, atlas.now(), text, **more)
    return [hit.id for hit in hits if kind in (None, hit.kind)]


@pytest.mark.parametrize(
    "text", ["hai chau", "Hải Châu", "HAI CHAU", "châu hải", "P. Hải Châu", "20242", "  hải-châu"]
)
def test_a_ward_by_any_writing_of_its_name_or_code(atlas, text):
    found = search(atlas, atlas.now(), text)
    assert found[0].id == "area:admin_commune:20242"
    assert (found[0].kind, found[0].city, found[0].bbox) == (AREA, "48", (108.2, 16.0, 108.3, 16.1))
    assert found[0].detail.startswith("Thành phố Đà Nẵng")


def test_names_that_collide_without_marks_are_all_told(atlas):
    thanh, thanh_dau, north = (f"area:admin_commune:{c}" for c in ("25807", "27676", "03352"))
    assert ids(atlas, "thanh an", AREA, city="79") == [thanh, thanh_dau, north]
    assert ids(atlas, "thanh an", AREA, city="11")[0] == north
    assert ids(atlas, "Thạnh An", AREA)[0] == thanh_dau
    assert set(ids(atlas, "thanh an hcm", AREA)) == {thanh, thanh_dau}


def test_a_former_ward_leads_to_those_of_today(atlas):
    (hit,) = [h for h in search(atlas, atlas.now(), "Hòa Thuận Tây") if h.kind == FORMER]
    assert (hit.id, hit.code, hit.codes) == ("former:v2025-03:20245", "20257", ("20257",))
    assert "30/06/2025" in hit.detail
    assert "nay: Phường Hòa Cường" in hit.detail
    (district,) = [h for h in search(atlas, atlas.now(), "quan hai chau") if h.kind == FORMER]
    assert district.codes == ("20242", "20257")
    assert district.bbox == (108.2, 16.0, 108.4, 16.1)


def test_a_former_province_leads_to_its_heir(atlas):
    found = {h.title: h for h in search(atlas, atlas.now(), "tinh binh duong")}
    assert (found["Tỉnh Bình Dương"].layer, found["Tỉnh Bình Dương"].code) == (
        "admin_province",
        "79",
    )


def test_a_ward_that_is_what_it_was_is_told_once(atlas):
    titles = [h.id for h in search(atlas, atlas.now(), "thanh an") if h.kind == FORMER]
    assert "former:v2025-03:25807" not in titles


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("M-48-001", "M-48-001"),
        ("m 48 0012", "M-48-0012"),
        ("tran phu", "M-48-001"),
        ("tran phu 12", "M-48-001"),
    ],
)
def test_features_by_code_and_address(atlas, text, first):
    found = [h for h in search(atlas, atlas.now(), text) if h.kind == FEATURE]
    assert found[0].title == first


def test_features_by_owner_those_of_the_city_first(atlas):
    assert [
        h.title for h in search(atlas, atlas.now(), "viettel", city="79") if h.kind == FEATURE
    ] == [
        "M-79-002",
        "M-48-0012",
    ]
    found = find(atlas, atlas.now(), "viettel", city="48")
    assert found.totals == {"antenna_mast": 2}
    assert found.hits[0].title == "M-48-0012"


def test_words_that_stand_apart_give_way_to_those_together(atlas):
    found = find(atlas, atlas.now(), "tran phu")
    assert found.totals == {"antenna_mast": 1}
    assert find(atlas, atlas.now(), "phu 48").totals == {"antenna_mast": 2}


def test_a_layer_by_its_name(atlas):
    assert ids(atlas, "cot ang ten", LAYER) == ["layer:antenna_mast"]


@pytest.mark.parametrize("text", ["16.06, 108.22", "16°03'36\"N 108°13'12\"E", "108.22 16.06"])
def test_coordinates(atlas, text):
    (hit,) = search(atlas, atlas.now(), text)
    assert (hit.kind, hit.point, hit.city) == (PLACE, (108.22, 16.06), "48")
    assert "Phường Hải Châu" in hit.detail


def test_a_pair_of_vn2000_with_the_zone_of_the_city_first(atlas):
    hits = search(atlas, atlas.now(), "1777138 550175", city="48")
    assert [h.kind for h in hits] == [PLACE]  # the other zone lies in no ward of this store
    assert "VN-2000 TM-3 107°45'" in hits[0].detail
    assert hits[0].point == pytest.approx((108.2208, 16.0678), abs=1e-4)


def test_nothing_found_says_what_was_searched(atlas):
    found = find(atlas, atlas.now(), "zzzz")
    assert found.hits == ()
    assert "zzzz" in found.hint
    assert "ngoài lãnh thổ" in find(atlas, atlas.now(), "51.5, -0.12").hint
    assert find(atlas, atlas.now(), " ., ").hits == ()


def test_at_most_as_many_as_asked(atlas):
    assert len(search(atlas, atlas.now(), "an", most=3)) <= 3


def test_nobody_finds_what_he_may_not_see(atlas):
    for text in ("hai chau", "viettel", "cot ang ten", "Hòa Thuận Tây"):
        assert search(atlas, atlas.now(), text, user=None) == []
    (hit,) = search(atlas, atlas.now(), "16.06, 108.22", user=None)
    assert "Hải Châu" not in hit.detail


def test_each_hit_is_found_again_by_its_id(atlas):
    texts = ("hai chau", "Hòa Thuận Tây", "viettel", "16.06, 108.22", "tinh binh duong")
    for text in texts:
        for hit in search(atlas, atlas.now(), text):
            again = hit_of(atlas, atlas.now(), hit.id, user=LOCAL_USER, lang="vi")
            assert (again.id, again.title, again.point) == (hit.id, hit.title, hit.point)
            if hit.kind != PLACE:
                assert hit_of(atlas, atlas.now(), hit.id, user=None, lang="vi") is None


@pytest.mark.parametrize(
    "made_up",
    ["", "area:x:1", "area:admin_commune:' OR 1", "feature:antenna_mast:99", "feature:antenna_mast:x", "x:y",
     "feature:admin_commune:0", "former:v2025-03:99999", "place:99,99,1", "place:1e5,3,4326", "layer:nothing"],
)  # fmt: skip
def test_an_id_that_is_none(atlas, made_up):
    assert hit_of(atlas, atlas.now(), made_up, user=LOCAL_USER, lang="en") is None
