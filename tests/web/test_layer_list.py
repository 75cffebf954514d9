"""The list of layers trusts no deed, and what it is shown is whole."""

import pytest

from layers.atlas import BOUNDARIES
from layers.maps.view import LayerView, MapView
from web.layer_list.host import clean_acts, list_words
from web.views.explore.layer_rows import content
from web.views.explore.scene import Scene
from web.words import web_words

SOUND = {"n": 5, "do": "move", "layer": "duct_route", "value": 2}


def test_deeds_come_in_their_order_with_numbers_as_they_are():
    assert clean_acts([SOUND, SOUND | {"n": 6, "do": "hide", "value": None}]) == [
        SOUND | {"value": 2.0},
        {"n": 6, "do": "hide", "layer": "duct_route", "value": 0.0},
    ]


@pytest.mark.parametrize(
    "odd",
    [
        None, 5, "move", {}, SOUND | {"do": "drop"}, SOUND | {"n": True}, SOUND | {"n": -1},
        SOUND | {"n": 2**60}, SOUND | {"layer": 3}, SOUND | {"layer": "x" * 101}, SOUND | {"n": 1.5},
    ],
)  # fmt: skip
def test_what_is_no_deed_is_left_out(odd):
    assert clean_acts([odd]) == []
    assert clean_acts(odd) == []


def test_a_number_that_is_none_is_nought():
    assert clean_acts([SOUND | {"value": float("inf")}])[0]["value"] == 0.0


def test_the_list_has_its_words_in_both_languages():
    assert list_words("vi").keys() == list_words("en").keys()


def scene_of(context, **fields) -> Scene:
    view = MapView(**fields)
    return Scene(context, context.atlas.now(), view, web_words("en"), "light")


def test_the_list_shows_what_is_on_the_map_and_the_catalogue_by_theme(context):
    view = (LayerView("duct_route", opacity=0.5), LayerView("antenna_mast", visible=False))
    made = content(scene_of(context, layers=view))
    assert [(row["id"], row["visible"], row["opacity"]) for row in made["listed"]] == [
        ("duct_route", True, 0.5),
        ("antenna_mast", False, 1.0),
    ]
    (group,) = made["groups"]
    rows = {row["id"]: row for row in group["layers"]}
    assert set(rows) == {"antenna_mast", "duct_route"}
    assert not set(rows) & set(BOUNDARIES)
    assert (rows["antenna_mast"]["amount"], rows["duct_route"]["amount"]) == ("5", "19 km")
    assert rows["antenna_mast"]["badge"] == "synthetic"
    assert ["Licence", "CC0-1.0"] in rows["antenna_mast"]["about"]
    assert made["ground"]["label"] == "Mast density · Communes and wards today"
