"""Masts with room for another company, and who is near."""

import pytest

from layers.errors import BadOption
from layers.regulation.sharing import find_sharing, share_candidates
from tests.layers.regulation.ground import TOWN, at, masts


def test_a_mast_with_one_tenant_near_another_owner(atlas):
    frame = masts(
        {"geometry": at(TOWN), "contact": "1800 xxxx"},
        {"geometry": at(TOWN, 150), "owner": "Viettel", "operator": "Viettel", "n_operators": 3},
        {"geometry": at(TOWN, 300)},
    )
    atlas = atlas(antenna_mast=frame)
    rows = share_candidates(atlas, atlas.now(), city="48", distance_m=200)
    got = rows[["mast", "other", "other_owner", "reason", "contact"]]
    assert sorted(got.to_numpy().tolist()) == [
        ["m1", "m2", "Viettel", "overbuild", "1800 xxxx"],
        ["m3", "m2", "Viettel", "overbuild", "1800 xxxx"],
    ]
    assert rows["distance_m"].to_numpy() == pytest.approx(150, abs=1e-3)
    assert share_candidates(atlas, atlas.now(), city="48", distance_m=149.9).empty


def test_a_planned_site_of_somebody_else_and_not_of_who_is_there(atlas):
    sites = masts(
        {
            "geometry": at(TOWN, 50),
            "owner": "MobiFone",
            "operator": "MobiFone",
            "planned_year": 2028,
        },
        {"geometry": at(TOWN, 60), "owner": "VNPT", "operator": "VNPT", "planned_year": 2027},
    ).drop(columns=["n_operators", "mast_class"])
    atlas = atlas(antenna_mast=masts({"geometry": at(TOWN)}), planned_site=sites)
    got = find_sharing(atlas, atlas.now(), city="48", distance_m=100)
    assert got.rows[["mast", "other", "reason", "planned_year"]].to_numpy().tolist() == [
        ["m1", "m1", "planned_site", 2028]
    ]
    assert {one.layer for one in got.inputs} == {"antenna_mast", "admin_commune", "planned_site"}


def test_who_cannot_share_is_left_out_with_the_reason(atlas):
    frame = masts(
        {"geometry": at(TOWN), "n_operators": None},
        {"geometry": at(TOWN, 5), "sharing_capable": "no"},
        {"geometry": at(TOWN, 10), "owner": None},
        {"geometry": at(TOWN, 15), "n_operators": 2},
        {"geometry": at(TOWN, 20), "status": "planned"},
        {"geometry": at(TOWN, 25), "owner": "Viettel", "operator": "Viettel", "n_operators": 4},
    )
    atlas = atlas(antenna_mast=frame)
    got = find_sharing(atlas, atlas.now(), city="48", distance_m=500)
    assert got.rows.empty
    assert got.left_out[["mast", "why"]].to_numpy().tolist() == [
        ["m1", "tenants_unknown"],
        ["m3", "no_owner"],
        ["m2", "not_sharing_capable"],
    ]


def test_a_distance_is_more_than_nothing(atlas):
    atlas = atlas(antenna_mast=masts({"geometry": at(TOWN)}))
    for wrong in (0, -5, float("nan")):
        with pytest.raises(BadOption):
            share_candidates(atlas, atlas.now(), city="48", distance_m=wrong)
