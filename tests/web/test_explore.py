"""Explore as a visitor meets it: each choice changes what the map is sent and what the card tells."""

import html
import json
import re
from dataclasses import replace

import geopandas as gpd
import pytest
from shapely.geometry import box
from streamlit.testing.v1 import AppTest

from layers.maps.view import LayerView, MapView
from layers.settings import ROOT
from layers.words import read_locale
from tests.web.conftest import (
    HOSTILE_HTML,
    HOSTILE_MARKDOWN,
    WARDS,
    make_communes,
    publish,
)
from tests.web.sent_state import map_element, sent
from web.views.explore.state import VIEW
from web.words import web_words

MAIN = str(ROOT / "web" / "main.py")
MAP = "explore_map"


def start(**address: str) -> AppTest:
    """A visitor who comes with an address such as ``?city=92``."""
    app = AppTest.from_file(MAIN, default_timeout=30)
    for name, value in address.items():
        app.query_params[name] = value
    app.run()
    assert not app.exception
    return app


@pytest.fixture
def app(context) -> AppTest:
    return start(lang="en")


def view_of(app: AppTest) -> MapView:
    """The record of the visitor."""
    return app.session_state[VIEW]


def selected(app: AppTest) -> tuple[str, str]:
    """The layer and the code of the area that the map shows as selected."""
    selection = sent(app)["selection"]
    return selection["layer"], selection["code"]


def change(app: AppTest, **fields: object) -> None:
    """What a callback of a panel does."""
    app.session_state[VIEW] = replace(view_of(app), **fields)
    app.run()
    assert not app.exception


def layers(*ids: str) -> tuple[LayerView, ...]:
    return tuple(map(LayerView, ids))


def title(app: AppTest) -> str:
    """The name at the head of the card, as Markdown shows it."""
    return _shown(app.main.markdown[0].value).lstrip("# ")


def _shown(markdown: str) -> str:
    return re.sub(r"\\([^\w\s]|_)", r"\1", markdown)


def click(app: AppTest, **pick: object) -> None:
    """A click on the map; a real browser forgets it after the run."""
    app.session_state[MAP] = {"pick": pick}
    app.run()
    app.session_state[MAP] = {}
    assert not app.exception


def choose(app: AppTest, key: str, value: object) -> None:
    app.selectbox(key=key).set_value(value).run()
    assert not app.exception


def counts(app: AppTest) -> dict[str, str]:
    """What the card says there is."""
    return dict(_rows(app, "What is here", "Có gì ở đây"))


def _rows(app: AppTest, *captions: str) -> list[tuple[str, ...]]:
    """The rows of a table of the card: what heads each, and its cells."""
    tables = [t for e in app.get("html") for t in re.findall("<table>.*?</table>", e.proto.body)]
    (table,) = [t for t in tables if any(f"<caption>{name}</caption>" in t for name in captions)]
    rows = re.findall("<tr>(.*?)</tr>", table)
    return [tuple(map(_bare, re.findall("<t[hd][^>]*>(.*?)</t[hd]>", row))) for row in rows]


def _bare(cell: str) -> str:
    return html.unescape(re.sub("<[^>]*>", "", cell))


def said(app: AppTest) -> list[str]:
    """Every text of the page, as it was sent."""
    elements = [*app.markdown, *app.caption, *app.text, *app.title, *app.info, *app.error]
    return [element.value for element in elements]


def test_the_first_view_is_da_nang_by_mast_density(app):
    state = sent(app)
    assert (state["view"]["id"], state["view"]["bbox"]) == ("48", [108.0, 16.0, 108.2, 16.2])
    assert state["view"]["at"] is None
    assert [layer["id"] for layer in state["layers"]] == [
        "admin_commune",
        "duct_route",
        "antenna_mast",
    ]
    assert state["choropleth"]["layer"] == "admin_commune"
    assert "indicator=mast_density" in state["choropleth"]["values_url"]
    assert sum(state["choropleth"]["counts"]) + state["choropleth"]["unknown_count"] == 4
    assert state["selection"] is None
    assert title(app) == "Thành phố Đà Nẵng"


