"""How the rows of a table were matched with units, as one bar with its numbers."""

import streamlit as st

from layers.esc import esc
from layers.importing.areas.found import AreasFound
from layers.services.naming import boundary_name
from layers.words import Words

# Groups of ways to match: those that nobody need look at come first, in one hue growing paler.
_GROUPS = (
    ("code", ("code",), "#6f5300"),
    ("name", ("exact", "type"), "#9a7400"),
    ("spelling", ("tones", "folded", "spaceless"), "#c79a1c"),
    ("former", ("former",), "#e3c15c"),
    ("chosen", ("chosen",), "#4a6a86"),
)
_OUT = "#b9c0c5"
_WAITING = "repeating-linear-gradient(45deg, #8d979e 0 4px, transparent 4px 8px)"


def show(found: AreasFound, words: Words) -> None:
    """The sentence, the bar and the numbers under it."""
    counts = [
        (name, sum(found.counts.get(h, 0) for h in hows), paint) for name, hows, paint in _GROUPS
    ]
    done = sum(count for _, count, _ in counts)
    matched = done - found.left_out
    counts[-1] = ("chosen", counts[-1][1] - found.left_out, _GROUPS[-1][2])
    counts += [("left_out", found.left_out, _OUT), ("waiting", found.rows - done, _WAITING)]
    there = [each for each in counts if each[1]]
    st.markdown(
        words(
            "import.areas_matched",
            matched=matched,
            rows=found.rows,
            version=boundary_name(found.version, words),
        )
    )
    parts = "".join(
        f'<span style="flex:{count} 0 3px;background:{paint}"></span>' for _, count, paint in there
    )
    legend = "".join(
        f'<li><i style="background:{paint}"></i>{esc(words(f"import.areas_by.{name}"))} '
        f"<b>{esc(words.number(count))}</b></li>"
        for name, count, paint in there
    )
    st.html(
        f'<div class="hatang-areas"><div class="bar" aria-hidden="true">{parts}</div><ul>{legend}</ul></div>'
    )
