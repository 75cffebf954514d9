"""Sums and means of a layer, of all rows that pass and of those that are selected, side by side."""

import pandas as pd
import streamlit as st

from layers.filters.condition import Filter
from layers.tables.page import count_of, fids_in, places_of
from layers.tables.totals import Total, totals_at, totals_of
from layers.value_names import decimals_for, is_unknown
from layers.words import Words
from web.views.explore.scene import Scene
from web.views.explore.table_words import header

_COLUMNS = ("field", "sum", "mean", "low", "high", "known", "unknown")


def show(scene: Scene, layer_id: str, asked: Filter) -> None:
    """A popover; what is in it is made once it is opened."""
    words = scene.words
    with st.popover(
        words("explore_table.totals"),
        icon=":material/functions:",
        key="x_totals",
        on_change="rerun",
    ) as box:
        if not box.open:
            return
        picked = places_of(
            scene.atlas, scene.snapshot.versions[layer_id], fids_in(layer_id, scene.view.picked)
        )
        every = totals_of(scene.atlas, scene.snapshot, layer_id, asked)
        if not every:
            st.caption(words("explore_table.no_totals"))
            return
        if len(picked):
            chosen = totals_at(scene.atlas, scene.snapshot, layer_id, picked)
            _table(chosen, words("explore_table.totals_of_picked"), len(picked), "picked", words)
        matched = count_of(scene.atlas, scene.snapshot, layer_id, asked)
        _table(every, words("explore_table.totals_of_all"), matched, "all", words)
        st.caption(words("explore_table.totals_note"))


def totals_table(totals: list[Total], words: Words) -> pd.DataFrame:
    """The totals as a reader sees them."""
    return pd.DataFrame([_row(each, words) for each in totals], columns=list(_COLUMNS))


def _row(total: Total, words: Words) -> dict[str, str]:
    numbers = {name: getattr(total, name) for name in ("sum", "mean", "low", "high")}
    told = {name: _number(value, words) for name, value in numbers.items()}
    counts = {"known": words.number(total.known), "unknown": words.number(total.unknown)}
    return {"field": header(total.field, words), **told, **counts}


def _number(value: float | None, words: Words) -> str:
    return "–" if is_unknown(value) else words.number(value, decimals_for(value))


def _table(totals: list[Total], title: str, count: int, key: str, words: Words) -> None:
    st.markdown(f"**{title}** · {words.number(count)}")
    st.dataframe(
        totals_table(totals, words),
        key=f"x_totals_{key}",
        hide_index=True,
        width=760,
        row_height=32,
        height="content",
        column_config={
            name: st.column_config.TextColumn(
                words(f"explore_table.total.{name}"),
                alignment="left" if name == "field" else "right",
            )
            for name in _COLUMNS
        },
    )
