"""The colours of the areas of a sheet, and the lines of the legend that tell them."""

import numpy as np
import pandas as pd

from geo.classify import class_of
from layers.atlas import Atlas, Snapshot
from layers.indicators import INDICATORS
from layers.looks.classed import UNKNOWN
from layers.looks.colours import ramp
from layers.maps.view import MapView
from layers.sheets.ground import Ground
from layers.thematic import make_theme
from layers.words import Words

NO_CLASS = ""


def area_fills(
    atlas: Atlas, snapshot: Snapshot, view: MapView, ground: Ground, words: Words
) -> tuple[list, str, list[tuple[str, str | None, int]]]:
    """The colour of every area asked about (None: unknown, ``""``: none), the title, and the legend's rows."""
    codes = ground.frame["code"].to_numpy()[ground.asked]
    if view.indicator is None:
        return [NO_CLASS] * len(codes), "", []
    made = make_theme(
        atlas,
        snapshot,
        areas=view.areas,
        city=view.city,
        indicator=view.indicator,
        scheme=view.scheme,
    )
    indicator = INDICATORS[view.indicator]
    values = pd.Series(made.values).reindex(codes).to_numpy(float)
    breaks = made.classes.breaks
    colours = ramp(max(1, len(breaks)))
    hidden = set(view.hidden)
    place = class_of(values, breaks) if breaks else np.full(len(values), -1)
    named = [str(k) for k in range(len(breaks))]
    fills = [_fill(int(k), named, colours, hidden) for k in place]
    share = indicator.unit == "share"
    factor = 100 if share else 1
    unit = "%" if share else words(f"unit.{indicator.unit}")
    title = words("sheet.legend.indicator", name=words(f"indicator.{view.indicator}"), unit=unit)
    rows = [
        (_span(k, [b * factor for b in breaks], indicator.decimals, words), colours[k], count)
        for k, count in enumerate(made.classes.counts)
        if str(k) not in hidden
    ]
    if made.classes.unknown and UNKNOWN not in hidden:
        rows.append((words("legend.unknown"), None, made.classes.unknown))
    return fills, title, rows


def _span(place: int, breaks: list[float], decimals: int, words: Words) -> str:
    """A class in the words of the legend on the screen."""
    bounds = [words.number(bound, decimals) for bound in breaks]
    if place == 0:
        return f"≤ {bounds[0]}"
    if place == len(bounds) - 1:
        return f"> {bounds[place - 1]}"
    return f"{bounds[place - 1]} – {bounds[place]}"


def _fill(place: int, named: list[str], colours: list[str], hidden: set[str]) -> str | None:
    if place < 0:
        return NO_CLASS if UNKNOWN in hidden else None
    return NO_CLASS if named[place] in hidden else colours[place]
