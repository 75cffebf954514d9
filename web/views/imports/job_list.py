"""The imports of a user, newest first: how each stands, and what can be done with it."""

import time
from contextlib import suppress

import streamlit as st

from layers.errors import HatangError, UnknownJob
from layers.jobs.job import UNDER_WAY, Job, Progress, State, seconds_left, share_done
from layers.words import Words, explain
from web.context import Context
from web.plain import plain
from web.views.imports import address
from web.views.imports.amounts import amount
from web.views.imports.layer_names import layer_name
from web.views.sign import sign

_MOST = 30
_ICONS = {
    State.CHECKED: ":material/rule:",
    State.WAITING: ":material/group:",
    State.PUBLISHED: ":material/check_circle:",
    State.FAILED: ":material/error:",
    State.CANCELLED: ":material/block:",
    State.INTERRUPTED: ":material/power_off:",
}


def show(context: Context, words: Words) -> None:
    """The list; it renews itself while something is under way."""
    jobs = context.desk.jobs(user=context.user)
    show_waiting(context, words)
    if not jobs:
        return
    st.markdown(f"#### {words('import.jobs')}")
    busy = any(job.under_way for job in jobs)
    st.fragment(_list, run_every=1.0 if busy else None)(context, words, busy)


def show_waiting(context: Context, words: Words) -> None:
    """What others handed in and waits for whoever looks."""
    waiting = context.desk.waiting_for(user=context.user)
    if not waiting:
        return
    st.markdown(f"#### {words('import.wait_for_you')}")
    for job in waiting[:_MOST]:
        with st.container(border=True, key=f"waiting_{job.id}"):
            _row(context, job, words, place="waiting")
    if len(waiting) > _MOST:
        st.caption(words("import.jobs_more", count=len(waiting) - _MOST))


def _list(context: Context, words: Words, busy: bool) -> None:
    jobs = context.desk.jobs(user=context.user)
    if busy and not any(job.under_way for job in jobs):
        st.rerun()
    for job in jobs[:_MOST]:
        with st.container(border=True, key=f"job_{job.id}"):
            _row(context, job, words)
    if len(jobs) > _MOST:
        st.caption(words("import.jobs_more", count=len(jobs) - _MOST))


def _row(context: Context, job: Job, words: Words, *, place: str = "list") -> None:
    about, buttons = st.columns([3, 2], vertical_alignment="center")
    with about:
        layer = f" → {plain(layer_name(context, job.layer_id, words))}" if job.layer_id else ""
        st.markdown(f"**{plain(job.file)}**{layer}")
        st.caption(f"{state_line(context, job, words)} · {when(job, words)}{_whose(context, job)}")
    with buttons, st.container(horizontal=True, horizontal_alignment="right"):
        if job.under_way:
            cancel_button(context, job, words, place=place)
        st.button(
            words("import.open"),
            key=f"open_{job.id}" if place == "list" else f"open_{place}_{job.id}",
            on_click=address.open_job,
            args=(job.id,),
        )
        if not job.under_way and place == "list":
            st.button(
                **sign("delete", words("import.discard")),
                key=f"discard_{job.id}",
                type="tertiary",
                on_click=discard,
                args=(context, job),
            )
    if job.under_way:
        progress = context.desk.progress(job)
        st.progress(share_done(progress), text=progress_line(progress, words))


def _whose(context: Context, job: Job) -> str:
    """Who handed a job in, where it was not whoever looks."""
    return "" if job.user == context.user.id else f" · {plain(job.user)}"


def state_line(context: Context, job: Job, words: Words) -> str:
    """How a job stands, in a few words of Markdown."""
    said = words(f"import.state.{job.state}")
    if job.state is State.PUBLISHED and job.version is not None:
        said = words("import.published_as", version=job.version)
    if job.state is State.CHECKED and job.sent_back:
        said = words("import.sent_back", name=plain(job.sent_back["by"]))
    if job.state is State.FAILED and job.error:
        said = error_line(job, words)
    icon = _ICONS.get(job.state)
    return f"{icon} {said}" if icon else said


def error_line(job: Job, words: Words) -> str:
    """Why a job failed, as Markdown."""
    fault = HatangError(**job.error["params"])
    fault.code = job.error["code"]
    try:
        return plain(explain(fault, words.lang))
    except KeyError:  # written by another release, with other words
        return plain(words("import.state.failed"))


def progress_line(progress: Progress, words: Words) -> str:
    """The stage, the rows and about how long it still takes."""
    if progress.stage == "queued":
        return (
            words("import.queue", place=progress.place) if progress.place else words("import.next")
        )
    parts = [words(f"import.stage.{progress.stage}")]
    if progress.total:
        parts.append(amount(progress.total, words))
    left = seconds_left(progress, time.monotonic())
    if left is not None and left >= 2:
        minutes = left >= 90
        parts.append(
            words("import.minutes_left", count=round(left / 60))
            if minutes
            else words("import.seconds_left", count=max(1, round(left)))
        )
    return " · ".join(parts)


def when(job: Job, words: Words) -> str:
    """The day and the minute a job was begun."""
    local = job.created_at.astimezone()
    return f"{words.date(local.date())} {local:%H:%M}"


def cancel_button(context: Context, job: Job, words: Words, *, place: str) -> None:
    """Stop what is under way; a publish that has begun runs to its end."""
    st.button(
        words("import.cancel"),
        key=f"cancel_{place}_{job.id}",
        on_click=_cancel,
        args=(context, job),
        disabled=job.state is State.PUBLISHING,
        help=words("import.cancel_not") if job.state is State.PUBLISHING else None,
    )


def discard(context: Context, job: Job) -> None:
    """Forget a job and its files."""
    with suppress(UnknownJob):  # gone already, by another window
        context.desk.discard(job.id, user=context.user)
    if address.job_id() == job.id:
        address.open_job(None)


def _cancel(context: Context, job: Job) -> None:
    if job.state in UNDER_WAY:
        context.desk.cancel(job.id, user=context.user)
