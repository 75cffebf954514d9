"""Charts of the Services view, as Vega-Lite: one look, numbers as the language writes them, no page of their own."""

from layers.words import Words
from web.map.style import ACCENT, PALETTES, ramp

FONT = "Be Vietnam Pro, system-ui, sans-serif"
_VI = {"decimal": ",", "thousands": ".", "grouping": [3], "currency": ["", " ₫"]}
_EN = {"decimal": ".", "thousands": ",", "grouping": [3], "currency": ["$", ""]}
STEP = 22
# Up to eight series of one trend, told apart without red and green; the first is that of the page.
_SERIES = {
    "light": [
        "#1f5fa8",
        "#9a6a00",
        "#5b6b76",
        "#7fb2e5",
        "#5e3c99",
        "#d9a53a",
        "#14304f",
        "#a8b4bd",
    ],
    "dark": [
        "#7fb8f2",
        "#e9b949",
        "#a9b6bf",
        "#3f7fc4",
        "#b9a2e3",
        "#a87c1e",
        "#d6e6f7",
        "#66737c",
    ],
}


def colours(theme: str) -> dict[str, str]:
    """The few colours of a chart: value, its range, what is chosen, a goal, ink, lines."""
    palette, deep = PALETTES[theme], ramp(5, "blue", theme=theme)
    return {
        "value": deep[3],
        "faint": deep[1],
        "range": palette["ink"],
        "chosen": ACCENT[theme],
        "goal": ACCENT[theme],
        "ink": palette["ink"],
        "muted": palette["muted"],
        "grid": palette["panel_edge"],
        "ground": palette["panel"],
    }


def config(words: Words, theme: str) -> dict:
    """What all charts share. Decimal signs are those of the language, whatever the browser's is."""
    ink = colours(theme)
    return {
        "locale": {"number": _VI if words.lang == "vi" else _EN},
        "font": FONT,
        "view": {"stroke": None},
        "axis": {
            # Vega reads an axis out in English; each mark tells its name and value itself.
            "aria": False,
            "labelFont": FONT,
            "titleFont": FONT,
            "labelFontSize": 12,
            "titleFontSize": 12,
            "titleFontWeight": 400,
            "labelColor": ink["ink"],
            "titleColor": ink["muted"],
            "gridColor": ink["grid"],
            "domain": False,
            "ticks": False,
            "labelPadding": 6,
        },
        "text": {"font": FONT, "fontSize": 12, "color": ink["ink"]},
        "legend": {"labelFont": FONT, "titleFont": FONT, "labelFontSize": 12, "orient": "bottom"},
    }


def _axis(unit: str) -> dict:
    """An axis of values; the unit stands at its numbers."""
    axis = {"title": None, "tickCount": 5, "format": ",~f"}
    return axis | {"labelExpr": f"datum.label + ' {unit}'"} if unit else axis


def _mute(mark: dict) -> dict:
    """A mark that is not read out: it repeats others, or there may be none of it, a picture without a name."""
    return mark | {"aria": False}


def bars(*, unit: str, domain: list[float] | None, theme: str, words: Words, rows: int) -> dict:
    """Horizontal bars with whiskers: columns name, order, value, low, high, text, chosen, code."""
    ink = colours(theme)
    scale = {"domain": domain} if domain else {"zero": True}
    name = {
        "field": "name",
        "type": "nominal",
        "sort": {"field": "order", "op": "min"},
        "axis": {"title": None, "labelLimit": 170, "grid": False},
    }
    along = {
        "field": "value",
        "type": "quantitative",
        "scale": scale,
        "axis": _axis(unit) | {"orient": "top"},
    }
    tip = [
        {"field": "name", "type": "nominal", "title": words("services.area")},
        {"field": "text", "type": "nominal", "title": words("services.value")},
        {"field": "parts", "type": "nominal", "title": words("services.parts")},
    ]
    return {
        "height": {"step": STEP},
        "width": "container",
        "config": config(words, theme),
        "encoding": {"y": name},
        "layer": [
            {
                "params": [{"name": "picked", "select": {"type": "point", "fields": ["code"]}}],
                "mark": {
                    "type": "bar",
                    "cornerRadiusEnd": 2,
                    "height": {"band": 0.68},
                    "cursor": "pointer",
                },
                "encoding": {
                    "x": along,
                    "color": {
                        "condition": {"test": "datum.chosen", "value": ink["chosen"]},
                        "value": ink["value"],
                    },
                    "tooltip": tip,
                },
            },
            {
                "transform": [{"filter": "isValid(datum.low) && isValid(datum.high)"}],
                "mark": _mute({"type": "rule", "strokeWidth": 1.5, "color": ink["range"]}),
                "encoding": {
                    "x": {"field": "low", "type": "quantitative"},
                    "x2": {"field": "high"},
                },
            },
            *(
                {
                    "transform": [{"filter": "isValid(datum.low) && isValid(datum.high)"}],
                    "mark": _mute(
                        {"type": "tick", "thickness": 1.5, "size": 8, "color": ink["range"]}
                    ),
                    "encoding": {"x": {"field": end, "type": "quantitative"}},
                }
                for end in ("low", "high")
            ),
            {
                "mark": {"type": "text", "align": "left", "dx": 6},
                "encoding": {
                    "x": {"field": "right", "type": "quantitative"},
                    "text": {"field": "text", "type": "nominal"},
                },
            },
        ],
    }


