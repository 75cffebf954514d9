"""A job that waits for a second person: what it would change, and what they decide; told alike to who handed it in."""

import datetime

import streamlit as st

from layers.errors import HatangError
from layers.jobs.job import Job, State
from layers.jobs.second_person import MOST_REASON
from layers.words import Words, explain
from web.context import Context
from web.plain import plain
from web.views.imports import address, asking, changes_step, findings_step, job_list, kit

TOLD = "second_person_told"


def show(context: Context, job: Job, words: Words) -> None:
    """The report, the changes and the map; buttons for whoever may decide, and for who handed it in."""
    mine = job.user == context.user.id
    if job.state is State.WAITING:
        said = "import.waits" if mine else "import.waits_of"
        st.info(words(said, name=plain(job.user)), icon=":material/group:")
    else:
        st.info(job_list.state_line(context, job, words))
    if mine:
        _take_back(context, job, words)
    elif job.state is State.WAITING and context.desk.may_approve(job, user=context.user):
        _decide(context, job, words)
    outcome = context.desk.outcome(job)
    if outcome is None:
        return
    if outcome.impact is not None:
        st.markdown(f"**{words('import.step.changes')}**")
        changes_step.show_impact(outcome.impact, words)
    kit.show(context, job, words)
    findings_step.show(context, job, outcome, words, asks=False)


def show_reason(job: Job, words: Words) -> None:
    """Why a job came back, for who handed it in."""
    if job.sent_back:
        told = words("import.sent_back", name=plain(job.sent_back["by"]))
        st.warning(f"{told}: {plain(job.sent_back['reason'])}", icon=":material/undo:")


def _take_back(context: Context, job: Job, words: Words) -> None:
    st.button(
        words("import.take_back"),
        key="import_take_back",
        icon=":material/undo:",
        on_click=_try,
        args=(lambda: context.desk.take_back(job.id, user=context.user),),
    )


def _decide(context: Context, job: Job, words: Words) -> None:
    """Take it into service as it is shown, or give it back and say why."""
    key = f"reason_{job.id}"
    with st.container(horizontal=True, vertical_alignment="bottom"):
        st.button(
            words("import.approve"),
            key="import_approve",
            type="primary",
            icon=":material/publish:",
            on_click=_try,
            args=(lambda: context.desk.approve(job.id, user=context.user, seen=job.updated_at),),
        )
        st.text_input(
            words("import.reason"),
            key=key,
            max_chars=MOST_REASON,
            placeholder=words("import.reason_hint"),
        )
        st.button(
            words("import.send_back"),
            key="import_send_back",
            icon=":material/undo:",
            on_click=_send_back,
            args=(context, job.id, job.updated_at, key, words("import.went_to", name=job.user)),
        )


def _send_back(context: Context, job_id: str, seen: datetime.datetime, key: str, told: str) -> None:
    reason = st.session_state[key]
    if _try(lambda: context.desk.send_back(job_id, user=context.user, reason=reason, seen=seen)):
        address.open_job(None)
        st.session_state[TOLD] = told


def _try(deed) -> bool:
    """Do it; what stands against it is told above the page."""
    try:
        deed()
    except HatangError as fault:
        st.session_state[asking.TOLD] = explain(fault, st.session_state["lang"])
        return False
    return True
