"""What the kinds of files to take away have in common: a box for a line of text, and a button that gives a file."""

from collections.abc import Callable

import streamlit as st

from layers.sheets.request import MOST_LETTERS
from layers.words import Words
from web.taken import taken
from web.views.explore import taking
from web.views.explore.scene import Scene
from web.views.explore.taking import Made

_MIMES = {"pdf": "application/pdf", "png": "image/png", "html": "text/html"}


def text_box(words: Words, name: str, *, said: str = "", hint: str | None = None) -> str:
    """A line of text as it stands; `said` names the label where it is not that of the choice."""
    text = taking.filled(name, "")
    st.text_input(
        words(f"takeaway.{said or name}"),
        key=taking.key(name),
        max_chars=MOST_LETTERS,
        placeholder=hint,
        on_change=taking.take,
        args=(name,),
    )
    return text


def give(
    scene: Scene,
    label: str,
    made: Made,
    kind: str,
    *,
    content: Callable[[], bytes] | None = None,
    icon: str = "download",
    first: bool = True,
) -> None:
    """A button that gives what was made, or `content` of it, as a kind; `first` where it is what one has come for."""
    _, view, _ = made.basis[:3]
    shown = [each for each in view.layers if each.visible]
    what = "page" if kind == "html" else "sheet"
    filtered = any(each.filter for each in shown)
    layers = [view.areas, *(each.layer for each in shown)]
    st.download_button(
        label,
        taken(
            scene.context,
            content or (lambda: made.content),
            layers,
            kind=kind,
            what=what,
            filtered=filtered,
        ),
        file_name=f"ban-do.{kind}",
        mime=_MIMES[kind],
        key=f"x_take_{kind}",
        icon=f":material/{icon}:",
        type="primary" if first else "secondary",
        width="stretch",
        on_click="ignore",
    )
