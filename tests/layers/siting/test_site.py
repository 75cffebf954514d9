"""Siting over layers: exact on a plane, every rule kept, everything left out told."""

import numpy as np
import pytest
from shapely.geometry import box

from layers.coverage.question import RadiusRule, ReachQuestion
from layers.errors import BadOption, UnknownLayer
from layers.siting.question import SitingQuestion
from layers.siting.solve import site
from layers.words import LANGUAGES, Words
from tests.layers.coverage.plane import CITY, atlas_of, geojson, points, wards

# One site stands in the west and reaches 100 people; 70, 50 and 30 in the east are reached by none.
PEOPLE = points(
    {"xy": (500, 500), "n_people": 100},
    {"xy": (1500, 1500), "n_people": 70},
    {"xy": (2500, 500), "n_people": 50},
    {"xy": (2900, 500), "n_people": 30},
    {"xy": (9000, 500), "n_people": 999},
)
SITES = points({"xy": (400, 500), "operator": "VNPT"})
PLACES = points(
    {"feature_id": "a", "name": "A", "xy": (1500, 1400), "province_code": CITY},
    {"feature_id": "b", "name": "B", "xy": (2700, 500), "province_code": CITY},
    {"feature_id": "c", "name": "C", "xy": (2450, 500), "province_code": CITY},
    {"feature_id": "d", "name": "D", "xy": (2450, 500), "province_code": CITY},
    {"feature_id": "e", "name": "E", "xy": (9000, 500), "province_code": CITY},
    {"feature_id": "f", "name": "F", "province_code": CITY},
)
LAYERS = {
    "admin_commune": wards(),
    "bts_site": SITES,
    "population_point": PEOPLE,
    "planned_site": PLACES,
}


def reach(**more) -> ReachQuestion:
    asked = {"city": CITY, "basis": "people", "radius": RadiusRule("fixed", 250.0)}
    return ReachQuestion(**(asked | more))


def asked(*, new=None, target=None, candidates="layer:planned_site", within=None, **more):
    question = SitingQuestion(
        reach(**({"within": within} if within else {})),
        new_sites=new,
        target_share=target,
        candidates=candidates,
        **more,
    )
    return site(*held(), question, apart=False)


def held(**layers):
    atlas = atlas_of(**(LAYERS | layers))
    return atlas, atlas.now()


def test_the_best_sites_come_in_the_order_of_what_they_add():
    found = asked(new=2)
    assert found.chosen["candidate"].tolist() == ["b", "a"]
    assert found.chosen["newly_covered"].tolist() == [80, 70]
    assert found.chosen["covered_after"].tolist() == [180, 250]
    assert (found.demand_total, found.covered_before, found.covered_after) == (250, 100, 250)
    assert (found.status, found.gap, found.bound, found.reachable) == ("optimal", 0, 250, 250)
    assert found.share_before == 0.4
    assert found.share_after == 1
    assert found.chosen["area"].tolist() == [
        "Phường W1",
        "Phường W0",
    ]


def test_what_cannot_be_a_candidate_is_told():
    lost = asked(new=1).derivation.lost.set_index("why")["count"]
    assert lost.to_dict() == {"no_position": 1, "outside": 1, "same_place": 1}


def test_one_site_more_than_is_useful_is_not_put_up():
    found = asked(new=5)
    assert found.chosen["candidate"].tolist() == ["b", "a"]
    assert any(note.key == "planning.note.fewer" for note in found.derivation.notes)


@pytest.mark.parametrize(("target", "sites"), [(0.4, 0), (0.68, 1), (0.72, 1), (0.73, 2), (1.0, 2)])
def test_the_fewest_sites_for_a_target(target, sites):
    found = asked(target=target)
    assert (found.status, len(found.chosen), found.bound) == ("optimal", sites, sites)
    assert found.share_after >= target


def test_a_target_that_no_choice_reaches_is_told():
    found = asked(target=0.9, radius_m=150.0)
    assert (found.status, len(found.chosen), found.covered_after) == ("infeasible", 0, 100)
    assert found.share_reachable == pytest.approx(220 / 250)


def test_new_sites_keep_their_distance():
    found = asked(new=3, spacing_m=1300.0)
    # A stands 1.42 km from what stands and 1.31 km from C; B and C are near to one another.
    assert found.chosen["candidate"].tolist() == ["b", "a"]
    apart = asked(new=3, spacing_m=1450.0)
    assert apart.chosen["candidate"].tolist() == ["b"]
    assert apart.derivation.lost.set_index("why")["count"]["too_near"] == 1


def test_a_site_serves_no_more_than_it_can():
    found = asked(new=2, capacity=60)
    assert found.chosen["newly_covered"].tolist() == pytest.approx([60, 60])
    assert found.covered_after == pytest.approx(220)


def test_who_needs_two_sites_gets_two():
    question = SitingQuestion(
        reach(sites_at_least=2), new_sites=2, candidates="layer:planned_site", radius_m=250.0
    )
    found = site(*held(), question, apart=False)
    # B and C both reach the 50 people.
    assert sorted(found.chosen["candidate"]) == ["b", "c"]
    assert (found.covered_before, found.covered_after) == (0, 50)


def test_a_grid_covers_the_ground_it_is_made_of():
    question = SitingQuestion(reach(basis="area"), new_sites=1, candidates="grid:500")
    found = site(*held(), question, apart=False)
    assert found.candidates == 4 * 8
    assert found.demand_total == pytest.approx(8e6, rel=1e-3)
    assert found.basis_source == "area"
    # A circle of 250 m holds 196,350 m2 of ground, and the grid points are 42 m apart.
    assert found.chosen["newly_covered"].iloc[0] == pytest.approx(np.pi * 250**2, rel=0.03)
    assert any(note.key == "planning.note.grid_points" for note in found.derivation.notes)


def test_a_drawn_area_takes_the_place_of_the_wards():
    found = asked(new=2, within=geojson(box(2000, 0, 4000, 2000)))
    assert found.demand_total == 80
    assert found.chosen["candidate"].tolist() == ["b"]


@pytest.mark.parametrize(
    "wrong",
    [
        {},
        {"new_sites": 1, "target_share": 0.5},
        {"new_sites": 0},
        {"target_share": 1.5},
        {"new_sites": 1, "candidates": "grid:5"},
        {"new_sites": 1, "candidates": "nowhere"},
        {"new_sites": 1, "radius_m": -1.0},
        {"new_sites": 1, "capacity": 0},
        {"new_sites": 1, "time_limit_s": float("nan")},
        {"new_sites": 1, "capacity": 5, "reach": ReachQuestion()},
        {"new_sites": 1, "reach": reach(operators_at_least=2)},
        {"new_sites": 1, "reach": reach(radius=RadiusRule("preset"))},
    ],
)
def test_a_question_that_is_none_is_refused(wrong):
    with pytest.raises(BadOption):
        SitingQuestion(**({"reach": reach()} | wrong))


def test_a_layer_that_is_not_there_is_refused():
    with pytest.raises(UnknownLayer):
        asked(new=1, candidates="public")


def test_a_question_can_be_written_down():
    question = SitingQuestion(reach(), target_share=0.5, spacing_m=300.0)
    assert SitingQuestion.from_json(question.to_json()) == question
    with pytest.raises(BadOption):
        SitingQuestion.from_json({"new_sites": 1, "nonsense": 2})


@pytest.mark.parametrize("lang", LANGUAGES)
def test_it_explains_itself(lang):
    text = "\n".join(asked(new=2, spacing_m=1.0).derivation.to_rows(Words(lang))["text"])
    assert "250" in text
    assert "{" not in text