def test_layers_are_drawn_in_the_order_of_the_panel_the_first_on_top(own_context):
    zone = gpd.GeoDataFrame({"feature_id": ["z1"]}, geometry=[box(108, 16, 108.1, 16.1)], crs=4326)
    publish(own_context.atlas.store, zone, "mast_zone")
    app = start(lang="en")
    change(app, layers=layers("antenna_mast", "mast_zone", "duct_route"))
    drawn = [layer["id"] for layer in sent(app)["layers"]]
    assert drawn == ["admin_commune", "duct_route", "mast_zone", "antenna_mast"]


def test_what_was_made_up_is_flagged_on_the_map(app):
    badges = {layer["id"]: layer["badge"] for layer in sent(app)["layers"]}
    assert badges == {
        "admin_commune": "approximate",
        "duct_route": "synthetic",
        "antenna_mast": "synthetic",
    }
    assert "approximate" in sent(app)["attribution"]


def test_another_city_moves_the_map_and_changes_the_card(app):
    before = sent(app)
    choose(app, "x_city", "92")
    after = sent(app)
    assert (after["view"]["id"], after["view"]["bbox"]) == ("92", [105.7, 10.0, 105.9, 10.1])
    assert "city=92" in after["choropleth"]["values_url"]
    assert "city=92" in after["labels"]["url"]
    assert "/outline/92" in after["outline"]["url"]
    assert after["tiles"] == before["tiles"]
    assert title(app) == "Thành phố Cần Thơ"
    assert app.metric[0].value == "not known"


def test_the_card_of_a_city_sums_and_shows_what_is_unknown_as_a_dash(app):
    table = counts(app)
    assert table["Masts"] == "5"  # one stands on a border and counts on both sides
    assert table["Ducts"] == "19.3 km"
    assert table["Manholes"] == "–"
    assert "2 of 5 masts: number of operators not known." in [c.value for c in app.caption]


@pytest.mark.parametrize(
    ("areas", "layer_rows"), [("admin_commune_former", 2), ("admin_district", 1)]
)
def test_other_boundaries_are_drawn_and_coloured(app, areas, layer_rows):
    choose(app, "x_areas", areas)
    state = sent(app)
    assert state["layers"][0]["id"] == areas
    assert state["choropleth"]["layer"] == areas
    assert f"areas={areas}" in state["choropleth"]["values_url"]
    assert sum(state["choropleth"]["counts"]) + state["choropleth"]["unknown_count"] == layer_rows


def test_another_indicator_changes_values_title_and_the_leading_number(app):
    choose(app, "x_indicator", "duct_km")
    shade = sent(app)["choropleth"]
    assert "indicator=duct_km" in shade["values_url"]
    assert (shade["title"], shade["unit"], shade["factor"]) == ("Length of ducts", "km", 1)
    assert (app.metric[0].label, app.metric[0].value) == ("Length of ducts", "19.3 km")
    choose(app, "x_indicator", "sharing_ratio")
    shade = sent(app)["choropleth"]
    assert (shade["unit"], shade["factor"]) == ("%", 100)
    assert app.metric[0].value == "66.7 %"  # 2 of the 3 whose operators are known


def test_an_indicator_that_nobody_knows_has_no_class_and_all_unknown(app):
    choose(app, "x_indicator", "underground_ratio")
    shade = sent(app)["choropleth"]
    assert (sum(shade["counts"]), shade["unknown_count"]) == (0, 4)
    assert app.metric[0].value == "not known"


def test_a_city_about_which_nothing_is_known_has_no_classes(context):
    """One without a name stood in the legend."""
    shade = sent(start(city="92"))["choropleth"]
    assert shade["breaks"] == shade["colors"] == []
    assert shade["unknown_count"] == 2


def test_another_way_to_make_classes_changes_the_breaks_alone(app):
    before = sent(app)["choropleth"]
    change(app, scheme="equal_interval")
    after = sent(app)["choropleth"]
    assert after["breaks"] != before["breaks"]
    assert after["values_url"] == before["values_url"]
    assert len(after["colors"]) == len(after["breaks"]) == len(after["counts"])


def test_layers_come_and_go_and_nothing_else_of_the_map_changes(app):
    before = sent(app)
    change(app, layers=layers("duct_route"))
    after = sent(app)
    assert [layer["id"] for layer in after["layers"]] == ["admin_commune", "duct_route"]
    change(app, layers=())
    assert [layer["id"] for layer in sent(app)["layers"]] == ["admin_commune"]
    for part in ("view", "tiles", "choropleth", "outline", "labels"):
        assert after[part] == before[part]


