"""Colours and symbols of the map, as data. The browser holds no colour of its own.

Telecom is yellow in the field (Joint Circular 21/2013/TTLT-BXD-BCT-BTTTT, article 7), so telecom
layers keep to amber, ochre and brown; public services are teal and blue. Amounts run from pale
green to deep blue, which people with any common colour blindness read in order; no ramp sets red
against green. Each layer style may hold ``dark``: what differs on the dark theme. What paper needs too
stands in ``layers/looks``.
"""

from layers.looks.colours import CATEGORIES, MAST_CLASS_COLOURS, RAMPS, ramp
from layers.looks.symbols import DEFAULT_STYLES, LAYER_STYLES, layer_style

__all__ = [
    "ACCENT", "CATEGORIES", "DEFAULT_STYLES", "LAYER_STYLES", "MAST_CLASS_COLOURS", "PALETTES", "RAMPS",
    "SKETCH", "STATE_MARKS", "UNKNOWN", "layer_style", "ramp",
]  # fmt: skip

ACCENT = {"light": "#8f6a00", "dark": "#f2c230"}

PALETTES: dict[str, dict[str, str]] = {
    "light": {
        "sea": "#dfe7ec",
        "land": "#f0efea",
        "area": "#fbfaf7",
        "area_edge": "#b9c1c8",
        "outline": "#2f3c48",
        "veil": "rgba(226, 232, 236, 0.5)",
        "ink": "#1f2933",
        "muted": "#55626e",
        "sea_ink": "#6d8496",
        "halo": "rgba(255, 255, 255, 0.92)",
        "panel": "#ffffff",
        "panel_edge": "#d5dbe0",
        "select": "#111827",
        "select_halo": "#ffffff",
        "unknown": "#ebe8e2",
        "unknown_line": "#a9a398",
        "accent": ACCENT["light"],
    },
    "dark": {
        "sea": "#11181f",
        "land": "#1a2129",
        "area": "#232c35",
        "area_edge": "#46525e",
        "outline": "#c3ced8",
        "veil": "rgba(17, 24, 31, 0.55)",
        "ink": "#eef2f5",
        "muted": "#a3b0bc",
        "sea_ink": "#6f8799",
        "halo": "rgba(15, 20, 26, 0.88)",
        "panel": "#182027",
        "panel_edge": "#35414c",
        "select": "#ffffff",
        "select_halo": "#0b1015",
        "unknown": "#2a2f34",
        "unknown_line": "#636a70",
        "accent": ACCENT["dark"],
    },
}

UNKNOWN = {
    theme: {"fill": p["unknown"], "line": p["unknown_line"]} for theme, p in PALETTES.items()
}

# Areas without a number, told apart by their mark alone: `mark` is one of symbols.js, `line` its colour.
STATE_MARKS: dict[str, dict[str, dict[str, str | None]]] = {
    "light": {
        "zero": {"fill": "#ffffff", "mark": "rings", "line": "#8a949c"},
        "unknown": {"fill": "#ebe8e2", "mark": "hatch", "line": "#a9a398"},
        "not_applicable": {"fill": "#cfd3d6", "mark": None, "line": None},
        "no_data": {"fill": "#f3f2ee", "mark": "dots", "line": "#a9a398"},
        "suppressed": {"fill": "#dedbd4", "mark": "cross", "line": "#7f7a70"},
        "estimate": {"fill": None, "mark": "back", "line": "#ffffff"},
        "found": {"fill": "#d99a06", "mark": None, "line": None},
        "other": {"fill": "#e3e8ea", "mark": None, "line": None},
    },
    "dark": {
        "zero": {"fill": "#10161c", "mark": "rings", "line": "#7d8993"},
        "unknown": {"fill": "#2a2f34", "mark": "hatch", "line": "#636a70"},
        "not_applicable": {"fill": "#4a525a", "mark": None, "line": None},
        "no_data": {"fill": "#1f262d", "mark": "dots", "line": "#69737c"},
        "suppressed": {"fill": "#333940", "mark": "cross", "line": "#7d868e"},
        "estimate": {"fill": None, "mark": "back", "line": "#0f151b"},
        "found": {"fill": "#f2c230", "mark": None, "line": None},
        "other": {"fill": "#2c3740", "mark": None, "line": None},
    },
}

