"""A file of several layers or sheets: which one is meant."""

import streamlit as st

from layers.jobs.job import Job, State
from layers.words import Words
from web.context import Context
from web.plain import plain
from web.views.imports import asking, draft

_CODES = ("unreadable.several_layers",)


def asked(job: Job) -> bool:
    """Whether the file waits for this answer."""
    return job.state is State.FAILED and bool(job.error) and job.error["code"] in _CODES


def show(context: Context, job: Job, words: Words) -> None:
    """The layers of the file, to pick one."""
    names = [name for name in str(job.error["params"].get("layers", "")).split(", ") if name]
    st.markdown(f"#### {words('import.parts')}")
    st.caption(words("import.parts_why", count=len(names)))
    chosen = st.radio(
        words("import.parts"),
        names,
        format_func=plain,
        key=f"part_{job.id}",
        label_visibility="collapsed",
    )
    draft.choose(job, part=chosen)
    st.button(
        words("import.on"),
        key="import_on",
        type="primary",
        on_click=asking.check,
        args=(context, job),
    )
