"""The Coverage view as a visitor meets it: what is asked, what the map is sent, what a plan and a search do."""

import json
import math

import geopandas as gpd
import pandas as pd
import pytest
from shapely.geometry import Point, Polygon, box
from streamlit.testing.v1 import AppTest

from layers.settings import ROOT, Settings
from layers.store import open_store
from tests.web.conftest import HOSTILE_HTML, HOSTILE_MARKDOWN, publish, small_layers
from tests.web.sent_state import sent
from web.context import install, open_context
from web.map.coverage import change_choropleth, share_choropleth
from web.map.host import clean_pick, clean_polygon
from web.map.sketch import light_shapes, make_sketch, sketch_feature
from web.views.coverage.packed import pack_changes, pack_ring, unpack_changes, unpack_ring
from web.views.coverage.state import TABS
from web.words import web_words

MAIN = str(ROOT / "web" / "main.py")
MAP = "coverage_map"
TRIANGLE = {
    "type": "Polygon",
    "coordinates": [[[108.0, 16.0], [108.1, 16.0], [108.1, 16.1], [108.0, 16.0]]],
}


def _sites() -> gpd.GeoDataFrame:
    """Two sites in Hai Chau of two operators, one of nobody known in Son Tra, one nowhere."""
    rows = {
        "feature_id": ["b1", "b2", "b3", "b4"],
        "operator": ["VNPT", "Viettel", None, "VNPT"],
        "technology": ["4G", "4G;5G", "4G", "4G"],
        "province_code": "48",
    }
    points = [Point(108.05, 16.05), Point(108.055, 16.05), Point(108.05, 16.15), None]
    return gpd.GeoDataFrame(rows, geometry=points, crs=4326)


def _planned() -> gpd.GeoDataFrame:
    rows = {
        "feature_id": ["p1", "p2"],
        "operator": ["VNPT", "VNPT"],
        "planned_year": pd.array([2027, 2030], dtype="Int64"),
        "province_code": "48",
    }
    return gpd.GeoDataFrame(rows, geometry=[Point(108.15, 16.05), Point(108.15, 16.15)], crs=4326)


@pytest.fixture(scope="module")
def sites_context(tmp_path_factory):
    """The small store with sites and planned sites."""
    folder = tmp_path_factory.mktemp("sites") / "store"
    store = open_store(str(folder))
    for layer_id in ("admin_commune", "admin_province", "antenna_mast"):
        frame, quality = small_layers()[layer_id]
        publish(store, frame, layer_id, quality)
    publish(store, _sites(), "bts_site")
    publish(store, _planned(), "planned_site")
    return open_context(Settings(store=str(folder)))


@pytest.fixture
def installed(sites_context):
    install(sites_context)
    return sites_context


def start(**address: str) -> AppTest:
    """A visitor who comes to the view with an address."""
    app = AppTest.from_file(MAIN, default_timeout=60)
    for name, value in ({"view": "coverage", "lang": "en"} | address).items():
        app.query_params[name] = value
    app.run()
    assert not app.exception
    return app


def pick(app: AppTest, **what) -> None:
    """What the map tells after a click or a pull."""
    app.session_state[MAP] = {"pick": what}
    app.run()
    app.session_state[MAP] = {}
    assert not app.exception


def address(app: AppTest) -> dict[str, str]:
    return {k: v[0] if isinstance(v, list) else v for k, v in app.query_params.items()}


def rows_of(app: AppTest, column: str) -> pd.DataFrame:
    return next(each.value for each in app.dataframe if column in each.value)


def test_the_first_view_colours_the_share_of_ground_by_ward(installed):
    app = start()
    shade = sent(app)["choropleth"]
    # One circle of 500 m, and two 535 m apart, in a ward of 0.1 by 0.1 degrees at 16 degrees north.
    ward = 11_066 * 10_700
    lens = 2 * 500**2 * math.acos(535 / 1000) - 535 / 2 * math.sqrt(4 * 500**2 - 535**2)
    assert shade["values"]["20194"] == pytest.approx((2 * math.pi * 500**2 - lens) / ward, rel=0.01)
    assert shade["values"]["20197"] == pytest.approx(math.pi * 500**2 / ward, rel=0.01)
    assert shade["values"]["20195"] == "zero"
    assert set(shade["values"]) == {"20194", "20195", "20197", "20200"}
    assert (shade["unit"], shade["factor"]) == ("%", 100)
    assert sum(shade["counts"]) + sum(each["count"] for each in shade["states"]) == 4
    assert any("without a position" in each.value for each in app.markdown)
    assert len(app.error) == 0


