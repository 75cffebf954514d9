"""What a visitor chose to take away, and what was made of it: held in the session, one thing at a time."""

import threading
from collections.abc import Callable
from dataclasses import dataclass, replace

import streamlit as st

from layers.drawings.book import DrawingBook
from layers.drawings.drawing import Drawing
from layers.errors import HatangError
from layers.maps.view import MapView
from layers.words import Words, explain
from web.plain import plain
from web.views.explore.scene import Scene
from web.views.job import Job

_CHOICES, _MADE, _JOB = "explore_take", "explore_take_made", "explore_take_job"
# Making a sheet costs seconds of a processor: more at once would hold up everybody's map.
_ROOM = threading.BoundedSemaphore(2)


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


def begin(kind: str, work: Callable[[Callable[[float], None]], Made]) -> None:
    """Have something made aside; `work` knows nothing of the session. What was being made is given up."""
    if held := st.session_state.get(_JOB):
        held.stop()
    st.session_state[_JOB] = Job(kind, lambda job: work(job.step), room=_ROOM).start()


def is_making(kind: str) -> bool:
    """Whether something of this kind is being made."""
    job = st.session_state.get(_JOB)
    return job is not None and job.about == kind and job.is_running


def made(kind: str) -> Made | None:
    """What was made of this kind last."""
    found = st.session_state.get(_MADE)
    return found if found is not None and found.kind == kind else None


def follow(scene: Scene, kind: str) -> None:
    """How far it is, or why nothing came of it; what came of it is found by `made` from then on."""
    job: Job | None = st.session_state.get(_JOB)
    if job is None or job.about != kind:
        return
    if job.is_running:
        _wait(scene.words)
    elif job.was_stopped:
        st.caption(scene.words("takeaway.stopped"))
    elif job.made is None:
        told = explain(job.fault, scene.words.lang) if job.fault else scene.words("takeaway.failed")
        st.error(plain(told))
    else:
        st.session_state[_MADE] = job.made
        del st.session_state[_JOB]


@st.fragment(run_every=0.5)
def _wait(words: Words) -> None:
    """The bar and the way out; once it is done the whole page shows what came of it."""
    job: Job | None = st.session_state.get(_JOB)
    if job is None or not job.is_running:
        st.rerun()
    st.progress(job.share or 0.0, words("takeaway.making"))
    st.button(
        words("takeaway.stop"),
        key="x_take_stop",
        icon=":material/stop:",
        width="stretch",
        on_click=job.stop,
    )


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
