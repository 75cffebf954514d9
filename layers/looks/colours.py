"""Colours of what is drawn: ramps of amounts, classes told apart. Each holds for a light and a dark ground."""

from itertools import pairwise

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
    "amber": {
        "light": ("#fbf0d0", "#f2d184", "#dfa63c", "#b5740f", "#6b3f06"),
        "dark": ("#3a2d16", "#6b4c17", "#a4741d", "#d9a63a", "#fbe6ae"),
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
