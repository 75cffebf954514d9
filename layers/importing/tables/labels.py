"""Rows that are no areas, told by their words: totals, groups, notes below the table."""

import re

from geo.text import fold, place_tones

_OF = r"(?:quan|huyen|thi xa|tx|thanh pho|tp|tinh|cap|khoi|cac|toan|nhom|muc|dia ban|khu vuc|q|h|q\d+)"
_TOTAL = re.compile(
    rf"(?:tong cong|tong so|tong|cong|cong chung|tc|grand total|sub ?total|total|sum|ca nuoc|toan quoc"
    rf"|tong cong chung|ca tinh|ca thanh pho|luy ke)(?: {_OF}(?: .*)?)?"
    rf"|toan (?:thanh pho|tp|tinh|quan|huyen|thi xa|dia ban|khu vuc|nganh)(?: .*)?"
    rf"|total (?:of|for) .*|.* (?:sub)?total"
)
_SUMS = {"tổng", "cộng", "toàn", "cả", "lũy"}
_GRAND = re.compile(
    r"tong cong.*|grand total|ca nuoc|toan quoc|ca tinh|ca thanh pho|toan (?:thanh pho|tp|tinh)(?: .*)?"
)
_NOTE = re.compile(
    r"(?:ghi chu|chu thich|chu giai|nguon|nguoi lap|nguoi tong hop|can bo|lap bieu|thu truong|ky ten|noi nhan"
    r"|giam doc|pho giam doc|chu tich|pho chu tich|truong phong|chanh van phong|tm|kt|tl|xac nhan|da ky|don vi tinh"
    r"|luu y|note|notes|source|prepared by|so lieu|tong hop tu|ngay \d+ thang|nguoi kiem tra|ke toan|bieu nay)\b.*"
    r"|.*\bngay\b.*\bthang\b.*\bnam\b.*"
)
_STARRED = re.compile(r"\s*(?:\(?\*+\)?|\(\d\)|[¹²³])\s*\S")
_AREA = re.compile(
    r"(?:ubnd |uy ban nhan dan )?(?:phuong|xa|thi tran|tt|dac khu|p|x|ward|commune)\b"
)
_UPPER = re.compile(
    r"(?:ubnd |uy ban nhan dan )?(?:quan|huyen|thi xa|tx|thanh pho|tp|tinh|district|province|city)\b"
)
# "P. Hải Châu", "X. Hòa Tiến" and "Q. 1" begin with the short form of their kind, not with a number.
_PREFIX = re.compile(r"\s*([IVXLC]{2,7}|[A-EIV])\s*[.)/:-]\s*(?=\S)")
_TEN = re.compile(r"\s*(X)\s*[.)/:-]\s*(?=\S)")
_ROMAN = re.compile(r"(?=[IVXLC])(?:XC|XL|L?X{0,3})(?:IX|IV|V?I{0,3})")
_SPELLED = re.compile(r"([IVXLC]{1,7}|[A-Z])[.)]?")


def is_total(text: object) -> bool:
    """Whether a row's name says that it is a sum: ``Tổng cộng``, ``Cộng quận Hải Châu``, ``Toàn thành phố``."""
    if not isinstance(text, str):
        return False
    name = without_number(text)
    # Folded, Cống Vị and Tống Phan look like sums; their first word does not.
    first = place_tones(name).casefold().split()[:1]
    accented = bool(first) and not first[0].isascii()
    said = not accented or first[0].strip(":.") in _SUMS or fold(name).endswith("total")
    return said and bool(_TOTAL.fullmatch(fold(name)))


def is_grand_total(text: str) -> bool:
    """Whether the sum is that of the whole table."""
    return bool(_GRAND.fullmatch(fold(without_number(text))))


def is_note(text: object) -> bool:
    """Whether a text is one that stands below a table: a remark, a source, a signature."""
    return isinstance(text, str) and bool(_STARRED.match(text) or _NOTE.fullmatch(fold(text)))


def is_area(text: object) -> bool:
    """Whether a name begins as those of communes do."""
    return isinstance(text, str) and bool(
        _AREA.match(fold(text)) or _AREA.match(fold(without_number(text)))
    )


def is_upper_area(text: object) -> bool:
    """Whether a name begins as those of districts, provinces and cities do."""
    return isinstance(text, str) and bool(_UPPER.match(fold(without_number(text))))


def group_number(number: object, text: object) -> str | None:
    """The Roman number or letter of a group, from the column of order numbers or before the name."""
    if isinstance(number, str) and (found := _SPELLED.fullmatch(number.strip())):
        return found[1]
    if not isinstance(text, str):
        return None
    found = _PREFIX.match(text)
    if found is None and (ten := _TEN.match(text)) and is_upper_area(text[ten.end() :]):
        found = ten
    return found and found[1]


def is_roman(number: str) -> bool:
    """Whether a group's number can be a Roman one."""
    return bool(_ROMAN.fullmatch(number))


def without_number(text: str) -> str:
    """A name without the group's number before it: ``I. Quận Hải Châu`` -> ``Quận Hải Châu``."""
    ten = _TEN.match(text)
    rest = text[ten.end() :] if ten else text
    return (
        rest.strip() if ten and _UPPER.match(fold(rest)) else _PREFIX.sub("", text, count=1).strip()
    )
