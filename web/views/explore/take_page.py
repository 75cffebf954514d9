"""The map as one HTML file that opens without a network."""

from functools import partial

import streamlit as st

from layers.drawings.drawing import Drawing
from web.plain import plain
from web.standalone.content import MOST_FEATURES
from web.standalone.page import make_standalone
from web.views.explore import taking
from web.views.explore.scene import Scene
from web.views.explore.take_parts import give, text_box
from web.views.explore.taking import Made

_PAGE = "page"


def show(scene: Scene) -> None:
    """Its title, and the file once it is made."""
    words = scene.words
    st.caption(words("takeaway.about.page", features=MOST_FEATURES))
    title = text_box(words, "page_title", said="title", hint=words("takeaway.title_hint"))
    st.button(
        words("takeaway.make_page"),
        key="x_take_make_page",
        icon=":material/public:",
        type="primary",
        width="stretch",
        disabled=taking.is_making(_PAGE),
        on_click=taking.begin,
        args=(_PAGE, partial(_make, scene, title, taking.drawing_of(scene, scene.view))),
    )
    taking.follow(scene, _PAGE)
    found = taking.made(_PAGE)
    if found is None:
        return
    if found.basis != (*taking.basis(scene), title):
        st.caption(words("takeaway.changed"))
    st.caption(words("takeaway.made_page", size=round(len(found.content) / 1e6, 1)))
    for sentence in found.said:
        st.caption(plain(sentence))
    give(scene, words("takeaway.download_page"), found, "html")


def _make(scene: Scene, title: str, drawing: Drawing | None, tell) -> Made:
    made = make_standalone(
        scene.atlas,
        scene.snapshot,
        scene.view,
        words=scene.words,
        user=scene.context.user,
        title=title,
        drawing=drawing,
        tell=tell,
    )
    return Made(_PAGE, (*taking.basis(scene), title), made.html, said=made.left_out)