# What a question draws over the layers, by kind: `as` says how the legend shows it, `ground` how the ground within
# its radius looks, `deaf` that the pointer passes through. Planned is purple, as no layer that stands is.
SKETCH: dict[str, dict] = {
    "found_border": {
        "as": "area", "fill": "none", "color": "#111827", "weight": 2.5, "dash": [7, 4], "deaf": True,
        "casing": "#ffffff", "dark": {"color": "#f5f7fa", "casing": "#10161c"},
    },
    "found": {
        "as": "point", "fill": "#ffffff", "color": "#111827", "radius": 9, "weight": 3.5, "ring": "#ffffff",
        "deaf": True, "dark": {"fill": "#11181f", "color": "#f2c230", "ring": "#11181f"},
    },
    "gap": {
        "as": "area", "fill": "#7a5195", "color": "#553370", "weight": 1.5, "opacity": 0.45,
        "dark": {"color": "#cbb1e6"},
    },
    "disc": {
        "as": "area", "fill": "#5b6b76", "color": "#5b6b76", "weight": 1, "opacity": 0.1, "dash": [3, 3],
        "deaf": True, "dark": {"fill": "#a9b6bf", "color": "#a9b6bf"},
    },
    "drawn": {
        "as": "area", "fill": "none", "color": "#8f6a00", "weight": 2.5, "dash": [8, 4], "deaf": True,
        "dark": {"color": "#f2c230"},
    },
    "inside": {
        "as": "line", "fill": "#5b8fd6", "color": "#1d5fa8", "weight": 3, "opacity": 0.2, "radius": 5,
        "ring": "#0d3157", "casing": "#ffffff", "dark": {"color": "#7fb8f2", "casing": "#10161c"},
    },
    "route": {
        "as": "line", "color": "#1d5fa8", "weight": 4.5, "casing": "#ffffff",
        "dark": {"color": "#7fb8f2", "casing": "#10161c"},
    },
    "route_free": {
        "as": "line", "color": "#1d5fa8", "weight": 4.5, "casing": "#ffffff",
        "dark": {"color": "#7fb8f2", "casing": "#10161c"},
    },
    "route_full": {
        "as": "line", "color": "#9c4a06", "weight": 4.5, "casing": "#ffffff", "dash": [2, 7],
        "dark": {"color": "#f0a24a", "casing": "#10161c"},
    },
    "route_unknown": {
        "as": "line", "color": "#6b7280", "weight": 4.5, "casing": "#ffffff", "dash": [10, 6],
        "dark": {"color": "#b4bdc5", "casing": "#10161c"},
    },
    "violation": {
        "as": "line", "color": "#a3195b", "fill": "#a3195b", "weight": 2.5, "radius": 5, "shape": "diamond",
        "ring": "#4d0b2b", "casing": "#ffffff", "opacity": 0.25, "dark": {"color": "#f08ab8", "casing": "#10161c"},
    },
    "advice": {
        "as": "line", "color": "#7f7a70", "fill": "#7f7a70", "weight": 2, "radius": 4, "shape": "diamond",
        "dash": [4, 4], "casing": "#ffffff", "opacity": 0.2, "dark": {"color": "#b9b4a8", "casing": "#10161c"},
    },
    "planned": {
        "as": "point", "fill": "#7a3db8", "color": "#ffffff", "radius": 7, "weight": 1.5, "ring": "#3c1a60",
        "ground": {"fill": "#7a3db8", "color": "#7a3db8", "weight": 1.25, "opacity": 0.12, "dash": [4, 3]},
        "dark": {
            "fill": "#b98af0", "ink": "#1b0f2a",
            "ground": {"fill": "#b98af0", "color": "#b98af0", "weight": 1.25, "opacity": 0.14, "dash": [4, 3]},
        },
    },
    "site": {
        "as": "point", "fill": "#5b6b76", "color": "#ffffff", "radius": 4, "weight": 1, "ring": "#2f3c48",
        "dark": {"fill": "#a9b6bf"},
    },
    "removed": {
        "as": "point", "fill": "#ffffff", "color": "#5b6b76", "radius": 6, "weight": 2, "ink": "#2f3c48",
        "dark": {"fill": "#232c35", "ink": "#eef2f5"},
    },
    "pin": {
        "as": "point", "fill": "#111827", "color": "#ffffff", "radius": 8, "weight": 2,
        "dark": {"fill": "#ffffff", "color": "#0b1015", "ink": "#0b1015"},
    },
    "route_end": {
        "as": "point", "fill": "#111827", "color": "#ffffff", "radius": 8, "weight": 2,
        "dark": {"fill": "#ffffff", "color": "#0b1015", "ink": "#0b1015"},
    },
}  # fmt: skip
