"""The Ducts view as a visitor meets it: what a click asks, what the map is sent, what is said of every number."""

import re

import geopandas as gpd
import pandas as pd
import pytest
from pyproj import Geod
from shapely.geometry import LineString, Point, box
from streamlit.testing.v1 import AppTest

from layers.settings import ROOT, Settings
from layers.store import open_store
from tests.web.conftest import HOSTILE_HTML, HOSTILE_MARKDOWN, make_communes, publish
from tests.web.sent_state import sent
from web.context import install, open_context
from web.views.ducts import state as ducts_state
from web.words import web_words

MAIN = str(ROOT / "web" / "main.py")
MAP = "ducts_map"
GEOD = Geod(ellps="WGS84")
PLACES = {"A": (108.01, 16.05), "B": (108.03, 16.05), "C": (108.05, 16.05), "D": (108.03, 16.07)}
APART = ((108.07, 16.02), (108.08, 16.02))
AREA = box(108.005, 16.045, 108.02, 16.055)


def make_ducts() -> gpd.GeoDataFrame:
    """A to C by B, or the longer way by D; E to F is cut off, and its end E lies 3 m from one of A to B."""
    rows = [
        ("ab", "A", "B", "VNPT", 4, 1, "1800 xxxx"),
        ("bc", "B", "C", HOSTILE_MARKDOWN, 2, 2, None),
        ("ad", "A", "D", "VNPT", 4, 1, None),
        ("dc", "D", "C", "VNPT", 4, None, None),
    ]
    told = [
        {
            "feature_id": name, "from_node": a, "to_node": b, "owner": owner, "n_ducts": ducts,
            "n_ducts_used": used, "contact": contact, "street": "Lê Lợi",
        }
        for name, a, b, owner, ducts, used, contact in rows
    ]  # fmt: skip
    told.append({"feature_id": "ef", "owner": "FPT", "n_ducts": 1, "n_ducts_used": 0})
    lines = [LineString([PLACES[a], PLACES[b]]) for _, a, b, *_ in rows] + [LineString(APART)]
    frame = gpd.GeoDataFrame(told, geometry=lines, crs=4326).astype(
        {"n_ducts": "Int64", "n_ducts_used": "Int64"}
    )
    return frame.assign(
        province_code="48", admin_version="v2025-07", status="existing", construction="duct_and_pit"
    )


def make_manholes() -> gpd.GeoDataFrame:
    ids = {"feature_id": list(PLACES), "owner": "VNPT", "province_code": "48"}
    return gpd.GeoDataFrame(
        ids | {"admin_version": "v2025-07", "status": "existing"},
        geometry=[Point(at) for at in PLACES.values()],
        crs=4326,
    )


def make_aerial() -> gpd.GeoDataFrame:
    """As long as the duct A to B, two metres beside it."""
    line = LineString([(x, y + 0.00002) for x, y in (PLACES["A"], PLACES["B"])])
    told = {"feature_id": ["a1"], "owner": "FPT", "province_code": "48", "status": "existing"}
    told |= {"admin_version": "v2025-07", "street": "Lê Lợi", "undergrounding_plan": "none"}
    return gpd.GeoDataFrame(told, geometry=[line], crs=4326)


def make_projects() -> gpd.GeoDataFrame:
    told = {"feature_id": ["p1"], "name": [HOSTILE_HTML], "province_code": "48"}
    return gpd.GeoDataFrame(told, geometry=[AREA], crs=4326)


@pytest.fixture(scope="module")
def ducts_context(tmp_path_factory):
    folder = tmp_path_factory.mktemp("ducts") / "store"
    store = open_store(str(folder))
    for layer_id, frame in {
        "admin_commune": make_communes(),
        "duct_route": make_ducts(),
        "manhole": make_manholes(),
        "aerial_cable_route": make_aerial(),
        "project_area": make_projects(),
    }.items():
        publish(store, frame, layer_id)
    return open_context(Settings(store=str(folder)))


@pytest.fixture
def start(ducts_context):
    """A visitor who comes to the view with an address."""
    install(ducts_context)

    def come(**address: str) -> AppTest:
        app = AppTest.from_file(MAIN, default_timeout=60)
        for name, value in ({"view": "ducts", "lang": "en", "city": "48"} | address).items():
            app.query_params[name] = value
        app.run()
        assert not app.exception
        return app

    return come


def drawn(app: AppTest, kind: str) -> list[str]:
    """The ids of what the sketch shows of a kind."""
    sketch = sent(app)["sketch"] or {"features": []}
    return [each["id"] for each in sketch["features"] if each["kind"] == kind]


