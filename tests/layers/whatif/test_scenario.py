"""What-if: only touched areas change, and what is taken back restores every number."""

import math

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely.geometry import box

from geo.crs import to_storage
from layers.coverage.ask import ask_reach
from layers.coverage.question import RadiusRule, ReachQuestion
from layers.whatif.plan import Change, Plan
from layers.whatif.scenario import Scenario
from tests.layers.coverage.plane import CITY, atlas_of, points, polygons, wards

FOUR = wards(*(box(2000 * k, 0, 2000 * k + 2000, 2000) for k in range(4)))
SITES = points(
    {"feature_id": "a", "xy": (1000, 1000), "operator": "VNPT"},
    {"feature_id": "b", "xy": (2000, 1000), "operator": "Viettel"},
    {"feature_id": "c", "xy": (7000, 1000), "operator": "VNPT;Viettel"},
)
PEOPLE = points(
    {"xy": (1000, 1000), "n_people": 10},
    {"xy": (3000, 1000), "n_people": 20},
    {"xy": (3400, 1000), "n_people": 5},
    {"xy": (7000, 1000), "n_people": 40},
)
PLANNED = points(
    {
        "feature_id": "p1",
        "xy": (3000, 1000),
        "planned_year": 2027,
        "radius_m": 500,
        "operator": "VNPT",
    },
    {"feature_id": "p2", "xy": (5000, 1000), "planned_year": 2029, "radius_m": 500},
    {"feature_id": "p3", "xy": (60000, 1000), "planned_year": 2027, "radius_m": 500},
)
SPREAD = polygons({"shape": box(2000, 0, 4000, 2000), "n_people": 100})
LAYERS = {
    "admin_commune": FOUR,
    "bts_site": SITES,
    "population_point": PEOPLE,
    "planned_site": PLANNED,
    "population_area": SPREAD,
}
CIRCLE = math.pi * 400**2 / 4e6
QUESTIONS = {
    "area": {},
    "two sites": {"sites_at_least": 2},
    "two operators": {"operators_at_least": 2},
    "people": {"basis": "people", "people": "population_point"},
    "spread": {"basis": "people", "people": "population_area"},
    "people of two": {"basis": "people", "people": "population_point", "operators_at_least": 2},
}


def place(x: float, y: float) -> tuple[float, float]:
    point = points({"xy": (x, y)}).geometry.iloc[0]
    return point.x, point.y


SPOTS = [
    (p.x, p.y)
    for p in points(
        *({"xy": (x, y)} for x in range(-400, 8600, 700) for y in (-300, 400, 1000, 2100))
    ).geometry
]


def question(**more) -> ReachQuestion:
    return ReachQuestion(city=CITY, radius=RadiusRule("fixed", 400.0), **more)


def scenario(layers=LAYERS, **more) -> Scenario:
    atlas = atlas_of(**layers)
    return Scenario(atlas, atlas.now(), question(**more))


def test_a_new_site_changes_its_ward_alone():
    effect = scenario().apply([Change("add", "n", *place(5000, 1000))])
    assert effect.rows["change"].tolist() == pytest.approx([0, 0, CIRCLE, 0], abs=1e-7)
    assert effect.rows["touched"].tolist() == [False, False, True, False]
    assert effect.rows["before"].tolist()[2] == 0
    assert effect.total["change"] == pytest.approx(CIRCLE / 4, rel=1e-4)
    assert effect.told.empty
    assert effect.sites["key"].tolist() == ["n"]


def test_a_site_moved_away_leaves_and_arrives():
    effect = scenario().apply([Change("move", "a", *place(5000, 1000))])
    assert effect.rows["change"].tolist() == pytest.approx([-CIRCLE, 0, CIRCLE, 0], abs=1e-7)


def test_a_site_of_unknown_operator_stays_of_none_wherever_it_is_moved():
    sites = points(
        {"feature_id": "a", "xy": (1000, 1000), "operator": "VNPT"},
        {"feature_id": "x", "xy": (3000, 1000), "operator": None},
    )
    held = scenario({"admin_commune": FOUR, "bts_site": sites}, operators_at_least=2)
    effect = held.apply([Change("move", "x", *place(1000, 1000))])
    assert effect.rows["reached_after"].tolist() == [0, 0, 0, 0]
    planned = points(
        {
            "feature_id": "p",
            "xy": (1000, 1000),
            "planned_year": 2027,
            "radius_m": 500,
            "operator": None,
        }
    )
    held = scenario(
        {"admin_commune": FOUR, "bts_site": sites, "planned_site": planned}, operators_at_least=2
    )
    assert held.planned(None).changes[0].operator is None
    assert held.with_year(2030).rows["reached_after"].tolist() == [0, 0, 0, 0]


def test_a_removed_site_is_gone():
    effect = scenario().apply([Change("remove", "c")])
    assert effect.rows["after"].tolist()[3] == 0
    assert effect.sites["kind"].tolist() == ["remove"]


