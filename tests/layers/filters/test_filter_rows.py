"""Which rows pass: every operator, what is unknown, and every kind of ground."""

import pytest
import shapely

from geo.measure import WGS84
from layers.errors import BadFilter, UnknownField
from layers.filters.condition import Condition, Filter, Ground
from layers.filters.rows import layers_used, operators_for, rows_of
from layers.spec import FieldSpec
from tests.layers.filters.conftest import make_sites, put

SQUARE = {
    "type": "Polygon",
    "coordinates": [[[108.0, 16], [108.021, 16], [108.021, 16.1], [108.0, 16.1], [108.0, 16]]],
}
BOW_TIE = {
    "type": "Polygon",
    "coordinates": [[[108, 16], [109, 17], [109, 16], [108, 17], [108, 16]]],
}


def passing(atlas, *parts, layer="antenna_mast"):
    """Ids of the features that pass, sorted."""
    filter = Filter(
        tuple(p for p in parts if isinstance(p, Condition)),
        tuple(p for p in parts if isinstance(p, Ground)),
    )
    snapshot = atlas.now()
    rows = rows_of(atlas, snapshot, layer, filter)
    return sorted(atlas.frame(snapshot.versions[layer])["feature_id"][rows])


def test_another_place_costs_no_reading_of_the_file(changing, monkeypatch):
    places = [Ground("box", box=(108.0, 16.0, 108.0 + n / 100, 16.1)) for n in (1, 3)]
    read, files = changing.store.read_version, []
    monkeypatch.setattr(
        changing.store,
        "read_version",
        lambda version, **how: files.append(version.layer_id) or read(version, **how),
    )
    snapshot = changing.now()
    counts = [rows_of(changing, snapshot, "antenna_mast", Filter((), (g,))).sum() for g in places]
    assert counts == [2, 4]
    assert files == ["antenna_mast"]


@pytest.mark.parametrize(
    ("field", "operator", "values", "found"),
    [
        ("owner", "=", ("Viettel",), "127"),
        ("owner", "!=", ("VNPT",), "1247"),  # nobody knows who owns 3 and 9
        ("owner", "in", ("Viettel", "Mobi Phố"), "1247"),
        ("owner", "contains", ("PHO",), "4"),
        ("owner", "contains", ("đ",), ""),
        ("owner", "known", (), "01245678"),
        ("owner", "unknown", (), "39"),
        ("mast_class", "unknown", (), "24"),  # the list of values has a value that says so
        ("mast_class", "known", (), "01356789"),
        ("mast_class", "=", ("unknown",), "2"),
        ("mast_class", "!=", ("A2a",), "059"),
        ("height_m", "<", ("30",), "01"),
        ("height_m", "<=", ("30",), "012"),
        ("height_m", ">", ("7e1",), "89"),
        ("height_m", ">=", ("70",), "789"),
        ("height_m", "between", ("50", "20"), "1245"),
        ("height_m", "!=", ("10",), "12456789"),
        ("height_m", "unknown", (), "3"),
        ("n_operators", "=", ("3",), "36"),
        ("n_operators", "in", ("3", "4"), "367"),
        ("n_operators", "unknown", (), "28"),
        ("shared", "=", ("true",), "0"),
        ("shared", "!=", ("true",), "13456789"),
        ("shared", "unknown", (), "2"),
        ("in_service_date", "<=", ("2011-01-31",), "01"),
        ("in_service_date", "between", ("2013-01-31", "2015-01-31"), "35"),
        ("in_service_date", "=", ("2016-01-31",), "6"),
        ("in_service_date", "unknown", (), "4"),
        ("technologies", "=", ("4G",), "125"),
        ("technologies", "!=", ("2G",), "1245"),
        ("technologies", "in", ("5G", "3G"), "0145"),
        ("technologies", "contains", ("4g",), "125"),
    ],
)
def test_conditions(asked, field, operator, values, found):
    assert passing(asked, Condition(field, operator, values)) == [f"m{i}" for i in found]


def test_all_parts_must_hold(asked):
    conditions = (Condition("owner", "=", ("Viettel",)), Condition("height_m", ">", ("20",)))
    assert passing(asked, *conditions) == ["m2", "m7"]
    assert passing(asked, *conditions, Ground("box", box=(108.0, 16, 108.03, 17))) == ["m2"]
    assert len(passing(asked)) == 10


@pytest.mark.parametrize(
    ("ground", "found"),
    [
        (Ground("box", box=(108.01, 16.0, 108.03, 16.05)), "123"),
        (Ground("shape", shape=SQUARE), "012"),
        (Ground("shape", shape={"type": "Feature", "geometry": SQUARE}), "012"),
        (Ground("area", layer="admin_commune", code="20194"), "012345678"),
        (Ground("area", layer="admin_commune", code="20195"), ""),
        (Ground("near", layer="antenna_mast", code="m4", distance_m=1100), "345"),
        (Ground("near", layer="antenna_mast", code="m4", distance_m=1000), "4"),
        (Ground("near", layer="antenna_mast", distance_m=1000), ""),
        (Ground("near", layer="antenna_mast", distance_m=1100), "012345678"),
        (Ground("near", layer="admin_commune", distance_m=1), "012345678"),
    ],
)
def test_grounds(asked, ground, found):
    assert passing(asked, ground) == [f"m{i}" for i in found]