def said(app: AppTest) -> str:
    """Every text of the page, as Markdown shows it."""
    elements = [*app.markdown, *app.caption, *app.info, *app.warning, *app.error]
    return re.sub(r"\\([^\w\s]|_)", r"\1", "\n".join(element.value for element in elements))


def pick(app: AppTest, **what: object) -> None:
    """Do something on the map; it is told once."""
    app.session_state[MAP] = {"pick": what}
    app.run()
    assert not app.exception
    app.session_state[MAP] = {"pick": None}
    app.run()


def press(app: AppTest, key: str) -> None:
    app.button(key=key).click().run()
    assert not app.exception


def asked(app: AppTest, name: str) -> str | None:
    """What the address says."""
    return app.query_params.get(name)


def table(app: AppTest, column: str) -> pd.DataFrame:
    """The table that has a column of its own."""
    (found,) = [each.value for each in app.dataframe if column in each.value]
    return found


def test_two_clicks_give_a_way_with_its_pieces(start):
    app = start()
    assert sent(app)["tool"] == {"name": "add", "hint": web_words("en")("ducts_view.hint.start")}
    pick(app, layer=None, lon=108.01, lat=16.0501)
    assert sent(app)["tool"]["hint"] == web_words("en")("ducts_view.hint.end")
    assert drawn(app, "route_end") == ["start"]
    pick(app, layer=None, lon=108.05, lat=16.05)
    assert sent(app)["tool"] is None
    assert drawn(app, "route_free") == ["ab"]
    assert drawn(app, "route_full") == ["bc"]
    assert app.metric[0].value == "4.28 km"  # 0.04 degrees at 16.05 north
    assert "2 pieces of 2 owners" in said(app)
    assert "Nearest point of the network: A, 11 m away" in said(app)
    assert table(app, "order")["room"].tolist() == [
        "3 of 4 ducts free",
        "0 of 2 ducts free",
    ]
    assert table(app, "order")["contact"].tolist() == ["1800 xxxx", "not recorded"]
    assert asked(app, "from") == "108.010000,16.050100"


def test_an_end_can_be_pulled_elsewhere_and_the_ends_turned_round(start):
    app = start(**{"from": "A", "to": "C"})
    pick(app, layer="sketch", id="end", lon=108.0301, lat=16.05, moved=True)
    assert drawn(app, "route_free") == ["ab"]
    press(app, "duc_turn")
    assert asked(app, "to") == "A"
    press(app, "duc_clear")
    assert (asked(app, "from"), asked(app, "to")) == (None, None)


def test_what_must_be_avoided_or_used_makes_a_detour(start, ducts_context):
    app = start(**{"from": "A", "to": "C"})
    pick(app, layer="sketch", id="bc", lon=108.04, lat=16.05)
    press(app, "duc_as_avoid")
    assert asked(app, "avoid") == "bc"
    assert (drawn(app, "route_free"), drawn(app, "route_unknown")) == (["ad"], ["dc"])
    atlas = ducts_context.atlas
    frame = atlas.frame(atlas.now().versions["duct_route"]).set_index("feature_id")
    pick(app, layer="duct_route", id=f"duct_route:{frame.at['bc', 'fid']}", lon=108.04, lat=16.05)
    press(app, "duc_as_via")
    assert (asked(app, "via"), asked(app, "avoid")) == ("bc", None)
    assert drawn(app, "route_full") == ["bc"]
    app.multiselect(key="duc_via").set_value([]).run()
    assert asked(app, "via") is None


@pytest.mark.parametrize(
    ("end", "told"),
    [("108.075,16.02", "not connected"), ("Z", "no manhole or route"), ("999,999", "999")],
)
def test_ends_between_which_nothing_leads_say_so_and_stay(start, end, told):
    app = start(**{"from": "A", "to": end})
    assert told in said(app).replace("do not connect", "not connected")
    assert asked(app, "to") == end
    assert not app.metric


def test_whose_ducts_may_be_used_is_asked(start):
    app = start(**{"from": "A", "to": "C", "owners": "VNPT"})
    assert drawn(app, "route_free") == ["ad"]
    app.multiselect(key="duc_owners").set_value([]).run()
    assert drawn(app, "route_free") == ["ab"]


