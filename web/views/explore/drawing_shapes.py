"""The shapes of a drawing in the panel: their measures, the selected one, and the drawing as a file."""

from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

import pandas as pd
import streamlit as st

from geo.text import fold
from layers.drawings.drawing import Drawing, Feature
from layers.drawings.files import DRAWING_FORMATS, write_drawing
from layers.drawings.measure import measure
from layers.drawings.sentences import area_text, fault_text, length_text, measured_text, title
from layers.filters.condition import Ground
from layers.words import Words
from web.taken import taken
from web.views.explore import at_hand, drawn, state
from web.views.explore.scene import Scene

_SHAPE, _FORMAT, _LAYER = "x_drawn_shape", "x_drawing_format", "x_drawn_layer"
_TABLE_ROWS = 8


def show(scene: Scene, drawing: Drawing) -> None:
    """The sums, the list, what can be done with one shape, and the file."""
    words = scene.words
    st.markdown(_sums(drawing, words))
    _table(drawing, words)
    _select(drawing, words)
    feature = drawing.feature(st.session_state.get(drawn.SELECTED))
    if feature is not None:
        _selected(scene, feature)
    _file(scene, drawing)


def _sums(drawing: Drawing, words: Words) -> str:
    """How many shapes, how long the lines and how large the areas that could be measured."""
    measured = [(each.kind, measure(each)) for each in drawing.features]
    lengths = [m.length_m for kind, m in measured if kind == "line"]
    areas = [m.area_m2 for kind, m in measured if kind == "area" and m.area_m2 is not None]
    parts = [words("drawing_panel.count", count=len(measured))]
    if lengths:
        parts.append(words("drawing_panel.lines", length=length_text(sum(lengths), words)))
    if areas:
        parts.append(words("drawing_panel.areas", area=area_text(sum(areas), words)))
    if faults := sum(m.fault is not None for _, m in measured):
        parts.append(words("drawing_panel.not_measured", count=faults))
    return " · ".join(parts)


def _table(drawing: Drawing, words: Words) -> None:
    rows = pd.DataFrame(
        {
            words("drawing_panel.shape"): [
                title(each, n, words) for n, each in enumerate(drawing.features, start=1)
            ],
            words("drawing_panel.measured"): [
                measured_text(each, words).split(" · ")[0]
                or ("–" if each.kind in ("point", "text") else words("drawing_panel.crosses"))
                for each in drawing.features
            ],
        }
    )
    key = f"x_drawn_table_{drawing.id}_{drawing.stamp}"
    st.dataframe(
        rows,
        key=key,
        hide_index=True,
        height="content" if len(rows) <= _TABLE_ROWS else 36 * (_TABLE_ROWS + 1),
        selection_mode="single-row",
        on_select=lambda: _row(key, drawing),
    )


def _row(key: str, drawing: Drawing) -> None:
    rows = st.session_state[key]["selection"]["rows"]
    if rows and rows[0] < len(drawing.features):
        drawn.go_to(drawing.features[rows[0]].id)


def _select(drawing: Drawing, words: Words) -> None:
    names = {each.id: title(each, n, words) for n, each in enumerate(drawing.features, start=1)}
    held = st.session_state.get(drawn.SELECTED)
    st.session_state[_SHAPE] = held if held in names else None
    st.selectbox(
        words("drawing_panel.selected"),
        list(names),
        key=_SHAPE,
        format_func=names.get,
        placeholder=words("drawing_panel.click_one"),
        on_change=_choose,
    )


def _choose() -> None:
    chosen = st.session_state[_SHAPE]
    drawn.go_to(chosen) if chosen else drawn.select(None)


def _selected(scene: Scene, feature: Feature) -> None:
    """What was measured of it, and the filter it can be."""
    words = scene.words
    if fault := fault_text(feature, words):
        st.warning(fault, icon=":material/pentagon:")
    elif told := measured_text(feature, words):
        st.markdown(f"**{told}**")
    if feature.kind == "area" and not fault:
        _filter_by(scene, feature)


def _filter_by(scene: Scene, feature: Feature) -> None:
    """Of one layer only what meets this shape: on the map, in the table, in what is taken away."""
    words, there = scene.words, at_hand.on_map(scene)
    if not there:
        return
    st.session_state[_LAYER] = at_hand.layer_of(scene)
    layer, press = st.columns([3, 2], vertical_alignment="bottom")
    layer.selectbox(
        words("drawing_panel.filter_layer"),
        there,
        key=_LAYER,
        format_func=lambda each: at_hand.label(scene, each),
        on_change=lambda: at_hand.choose(st.session_state[_LAYER]),
    )
    press.button(
        words("drawing_panel.filter"),
        key="x_drawn_filter",
        icon=":material/filter_alt:",
        on_click=_filter,
        args=(feature,),
        width="stretch",
    )


def _filter(feature: Feature) -> None:
    layer_id = st.session_state[_LAYER]
    held = state.view().layer(layer_id)
    if held is None:
        return
    others = tuple(each for each in held.filter.grounds if each.kind != "shape")
    ground = Ground("shape", shape=dict(feature.geometry))
    at_hand.choose(layer_id)
    state.change_layer(layer_id, filter=replace(held.filter, grounds=(*others, ground)))
    state.open_panel("filter")


def _file(scene: Scene, drawing: Drawing) -> None:
    words = scene.words
    form, press = st.columns([3, 2], vertical_alignment="bottom")
    chosen = form.selectbox(
        words("drawing_panel.format"),
        list(DRAWING_FORMATS),
        key=_FORMAT,
        format_func=lambda each: words(f"drawing_panel.format.{each}"),
    )
    press.download_button(
        words("drawing_panel.download"),
        taken(scene.context, lambda: _bytes(drawing, chosen), (), what="drawing", kind=chosen),
        file_name=_file_name(drawing, chosen),
        key="x_drawing_file",
        icon=":material/download:",
        on_click="ignore",
        width="stretch",
    )


def _bytes(drawing: Drawing, file_format: str) -> bytes:
    with TemporaryDirectory() as folder:
        out = Path(folder) / f"drawing{DRAWING_FORMATS[file_format]}"
        write_drawing(drawing, out, file_format=file_format)
        return out.read_bytes()


def _file_name(drawing: Drawing, file_format: str) -> str:
    plain_name = "".join(c if c.isalnum() and c.isascii() else "-" for c in fold(drawing.name))
    return f"{plain_name.strip('-') or 'ban-ve'}{DRAWING_FORMATS[file_format]}"
