"""The first step: what the file is, and for which layer."""

import pandas as pd
import streamlit as st

from layers.access import Action, can
from layers.importing.layer_guess import rank_layers
from layers.importing.outcome import Outcome
from layers.jobs.job import Job
from layers.spec import LayerSpec
from layers.words import Words
from web.context import Context
from web.plain import plain
from web.views.imports import draft, preview
from web.views.imports.amounts import amount
from web.views.imports.layer_names import layer_name

_SURE = 3


def show(context: Context, job: Job, outcome: Outcome, words: Words) -> None:
    """Facts of the file, the choice of the layer, and the columns with some of their values."""
    st.markdown(_facts(outcome, words))
    _choose(context, job, outcome, words)
    if outcome.columns:
        st.markdown(f"**{words('import.columns_of_file')}**")
        st.dataframe(
            pd.DataFrame(
                {
                    "column": list(outcome.columns),
                    "values": [" · ".join(values) for values in outcome.columns.values()],
                }
            ),
            hide_index=True,
            height="content" if len(outcome.columns) < 12 else 400,
            column_config={
                "column": st.column_config.TextColumn(words("import.column"), width="medium"),
                "values": st.column_config.TextColumn(words("import.values"), width="large"),
            },
        )


def _facts(outcome: Outcome, words: Words) -> str:
    report = outcome.report
    parts = [
        f"**{plain(report.format)}**",
        amount(report.rows_in_file, words),
        words("import.columns_count", count=len(outcome.columns or {})),
    ]
    if report.encoding:
        parts.append(words("import.letters_in", name=plain(report.encoding)))
    if report.epsg:
        parts.append(f"EPSG:{report.epsg}")
    return " · ".join(parts)


def _choose(context: Context, job: Job, outcome: Outcome, words: Words) -> None:
    specs = [
        spec
        for spec in context.atlas.store.specs.values()
        if can(context.user, Action.PUBLISH, spec)
    ]
    ranked = _ranked(job, outcome, specs)
    now = draft.of(job)
    suggested = ranked[0][0] if ranked and ranked[0][1] >= _SURE else None
    ids = [each for each, _ in ranked] + [s.id for s in specs if s.id not in dict(ranked)]
    at = now.layer_id or suggested
    current = context.now().versions
    key = f"layer_{job.id}"
    chosen = st.selectbox(
        words("import.layer"),
        ids,
        index=ids.index(at) if at in ids else None,
        key=key,
        placeholder=words("import.layer_hint"),
        format_func=lambda i: _described(context, i, current, words),
        on_change=lambda: _keep(job, st.session_state[key]),
    )
    if chosen is not None and chosen == suggested and now.layer_id is None:
        st.caption(words("import.layer_guessed"))
    _keep(job, chosen)  # what is suggested counts as well


def _keep(job: Job, chosen: str | None) -> None:
    if chosen != draft.of(job).layer_id:
        draft.change(job, layer_id=chosen, mode=None, key=None)


def _ranked(job: Job, outcome: Outcome, specs: list[LayerSpec]) -> list[tuple[str, int]]:
    """Worked out once per check: it looks at every field of every layer."""
    key = f"{job.id}-{job.updated_at.isoformat()}"
    held = st.session_state.get("import_ranked")
    if held is None or held[0] != key:
        kinds = preview.shapes(job, outcome)
        ranked = rank_layers(specs, outcome.columns or {}, shapes=kinds, file=job.file)
        st.session_state["import_ranked"] = (key, ranked)
    return st.session_state["import_ranked"][1]


def _described(context: Context, layer_id: str, current: dict, words: Words) -> str:
    """What a layer is called, its kind, and how much of it there is."""
    spec = context.atlas.store.specs[layer_id]
    version = current.get(layer_id)
    there = amount(version.rows, words) if version else words("import.layer_empty")
    return f"{layer_name(context, layer_id, words)} · {words(f'import.kind.{spec.kind}')} · {there}"
