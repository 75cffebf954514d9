"""The card of Explore as a visitor meets it: profile, comparison, neighbours, a drawn area."""

import html
import json
import re
from dataclasses import replace

import pytest
from shapely import box, to_geojson
from streamlit.testing.v1 import AppTest

from layers.drawings.book import DrawingBook
from layers.drawings.change import Change
from layers.settings import ROOT
from tests.web.conftest import HOSTILE_HTML, publish
from web.views.explore import state
from web.words import web_words

MAIN = str(ROOT / "web" / "main.py")
EN = web_words("en")


def start(**address: str) -> AppTest:
    """A visitor who comes with an address such as ``?area=20194``."""
    app = AppTest.from_file(MAIN, default_timeout=90)
    for name, value in {"lang": "en", **address}.items():
        app.query_params[name] = value
    app.run()
    assert not app.exception
    return app


def change(app: AppTest, **fields: object) -> None:
    """What a callback does."""
    app.session_state[state.VIEW] = replace(app.session_state[state.VIEW], **fields)
    app.run()
    assert not app.exception


def table(app: AppTest, caption: str) -> list[tuple[str, ...]]:
    """The rows of a table of the card, its head left out."""
    bodies = [element.proto.body for element in app.get("html")]
    tables = [each for body in bodies for each in re.findall("<table>.*?</table>", body)]
    (found,) = [each for each in tables if f"<caption>{caption}</caption>" in each]
    rows = re.findall("<tr[^>]*>(.*?)</tr>", found.partition("<tbody>")[2])
    cells = (re.findall("<t[hd][^>]*>(.*?)</t[hd]>", row) for row in rows)
    return [tuple(html.unescape(re.sub("<[^>]*>", "", cell)) for cell in row) for row in cells]


def title(app: AppTest) -> str:
    return app.main.markdown[0].value.lstrip("# ")


def compared(app: AppTest) -> tuple[str, ...]:
    return app.session_state[state.VIEW].compared


def test_the_card_of_a_ward_tells_sharing_indicators_and_neighbours(context):
    app = start(area="20194")
    assert table(app, "Masts")[0] == ("Masts", "50.0 % shared")
    assert ("", "33.3 % not known") in table(app, "Masts")
    rows = {row[0]: row[1:] for row in table(app, EN("explore_profile.indicators"))}
    assert rows["Number of masts"] == ("3 masts", "1", "4/4")
    assert rows["Underground share of cable routes"] == ("unknown", "–", "0/4")
    around = app.button_group(key="x_neighbours")
    assert list(around.options) == [
        "Phường Hòa Cường", "Phường Sơn Trà", "Phường An Hải",
    ]  # fmt: skip


def test_a_layer_is_divided_by_owner_kind_and_status(context):
    app = start(area="20194")
    app.selectbox(key="x_card_layer_w").set_value("antenna_mast").run()
    assert table(app, "Masts by owner") == [("VNPT", "2", "66.7 %"), ("Viettel", "1", "33.3 %")]
    app.button_group(key="x_card_by_w").set_value("states").run()
    assert table(app, "Masts by status") == [("not recorded", "3", "100.0 %")]
    change(app, selected="20197")
    assert table(app, "Masts by status") == [("not recorded", "1", "100.0 %")]


def test_areas_are_put_side_by_side_by_buttons_and_taken_away_again(context):
    app = start(area="20194")
    app.button(key="x_compare_this").click().run()
    assert compared(app) == ("20194",)
    assert title(app) == "Phường Hải Châu"
    change(app, selected="20195")
    app.button(key="x_compare_this").click().run()
    assert compared(app) == ("20194", "20195")
    assert app.query_params["compare"] in ("20194,20195", ["20194,20195"])
    rows = {row[0]: row[1:] for row in table(app, EN("explore_profile.compare_table"))}
    assert rows["Number of mastsmasts"] == ("▲ highest: 3", "▼ lowest: 1", "1", "1")
    assert rows["Procedures wholly online (offered) ★"][:2] == ("60.0 %", "unknown")
    app.multiselect(key="x_compared").set_value(["20194", "20195", "20200"]).run()
    assert compared(app) == ("20194", "20195", "20200")
    app.button(key="close_card").click().run()
    assert compared(app) == ()
    assert title(app) == "Phường Hòa Cường"


def test_the_selected_area_is_added_to_those_compared(context):
    app = start(compare="20194,20195", area="20197")
    assert title(app) == EN("explore_profile.compare_title", count=2)
    app.button(key="x_compare_add").click().run()
    assert compared(app) == ("20194", "20195", "20197")
    assert "x_compare_add" not in [button.key for button in app.button]


def test_owners_of_a_file_never_run_in_a_comparison(own_context):
    ducts = own_context.atlas.store.read("duct_route").assign(owner=HOSTILE_HTML)
    publish(own_context.atlas.store, ducts, "duct_route")
    app = start(compare="20194,20195")
    bodies = [element.proto.body for element in app.get("html")]
    assert any(html.unescape(body).count(HOSTILE_HTML) for body in bodies)
    assert not any("<img" in body for body in bodies)


def test_a_neighbour_leads_to_its_own_card(context):
    app = start(area="20194")
    app.button_group(key="x_neighbours").set_value("20197").run()
    assert title(app) == "Phường Sơn Trà"
    assert app.button_group(key="x_neighbours").value in (None, [])


@pytest.mark.parametrize("crosses", [False, True])
def test_a_drawn_area_that_is_selected_has_a_profile(own_context, crosses):
    bow = [[108.0, 16.0], [108.1, 16.1], [108.1, 16.0], [108.0, 16.1], [108.0, 16.0]]
    whole = json.loads(to_geojson(box(108.0, 16.0, 108.1, 16.1)))
    shape = {"type": "Polygon", "coordinates": [bow]} if crosses else whole
    book = DrawingBook(own_context.atlas.store, own_context.user)
    drawing = book.create("Khu A")
    feature = {"id": "s1", "kind": "area", "geometry": shape, "label": "Khu thử"}
    book.apply(drawing.id, Change("c1", "add", {"feature": feature}))
    app = start(area="20195")
    change(app, drawing=drawing.id)
    app.session_state[state.DRAWN] = "s1"
    app.run()
    if crosses:  # it has no inside to tell of; the sentence stands in the panel
        assert title(app) == "Phường Hòa Cường"
        return
    assert title(app) == "Khu thử"
    assert ("Masts", "3") in table(app, EN("card.there"))
    assert table(app, EN("explore_profile.on")) == [("Phường Hải Châu", "118.41 km² · 100.0 %")]
    app.button(key="close_card").click().run()
    assert title(app) == "Phường Hòa Cường"


def test_published_figures_are_brought_once_somebody_opens_them(context):
    """A table is the largest part of the page: folded away, it would hold up the first view of the map."""
    app = start(city="48")
    assert not app.dataframe
    app.session_state["x_card_figures"] = True
    app.run()
    assert not app.exception
    (figures,) = app.dataframe
    assert len(figures.value)