def test_the_language_changes_page_map_and_numbers(app):
    app.button_group(key="lang").set_value("vi").run()
    state = sent(app)
    assert state["lang"] == "vi"
    assert state["words"]["legend"] == web_words("vi")("map.legend")
    assert state["layers"][-1]["label"] == web_words("vi")("layer.antenna_mast")
    assert app.selectbox(key="x_city").label == web_words("vi")("control.city")
    assert counts(app)[web_words("vi")("layer.duct_route")] == "19,3 km"
    assert app.query_params["lang"] == "vi"


def test_a_click_on_a_ward_shows_its_card(app):
    click(app, layer="admin_commune", id="admin_commune:4", code="20194", name="Hải Châu")
    assert title(app) == "Phường Hải Châu"
    assert selected(app) == ("admin_commune", "20194")
    assert counts(app)["Masts"] == "3"
    assert app.query_params["area"] == "20194"
    assert app.metric[0].delta == "rank 1 of 4"
    owners = ("VNPT", "Viettel", "not known")
    assert _rows(app, "Ducts by owner") == [(name, "6.4 km", "33.3 %") for name in owners]


def test_the_card_of_a_ward_tells_services_of_both_schemes(app):
    click(app, layer="admin_commune", code="20194")
    texts = [text.value for text in app.text]
    assert "Wholly online 60 · Partially 30 · All 100" in texts
    assert "Level 3 20 · Level 4 12 · All 80" in texts
    click(app, layer="admin_commune", code="20197")
    assert "No figures – which does not mean zero." in said(app)


def test_a_click_beside_everything_and_escape_show_the_city_again(app):
    click(app, layer="admin_commune", code="20194")
    click(app, layer=None, lon=109.0, lat=16.0)
    assert title(app) == "Thành phố Đà Nẵng"
    assert sent(app)["selection"] is None
    assert "area" not in app.query_params


def test_a_click_on_a_mast_picks_it_and_leaves_the_area_selected(app):
    click(app, layer="admin_commune", code="20194")
    click(app, layer="antenna_mast", id="antenna_mast:1", name="VNPT")
    assert (view_of(app).selected, view_of(app).picked) == ("20194", ("antenna_mast:1",))
    click(app, layer="admin_commune", code="20194")
    assert view_of(app).picked == ()
    assert title(app) == "Phường Hải Châu"


@pytest.mark.parametrize(
    "pick",
    [
        {"layer": "admin_commune", "code": "00000"},
        {"layer": "admin_commune", "code": HOSTILE_HTML},
        {"layer": "admin_commune", "code": None},
        {"layer": "nothing", "code": "20194"},
        {"layer": ["admin_commune"], "code": "20194"},
        {},
        {"layer": "admin_commune", "code": {"a": 1}},
    ],
)
def test_a_pick_that_names_nothing_changes_nothing(app, pick):
    click(app, **pick)
    assert title(app) == "Thành phố Đà Nẵng"


def test_the_select_box_does_what_a_click_does(app):
    choose(app, "x_area", "20195")
    assert title(app) == "Phường Hòa Cường"
    assert selected(app) == ("admin_commune", "20195")
    app.button(key="close_card").click().run()
    assert title(app) == "Thành phố Đà Nẵng"
    assert app.selectbox(key="x_area").value is None


def test_the_card_folds_and_opens_and_a_click_opens_it(app):
    app.button(key="close_card").click().run()
    assert not app.metric
    app.button(key="open_card").click().run()
    assert title(app) == "Thành phố Đà Nẵng"
    app.button(key="close_card").click().run()
    click(app, layer="admin_commune", code="20197")
    assert title(app) == "Phường Sơn Trà"


def test_a_ward_chosen_before_the_box_was_drawn_is_not_taken_back_by_the_box(app):
    change(app, selected="20195")  # a run wrote it, and was stopped before the panel
    assert view_of(app).selected == "20195"
    assert app.selectbox(key="x_area").value == "20195"


def test_another_city_or_other_boundaries_forget_the_selected_ward(app):
    choose(app, "x_area", "20195")
    choose(app, "x_city", "92")
    assert sent(app)["selection"] is None
    choose(app, "x_area", "31117")
    choose(app, "x_areas", "admin_district")
    assert sent(app)["selection"] is None


