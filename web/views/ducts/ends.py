"""The two ends of a way: typed, or told by the next click on the map; what must be passed and what may not."""

import streamlit as st

from layers.ducts.nearby import Place
from layers.words import Words
from web.plain import plain
from web.views.ducts import amounts, state
from web.views.ducts.scene import Scene
from web.views.sign import sign

MARKS = {state.START: "A", state.END: "B"}


def asked() -> str | None:
    """Which end the next click tells: the one asked for, else the one that is missing."""
    if state.get("click") in MARKS:
        return state.get("click")
    return next((name for name in MARKS if state.get(name) is None), None)


def put(name: str, place: str | None) -> None:
    """Set an end; nothing is waited for any more."""
    state.put(name, place)
    state.forget_all("click", "piece")


def show(scene: Scene, places: dict[str, Place]) -> None:
    """A line for each end, the way to turn them round, and the ways between."""
    words = scene.words
    for name in MARKS:
        _end(name, places.get(name), words)
    with st.container(horizontal=True, gap="small"):
        st.button(
            words("ducts_view.turn"),
            key="duc_turn",
            icon=":material/swap_vert:",
            disabled=not (scene.choice.start and scene.choice.end),
            on_click=_turn,
        )
        st.button(
            words("ducts_view.clear"),
            key="duc_clear",
            icon=":material/backspace:",
            disabled=not (scene.choice.start or scene.choice.end),
            on_click=state.forget_all,
            args=("start", "end", "via", "avoid", "click", "piece"),
        )
    _ways(scene)


def _end(name: str, place: Place | None, words: Words) -> None:
    row = st.container(horizontal=True, vertical_alignment="bottom", gap="small")
    row.text_input(
        f"{MARKS[name]} · {words(f'ducts_view.{name}')}",
        key=state.fill(name, shown=lambda value: value or ""),
        placeholder=words("ducts_view.end_hint"),
        max_chars=120,
        on_change=_take_typed,
        args=(name,),
    )
    waiting = asked() == name
    row.button(
        **sign("my_location", words("ducts_view.click_help")),
        key=f"duc_click_{name}",
        type="primary" if waiting else "secondary",
        on_click=state.put,
        args=("click", name),
    )
    if place is None:
        return
    said = place.id or words("ducts_view.no_manhole")
    if place.distance_m >= 0.5:
        far = amounts.km(place.distance_m, words)
        said = words("ducts_view.nearest", node=said, distance=far)
    st.caption(plain(said))


def _take_typed(name: str) -> None:
    put(name, st.session_state[state.key_of(name)].strip() or None)


def _turn() -> None:
    start, end = state.get("start"), state.get("end")
    state.put("start", end)
    state.put("end", start)


def _ways(scene: Scene) -> None:
    words, choice = scene.words, scene.choice
    count = len(choice.via) + len(choice.avoid)
    label = words("ducts_view.ways") + (f" · {count}" if count else "")
    with st.expander(label, expanded=count > 0, key="duc_ways"):
        for name in (state.VIA, state.AVOID):
            st.multiselect(
                words(f"ducts_view.{name}"),
                list(getattr(choice, name)),
                key=state.fill(name, shown=list),
                accept_new_options=True,
                max_selections=20,
                placeholder=words("ducts_view.ways_hint"),
                on_change=_take_ways,
                args=(name,),
            )


def _take_ways(name: str) -> None:
    """What must be passed may not be avoided: the last word counts."""
    chosen = [each.strip()[:120] for each in st.session_state[state.key_of(name)]]
    state.put(name, ())
    for feature in filter(None, chosen):
        state.add_way(name, feature)
