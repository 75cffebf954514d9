"""How well an encoding explains the bytes of a column: the share of its words that read as words."""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from layers.importing.letters import tables
from layers.importing.letters.codecs import BROKEN, TCVN3, VNI, decode_all
from layers.importing.letters.syllables import could_be_highland, is_abbreviation, is_syllable

SAMPLE = 2000
# Bytes beyond ASCII may be letters, and so may the controls, save tab, line feed and return.
_WORD = re.compile(r"[A-Za-z\x01-\x08\x0b\x0c\x0e-\x1f\x7f-\U0010ffff]+")
_LETTERS = re.compile(r"[^\W\d_]+")
# Within a word only what joins words: a quote or a soft hyphen there is a letter misread.
_JOINTS = re.compile("[\u00a0\u2010-\u2015\u2018\u2019\u2026]+")
_EDGES = "\u00a0\u2010\u2011\u2012\u2013\u2014\u2015‘’‚‛“”„‟†‡•…™«»·€©®×÷"
_UNIT = re.compile("(?:[kcdm]?m)?[²³]|°[CFNSEWB]?|µ[mgsFW]|[½¼¾±№]")
_MARK = re.compile("[\u00c0-\u00ff]")  # in VNI a mark stands behind its letter, never by itself
_HIGHLAND, _ABBREVIATION, _WESTERN, _RARE = 0.5, 0.5, 0.8, 0.95
# Each under 0.15 % of the marked letters of place names; where two readings are words, the one
# without them is the likelier.
_RARE_LETTERS = set("ẳẵẽẻẹõỡỉỷỗẫỏ")


@dataclass(frozen=True)
class Score:
    """What the words of a sample are worth under one encoding; a sure word is worth 1."""

    points: float = 0.0
    words: int = 0

    @property
    def share(self) -> float:
        """Between 0 and 1; 0 where there is no word."""
        return self.points / self.words if self.words else 0.0

    def __add__(self, other: "Score") -> "Score":
        return Score(self.points + other.points, self.words + other.words)


def words_of(texts: Sequence[str]) -> list[str]:
    """The different words with letters beyond ASCII, as they stand, of a sample of the texts.

    Dashes, quotes and units say nothing about letters and are left out.
    """
    step = -(-len(texts) // SAMPLE) or 1
    found = dict.fromkeys(word for text in texts[::step] for word in _WORD.findall(text))
    return [
        word
        for word in found
        if not (word.isascii() and word.isalpha()) and not _says_nothing(word)
    ]


def weigh(words: Sequence[str], encoding: str, *, western: bool = False) -> Score:
    """The score of bytes, as characters up to U+00FF, read as `encoding`."""
    read = decode_all(words, encoding)
    if encoding == VNI:
        read = [
            BROKEN if _MARK.search(tables.vni_pattern().sub("", old)) else new
            for old, new in zip(words, read, strict=True)
        ]
    return weigh_text(read, western=western, loose_case=encoding == TCVN3)


def weigh_text(words: Iterable[str], *, western: bool = False, loose_case: bool = False) -> Score:
    """The score of words that are decoded."""
    words = [unicodedata.normalize("NFC", word) for word in words]
    worths = (worth(word, western=western, loose_case=loose_case) for word in words)
    return Score(sum(worths), len(words))


@lru_cache(maxsize=1 << 16)
def worth(word: str, *, western: bool = False, loose_case: bool = False) -> float:
    """How sure it is that a run of letters and signs is what somebody wrote, from 0 to 1.

    Parameters
    ----------
    western : bool
        Words of other languages in Latin letters count too.
    loose_case : bool
        Letters with marks may be small among capitals, as in fonts whose small letters look large.
    """
    parts = _JOINTS.sub(" ", word.strip(_EDGES)).split()
    if BROKEN in word:
        return 0.0
    return min((_worth_of_part(part, western, loose_case) for part in parts), default=_ABBREVIATION)


def _says_nothing(word: str) -> bool:
    plain = word.translate(tables.WINDOWS).strip(_EDGES)
    return plain == "" or _UNIT.fullmatch(plain) is not None


def _worth_of_part(part: str, western: bool, loose_case: bool) -> float:
    if not _LETTERS.fullmatch(part) or not _is_evenly_cased(part, loose_case):
        return 0.0
    if part.isascii():
        return 1.0
    if is_syllable(part):
        return 1.0 if _RARE_LETTERS.isdisjoint(part.lower()) else _RARE
    if is_abbreviation(part):
        return _ABBREVIATION
    if western and _is_western(part):
        return _WESTERN
    return _HIGHLAND if could_be_highland(part) else 0.0


def _is_evenly_cased(word: str, loose: bool) -> bool:
    if word[1:].islower() or word.isupper() or len(word) == 1:
        return True
    return loose and all(c.isupper() for c in word if c.isascii())


def _is_western(word: str) -> bool:
    """Mostly plain letters, the others Latin of Europe: not those that only old bytes look like."""
    marked = [c for c in word if not c.isascii()]
    latin = all(unicodedata.name(c, "").startswith("LATIN") for c in marked)
    return latin and len(word) >= 2 * len(marked) and "ª" not in word and "º" not in word
