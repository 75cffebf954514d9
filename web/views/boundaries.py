"""The offer of real boundaries: where they come from, under which licence, and a button."""

from pathlib import Path

import streamlit as st

from layers.access import Action, can
from layers.atlas import Snapshot
from layers.boundaries import LICENCE, SOURCE, publish_boundaries
from layers.cards import COUNTRY
from layers.errors import HatangError
from layers.words import Words, explain
from web.context import Context
from web.plain import plain

LAYER = "admin_commune"
_TOLD = "boundaries_told"


def show(context: Context, snapshot: Snapshot, city: str, words: Words) -> None:
    """The quality of the boundaries shown and, where they are approximate, a way to better ones."""
    version = snapshot.versions.get(LAYER)
    if version is None or version.provenance.quality not in ("approximate", "mixed"):
        return
    with st.expander(words("boundaries.title"), icon=":material/info:"):
        st.caption(words("boundaries.why"))
        st.caption(words("boundaries.source", source=SOURCE.split("/")[4], licence=LICENCE))
        allowed = can(context.user, Action.PUBLISH, context.atlas.store.specs[LAYER])
        st.button(
            words("boundaries.fetch"),
            key="fetch_boundaries",
            icon=":material/download:",
            disabled=not allowed or city == COUNTRY,
            on_click=_fetch,
            args=(context, city, words),
        )
        if told := st.session_state.pop(_TOLD, None):
            kind, sentence = told
            (st.success if kind == "done" else st.error)(plain(sentence))


def _fetch(context: Context, city: str, words: Words) -> None:
    """Fetch and publish; what came of it is told once, in one sentence."""
    bar = st.progress(0.0, text=words("boundaries.begins"))

    def told(done: int, total: int) -> None:
        bar.progress(done / total, text=words("boundaries.step", done=done, total=total))

    try:
        publish_boundaries(
            context.atlas.store,
            Path(context.settings.store) / "downloads",
            user=context.user,
            provinces=(city,),
            progress=told,
        )
        st.session_state[_TOLD] = ("done", words("boundaries.done"))
    except HatangError as fault:
        st.session_state[_TOLD] = ("failed", explain(fault, words.lang))
    finally:
        bar.empty()
