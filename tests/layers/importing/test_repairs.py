"""Repairs that somebody agreed to."""

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from shapely.geometry import LineString, MultiPolygon, Point, Polygon, box

from geo.measure import geodesic_area_m2
from layers.importing.repairs import REPAIRS, repair
from layers.importing.rules import apply_rules
from layers.importing.rules.case import Case
from layers.spec import load_specs
from tests.layers.importing.test_rules_geometry import star

SPECS = load_specs()
COMMUNES = SPECS["admin_commune"]
BOW = Polygon([(108, 16), (108.01, 16.01), (108.01, 16), (108, 16.01)])
FLAT = Polygon([(108, 16), (108.1, 16), (108, 16)])


def communes(*shapes) -> gpd.GeoDataFrame:
    keys = [f"k{i}" for i in range(len(shapes))]
    return gpd.GeoDataFrame({"unit_key": keys}, geometry=gpd.GeoSeries(list(shapes), crs=4326))


def test_an_area_is_mended_and_told():
    frame = communes(box(108, 15, 108.1, 15.1), BOW, None)
    before = frame.geometry.to_wkb().tolist()
    mended, (told,) = repair(frame, ["geometry.invalid"], spec=COMMUNES)
    assert frame.geometry.to_wkb().tolist() == before
    assert (told.rule, told.severity, told.rows.tolist()) == ("geometry.repaired", "warning", [1])
    assert told.values == ["Self-intersection[108.005 16.005]"]
    assert told.details["parts"] == [2]
    halves = geodesic_area_m2(mended.geometry.to_numpy())[1]
    assert told.details["area_m2"] == [pytest.approx(halves, abs=0.1)]
    assert isinstance(mended.geometry[1], MultiPolygon)
    assert mended.geometry[1].is_valid
    assert mended.geometry[0].equals(frame.geometry[0])
    assert mended.geometry[2] is None
    assert mended.crs == frame.crs
    assert mended["unit_key"].tolist() == ["k0", "k1", "k2"]


def test_what_cannot_be_mended_stays_and_is_found_again():
    spot = LineString([(108, 16), (108, 16)])
    frame = communes(FLAT, spot, star(401), Polygon([(0, np.inf), (1, 1), (1, 0)]), BOW)
    mended, (told,) = repair(frame, ["geometry.invalid"], spec=COMMUNES)
    assert told.rows.tolist() == [4]
    findings = {
        f.rule: f.rows for f in apply_rules(Case(mended, COMMUNES, mended, "GeoPackage"))[0]
    }
    assert findings["geometry.invalid"].tolist() == [0]
    assert findings["routes.zero_length"].tolist() == [1]
    assert findings["geometry.too_tangled"].tolist() == [2]
    assert findings["geometry.out_of_range"].tolist() == [3]


def test_nothing_is_mended_unasked():
    frame = communes(BOW).assign(type="Phuong")
    for accepted in ([], ["geometry.repeated", "id.repeated"]):
        out, told = repair(frame, accepted, spec=COMMUNES)
        assert out is frame
        assert told == []


def test_sound_frames_and_tables_come_back_as_they_are():
    frame, tables = communes(box(108, 16, 108.1, 16.1), None), pd.DataFrame({"unit_key": ["a"]})
    for each in (frame, tables, communes()):
        out, told = repair(each, REPAIRS, spec=COMMUNES)
        assert out is each
        assert told == []


def test_values_of_the_list_take_the_place_of_what_was_meant():
    points = [Point(108, 16)] * 4
    frame = gpd.GeoDataFrame(
        {
            "status": ["Exsting", None, "gone", "planned"],
            "technologies": ["2g;4 G", "5G", "9X", ""],
        },
        geometry=points,
        crs=4326,
    )
    out, told = repair(frame, ["value.not_listed"], spec=SPECS["antenna_mast"])
    assert out["status"].astype(object).where(out["status"].notna(), None).tolist() == [
        "existing",
        None,
        "gone",
        "planned",
    ]
    assert out["technologies"].tolist() == ["2G;4G", "5G", "9X", ""]
    assert frame["status"].tolist()[0] == "Exsting"
    assert [(f.rule, f.column, f.rows.tolist()) for f in told] == [
        ("value.replaced", "status", [0]),
        ("value.replaced", "technologies", [0]),
    ]
    assert (told[0].values, told[0].details) == (["Exsting"], {"after": ["existing"]})
    assert isinstance(out, gpd.GeoDataFrame)
