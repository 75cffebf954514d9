"""The last step: what publishing would change, how the file meets what is there, and the button."""

from pathlib import Path

import streamlit as st

from layers.access import needs_second
from layers.errors import HatangError
from layers.importing.impact import Impact
from layers.importing.outcome import Outcome
from layers.jobs.job import Job
from layers.spec import get_spec
from layers.words import Words, explain
from web.context import Context
from web.plain import plain
from web.views.imports import address, asking, draft, findings_step, kit
from web.views.imports.amounts import counts
from web.views.imports.layer_names import layer_name
from web.views.imports.steps import open_steps

_MODES = ("replace", "append", "update")
# A file that takes away more than this share of a layer is often the wrong file, or the wrong mode.
_MUCH = 0.2
_NAMED = ("new", "changed", "removed")


def show(context: Context, job: Job, outcome: Outcome, words: Words) -> None:
    """Mode, impact, and the button with the reason where it cannot be pressed."""
    standing = context.now().versions.get(job.layer_id)
    name = plain(layer_name(context, job.layer_id, words))
    if standing is None:
        st.markdown(words("import.first_version", layer=name))
    else:
        st.markdown(
            words("import.standing", layer=name, number=standing.number, rows=standing.rows)
        )
        _mode(context, job, outcome, words)
    if draft.of(job).differs(job):
        st.button(
            words("import.check_again"),
            key="import_on",
            type="primary",
            icon=":material/refresh:",
            on_click=asking.check,
            args=(context, job),
        )
        return
    sure = True
    if outcome.impact is not None:
        show_impact(outcome.impact, words)
        sure = standing is None or _is_meant(outcome.impact, standing.rows, job, words)
    _rows_aside(outcome, words)
    kit.show(context, job, words)
    _publish(context, job, outcome, words, sure=sure)


def _mode(context: Context, job: Job, outcome: Outcome, words: Words) -> None:
    now = draft.of(job)
    at = now.mode or _MODES[0]
    mode = st.radio(
        words("import.mode"),
        _MODES,
        index=_MODES.index(at) if at in _MODES else 0,
        key=f"mode_{job.id}",
        format_func=lambda m: words(f"import.mode.{m}"),
        captions=[words(f"import.mode_why.{m}") for m in _MODES],
        on_change=lambda: draft.change(job, mode=st.session_state[f"mode_{job.id}"]),
    )
    key = _key(context, job, outcome, words) if mode == "update" else None
    if mode != at or key != now.key:
        draft.change(job, mode=mode, key=key)


def _key(context: Context, job: Job, outcome: Outcome, words: Words) -> str | None:
    """The field that tells which rows are the same; None is the layer's own."""
    spec = get_spec(context.atlas.store.specs, job.layer_id)
    fields = [f.name for f in spec.fields if f.name in (outcome.mapping or {})]
    own = spec.primary_key[0] if len(spec.primary_key) == 1 else None
    at = draft.of(job).key or own
    chosen = st.selectbox(
        words("import.key"),
        fields,
        index=fields.index(at) if at in fields else None,
        key=f"key_{job.id}",
        format_func=lambda name: f"{spec.field(name).label(words.lang)} ({name})",
        placeholder=words("import.value_hint"),
    )
    return None if chosen == own else chosen


def show_impact(impact: Impact, words: Words) -> None:
    """How many rows come, change and go, and which."""
    with st.container(horizontal=True, gap="large"):
        for name in (*_NAMED, "unchanged", "without_id"):
            amount = getattr(impact, name)
            if amount or name in ("new", "removed"):
                st.metric(words(f"import.impact.{name}"), words.number(amount), width="content")
    for name, columns in (("added", impact.columns_added), ("gone", impact.columns_removed)):
        if columns:
            st.caption(words(f"import.columns_{name}", names=plain(", ".join(columns))))
    named = {name: ids for name in _NAMED if (ids := impact.named.get(name))}
    if named:
        with st.expander(words("import.ids")):
            for name, ids in named.items():
                st.caption(words(f"import.impact.{name}"))
                st.text(", ".join(ids))


def _is_meant(impact: Impact, rows: int, job: Job, words: Words) -> bool:
    """Where much goes away somebody says that this is meant."""
    if impact.removed <= _MUCH * rows:
        return True
    st.warning(
        words("import.much_goes", count=impact.removed, rows=rows), icon=":material/warning:"
    )
    return st.checkbox(words("import.much_meant"), key=f"meant_{job.id}")


def _rows_aside(outcome: Outcome, words: Words) -> None:
    report = outcome.report
    st.caption(counts(report, words).replace("**", ""))


def _publish(context: Context, job: Job, outcome: Outcome, words: Words, *, sure: bool) -> None:
    reason = _obstacle(job, outcome, words)
    waits = needs_second(context.user, context.atlas.store.specs[job.layer_id])
    if waits:
        st.info(words("import.waits_then"), icon=":material/group:")
    st.text_input(
        words("import.title_of_version"),
        value=draft.of(job).title or Path(job.file).stem,
        key=f"title_{job.id}",
        max_chars=120,
    )
    if reason:
        st.warning(reason, icon=":material/block:")
    with st.container(horizontal=True):
        st.button(words("import.back"), key="import_back", on_click=_back)
        st.button(
            words("import.hand_in" if waits else "import.publish"),
            key="import_publish",
            type="primary",
            icon=":material/group:" if waits else ":material/publish:",
            disabled=reason is not None or not sure,
            on_click=_go,
            args=(context, job),
        )


def _obstacle(job: Job, outcome: Outcome, words: Words) -> str | None:
    """Why it cannot be published yet."""
    faults = outcome.report.faults
    if faults:
        steps = [s for s in open_steps(job, outcome, draft.of(job).seen) if s != "changes"]
        names = ", ".join(words(f"import.step.{step}") for step in steps)
        return words("import.faults", count=len({f.rule for f in faults}), steps=names)
    if outcome.version is None:
        return words("import.nothing_left")
    return None


def _back() -> None:
    st.session_state[address.STEP] = "findings"


def _go(context: Context, job: Job) -> None:
    if draft.of(job).differs(job):  # something was chosen in the same breath: it is checked first
        asking.check(context, job)
        return
    for name in (findings_step.RULE, findings_step.ROW):
        st.session_state.pop(name, None)
    try:
        title = st.session_state[f"title_{job.id}"].strip()
        context.desk.publish(job.id, user=context.user, title=title)
    except HatangError as fault:
        st.session_state[asking.TOLD] = explain(fault, st.session_state["lang"])
