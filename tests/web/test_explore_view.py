"""The view as a document: what a link asks for and is not there is told, steps are taken back, maps are kept."""

import pytest
from streamlit.testing.v1 import AppTest

from layers.access import LOCAL_USER, User
from layers.filters.condition import Condition, Filter, Ground
from layers.looks.look import Look
from layers.maps.document import to_json
from layers.maps.packed import pack
from layers.maps.settle import settle
from layers.maps.view import LayerView, MapView
from layers.settings import ROOT
from layers.store.rule_table import LayerRule
from web.plain import plain
from web.views.explore.state import VIEW
from web.words import web_words

MAIN = str(ROOT / "web" / "main.py")


def start(**address: str) -> AppTest:
    app = AppTest.from_file(MAIN, default_timeout=60)
    for name, value in address.items():
        app.query_params[name] = value
    app.run()
    assert not app.exception
    return app


def told(context, view: MapView, user: User | None = LOCAL_USER) -> list[str]:
    _, remarks = settle(view, context.atlas, context.atlas.now(user), user)
    for lang in ("vi", "en"):  # each has its sentence
        assert all(web_words(lang)(key, **params) for key, params in remarks)
    return [key for key, _ in remarks]


@pytest.mark.parametrize(
    ("fields", "key"),
    [
        ({"areas": "antenna_mast"}, "view.gone.areas"),
        ({"city": "99"}, "view.gone.city"),
        ({"indicator": "<b>"}, "view.gone.indicator"),
        ({"selected": "31117"}, "view.gone.area"),
        ({"compared": ("20194", "00000")}, "view.gone.area"),
        ({"layers": (LayerView("manhole"),)}, "view.gone.layer"),
        ({"layers": (LayerView("admin_commune"),)}, "view.gone.layer"),
        ({"picked": ("antenna_mast:1", "antenna_mast:99")}, "view.gone.features"),
        ({"picked": ("antenna_mast:x",)}, "view.gone.features"),
        ({"base": "none_such"}, "view.gone.base"),
    ],
)
def test_each_thing_that_is_not_there_is_left_out_and_told(context, fields, key):
    assert told(context, MapView(**fields)) == [key]


def test_what_is_there_stays_without_a_word(context):
    filtered = Filter((Condition("owner", "=", ("VNPT",)),))
    mast = LayerView("antenna_mast", look=Look(kind="heat"), filter=filtered)
    view = MapView(
        layers=(mast,), selected="20194", picked=("antenna_mast:1",), compared=("20195",)
    )
    assert settle(view, context.atlas, context.atlas.now(), context.user) == (view, [])


def test_a_column_that_vanished_takes_its_look_and_its_condition_with_it(context):
    gone = Filter((Condition("nothing", "=", ("1",)), Condition("owner", "=", ("VNPT",))))
    mast = LayerView("antenna_mast", look=Look(kind="categorical", field="nothing"), filter=gone)
    settled, remarks = settle(
        MapView(layers=(mast,)), context.atlas, context.atlas.now(), context.user
    )
    (held,) = settled.layers
    assert held.look is None
    assert held.filter == Filter(gone.conditions[1:])
    assert len(remarks) == 2


def test_ground_on_a_layer_that_may_not_be_seen_is_no_condition(context):
    near = Filter(grounds=(Ground("near", layer="manhole", distance_m=100.0),))
    view = MapView(layers=(LayerView("antenna_mast", filter=near),))
    settled, remarks = settle(view, context.atlas, context.atlas.now(), context.user)
    assert not settled.layers[0].filter
    assert [key for key, _ in remarks] == ["view.gone.ground"]


def test_a_stranger_sees_no_layer_of_a_link(own_context):
    for layer_id in ("antenna_mast", "duct_route"):
        own_context.atlas.store.rules.set(layer_id, LayerRule(visibility="staff"), by="local")
    keys = told(own_context, MapView(picked=("antenna_mast:1",)), User("stranger"))
    assert keys.count("view.gone.layer") == 2
    assert "view.gone.features" in keys


