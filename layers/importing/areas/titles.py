"""The text above a table: in its right letters, and the province that it names."""

import re
from collections.abc import Sequence

from geo.text import fold
from layers.importing.letters.codecs import decode, find
from layers.importing.readers import Opened
from layers.units.register import PROVINCE, register

_SHORT = re.compile(r"\btp\b")


def decode_titles(opened: Opened, encoding: str | None) -> list[str]:
    """Titles as the rest of the file was read; as they stand where nobody knows its letters."""
    known = find(encoding)
    if not opened.raw_letters or known is None:
        return opened.titles
    return [decode(title, known) for title in opened.titles]


def province_named(titles: Sequence[str], version: str) -> str | None:
    """The full name of the one province or city that titles name with its kind; None where several.

    Examples
    --------
    >>> province_named(["UBND TP. Đà Nẵng", "Quý III năm 2025"], "v2026-04")
    'Thành phố Đà Nẵng'
    """
    text = " | ".join(f" {_SHORT.sub('thanh pho', fold(title))} " for title in titles)
    names = register(version, PROVINCE).frame["full_name"]
    found = [name for name in names if f" {fold(name)} " in text]
    return found[0] if len(found) == 1 else None
