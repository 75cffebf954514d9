"""Boxes to choose from show text as it is: Streamlit reads no Markdown in them, so nothing in them is escaped."""

import json

import pytest

from tests.web.conftest import publish
from tests.web.test_coverage import start as start_coverage
from tests.web.test_explore import start
from tests.web.test_services import start as start_services
from web.views.coverage.state import TABS


def _options(app) -> list[str]:
    boxes = [*app.selectbox, *app.multiselect]
    assert boxes
    return [str(option) for box in boxes for option in box.options]


@pytest.fixture
def styled(own_context):
    """Explore with masts styled by their height."""
    store = own_context.atlas.store
    masts = store.read_version(store.current()["antenna_mast"])
    publish(store, masts.assign(height_m=[20.0 + 5 * i for i in range(len(masts))]), "antenna_mast")

    def make(lang: str):
        app = start(lang=lang, layers="antenna_mast")
        app.session_state["explore_styled"] = "antenna_mast"
        app.run()
        app.selectbox(key="x_style_kind").set_value("graduated").run()
        return app.selectbox(key="x_style_field").set_value("height_m").run()

    return make


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_no_box_of_explore_shows_an_escape(styled, lang):
    app = styled(lang)
    assert any("(m)" in option for option in app.selectbox(key="x_style_field").options)
    assert not [option for option in _options(app) if "\\" in option]


@pytest.mark.parametrize("tab", TABS)
@pytest.mark.parametrize("part", ["", "operators", "changes", "sharing"])
def test_no_box_of_coverage_shows_an_escape(context, tab, part):
    app = start_coverage(lang="vi", tab=tab, part=part)
    assert app.session_state["coverage_choice"]["tab"] == tab
    assert not [option for option in _options(app) if "\\" in option]


def test_no_box_of_services_shows_an_escape(context):
    assert not [option for option in _options(start_services(lang="vi")) if "\\" in option]


def test_the_bars_of_a_number_are_a_chart_that_streamlit_takes(styled):
    """It writes into the padding of a chart, and a number cannot be written into: an error stood in the panel."""
    charts = [json.loads(chart.proto.spec) for chart in styled("vi").get("vega_lite_chart")]
    assert charts
    assert all(isinstance(chart.get("padding", {}), dict) for chart in charts)
