"""Shares within assumed reach: exact by hand on squares of 2 km."""

import math

import numpy as np
import pytest
from shapely.geometry import box

from layers.coverage.answer import DRAWN
from layers.coverage.ask import ask_reach
from layers.coverage.question import RadiusRule, ReachQuestion
from layers.coverage.thresholds import below, coverage_targets, crossed, ranked, unknown
from layers.errors import BadArea, BadOption, NoAreas, UnknownCity, UnknownLayer
from layers.words import LANGUAGES, Words
from tests.layers.coverage.plane import atlas_of, geojson, points, wards

QUARTER = math.pi * 500**2 / 4e6
"""The share of a ward of 2 km that a circle of 500 m inside it takes."""
LENS = (2 * math.acos(0.5) - math.sqrt(3) / 2) * 500**2 / 4e6
"""The share that two circles of 500 m have in common whose centres are 500 m apart."""


def ask(layers: dict, **question):
    atlas = atlas_of(**({"admin_commune": wards()} | layers))
    return ask_reach(atlas, atlas.now(), ReachQuestion(**question))


def shares(answer) -> list[float]:
    return answer.rows["share"].tolist()


def close(*values: float):
    return pytest.approx(values, abs=1e-7)


def whys(answer) -> dict:
    return answer.derivation.left_out.set_index("why")["count"].to_dict()


def test_a_circle_in_a_ward_and_one_across_the_border():
    sites = points({"xy": (1000, 1000), "operator": "A"}, {"xy": (2000, 400), "operator": "B"})
    answer = ask({"bts_site": sites})
    # Of the second circle 100 m stick out in the south.
    cut = (math.acos(0.8) - 0.8 * 0.6) * 500**2 / 4e6
    half = (QUARTER - cut) / 2
    assert shares(answer) == close(QUARTER + half, half)
    assert answer.rows["sites_reaching"].tolist() == [2, 1]
    assert answer.rows["operators_reaching"].tolist() == [2, 1]
    assert answer.rows["total"].tolist() == pytest.approx([4e6, 4e6], rel=1e-3)
    assert answer.total["share"] == pytest.approx((QUARTER + 2 * half) / 2, rel=1e-4)
    assert answer.total["reached"] == pytest.approx(answer.rows["reached"].sum())
    assert answer.total["unknown"] == 0


def test_two_sites_and_two_operators():
    sites = points(
        {"xy": (800, 1000), "operator": "A"},
        {"xy": (1300, 1000), "operator": "A"},
        {"xy": (800, 1000), "operator": "B"},
        {"xy": (3000, 1000), "operator": None},
    )
    layers = {"bts_site": sites}
    assert shares(ask(layers)) == close(2 * QUARTER - LENS, QUARTER)
    assert shares(ask(layers, sites_at_least=2)) == close(QUARTER, 0)
    assert shares(ask(layers, sites_at_least=3)) == close(LENS, 0)
    # Nobody knows whose the site in the east is: it is a site, and of no operator.
    assert shares(ask(layers, operators_at_least=1)) == close(2 * QUARTER - LENS, 0)
    assert shares(ask(layers, operators_at_least=2)) == close(QUARTER, 0)
    assert shares(ask(layers, operators=("b",))) == close(QUARTER, 0)
    assert whys(ask(layers, operators=("b",))) == {"other_operator": 2, "no_operator": 1}


def test_what_stands_on_one_mast_is_one_site():
    sites = points(
        {"xy": (1000, 1000), "operator": "A", "mast_id": "m"},
        {"xy": (1000, 1000), "operator": "B", "mast_id": "m"},
    )
    masts = points({"feature_id": "m", "xy": (1000, 1000), "operator": "C", "sharers": "A; b;"})
    layers = {"bts_site": sites, "antenna_mast": masts}
    assert shares(ask(layers, sites_at_least=2)) == [0, 0]
    assert shares(ask(layers, operators_at_least=2)) == close(QUARTER, 0)
    both = ask(layers, sites=("bts_site", "antenna_mast"), operators_at_least=3)
    assert shares(both) == close(QUARTER, 0)
    assert both.rows["sites"].tolist() == [1, 0]
    # “b” and “B” are one operator.
    assert both.rows["operators_reaching"].tolist() == [3, 0]


