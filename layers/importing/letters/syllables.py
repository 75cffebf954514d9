"""Whether a word can be Vietnamese: onset, vowels, coda and one tone, without any list of words."""

import re
import unicodedata
from functools import lru_cache

_ONSETS = (
    *("", "b", "c", "ch", "d", "đ", "g", "gh", "gi", "h", "k", "kh", "l", "m", "n", "ng", "ngh"),
    *("nh", "p", "ph", "qu", "r", "s", "t", "th", "tr", "v", "x"),
)
# Vowels, which of them bear the tone in an open and in a closed syllable, and the codas.
_RHYMES = (
    ("a", "0", "0", "_ c ch m n ng nh p t i o u y"),
    ("ă", "", "0", "c m n ng p t"),
    ("â", "", "0", "c m n ng p t u y"),
    ("e", "0", "0", "_ c m n ng p t o"),
    ("ê", "0", "0", "_ ch m n nh p t u"),
    ("i", "0", "0", "_ ch m n nh p t u"),
    ("ia", "0", "", "_"),
    ("o", "0", "0", "_ c m n ng p t i"),
    ("ô", "0", "0", "_ c m n ng p t i"),
    ("ơ", "0", "0", "_ m n p t i"),
    ("u", "0", "0", "_ c m n ng p t i"),
    ("ua", "0", "", "_"),
    ("ư", "0", "0", "_ c m n ng t u i"),
    ("ưa", "0", "", "_"),
    ("y", "0", "0", "_ ch n nh p t u"),
    ("iê", "", "1", "c m n ng p t u"),
    ("yê", "", "1", "m n ng t u"),
    ("uô", "", "1", "c m n ng t i"),
    ("ươ", "", "1", "c m n ng p t i u"),
    ("oa", "01", "1", "_ c ch m n ng nh p t i y o"),
    ("oă", "", "1", "c m n ng t"),
    ("oe", "01", "1", "_ o n t m"),
    ("oo", "", "1", "c ng"),
    ("uâ", "", "1", "n ng t y"),
    ("uê", "1", "1", "_ ch nh n"),
    ("uơ", "1", "", "_"),
    ("uy", "01", "1", "_ ch nh t n p u"),
    ("uya", "1", "", "_"),
    ("uyê", "", "2", "n t"),
)
_STOPS = {"c", "ch", "p", "t"}
_TONES = ("", "\u0300", "\u0309", "\u0303", "\u0301", "\u0323")
_STOP_TONES = ("\u0301", "\u0323")
_FRONT = ("e", "ê", "i", "y")
_ROUNDED = ("oa", "oă", "oe", "uâ", "uê", "uơ", "uy")
_AFTER_QU = ("a", "ă", "â", "e", "ê", "i", "y", "yê", "ô", "ơ")

# Names of the highlands keep the sounds of other languages: Đắk Lắk, Krông Búk, Bờ Y, Chư Păh.
_HIGHLAND = re.compile(
    r"(?:[bcdđghjklmnprstvwyz]|[kcgnt]h|n[gh])?[lrhnjw]?"
    r"(?:i[aăâeêoôơ]|ư[aơ]|u[aăâeêôơ]|o[aăe]|[aăâeêioôơuưy])"
    r"(?:[cghklmnprtiouwy]|ng|nh|ch)?"
)
_UNTONED = "ĂÂĐÊÔƠƯ"


def is_syllable(word: str) -> bool:
    """Whether a word, in whatever case, obeys the spelling of Vietnamese.

    Examples
    --------
    >>> is_syllable("Nguyễn"), is_syllable("Thuỷ"), is_syllable("NÇng"), is_syllable("Các"), is_syllable("Cảc")
    (True, True, False, True, False)
    """
    return word.lower() in _syllables()


def could_be_highland(word: str) -> bool:
    """Whether a word has the build of the names of the highlands; much else has it too.

    Examples
    --------
    >>> could_be_highland("Lắk"), could_be_highland("Krông"), could_be_highland("Néi")
    (True, True, True)
    """
    bare, tones = _without_tone(word.lower())
    return tones <= 1 and _HIGHLAND.fullmatch(bare) is not None


def is_abbreviation(word: str) -> bool:
    """Whether a word is a few capitals without tone, one of them Vietnamese alone: KĐT, ĐH, UBNDTƯ."""
    capitals = word.isupper() and all(c.isascii() or c in _UNTONED for c in word)
    return capitals and len(word) <= 6


@lru_cache
def _syllables() -> frozenset[str]:
    return frozenset(
        onset + toned
        for nucleus, in_open, in_closed, codas in _RHYMES
        for coda in codas.replace("_", "").split(" ")
        for toned in _toned(nucleus, in_closed if coda else in_open, coda)
        for onset in _ONSETS
        if _joins(onset, nucleus, coda)
    )


def _toned(nucleus: str, places: str, coda: str) -> set[str]:
    tones = _STOP_TONES if coda in _STOPS else _TONES
    return {
        unicodedata.normalize("NFC", nucleus[: p + 1] + tone) + nucleus[p + 1 :] + coda
        for p in map(int, places)
        for tone in tones
    }


def _joins(onset: str, nucleus: str, coda: str) -> bool:
    """Whether spelling lets the onset stand before the vowels."""
    first = nucleus[0]
    if onset == "qu":
        return nucleus in _AFTER_QU and (nucleus != "ô" or coda == "c")
    if nucleus == "y" and coda:
        return False
    if nucleus == "yê":
        return onset == ""
    if nucleus == "iê" and onset == "":
        return False
    if onset in ("k", "gh", "ngh"):
        return first in _FRONT
    if onset in ("c", "ng"):
        return first not in _FRONT and not (onset == "c" and nucleus.startswith(_ROUNDED))
    if onset == "g":
        return first not in ("e", "ê", "y")
    if onset == "gi":
        return first not in ("i", "y")
    if onset in ("b", "m", "p", "ph", "v"):
        return not nucleus.startswith(_ROUNDED) or nucleus in ("uy", "oa")
    return True


def _without_tone(word: str) -> tuple[str, int]:
    apart = unicodedata.normalize("NFD", word)
    bare = "".join(c for c in apart if c not in _TONES[1:])
    return unicodedata.normalize("NFC", bare), len(apart) - len(bare)
