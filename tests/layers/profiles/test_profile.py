"""Profiles, exact on squares: the numbers of the cards, what they are made of, and what nobody knows."""

import json
import math

import numpy as np
import pytest
import shapely
from pyproj import Geod
from shapely.geometry import box, mapping

from layers.cards import area_card, areas_of, city_card
from layers.errors import BadArea, UnknownArea, UnknownCity, UnknownLayer
from layers.indicators import INDICATORS
from layers.profiles.profile import profile_of_area, profile_of_city, profile_of_shape
from layers.words import Words
from tests.layers.profiles.conftest import AWAY, EAST, WEST

GEOD = Geod(ellps="WGS84")
AREAS = "admin_commune"


def km(*points) -> float:
    lons, lats = zip(*points, strict=True)
    return GEOD.line_length(lons, lats) / 1000


def by(table, layer, column):
    rows = table[table["layer"] == layer]
    return dict(zip(rows[column], rows["amount"], strict=True))


@pytest.fixture(scope="module")
def west(atlas, snapshot):
    return profile_of_area(atlas, snapshot, AREAS, WEST)


@pytest.mark.parametrize("code", [WEST, EAST, AWAY])
def test_its_numbers_are_those_of_the_card(atlas, snapshot, code):
    profile = profile_of_area(atlas, snapshot, AREAS, code)
    card = area_card(atlas, snapshot, AREAS, code)
    assert profile.amounts == pytest.approx(card.counts | card.lengths, nan_ok=True)
    values = dict(zip(profile.indicators["indicator"], profile.indicators["value"], strict=True))
    facts = atlas.facts(snapshot, AREAS).areas
    mine = facts[facts["code"] == code]
    wanted = {name: indicator.of_all(mine) for name, indicator in INDICATORS.items()}
    assert values == pytest.approx(wanted, nan_ok=True)


def test_those_of_a_city_too_and_its_parts_sum_to_them(atlas, snapshot):
    profile, card = (
        profile_of_city(atlas, snapshot, AREAS, "48"),
        city_card(atlas, snapshot, AREAS, "48"),
    )
    assert profile.amounts == pytest.approx(card.counts | card.lengths, nan_ok=True)
    for table in (profile.owners, profile.kinds, profile.states):
        summed = table.groupby("layer")["amount"].sum()
        for layer, amount in summed.items():
            assert amount == pytest.approx(profile.amounts[layer], rel=1e-9)
    masts = profile.sharing.set_index("layer").loc["antenna_mast"]
    facts = areas_of(atlas, snapshot, AREAS, "48")
    assert masts["known"] == facts["masts_sharing_known"].sum()
    assert masts["ratio"] == pytest.approx(INDICATORS["sharing_ratio"].of_all(facts))


def test_a_mast_on_the_border_counts_on_both_sides(west):
    assert west.amounts["antenna_mast"] == 3
    assert by(west.owners, "antenna_mast", "owner") == {"VNPT": 1, "Viettel": 1, None: 1}
    assert by(west.kinds, "antenna_mast", "kind") == {"A2a": 2, "A1a": 1}
    assert by(west.states, "antenna_mast", "state") == {"standing": 1, "planned": 1, "unsaid": 1}


def test_routes_are_cut_and_measured_on_the_ground(west):
    own = km((108.01, 16.01), (108.02, 16.01))
    cut = km((108.05, 16.02), (108.1, 16.02))
    assert by(west.owners, "duct_route", "owner") == pytest.approx({"VNPT": cut, None: own})
    assert by(west.kinds, "duct_route", "kind") == pytest.approx(
        {"duct_and_pit": cut, "on_bridge": own}
    )
    shares = west.owners[west.owners["layer"] == "duct_route"]["share"]
    assert shares.tolist() == pytest.approx([cut / (cut + own), own / (cut + own)])


def test_what_is_not_recorded_comes_last(west):
    rows = west.owners[west.owners["layer"] == "antenna_mast"]
    assert rows["owner"].iloc[-1] is None


def test_sharing_is_of_what_is_known_and_the_rest_is_told(atlas, snapshot, west):
    masts = west.sharing.set_index("layer").loc["antenna_mast"]
    assert masts[["total", "known", "shared"]].tolist() == [3, 2, 1]
    assert (masts["ratio"], masts["unknown_share"]) == (0.5, pytest.approx(1 / 3))
    ducts = west.sharing.set_index("layer").loc["duct_route"]
    assert math.isnan(ducts["ratio"])
    assert ducts["unknown_share"] == 1
    city = profile_of_city(atlas, snapshot, AREAS, "48").sharing.set_index("layer")
    used, nobody = km((108.02, 16.08), (108.04, 16.08)), km((108.12, 16.08), (108.13, 16.08))
    aerial = city.loc["aerial_cable_route"]
    assert aerial["ratio"] == pytest.approx(1)
    assert aerial["unknown_share"] == pytest.approx(nobody / (used + nobody))


def test_rank_and_how_many_are_known(west, atlas, snapshot):
    rows = west.indicators.set_index("indicator")
    assert rows.loc["masts", ["rank", "known", "unknown"]].tolist() == [1, 2, 0]
    assert rows.loc["sharing_ratio", ["rank", "known", "unknown"]].tolist() == [1, 1, 1]
    assert rows.loc["full_share", "state"] == "unknown"
    east = profile_of_area(atlas, snapshot, AREAS, EAST).indicators.set_index("indicator")
    assert east.loc["masts", "rank"] == 2
    assert np.isnan(east.loc["sharing_ratio", "rank"])


def test_a_city_that_nobody_looked_at_is_unknown_throughout(atlas, snapshot):
    away = profile_of_area(atlas, snapshot, AREAS, AWAY)
    assert all(math.isnan(amount) for amount in away.amounts.values())
    assert away.owners.empty
    assert away.sharing.empty
    assert math.isnan(away.people.value)
    assert away.people.source is None


