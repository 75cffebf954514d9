"""The first page of Import: what to do, the drop zone, the imports so far, the versions of every layer."""

import streamlit as st

from layers.access import can_upload
from layers.errors import NotYours, TooManyJobs, UnknownJob
from layers.jobs.job import State
from layers.store.room import disk_fault
from layers.words import Words, explain
from web.context import Context
from web.plain import plain
from web.uploader.host import show_uploader, taken_jobs
from web.views.imports import address, job_list, second_person, versions

UPLOADER = "import_uploader"
_TAKEN = "import_taken"


def take_uploads(context: Context) -> None:
    """Look at files that have just arrived; a single one is opened at once."""
    arrived = taken_jobs(UPLOADER)
    known = st.session_state.setdefault(_TAKEN, [])
    fresh = [job_id for job_id in arrived if job_id not in known]
    begun = [job_id for job_id in fresh if _begin(context, job_id)]
    known.extend(fresh)
    if len(begun) == 1:
        address.open_job(begun[0])


def show(context: Context, words: Words) -> None:
    """The page."""
    jobs = context.desk.jobs(user=context.user)
    st.markdown(f"## {words('import.title')}")
    if not jobs:
        st.markdown(words("import.how"))
    low = disk_fault(context.settings.store, context.settings.limits)
    if low is not None:
        st.warning(explain(low, words.lang), icon=":material/hard_drive:")
    if can_upload(context.user):
        most = context.settings.max_upload_mb * 2**20
        show_uploader(key=UPLOADER, lang=words.lang, most_bytes=most)
    else:
        st.info(words("import.not_allowed"), icon=":material/lock:")
    for job in jobs:
        mine = job.user == context.user.id  # an administrator sees all
        if mine and job.state is State.RECEIVED:  # arrived while somebody looked at another page
            _begin(context, job.id)
    if told := st.session_state.pop(second_person.TOLD, None):
        st.success(plain(told), icon=":material/check_circle:")
    job_list.show(context, words)
    versions.choose(context, words)


def _begin(context: Context, job_id: str) -> bool:
    try:
        job = context.desk.job(job_id, user=context.user)
    except (UnknownJob, NotYours):
        return False
    if job.state is State.RECEIVED:
        try:
            context.desk.check(job_id, user=context.user)
        except TooManyJobs:  # it begins when this page is next run and another is done
            return False
    return True