def test_the_same_id_in_two_layers_is_two_sites():
    one = points({"feature_id": "1", "xy": (1000, 1000)})
    other = points({"feature_id": "1", "xy": (1000, 1000), "planned_year": 2027})
    layers = {"bts_site": one, "planned_site": other}
    answer = ask(layers, sites=("bts_site", "planned_site"), sites_at_least=2)
    assert shares(answer) == close(QUARTER, 0)


def test_states_and_years_of_sites():
    sites = points(
        {"xy": (1000, 1000), "status": "planned", "planned_year": 2027},
        {"xy": (3000, 1000), "status": "planned", "planned_year": 2030},
        {"xy": (3000, 1000), "status": "under_construction", "planned_year": None},
        {"xy": (1000, 1000), "status": "removed", "planned_year": 2020},
        {"xy": (1000, 1000), "status": "existing", "on_air": False},
        {"xy": None, "status": "existing"},
    )
    now = ask({"bts_site": sites})
    assert shares(now) == [0, 0]
    assert now.rows["state"].tolist() == ["zero", "zero"]
    assert whys(now) == {"no_position": 1, "not_in_service": 5}
    later = ask({"bts_site": sites}, planned_until=2028)
    assert shares(later) == close(QUARTER, 0)
    assert whys(later) == {"no_position": 1, "not_in_service": 2, "no_year": 1, "later": 1}
    standing = points({"xy": (1000, 1000), "status": "to_be_removed"}, {"xy": (3000, 1000)})
    assert shares(ask({"bts_site": standing})) == close(QUARTER, QUARTER)


def test_planned_sites_stand_whatever_their_year_unless_a_year_is_given():
    planned = points({"xy": (1000, 1000), "planned_year": 2030}, {"xy": (3000, 1000)})
    layers = {"planned_site": planned}
    assert shares(ask(layers, sites=("planned_site",))) == close(QUARTER, QUARTER)
    until = ask(layers, sites=("planned_site",), planned_until=2030)
    assert shares(until) == close(QUARTER, 0)
    assert whys(until) == {"no_year": 1}


def test_radii_of_the_records():
    sites = points(
        {"xy": (1000, 1000), "radius_m": 500.0},
        {"xy": (3000, 1000), "radius_m": None},
        {"xy": (3000, 1000), "radius_m": 0.0},
        {"xy": (3000, 1000), "radius_m": -5.0},
        {"xy": (3000, 1000), "radius_m": math.inf},
        {"xy": (3000, 1000), "radius_m": 5e8},
    )
    answer = ask({"bts_site": sites}, radius=RadiusRule("field"))
    assert shares(answer) == close(QUARTER, 0)
    assert whys(answer) == {"no_radius": 1, "bad_radius": 4}
    filled = ask({"bts_site": sites}, radius=RadiusRule("field", 250.0))
    assert shares(filled) == close(QUARTER, QUARTER / 4)
    said = [each.key for each in filled.assumptions]
    assert "coverage.assumption.field_missing" in said


def test_radii_of_presets_by_the_kind_of_commune():
    sites = points(
        {"xy": (1000, 1000), "technology": "4G", "bands_mhz": "1800", "antenna_height_m": 15.0},
        {"xy": (3000, 1000), "technology": "5G", "bands_mhz": "3500", "antenna_height_m": 15.0},
    )
    layers = {"bts_site": sites, "admin_commune": wards(kinds=["phường", "xã"])}
    answer = ask(layers, radius=RadiusRule("preset"))
    # 4G at 1,800 MHz in a ward: 400 to 1,000 m; 5G at 3.5 GHz in a commune: 700 to 1,500 m.
    assert shares(answer) == close(math.pi * 400**2 / 4e6, math.pi * 700**2 / 4e6)
    changed = RadiusRule("preset", overrides={"4g_1800_urban": 500.0})
    assert shares(ask(layers, radius=changed, technology="4G")) == close(QUARTER, 0)
    assert shares(ask(layers, radius=RadiusRule("preset"), environment="dense_urban")) == close(
        math.pi * 250**2 / 4e6, math.pi * 150**2 / 4e6
    )


