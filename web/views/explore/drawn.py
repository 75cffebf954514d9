"""The drawing that is open, and the shape of it that is selected: what the panel, the card and the filter ask for."""

import uuid

import streamlit as st

from layers.access import can_draw
from layers.drawings.book import DrawingBook
from layers.drawings.drawing import Drawing, Feature
from web.context import Context
from web.views.explore import state
from web.views.explore.scene import Scene

SELECTED, GO = state.DRAWN, "explore_drawn_go"
# The id under which a first drawing will be kept, given out before anything is drawn.
_FIRST = "explore_first_drawing"


def book_of(context: Context) -> DrawingBook | None:
    """The drawings of whoever looks; None for who may keep none."""
    if not can_draw(context.user) or context.atlas is None:
        return None
    return DrawingBook(context.atlas.store, context.user)


def open_drawing(scene: Scene) -> Drawing | None:
    """The drawing of the view, if it is there."""
    book = book_of(scene.context)
    return None if book is None else book.find(scene.view.drawing)


def selected_feature(scene: Scene) -> Feature | None:
    """The shape that was selected last, by a click on the map or in the list."""
    held = st.session_state.get(SELECTED)
    drawing = open_drawing(scene) if held else None
    return None if drawing is None else drawing.feature(held)


def select(feature_id: str | None) -> None:
    """Remember which shape is selected."""
    st.session_state[SELECTED] = feature_id


def go_to(feature_id: str) -> None:
    """Select a shape on the map, and let the map go there; ``*`` is all of the drawing."""
    if feature_id != "*":
        select(feature_id)
    st.session_state[GO] = {"id": uuid.uuid4().hex[:8], "feature": feature_id}


def open_it(drawing_id: str | None) -> None:
    """Show a drawing, or none."""
    select(None)
    state.change(drawing=drawing_id)


def first_id() -> str:
    """The id of a drawing that comes to be with its first shape."""
    return st.session_state.setdefault(_FIRST, uuid.uuid4().hex)


def forget_first() -> None:
    """The first drawing is there: another one will have another id."""
    st.session_state.pop(_FIRST, None)