def test_a_city_without_any_site_on_record_is_unknown_and_not_zero(installed):
    app = start(city="92")
    assert set(sent(app)["choropleth"]["values"].values()) == {"no_data"}
    assert app.metric[0].value == web_words("en")("services.state.unknown")


@pytest.mark.parametrize("lang", ["vi", "en"])
@pytest.mark.parametrize("tab", TABS)
def test_every_tab_is_there_in_both_languages(installed, tab, lang):
    app = start(tab=tab, lang=lang)
    assert address(app)["tab"] == tab
    assert len(app.error) == 0
    assert [each.value for each in app.warning] == []


def test_the_address_holds_the_question_and_gives_it_again(installed):
    app = start()
    app.number_input(key="cov_metres").set_value(800).run()
    app.number_input(key="cov_k").set_value(2).run()
    app.multiselect(key="cov_operators").set_value(["VNPT", "Viettel"]).run()
    app.number_input(key="cov_below").set_value(30).run()
    app.selectbox(key="cov_area").set_value("20194").run()
    assert not app.exception
    again = start(**address(app))
    assert again.metric[0].value == app.metric[0].value
    assert again.multiselect(key="cov_operators").value == ["VNPT", "Viettel"]
    assert again.number_input(key="cov_metres").value == 800
    assert address(again) == address(app)
    assert sent(again)["choropleth"] == sent(app)["choropleth"]


def test_a_choice_stays_when_its_widget_is_not_drawn(installed):
    app = start()
    app.number_input(key="cov_metres").set_value(900).run()
    app.segmented_control(key="cov_radius").set_value("preset").run()
    app.number_input(key="cov_preset_4g_1800_urban").set_value(450).run()
    app.segmented_control(key="cov_radius").set_value("fixed").run()
    assert app.number_input(key="cov_metres").value == 900
    assert address(app)["presets"] == "4g_1800_urban:450"


@pytest.mark.parametrize(
    "asked",
    [
        {"radius": "fixed:-5", "k": "x", "m": "999", "below": "0", "within": "..__", "plan": "[{]"},
        {
            "sites": "nothing,admin_commune",
            "operators": HOSTILE_HTML,
            "basis": "gold",
            "city": "00",
        },
        {"plan": '[{"kind":"add","key":["x"],"lon":1,"lat":1}]', "area": "zzz", "tab": "nope"},
        {"people": "/etc/passwd", "basis": "people", "presets": "x:1,4g_1800_urban:-3"},
        {
            "people": "../x.tif",
            "basis": "people",
            "radius": "preset:1",
            "presets": "4g_1800_urban:1",
        },
        {"radius": "fixed:" + 5000 * "1", "presets": "4g_1800_urban:" + 5000 * "1", "tab": "gaps"},
        {"within": 300 * "z" + ".1_1.1_1.1_1.1", "k": 5000 * "9", "plan": 3999 * "["},
        {"plan": '[{"kind":"add","key":"x","lon":1' + 400 * "0" + ',"lat":1}]', "tab": "whatif"},
        {"plan": '[{"kind":"add","key":"x","lon":108,"lat":16,"operator":["x"]}]', "tab": "whatif"},
    ],
)
def test_an_odd_address_asks_nothing_odd(installed, asked):
    app = start(**asked)
    assert not app.exception
    assert len(app.error) == 0
    assert address(app)["sites"] == "bts_site"
    assert "people" not in address(app)


def test_a_click_selects_an_area_and_one_beside_it_the_place(installed):
    app = start()
    pick(app, layer="admin_commune", code="20194", lon=108.05, lat=16.05)
    assert sent(app)["selection"] == {"layer": "admin_commune", "code": "20194"}
    pick(app, layer=None)
    assert sent(app)["selection"] is None