def test_people_are_those_counted_and_the_uncounted_are_told(west, atlas, snapshot):
    assert (west.people.value, west.people.uncounted) == (30, 1)
    assert west.people.source == "population_point"
    city = profile_of_city(atlas, snapshot, AREAS, "48").people
    assert (city.value, city.areas_unknown) == (30, 1)
    assert profile_of_city(atlas, snapshot, AREAS, "VN").people.value == 30


def test_neighbours_with_the_border_they_share(west):
    assert west.beside["code"].tolist() == [EAST, AWAY]
    border = km((108.1, 16.0), (108.1, 16.1)) * 1000
    assert west.beside["border_m"].iloc[0] == pytest.approx(border, rel=1e-3)


def test_a_shape_that_is_an_area_has_the_profile_of_the_area(atlas, snapshot, communes, west):
    shape = mapping(communes.geometry.iloc[0])
    drawn = profile_of_shape(atlas, snapshot, json.loads(json.dumps(shape)))
    assert drawn.amounts == pytest.approx(west.amounts, nan_ok=True)
    assert drawn.area_km2 == pytest.approx(west.area_km2)
    assert drawn.people.value == west.people.value
    for name in ("masts", "mast_density", "sharing_ratio", "duct_km", "underground_ratio"):
        assert drawn.value(name) == pytest.approx(west.value(name)), name
    assert drawn.beside["code"].tolist() == [WEST]
    assert drawn.beside["share"].tolist() == pytest.approx([1.0])


def test_a_shape_is_measured_like_a_computation_of_its_own(atlas, snapshot, ducts):
    shape = box(108.08, 16.0, 108.16, 16.06)
    drawn = profile_of_shape(atlas, snapshot, mapping(shape))
    pieces = shapely.intersection(ducts.geometry.to_numpy(), shape)
    assert drawn.amounts["duct_route"] == pytest.approx(
        sum(GEOD.geometry_length(piece) for piece in pieces) / 1000, rel=1e-6
    )
    assert drawn.amounts["antenna_mast"] == 1
    assert drawn.area_km2 == pytest.approx(
        abs(GEOD.geometry_area_perimeter(shape)[0]) / 1e6, rel=1e-6
    )
    assert drawn.beside["code"].tolist() == [EAST, WEST]
    assert drawn.beside["km2"].sum() == pytest.approx(drawn.area_km2, rel=1e-6)
    assert drawn.city == "48"
    assert drawn.services.empty


def test_a_shape_that_crosses_itself_is_mended(atlas, snapshot):
    bow = shapely.Polygon([(108.0, 16.0), (108.1, 16.1), (108.1, 16.0), (108.0, 16.1)])
    half = profile_of_shape(atlas, snapshot, mapping(bow))
    whole = profile_of_shape(atlas, snapshot, mapping(box(108.0, 16.0, 108.1, 16.1)))
    assert half.area_km2 == pytest.approx(whole.area_km2 / 2, rel=1e-3)


def test_nothing_in_a_shape_is_zero_where_somebody_looked_and_unknown_elsewhere(atlas, snapshot):
    looked = profile_of_shape(atlas, snapshot, mapping(box(108.15, 16.05, 108.16, 16.06)))
    assert looked.amounts["antenna_mast"] == 0
    assert math.isnan(looked.amounts["manhole"])
    sea = profile_of_shape(atlas, snapshot, mapping(box(110.0, 16.05, 110.1, 16.06)))
    assert math.isnan(sea.amounts["antenna_mast"])
    assert sea.city is None
    assert sea.beside.empty
    assert math.isnan(sea.people.value)


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_every_part_says_how_it_was_made(atlas, snapshot, west, lang):
    words = Words(lang)
    drawn = profile_of_shape(atlas, snapshot, mapping(box(108.0, 16.0, 108.1, 16.1)))
    for profile in (west, drawn, profile_of_city(atlas, snapshot, AREAS, "48")):
        for part, made in profile.made.items():
            rows = made.to_rows(words)
            assert len(rows), part
            assert not rows["text"].str.contains("{", regex=False).any(), part


def test_notes_name_what_is_counted_though_it_does_not_stand(west):
    words = Words("en")
    said = west.made["there"].to_rows(words)["text"].tolist()
    assert any("1 that are planned or being built" in text for text in said)
    assert any("1.07 km that are said to be removed" in text for text in said)
    inputs = {one.layer: one.rows for one in west.made["there"].inputs}
    assert (inputs["antenna_mast"], inputs["duct_route"]) == (3, 2)


def test_layers_that_a_reader_may_not_see_are_not_in_it_and_named(atlas, snapshot, west):
    nobody = profile_of_area(atlas, snapshot, AREAS, WEST, user=None)
    assert nobody.amounts == {}
    assert nobody.owners.empty
    assert nobody.sharing.empty
    said = nobody.made["there"].to_rows(Words("en"))["text"].tolist()
    assert sum("may not see" in text for text in said) == 10
    assert math.isnan(nobody.people.value)
    assert west.amounts  # another reader's answer is not handed on


def test_what_is_not_there_is_refused(atlas, snapshot):
    with pytest.raises(UnknownArea):
        profile_of_area(atlas, snapshot, AREAS, "99999")
    with pytest.raises(UnknownCity):
        profile_of_city(atlas, snapshot, AREAS, "99")
    with pytest.raises(UnknownLayer):
        profile_of_area(atlas, snapshot, "duct_route", WEST)
    for shape in ({"type": "Point", "coordinates": [108, 16]}, {"type": "Polygon"}, {}):
        with pytest.raises(BadArea):
            profile_of_shape(atlas, snapshot, shape)
