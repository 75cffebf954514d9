"""The comparison as a table: a bar in every cell, the highest and the lowest marked, averages beside them."""

import math

import numpy as np

from layers.esc import esc
from layers.profiles.comparison import Comparison
from layers.profiles.sheet import average_name, row_name, unit_name
from layers.words import Words
from web.views.explore import bars

HIGH, LOW, BETTER = "▲", "▼", "★"


def table(found: Comparison, words: Words, cities: dict[str, str]) -> str:
    """The whole table as HTML."""
    caption = esc(words("explore_profile.compare_table"))
    body, group = [], None
    for at, row in enumerate(found.rows.itertuples(index=False)):
        if row.group != group:
            group = row.group
            body.append(_group(group, found, words))
        body.append(_row(found, at, row, words))
    return (
        f'<div class="wide" tabindex="0" role="region" aria-label="{caption}"><table>'
        f"<caption>{caption}</caption><thead>{_head(found, words, cities)}</thead>"
        f"<tbody>{''.join(body)}</tbody></table></div>"
    )


def _head(found: Comparison, words: Words, cities: dict[str, str]) -> str:
    names = "".join(f'<th scope="col">{esc(each.title)}</th>' for each in found.profiles)
    means = "".join(
        f'<th scope="col" class="m">{esc(average_name(code, words, cities))}</th>'
        for code in found.averages
    )
    return f'<tr><th scope="col">{esc(words("explore_profile.compare_measure"))}</th>{names}{means}</tr>'


def _group(group: str, found: Comparison, words: Words) -> str:
    wide = 1 + len(found.profiles) + len(found.averages)
    return (
        f'<tr class="group"><th scope="colgroup" colspan="{wide}">'
        f"{esc(words(f'profile.group.{group}'))}</th></tr>"
    )


def _row(found: Comparison, at: int, row, words: Words) -> str:
    values, means = found.values[at], found.means[at]
    known = np.r_[values, means]
    top = np.nanmax(known) if np.isfinite(known).any() else 0.0
    cells = "".join(_cell(found, at, column, row, top, words) for column in range(len(values)))
    averages = "".join(
        f'<td class="n m">{esc(number(mean, row.unit, row.decimals, words))}</td>' for mean in means
    )
    unit = unit_name(row.unit, words) if row.unit != "share" else ""
    small = f"<small>{esc(unit)}</small>" if unit else ""
    better = f" {BETTER}" if row.share else ""
    return f'<tr><th scope="row">{esc(row_name(row.row, words))}{better}{small}</th>{cells}{averages}</tr>'


def _cell(found: Comparison, at: int, column: int, row, top: float, words: Words) -> str:
    value = found.values[at, column]
    if math.isnan(value):
        state = found.states[at, column]
        said = words(f"state.{state}") if isinstance(state, str) else words.number(value)
        return f'<td class="n m">{esc(said)}</td>'
    mark = ""
    if found.highest[at, column]:
        mark = _mark(HIGH, "best" if row.share else "highest", words)
    elif found.lowest[at, column]:
        mark = _mark(LOW, "worst" if row.share else "lowest", words)
    text = esc(number(value, row.unit, row.decimals, words))
    strong = f"<b>{text}</b>" if mark else text
    return f'<td class="n">{mark}{strong}{bars.bar(value / top if top > 0 else 0)}</td>'


def _mark(sign: str, name: str, words: Words) -> str:
    said = esc(words(f"explore_profile.compare_{name}"))
    return f'<span title="{said}" aria-hidden="true">{sign} </span><span class="sr">{said}: </span>'


def number(value: float, unit: str, decimals: int, words: Words) -> str:
    """A value as a cell has it; its unit stands at the row."""
    return words.percent(value, decimals) if unit == "share" else words.number(value, decimals)
