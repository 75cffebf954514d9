"""Gaps: exact ground and people on a plane, and what stands near."""

import math

import numpy as np
import pandas as pd
import pytest
from shapely.geometry import LineString, box

from layers.coverage.ask import ask_reach
from layers.coverage.question import RadiusRule, ReachQuestion
from layers.gaps.gaps import find_gaps
from layers.words import LANGUAGES, Words
from tests.layers.coverage.plane import CITY, atlas_of, geojson, points, polygons, wards

# A belt of two sites parts the west ward into north and south; in the east nothing is reached.
SITES = points({"feature_id": "w", "xy": (500, 1000)}, {"feature_id": "e", "xy": (1500, 1000)})
PEOPLE = points(
    {"xy": (1000, 1950), "n_people": 40},
    {"xy": (100, 100), "n_people": 70},
    {"xy": (500, 1000), "n_people": 500},
    {"xy": (3000, 1000), "n_people": 60},
)
DUCTS = polygons({"feature_id": "d", "shape": LineString([(3000, 0), (3000, 400)])})
QUESTION = ReachQuestion(city=CITY, radius=RadiusRule("fixed", 600.0))


def gaps(question=QUESTION, *, most=200, least_m2=10_000.0, **layers):
    held = {"admin_commune": wards(), "bts_site": SITES, "population_point": PEOPLE}
    atlas = atlas_of(**(held | layers))
    found = find_gaps(atlas, atlas.now(), question, most=most, least_m2=least_m2)
    return found, ask_reach(atlas, atlas.now(), question)


def test_gaps_are_cut_at_borders_and_come_by_people():
    found, _ = gaps()
    assert found.frame["people"].tolist() == [70, 60, 40]
    assert found.frame["code"].tolist() == ["20000", "20001", "20000"]
    assert sorted(found.frame["gap"]) == ["20000-1", "20000-2", "20001-1"]
    assert (found.counted, found.people_source) == ("people", "population_point")
    assert found.total["gaps"] == 3
    assert found.total["people"] == 170


def test_gaps_and_reach_make_up_the_ground():
    found, answer = gaps(least_m2=0.0)
    whole = answer.total["total"]
    assert found.total["area_km2"] * 1e6 == pytest.approx(whole - answer.total["reached"], rel=1e-6)
    by_people, counted = gaps(ReachQuestion(city=CITY, basis="people", radius=QUESTION.radius))
    assert by_people.total["people"] == counted.total["total"] - counted.total["reached"]


def test_without_people_the_largest_ground_is_first():
    layers = {"admin_commune": wards(), "bts_site": SITES}
    atlas = atlas_of(**layers)
    found = find_gaps(atlas, atlas.now(), QUESTION)
    assert found.counted is None
    assert found.frame["people"].isna().all()
    assert found.frame["gap"].iloc[0] == "20001-1"
    # The eastern site reaches over the border: a cap of the circle, 500 m from its centre.
    cap = math.acos(5 / 6) * 600**2 - 500 * math.sqrt(600**2 - 500**2)
    assert found.frame["area_km2"].iloc[0] == pytest.approx((4e6 - cap) / 1e6, rel=1e-3)
    assert np.all(np.diff(found.frame["area_km2"]) <= 0)


def test_what_stands_near_is_measured_from_the_middle():
    found, _ = gaps(duct_route=DUCTS)
    east = found.frame.set_index("gap").loc["20001-1"]
    # The widest part is the circle that touches three sides of the square and the cap in the west.
    assert east["nearest_site"] == "e"
    assert east["site_distance_m"] == pytest.approx(1500 + 50, abs=120)
    assert east["duct_distance_m"] == pytest.approx(600, abs=60)
    assert math.isnan(east["power_distance_m"])
    lost = found.derivation.lost
    assert lost[["layer", "why"]].to_numpy().tolist() == [["power_line", "no_layer"]]


def test_small_gaps_are_counted_and_the_list_is_cut():
    found, _ = gaps(least_m2=1e6, most=1)
    assert len(found.frame) == 1
    assert found.total["gaps"] == 1
    assert any(note.key == "planning.note.small_gaps" for note in found.derivation.notes)
    two, _ = gaps(most=2)
    assert len(two.frame) == 2
    assert two.total["gaps"] == 3
    assert any(note.key == "planning.note.more_gaps" for note in two.derivation.notes)


def test_where_nobody_looked_there_is_no_gap():
    far = wards(box(90_000, 0, 92_000, 2000), city="51", first=50)
    both = pd.concat([wards(), far], ignore_index=True)
    found, _ = gaps(ReachQuestion(radius=QUESTION.radius), admin_commune=both)
    assert set(found.frame["code"]) == {"20000", "20001"}
    assert found.derivation.lost.set_index("why")["count"]["not_looked"] == 1


def test_a_drawn_area_is_looked_at_alone():
    drawn = geojson(box(2600, 0, 3600, 1000))
    found, _ = gaps(ReachQuestion(city=CITY, radius=QUESTION.radius, within=drawn))
    assert found.frame["code"].tolist() == ["drawn"]
    assert found.frame["area_km2"].tolist() == pytest.approx([1.0], rel=1e-3)


def test_people_of_polygons_are_spread_over_the_gap():
    spread = polygons({"shape": box(2000, 0, 4000, 2000), "n_people": 400})
    asked = ReachQuestion(
        city=CITY, basis="people", people="population_area", radius=QUESTION.radius
    )
    found, _ = gaps(asked, population_area=spread)
    east = found.frame.set_index("gap").loc["20001-1"]
    cap = math.acos(5 / 6) * 600**2 - 500 * math.sqrt(600**2 - 500**2)
    assert east["people"] == pytest.approx(400 * (4e6 - cap) / 4e6, rel=1e-4)
    assert math.isnan(found.frame.set_index("gap").loc["20000-1", "people"])


@pytest.mark.parametrize("lang", LANGUAGES)
def test_it_explains_itself(lang):
    text = "\n".join(gaps(most=1)[0].derivation.to_rows(Words(lang))["text"])
    assert "600" in text
    assert "{" not in text
