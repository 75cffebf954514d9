"""The Services view as a visitor meets it: what is chosen, what the map is sent, what is said of every number."""

import re

import numpy as np
import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

from layers.services.published import press
from layers.settings import ROOT
from tests.web.conftest import HOSTILE_HTML, HOSTILE_MARKDOWN, publish, small_layers
from tests.web.sent_state import sent
from web.views.services.published_rows import press_rows
from web.words import web_words

MAIN = str(ROOT / "web" / "main.py")
MAP = "services_map"


def start(**address: str) -> AppTest:
    """A visitor who comes to the view with an address."""
    app = AppTest.from_file(MAIN, default_timeout=60)
    for name, value in ({"view": "services", "lang": "en"} | address).items():
        app.query_params[name] = value
    app.run()
    assert not app.exception
    return app


@pytest.fixture
def app(context) -> AppTest:
    return start()


def said(app: AppTest) -> str:
    """Every text of the page, as Markdown shows it."""
    elements = [*app.markdown, *app.caption, *app.info, *app.error]
    return re.sub(r"\\([^\w\s]|_)", r"\1", "\n".join(element.value for element in elements))


def choose(app: AppTest, key: str, value: object) -> None:
    app.selectbox(key=key).set_value(value).run()
    assert not app.exception


def tab(app: AppTest, name: str) -> None:
    app.button_group(key="svc_tab").set_value(name).run()
    assert not app.exception


def services_rows(**columns) -> pd.DataFrame:
    """Rows of availability for a store of a test's own: the small one's and more."""
    frame, _ = small_layers()["service_availability"]
    return pd.concat([frame, pd.DataFrame(columns)], ignore_index=True)


def test_the_first_view_colours_the_wards_of_da_nang(app):
    state = sent(app)
    shade = state["choropleth"]
    assert state["view"]["id"] == "48"
    assert "measure=full_share" in shade["values_url"]
    assert sum(shade["counts"]) + sum(each["count"] for each in shade["states"]) == 4
    assert {each["id"] for each in shade["states"]} == {"unknown"}
    assert (app.metric[0].value, shade["unit"], shade["factor"]) == ("60.0 %", "%", 100)
    assert "60 of 100 procedures" in said(app)


def test_numbers_and_words_follow_the_language(context):
    app = start(lang="vi")
    assert app.metric[0].value == "60,0 %"
    assert sent(app)["choropleth"]["title"] == web_words("vi")("measure.full_share")


def test_the_address_holds_every_choice_and_gives_it_again(app):
    choose(app, "svc_measure", "online_share")
    choose(app, "svc_area_box", "20194")
    tab(app, "targets")
    again = start(**{k: v[0] if isinstance(v, list) else v for k, v in app.query_params.items()})
    for key in ("svc_measure", "svc_area_box", "svc_city", "svc_areas", "svc_tier"):
        assert again.selectbox(key=key).value == app.selectbox(key=key).value, key
    assert again.query_params["tab"] in ("targets", ["targets"])
    assert again.metric[0].value == "90.0 %"


def test_a_click_selects_an_area_and_one_beside_it_the_place(app):
    app.session_state[MAP] = {"pick": {"layer": "admin_commune", "code": "20194"}}
    app.run()
    app.session_state[MAP] = {}
    assert sent(app)["selection"] == {"layer": "admin_commune", "code": "20194"}
    assert "#### Phường Hải Châu" in said(app)
    app.button(key="svc_close").click().run()
    assert sent(app)["selection"] is None


def test_a_tier_of_the_whole_city_is_never_coloured_over_its_parts(own_context):
    rows = services_rows(
        unit_key=["v2018:48"], tier=["district"], period=["2019-10"], scheme=["levels_1_4"],
        n_procedures=[176.0], n_level34=[151.0], stated_pct=[86.0], province_code=["48"],
        place=["Da Nang"], synthetic=[False], counting_unit=["service"],
    )  # fmt: skip
    publish(own_context.atlas.store, rows, "service_availability", "mixed")
    app = start(measure="level34_share", tier="district")
    assert sent(app)["choropleth"] is None
    assert app.selectbox(key="svc_areas").disabled
    assert app.metric[0].value == "85.8 %"
    text = said(app)
    assert "**151 / 176** = 85.8 %" in text
    assert "stated 86 % · fits" in text
    assert "not spread over areas" in text
    for areas in ("admin_district", "admin_commune_former"):
        other = start(measure="level34_share", tier="district", areas=areas)
        assert sent(other)["choropleth"] is None


