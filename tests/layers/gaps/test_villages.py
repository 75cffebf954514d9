"""The register of villages: silence is unknown, and the register is held against assumed reach."""

import pandas as pd
import pytest
from shapely.geometry import Point

from layers.coverage.question import RadiusRule, ReachQuestion
from layers.errors import UnknownCity, UnknownLayer
from layers.gaps.villages import village_counts, villages
from tests.layers.coverage.plane import CITY, atlas_of, points, wards

REACH = ReachQuestion(city=CITY, radius=RadiusRule("fixed", 500.0))
REGISTER = points(
    {"feature_id": "v1", "village": "Thôn 1", "xy": (500, 500), "households": 30, "cause": "terrain",
     "closing_state": "open", "gap_kind": "white_spot", "province_code": CITY},
    {"feature_id": "v2", "village": "Thôn 2", "xy": (1900, 1900), "households": 90, "cause": "no_power",
     "closing_state": "closed", "gap_kind": "weak_spot", "province_code": CITY},
    {"feature_id": "v3", "village": None, "name": "Thôn 3", "xy": (3000, 500), "households": None,
     "cause": "no_power", "closing_state": None, "gap_kind": "weak_spot", "province_code": CITY},
    {"feature_id": "v4", "village": "Thôn 4", "households": 5, "cause": None,
     "closing_state": "open", "gap_kind": "weak_spot", "province_code": CITY},
    {"feature_id": "v5", "village": "Thôn 5", "xy": (3000, 500), "closing_state": "open",
     "gap_kind": "weak_spot", "province_code": "01"},
)  # fmt: skip
SITES = points({"feature_id": "s", "xy": (500, 600)})


def listed(**layers) -> pd.DataFrame:
    held = {"admin_commune": wards(), "coverage_gap": REGISTER, "bts_site": SITES}
    atlas = atlas_of(**(held | layers))
    return villages(atlas, atlas.now(), city=CITY, reach=REACH)


def told(column: pd.Series) -> dict:
    """What a column says of each village; None where it says nothing."""
    return column.astype(object).where(column.notna(), None).to_dict()


def test_those_that_wait_come_first_and_reach_is_told():
    rows = listed()
    assert rows["village_id"].tolist() == ["v1", "v4", "v3", "v2"]
    rows = rows.set_index("village_id")
    assert told(rows["reached_now"]) == {"v1": True, "v2": False, "v3": False, "v4": None}
    assert rows["area"].to_dict() == {
        "v1": "Phường W0",
        "v2": "Phường W0",
        "v3": "Phường W1",
        "v4": None,
    }
    assert rows.loc["v1", "site_distance_m"] == pytest.approx(100, abs=0.1)
    assert rows.loc["v3", "village"] == "Thôn 3"
    assert rows.loc["v4", ["code", "nearest_site"]].tolist() == [None, None]


def test_what_contradicts_is_marked():
    marks = told(listed().set_index("village_id")["contradicts"])
    # Open yet within reach; closed yet out of reach; of unknown state; without a place.
    assert marks == {"v1": True, "v2": True, "v3": False, "v4": None}


def test_counts_keep_what_is_unknown():
    table = village_counts(listed(), "cause").set_index("cause")
    assert table["villages"].to_dict() == {"no_power": 2, "terrain": 1, "unknown": 1}
    assert table.loc["no_power", ["households", "households_unknown"]].tolist() == [90, 1]
    states = village_counts(listed(), "closing_state").set_index("closing_state")["villages"]
    assert states.to_dict() == {"open": 2, "unknown": 1, "closed": 1}


def test_without_sites_nothing_is_known_of_reach():
    held = {"admin_commune": wards(), "coverage_gap": REGISTER}
    atlas = atlas_of(**held)
    rows = villages(atlas, atlas.now(), city=CITY, reach=REACH)
    assert rows["reached_now"].isna().all()
    assert rows["contradicts"].isna().all()


def test_a_polygon_counts_at_a_point_in_it():
    shaped = REGISTER.copy()
    shaped.loc[0, "geometry"] = shaped.geometry.iloc[0].buffer(0.0005)
    row = listed(coverage_gap=shaped).set_index("village_id").loc["v1"]
    assert isinstance(row["geometry"], Point)
    assert row["reached_now"]


def test_without_a_register_it_says_so():
    atlas = atlas_of(admin_commune=wards())
    with pytest.raises(UnknownLayer):
        villages(atlas, atlas.now(), city=CITY)


def test_a_city_or_areas_that_are_not_there_are_said():
    atlas = atlas_of(admin_commune=wards(), coverage_gap=REGISTER, bts_site=SITES)
    with pytest.raises(UnknownCity, match="99"):
        villages(atlas, atlas.now(), city="99")
    with pytest.raises(UnknownLayer, match="bts_site"):
        villages(atlas, atlas.now(), city=CITY, reach=ReachQuestion(areas="bts_site", city=CITY))