def test_the_whole_country_has_every_area_and_no_outline(app):
    choose(app, "x_city", "VN")
    state = sent(app)
    assert state["view"]["id"] == "VN"
    assert state["outline"] is None
    assert sum(state["choropleth"]["counts"]) + state["choropleth"]["unknown_count"] == len(WARDS)
    assert title(app) == "Whole country"
    click(app, layer="admin_commune", code="31117")
    assert title(app) == "Phường Ninh Kiều"
    app.run()
    assert title(app) == "Phường Ninh Kiều"
    choose(app, "x_city", "48")
    assert title(app) == "Thành phố Đà Nẵng"


def test_the_address_brings_the_same_view_back(context):
    app = start(city="92", area="31117", lang="en", indicator="duct_km", areas="admin_commune")
    assert title(app) == "Phường Ninh Kiều"
    assert sent(app)["view"]["id"] == "92"
    assert (app.metric[0].label, app.metric[0].value) == ("Length of ducts", "not known")
    assert app.metric[0].delta == "cannot be ranked"
    assert sent(app)["lang"] == "en"


def test_an_address_that_names_nothing_gives_the_usual_view(context):
    app = start(city="99", area="zz", lang="fr", indicator="<b>", areas="antenna_mast")
    assert sent(app)["view"]["id"] == "48"
    assert sent(app)["lang"] == "vi"
    assert title(app) == "Thành phố Đà Nẵng"
    assert (
        dict(app.query_params)
        == {
            "city": ["48"],
            "areas": ["admin_commune"],
            "indicator": ["mast_density"],
            "lang": ["vi"],
        }
        or app.query_params["city"] == "48"
    )


def test_a_ward_of_another_city_in_the_address_is_not_selected(context):
    app = start(city="48", area="31117", lang="en")
    assert title(app) == "Thành phố Đà Nẵng"
    assert sent(app)["selection"] is None


def test_r10_two_visitors_share_nothing(context):
    one, two = start(lang="en"), start(lang="en")
    choose(one, "x_city", "92")
    choose(one, "x_indicator", "duct_km")
    click(one, layer="admin_commune", code="31117")
    change(one, layers=())
    one.button_group(key="lang").set_value("vi").run()
    two.run()
    assert title(two) == "Thành phố Đà Nẵng"
    state = sent(two)
    assert (state["lang"], state["view"]["id"], state["selection"]) == ("en", "48", None)
    assert "mast_density" in state["choropleth"]["values_url"]
    assert len(state["layers"]) == 3


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_no_key_is_shown_in_the_place_of_its_words(context, lang):
    app = start(lang=lang)
    for indicator in ("full_share", "sharing_ratio"):
        choose(app, "x_indicator", indicator)
    click(app, layer="admin_commune", code="20194")
    widgets = [*app.selectbox, *app.radio, *app.button, *app.button_group, *app.metric]
    options = [o for w in [*app.selectbox, *app.radio] for o in w.options]
    shown = [*said(app), *(w.label for w in widgets), *options, *counts(app)]
    shown += [layer["label"] for layer in sent(app)["layers"]]
    shown += list(sent(app)["words"].values())
    assert len(shown) > 60
    keys = set(read_locale(ROOT / "web" / "locales", lang))
    assert [text for text in shown if text in keys] == []
    # The words of the map are filled in by the map itself.
    filled = set(shown) - set(sent(app)["words"].values())
    assert [text for text in filled if re.search(r"\{\w+\}", text)] == []


def test_vietnamese_and_english_differ_wherever_they_can(context):
    texts = {lang: set(sent(start(lang=lang))["words"].values()) for lang in ("vi", "en")}
    names = {"Quần đảo Hoàng Sa", "(Đà Nẵng)", "Quần đảo Trường Sa", "(Khánh Hòa)", "Biển Đông"}
    assert texts["vi"] & texts["en"] == names


def test_a_rerun_sends_little(app):
    choose(app, "x_area", "20194")
    element = map_element(app)
    assert len(element.proto.json.encode()) < 100_000
    state = json.loads(element.proto.json)["state"]
    assert len(json.dumps(state, ensure_ascii=False).encode()) < 20_000


def _rename(context, name: str) -> None:
    wards = WARDS | {"20194": (name, "48", (108.0, 16.0))}
    publish(context.atlas.store, make_communes(wards=wards), "admin_commune", source=name)


