"""The quality kit of an import, to take home."""

import streamlit as st

from layers.jobs.job import Job
from layers.words import Words
from web.context import Context


def show(context: Context, job: Job, words: Words) -> None:
    """A link to the ZIP: summary, report, accepted rows, rows set aside with their reasons, a map."""
    st.link_button(
        words("import.kit"),
        f"/api/jobs/{job.id}/kit?lang={words.lang}",
        icon=":material/download:",
        type="tertiary",
        help=words("import.kit_help"),
    )
