"""What a visitor chose to take away, and what was made of it: held in the session, one thing at a time."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from threading import BoundedSemaphore

import streamlit as st

from layers.drawings.book import DrawingBook
from layers.drawings.drawing import Drawing
from layers.errors import HatangError
from layers.maps.view import MapView
from layers.words import explain
from web.plain import plain
from web.views.explore.scene import Scene

_CHOICES, _MADE, _WANTED, _FAULT = (
    "explore_take",
    "explore_take_made",
    "explore_take_wanted",
    "explore_take_fault",
)
# Making a sheet costs seconds of a processor: more at once would hold up everybody's map.
_WORKING = BoundedSemaphore(2)


@dataclass(frozen=True)
class Made:
    """A file that was made: of which kind, from which map, and what is said of it."""

    kind: str
    basis: tuple
    content: bytes
    pages: int = 1
    window: tuple[float, float, float, float] | None = None
    preview: bytes | None = None
    said: tuple[str, ...] = ()


def key(name: str) -> str:
    """The key of the widget of a choice."""
    return f"x_take_{name}"


def held(name: str, usual: object) -> object:
    """A choice as it stands."""
    return st.session_state.get(_CHOICES, {}).get(name, usual)


def filled(name: str, usual: object, options: tuple = ()) -> object:
    """A choice as it stands, written into its widget before that is drawn."""
    value = held(name, usual)
    if options and value not in options:
        value = usual
    st.session_state[key(name)] = value
    return value


def take(name: str) -> None:
    """Keep what a widget now says."""
    choices = st.session_state.get(_CHOICES, {})
    st.session_state[_CHOICES] = choices | {name: st.session_state[key(name)]}


def want(kind: str) -> None:
    """Have something made in the run that follows."""
    st.session_state[_WANTED] = kind
    st.session_state.pop(_FAULT, None)


def made(kind: str) -> Made | None:
    """What was made of this kind last."""
    found = st.session_state.get(_MADE)
    return found if found is not None and found.kind == kind else None


def make(scene: Scene, kind: str, work: Callable[[Callable[[float], None]], Made]) -> None:
    """Make what is wanted, with a bar that tells how far it is; a fault is told in a sentence.

    Whoever goes on meanwhile is not kept waiting: the run that follows begins it anew.
    """
    if st.session_state.get(_WANTED) == kind:
        bar = st.progress(0.0, scene.words("takeaway.making"))
        try:
            with _WORKING:
                st.session_state[_MADE] = work(
                    lambda share: bar.progress(min(1.0, share), scene.words("takeaway.making"))
                )
        except HatangError as fault:
            st.session_state[_FAULT] = explain(fault, scene.words.lang)
        st.session_state.pop(_WANTED, None)
        bar.empty()
    if fault := st.session_state.get(_FAULT):
        st.error(plain(fault))


def basis(scene: Scene) -> tuple:
    """What a file is made from; where it is another, the file is an old one."""
    return scene.snapshot.key, replace(scene.view, at=None, picked=(), base=None), scene.words.lang


def drawing_of(scene: Scene, view: MapView) -> Drawing | None:
    """The drawing that is open, where the reader wants it."""
    if view.drawing is None or not held("drawing", True):
        return None
    try:
        return DrawingBook(scene.atlas.store, scene.context.user).find(view.drawing)
    except HatangError:
        return None
