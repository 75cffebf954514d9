"""The versions of a layer: who, when, from which file; what differs; and back to one of them."""

import pandas as pd
import streamlit as st

from layers.access import Action, can
from layers.diff import Diff, compare
from layers.errors import HatangError
from layers.in_service import restore
from layers.spec import get_spec
from layers.store import Version
from layers.words import Words, explain
from web.context import Context
from web.plain import plain
from web.views.imports import address
from web.views.imports.amounts import amount
from web.views.imports.layer_names import layer_name

_ASKED, _TOLD, _DIFF = "version_asked", "version_told", "version_diff"
_MOST_ROWS = 300_000  # comparing more holds up everybody
_MOST_NAMED = 20


def choose(context: Context, words: Words) -> None:
    """The versions of any layer, behind a fold."""
    current = context.now().versions
    specs = context.atlas.store.specs
    ids = [i for i in current if i in specs and can(context.user, Action.RESTORE, specs[i])]
    if not ids:
        return
    with st.expander(words("import.versions_of"), expanded=st.session_state[address.LAYER] in ids):
        st.selectbox(
            words("import.layer"),
            sorted(ids, key=lambda i: layer_name(context, i, words)),
            index=None,
            key=address.LAYER,
            format_func=lambda i: layer_name(context, i, words),
            placeholder=words("import.layer_hint"),
        )
        if (layer_id := st.session_state[address.LAYER]) in ids:
            show(context, layer_id, words)


def show(context: Context, layer_id: str, words: Words) -> None:
    """All versions of a layer, one of them to be compared or returned to."""
    history = context.atlas.store.history(layer_id)
    current = context.now().versions.get(layer_id)
    if current is None:
        return
    _tell(context, layer_id, words)
    _table(history, current, words)
    others = {v.number: v for v in history if v.number != current.number and v.pruned_at is None}
    if not others:
        st.caption(words("import.version_only"))
        return
    number = st.selectbox(
        words("import.version_choose"),
        list(others),
        key=f"version_{layer_id}",
        format_func=lambda n: _line(others[n], words),
    )
    with st.container(horizontal=True):
        st.button(
            words("import.compare"),
            key=f"compare_{layer_id}",
            on_click=_ask_diff,
            args=(layer_id, number, current.number),
        )
        if can(context.user, Action.RESTORE, context.atlas.store.specs[layer_id]):
            st.button(
                words("import.go_back", number=number),
                key=f"restore_{layer_id}",
                icon=":material/history:",
                on_click=_ask,
                args=(layer_id, number),
            )
    _confirm(context, layer_id, current, words)
    _show_diff(context, layer_id, others, current, words)


def _table(history: list[Version], current: Version, words: Words) -> None:
    gone = any(v.pruned_at is not None for v in history)
    rows = [
        {
            "number": f"{v.number} ●" if v.number == current.number else str(v.number),
            "at": _when(v, words),
            "by": _people(v),
            "rows": words.number(v.rows),
            "title": v.provenance.title,
            "source": v.provenance.source_file or v.provenance.source,
        }
        | ({"pruned": v.pruned_at and words.date(v.pruned_at.astimezone().date())} if gone else {})
        for v in history
    ]
    names = {name: words(f"import.version.{name}") for name in rows[0]}
    st.dataframe(
        pd.DataFrame(rows).rename(columns=names),
        hide_index=True,
        height="content" if len(rows) < 9 else 330,
    )
    st.caption(words("import.version_current"))
    if gone:
        st.caption(words("import.version_gone"))


def _confirm(context: Context, layer_id: str, current: Version, words: Words) -> None:
    """Asked once more; nothing is lost either way."""
    asked = st.session_state.get(_ASKED)
    if asked is None or asked[0] != layer_id or asked[1] == current.number:
        return
    st.warning(words("import.go_back_sure", number=asked[1], now=current.number))
    with st.container(horizontal=True):
        st.button(
            words("import.go_back_yes"),
            key=f"restore_yes_{layer_id}",
            type="primary",
            on_click=_restore,
            args=(context, layer_id, asked[1], current.number),
        )
        st.button(words("import.no"), key=f"restore_no_{layer_id}", on_click=_ask, args=(None, 0))


