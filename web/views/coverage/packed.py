"""A drawn area, and a plan of changes, as short texts that an address can hold."""

import json
from itertools import pairwise

from layers.errors import HatangError
from layers.whatif.plan import Plan

PLACES = 1e5  # five decimals of a degree, about a metre
MOST_TEXT = 4000
_MOST_DIGITS = 8


def pack_ring(polygon: dict) -> str:
    """A GeoJSON polygon of one ring as text: steps from corner to corner in 36th digits.

    Examples
    --------
    >>> pack_ring({"type": "Polygon", "coordinates": [[[0, 0], [1, 0], [1, 1], [0, 0]]]})
    '0.0_255s.0_0.255s_-255s.-255s'
    """
    ring = [[round(value * PLACES) for value in at] for at in polygon["coordinates"][0]]
    steps = [ring[0]] + [
        [here[0] - before[0], here[1] - before[1]] for before, here in pairwise(ring)
    ]
    return "_".join(".".join(map(_write, step)) for step in steps)


def unpack_ring(text: str | None) -> dict | None:
    """The polygon of `pack_ring`; None where the text is none."""
    if not text or len(text) > MOST_TEXT:
        return None
    parts = [step.split(".") for step in text.split("_")]
    if any(len(step) != 2 for step in parts) or len(parts) < 4:
        return None
    if any(len(part) > _MOST_DIGITS for step in parts for part in step):
        return None
    try:
        steps = [[int(part, 36) for part in step] for step in parts]
    except ValueError:
        return None
    ring, at = [], [0, 0]
    for step in steps:
        at = [at[0] + step[0], at[1] + step[1]]
        ring.append([at[0] / PLACES, at[1] / PLACES])
    inside = all(abs(lon) <= 180 and abs(lat) <= 90 for lon, lat in ring)
    if not inside or ring[0] != ring[-1]:
        return None
    return {"type": "Polygon", "coordinates": [ring]}


def pack_changes(changes: list[dict]) -> str:
    """Changes of a plan as text; nothing where they are too many for an address."""
    if not changes:
        return ""
    text = json.dumps(changes, ensure_ascii=False, separators=(",", ":"))
    return text if len(text) <= MOST_TEXT else ""


def unpack_changes(text: str | None) -> list[dict]:
    """The changes of `pack_changes`; none where the text is no plan."""
    if not text or len(text) > MOST_TEXT:
        return []
    try:
        read = json.loads(text)
        if not all(isinstance(each["key"], str) for each in read):
            return []
        return Plan.from_json(read).to_json()
    except (ValueError, TypeError, KeyError, OverflowError, RecursionError, HatangError):
        return []


def _write(number: int) -> str:
    digits, rest = "", abs(number)
    while True:
        rest, digit = divmod(rest, 36)
        digits = "0123456789abcdefghijklmnopqrstuvwxyz"[digit] + digits
        if not rest:
            return ("-" if number < 0 else "") + digits
