"""Filter, table, chart and feature card as a visitor meets them: what one of them changes, all of them show."""

import json
from types import SimpleNamespace

import pytest
from streamlit.testing.v1 import AppTest

from layers.filters.condition import Condition, Filter, Ground
from layers.maps.view import LayerView, MapView
from layers.settings import ROOT
from layers.tables.bars import bars_of
from web.views.explore import drawer, filtering, state, table
from web.views.explore.chart import bar_label, chart_data
from web.words import web_words

MAIN = str(ROOT / "web" / "main.py")
MAST = "antenna_mast"


@pytest.fixture
def app(context) -> AppTest:
    made = AppTest.from_file(MAIN, default_timeout=40)
    made.query_params["lang"] = "en"
    return made


def run(app: AppTest) -> AppTest:
    app.run()
    assert not app.exception
    return app


def held(app: AppTest) -> MapView:
    return app.session_state[state.VIEW]


def in_place(app: AppTest, **fields) -> None:
    """Begin with a view as a link would give it."""
    app.session_state[state.VIEW] = MapView(city="48", **fields)


def rows_shown(app: AppTest):
    """The table of the drawer."""
    return next(each.value for each in app.dataframe if "feature_id" in each.value)


def button(app: AppTest, key: str):
    return next(each for each in app.button if each.key == key)


def test_a_condition_reaches_panel_table_and_address(app):
    app.session_state[state.PANEL] = "filter"
    app.session_state[drawer.OPEN] = "table"
    run(app)
    assert len(rows_shown(app)) == 4  # the fifth stands at sea, the sixth nowhere
    names = {each.key: each for each in app.selectbox}
    names["x_filter_field"].set_value("owner").run()
    app.selectbox(key="x_filter_value").set_value("VNPT").run()  # counts at once
    assert not app.exception
    assert held(app).layer(MAST).filter == Filter((Condition("owner", "=", ("VNPT",)),))
    assert rows_shown(app)["owner"].tolist() == ["VNPT", "VNPT"]
    assert any("2" in each.value and "of 4 features" in each.value for each in app.markdown)
    button(app, "x_chip_0").click().run()
    assert held(app).layer(MAST).filter == Filter()
    assert len(rows_shown(app)) == 4


def test_a_condition_without_a_value_is_said(app):
    app.session_state[state.PANEL] = "filter"
    run(app)
    app.selectbox(key="x_filter_field").set_value("n_operators").run()
    button(app, "x_filter_add").click().run()
    assert not held(app).layer(MAST).filter
    assert any("no value to filter by" in each.value for each in app.caption)


def test_other_places_are_shown_when_asked_for(app):
    app.session_state[drawer.OPEN] = "table"
    run(app)
    app.toggle(key="x_drawer_here").set_value(False).run()
    assert len(rows_shown(app)) == 6
    assert held(app).everywhere


def test_unknown_is_a_dash_and_order_is_kept_by_layer(app):
    app.session_state[drawer.OPEN] = "table"
    app.session_state["explore_table_order"] = {MAST: ("n_operators", True)}
    app.session_state["explore_table_columns"] = {MAST: ["feature_id", "n_operators"]}
    shown = rows_shown(run(app))
    assert shown["n_operators"].tolist() == ["3", "2", "1", "–"]
    assert list(shown.columns) == ["feature_id", "n_operators"]


def test_the_card_tells_of_what_is_picked_and_goes_from_one_to_the_next(app):
    in_place(app, picked=(f"{MAST}:1", f"{MAST}:2"))
    run(app)
    first = app.main.markdown[0].value
    button(app, "x_feature_before").click().run()
    second = app.main.markdown[0].value
    assert {first.split("m")[-1], second.split("m")[-1]} <= {str(i) for i in range(1, 7)}
    assert first != second
    assert held(app).picked == (f"{MAST}:1", f"{MAST}:2")
    button(app, "x_feature_close").click().run()
    assert held(app).picked == ()


def test_select_all_that_pass(app):
    app.session_state[drawer.OPEN] = "table"
    run(app)
    button(app, "x_select_all").click().run()
    assert not app.exception
    assert len(held(app).picked) == 4
    assert {each.partition(":")[0] for each in held(app).picked} == {MAST}


@pytest.fixture
def session(monkeypatch) -> dict:
    """The session without a running page."""
    held: dict = {}
    for module in (state, table, table.table_columns):
        monkeypatch.setattr(module, "st", SimpleNamespace(session_state=held), raising=False)
    return held


def rows_told(session: dict, rows: list[int], columns: list[str], chosen: list[int]) -> None:
    session[table._ROWS] = {
        "layer": MAST, "fids": [7, 8, 9], "fields": ["owner", "status"], "chosen": chosen,
    }  # fmt: skip
    session[table._TABLE] = {"selection": {"rows": rows, "columns": columns}}
    table._take_rows()


def test_rows_of_the_page_are_selected_and_those_of_others_stay(session):
    state.hold(MapView(picked=(f"{MAST}:1", f"{MAST}:8")))
    rows_told(session, [0], [], chosen=[1])
    assert state.view().picked == (f"{MAST}:1", f"{MAST}:7")
    rows_told(session, [99], [], chosen=[0])  # a row that is not there
    assert state.view().picked == (f"{MAST}:1",)


def test_a_press_on_a_head_sorts_and_again_turns_round(session):
    for told, wanted in (
        (["owner"], ("owner", False)),
        ([], ("owner", True)),
        (["owner"], ("owner", False)),
        (["status"], ("status", False)),
        (["nonsense"], ("status", False)),
    ):
        rows_told(session, [], told, chosen=[])
        assert table.table_columns.order(MAST, ["owner", "status"]) == wanted
    assert state.view().picked == ()


def test_conditions_come_once(session):
    state.hold(MapView())
    one, ground = Condition("owner", "known"), Ground("box", box=(0, 0, 1, 1))
    filtering.add(MAST, one, ground)
    filtering.add(MAST, one)
    assert filtering.held(MAST) == Filter((one,), (ground,))
    filtering.drop(MAST, one)
    assert filtering.held(MAST) == Filter((), (ground,))
    assert state.view().layer("duct_route") == LayerView("duct_route")


def test_one_more_value_of_a_field_is_meant_too(session):
    state.hold(MapView())
    for value in ("VNPT", "Viettel", "VNPT"):
        filtering.add_value(MAST, "owner", "=", value)
    filtering.add_value(MAST, "owner", "!=", "CMC")
    wanted = (Condition("owner", "in", ("VNPT", "Viettel")), Condition("owner", "!=", ("CMC",)))
    assert filtering.held(MAST).conditions == wanted


def test_chart_labels_in_both_languages(context):
    atlas, snapshot = context.atlas, context.atlas.now()
    made = bars_of(atlas, snapshot, MAST, "mast_class", Filter())
    vi, en = (chart_data(made, web_words(lang)) for lang in ("vi", "en"))
    assert vi["label"].iloc[0] == "A2a cồng kềnh, trên nhà"
    assert vi["text"].iloc[0] == "2 (33,3 %)"
    assert en["text"].iloc[0] == "2 (33.3 %)"
    unknown = made.bars[-1]
    assert bar_label(made, unknown, web_words("en")) == "not known"
    assert json.loads(vi.to_json(orient="records"))[0]["count"] == 2
