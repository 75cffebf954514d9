"""Retention: which files of old versions would go, and removing them once somebody has looked at the list."""

import streamlit as st

from layers.access import User
from layers.store import Version
from layers.words import Words
from web.context import Context
from web.views.admin import tables
from web.views.admin.amounts import megabytes
from web.views.admin.deed import by, deed
from web.views.admin.layer_labels import labels
from web.views.imports.layer_names import layer_name

KEEP, LAYER = "adm_keep", "adm_keep_layer"
_USUAL, _MOST = 10, 1000
_PREVIEW = "adm_prune"
_COLUMNS = ("layer", "version", "at", "rows", "size")


def show(context: Context, words: Words) -> None:
    """How many are kept, the list, and the button that removes what is on it."""
    st.markdown(f"#### {words('admin.prune.title')}")
    st.caption(words("admin.prune.how"))
    named = labels(context, words)
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        st.number_input(
            words("admin.prune.keep"),
            min_value=1,
            max_value=_MOST,
            value=_USUAL,
            key=KEEP,
            width=200,
            on_change=_forget,
        )
        st.selectbox(
            words("admin.layer"),
            list(named),
            index=None,
            key=LAYER,
            format_func=lambda i: named[i],
            placeholder=words("admin.prune.all"),
            width=420,
            on_change=_forget,
        )
        st.button(
            words("admin.do.preview"), key="adm_prune_look", on_click=preview, args=(context,)
        )
    asked = st.session_state.get(_PREVIEW)
    if asked is not None:
        _preview(context, *asked, words)


def _preview(context: Context, keep: int, layer_id: str | None, words: Words) -> None:
    store = context.atlas.store
    old = store.prune(keep=keep, layer_id=layer_id, user=by(context.user), dry_run=True)
    if not old:
        st.info(words("admin.prune.nothing"), icon=":material/check:")
        return
    rows = [_row(context, version, words) for version in old]
    tables.show(rows, _COLUMNS, words, key="adm_prune_list")
    files = {version.sha256: _size(context, version) for version in old}
    freed = megabytes(sum(files.values()), words)
    st.button(
        words("admin.do.prune", count=len(old), size=freed),
        key="adm_prune_do",
        icon=":material/delete:",
        on_click=remove,
        args=(context, tuple(version.key for version in old)),
    )


def _row(context: Context, version: Version, words: Words) -> dict[str, str]:
    return {
        "layer": layer_name(context, version.layer_id, words),
        "version": str(version.number),
        "at": tables.moment(version.published_at, words),
        "rows": words.number(version.rows),
        "size": megabytes(_size(context, version), words),
    }


def _size(context: Context, version: Version) -> int:
    try:
        return context.atlas.store.path(version).stat().st_size
    except OSError:
        return 0


def _forget() -> None:
    st.session_state.pop(_PREVIEW, None)


@deed
def preview(context: Context, user: User):
    """Look at what would go."""
    st.session_state[_PREVIEW] = (int(st.session_state[KEEP]), st.session_state.get(LAYER))


@deed
def remove(context: Context, user: User, seen: tuple[str, ...]):
    """Remove the files that were on the list; where it is another by now, it is shown anew."""
    keep, layer_id = st.session_state[_PREVIEW]
    asked = {"keep": keep, "layer_id": layer_id, "user": by(user)}
    store = context.atlas.store
    if tuple(v.key for v in store.prune(**asked, dry_run=True)) != seen:
        return "admin.prune.changed", {}
    gone = store.prune(**asked)
    _forget()
    return "cli.pruned", {"count": len(gone)}
