"""Tables of the Ducts view: columns in words, a chosen row tells which, and the way to take a table home."""

from collections.abc import Callable
from functools import partial

import pandas as pd
import streamlit as st

from layers.masks.doors import may_take
from layers.services.notes import FORMATS, both_languages, table_file
from layers.words import Words
from web.taken import taken
from web.views.ducts.scene import Scene
from web.words import web_words

ROW = 34
_KINDS = {
    "csv": "text/csv",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
_WIDE = ("owner", "area", "contact", "owners", "street", "pair")


def column(name: str, words: Words) -> str:
    """What a column is called."""
    return words(f"ducts_view.column.{name}")


def show(
    table: pd.DataFrame,
    words: Words,
    *,
    key: str,
    ids: list[str] | None = None,
    on_pick: Callable[[str | None], None] | None = None,
    most: int = 420,
) -> None:
    """A table; with `ids` one row may be chosen, and `on_pick` is told its id or None."""
    chosen = {}
    if ids is not None and on_pick is not None:
        st.session_state[f"{key}_ids"] = ids
        chosen = {"on_select": partial(_take_row, key, on_pick), "selection_mode": "single-row"}
    st.dataframe(
        table,
        key=key,
        hide_index=True,
        row_height=ROW,
        height=min(ROW * (len(table) + 1) + 2, most),
        column_config={
            name: st.column_config.Column(column(name, words), width=150 if name in _WIDE else None)
            for name in table.columns
        },
        **chosen,
    )


def _take_row(key: str, on_pick: Callable[[str | None], None]) -> None:
    picked = st.session_state[key].get("selection", {}).get("rows", [])
    ids = st.session_state.get(f"{key}_ids", [])
    on_pick(ids[picked[0]] if picked and picked[0] < len(ids) else None)


def export(
    scene: Scene, make_table: Callable[[], pd.DataFrame], notes, name: str, *, key: str, used
) -> None:
    """A table with its notes, one button a format; a file is made once its button is pressed.

    Parameters
    ----------
    notes : callable
        ``notes(words)`` gives ``part`` and ``text``.
    used : sequence of str
        The layers it is made of: whoever may not take one of them away is offered nothing.
    """
    words, specs, user = scene.words, scene.atlas.store.specs, scene.context.user
    if not all(may_take(user, specs[i], scene.snapshot) for i in used if i in specs):
        return

    def make(kind: str) -> bytes:
        table = make_table()
        named = table.rename(columns={each: column(each, words) for each in table.columns})
        said = both_languages(lambda spoken: notes(web_words(spoken.lang)))
        return table_file(named, said, words, kind)

    with st.popover(
        words("services.export.open"), icon=":material/download:", key=f"duc_export_{key}"
    ):
        st.caption(words("services.export.how"))
        for kind in FORMATS:
            st.download_button(
                words(f"services.export.{kind}"),
                data=taken(scene.context, partial(make, kind), used, kind=kind),
                file_name=f"{name}.{kind}",
                mime=_KINDS[kind],
                key=f"duc_export_{key}_{kind}",
                on_click="ignore",
                width="stretch",
            )
