"""The panel beside the map: place, boundaries, indicator, layers, an area by name, where the data comes from."""

import math
from collections import Counter

import pandas as pd
import streamlit as st

from geo.text import sort_key
from layers.atlas import BOUNDARIES, Atlas, Snapshot
from layers.cards import COUNTRY, Place, areas_of, city_card
from layers.facts import LAYERS, ROUTES
from layers.indicators import INDICATORS
from layers.thematic import SCHEMES
from layers.words import Words
from web.map.state import layer_label, other_layers
from web.plain import plain
from web.views import area_box, head, state


def show(atlas: Atlas, snapshot: Snapshot, found: list[Place], words: Words) -> None:
    """All controls, in the order in which somebody needs them."""
    head.show(words)
    _place(found, words)
    _boundaries(snapshot, words)
    _area(atlas, snapshot, words)
    _indicator(words)
    _layers(atlas, snapshot, words)


def _place(found: list[Place], words: Words) -> None:
    names = city_names(found, words)
    st.selectbox(
        words("control.city"),
        list(names),
        key="city",
        format_func=names.get,
        on_change=state.select,
        args=(None,),
    )


def city_names(found: list[Place], words: Words) -> dict[str, str]:
    """Names of places by code, no two alike, the whole country last."""
    names = {place.code: place.name for place in found}
    again = {name for name, times in Counter(names.values()).items() if times > 1}
    names = {c: f"{name} · {c}" if name in again else name for c, name in names.items()}
    names[COUNTRY] = words("place.country")
    return names


def _boundaries(snapshot: Snapshot, words: Words) -> None:
    st.selectbox(
        words("control.areas"),
        [layer_id for layer_id in BOUNDARIES if snapshot.has(layer_id)],
        key="areas",
        format_func=lambda layer_id: words(f"areas.{layer_id}"),
        on_change=state.select,
        args=(None,),
    )


def _area(atlas: Atlas, snapshot: Snapshot, words: Words) -> None:
    """An area by name; the country has too many."""
    choice = state.current()
    if choice.city == COUNTRY:
        return
    names = area_names(atlas, snapshot, choice.areas, choice.city)
    area_box.show(names, held="selected", words=words)


def area_names(atlas: Atlas, snapshot: Snapshot, areas: str, city: str) -> dict[str, str]:
    """Names of the areas of a place by code, in Vietnamese order."""
    version = snapshot.versions[areas]

    def make() -> dict[str, str]:
        table = areas_of(atlas, snapshot, areas, city)
        names = _area_names(table, atlas.frame(version))
        return dict(sorted(names.items(), key=lambda item: sort_key(item[1])))

    return atlas.answers.once(f"names-{version.key}-{city}", make)


def _area_names(table: pd.DataFrame, frame: pd.DataFrame) -> dict[str, str]:
    """Names by code, no two alike: Streamlit knows options by their words and would take the first.

    Areas of one name, which former communes have by the hundred, carry their district or their code.
    """
    names = table.get("full_name", table["code"]).fillna(table["code"]).astype("string")
    rows = frame.iloc[table.index].set_axis(table.index)
    for column in [c for c in ("district_name", "code") if c in rows]:
        more = names + " · " + rows[column].astype("string")
        names = names.mask(names.duplicated(keep=False) & more.notna(), more)
    return dict(zip(table["code"], names, strict=True))


def _indicator(words: Words) -> None:
    st.selectbox(
        words("control.indicator"),
        list(INDICATORS),
        key="indicator",
        format_func=lambda i: words(f"indicator.{i}"),
        help=words(f"rule.{st.session_state['indicator']}"),
    )
    with st.expander(words("control.classes")):
        st.radio(
            words("control.scheme"),
            SCHEMES,
            key="scheme",
            format_func=lambda scheme: words(f"scheme.{scheme}"),
            label_visibility="collapsed",
        )


def _layers(atlas: Atlas, snapshot: Snapshot, words: Words) -> None:
    """Which layers are drawn, each with how much of it the place has."""
    choice = state.current()
    place = city_card(atlas, snapshot, choice.areas, choice.city)
    amounts = place.counts | place.lengths
    labels = {
        layer_id: f"{words(f'layer.{layer_id}')} · {_amount(amounts[layer_id], layer_id, words)}"
        for layer_id in LAYERS
        if snapshot.has(layer_id)
    }
    for layer_id in other_layers(atlas, snapshot):  # nothing of them is counted by place
        rows = words.number(snapshot.versions[layer_id].rows)
        labels[layer_id] = f"{plain(layer_label(atlas, layer_id, words))} · {rows}"
    st.pills(
        words("control.layers"),
        list(labels),
        key="layers",
        selection_mode="multi",
        format_func=labels.get,
        help=words("control.layers_help"),
    )


def _amount(value: float, layer_id: str, words: Words) -> str:
    unit = " km" if layer_id in ROUTES and not math.isnan(value) else ""
    return words.number(value) + unit
