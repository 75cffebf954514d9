"""Vietnamese order for whole columns: the ranks of a million texts in seconds."""

import re
from collections.abc import Iterable
from functools import lru_cache

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from geo.text import place_tones, sort_key

_WORD = re.compile(r"[^\W_]+")
_MOST_WORDS = 200_000


def sort_ranks(texts: Iterable) -> np.ndarray:
    """The rank of each text in the order of `geo.text.sort_key`, from 0; equal texts share one.

    Words come again and again in names and addresses, so the key is put together from the keys of words.

    Parameters
    ----------
    texts : iterable of str
        Missing text counts as empty.

    Examples
    --------
    >>> sort_ranks(["Phường 10", "Phường 2", "Đa", "Dơ"]).tolist()
    [3, 2, 1, 0]
    """
    keys = pa.array([_key(place_tones(text)) for text in texts], pa.string())
    if not len(keys):
        return np.zeros(0, dtype=np.int64)
    return pc.rank(keys, tiebreaker="dense").to_numpy().astype(np.int64) - 1


def _key(text: str) -> str:
    parts = [
        (f"{word:0>18}", "0") if word.isascii() and word.isdigit() else _parts(word)
        for word in _WORD.findall(text)
    ]
    text = text.replace("Ð", "Đ").replace("ð", "đ")
    letters = " ".join([each[0] for each in parts])
    tones = "0".join([each[1] for each in parts])  # a space bears no tone
    return f"{letters}\0{tones}\0{text.swapcase()}"


@lru_cache(maxsize=_MOST_WORDS)
def _parts(word: str) -> tuple[str, str]:
    letters, tones, _ = sort_key(word).split("\0", 2)
    return letters, tones
