"""What is near a feature, with metres on the ground."""

import pytest

from geo.measure import WGS84
from layers.tables.nearby import area_at, nearby, shape_of

MAST = "antenna_mast"


def fid_of(atlas, snapshot, layer: str, name: str) -> int:
    frame = atlas.frame(snapshot.versions[layer])
    return int(frame.loc[frame["feature_id"] == name, "fid"].iloc[0])


def test_the_nearest_come_first_and_itself_is_none(atlas, snapshot):
    fid = fid_of(atlas, snapshot, MAST, "m10")
    found = nearby(atlas, snapshot, MAST, fid, [MAST], within_m=250, most=5)
    frame = atlas.frame(snapshot.versions[MAST])
    assert [frame["feature_id"].iloc[each.place] for each in found] == ["m2", "m1"]
    wanted = [WGS84.inv(108.05, 16.05, 108.05 + i / 1000, 16.05)[2] for i in (1, 2)]
    assert [each.distance_m for each in found] == pytest.approx(wanted, abs=0.05)
    assert len(nearby(atlas, snapshot, MAST, fid, [MAST], within_m=250, most=1)) == 1


def test_lines_are_measured_to_their_nearest_place(atlas, snapshot):
    fid = fid_of(atlas, snapshot, MAST, "m10")
    (near,) = nearby(atlas, snapshot, MAST, fid, ["duct_route"], within_m=5000)
    wanted = WGS84.inv(108.05, 16.05, 108.05, 16.02)[2]
    assert near.distance_m == pytest.approx(wanted, rel=1e-4)


def test_without_a_position_nothing_is_near(atlas, snapshot):
    fid = fid_of(atlas, snapshot, MAST, "m5")
    assert shape_of(atlas, snapshot.versions[MAST], fid) is None
    assert nearby(atlas, snapshot, MAST, fid, [MAST]) == []
    assert shape_of(atlas, snapshot.versions[MAST], 999) is None


def test_the_area_of_a_feature(atlas, snapshot):
    shape = shape_of(atlas, snapshot.versions[MAST], fid_of(atlas, snapshot, MAST, "m10"))
    assert area_at(atlas, snapshot, "admin_commune", shape) == "20194"
