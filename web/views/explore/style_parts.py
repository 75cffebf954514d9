"""Parts of the style panel that are looked at: the palette, the histogram with its breaks, the indicator's classes."""

import numpy as np
import streamlit as st

from layers.errors import HatangError
from layers.looks.classed import classed
from layers.looks.colours import CATEGORIES, ramp
from layers.looks.legend import class_colours
from layers.looks.look import Look
from layers.maps.view import EVERYTHING
from layers.spec import FieldSpec
from layers.tables.bars import UNKNOWN, Bars, bars_of
from layers.thematic import SCHEMES, make_theme
from layers.words import Words
from web.views.explore import state
from web.views.explore.scene import Scene
from web.views.services.charts import colours, config

_HEIGHT = 90
_BINS = 20


def field_label(field: FieldSpec, words: Words) -> str:
    """The name of a field with its unit."""
    unit = f" ({field.unit})" if field.unit else ""
    return field.label(words.lang) + unit


def palette_preview(look: Look, theme: str) -> None:
    """The colours of a palette side by side."""
    apart = look.palette == "categories"
    shown = CATEGORIES if apart else ramp(look.classes, look.palette, theme=theme)
    cells = "".join(f'<i style="flex:1;background:{colour}"></i>' for colour in shown)
    st.html(
        '<div aria-hidden="true" style="display:flex;height:0.7rem;border-radius:4px;overflow:hidden">'
        f"{cells}</div>"
    )


def histogram(scene: Scene, layer_id: str, look: Look, field: FieldSpec | None) -> None:
    """How the numbers lie, each bar in the colour of its class, and where the classes end."""
    if field is None:
        return
    try:
        made = classed(scene.atlas, scene.snapshot, layer_id, look, EVERYTHING)
        bars = bars_of(scene.atlas, scene.snapshot, layer_id, field.name, EVERYTHING)
    except HatangError:
        return
    ends = [entry.high for entry in made.entries]
    given = class_colours(look, made.entries, theme=scene.theme)
    paints = [given[entry.id] for entry in made.entries]
    _chart(scene, _bins(bars), ends, paints, label=field_label(field, scene.words))
    if made.unknown:
        st.caption(scene.words("explore_style.unknown", count=made.unknown, total=made.total))


def indicator(scene: Scene) -> None:
    """How the areas are classed, with the same picture."""
    words, view = scene.words, scene.view
    st.markdown(f"##### {words(f'indicator.{view.indicator}')}")
    st.session_state["x_scheme"] = view.scheme
    st.selectbox(
        words("control.scheme"),
        SCHEMES,
        key="x_scheme",
        format_func=lambda scheme: words(f"scheme.{scheme}"),
        on_change=_take_scheme,
    )
    made = make_theme(
        scene.atlas,
        scene.snapshot,
        areas=view.areas,
        city=view.city,
        indicator=view.indicator,
        scheme=view.scheme,
    )
    values = made.values.to_numpy(float)
    known = values[np.isfinite(values)]
    if len(known):
        counts, edges = np.histogram(known, bins=_BINS)
        rows = list(zip(edges[:-1], edges[1:], counts, strict=True))
        ends = list(made.classes.breaks)
        paints = ramp(max(1, len(ends)), theme=scene.theme)
        _chart(scene, rows, ends, paints, label=words(f"indicator.{view.indicator}"))
    if made.classes.unknown:
        told = words("explore_style.unknown", count=made.classes.unknown, total=len(values))
        st.caption(told)
    st.caption(words(f"rule.{view.indicator}"))


def _take_scheme() -> None:
    state.change(scheme=st.session_state["x_scheme"], hidden=())


def _bins(bars: Bars) -> list[tuple[float, float, int]]:
    """Low, high and count of each bar; whole numbers that are few lie in the middle of theirs."""
    known = [bar for bar in bars.bars if bar.id != UNKNOWN]
    if bars.kind == "value":
        return [(float(b.value) - 0.5, float(b.value) + 0.5, b.count) for b in known]
    return [(float(b.low), float(b.high), b.count) for b in known]


def _chart(
    scene: Scene,
    bins: list[tuple[float, float, int]],
    ends: list[float],
    paints: list[str],
    *,
    label: str,
) -> None:
    if not bins or not ends:
        return
    places = np.minimum(np.searchsorted(ends, [(a + b) / 2 for a, b, _ in bins]), len(ends) - 1)
    rows = [
        {"low": float(low), "high": float(high), "n": int(n), "paint": paints[place]}
        for (low, high, n), place in zip(bins, places, strict=True)
    ]
    ink = colours(scene.theme)["muted"]
    x = {"type": "quantitative", "axis": {"title": None, "tickCount": 4, "grid": False}}
    scale = {"domain": [rows[0]["low"], rows[-1]["high"]], "nice": False}
    bars = {
        "mark": {"type": "bar", "binSpacing": 1},
        "encoding": {
            "x": {"field": "low", "scale": scale, **x},
            "x2": {"field": "high"},
            "y": {"field": "n", "type": "quantitative", "axis": None},
            "color": {"field": "paint", "type": "nominal", "scale": None},
            "tooltip": [
                {"field": "low", "type": "quantitative", "title": "≥"},
                {"field": "high", "type": "quantitative", "title": "<"},
                {"field": "n", "type": "quantitative", "title": "n"},
            ],
        },
    }
    inner = [{"end": float(end)} for end in ends[:-1] if rows[0]["low"] < end < rows[-1]["high"]]
    rules = {
        "data": {"values": inner},
        "mark": {"type": "rule", "color": ink, "strokeDash": [3, 2]},
        "encoding": {"x": {"field": "end", "type": "quantitative"}},
    }
    spec = {
        "data": {"values": rows},
        "layer": [bars, rules],
        "height": _HEIGHT,
        "padding": {"left": 2, "top": 2, "right": 2, "bottom": 2},  # Streamlit takes no number
        "config": config(scene.words, scene.theme),
        "description": label,
    }
    st.vega_lite_chart(spec, theme=None)
