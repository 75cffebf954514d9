"""The old Vietnamese byte tables, as `data/reference` has them, in the form that decoders take."""

import csv
import re
from functools import lru_cache

from layers.settings import REFERENCE

# What a byte of 0x80-0x9F shows as on Windows, where it shows as anything.
WINDOWS = {
    byte: bytes([byte]).decode("cp1252", "ignore") or chr(byte) for byte in range(0x80, 0xA0)
}


@lru_cache
def tcvn3() -> str:
    """TCVN 5712, the character of each of 256 bytes; the marks at 0xB0-0xB4 combine."""
    return _byte_table("tcvn3.tsv")


@lru_cache
def viscii() -> str:
    """VISCII 1.1 (RFC 1456), the character of each of 256 bytes, six of them below the space."""
    return _byte_table("viscii.tsv")


@lru_cache
def vni() -> dict[str, str]:
    """VNI Windows: sequences of one base letter and its mark, and single letters."""
    return {row["surface_latin1"]: row["unicode_char"] for row in _rows("vni.tsv")}


@lru_cache
def vni_pattern() -> re.Pattern:
    """Finds the sequences of `vni`, the longest first."""
    return re.compile("|".join(map(re.escape, sorted(vni(), key=len, reverse=True))))


def _byte_table(name: str) -> str:
    table = [chr(byte) for byte in range(256)]
    for row in _rows(name):
        table[int(row["byte_dec"])] = chr(int(row["codepoint"].removeprefix("U+"), 16))
    return "".join(table)


def _rows(name: str) -> list[dict[str, str]]:
    text = (REFERENCE / name).read_text(encoding="utf-8")
    return list(csv.DictReader(text.splitlines(), delimiter="\t", quoting=csv.QUOTE_NONE))
