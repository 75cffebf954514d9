"""The planner's questions on two wards, with what is not known told apart."""

import geopandas as gpd
import pandas as pd
import pytest
from pyproj import Geod
from shapely.geometry import Point

from layers.atlas import Atlas
from layers.services.answers import Question
from layers.services.planner import (
    good_coverage_poor_service,
    passing_without_availability,
    services_without_point,
)
from layers.spec import load_specs
from layers.words import LANGUAGES, Words
from tests.layers.services.ask_case import returns

QUESTION = Question("full_share", "admin_commune", "48")
WEST, EAST = "20194", "20195"


@pytest.fixture
def planned(store, publish, communes):
    def make(rows: list[dict], **layers):
        publish(communes, "admin_commune")
        publish(returns([row | {"province_code": "48"} for row in rows]), "service_availability")
        for layer, frame in layers.items():
            publish(frame, layer)
        atlas = Atlas(store)
        return atlas, atlas.now()

    return make


def offered(code: str, full, **more) -> dict:
    return {"unit_key": f"v2025-07:{code}", "n_procedures": 10, "n_full": full} | more


def masts(*status) -> gpd.GeoDataFrame:
    """A mast in the middle of each ward: west, east."""
    points = [Point(108.05 + 0.1 * i, 16.05) for i in range(len(status))]
    rows = {
        "feature_id": [f"m{i}" for i in range(len(status))],
        "status": status,
        "province_code": "48",
    }
    return gpd.GeoDataFrame(rows, geometry=points, crs=4326)


def points(*places) -> gpd.GeoDataFrame:
    rows = {
        "feature_id": [f"p{i}" for i in range(len(places))],
        "name": [f"Desk {i}" for i in range(len(places))],
    }
    rows |= {"point_kind": "branch", "serves_unit_key": "v2025-07:48"}
    return gpd.GeoDataFrame(rows, geometry=[Point(p) for p in places], crs=4326)


def test_good_reach_and_poor_service_of_masts_that_stand(planned):
    atlas, now = planned(
        [offered(WEST, 2), offered(EAST, 2)], antenna_mast=masts("existing", "planned", None)
    )
    plan = good_coverage_poor_service(
        atlas, now, QUESTION, radius_m=9000, covered=0.9, threshold=0.5
    )
    assert plan.rows["code"].tolist() == [WEST]
    assert plan.rows["reach_share"].tolist() == [1.0]
    assert plan.considered == 2
    left = plan.derivation.left_out.set_index("reason")["count"].to_dict()
    assert left == {"status_unknown": 1, "not_existing": 1}
    assert "assumed_reach" in plan.derivation.notes
    nothing = good_coverage_poor_service(
        atlas, now, QUESTION, radius_m=1000, covered=0.9, threshold=0.5
    )
    assert nothing.rows.empty


def test_a_ward_in_reach_whose_service_is_unknown_is_listed_apart(planned):
    atlas, now = planned(
        [offered(WEST, 9), offered(EAST, None, states="n_full=suppressed")],
        antenna_mast=masts("existing", "existing"),
    )
    plan = good_coverage_poor_service(
        atlas, now, QUESTION, radius_m=9000, covered=0.9, threshold=0.5
    )
    assert plan.rows.empty
    assert plan.unknown[["code", "reason"]].values.tolist() == [[EAST, "suppressed"]]


def test_where_nobody_looked_nothing_is_said(planned):
    atlas, now = planned([offered(WEST, 2)])
    for ask in (good_coverage_poor_service, services_without_point, passing_without_availability):
        plan = ask(atlas, now, QUESTION)
        assert plan.rows.empty
        assert set(plan.unknown["reason"]) == {"nobody_looked"}


def test_distance_is_from_the_border_and_nothing_inside(planned):
    far = Geod(ellps="WGS84").inv(108.1, 16.05, 108.05, 16.05)[2]
    atlas, now = planned(
        [offered(WEST, 2), offered(EAST, 2)], service_point=points((108.05, 16.05))
    )
    plan = services_without_point(atlas, now, QUESTION, distance_m=1000)
    assert plan.rows["code"].tolist() == [EAST]
    assert plan.rows["distance_m"].tolist() == [pytest.approx(far, abs=1)]
    assert plan.rows["nearest"].tolist() == ["Desk 0"]
    assert services_without_point(atlas, now, QUESTION, distance_m=far + 5).rows.empty
    kinds = services_without_point(atlas, now, QUESTION, kinds=("city_centre",))
    assert kinds.rows["code"].tolist() == [WEST, EAST]


def test_a_ward_without_services_or_of_unknown_ones_is_not_in_want_of_a_point(planned):
    atlas, now = planned(
        [offered(WEST, 2), offered(EAST, 0)], service_point=points((108.05, 16.05))
    )
    assert services_without_point(atlas, now, QUESTION).rows.empty
    assert services_without_point(atlas, now, QUESTION).unknown.empty


def test_ducts_that_pass_where_nothing_is_offered_with_their_owners(planned, ducts):
    atlas, now = planned([offered(WEST, 0)], duct_route=ducts)
    plan = passing_without_availability(atlas, now, QUESTION)
    assert plan.rows.set_index("code")["state"].to_dict() == {WEST: "zero", EAST: "unknown"}
    assert plan.rows.set_index("code")["sure"].to_dict() == {WEST: True, EAST: False}
    owners = plan.owners[plan.owners["code"] == WEST]
    assert owners["owner"].isna().sum() == 1
    total = plan.rows.set_index("code")["km"]
    assert owners["km"].sum() == pytest.approx(total[WEST])


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_derivation_names_the_layers_and_the_numbers_that_were_set(planned, lang):
    atlas, now = planned([offered(WEST, 2)], antenna_mast=masts("existing"))
    plan = good_coverage_poor_service(atlas, now, QUESTION, radius_m=700)
    said = plan.derivation.to_rows(Words(lang))["text"]
    assert "700" in said.iloc[0]
    name = load_specs()["antenna_mast"].label(lang)
    assert said.str.contains(name, regex=False).any()
    assert isinstance(said, pd.Series)