def test_an_area_drawn_by_hand_is_one_more_answer(installed):
    app = start()
    app.button(key="cov_draw").click().run()
    assert sent(app)["tool"]["name"] == "draw"
    pick(app, layer="drawn", geometry=TRIANGLE)
    state = sent(app)
    assert state["tool"] is None
    assert [each["kind"] for each in state["sketch"]["features"]] == ["drawn"]
    assert any("Drawn area" in each.value for each in app.info)
    assert unpack_ring(address(app)["within"]) == TRIANGLE
    app.button(key="cov_drawn_away").click().run()
    assert sent(app)["sketch"] is None


def test_a_plan_adds_pulls_and_takes_back_a_site(installed):
    app = start(tab="whatif")
    app.segmented_control(key="cov_hand").set_value("add").run()
    assert sent(app)["tool"]["name"] == "add"
    pick(app, layer=None, lon=108.15, lat=16.05)
    pick(app, layer=None, lon=108.15, lat=16.05)  # a double click
    (feature,) = sent(app)["sketch"]["features"]
    assert feature["movable"]
    assert feature["geometry"] == {"type": "Point", "coordinates": [108.15, 16.05]}
    changed = rows_of(app, "change")
    assert changed["area"].tolist() == ["Phường Hòa Cường"]
    shade = sent(app)["choropleth"]
    assert shade["values"]["20195"] > 0
    assert shade["values"]["20194"] == 0
    pick(app, layer="sketch", id=feature["id"], lon=108.15, lat=16.15, moved=True)
    assert rows_of(app, "change")["area"].tolist() == ["Phường An Hải"]
    app.button(key="cov_undo").click().run()
    assert sent(app)["choropleth"] == shade
    app.button(key="cov_redo").click().run()
    assert rows_of(app, "change")["area"].tolist() == ["Phường An Hải"]
    app.button(key="cov_clear").click().run()
    assert sent(app)["sketch"] is None
    assert "plan" not in address(app)


def test_a_site_that_stands_is_dropped_by_a_click_on_it(installed):
    app = start(tab="whatif")
    app.segmented_control(key="cov_hand").set_value("drop").run()
    pick(app, layer="bts_site", id="bts_site:3", lon=108.0501, lat=16.15)
    (feature,) = sent(app)["sketch"]["features"]
    assert (feature["kind"], feature["movable"]) == ("removed", False)
    changed = rows_of(app, "change")
    assert changed["after"].tolist() == ["0.0 %"]
    pick(app, layer=None)
    assert sent(app)["tool"] is None


def test_planned_sites_of_the_layer_count_until_their_year(installed):
    app = start(tab="whatif", planned="2027")
    assert [each["id"] for each in sent(app)["sketch"]["features"]] == ["p1"]
    app.selectbox(key="cov_planned").set_value(2030).run()
    assert len(sent(app)["sketch"]["features"]) == 2
    assert not any(each["movable"] for each in sent(app)["sketch"]["features"])


def test_a_change_without_effect_says_why_in_the_plan(installed):
    plan = [
        {"kind": "move", "key": "gone", "lon": 108.05, "lat": 16.05},
        {"kind": "add", "key": "far", "lon": 100.0, "lat": 10.0},
    ]
    app = start(tab="whatif", plan=json.dumps(plan))
    words = web_words("en")
    assert rows_of(app, "why")["why"].tolist() == [
        words("planning.change.outside", number=2, site="far"),
        words("planning.change.unknown_site", number=1, site="gone"),
    ]


def test_planned_sites_count_once_and_of_a_year_there_is(installed):
    assert sent(start(tab="whatif", planned="2029"))["sketch"] is None
    assert sent(start(tab="whatif", planned="2027", sites="planned_site"))["sketch"] is None


def test_another_city_begins_without_the_plan_of_the_one_before(installed):
    app = start(tab="whatif")
    app.segmented_control(key="cov_hand").set_value("add").run()
    pick(app, layer=None, lon=108.15, lat=16.05)
    pick(app, layer=None, lon=108.15, lat=16.06)
    app.button(key="cov_undo").click().run()
    app.selectbox(key="cov_city").set_value("92").run()
    assert not app.exception
    assert "plan" not in address(app)
    assert app.button(key="cov_redo").disabled
    assert app.session_state["coverage_choice"]["focus"] is None