def test_five_kinds_of_blank_stand_apart_on_the_map(own_context):
    rows = services_rows(
        unit_key=["v2025-07:20197", "v2025-07:20200", "v2025-07:20195"],
        tier=["commune"] * 3, period=["2026-01"] * 3, scheme=["full_partial"] * 3,
        n_procedures=[100.0, 100.0, 100.0], n_full=[np.nan, 0.0, np.nan],
        states=["n_full=suppressed", None, "n_full=not_applicable"],
        province_code=["48"] * 3, synthetic=[False] * 3,
    )  # fmt: skip
    publish(own_context.atlas.store, rows, "service_availability", "mixed")
    states = {each["id"]: each for each in sent(start())["choropleth"]["states"]}
    assert set(states) == {"zero", "unknown", "suppressed", "not_applicable"}
    assert len({(each["fill"], each["mark"]) for each in states.values()}) == 4


@pytest.mark.parametrize("name", ["ranking", "targets", "trend", "changes", "planner"])
def test_a_city_that_nobody_returned_figures_of_is_unknown_and_not_a_fault(context, name):
    app = start(city="92", tab=name)
    assert [(each["id"], each["count"]) for each in sent(app)["choropleth"]["states"]][-1] == (
        "unknown",
        2,
    )
    assert app.metric[0].value == "–"


def test_boundary_versions_layers_and_articles_have_names(own_context):
    rows = services_rows(
        unit_key=["v2018:48"], tier=["district"], period=["2019-10"], scheme=["levels_1_4"],
        n_procedures=[176.0], n_level34=[151.0], province_code=["48"], place=["Da Nang"],
        source_doc=["article 000, 2019-10-02"],
    )  # fmt: skip
    publish(own_context.atlas.store, rows, "service_availability", "mixed")
    assert "Bài báo số 000, 02/10/2019" in said(
        start(lang="vi", measure="level34_share", tier="district")
    )
    app = start(lang="vi", areas="admin_commune_former", area="20194")
    assert "1 đơn vị, ranh giới từ 01/07/2025" in said(app)


def test_every_press_figure_is_listed_with_its_check(context):
    app = start(tab="published")
    table = app.dataframe[0].value
    assert len(table) == len(press()) == 49
    made = table[table["value"].str.startswith(("151 ", "80 "))]
    assert made[["of", "stated", "computed", "check"]].to_numpy().tolist() == [
        ["176", "86 %", "85.8 %", "✓ fits"],
        ["97", "82 %", "82.5 %", "✓ fits"],
    ]
    assert not table["check"].str.strip().eq("").any()
    assert (table["check"].str.contains("do not use")).sum() == 8
    choose(app, "svc_press_place", "Ha Noi")
    assert set(app.dataframe[0].value["place"]) == {"Ha Noi"}
    text = said(app)
    assert "1,055 services (55 %)" in text
    assert "1,501 procedures (91 %)" in text


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_every_published_figure_has_words_and_a_number_in_the_language(lang):
    rows = press_rows(web_words(lang))
    assert (rows["what"].str.len() > 0).all()
    assert (
        rows.loc[rows["figure"] == "16", "value"]
        .iloc[0]
        .startswith("38,6" if lang == "vi" else "38.6")
    )


@pytest.mark.parametrize("name", ["ranking", "targets", "trend", "changes", "planner", "published"])
@pytest.mark.parametrize("lang", ["vi", "en"])
def test_every_page_is_there_in_both_languages(context, name, lang):
    app = start(tab=name, lang=lang, area="20194")
    assert app.query_params["tab"] in (name, [name])
    assert len(app.error) == 0


