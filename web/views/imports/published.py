"""A job that is done: the way to the map, what became of the rows, and back to earlier versions."""

import streamlit as st

from layers.atlas import AVAILABILITY
from layers.importing.outcome import Outcome
from layers.jobs.job import Job
from layers.store import Version
from layers.words import Words
from web.context import Context
from web.plain import plain
from web.views.explore import state
from web.views.head import EXPLORE, SERVICES
from web.views.imports import kit, preview, versions
from web.views.imports.amounts import counts
from web.views.imports.layer_names import layer_name


def show(context: Context, job: Job, words: Words) -> None:
    """What was published, and where to see it."""
    name = plain(layer_name(context, job.layer_id, words))
    st.success(
        words("import.done", layer=name, version=job.version or 0), icon=":material/check_circle:"
    )
    current = context.now().versions.get(job.layer_id)
    outcome = context.desk.outcome(job)
    if outcome is not None:
        report = outcome.report
        st.caption(counts(report, words).replace("**", ""))
    with st.container(horizontal=True, vertical_alignment="center"):
        if current is not None and current.bounds is not None:
            st.button(
                words("import.see"),
                key="import_see",
                type="primary",
                icon=":material/map:",
                on_click=see,
                args=(context, current),
            )
        elif current is not None and job.layer_id == AVAILABILITY:
            st.button(
                words("import.see_services"),
                key="import_see",
                type="primary",
                icon=":material/bar_chart:",
                on_click=see_services,
                args=(outcome,),
            )
        if outcome is not None:
            kit.show(context, job, words)
    st.markdown(f"#### {words('import.versions')}")
    versions.show(context, job.layer_id, words)


def see(context: Context, version: Version) -> None:
    """Go to the map, where the version lies, with its layer switched on."""
    snapshot = context.now()
    city = preview.nearest_city(context, snapshot, version.bounds)
    state.go_to(city, version.layer_id)
    st.session_state["view"] = EXPLORE


def see_services(outcome: Outcome | None) -> None:
    """Go to the figures of the place that most rows of the table are of."""
    places = outcome.areas.provinces if outcome is not None and outcome.areas is not None else []
    if places:
        st.session_state["city"] = places[0]
    st.session_state["view"] = SERVICES