@pytest.mark.parametrize("name", [HOSTILE_HTML, HOSTILE_MARKDOWN])
def test_s10_a_hostile_name_is_text_and_nothing_else(own_context, name):
    _rename(own_context, name)
    app = start(lang="en", area="20194")
    assert title(app) == f"Phường {name}"
    heading = app.main.markdown[0].value.removeprefix("##### ")
    # Every sign that Markdown or HTML reads stands behind a backslash.
    assert re.findall(r"(?<!\\)[<>\[\]()`$*_~|:{}!]", heading) == []
    for text in said(app):
        assert re.findall(r"(?<!\\)(?:<img|<b>|\]\(javascript)", text) == []
    assert sent(app)["attribution"].endswith(name)


def test_wards_are_listed_in_vietnamese_order_and_one_without_a_name_by_its_code(own_context):
    names = {"20194": "Đông", "20195": "Dương", "20197": "Ấm", "20200": "Êm"}
    wards = {code: (names[code], *WARDS[code][1:]) for code in names}
    communes = make_communes(wards=wards)
    communes.loc[communes["code"] == "20200", ["name", "full_name"]] = None
    publish(own_context.atlas.store, communes, "admin_commune")
    app = start(lang="en")
    assert app.selectbox(key="x_area").options == [
        "20200",
        "Phường Ấm",
        "Phường Dương",
        "Phường Đông",
    ]
    choose(app, "x_area", "20200")
    assert selected(app) == ("admin_commune", "20200")


def test_wards_of_one_name_are_told_apart(own_context):
    wards = {code: ("Tân Lập", *ward[1:]) for code, ward in WARDS.items()}
    communes = make_communes(wards=wards)
    communes["district_name"] = ["Quận Một", "Quận Hai", "Quận Ba", "Quận Ba", None, None]
    publish(own_context.atlas.store, communes, "admin_commune")
    app = start(lang="en")
    assert app.selectbox(key="x_area").options == [
        "Phường Tân Lập · Quận Ba · 20197",
        "Phường Tân Lập · Quận Ba · 20200",
        "Phường Tân Lập · Quận Hai",
        "Phường Tân Lập · Quận Một",
    ]
    for code in ("20195", "20200"):
        click(app, layer="admin_commune", code=code)
        app.run()
        assert selected(app) == ("admin_commune", code)


def test_provinces_of_one_name_are_told_apart(own_context):
    provinces = own_context.atlas.store.read("admin_province").assign(full_name="Tỉnh Một")
    publish(own_context.atlas.store, provinces, "admin_province")
    app = start(lang="en")
    assert app.selectbox(key="x_city").options == [
        "Tỉnh Một · 48",
        "Tỉnh Một · 92",
        "Whole country",
    ]
    choose(app, "x_city", "92")
    assert sent(app)["view"]["id"] == "92"


def test_owners_of_a_file_are_told_as_they_are(own_context):
    ducts = own_context.atlas.store.read("duct_route").assign(owner=HOSTILE_HTML)
    publish(own_context.atlas.store, ducts, "duct_route")
    app = start(lang="en")
    assert [row[0] for row in _rows(app, "Ducts by owner")] == [HOSTILE_HTML]


def test_availability_of_a_kind_nobody_knows_does_not_break_the_card(own_context):
    table = own_context.atlas.store.read("service_availability")
    table = table.assign(scheme="new_scale", tier=["commune", None, "commune", "galaxy"])
    publish(own_context.atlas.store, table, "service_availability")
    app = start(lang="en", area="20194")
    assert title(app) == "Phường Hải Châu"
    assert any("new_scale" in _shown(text) for text in said(app))


def test_without_boundaries_it_says_what_to_do(tmp_path):
    from layers.settings import Settings
    from web.context import install, open_context

    install(open_context(Settings(store=str(tmp_path / "new"))))
    app = start(lang="en")
    assert [text.value for text in app.info] == [web_words("en")("explore.empty")]
    assert not app.get("bidi_component")


def test_with_boundaries_alone_everything_else_is_unknown(tmp_path):
    from layers.settings import Settings
    from web.context import install, open_context

    context = open_context(Settings(store=str(tmp_path / "new")))
    publish(context.atlas.store, make_communes(), "admin_commune", "official")
    install(context)
    app = start(lang="en")
    assert [layer["id"] for layer in sent(app)["layers"]] == ["admin_commune"]
    assert sent(app)["layers"][0]["badge"] is None
    assert set(counts(app).values()) == {"–"}
    assert sent(app)["choropleth"]["unknown_count"] == 4
    assert app.metric[0].value == "not known"
