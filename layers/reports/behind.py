"""What stands behind figures, sorted for the last pages of a report."""

import pandas as pd

from layers.words import Words

_PLACES = {
    "rule": "method",
    "weight": "method",
    "assumption": "assumptions",
    "note": "known_gaps",
    "left_out": "left_out",
}


def behind(rows: pd.DataFrame, words: Words) -> dict[str, tuple[str, ...]]:
    """The sentences of a derivation by the attribute of a `Section` that holds them, each once.

    Parameters
    ----------
    rows : DataFrame
        ``part`` and ``text``, as ``to_rows`` of a derivation gives them. Inputs have a table of their own.
    """
    said: dict[str, dict[str, None]] = {place: {} for place in _PLACES.values()}
    named = {words(f"derivation.{part}"): place for part, place in _PLACES.items()}
    for part, text in zip(rows["part"], rows["text"], strict=True):
        if part in named:
            said[named[part]][text] = None
    return {place: tuple(texts) for place, texts in said.items()}