def test_what_changed_sets_two_periods_side_by_side(own_context):
    rows = services_rows(
        unit_key=["v2025-07:20194"], tier=["commune"], period=["2026-04"], scheme=["full_partial"],
        n_procedures=[100.0], n_full=[70.0], province_code=["48"], synthetic=[False],
    )  # fmt: skip
    publish(own_context.atlas.store, rows, "service_availability", "mixed")
    app = start(tab="changes")
    assert (app.selectbox(key="svc_before").value, app.selectbox(key="svc_after").value) == (
        "2025-10",
        "2026-04",
    )
    table = app.dataframe[0].value
    row = table[table["area"] == "Phường Hải Châu"].iloc[0]
    assert (row["carried"], row["after"], row["real"]) == ("60.0 %", "70.0 %", "+10.0 points")
    assert row["kind"] == "figure changed"


def test_an_answer_of_the_planner_is_a_table_and_a_layer(app):
    app.session_state["svc_question"] = "passing"
    tab(app, "planner")
    shade = sent(app)["choropleth"]
    assert {each["id"] for each in shade["states"]} == {"found", "other", "unknown"}
    assert sum(each["count"] for each in shade["states"]) == 4
    assert "duct_route" in [layer["id"] for layer in sent(app)["layers"]]


def test_a_store_without_figures_offers_the_import(tmp_path):
    from layers.settings import Settings
    from layers.store import open_store
    from web.context import install, open_context

    store = open_store(str(tmp_path / "store"))
    publish(store, small_layers()["admin_commune"][0], "admin_commune")
    install(open_context(Settings(store=str(tmp_path / "store"))))
    app = start()
    assert app.info[0].value == web_words("en")("services.empty")
    app.button(key="svc_import").click().run()
    assert app.session_state["view"] == "import"


def test_s10_hostile_text_of_a_table_shows_itself(own_context):
    rows = services_rows(
        unit_key=["v2018:48"], tier=["district"], period=["2019-10"], scheme=["levels_1_4"],
        n_procedures=[176.0], n_level34=[151.0], province_code=["48"], place=[HOSTILE_MARKDOWN],
        source_doc=[HOSTILE_HTML], note=[HOSTILE_MARKDOWN], synthetic=[False],
    )  # fmt: skip
    publish(own_context.atlas.store, rows, "service_availability", "mixed")
    app = start(measure="level34_share", tier="district")
    raw = "\n".join(e.value for e in [*app.markdown, *app.caption, *app.info])
    raw += "\n".join(metric.label for metric in app.metric)
    assert HOSTILE_MARKDOWN not in raw
    assert HOSTILE_HTML not in raw
    assert "\\[bấm\\]" in raw
    assert "unsafe" not in {getattr(e, "allow_html", "") for e in app.markdown}


def test_the_map_fetches_a_number_or_the_word_of_a_state(context):
    from starlette.applications import Starlette
    from starlette.testclient import TestClient

    from web.routes import make_routes

    client = TestClient(Starlette(routes=make_routes(context)))
    asked = "/api/service-values?measure=full_share&areas=admin_commune&city=48&tier=commune"
    values = client.get(asked).json()["values"]
    assert values == {"20194": 0.6, "20195": "unknown", "20197": "unknown", "20200": "unknown"}
    for wrong in ("measure=nothing", "areas=antenna_mast", "city=00", "tier=king"):
        name = wrong.partition("=")[0]
        address = re.sub(rf"{name}=[^&]*", wrong, asked)
        assert client.get(address).status_code == 404, wrong


def test_the_timeline_of_boundaries_is_told_in_words(app):
    tab(app, "published")
    app.button_group(key="svc_published_list").set_value("borders").run()
    assert not app.exception
    table = next(each.value for each in app.dataframe if "country" in each.value)
    assert table["country"].tolist()[0] == "3,321"
    assert table["until"].tolist()[:2] == ["in force", "2026-04-29"]
    assert {"10,035", "11,162"} <= set(table["country"])
    assert "partly from memory" in table["certainty"].tolist()
