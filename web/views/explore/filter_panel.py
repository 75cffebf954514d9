"""The panel of the filters: which features of a layer are meant, on the map, in the table and in what is taken away."""

import streamlit as st

from layers.filters.condition import Filter
from layers.maps.view import EVERYTHING
from layers.tables.page import count_of
from layers.tables.sentences import filter_texts
from web.plain import plain
from web.views.explore import at_hand, filter_draft, filter_ground, filtering
from web.views.explore.scene import Scene

_LAYER = "x_filter_layer"


def show(scene: Scene) -> None:
    """The layer, how much of it passes, each condition with a way to drop it, and how to add one."""
    layer_id = at_hand.layer_of(scene)
    if layer_id is None:
        st.caption(scene.words("explore_table.no_layer"))
        return
    _layer(scene, layer_id)
    held = at_hand.layer_view(scene, layer_id).filter
    _count(scene, layer_id, held)
    _chips(scene, layer_id, held)
    filter_draft.show(scene, layer_id)
    filter_ground.show(scene, layer_id)


def _layer(scene: Scene, layer_id: str) -> None:
    there = at_hand.on_map(scene)
    filtered = {each for each in there if at_hand.layer_view(scene, each).filter}
    st.session_state[_LAYER] = layer_id
    st.selectbox(
        scene.words("explore_table.layer"),
        there,
        key=_LAYER,
        format_func=lambda each: at_hand.label(scene, each),
        on_change=_take_layer,
        args=(tuple(there),),
    )
    if others := [at_hand.label(scene, each) for each in there if each in filtered - {layer_id}]:
        st.caption(scene.words("explore_table.others_filtered", layers=plain(", ".join(others))))


def _take_layer(known: tuple[str, ...]) -> None:
    if st.session_state[_LAYER] in known:
        at_hand.choose(st.session_state[_LAYER])


def _count(scene: Scene, layer_id: str, held: Filter) -> None:
    total = at_hand.total(scene, layer_id)
    asked = at_hand.asked(scene, layer_id)
    matched = count_of(scene.atlas, scene.snapshot, layer_id, asked)
    key = "explore_table.matched" if held else "explore_table.all_rows"
    st.markdown(scene.words(key, matched=matched, total=total))
    at_hand.place_switch(scene, "x_filter_here")
    if held and not matched:
        st.caption(scene.words("explore_table.none_pass"))


def _chips(scene: Scene, layer_id: str, held: Filter) -> None:
    if not held:
        return
    parts = [*held.conditions, *held.grounds]
    texts = filter_texts(scene.atlas, scene.snapshot, layer_id, held, scene.words)
    with st.container(key="x_chips", gap="xsmall"):
        for place, (part, text) in enumerate(zip(parts, texts, strict=True)):
            st.button(
                plain(text[:1].upper() + text[1:]),
                key=f"x_chip_{place}",
                icon=":material/close:",
                help=scene.words("explore_table.drop"),
                on_click=filtering.drop,
                args=(layer_id, part),
                width="stretch",
            )
        if len(parts) > 1:
            st.button(
                scene.words("explore_table.clear"),
                key="x_filter_clear",
                icon=":material/filter_alt_off:",
                type="tertiary",
                on_click=filtering.put,
                args=(layer_id, EVERYTHING),
            )
