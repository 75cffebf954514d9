"""The view of one visitor: one record in the session, its history, and the city shared with the other views.

The record is the truth. Widgets are filled from it before they are drawn and change it in their callbacks;
Streamlit forgets the value of a widget that is not drawn, and that never touches the record.
"""

from dataclasses import replace

import streamlit as st

from layers.errors import BadView
from layers.maps.view import At, LayerView, MapView
from web.map.seen import seen_text

VIEW, PAST, FUTURE = "explore_view", "explore_past", "explore_future"
NOTES, PANEL, CITY = "explore_notes", "x_panel", "city"
SETTLED, DRAWN, _LEFT = "explore_settled", "explore_drawn", "explore_left"
MOST_STEPS = 50
MOST_NOTES = 8
# What somebody looks at is not a step to take back; what they made of the map is.
_PASSING = ("at", "selected", "picked", "compared", "drawing")


def view() -> MapView:
    """The view as it stands now."""
    return st.session_state.get(VIEW) or MapView()


def is_begun() -> bool:
    """Whether this visitor has a view already."""
    return VIEW in st.session_state


def put(changed: MapView) -> None:
    """Make `changed` the view; the one before can be gone back to."""
    before = view()
    if _lasting(changed) != _lasting(before):
        st.session_state[PAST] = [*st.session_state.get(PAST, []), before][-MOST_STEPS:]
        st.session_state[FUTURE] = []
    hold(changed)


def change(**fields) -> None:
    """Change fields of the view."""
    put(replace(view(), **fields))


def change_layer(layer_id: str, **fields) -> None:
    """Change the view of one layer; one that is not on the map comes on top."""
    held = view().layer(layer_id) or LayerView(layer_id)
    put(view().with_layer(replace(held, **fields)))


def hold(settled: MapView) -> None:
    """Make `settled` the view without a step in the history."""
    held = st.session_state.get(VIEW)
    if held is not None and held.city != settled.city:
        st.session_state[_LEFT] = seen_text()
    st.session_state[VIEW] = settled
    st.session_state[CITY] = settled.city


def undo() -> None:
    """Go back one step."""
    _step(PAST, FUTURE)


def redo() -> None:
    """Go forward again."""
    _step(FUTURE, PAST)


def can_undo() -> bool:
    """Whether there is a step to go back."""
    return bool(st.session_state.get(PAST))


def can_redo() -> bool:
    """Whether there is a step to go forward."""
    return bool(st.session_state.get(FUTURE))


def note(sentence: str) -> None:
    """Say something on top of the page, until it is closed."""
    said = [each for each in st.session_state.get(NOTES, []) if each != sentence]
    st.session_state[NOTES] = [*said, sentence][-MOST_NOTES:]


def notes() -> list[str]:
    """What is to be said on top of the page."""
    return st.session_state.get(NOTES, [])


def clear_notes() -> None:
    """Say no more of it."""
    st.session_state[NOTES] = []


def open_panel(name: str) -> None:
    """Open one panel of the side bar."""
    st.session_state[PANEL] = name


def select(code: str | None) -> None:
    """Make `code` the selected area, and no feature or drawn shape; None selects nothing."""
    st.session_state.pop(DRAWN, None)
    change(selected=code, picked=())


def go_to(city: str, layer_id: str) -> None:
    """Choose a city, and a layer to be drawn above the others."""
    changed = enter_city(view(), city)
    held = changed.layer(layer_id) or LayerView(layer_id)
    put(changed.with_layer(replace(held, visible=True)))


def enter_city(held: MapView, city: str) -> MapView:
    """The view in another city: what was selected and looked at in the one before is none of it."""
    if city == held.city:
        return held
    return replace(held, city=city, at=None, selected=None, picked=(), compared=())


def looking(held: MapView, address: str | None) -> MapView:
    """The view from where the address says somebody looks; an address of the city before says nothing."""
    if not address or address == st.session_state.get(_LEFT):
        return held
    try:
        return replace(held, at=At.from_text(address))
    except BadView:
        return held


def seen_now() -> MapView:
    """The view with the place on the map that the address names at this moment."""
    return looking(view(), seen_text())


def at_as_written(text: str, address: str | None) -> str:
    """The place as the address writes it, where it is the same place."""
    try:
        return address if address and At.from_text(address).to_text() == text else text
    except BadView:
        return text


def _step(taken: str, given: str) -> None:
    steps = st.session_state.get(taken, [])
    if not steps:
        return
    before, wanted = view(), steps[-1]
    st.session_state[taken] = steps[:-1]
    st.session_state[given] = [*st.session_state.get(given, []), before][-MOST_STEPS:]
    same_place = (wanted.city, wanted.areas) == (before.city, before.areas)
    passing = {name: getattr(before, name) for name in _PASSING} if same_place else {}
    hold(replace(wanted, **passing))


def _lasting(held: MapView) -> MapView:
    usual = MapView()
    return replace(held, **{name: getattr(usual, name) for name in _PASSING})
