"""Where a visitor stands in the Import view: in the session, and in the address so that a reload finds it."""

import streamlit as st

from web.views.head import IMPORT

JOB, STEP, LAYER = "import_job", "import_step", "import_layer"
_NAMES = {"job": JOB, "step": STEP, "layer": LAYER}


def begin() -> None:
    """Take from the address, at the first run, what it names."""
    for name, key in _NAMES.items():
        if key not in st.session_state:
            st.session_state[key] = st.query_params.get(name)


def write(lang: str) -> None:
    """Let the address name the place."""
    shown = {name: st.session_state.get(key) for name, key in _NAMES.items()}
    wanted = {"view": IMPORT, **{n: v for n, v in shown.items() if v}, "lang": lang}
    if dict(st.query_params) != wanted:
        st.query_params.from_dict(wanted)


def open_job(job_id: str | None, step: str | None = None) -> None:
    """Go to a job, at the step that needs somebody; None goes back to the list."""
    st.session_state[JOB] = job_id
    st.session_state[STEP] = step


def job_id() -> str | None:
    """The job that is open."""
    return st.session_state.get(JOB)