def test_technology_and_band():
    sites = points(
        {"xy": (1000, 1000), "technology": "3G;4G", "bands_mhz": "900;1800"},
        {"xy": (3000, 1000), "technology": "5G", "bands_mhz": "3500"},
        {"xy": (3000, 1000), "technology": None, "bands_mhz": None},
    )
    layers = {"bts_site": sites}
    assert whys(ask(layers, technology="4G")) == {"other_technology": 1, "no_technology": 1}
    assert shares(ask(layers, technology="4G")) == close(QUARTER, 0)
    assert shares(ask(layers, band_mhz=3500)) == close(0, QUARTER)
    # 350 is no member of the list, though its digits are.
    assert shares(ask(layers, band_mhz=350)) == [0, 0]


def test_a_city_without_any_record_is_unknown_not_zero():
    west = wards(box(0, 0, 2000, 2000))
    east = wards(box(2000, 0, 4000, 2000), city="49", first=1)
    both = west.loc[[0]].copy()
    both.loc[1] = east.loc[0]
    layers = {"admin_commune": both, "bts_site": points({"xy": (1000, 1000)})}
    answer = ask(layers)
    assert answer.rows["state"].tolist() == ["known", "no_data"]
    assert math.isnan(shares(answer)[1])
    assert answer.total["share"] == pytest.approx(QUARTER, abs=1e-7)
    assert answer.total["unknown"] == pytest.approx(answer.rows["total"].iloc[1])
    assert answer.total["areas_unknown"] == 1
    assert shares(ask(layers, city=CITY_WEST)) == close(QUARTER)


CITY_WEST = "48"


def test_a_site_of_the_neighbour_reaches_across_the_border():
    layers = {"bts_site": points({"xy": (4100, 1000)}, {"xy": (100, 100)})}
    answer = ask(layers)
    over = (math.acos(0.2) - 0.2 * math.sqrt(0.96)) * 500**2 / 4e6
    assert shares(answer)[1] == pytest.approx(over, abs=1e-7)
    assert answer.rows["sites"].tolist() == [1, 0]
    assert answer.rows["sites_reaching"].tolist() == [1, 1]


def test_an_area_without_a_shape_is_unknown():
    layers = {"admin_commune": wards(box(0, 0, 2000, 2000), None)}
    answer = ask(layers | {"bts_site": points({"xy": (1000, 1000)})})
    assert answer.rows["state"].tolist() == ["known", "unknown"]
    assert answer.total["areas_unknown"] == 1


def test_a_drawn_area_is_one_more_row_and_not_in_the_total():
    drawn = geojson(box(500, 500, 1000, 1500))
    answer = ask({"bts_site": points({"xy": (1000, 1000)})}, within=drawn)
    row = answer.rows.iloc[-1]
    assert row["code"] == DRAWN
    assert row["share"] == pytest.approx(math.pi / 4, abs=1e-6)
    assert answer.total["areas"] == 2
    assert len(answer.areas) == 2
    feature = {"type": "FeatureCollection", "features": [{"type": "Feature", "geometry": drawn}]}
    again = ask({"bts_site": points({"xy": (1000, 1000)})}, within=feature)
    assert again.rows.iloc[-1]["share"] == row["share"]


@pytest.mark.parametrize(
    "drawn",
    [
        {"type": "Point", "coordinates": [108, 16]},
        {"type": "Polygon", "coordinates": []},
        {"type": "Polygon", "coordinates": [[[0, 0], [1, "x"], [1, 1], [0, 0]]]},
        {"type": "Polygon", "coordinates": [[[0, 0], [1, 1], [2, 2], [0, 0]]]},
        {"type": "Polygon", "coordinates": [[[500, 0], [600, 0], [600, 9], [500, 0]]]},
        {"type": "FeatureCollection", "features": None},
        {"type": "Feature", "geometry": None},
        {"type": "Polygon", "coordinates": [[[0, 0], [1, float("nan")], [1, 1], [0, 0]]]},
    ],
)
def test_what_is_no_area_is_refused(drawn):
    with pytest.raises(BadArea):
        ask({"bts_site": points({"xy": (1, 1)})}, within=drawn)


def test_a_layer_without_areas_is_said():
    with pytest.raises(NoAreas, match="admin_commune"):
        ask({"admin_commune": wards().iloc[:0], "bts_site": points({"xy": (0, 0)})})


def test_layers_and_cities_that_are_not_there():
    layers = {"bts_site": points({"xy": (1, 1)})}
    for wrong in (
        {"sites": ("antenna_mast",)},
        {"sites": ("admin_commune",)},
        {"areas": "bts_site"},
    ):
        with pytest.raises(UnknownLayer):
            ask(layers, **wrong)
    with pytest.raises(UnknownCity):
        ask(layers, city="01")