def test_parts_of_the_network_are_told_with_the_tolerance(start):
    app = start(tab="health")
    assert app.metric[0].value == "2"
    assert drawn(app, "violation") == ["part-1"]
    assert table(app, "nodes")["owners"].tolist()[1] == "FPT"
    app.number_input(key="duc_snap").set_value(5.0).run()
    assert asked(app, "snap") == "5"
    assert not app.exception


def test_corridors_count_no_kilometre_twice(start):
    app = start(tab="corridors", layers="duct_route,aerial_cable_route")
    assert app.metric[0].value == "4.28 km"  # both sides of the corridor of A and B
    assert table(app, "other_owner")[["owner", "other_owner", "beside"]].to_numpy().tolist() == [
        ["VNPT", "FPT", "2.14 km"]
    ]
    app.number_input(key="duc_distance").set_value(1.0).run()
    assert app.metric[0].value == "0 m"


def test_room_beside_what_hangs_is_offered(start):
    app = start(tab="corridors", part="sharing")
    assert app.metric[0].value == "2.14 km"
    assert table(app, "along")["id"].tolist() == ["ab"]


def test_a_drawn_area_lists_all_that_lies_in_it_and_whom_to_ask(start):
    app = start(tab="project")
    assert "hint" not in (sent(app)["tool"] or {})
    press(app, "duc_draw")
    assert sent(app)["tool"]["name"] == "draw"
    ring = [list(at) for at in AREA.exterior.coords]
    pick(app, layer="drawn", geometry={"type": "Polygon", "coordinates": [ring]})
    assert sent(app)["tool"] is None
    assert app.metric[0].value == "4"  # ab, ad, A, a1
    assert set(table(app, "use")["id"]) == {"ab", "ad", "A", "a1"}
    owners = table(app, "count").set_index("owner")
    assert owners.loc["VNPT", ["count", "contact"]].tolist() == [3, "1800 xxxx"]
    again = start(tab="project", within=asked(app, "within"))
    assert again.metric[0].value == "4"


def test_a_project_is_chosen_in_the_list_or_on_the_map(start):
    app = start(tab="project")
    pick(app, layer="project_area", id="project_area:1", lon=108.01, lat=16.05)
    assert app.metric[0].value == "4"
    assert app.selectbox(key="duc_project").value == "p1"
    assert drawn(app, "drawn") == ["area"]
    assert "no project “gone”" in said(start(tab="project", project="gone"))


def test_undergrounding_colours_areas_and_unknown_is_no_zero(start):
    app = start(tab="underground")
    ducts, aerial = (
        sum(map(GEOD.geometry_length, make().geometry)) for make in (make_ducts, make_aerial)
    )
    assert app.metric[0].value == f"{100 * ducts / (ducts + aerial):.1f} %"
    shade = sent(app)["choropleth"]
    assert {code: type(value) for code, value in shade["values"].items()}["20194"] is float
    app.selectbox(key="duc_city").set_value("92").run()
    assert app.metric[0].value == "unknown"
    assert "0 %" not in said(app)


@pytest.mark.parametrize("lang", ["vi", "en"])
@pytest.mark.parametrize("tab", ducts_state.TABS)
def test_every_tab_is_there_in_both_languages_and_hostile_text_is_text(start, lang, tab):
    app = start(lang=lang, tab=tab, **{"from": "A", "to": "C"})
    assert not app.warning
    assert "{" not in said(app).replace(HOSTILE_MARKDOWN, "").replace(HOSTILE_HTML, "")
    everything = "\n".join(each.value for each in [*app.markdown, *app.caption])
    assert "[bấm](" not in everything
    assert "<img" not in everything
    assert app.button_group(key="duc_tab").value == tab


def test_an_odd_address_asks_nothing_odd(start):
    odd = {
        "tab": "x",
        "snap": "1e9",
        "layers": "manhole",
        "within": "a.b",
        "city": "zz",
        "area": "1",
    }
    app = start(**odd, distance="-3", **{"from": HOSTILE_HTML[:40], "via": "|" * 50})
    assert asked(app, "tab") == "route"
    assert asked(app, "layers") == "duct_route"
    assert asked(app, "city") == "48"
    assert (asked(app, "snap"), asked(app, "within"), asked(app, "via")) == (None, None, None)


def test_an_empty_store_says_what_to_do(tmp_path):
    install(open_context(Settings(store=str(tmp_path / "empty"))))
    app = AppTest.from_file(MAIN, default_timeout=60)
    app.query_params["view"], app.query_params["lang"] = "ducts", "en"
    app.run()
    assert not app.exception
    assert "no ducts" in said(app)
    press(app, "duc_import")
    assert app.session_state["view"] == "import"