@pytest.mark.parametrize("more", QUESTIONS.values(), ids=QUESTIONS)
def test_it_begins_with_what_reach_says_and_ends_as_if_the_sites_stood(more):
    held = scenario(**more)
    atlas = atlas_of(**LAYERS)
    answer = ask_reach(atlas, atlas.now(), question(**more)).rows
    none = held.apply([])
    assert np.array_equal(none.rows["reached_after"], answer["reached"], equal_nan=True)
    plan = [
        Change("add", "n", *place(3100, 1000), 700.0, "Viettel"),
        Change("move", "b", *place(3300, 900)),
        Change("remove", "c"),
    ]
    effect = held.apply(plan)
    stands = points(
        {"feature_id": "a", "xy": (1000, 1000), "operator": "VNPT", "radius_m": 400},
        {"feature_id": "b", "xy": (3300, 900), "operator": "Viettel", "radius_m": 400},
        {"feature_id": "n", "xy": (3100, 1000), "operator": "Viettel", "radius_m": 700},
        {"feature_id": "far", "xy": (7900, 1990), "operator": "MobiFone", "radius_m": 0.001},
    )
    after = atlas_of(**(LAYERS | {"bts_site": stands}))
    asked = ReachQuestion(city=CITY, radius=RadiusRule("field"), **more)
    told = ask_reach(after, after.now(), asked).rows
    assert effect.rows["reached_after"].tolist() == pytest.approx(
        told["reached"].tolist(), rel=1e-6, abs=1e-3, nan_ok=True
    )


CHANGES = st.lists(
    st.one_of(
        st.tuples(st.just("add"), st.sampled_from("xyz")),
        st.tuples(st.just("move"), st.sampled_from("abcx")),
        st.tuples(st.just("remove"), st.sampled_from("abcy")),
    ).flatmap(lambda what: st.tuples(st.just(what), st.sampled_from(SPOTS), st.integers(50, 1500))),
    max_size=6,
)


@pytest.fixture(scope="module")
def scenarios():
    return [scenario(**QUESTIONS[name]) for name in ("area", "people of two", "spread")]


@settings(max_examples=10, deadline=None)
@given(CHANGES, CHANGES)
def test_the_way_to_a_plan_does_not_matter(scenarios, first, second):
    def made(steps):
        return Plan(
            tuple(
                Change(kind, key) if kind == "remove"
                else Change(kind, key, *spot, float(r) if kind == "add" else None, "VNPT" if kind == "add" else None)
                for (kind, key), spot, r in steps
            )
        )  # fmt: skip

    for held in scenarios:
        start = held.apply([]).rows["reached_after"].to_numpy()
        alone = held.apply(made(second)).rows["reached_after"].to_numpy()
        held.apply(made(first))
        again = held.apply(made(second))
        assert np.array_equal(again.rows["reached_after"].to_numpy(), alone, equal_nan=True)
        untouched = ~again.rows["touched"].to_numpy()
        assert np.array_equal(alone[untouched], start[untouched], equal_nan=True)
        assert np.array_equal(
            held.apply([]).rows["reached_after"].to_numpy(), start, equal_nan=True
        )
        shares = again.rows["after"].dropna()
        assert ((shares >= 0) & (shares <= 1)).all()
    added = [step for step in second if step[0][0] == "add"]
    assert (scenarios[0].apply(made(added)).rows["change"] >= -1e-12).all()


def test_a_site_moved_and_moved_back_restores_every_number():
    held = scenario()
    home = held._sites.frame.set_index("site").geometry["a"]
    there = [Change("move", "a", *place(3000, 500)), Change("move", "a", home.x, home.y)]
    effect = held.apply(there)
    assert np.array_equal(effect.rows["reached_before"], effect.rows["reached_after"])


def test_changes_without_effect_are_told():
    effect = scenario(operators=("VNPT",)).apply(
        [
            Change("move", "nobody", *place(0, 0)),
            Change("add", "a", *place(0, 0)),
            Change("add", "n", *place(5000, 1000), 300.0, "Viettel"),
            Change("add", "m", 100.0, 10.0, 300.0, "VNPT"),
        ]
    )
    assert effect.told[["number", "why"]].to_numpy().tolist() == [
        [1, "unknown_site"], [2, "known_site"], [3, "other_operator"], [4, "outside"],
    ]  # fmt: skip
    assert (effect.rows["change"] == 0).all()
    atlas = atlas_of(**LAYERS)
    recorded = ReachQuestion(city=CITY, radius=RadiusRule("field"))
    bare = Scenario(atlas, atlas.now(), recorded).apply([Change("add", "n", *place(5000, 1000))])
    assert bare.told["why"].tolist() == ["no_radius"]


def test_planned_sites_come_with_their_year():
    held = scenario()
    assert [c.key for c in held.planned(2027)] == ["p1"]
    assert [(c.key, c.year) for c in held.planned(None)] == [("p1", 2027), ("p2", 2029)]
    assert held.with_year(2027).rows["touched"].tolist() == [False, True, False, False]


def test_a_ward_where_nobody_looked_stays_unknown():
    elsewhere = wards(box(90_000, 0, 92_000, 2000), city="51", first=60)
    both = pd.concat([FOUR, elsewhere], ignore_index=True)
    atlas = atlas_of(**(LAYERS | {"admin_commune": both}))
    held = Scenario(atlas, atlas.now(), ReachQuestion(radius=RadiusRule("fixed", 400.0)))
    middle = to_storage(elsewhere).geometry.iloc[0].centroid
    row = held.apply([Change("add", "n", middle.x, middle.y)]).rows.iloc[-1]
    assert math.isnan(row["before"])
    assert math.isnan(row["after"])
    assert row["state"] == "no_data"
