"""Checking the store and backing it up: in the background, one at a time for all administrators."""

import datetime
import threading

import streamlit as st

from layers.access import User
from layers.keeping.backup import back_up
from layers.keeping.fault import Inspection
from layers.keeping.inspect import inspect
from layers.keeping.last import note_check
from layers.keeping.manifest import Manifest
from layers.keeping.sizes import new_backup
from layers.words import Words, explain
from web.context import Context
from web.plain import plain
from web.views.admin.deed import by, deed
from web.views.job import Job

CHECK, BACKUP = "check", "backup"
JOB = "adm_job"
# Reading every file of a store twice at once would hold up everybody's map.
_ROOM = threading.BoundedSemaphore(1)
_MOST_FAULTS = 50


def show(context: Context, words: Words) -> None:
    """The buttons, then how far the work is or what came of it."""
    job: Job | None = st.session_state.get(JOB)
    busy = job is not None and job.is_running
    with st.container(horizontal=True, gap="small"):
        for name, work, icon in ((CHECK, check, "fact_check"), (BACKUP, backup, "archive")):
            st.button(
                words(f"admin.do.{name}"),
                key=f"adm_{name}",
                icon=f":material/{icon}:",
                disabled=busy,
                on_click=work,
                args=(context,),
            )
    if busy:
        _wait(words)
    elif job is not None:
        _came(job, words)


@deed
def check(context: Context, user: User):
    """Read every file against its checksum, and follow the log."""
    store = context.atlas.store

    def work(job: Job) -> Inspection:
        found = inspect(store.folder, _told(job))
        if found.chain is not None:
            note_check(store.folder, found, user=by(user))
        return found

    _start(CHECK, work)


@deed
def backup(context: Context, user: User):
    """Write one file with all that is kept, beside what it is a copy of."""
    store = context.atlas.store

    def work(job: Job) -> tuple[str, Manifest]:
        out = new_backup(store.folder, datetime.datetime.now())
        return out.name, back_up(store, out, user=by(user), tell=_told(job))

    _start(BACKUP, work)


def _start(name: str, work) -> None:
    held: Job | None = st.session_state.get(JOB)
    if held is None or not held.is_running:
        st.session_state[JOB] = Job(name, work, room=_ROOM).start()


def _told(job: Job):
    return lambda done, total: job.step(done / max(total, 1))


@st.fragment(run_every=0.5)
def _wait(words: Words) -> None:
    """The bar and the way out; once it is done the whole page shows what came of it."""
    job: Job | None = st.session_state.get(JOB)
    if job is None or not job.is_running:
        st.rerun()
    st.progress(job.share or 0.0, words(f"admin.job.{job.about}"))
    st.button(words("admin.job.stop"), key="adm_stop", icon=":material/stop:", on_click=job.stop)


def _came(job: Job, words: Words) -> None:
    if job.was_stopped:
        st.caption(words("admin.job.stopped"))
    elif job.made is None:
        told = explain(job.fault, words.lang) if job.fault else words("admin.job.failed")
        st.error(plain(told), icon=":material/error:")
    elif job.about == CHECK:
        _inspected(job.made, words)
    else:
        name, made = job.made
        _said(words("admin.job.backed_up", file=name, files=len(made.files)), sound=True)
        if made.lacking:
            _said(words("cli.backup_lacks", count=len(made.lacking)), sound=False)


def _inspected(found: Inspection, words: Words) -> None:
    counts = {"files": found.files, "versions": found.versions}
    if found.errors:
        _said(words("cli.check_store_faults", count=len(found.errors), **counts), sound=False)
    else:
        entries = found.chain.entries
        _said(words("cli.check_store_sound", entries=entries, **counts), sound=True)
    for fault in found.faults[:_MOST_FAULTS]:
        told = fault.to_json(words)
        st.markdown(f"- {plain(told['message'])}  \n  → {plain(told['fix'])}")
    if len(found.faults) > _MOST_FAULTS:
        st.caption(words("admin.job.more", count=len(found.faults) - _MOST_FAULTS))


def _said(text: str, *, sound: bool) -> None:
    if sound:
        st.success(plain(text), icon=":material/check_circle:")
    else:
        st.error(plain(text), icon=":material/error:")
