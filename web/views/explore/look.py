"""Where the map is asked to go: told once with a new id, so that no other change of the page moves it."""

from collections.abc import Sequence

import streamlit as st

from layers.maps.view import At

HELD = "explore_go"


def at(bbox: Sequence[float]) -> None:
    """Let the map go to a box (minx, miny, maxx, maxy) in EPSG:4326."""
    before = st.session_state.get(HELD, {"id": 0})
    st.session_state[HELD] = {"id": before["id"] + 1, "bbox": [float(side) for side in bbox]}


def place(at_place: At) -> None:
    """Let the map go to a middle and a zoom, as somebody saw it."""
    before = st.session_state.get(HELD, {"id": 0})
    st.session_state[HELD] = {"id": before["id"] + 1, "at": at_place.to_text()}


def map_state() -> dict:
    """The key ``go`` of the map's state, where it was asked to go anywhere."""
    held = st.session_state.get(HELD)
    return {"go": held} if held else {}