def test_a_link_opens_with_what_there_is_and_says_the_rest_until_it_is_closed(context):
    view = MapView(layers=(LayerView("duct_route", opacity=0.4), LayerView("no_such")))
    rest = {"layers": {"duct_route": {"opacity": 0.4}}}
    app = start(lang="en", layers="duct_route,no_such", area="20195", m=pack(rest))
    held = app.session_state[VIEW]
    assert (held.layers, held.selected) == (view.layers[:1], "20195")
    (warning,) = app.warning
    assert "no\\_such" in warning.value
    app.run()
    assert len(app.warning) == 1
    app.button(key="x_close_notes").click().run()
    assert not app.warning
    again = start(**{k: v[0] if isinstance(v, list) else v for k, v in app.query_params.items()})
    assert again.session_state[VIEW] == held


def test_a_kept_map_opens_by_its_link_and_one_that_is_gone_is_told(own_context):
    view = MapView(city="92", indicator="duct_km", layers=(LayerView("antenna_mast"),))
    saved = own_context.atlas.store.views.add(to_json(view), title="Cần Thơ", user="somebody")
    assert start(lang="en", saved=saved.id).session_state[VIEW] == view
    lost = start(lang="en", saved="nothing")
    assert lost.session_state[VIEW].city == "48"
    assert ["nothing" in warning.value for warning in lost.warning] == [True]


def test_a_map_is_kept_renamed_opened_and_deleted_in_the_panel(own_context):
    app = start(lang="en", indicator="duct_km")
    app.session_state["x_panel"] = "share"
    app.run()
    app.button(key="x_share_save").click().run()
    assert [e.value for e in app.error] == [plain(web_words("en")("explore_share.no_title"))]
    app.text_input(key="x_share_title").set_value("Ducts **now**").run()
    app.button(key="x_share_save").click().run()
    assert not app.exception
    (saved,) = own_context.atlas.store.views.all(user=own_context.user.id)
    assert (saved.title, saved.content["indicator"]) == ("Ducts **now**", "duct_km")
    assert app.button(key=f"x_open_{saved.id}").label == "Ducts \\*\\*now\\*\\*"
    app.selectbox(key="x_indicator").set_value("masts").run()
    app.button(key=f"x_open_{saved.id}").click().run()
    assert app.session_state[VIEW].indicator == "duct_km"


def _steps() -> None:
    """A page of two buttons over the record of a visitor."""
    import streamlit as st

    from web.views.explore import state

    st.button("areas", on_click=lambda: state.change(indicator="masts"))
    st.button("select", on_click=lambda: state.select("20195"))
    st.button("undo", on_click=state.undo, disabled=not state.can_undo())
    st.button("redo", on_click=state.redo, disabled=not state.can_redo())
    st.text(f"{state.view().indicator} {state.view().selected}")


def test_steps_are_taken_back_and_done_again_and_a_selection_is_no_step():
    app = AppTest.from_function(_steps, default_timeout=30).run()
    areas, select, undo, redo = app.button
    assert (undo.disabled, redo.disabled) == (True, True)
    select.click().run()
    assert app.button[2].disabled
    areas.click().run()
    assert app.text[0].value == "masts 20195"
    app.button[2].click().run()
    assert app.text[0].value == "mast_density 20195"
    app.button[3].click().run()
    assert app.text[0].value == "masts 20195"
    assert app.button[3].disabled


def test_a_kept_map_that_is_opened_drops_a_drawing_that_is_gone(own_context):
    view = MapView(drawing="b" * 32, indicator="duct_km")
    store, user = own_context.atlas.store, own_context.user
    saved = store.views.add(to_json(view), title="With a drawing", user=user.id)
    app = start(lang="en")
    app.session_state["x_panel"] = "share"
    app.run()
    app.button(key=f"x_open_{saved.id}").click().run()
    assert not app.exception
    assert app.session_state[VIEW].drawing is None
    assert app.session_state[VIEW].indicator == "duct_km"
    assert any("drawing" in each.value for each in app.warning)