def bullets(*, theme: str, words: Words) -> dict:
    """Goals as ticks and values as bars, one row a goal: columns label, order, value, goal, low, high."""
    ink = colours(theme)
    row = {
        "field": "label",
        "type": "nominal",
        "sort": {"field": "order", "op": "min"},
        "axis": {"title": None, "labelLimit": 210, "grid": False},
    }
    axis = _axis("%") | {"orient": "top"}
    along = {"type": "quantitative", "scale": {"domain": [0, 100]}}
    return {
        "height": {"step": 30},
        "width": "container",
        "config": config(words, theme),
        "encoding": {"y": row},
        "layer": [
            {
                "mark": {"type": "bar", "height": 16, "cornerRadiusEnd": 2},
                "encoding": {
                    "x": {"field": "value", **along, "axis": axis},
                    "color": {"value": ink["value"]},
                    "tooltip": [
                        {"field": "label", "title": words("services.target")},
                        {"field": "value_text", "title": words("services.value")},
                        {"field": "goal_text", "title": words("services.goal")},
                        {"field": "distance_text", "title": words("services.distance")},
                    ],
                },
            },
            {
                "transform": [{"filter": "isValid(datum.low) && isValid(datum.high)"}],
                "mark": _mute({"type": "rule", "strokeWidth": 1.5, "color": ink["range"]}),
                "encoding": {"x": {"field": "low", **along}, "x2": {"field": "high"}},
            },
            {
                "mark": {"type": "tick", "thickness": 3, "size": 24, "color": ink["ink"]},
                "encoding": {"x": {"field": "goal", **along}},
            },
            {
                "mark": {"type": "text", "align": "left", "dx": 6},
                "encoding": {
                    "x": {"field": "right", **along},
                    "text": {"field": "distance_text", "type": "nominal"},
                },
            },
        ],
    }


def lines(
    *,
    unit: str,
    share: bool,
    breaks: list[dict],
    span: list[str],
    series: list[str],
    theme: str,
    words: Words,
) -> dict:
    """Points by date with ranges; a line joins those of one series alone. `breaks`: date, label;
    `span`: the first and last day shown; `series`: the names, that of the page first.

    Columns: date (ISO), value, low, high, series, joined, text, label (of the last point of a
    series), period, version.
    """
    ink = colours(theme)
    time = {
        "field": "date",
        "type": "temporal",
        "scale": {"domain": span},
        "axis": {"title": None, "format": "%Y", "grid": False, "tickCount": "year"},
    }
    along = {
        "field": "value",
        "type": "quantitative",
        "scale": {"domain": [0, 100]} if share else {"zero": True},
        "axis": _axis(unit),
    }
    colour = {
        "field": "series",
        "type": "nominal",
        "title": None,
        "sort": None,
        "scale": {"domain": series, "range": _SERIES[theme]},
        "legend": {"orient": "bottom", "labelLimit": 460, "columns": 1, "symbolOpacity": 1},
    }
    tip = [
        {"field": "period", "title": words("services.period")},
        {"field": "text", "title": words("services.value")},
        {"field": "series", "title": words("services.scheme")},
        {"field": "version", "title": words("services.boundaries")},
    ]
    at = {"x": time, "y": along, "color": colour}
    day = {"field": "date", "type": "temporal"}
    label = {
        "type": "text",
        "align": "center",
        "y": -9,
        "fontSize": 11,
        "color": ink["muted"],
    }
    ends = {"y": {"field": "low", "type": "quantitative"}, "y2": {"field": "high"}}
    layers = [
        {
            "data": {"values": breaks},
            "mark": _mute({"type": "rule", "strokeDash": [4, 4], "color": ink["muted"]}),
            "encoding": {"x": day},
        },
        {
            "data": {"values": breaks},
            "mark": _mute(label),
            "encoding": {"x": day, "text": {"field": "label"}},
        },
        {
            "mark": {"type": "line", "strokeWidth": 2},
            "encoding": at | {"detail": {"field": "joined"}},
        },
        {
            "transform": [{"filter": "isValid(datum.low) && isValid(datum.high)"}],
            "mark": _mute({"type": "rule", "strokeWidth": 2}),
            "encoding": at | ends,
        },
        {
            "mark": {"type": "point", "size": 80, "filled": True, "opacity": 1},
            "encoding": at | {"tooltip": tip},
        },
        {
            "mark": {"type": "text", "align": "left", "dx": 9},
            "encoding": {"x": time, "y": along, "text": {"field": "label"}},
        },
    ]
    return {
        "height": 230,
        "width": "container",
        # The height is that of the plot alone: a long legend must not press it flat.
        "autosize": {"type": "fit-x", "contains": "padding"},
        "config": config(words, theme),
        "layer": layers,
    }
