"""Tables of a tab: columns in words, a chosen row tells which, and the way to take the table home."""

from collections.abc import Callable
from functools import partial

import pandas as pd
import streamlit as st

from layers.masks.doors import may_take
from layers.services.notes import FORMATS, both_languages, table_file
from layers.words import Words
from web.taken import taken
from web.views.coverage.scene import Scene
from web.words import web_words

ROW = 34
_KINDS = {
    "csv": "text/csv",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
_WIDE = {"area": 160, "place": 160, "rule": 220, "what": 360}


def column(name: str, words: Words) -> str:
    """What a column is called."""
    own = f"coverage_view.column.{name}"
    other = f"services.column.{name}"
    return words(own) if own in words else words(other) if other in words else name


def show(
    table: pd.DataFrame,
    words: Words,
    *,
    key: str,
    ids: list[str] | None = None,
    on_pick: Callable[[str | None], None] | None = None,
    most: int = 420,
    titles: dict[str, str] | None = None,
) -> None:
    """A table; with `ids` one row may be chosen, and `on_pick` is told its id or None.

    `titles` are of columns that no words of ours name.
    """
    named = titles or {}
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
            name: st.column_config.Column(
                named.get(name) or column(name, words), width=_WIDE.get(name)
            )
            for name in table.columns
        },
        **chosen,
    )


def _take_row(key: str, on_pick: Callable[[str | None], None]) -> None:
    picked = st.session_state[key].get("selection", {}).get("rows", [])
    ids = st.session_state.get(f"{key}_ids", [])
    on_pick(ids[picked[0]] if picked and picked[0] < len(ids) else None)


def export(scene: Scene, table: pd.DataFrame, notes, name: str, *, key: str) -> None:
    """A table with its notes, one button a format; a file is made once its button is pressed.

    Parameters
    ----------
    notes : callable
        ``notes(words)`` gives ``part`` and ``text``.
    """
    words = scene.words
    if not may_export(scene):
        return
    named = table.rename(columns={each: column(each, words) for each in table.columns})

    def make(kind: str) -> bytes:
        said = both_languages(lambda spoken: notes(web_words(spoken.lang)))
        return table_file(named, said, words, kind)

    with st.popover(
        words("services.export.open"), icon=":material/download:", key=f"cov_export_{key}"
    ):
        st.caption(words("services.export.how"))
        for kind in FORMATS:
            st.download_button(
                words(f"services.export.{kind}"),
                data=taken(
                    scene.context, partial(make, kind), used(scene), kind=kind, rows=len(table)
                ),
                file_name=f"{name}.{kind}",
                mime=_KINDS[kind],
                key=f"cov_export_{key}_{kind}",
                on_click="ignore",
                width="stretch",
            )


def may_export(scene: Scene) -> bool:
    """Whether whoever looks may take away what is made of the layers of the question."""
    specs, user = scene.atlas.store.specs, scene.context.user
    return all(may_take(user, specs[each], scene.snapshot) for each in used(scene))


def used(scene: Scene) -> list[str]:
    """The layers of the question."""
    named = [scene.choice.areas, *scene.choice.sites, scene.choice.people]
    return [each for each in named if each in scene.atlas.store.specs]