def test_sites_of_other_borders_count_where_they_stand_and_are_told():
    old = points(
        {"xy": (1000, 1000), "admin_version": "v2025-03"},
        {"xy": (900, 900), "admin_version": "v2026-04"},
    )
    answer = ask({"bts_site": old})
    said = {each.key: each.params for each in answer.derivation.notes}
    # v2026-04 has the borders of v2025-07.
    assert said["coverage.note.other_boundary"] == {"count": 1}


def test_below_ranked_and_unknown():
    sites = points({"xy": (1000, 1000)}, {"xy": (3000, 1000)}, {"xy": (3000, 1000)})
    shapes = wards(*(box(2000 * i, 0, 2000 * (i + 1), 2000) for i in range(3)), None)
    answer = ask({"admin_commune": shapes, "bts_site": sites})
    assert below(answer, 0.1)["name"].tolist() == ["W2"]
    assert below(answer, 0)["name"].tolist() == []
    assert ranked(answer)["rank"].tolist() == [1, 2, 2]
    assert unknown(answer)["name"].tolist() == ["W3"]
    with pytest.raises(BadOption):
        below(answer, 20)


def test_goals_are_those_of_people_covered():
    goals = coverage_targets()
    assert goals[["id", "technology", "goal", "due"]].to_numpy().tolist() == [
        ["31", "5G", 0.99, 2030]
    ]
    assert coverage_targets("4G").empty


def test_crossing_a_threshold():
    import pandas as pd

    before, after = pd.Series([0.4, 0.6, 0.5, np.nan]), pd.Series([0.5, 0.4, 0.9, 0.9])
    assert crossed(before, after, 0.5).tolist() == ["risen", "fallen", None, None]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_derivation_says_all_in_words(lang):
    sites = points({"xy": (1000, 1000), "technology": "4G"}, {"xy": None, "technology": "4G"})
    answer = ask({"bts_site": sites}, radius=RadiusRule("preset"), operators_at_least=1)
    rows = answer.derivation.to_rows(Words(lang))
    assert len(rows) >= 8
    assert rows["text"].str.strip().ne("").all()
    assert set(rows["part"]) >= {
        Words(lang)(f"derivation.{p}") for p in ("rule", "input", "assumption", "left_out")
    }


def test_a_question_is_written_down_and_read_again():
    question = ReachQuestion(
        city="48", sites=("bts_site", "planned_site"), operators=("A",), technology="4G",
        radius=RadiusRule("preset", None, {"small_cell": 90.0}), within=geojson(box(0, 0, 1, 1)),
    )  # fmt: skip
    again = ReachQuestion.from_json(question.to_json())
    assert again.to_json() == question.to_json()
    assert again.key == question.key
    assert again.key != ReachQuestion().key


@pytest.mark.parametrize(
    "content",
    [
        [],
        {"nonsense": 1},
        {"basis": "votes"},
        {"sites": []},
        {"sites": 3},
        {"sites_at_least": 0},
        {"sites": "bts_site"},
        {"sites_at_least": "x"},
        {"sites_at_least": float("nan")},
        {"sites_at_least": 1.5},
        {"operators_at_least": True},
        {"planned_until": "2026"},
        {"band_mhz": "900"},
        {"people": 5},
        {"city": ["48"]},
        {"areas": None},
        {"sites_at_least": None},
        {"sites_at_least": 10**400},
        {"planned_until": []},
        {"radius": {"kind": "fixed", "metres": True}},
        {"operators_at_least": -1},
        {"radius": {"kind": "fixed", "metres": 0}},
        {"radius": {"kind": "fixed", "metres": float("nan")}},
        {"radius": {"kind": "fixed", "metres": 1e9}},
        {"radius": {"kind": "fixed"}},
        {"radius": {"kind": "preset", "overrides": {"no such": 5.0}}},
        {"radius": {"kind": "preset", "overrides": {"small_cell": -5.0}}},
        {"radius": 5},
        {"technology": "6G"},
        {"environment": "moon"},
    ],
)
def test_a_question_that_is_none_is_refused(content):
    with pytest.raises(BadOption):
        ReachQuestion.from_json(content)
