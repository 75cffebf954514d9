"""Write text in the old encodings, as DBF files have it: bytes as characters up to U+00FF."""

import csv
import unicodedata

from layers.settings import REFERENCE

_TONES = "\u0300\u0301\u0303\u0309\u0323"


def rows(name: str) -> list[dict[str, str]]:
    text = (REFERENCE / name).read_text(encoding="utf-8")
    return list(csv.DictReader(text.splitlines(), delimiter="\t", quoting=csv.QUOTE_NONE))


def _char(row: dict[str, str]) -> str:
    return chr(int(row["codepoint"].removeprefix("U+"), 16))


_TCVN3 = {_char(r): chr(int(r["byte_dec"])) for r in rows("tcvn3.tsv") if r["class"] == "vn3"}
_VISCII = {_char(r): chr(int(r["byte_dec"])) for r in rows("viscii.tsv")}
_VNI = {_char(r): r["surface_latin1"] for r in rows("vni.tsv") if r["role"] == "canonical"}


def tcvn3(text: str) -> str:
    """Letters that TCVN3 has no capital for are written small, as .Vn fonts do."""
    return "".join(c if c.isascii() else _TCVN3.get(c) or _TCVN3[c.lower()] for c in text)


def viscii(text: str) -> str:
    return "".join(_VISCII.get(c, c) for c in text)


def vni(text: str) -> str:
    return "".join(_VNI.get(c, c) for c in text)


def cp1258(text: str) -> str:
    """Every tone apart from its letter."""
    return _tones_apart(text).encode("cp1258").decode("latin-1")


def cp1258_short(text: str) -> str:
    """As Windows converts composed text: the tone apart only where there is no letter for both."""
    return "".join(_short(letter) for letter in text)


def utf8(text: str) -> str:
    return text.encode("utf-8").decode("latin-1")


def _short(letter: str) -> str:
    try:
        return letter.encode("cp1258").decode("latin-1")
    except UnicodeEncodeError:
        return cp1258(letter)


def _tones_apart(text: str) -> str:
    found = ""
    for letter in text:
        parts = unicodedata.normalize("NFD", letter)
        base = "".join(c for c in parts if c not in _TONES)
        tone = "".join(c for c in parts if c in _TONES)
        found += unicodedata.normalize("NFC", base) + tone
    return found


# How each is written, and the name under which it is to be recognised.
WRITERS = {
    "TCVN3": (tcvn3, "TCVN3"),
    "VNI": (vni, "VNI"),
    "VISCII": (viscii, "VISCII"),
    "CP1258": (cp1258, "CP1258"),
    "CP1258 short": (cp1258_short, "CP1258"),
    "UTF-8": (utf8, "UTF-8"),
}
