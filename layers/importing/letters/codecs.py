"""Decode text whose bytes were read as ISO-8859-1, one value or a million at once."""

import codecs
import re
import unicodedata
from collections.abc import Callable, Sequence
from functools import partial

from layers.errors import BadOption
from layers.importing.letters import tables
from layers.importing.letters.syllables import is_syllable

UTF8, TCVN3, VNI, VISCII = "UTF-8", "TCVN3", "VNI", "VISCII"
CP1258, CP1252, TWICE = "CP1258", "CP1252", "utf-8-twice"
# Those that are recognised, more usual ones first: of two that read alike the first is taken.
ENCODINGS = (UTF8, TWICE, TCVN3, VNI, CP1258, VISCII, CP1252)

BROKEN = "\ufffd"
_ALIASES = {
    **{name.lower(): name for name in ENCODINGS},
    **dict.fromkeys(("65001", "utf8"), UTF8),
    **dict.fromkeys(("tcvn", "abc", "tcvn5712", "tcvn-5712", "tcvn5712-1"), TCVN3),
    **dict.fromkeys(("vni-windows", "vni-win"), VNI),
    **dict.fromkeys(("1258", "windows-1258", "ansi 1258"), CP1258),
    **dict.fromkeys(("1252", "windows-1252", "ansi 1252", "ansi"), CP1252),
}
# Punctuation of Windows as Unicode -> the byte it was, so that text can be taken for bytes again.
_BYTES_OF_WINDOWS = {ord(char): chr(byte) for byte, char in tables.WINDOWS.items()}
_NUL = "\0"
_NOT_LATIN = re.compile(r"[^\x00-\xff]")
_NEVER_BYTES = re.compile(rf"[^\x00-\xff{''.join(tables.WINDOWS.values())}]")
_HIGH_BYTE = re.compile("[\x80-\x9f]")
_HIGH_WORD = re.compile(r"[A-Za-z\x80-\xff]*[\x80-\x9f][A-Za-z\x80-\xff]*")
_QUOTES = frozenset("\x84\x91\x92\x93\x94")
_LOOSE_MARK = re.compile("(?<![AEIOUYaeiouyĂÂÊÔƠƯăâêôơư])[\u0300\u0309\u0303\u0301\u0323]")


def canonical(name: str) -> str:
    """The one name of an encoding: of `ENCODINGS`, else a codec of Python in capitals.

    Raises
    ------
    BadOption
        If no codec for text has that name.
    """
    known = find(name)
    if known is None:
        raise BadOption(option="--encoding", value=name)
    return known


def find(name: str | None) -> str | None:
    """As `canonical`, or None; for what a file says of itself, where ``ANSI 1258`` stands too.

    Examples
    --------
    >>> find("windows-1258"), find("65001"), find("tcvn3"), find("rot13"), find("gbk")
    ('CP1258', 'UTF-8', 'TCVN3', None, 'GBK')
    """
    said = (name or "").strip().lower()
    if said in _ALIASES:
        return _ALIASES[said]
    for tried in (said, f"cp{said.removeprefix('ansi').strip()}"):
        try:
            found = codecs.lookup(tried).name
            "a".encode(found)
        except (LookupError, ValueError):  # ValueError: not a name at all; not a codec for text
            continue
        return _ALIASES.get(found.lower(), found.upper())
    return None


def as_bytes(text: str) -> str | None:
    """Unicode text as the bytes it would be on a Western Windows, one character a byte; None if none."""
    if _NEVER_BYTES.search(text):
        return None
    return text.translate(_BYTES_OF_WINDOWS) if _NOT_LATIN.search(text) else text


def all_as_bytes(texts: Sequence[str]) -> list[str] | None:
    """`as_bytes` of each; None where one of them has none."""
    together = as_bytes(_NUL.join(texts))
    if together is None:
        return None
    found = together.split(_NUL)
    return found if len(found) == len(texts) else [as_bytes(text) for text in texts]


def decode(surface: str, encoding: str) -> str:
    """Text of one run of bytes, in NFC.

    Parameters
    ----------
    surface : str
        Bytes as characters up to U+00FF.
    encoding : str
        As `canonical` gives it, save `TWICE`, which is UTF-8 of what `as_bytes` gives.

    Raises
    ------
    UnicodeError
        If bytes stand for nothing in that encoding.

    Examples
    --------
    >>> decode("Hµ Néi", "TCVN3"), decode("Haø Noäi", "VNI"), decode("HaÌ Nôòi", "CP1258")
    ('Hà Nội', 'Hà Nội', 'Hà Nội')
    """
    return unicodedata.normalize("NFC", _decoder(encoding)(surface))


def decode_all(surfaces: Sequence[str], encoding: str) -> list[str]:
    """`decode` of each; bytes that stand for nothing become U+FFFD."""
    try:
        # One run over all of them is many times faster than one call for each.
        together = decode(_NUL.join(surfaces), encoding).split(_NUL)
        if len(together) == len(surfaces):
            return together
    except UnicodeError:
        pass
    return [_decode_or_mark(surface, encoding) for surface in surfaces]


def _decode_or_mark(surface: str, encoding: str) -> str:
    try:
        return decode(surface, encoding)
    except UnicodeError:
        pass
    codec = "utf-8" if encoding == UTF8 else encoding
    return unicodedata.normalize("NFC", surface.encode("latin-1").decode(codec, "replace"))


def _decoder(encoding: str) -> Callable[[str], str]:
    own = {TCVN3: _from_tcvn3, VNI: _from_vni, VISCII: _from_viscii}
    return own.get(encoding) or partial(_from_python, codec=encoding)


def _from_python(surface: str, *, codec: str) -> str:
    return surface.encode("latin-1").decode(codec)


def _from_viscii(surface: str) -> str:
    return _by_table(surface, tables.viscii())


def _from_vni(surface: str) -> str:
    known = tables.vni()
    text = tables.vni_pattern().sub(lambda match: known[match[0]], surface)
    return text.translate(tables.WINDOWS)


def _from_tcvn3(surface: str) -> str:
    """Capitals of the full standard and punctuation of Windows share bytes: the word decides.

    A combining mark that follows no vowel is the degree sign, the square and so on that it is on
    Windows.
    """
    if _HIGH_BYTE.search(surface):
        text = _HIGH_WORD.sub(_high_word, surface).translate(dict(enumerate(tables.tcvn3())))
    else:
        text = _by_table(surface, tables.tcvn3())
    return _LOOSE_MARK.sub(lambda match: chr(tables.tcvn3().index(match[0])), text)


def _high_word(match: re.Match) -> str:
    word = match[0]
    alone = len(word) == 1 or (len(word) == 2 and word[0] in _QUOTES)
    capitals = not alone and is_syllable(_by_table(word, tables.tcvn3()))
    return word if capitals else word.translate(tables.WINDOWS)


def _by_table(surface: str, table: str) -> str:
    return codecs.charmap_decode(surface.encode("latin-1"), "strict", table)[0]
