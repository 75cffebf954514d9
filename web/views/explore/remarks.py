"""What is to be said on top of the page: what of a link is not there any more, what could not be done."""

import streamlit as st

from layers.words import Words
from web.context import Context
from web.map.state import layer_label
from web.plain import plain
from web.views.explore import state
from web.views.explore.scene import Scene
from web.views.sign import sign


def tell(told: list[tuple[str, dict]], context: Context, words: Words) -> None:
    """Note the sentences of what was left out: keys of words, each with what it names."""
    for key, params in told:
        state.note(words(key, **_named(key, params, context, words)))


def _named(key: str, params: dict, context: Context, words: Words) -> dict:
    """Layers by the names that readers know them by."""
    specs, named = context.atlas.store.specs, dict(params)
    for slot in ("layer", "name") if key.startswith("view.") else ():
        if params.get(slot) in specs:
            named[slot] = layer_label(context.atlas, params[slot], words)
    return named


def show(scene: Scene) -> None:
    """The sentences, each as it stands, with one button that closes them."""
    said = state.notes()
    if not said:
        return
    with st.container(key="notes"):
        text, close = st.columns([12, 1], vertical_alignment="top")
        text.warning("\n\n".join(map(plain, said)), icon=":material/info:")
        close.button(
            **sign("close", scene.words("explore_shell.close_notes")),
            key="x_close_notes",
            type="tertiary",
            on_click=state.clear_notes,
        )
