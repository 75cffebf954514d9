"""The charts of the drawer as Vega-Lite, in the look of the other charts; numbers as the language writes them."""

from layers.words import Words
from web.views.services.charts import colours, config

_HEIGHT, _STEP = 205, 22
_SELECT = {"name": "picked", "select": {"type": "point", "fields": ["id"], "toggle": "false"}}


def columns(*, title: str, words: Words, theme: str) -> dict:
    """Columns side by side, of bins: ``id``, ``order``, ``label``, ``tick``, ``count``, ``text``, ``chosen``."""
    along = {
        "field": "label",
        "type": "nominal",
        "sort": {"field": "order", "op": "min"},
        "axis": {
            "title": title,
            "labelAngle": 0,
            "labelOverlap": "greedy",
            "labelExpr": "split(datum.label, ' – ')[0]",
            "labelSeparation": 8,
        },
    }
    up = {"field": "count", "type": "quantitative", "axis": _axis(), "scale": {"zero": True}}
    return _chart(words, theme, height=_HEIGHT) | {
        "params": [_SELECT],
        "mark": {"type": "bar", "cursor": "pointer", "width": {"band": 0.92}},
        "encoding": {"x": along, "y": up, "color": _colour(theme), "tooltip": _tip(words)},
    }


def rows(*, words: Words, theme: str, axis: bool = True) -> dict:
    """Bars under one another, of values: ``id``, ``order``, ``label``, ``count``, ``text``, ``chosen``."""
    down = {
        "field": "label",
        "type": "nominal",
        "sort": {"field": "order", "op": "min"},
        "axis": {"title": None, "labelLimit": 260, "grid": False},
    }
    along = {
        "field": "count",
        "type": "quantitative",
        "axis": (_axis() | {"orient": "top"}) if axis else None,
        "scale": {"zero": True},
    }
    bar = {"type": "bar", "cursor": "pointer", "cornerRadiusEnd": 2, "height": {"band": 0.7}}
    return _chart(words, theme, height={"step": _STEP}) | {
        "encoding": {"y": down, "x": along},
        "layer": [
            {
                "params": [_SELECT],
                "mark": bar,
                "encoding": {"color": _colour(theme), "tooltip": _tip(words)},
            },
            {
                "mark": {"type": "text", "align": "left", "dx": 6},
                "encoding": {"text": {"field": "text", "type": "nominal"}},
            },
        ],
    }


def _chart(words: Words, theme: str, *, height) -> dict:
    return {"width": "container", "height": height, "config": config(words, theme)}


def _axis() -> dict:
    return {"title": None, "tickCount": 5, "format": ",~f"}


def _colour(theme: str) -> dict:
    ink = colours(theme)
    return {
        "condition": [
            {"test": "datum.chosen", "value": ink["chosen"]},
            {"test": "datum.plain", "value": ink["faint"]},
        ],
        "value": ink["value"],
    }


def _tip(words: Words) -> list[dict]:
    return [
        {"field": "label", "type": "nominal", "title": words("explore_table.chart_value")},
        {"field": "text", "type": "nominal", "title": words("explore_table.chart_count")},
    ]
