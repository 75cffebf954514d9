"""The ways one name is written, as keys to compare: exact, without tone place and case, folded, without spaces."""

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

from geo.text import fold, place_tones
from layers.units.titles import TYPES, split_type, without_office

# Capital and small eth, and the African D, are typed or converted in the place of Đ.
_ETH = str.maketrans("ÐðƉɖ", "ĐđĐđ")
_DASH = str.maketrans("–—−‑’‘ʼ`´", "----'''''")
_PARTS = re.compile(r"\s*[,;/|()\[\]\n]+\s*|\s+-+\s+")
_CLOSE_PARTS = re.compile(r"\s*[,;/|()\[\]\n-]+\s*")
_GLUED = sorted(((fold(kind).replace(" ", ""), full) for kind, full in TYPES.items()), reverse=True)
_SIGNS = re.compile(r"[\W_]+")
_GLUED_KIND = re.compile(
    "^(?:" + "|".join(kind.replace(" ", "") for kind in TYPES if not kind.isascii()) + ")"
)
_FOLDED_KINDS = {kind: fold(kind) for kind in TYPES.values()}
# The number of the row before the name. "5 - Quận 3" is a ward and its district: a dash is not enough.
_COMMUNE = (
    r"phường|phuong|xã|xa|thị trấn|thi tran|đặc khu|dac khu|ubnd|ủy ban|uỷ ban|[px]\.|tt\.|đk\."
)
_NUMBERED = re.compile(rf"^\d{{1,4}}\s*(?:[.):]\s*(?=[^\W\d_])|-\s*(?={_COMMUNE}))", re.IGNORECASE)
_ENDS = " .,;:-*\"'“”_"
MOST_LETTERS = 200
_MOST_CUTS = 5


@dataclass(frozen=True, slots=True)
class Spelling:
    """One text as keys.

    Attributes
    ----------
    text : str
        NFC, one space between words, without the office before it.
    kind : str or None
        The kind of unit it names, written out.
    full, bare : str
        With and without that kind; as written.
    tones, tones_bare : str
        The same, small letters, tone of oa, oe, uy in one place.
    folded, folded_bare : str
        The same, without any marks.
    """

    text: str
    kind: str | None
    full: str
    bare: str
    tones: str
    tones_bare: str
    folded: str
    folded_bare: str

    @property
    def marked(self) -> bool:
        """Whether the name itself, not its kind, carries Vietnamese letters."""
        return not _GLUED_KIND.sub("", self.tones_bare).isascii()


@lru_cache(maxsize=65536)
def spell(text: str) -> Spelling:
    """The keys of a text.

    Examples
    --------
    >>> spell("UBND P. Hoà Cường").tones
    'phường hòa cường'
    """
    text = without_office(clean(text))
    kind, bare = split_type(text)
    full = f"{kind.capitalize()} {bare}" if kind else bare
    tones_bare = place_tones(bare).casefold()
    tones = f"{kind} {tones_bare}" if kind else tones_bare
    folded_bare = fold(bare)
    folded = f"{_FOLDED_KINDS[kind]} {folded_bare}" if kind else folded_bare
    return Spelling(text, kind, full, bare, tones, tones_bare, folded, folded_bare)


@lru_cache(maxsize=65536)
def clean(text: str) -> str:
    """NFC, Đ for eth, one kind of dash and apostrophe, one space between words; no number of the row."""
    text = unicodedata.normalize("NFC", text[:MOST_LETTERS]).translate(_ETH).translate(_DASH)
    text = " ".join(text.split()).strip(_ENDS)
    return _NUMBERED.sub("", text).lstrip(_ENDS)


def split_parts(text: str) -> list[tuple[str, list[str]]]:
    """The ways a cell may hold a name and what it lies in, the longest name first.

    Examples
    --------
    >>> split_parts("Phường 5, Quận 3 - TP.HCM")[0]
    ('Phường 5, Quận 3', ['TP.HCM'])
    """
    ways: dict[tuple[str, ...], tuple[str, list[str]]] = {}
    for pattern in (_PARTS, _CLOSE_PARTS):
        cuts = list(pattern.finditer(text))[:_MOST_CUTS]
        for cut in reversed(cuts):
            before, after = text[: cut.start()], text[cut.end() :]
            for own, rest in ((before, after), (after, before)):
                if own and rest:
                    parts = [part for part in pattern.split(rest) if part]
                    ways.setdefault((own, *parts), (own, parts))
    return list(ways.values())


def close(text: str) -> str:
    """A key without its spaces and signs."""
    return _SIGNS.sub("", text)


def unglued(text: str) -> list[tuple[str, str]]:
    """The kinds of unit that a text without spaces may begin with, folded, and the rest."""
    return [
        (kind, text[len(glued) :])
        for glued, kind in _GLUED
        if text.startswith(glued) and len(text) > len(glued)
    ]


def missing_marks_only(text: str, name: str) -> bool:
    """Whether a text is a name some of whose marks are missing, none of them another.

    Both in small letters with tones in one place. ``hải chau`` is ``hải châu``; ``hãi châu`` is not.
    """
    a, b = _letters(text), _letters(name)
    return len(a) == len(b) and all(
        x[0] == y[0] and set(x[1:]) <= set(y[1:]) for x, y in zip(a, b, strict=True)
    )


@lru_cache(maxsize=16384)
def _letters(text: str) -> list[str]:
    letters: list[str] = []
    for sign in unicodedata.normalize("NFD", text.replace("đ", "d\u0335")):
        if unicodedata.combining(sign):
            letters[-1:] = [letters[-1] + sign] if letters else []
        elif sign.isalnum():
            letters.append(sign)
    return letters