def test_the_layers_of_sites_are_counted_in_the_chosen_place(installed):
    def counts(app) -> list[str]:
        pills = next(each for each in app.get("button_group") if each.key == "cov_sites")
        return [each.content.rpartition(" · ")[2] for each in pills.proto.options]

    app = start()
    # One of four sites stands nowhere; both planned ones stand in the city.
    assert counts(app)[0] == "3"
    assert counts(app)[-1] == "2"
    assert counts(start(city="92")) == ["0", "0", "0"]
    assert counts(start(city="VN"))[0] == "4"


def test_a_search_runs_aside_and_its_sites_go_into_the_plan(installed, monkeypatch):
    from layers.siting import solve

    whole = solve.site
    monkeypatch.setattr(
        solve, "site", lambda *args, **more: whole(*args, **(more | {"apart": False}))
    )
    app = start(tab="siting", siting="from:layer:planned_site,count:1,radius:1000")
    app.button(key="cov_search_go").click().run()
    app.session_state["cov_search"].wait(60)
    app.run()
    assert not app.exception
    (feature,) = sent(app)["sketch"]["features"]
    assert feature["id"] in {"p1", "p2"}
    assert feature["radius_m"] == 1000
    app.selectbox(key="cov_city").set_value("92").run()
    assert sent(app)["sketch"] is None
    app.selectbox(key="cov_city").set_value("48").run()
    app.button(key="cov_take_in").click().run()
    assert address(app)["tab"] == "whatif"
    assert json.loads(address(app)["plan"])[0]["radius_m"] == 1000


def test_a_store_without_sites_offers_the_import(tmp_path):
    store = open_store(str(tmp_path / "store"))
    publish(store, small_layers()["admin_commune"][0], "admin_commune")
    install(open_context(Settings(store=str(tmp_path / "store"))))
    app = start()
    assert app.info[0].value == web_words("en")("coverage_view.empty")
    app.button(key="cov_import").click().run()
    assert app.session_state["view"] == "import"


def test_s10_hostile_names_show_themselves(tmp_path):
    store = open_store(str(tmp_path / "store"))
    publish(store, small_layers()["admin_commune"][0], "admin_commune")
    sites = _sites().assign(operator=[HOSTILE_HTML, HOSTILE_MARKDOWN, None, None])
    publish(store, sites, "bts_site")
    install(open_context(Settings(store=str(tmp_path / "store"))))
    app = start(part="operators")
    raw = "\n".join(e.value for e in [*app.markdown, *app.caption, *app.info])
    assert HOSTILE_MARKDOWN not in raw
    assert HOSTILE_HTML not in raw
    # A box to choose from reads no Markdown: the name stands in it as it is.
    assert HOSTILE_MARKDOWN in "\n".join(map(str, app.selectbox(key="cov_shown").options))


def test_a_share_is_a_number_zero_or_the_word_of_its_state():
    rows = pd.DataFrame(
        {
            "code": ["a", "b", "c", "d"],
            "share": [0.5, 0.0, float("nan"), float("nan")],
            "state": ["known", "zero", "no_data", "known"],
        }
    )
    shade = share_choropleth("admin_commune", rows, "t", web_words("en"), theme="light")
    assert shade["values"] == {"a": 0.5, "b": "zero", "c": "no_data", "d": "unknown"}
    assert shade["counts"] == [0, 0, 1, 0, 0]


def test_changes_keep_their_middle_and_only_the_classes_there_are():
    rows = pd.DataFrame({"code": list("abc"), "change": [0.0, 0.03, float("nan")]})
    shade = change_choropleth("admin_commune", rows, "t", web_words("en"), theme="light")
    assert shade["values"] == {"a": 0.0, "b": 0.03, "c": "unknown"}
    assert shade["breaks"] == [0.001, 0.01, 0.05]
    assert shade["counts"] == [1, 0, 1]
    both = change_choropleth(
        "admin_commune", rows.assign(change=[-0.3, 0.3, 0.0]), "t", web_words("en"), theme="light"
    )
    assert len(both["colors"]) == 9
    assert shade["colors"] == both["colors"][4:7]
    assert both["counts"] == [1, 0, 0, 0, 1, 0, 0, 0, 1]


