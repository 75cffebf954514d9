"""Colours and symbols of the map, as data. The browser holds no colour of its own.

Telecom is yellow in the field (Joint Circular 21/2013/TTLT-BXD-BCT-BTTTT, article 7), so telecom
layers keep to amber, ochre and brown; public services are teal and blue. Amounts run from pale
green to deep blue, which people with any common colour blindness read in order; no ramp sets red
against green. Each layer style may hold ``dark``: what differs on the dark theme.
"""

from itertools import pairwise

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

# Anchors from low to high; on the dark theme low is dark, so that much always stands out.
RAMPS: dict[str, dict[str, tuple[str, ...]]] = {
    "teal": {
        "light": ("#edf3d8", "#b4dcc4", "#67b7b4", "#2b86a3", "#12507c"),
        "dark": ("#1f3b45", "#235a6c", "#2f8196", "#62b3b4", "#d3eccb"),
    },
    "blue": {
        "light": ("#eaf0f6", "#b5cfe8", "#74a8d6", "#3878b4", "#123f73"),
        "dark": ("#1d3045", "#27507b", "#3d79b3", "#7fb0dc", "#dcebf7"),
    },
    "diverging": {  # below target - on target - above target
        "light": ("#8c510a", "#d3a75a", "#f2efe6", "#7cc2b8", "#01665e"),
        "dark": ("#e0a34e", "#8a6327", "#3a3d3d", "#2e7d74", "#7fd6c8"),
    },
}

MAST_CLASS_COLOURS = {
    "A1a": "#f6c445",
    "A1b": "#eaa221",
    "A2a": "#c96f0b",
    "A2b": "#8f450c",
    "A2c": "#52270b",
    "unknown": "#9aa3ab",
}

# For any other classified layer: told apart without colour vision, none of them pure red or green.
CATEGORIES = ("#d97706", "#0f6e84", "#7a5195", "#5b8fd6", "#8a6d00", "#bc5090", "#6b7280")


def _point(fill: str, radius: float, **more: object) -> dict:
    return {"fill": fill, "color": "#ffffff", "radius": radius, "weight": 1, "opacity": 1, **more}


def _line(color: str, weight: float, **more: object) -> dict:
    return {"color": color, "weight": weight, "dash": None, "opacity": 1, **more}


def _area(**more: object) -> dict:
    return {"fill": None, "color": None, "weight": 0.8, "dash": None, "opacity": 1, **more}


_RING = "#5c3a06"

LAYER_STYLES: dict[str, dict] = {
    "antenna_mast": _point("#d97706", 5, ring=_RING),
    "bts_site": _point("#f0b429", 5, ring=_RING, shape="triangle"),
    "station_house": _point("#7a4a12", 5, ring="#3d2407", shape="square"),
    "important_work": _point("#4a2c0a", 6, ring="#2b1905", shape="diamond"),
    "public_service_point": _point("#0f6e84", 5, ring="#073b47", shape="diamond"),
    "service_point": _point("#1d5fa8", 5, ring="#0d3157", shape="diamond"),
    "duct_route": _line("#e6b800", 2.5, casing="#7a6100"),
    "aerial_cable_route": _line("#b58900", 1.75, dash=[6, 4], dark={"color": "#d9ac2b"}),
    "fibre_cable": _line("#8a6d00", 1.5, dark={"color": "#c7a53b"}),
    "manhole": _point("#a67c00", 3.25, ring="#5c4600", shape="square"),
    "cable_pole": _point("#8a6d00", 1.75, weight=0.5, dark={"fill": "#c7a53b"}),
    "cabinet": _point("#b8860b", 3.5, ring="#5c4600", shape="square"),
    "mast_zone": _area(fill="#e9c46a", color="#8f6a00", weight=1.2, opacity=0.35),
    "planned_site": _point("#9a63c9", 4.5, ring="#3c1a60", shape="triangle"),
    "coverage_measurement": _point("#2b86a3", 2.5, weight=0.5),
    "population_point": _point("#5b6b76", 2, weight=0.5, dark={"fill": "#a9b6bf"}),
    "power_line": _line("#5b6b76", 1.5, dash=[10, 3, 2, 3], dark={"color": "#a9b6bf"}),
    "project_area": _area(fill="#1d5fa8", color="#1d5fa8", weight=1.5, opacity=0.12, dash=[8, 4]),
    "coverage_area": _area(fill="#5b8fd6", color="#2f5d9e", weight=1, opacity=0.3),
    "coverage_gap": _area(fill="#7a5195", color="#553370", weight=1.2, opacity=0.4, dash=[4, 3]),
    "admin_commune": _area(),
    "admin_commune_former": _area(fill="none", dash=[4, 3], color="#7a8793"),
    "admin_district": _area(fill="none", weight=1.4, dash=[7, 3], color="#5b6874"),
    "admin_province": _area(weight=1.4, color="#7d8993", dark={"color": "#66727d"}),
}

DEFAULT_STYLES: dict[str, dict] = {
    "point": _point("#7a5195", 4, ring="#3f2a4d"),
    "line": _line("#7a5195", 2),
    "area": _area(fill="#7a5195", color="#553370", weight=1, opacity=0.3),
}


# What a question draws over the layers, by kind: `as` says how the legend shows it, `ground` how the ground within
# its radius looks, `deaf` that the pointer passes through. Planned is purple, as no layer that stands is.
SKETCH: dict[str, dict] = {
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


def layer_style(layer_id: str, kind: str) -> dict:
    """Return the style of a layer; layers that Hatang does not know get the style of their kind.

    Parameters
    ----------
    layer_id : str
    kind : {"point", "line", "area"}
    """
    return dict(LAYER_STYLES.get(layer_id, DEFAULT_STYLES[kind]))


def ramp(n: int, name: str = "teal", *, theme: str = "light") -> list[str]:
    """Return `n` colours from low to high.

    Parameters
    ----------
    n : int
        How many classes, at least 1.
    name : str
        A key of `RAMPS`: ``teal`` or ``blue`` for amounts, ``diverging`` around a target.
    theme : {"light", "dark"}

    Returns
    -------
    list of str
        ``#rrggbb``.

    Raises
    ------
    ValueError
        `n` is below 1.

    Examples
    --------
    >>> ramp(2)
    ['#edf3d8', '#12507c']
    """
    if n < 1:
        raise ValueError(f"a ramp has at least one colour, not {n}")
    anchors = [_channels(colour) for colour in RAMPS[name][theme]]
    places = [(len(anchors) - 1) * i / (n - 1) for i in range(n)] if n > 1 else [len(anchors) // 2]
    return [_between(anchors, place) for place in places]


def _channels(colour: str) -> tuple[int, int, int]:
    return tuple(int(colour[i : i + 2], 16) for i in (1, 3, 5))


def _between(anchors: list[tuple[int, int, int]], place: float) -> str:
    low, high = list(pairwise(anchors))[min(int(place), len(anchors) - 2)]
    share = place - min(int(place), len(anchors) - 2)
    mixed = (round(a + (b - a) * share) for a, b in zip(low, high, strict=True))
    return "#" + "".join(f"{value:02x}" for value in mixed)