def test_a_distance_to_a_line_is_that_of_the_ground(asked):
    north = WGS84.inv(108.0, 16.05, 108.0, 16.06)[2]
    slant = WGS84.inv(108.03, 16.05, 108.025, 16.06)[2]
    near = {d: passing(asked, Ground("near", layer="duct_route", distance_m=d)) for d in
            (north - 0.01, north + 0.01, slant - 0.01, slant + 0.01)}  # fmt: skip
    assert [len(found) for found in near.values()] == [0, 3, 3, 4]


def test_areas_that_only_touch_are_not_meant(asked):
    ground = Ground("area", layer="admin_commune", code="20194")
    snapshot = asked.now()
    rows = rows_of(asked, snapshot, "admin_commune", Filter((), (ground,)))
    assert list(asked.frame(snapshot.versions["admin_commune"])["code"][rows]) == ["20194"]


@pytest.mark.parametrize(
    "part",
    [
        Condition("height_m", "=", ("tall",)),
        Condition("height_m", "=", ("nan",)),
        Condition("height_m", ">", ("inf",)),
        Condition("height_m", "contains", ("1",)),
        Condition("in_service_date", "=", ("31/01/2010",)),
        Condition("shared", "=", ("yes",)),
        Condition("owner", "<", ("V",)),
        Ground("box", box=(1, 2, 0, 3)),
        Ground("box", box=(1, 2, float("nan"), 3)),
        Ground("box", box=("a", 2, 3, 4)),
        Ground("shape", shape={"type": "Polygon"}),
        Ground("shape", shape={"type": "Point", "coordinates": []}),
        Ground("shape", shape={"type": "Point", "coordinates": [200, 0]}),
        Ground("shape", shape={"type": "Point", "coordinates": [float("nan"), 0]}),
        Ground("shape", shape={"type": "FeatureCollection", "features": []}),
        Ground("shape", shape=BOW_TIE),
        Ground("area", layer="admin_commune", code="1"),
        Ground("area", layer="nothing", code="1"),
        Ground("area", layer="service_availability", code="v2025-07:20194"),
        Ground("near", layer="bts_site", distance_m=10),
        Ground("near", layer="duct_route", distance_m=1e9),
        Ground("near", layer="duct_route", code="d2", distance_m=10),
    ],
)
def test_what_cannot_be_asked_is_refused(asked, part):
    with pytest.raises(BadFilter):
        passing(asked, part)


def test_a_column_that_is_not_there_is_named(asked):
    with pytest.raises(UnknownField) as caught:
        passing(asked, Condition("nothing", "known"))
    assert caught.value.params["field"] == "nothing"


def test_a_table_has_conditions_but_no_ground(asked):
    snapshot = asked.now()
    filter = Filter((Condition("tier", "=", ("commune",)),))
    assert rows_of(asked, snapshot, "service_availability", filter).tolist() == [True]
    somewhere = Filter((), (Ground("box", box=(0, 0, 1, 1)),))
    with pytest.raises(BadFilter):
        rows_of(asked, snapshot, "service_availability", somewhere)


def test_what_was_found_is_kept_for_its_versions_only(changing):
    asked = changing
    filter = Filter((Condition("owner", "=", ("Viettel",)),))
    before = asked.now()
    rows = rows_of(asked, before, "antenna_mast", filter)
    assert rows_of(asked, before, "antenna_mast", filter) is rows
    with pytest.raises(ValueError, match="read-only"):
        rows[0] = True
    put(asked, "antenna_mast", make_sites().assign(owner="Viettel"))
    assert rows_of(asked, asked.now(), "antenna_mast", filter).sum() == 10
    assert rows_of(asked, before, "antenna_mast", filter).sum() == 3


def test_another_version_of_a_layer_that_is_near_changes_what_is_found(changing):
    filter = Filter((), (Ground("near", layer="duct_route", distance_m=10),))
    assert not rows_of(changing, changing.now(), "antenna_mast", filter).any()
    ducts = changing.store.read("duct_route").drop(columns=["fid", "bbox"], errors="ignore")
    south = shapely.transform(ducts.geometry.values, lambda xy: xy - [0, 0.01])
    put(changing, "duct_route", ducts.set_geometry(south, crs=4326))
    assert rows_of(changing, changing.now(), "antenna_mast", filter).sum() == 3


def test_the_layers_that_a_filter_looks_at():
    grounds = (
        Ground("box", box=(0, 0, 1, 1)),
        Ground("near", layer="duct_route", distance_m=5),
        Ground("area", layer="admin_commune", code="1"),
    )
    assert layers_used(Filter((), grounds)) == {"duct_route", "admin_commune"}


def test_operators_fit_their_field():
    assert "contains" in operators_for(FieldSpec("a", "a", "a", "list[enum]"))
    assert "between" in operators_for(FieldSpec("a", "a", "a", "date"))
    assert operators_for(FieldSpec("a", "a", "a", "boolean")) == ("=", "!=", "known", "unknown")
    assert "<" not in operators_for(FieldSpec("a", "a", "a", "enum"))
