"""Hand the draft of a job to the desk."""

import streamlit as st

from layers.errors import HatangError
from layers.jobs.job import Job
from layers.words import explain
from web.context import Context
from web.views.imports import address, draft

TOLD = "import_told"


def check(context: Context, job: Job) -> None:
    """Have the file examined under the draft; afterwards the first step that needs somebody is shown."""
    now = draft.of(job)
    try:
        context.desk.check(
            job.id,
            user=context.user,
            layer_id=now.layer_id,
            choices=now.choices,
            mode=now.mode,
            key=now.key,
            title=now.title,
        )
    except HatangError as fault:
        st.session_state[TOLD] = explain(fault, st.session_state["lang"])
        return
    st.session_state[address.STEP] = None
