"""What the map of a page was sent, among the other components of the page."""

import json

from streamlit.testing.v1 import AppTest


def map_element(app: AppTest):
    """The element of the map: the one component that brings a page of its own."""
    (element,) = [e for e in app.get("bidi_component") if "html" in json.loads(e.proto.json)]
    return element


def sent(app: AppTest) -> dict:
    """The state that the map was sent."""
    return json.loads(map_element(app).proto.json)["state"]
