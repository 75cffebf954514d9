"""One spelling for decoded text: NFC, D with stroke for its look-alikes, plain spaces."""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from layers.importing.letters.evidence import worth

_STROKE = str.maketrans("ÐðƉɖ", "ĐđĐđ")
_LOOK_ALIKE = re.compile("[ÐðƉɖ]")
_WORD = re.compile(r"[^\W\d_]+")
_SPACES = str.maketrans(
    {**dict.fromkeys("\u00a0\u2007\u202f", " "), **dict.fromkeys("\u00ad\u200b\u2060\ufeff")}
)
_INVISIBLE = re.compile("[\u00a0\u2007\u202f\u00ad\u200b\u2060\ufeff]")


@dataclass(frozen=True)
class Spelled:
    """Texts in one spelling.

    Attributes
    ----------
    texts : list of str
    changed : dict
        Rule (``letters.nfc``, ``letters.eth``, ``letters.invisible``) -> positions in `texts`.
    """

    texts: list[str]
    changed: dict[str, list[int]]


def spell(texts: Sequence[str]) -> Spelled:
    """Bring decoded texts to one spelling, and say which were changed in what way."""
    out, changed = list(texts), {}
    together = "\0".join(out)  # one look at all is many times faster than one at each
    steps = (
        ("letters.nfc", _nfc, not unicodedata.is_normalized("NFC", together)),
        ("letters.eth", _stroke, _LOOK_ALIKE.search(together)),
        ("letters.invisible", _spaces, _INVISIBLE.search(together)),
    )
    for rule, step, needed in steps:
        for i, text in enumerate(out if needed else ()):
            new = step(text)
            if new != text:
                out[i] = new
                changed.setdefault(rule, []).append(i)
    return Spelled(out, changed)


def _nfc(text: str) -> str:
    return unicodedata.normalize("NFC", text)


def _stroke(text: str) -> str:
    """D with stroke for eth and African D, in words that are Vietnamese with it and not without."""
    return _WORD.sub(_stroke_of_word, text) if _LOOK_ALIKE.search(text) else text


def _stroke_of_word(match: re.Match) -> str:
    new = match[0].translate(_STROKE)
    return new if new != match[0] and worth(new, loose_case=True) > 0 else match[0]


def _spaces(text: str) -> str:
    return text.translate(_SPACES) if _INVISIBLE.search(text) else text
