"""The kind of unit and the office that stand before a name: "UBND phường", "P.", "TT." and so on."""

import re

TYPES = {
    "phường": "phường",
    "phuong": "phường",
    "xã": "xã",
    "xa": "xã",
    "thị trấn": "thị trấn",
    "thi tran": "thị trấn",
    "đặc khu": "đặc khu",
    "dac khu": "đặc khu",
    "quận": "quận",
    "quan": "quận",
    "huyện": "huyện",
    "huyen": "huyện",
    "thị xã": "thị xã",
    "thi xa": "thị xã",
    "thành phố": "thành phố",
    "thanh pho": "thành phố",
    "tỉnh": "tỉnh",
    "tinh": "tỉnh",
}
# "T." is a tỉnh, "TT." a town, "ĐK." one of the island units since 2025.
SHORT = {
    "p": "phường",
    "x": "xã",
    "tt": "thị trấn",
    "đk": "đặc khu",
    "q": "quận",
    "h": "huyện",
    "tx": "thị xã",
    "tp": "thành phố",
    "t": "tỉnh",
}
# The kinds of unit of each level, since 2018.
KINDS = {
    "commune": frozenset({"phường", "xã", "thị trấn", "đặc khu"}),
    "district": frozenset({"quận", "huyện", "thị xã", "thành phố"}),
    "province": frozenset({"tỉnh", "thành phố"}),
}
_OFFICES = (
    r"ubnd|hđnd|hdnd|ủy ban nhân dân|uỷ ban nhân dân|uy ban nhan dan|trung tâm phục vụ hành chính công"
    r"|trung tam phuc vu hanh chinh cong|trung tâm hành chính công|trung tam hanh chinh cong"
)
_OFFICE = re.compile(rf"^(?:{_OFFICES})\b[\s.:–-]*(?=\S)", re.IGNORECASE)
_LONG = "|".join(sorted(TYPES, key=len, reverse=True))
_SHORT = "|".join(sorted(SHORT, key=len, reverse=True))
_TYPE = re.compile(
    rf"^(?:(?P<long>{_LONG})(?=[.\s\d])|(?P<short>{_SHORT})(?=[.\s\d]))\s*\.?\s*(?=\S)",
    re.IGNORECASE,
)


def without_office(text: str) -> str:
    """A name without the office before it.

    Examples
    --------
    >>> without_office("UBND phường Hải Châu")
    'phường Hải Châu'
    """
    while (bare := _OFFICE.sub("", text)) != text:
        text = bare
    return text


def split_type(text: str) -> tuple[str | None, str]:
    """The kind of unit that a text begins with, written out, and the rest; None where it names none.

    The rest of a number has no leading zeros, as lists write it.

    Examples
    --------
    >>> split_type("P. Hải Châu"), split_type("Phường 05"), split_type("Hải Châu")
    (('phường', 'Hải Châu'), ('phường', '5'), (None, 'Hải Châu'))
    """
    found = _TYPE.match(text)
    if not found:
        return None, _number(text)
    kind = TYPES[found["long"].lower()] if found["long"] else SHORT[found["short"].lower()]
    return kind, _number(text[found.end() :])


def type_of(full_name: str) -> str | None:
    """The kind of unit of a full name, as in ``Phường Hải Châu``."""
    return split_type(full_name)[0]


def _number(text: str) -> str:
    return str(int(text)) if text.isdecimal() else text