def test_a_drawn_ring_survives_the_address_to_a_metre():
    assert unpack_ring(pack_ring(TRIANGLE)) == TRIANGLE
    ring = [[108.123456, 16.054321], [108.2, -16.0], [-108.0, 16.1], [108.123456, 16.054321]]
    back = unpack_ring(pack_ring({"type": "Polygon", "coordinates": [ring]}))
    for before, after in zip(ring, back["coordinates"][0], strict=True):
        assert after == pytest.approx(before, abs=1e-5)
    for text in (None, "", "1.1", "zz.zz_zz.zz_zz.zz_zz.zz", "1_2_3_4", "é.1_1.1_1.1_1.1"):
        assert unpack_ring(text) is None, text


def test_a_plan_survives_the_address_and_odd_texts_are_none():
    changes = [
        {"kind": "add", "key": "new-1", "lon": 108.2, "lat": 16.0, "radius_m": 500.0},
        {"kind": "remove", "key": "b1"},
    ]
    assert unpack_changes(pack_changes(changes)) == changes
    for text in (
        "[]x",
        "{}",
        "[1]",
        '[{"kind":"add","key":"x"}]',
        '[{"kind":"burn","key":"x"}]',
        "[",
    ):
        assert unpack_changes(text) == [], text


@pytest.mark.parametrize(
    "geometry",
    [
        None,
        "Polygon",
        {"type": "MultiPolygon", "coordinates": []},
        {"type": "Polygon", "coordinates": []},
        {"type": "Polygon", "coordinates": [[[0, 0], [1, 0], [0, 0]]]},
        {"type": "Polygon", "coordinates": [[[0, 0], [1, 0], [1, 1], [0, 1]]]},
        {"type": "Polygon", "coordinates": [[[0, 0], [float("nan"), 0], [1, 1], [0, 0]]]},
        {"type": "Polygon", "coordinates": [[[0, 0], [181, 0], [1, 1], [0, 0]]]},
        {"type": "Polygon", "coordinates": [[[0, 0, 1], [1, 0, 1], [1, 1, 1], [0, 0, 1]]]},
        {"type": "Polygon", "coordinates": [[[0, 0], ["1", 0], [1, 1], [0, 0]]]},
        {"type": "Polygon", "coordinates": [[[0, 0]] + [[1, 1]] * 600 + [[0, 0]]]},
        {"type": "Polygon", "coordinates": TRIANGLE["coordinates"] * 2},
    ],
)
def test_an_odd_shape_from_the_browser_is_none(geometry):
    assert clean_polygon(geometry) is None
    assert clean_pick({"layer": "drawn", "geometry": geometry}, layers=None) is None


def test_picks_of_a_sketch():
    pull = {"layer": "sketch", "id": "p1", "lon": 108.0, "lat": 16.0, "moved": True}
    assert clean_pick(pull, layers={"sketch"})["moved"] is True
    assert "moved" not in clean_pick(pull | {"moved": "yes"}, layers={"sketch"})
    assert clean_pick(pull | {"lon": None}, layers={"sketch"}) is None
    assert clean_pick(pull, layers={"admin_commune"}) is None
    drawn = {"layer": "drawn", "geometry": TRIANGLE, "more": 1}
    assert clean_pick(drawn, layers={"drawn"}) == {"layer": "drawn", "geometry": TRIANGLE}
    # The map of a layer cannot pass for a pull.
    assert "moved" not in clean_pick({"layer": "x", "id": "1", "moved": True}, layers=None)


def test_a_sketch_counts_its_kinds_and_stays_light():
    words = web_words("en")
    circle = Point(108, 16).buffer(0.1, quad_segs=250)
    shapes = light_shapes([circle] * 40, most_characters=16_000)
    assert len(json.dumps(shapes)) < 24_000
    assert (
        Polygon(shapes[0]["coordinates"][0]).symmetric_difference(circle).area < 0.05 * circle.area
    )
    features = [sketch_feature(f"g{n}", "gap", shape) for n, shape in enumerate(shapes)]
    features.append(sketch_feature("p", "planned", Point(108, 16), movable=True, radius_m=500))
    sketch = make_sketch(features, words, fit="g1", labels={"planned": None})
    assert [(e["kind"], e["count"], e["label"]) for e in sketch["entries"]] == [
        ("gap", 40, words("sketch.gap")),
        ("planned", 1, None),
    ]
    assert make_sketch([], words) is None
    assert sketch_feature("x", "gap", box(0, 0, 1, 1), radius_m=float("nan"))["radius_m"] is None
