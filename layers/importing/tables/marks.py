"""Marks in cells: what stands in place of a figure, and which of four things it says.

The marks are ``data/reference/value_marks.csv``, each with who prints it so. A blank cell is no mark:
it says nothing.
"""

import csv
import re
import unicodedata
from functools import lru_cache

import pandas as pd

from geo.text import place_tones
from layers.importing.tables.cells import different
from layers.settings import REFERENCE

# Statistics print a dash where no such thing occurred, offices for anything: it is told as doubtful.
DASHES = frozenset("-–—") | {"--"}
_ENDS = " .:;,()"
_DOTS = re.compile(r"\.{2,}")


def mark_state(text: object) -> str | None:
    """The state that a cell's mark stands for; None where the cell holds no mark.

    Examples
    --------
    >>> mark_state("…"), mark_state("Chưa báo cáo"), mark_state("12")
    ('no_data', 'no_data', None)
    """
    key = _key(text)
    table = _table()
    # A full stop may end a mark and brackets may hold it; some marks are made of nothing else.
    return table.get(key) or table.get(key.strip(_ENDS)) if key else None


def is_dash(text: object) -> bool:
    """Whether a cell holds nothing but a dash."""
    return _key(text) in DASHES


def read_marks(cells: pd.Series) -> pd.Series:
    """The state of each cell's mark, None where it has none; each different cell is read once."""
    codes, kinds = different(cells)
    states = pd.Series([*map(mark_state, kinds), None], dtype=object)
    return pd.Series(states.to_numpy()[codes], index=cells.index, dtype=object)


def _key(text: object) -> str:
    if not isinstance(text, str):
        return ""
    plain = unicodedata.normalize("NFKC", text.replace("…", "\0")).replace("\0", "…")
    return _DOTS.sub("...", " ".join(place_tones(plain).casefold().split()))


@lru_cache
def _table() -> dict[str, str]:
    with (REFERENCE / "value_marks.csv").open(encoding="utf-8", newline="") as file:
        return {_key(row["mark"]): row["state"] for row in csv.DictReader(file)}