def _tell(context: Context, layer_id: str, words: Words) -> None:
    """What came of the last return, with the way back from it."""
    told = st.session_state.get(_TOLD)
    if told is None or told[0] != layer_id:
        return
    if isinstance(told[1], str):
        st.error(plain(told[1]), icon=":material/error:")
        return
    now, before = told[1]
    st.success(words("import.went_back", number=now), icon=":material/check_circle:")
    st.button(
        words("import.undo", number=before),
        key=f"undo_{layer_id}",
        icon=":material/undo:",
        on_click=_restore,
        args=(context, layer_id, before, now),
    )


def _ask(layer_id: str | None, number: int) -> None:
    st.session_state[_ASKED] = None if layer_id is None else (layer_id, number)
    st.session_state.pop(_TOLD, None)


def _restore(context: Context, layer_id: str, number: int, before: int) -> None:
    st.session_state.pop(_ASKED, None)
    st.session_state.pop(_DIFF, None)
    store = context.atlas.store
    try:
        restore(store, layer_id, number, user=context.user)
        st.session_state[_TOLD] = (layer_id, (number, before))
    except HatangError as fault:
        st.session_state[_TOLD] = (layer_id, explain(fault, st.session_state["lang"]))


def _ask_diff(layer_id: str, number: int, current: int) -> None:
    st.session_state[_DIFF] = (layer_id, number, current)


def _show_diff(
    context: Context, layer_id: str, others: dict[int, Version], current: Version, words: Words
) -> None:
    """What changed from a version to the one in service; worked out where somebody asks."""
    asked = st.session_state.get(_DIFF)
    if (
        asked is None
        or asked[0] != layer_id
        or asked[2] != current.number
        or asked[1] not in others
    ):
        return
    older = context.atlas.seen(context.now(), others[asked[1]])
    if max(older.rows, current.rows) > _MOST_ROWS:
        st.info(words("import.diff_large", limit=_MOST_ROWS))
        return
    with st.spinner(words("import.comparing")):
        key = f"diff-{older.key}-{current.key}"
        diff = context.atlas.answers.once(key, lambda: _diff(context, older, current))
    st.markdown(words("import.diff", number=older.number, now=current.number))
    rows = {"added": diff.added, "removed": diff.removed, "changed": diff.changed}
    for name, ids in rows.items():
        more = ", …" if len(ids) > _MOST_NAMED else ""
        named = f": {', '.join(map(str, ids[:_MOST_NAMED]))}{more}" if ids else ""
        st.text(f"{words(f'diff.{name}')} {words.number(len(ids))}{named}")
    for name in ("columns_added", "columns_removed"):
        if columns := getattr(diff, name):
            st.text(f"{words(f'diff.{name}')}: {', '.join(columns)}")


def _diff(context: Context, older: Version, current: Version) -> Diff:
    before, after = (
        context.atlas.frame(version).drop(columns="fid", errors="ignore")
        for version in (older, current)
    )
    return compare(before, after, get_spec(context.atlas.store.specs, current.layer_id))


def _people(version: Version) -> str:
    """Who handed it in, and who took it into service where that was somebody else."""
    second = version.provenance.choices.get("approved_by")
    return f"{version.published_by} · {second}" if second else version.published_by


def _line(version: Version, words: Words) -> str:
    rows = amount(version.rows, words)
    return f"{version.number} · {_when(version, words)} · {rows} · {version.provenance.title}"


def _when(version: Version, words: Words) -> str:
    local = version.published_at.astimezone()
    return f"{words.date(local.date())} {local:%H:%M}"
