"""Import: files come in, are looked at together with whoever sent them, and become a version of a layer."""

import streamlit as st

from layers.errors import NotYours, UnknownJob
from layers.jobs.job import Job
from layers.words import Words, explain
from web.context import Context
from web.plain import plain
from web.views import head
from web.views.imports import address, dress, home, wizard


def show(context: Context, words: Words) -> None:
    """The view."""
    dress.lay_out()
    address.begin()
    with st.sidebar:
        head.show(words)
        st.caption(words("import.aside"))
    home.take_uploads(context)
    job = _open_job(context, words)
    if job is None:
        home.show(context, words)
    else:
        wizard.show(context, job, words)
    address.write(words.lang)


def _open_job(context: Context, words: Words) -> Job | None:
    """The job that the address names; where there is none, that is said once and the list shown."""
    job_id = address.job_id()
    if job_id is None:
        return None
    try:
        return context.desk.job(job_id, user=context.user)
    except (UnknownJob, NotYours) as fault:
        address.open_job(None)
        st.warning(plain(explain(fault, words.lang)), icon=":material/search_off:")
        return None
