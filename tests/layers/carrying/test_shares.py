"""Shares of split units: the best that is known of all parts, and the name of what it was."""

import geopandas as gpd
import pandas as pd
import pytest
from shapely.geometry import Point, box

from layers.carrying.shares import area_shares, field_shares, point_shares, stated_shares

OLD, NEW = "v2025-03", "v2025-07"


def units(version: str, boxes: dict, **fields) -> gpd.GeoDataFrame:
    keys = [f"{version}:{code}" for code in boxes]
    return gpd.GeoDataFrame({"unit_key": keys, **fields}, geometry=list(boxes.values()), crs=4326)


def links(*pairs: str, version: str = NEW) -> pd.DataFrame:
    rows = [pair.split(">") for pair in pairs]
    frame = pd.DataFrame(rows, columns=["from_key", "to_key"])
    frame = OLD + ":" + frame["from_key"], version + ":" + frame["to_key"]
    frame = pd.DataFrame({"from_key": frame[0], "to_key": frame[1], "area_share": float("nan")})
    return frame.assign(default=~frame["from_key"].duplicated())


# x lies over m and n, a quarter and three quarters; y is wholly in n.
SOURCE = units(OLD, {"x": box(105.0, 21, 105.4, 21.1), "y": box(105.4, 21, 105.5, 21.1)})
TARGET = units(
    NEW,
    {"m": box(104.7, 21, 105.1, 21.1), "n": box(105.1, 21, 105.5, 21.1)},
    population=[4000, 1000],
)
WAY = links("x>m", "x>n", "y>n")


def share_of(frame: pd.DataFrame) -> dict[str, float]:
    return {
        key.partition(":")[2]: share
        for key, share in zip(frame["to_key"], frame["share"], strict=True)
    }


def test_only_split_units_have_shares_and_these_are_of_the_ground_shared():
    shares = area_shares(WAY, SOURCE, TARGET)
    assert shares["from_key"].unique().tolist() == [f"{OLD}:x"]
    assert share_of(shares) == pytest.approx({"m": 0.25, "n": 0.75}, rel=1e-6)
    assert shares["weight"].unique().tolist() == ["area"]


def test_a_border_that_is_approximate_is_said():
    rough = TARGET.assign(approximate=[False, True])
    assert area_shares(WAY, SOURCE, rough)["weight"].unique().tolist() == ["area_approximate"]
    assert area_shares(WAY, SOURCE.assign(approximate=None), TARGET)["weight"].iloc[0] == "area"


def test_the_crosswalks_own_share_comes_first():
    own = WAY.assign(area_share=[0.4, 0.6, 1.0])
    shares = area_shares(own, SOURCE, TARGET)
    assert share_of(shares) == {"m": 0.4, "n": 0.6}
    assert shares["weight"].unique().tolist() == ["area_share"]


def test_without_polygons_the_areas_of_the_parts_then_the_default_link():
    shares = area_shares(WAY, None, TARGET)
    assert share_of(shares) == pytest.approx({"m": 0.5, "n": 0.5}, rel=1e-6)
    assert shares["weight"].unique().tolist() == ["target_area"]
    official = pd.DataFrame(TARGET.drop(columns="geometry")).assign(area_km2_official=[3.0, 1.0])
    assert share_of(area_shares(WAY, SOURCE, official)) == {"m": 0.75, "n": 0.25}
    nothing = official.assign(area_km2_official=[3.0, None])
    shares = area_shares(WAY, SOURCE, nothing)
    assert share_of(shares) == {"m": 1, "n": 0}
    assert shares["weight"].unique().tolist() == ["default"]


def test_versions_with_the_same_borders_share_their_polygons():
    shares = area_shares(links("x>m", "x>n", version="v2026-04"), SOURCE, TARGET)
    assert shares["weight"].unique().tolist() == ["area"]
    assert shares["to_key"].tolist() == ["v2026-04:m", "v2026-04:n"]


def test_geometry_never_makes_a_link():
    way = links("x>m", "x>far")
    far = units(NEW, {"far": box(110, 10, 111, 11)}).assign(population=1)
    target = pd.concat([TARGET, far], ignore_index=True)
    assert share_of(area_shares(way, SOURCE, target)) == {"m": 1, "far": 0}


def test_a_field_counts_by_the_share_of_its_ground():
    shares = field_shares(WAY, SOURCE, TARGET, "population")
    # A quarter of the 4,000 of m, and three quarters of the 1,000 of n, live in x.
    assert share_of(shares) == pytest.approx({"m": 1000 / 1750, "n": 750 / 1750}, rel=1e-6)
    assert shares["weight"].unique().tolist() == ["population"]


@pytest.mark.parametrize("people", [[4000, None], [0, 0], [4000, -1]])
def test_a_unit_whose_parts_are_not_all_counted_is_weighed_by_area(people):
    target = TARGET.assign(population=pd.array(people, dtype="Int64"))
    shares = field_shares(WAY, SOURCE, target, "population")
    assert share_of(shares) == pytest.approx({"m": 0.25, "n": 0.75}, rel=1e-6)
    assert shares["weight"].unique().tolist() == ["area"]


def test_points_are_counted_in_the_parts():
    stands = [(105.05, 21.05)] * 3 + [(105.3, 21.05), (104.8, 21.05), (105.45, 21.05)]
    houses = gpd.GeoDataFrame(geometry=[*map(Point, stands), None], crs=4326)
    shares = point_shares(WAY, SOURCE, TARGET, houses, "house")
    assert share_of(shares) == {"m": 0.75, "n": 0.25}
    assert shares["weight"].unique().tolist() == ["house"]
    none = point_shares(WAY, SOURCE, TARGET, houses.iloc[:0], "house")
    assert none["weight"].unique().tolist() == ["area"]


def test_stated_shares_are_taken_where_all_parts_have_one():
    walk = WAY.assign(population_share=[0.9, 0.1, 1.0])
    assert share_of(stated_shares(WAY, walk, "population_share")) == {"m": 0.9, "n": 0.1}
    walk = WAY.assign(population_share=[0.9, None, 1.0])
    assert stated_shares(WAY, walk, "population_share").empty


def test_nothing_split_needs_no_share():
    assert area_shares(links("x>m"), SOURCE, TARGET).empty
    assert point_shares(
        links("x>m"), SOURCE, TARGET, SOURCE.set_geometry(SOURCE.representative_point()), "p"
    ).empty
