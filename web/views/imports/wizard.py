"""One import, step by step: whatever is clear is passed over, whatever is not is asked."""

import streamlit as st

from layers.access import can_administer
from layers.errors import HatangError, TooManyJobs
from layers.importing.outcome import Outcome
from layers.jobs.job import Job, State, share_done
from layers.words import Words, explain
from web.context import Context
from web.plain import plain
from web.views.imports import (
    address,
    areas_step,
    asking,
    changes_step,
    columns_step,
    draft,
    findings_step,
    job_list,
    layer_step,
    letters_step,
    parts_step,
    place_step,
    published,
    second_person,
)
from web.views.imports.layer_names import layer_name
from web.views.imports.steps import open_steps, steps_of

SHOWS = {
    "layer": layer_step.show,
    "columns": columns_step.show,
    "areas": areas_step.show,
    "letters": letters_step.show,
    "place": place_step.show,
    "findings": findings_step.show,
    "changes": changes_step.show,
}
# What is open there can be agreed to at the step of findings.
_MAY_PASS = ("areas", "letters", "place", "findings")
_MARKS = {"open": ":material/error:", "done": ":material/check:", "next": ""}


def show(context: Context, job: Job, words: Words) -> None:
    """The page of one job."""
    _head(context, job, words)
    if told := st.session_state.pop(asking.TOLD, None):
        st.error(plain(told), icon=":material/error:")
    mine = job.user == context.user.id
    if job.state is State.RECEIVED and mine:
        try:
            job = context.desk.check(job.id, user=context.user)
        except TooManyJobs as fault:  # it stays as it arrived, and begins when it is opened again
            st.info(explain(fault, words.lang), icon=":material/hourglass:")
            return
    if job.under_way:
        st.fragment(_under_way, run_every=1.0)(context, job.id, words)
    elif job.state is State.PUBLISHED:
        published.show(context, job, words)
    elif job.state is State.WAITING or not mine:
        second_person.show(context, job, words)
    elif job.state is State.CHECKED and (outcome := context.desk.outcome(job)) is not None:
        _step(context, job, outcome, words)
    elif parts_step.asked(job):
        parts_step.show(context, job, words)
    else:
        _stopped(context, job, words)


def _head(context: Context, job: Job, words: Words) -> None:
    with st.container(horizontal=True, vertical_alignment="center"):
        st.button(
            words("import.all"),
            key="import_all",
            icon=":material/arrow_back:",
            type="tertiary",
            on_click=address.open_job,
            args=(None,),
        )
        if job.user == context.user.id or can_administer(context.user):
            st.button(
                words("import.discard"),
                key="import_discard",
                icon=":material/delete:",
                type="tertiary",
                on_click=job_list.discard,
                args=(context, job),
            )
    layer = f" → {plain(layer_name(context, job.layer_id, words))}" if job.layer_id else ""
    st.markdown(f"### {plain(job.file)}{layer}")


def _under_way(context: Context, job_id: str, words: Words) -> None:
    """How far it is; the whole page is drawn anew when it is done."""
    try:
        job = context.desk.job(job_id, user=context.user)
    except HatangError:
        st.rerun()
    if not job.under_way:
        st.rerun()
    progress = context.desk.progress(job)
    st.progress(share_done(progress), text=job_list.progress_line(progress, words))
    st.caption(words("import.may_leave"))
    if job.user == context.user.id or can_administer(context.user):
        job_list.cancel_button(context, job, words, place="job")


def _stopped(context: Context, job: Job, words: Words) -> None:
    """A job that failed, was cancelled or was interrupted: why, and the way on."""
    if job.state is State.FAILED and job.error:
        st.error(job_list.error_line(job, words), icon=":material/error:")
    else:
        st.warning(words(f"import.state.{job.state}"), icon=":material/info:")
    st.button(
        words("import.check_again"),
        key="import_again",
        type="primary",
        icon=":material/refresh:",
        on_click=asking.check,
        args=(context, job),
    )


def _step(context: Context, job: Job, outcome: Outcome, words: Words) -> None:
    waiting = open_steps(job, outcome, draft.of(job).seen)
    second_person.show_reason(job, words)
    steps = steps_of(outcome)
    step = _place(job, steps, waiting)
    _stepper(job, steps, waiting, words)
    SHOWS[step](context, job, outcome, words)
    _foot(context, job, step, outcome, waiting, words)


def _place(job: Job, steps: tuple[str, ...], waiting: list[str]) -> str:
    known = steps if job.layer_id else steps[:1]
    if st.session_state.get(address.STEP) not in known:
        st.session_state[address.STEP] = waiting[0]
    return st.session_state[address.STEP]


def _stepper(job: Job, steps: tuple[str, ...], waiting: list[str], words: Words) -> None:
    """All steps with how they stand; those that need a layer come once there is one."""

    def label(step: str) -> str:
        mark = "next" if step == "changes" else "open" if step in waiting else "done"
        return f"{_MARKS[mark]} {words(f'import.step.{step}')}".strip()

    if job.layer_id is None:
        return
    st.segmented_control(
        words("import.steps"),
        steps,
        key=address.STEP,
        required=True,
        format_func=label,
        label_visibility="collapsed",
    )


def _foot(
    context: Context,
    job: Job,
    step: str,
    outcome: Outcome,
    waiting: list[str],
    words: Words,
) -> None:
    """Back and on; on means a check where something was chosen anew."""
    if step == "changes" and not draft.of(job).differs(job):
        return
    differs = draft.of(job).differs(job)
    steps = steps_of(outcome)
    refused = outcome.areas is not None and outcome.areas.other_version is not None
    may_pass = step in _MAY_PASS and not (step == "areas" and refused)
    stuck = not differs and step in waiting and not may_pass
    with st.container(horizontal=True, key="import_foot"):
        if at := steps.index(step):
            before = steps[at - 1]
            st.button(words("import.back"), key="import_back", on_click=_go, args=(before,))
        st.button(
            words("import.check_on") if differs else words("import.on"),
            key="import_on",
            type="primary",
            disabled=stuck,
            on_click=_go_on,
            args=(context, job, step),
        )


def _go(step: str) -> None:
    st.session_state[address.STEP] = step


def _go_on(context: Context, job: Job, step: str) -> None:
    """Note that the step was seen; check where choices changed, else go to the next that waits."""
    now = draft.change(job, seen=draft.of(job).seen | {step})
    if now.differs(job):
        asking.check(context, job)
        return
    outcome = context.desk.outcome(job)
    steps = steps_of(outcome)
    later = steps[steps.index(step) + 1 :]
    waiting = [each for each in open_steps(job, outcome, now.seen) if each in later]
    _go(waiting[0] if waiting else "changes")
