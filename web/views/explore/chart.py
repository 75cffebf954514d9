"""The chart of the drawer: how the values of a field are spread over the features that pass, a press on a bar acts."""

import numpy as np
import pandas as pd
import streamlit as st

from layers.filters.condition import Filter
from layers.maps.view import MOST_SELECTED
from layers.tables.bars import OTHERS, UNKNOWN, Bar, Bars, bars_of
from layers.tables.columns import first_fields, table_fields
from layers.tables.page import features_of
from layers.tables.sentences import written_text
from layers.value_names import value_text
from layers.words import Words
from web.views.explore import area_chart, at_hand, chart_spec, filtering, state
from web.views.explore.scene import Scene
from web.views.explore.table_words import header, unlike

AREAS = "areas"
_CHART, _FIELD, _ACT = "x_chart", "x_chart_field", "x_chart_act"
_FIELDS, _DOING, _DRAWN = (f"explore_chart_{name}" for name in ("fields", "act", "drawn"))
_ACTS = ("filter", "select")
# The first chart of a layer shows one of these, where it has it.
_TELLING = ("mast_class", "status", "owner", "technology", "construction", "type", "operator")


def show(scene: Scene, of: str) -> None:
    """The chart of a layer, or of the areas by the indicator."""
    if of == AREAS:
        area_chart.show(scene)
        return
    there = {f.name: f for f in table_fields(scene.atlas, scene.snapshot, of)}
    name = _field(scene, of, list(there))
    asked = at_hand.asked(scene, of)
    made = bars_of(scene.atlas, scene.snapshot, of, name, asked)
    with st.container(key="x_chart_bar", horizontal=True, vertical_alignment="center", gap="small"):
        labels = unlike({n: header(f, scene.words) for n, f in there.items()})
        st.session_state[_FIELD] = name
        st.selectbox(
            scene.words("explore_table.by"),
            list(labels),
            key=_FIELD,
            format_func=labels.get,
            label_visibility="collapsed",
            on_change=_take_field,
            args=(of,),
            width=290,
        )
        _acts(scene.words)
    if not made.bars:
        st.info(scene.words("explore_table.chart_empty"), icon=":material/bar_chart:")
        return
    _draw(scene, of, made)


def _field(scene: Scene, layer_id: str, there: list[str]) -> str:
    held = st.session_state.get(_FIELDS, {}).get(layer_id)
    if held in there:
        return held
    telling = next((name for name in _TELLING if name in there), None)
    return telling or first_fields(scene.atlas, scene.snapshot, layer_id)[0]


def _take_field(layer_id: str) -> None:
    chosen = {layer_id: st.session_state[_FIELD]}
    st.session_state[_FIELDS] = st.session_state.get(_FIELDS, {}) | chosen


def _acts(words: Words) -> None:
    st.session_state[_ACT] = st.session_state.get(_DOING, _ACTS[0])
    st.caption(words("explore_table.act"), width="content")
    st.segmented_control(
        words("explore_table.act"),
        _ACTS,
        key=_ACT,
        required=True,
        format_func=lambda each: words(f"explore_table.act.{each}"),
        label_visibility="collapsed",
        on_change=_take_act,
    )


def _take_act() -> None:
    st.session_state[_DOING] = st.session_state[_ACT]


def _draw(scene: Scene, layer_id: str, made: Bars) -> None:
    words = scene.words
    st.session_state[_DRAWN] = (scene, layer_id, made)
    title = header(made.field, words)
    if made.kind == "value":
        spec = chart_spec.rows(words=words, theme=scene.theme)
    else:
        spec = chart_spec.columns(title=title, words=words, theme=scene.theme)
    st.vega_lite_chart(
        chart_data(made, words),
        spec,
        key=_CHART,
        on_select=_take_bar,
        selection_mode="picked",
        alt=words("explore_table.chart_alt", field=title, bars=len(made.bars), rows=made.rows),
    )
    if made.bar(OTHERS):
        st.caption(words("explore_table.others_hint"))


def chart_data(made: Bars, words: Words) -> pd.DataFrame:
    """What the chart draws, one row a bar."""
    labels = unlike({bar.id: bar_label(made, bar, words) for bar in made.bars})
    return pd.DataFrame(
        {
            "id": [bar.id for bar in made.bars],
            "order": range(len(made.bars)),
            "label": [labels[bar.id] for bar in made.bars],
            "count": [bar.count for bar in made.bars],
            "text": [
                words(
                    "explore_table.bar.count",
                    count=bar.count,
                    share=words.percent(bar.count / made.rows if made.rows else np.nan),
                )
                for bar in made.bars
            ],
            "plain": [bar.id in (UNKNOWN, OTHERS) for bar in made.bars],
            "chosen": False,
        }
    )


def bar_label(made: Bars, bar: Bar, words: Words) -> str:
    """What stands at a bar."""
    if bar.id in (UNKNOWN, OTHERS):
        return words(f"explore_table.bar.{'unknown' if bar.id == UNKNOWN else 'others'}")
    if made.kind == "value":
        return written_text(bar.value, made.field, words)
    if made.kind == "day":
        return _days_label(bar, words)
    low, high = (value_text(end, made.field, words) for end in (bar.low, bar.high))
    return words("explore_table.bar.range", low=low, high=high)


def _days_label(bar: Bar, words: Words) -> str:
    first, last = bar.low.astype("datetime64[D]"), bar.high.astype("datetime64[D]") - 1
    year = first.astype("datetime64[Y]").astype(int) + 1970
    whole = np.datetime64(f"{year}-01-01") == first and np.datetime64(f"{year}-12-31") == last
    if whole:
        return str(year)
    return words("explore_table.bar.range", low=first.item(), high=last.item())


def _take_bar() -> None:
    """Filter by the bar that was pressed, or select its features."""
    scene, layer_id, made = st.session_state[_DRAWN]
    told = st.session_state[_CHART].get("selection", {}).get("picked", [])
    bar = next((made.bar(each["id"]) for each in told if isinstance(each.get("id"), str)), None)
    conditions = () if bar is None else made.conditions(bar)
    if not conditions:
        return
    if st.session_state.get(_DOING, _ACTS[0]) == "filter":
        filtering.add(layer_id, *conditions)
        return
    held = at_hand.asked(scene, layer_id)
    asked = Filter((*held.conditions, *conditions), held.grounds)
    found = features_of(scene.atlas, scene.snapshot, layer_id, asked, most=MOST_SELECTED)
    state.change(picked=tuple(found))
