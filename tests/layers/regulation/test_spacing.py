"""Masts too near to one another, by class, height, environment and province."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from layers.regulation.check import check_masts
from layers.regulation.found import nothing
from layers.regulation.masts import MastSet
from layers.regulation.rule_table import Rule
from layers.regulation.spacing import check_spacing
from tests.layers.regulation.ground import (
    COUNTRYSIDE,
    GEOD,
    HD_COUNTRYSIDE,
    HD_TOWN,
    OLD_CITY,
    SPECIAL,
    TOWN,
    at,
    masts,
)

SPACING = ("spacing",)


def pair(ward: int, distance_m: float, **more):
    """Two masts so far apart, with the same of everything else."""
    return masts({"geometry": at(ward), **more}, {"geometry": at(ward, distance_m), **more})


def found(atlas, frame, *, city="48", **options):
    atlas = atlas(antenna_mast=frame)
    return check_masts(atlas, atlas.now(), city=city, kinds=SPACING, **options)


@pytest.mark.parametrize(
    ("ward", "mast_class", "height_m", "limit_m", "rule"),
    [
        (TOWN, "A2a", 15.0, 150, "qn_a2a_low_urban"),
        (COUNTRYSIDE, "A2a", 15.0, 200, "qn_a2a_low_outside"),
        (TOWN, "A2a", 15.1, 200, "qn_a2a_high_urban"),
        (COUNTRYSIDE, "A2a", 15.1, 350, "qn_a2a_high_outside"),
        (TOWN, "A2b", 30.0, 300, "qn_a2b_urban"),
    ],
)
def test_each_limit_of_the_plan_holds_to_a_millimetre(
    atlas, ward, mast_class, height_m, limit_m, rule
):
    about = {"mast_class": mast_class, "height_m": height_m}
    near = pair(ward, limit_m - 0.001, **about)
    far = pair(ward, limit_m + 0.001, **about)
    rows = found(atlas, near).rows
    assert rows[["rule", "mast", "other", "limit_m"]].to_numpy().tolist() == [
        [rule, "m1", "m2", limit_m]
    ]
    assert rows["distance_m"].iloc[0] == pytest.approx(limit_m - 0.001, abs=1e-4)
    kept = found(atlas, far)
    assert kept.rows.empty
    assert kept.rules.set_index("rule").loc[rule, ["judged", "state"]].tolist() == [2, "met"]


@pytest.mark.parametrize("north_m", [300.0, 300.0 - 2e-7, 300.0 - 1e-5])
def test_exactly_at_the_limit_a_mast_keeps_to_the_rule_whatever_was_rounded(atlas, north_m):
    rows = masts({"geometry": at(TOWN)}, {"geometry": at(TOWN, 0, north_m)})
    assert len(found(atlas, rows).rows) == (north_m < 300 - 1e-6)


def test_a_rule_says_where_it_comes_from_and_that_it_no_longer_binds(atlas):
    row = found(atlas, pair(TOWN, 100)).rows.iloc[0]
    assert (row["binding"], row["territory"]) == ("expired", "own")
    assert (row["source"], row["certainty"]) == ("quangnam.gov.vn 30399", "read")
    assert (row["code"], row["ward"], row["environment"]) == ("20341", "Phường Tam Kỳ", "urban")


def test_on_ground_of_another_former_province_the_rule_does_not_bind(atlas):
    got = found(atlas, pair(OLD_CITY, 100))
    assert got.rows[["binding", "territory"]].to_numpy().tolist() == [["no", "other"]]
    listed = got.rules.set_index("rule").loc["qn_a2b_urban"]
    assert listed[["judged", "violations", "elsewhere"]].tolist() == [0, 0, 1]
    assert any(note.key == "regulation.note.other_territory" for note in got.notes)


def test_two_classes_at_one_place_are_judged_each_by_its_own_rule(atlas):
    frame = masts(
        {"geometry": at(TOWN), "mast_class": "A2a", "height_m": 10},
        {"geometry": at(TOWN, 120)},
    )
    rows = found(atlas, frame).rows.sort_values("rule")
    assert rows[["rule", "mast", "other"]].to_numpy().tolist() == [
        ["qn_a2a_low_urban", "m1", "m2"],
        ["qn_a2b_urban", "m2", "m1"],
    ]


def test_a_non_bulky_mast_is_nobodys_neighbour(atlas):
    frame = masts({"geometry": at(TOWN), "mast_class": "A1a"}, {"geometry": at(TOWN, 20)})
    assert found(atlas, frame).rows.empty


def test_masts_at_one_place_are_a_point_and_a_mast_is_not_near_itself(atlas):
    rows = found(atlas, pair(TOWN, 0)).rows
    assert rows["distance_m"].tolist() == [0]
    assert rows.geom_type.tolist() == ["Point"]
    assert found(atlas, masts({"geometry": at(TOWN)})).rows.empty


def test_a_mast_over_the_border_of_the_city_is_near_as_well(atlas):
    frame = masts(
        {"geometry": at(SPECIAL), "province_code": "48"},
        {"geometry": at(TOWN, 20_000)},
        {"geometry": at(TOWN, -5_400)},
        {"geometry": at(TOWN, -5_250)},
    )
    rows = found(atlas, frame).rows
    assert rows[["mast", "other"]].to_numpy().tolist() == [["m4", "m3"]]


@pytest.mark.parametrize(("ward", "limit_m"), [(HD_TOWN, 100), (HD_COUNTRYSIDE, 400)])
def test_hai_duong_asks_new_masts_of_any_class_only(atlas, ward, limit_m):
    def built(first, second):
        rows = [
            {"geometry": at(ward), "status": first, "mast_class": "A1b", "province_code": "31"},
            {"geometry": at(ward, limit_m - 1), "status": second, "province_code": "31"},
        ]
        return found(atlas, masts(*rows), city="31").rows[["mast", "other", "binding"]]

    assert built("planned", "existing").to_numpy().tolist() == [["m1", "m2", "unknown"]]
    assert built("existing", "under_construction").to_numpy().tolist() == [["m2", "m1", "unknown"]]
    assert built("existing", "existing").empty
    assert built("planned", "planned").empty


def test_what_cannot_be_judged_is_said_for_each_reason(atlas):
    frame = masts(
        {"geometry": None},
        {"geometry": at(20)},
        {"geometry": at(TOWN), "status": "removed"},
        {"geometry": at(TOWN, 1000), "mast_class": "unknown"},
        {"geometry": at(TOWN, 2000), "mast_class": None},
        {"geometry": at(TOWN, 3000), "mast_class": "A2a", "height_m": None},
        {"geometry": at(SPECIAL), "mast_class": "A2b"},
        {"geometry": at(COUNTRYSIDE), "mast_class": "A2b"},
        {"geometry": at(TOWN, 10), "mast_class": "A1a"},
    )
    left = found(atlas, frame).left_out
    assert left[["mast", "kind", "why"]].to_numpy().tolist() == [
        ["m1", "", "no_position"],
        ["m2", "", "outside"],
        ["m3", "", "retired"],
        ["m4", "spacing", "no_class"],
        ["m5", "spacing", "no_class"],
        ["m6", "spacing", "no_height"],
        ["m7", "spacing", "environment_unknown"],
        ["m8", "spacing", "limit_unknown"],
    ]


def test_a_rule_remembered_with_low_certainty_makes_no_violation(atlas):
    rule = Rule("mine", "spacing", value=500, certainty="memory, low")
    got = found(atlas, pair(TOWN, 10), rules=[rule])
    assert got.rows.empty
    assert got.left_out["why"].unique().tolist() == ["limit_unknown"]
    assert got.rules["state"].tolist() == ["not_judged"]
    sure = Rule("mine", "spacing", value=500, certainty="memory, medium")
    assert len(found(atlas, pair(TOWN, 10), rules=[sure]).rows) == 1


def test_a_province_without_a_spacing_rule_says_so(atlas):
    atlas = atlas(antenna_mast=pair(HD_TOWN, 10))
    got = check_masts(atlas, atlas.now(), city="31", rules=[], kinds=SPACING)
    assert "regulation.note.no_spacing_rule" in {note.key for note in got.notes}


def test_planned_sites_are_held_against_masts_that_stand(atlas):
    site = masts({"geometry": at(HD_TOWN, 60), "status": "planned", "province_code": "31"})
    site = site.drop(columns=["mast_class", "n_operators", "contact"])
    atlas = atlas(antenna_mast=masts({"geometry": at(HD_TOWN)}), planned_site=site)
    got = check_masts(atlas, atlas.now(), city="31", masts="planned_site", kinds=SPACING)
    assert got.rows[["rule", "mast", "other"]].to_numpy().tolist() == [["hd_new_urban", "m1", "m1"]]
    assert {one.layer for one in got.inputs} == {"planned_site", "admin_commune", "antenna_mast"}


@given(
    offsets=st.lists(st.tuples(st.floats(-400, 400), st.floats(-400, 400)), min_size=2, max_size=9),
    limit_m=st.floats(5, 500),
)
@settings(max_examples=15, deadline=None)
def test_every_pair_that_is_too_near_is_found_once(offsets, limit_m):
    frame = masts(*({"geometry": at(TOWN, *offset)} for offset in offsets))
    frame = frame.assign(row=np.arange(len(frame)), code="1", ward="w", environment="urban",
                         former_code=None, province="48")  # fmt: skip
    held = MastSet("antenna_mast", frame, frame, nothing().left_out, ())
    rows = check_spacing(
        held, frame.assign(layer="antenna_mast"), (Rule("r", "spacing", value=limit_m),)
    ).rows
    lon, lat = frame.geometry.x.to_numpy(), frame.geometry.y.to_numpy()
    first, second = np.triu_indices(len(frame), 1)
    *_, apart_m = GEOD.inv(lon[first], lat[first], lon[second], lat[second])
    sure = np.abs(apart_m - limit_m) > 1e-3
    expected = {(f"m{a + 1}", f"m{b + 1}") for a, b in zip(first[sure & (apart_m < limit_m)],
                second[sure & (apart_m < limit_m)], strict=True)}  # fmt: skip
    doubtful = {
        (f"m{a + 1}", f"m{b + 1}") for a, b in zip(first[~sure], second[~sure], strict=True)
    }
    got = list(zip(rows["mast"], rows["other"], strict=True))
    assert len(got) == len(set(got))
    assert set(got) - doubtful == expected
