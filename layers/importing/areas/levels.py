"""What a text speaks of: a unit of one of three levels, or an office that is no unit."""

import re

import numpy as np
import pandas as pd

from geo.text import fold, nfc
from layers.matching.match import SETTLED
from layers.units.register import COMMUNE, DISTRICT, PROVINCE
from layers.units.titles import split_type, without_office

# How a row was matched when nobody needs to look at it.
SURE = SETTLED
BODY = "body"
# A city is a unit of the province's level (Đà Nẵng) or was one of the district's (Hội An).
CITY = "city"
TIER = {COMMUNE: "commune", DISTRICT: "district", PROVINCE: "city", BODY: "department"}

_LEVELS = {
    "phường": COMMUNE, "xã": COMMUNE, "thị trấn": COMMUNE, "đặc khu": COMMUNE, "quận": DISTRICT,
    "huyện": DISTRICT, "thị xã": DISTRICT, "thành phố": CITY, "tỉnh": PROVINCE,
}  # fmt: skip
_OFFICE = re.compile(
    r"^(?:các sở|sở|ban|chi cục|cục|văn phòng|thanh tra|công an|bảo hiểm|kho bạc|bộ|viện)\s+\w"
)
# Without marks only words that no unit is called by: there is a commune Sơ Pai.
_OFFICE_FOLDED = re.compile(
    r"^(?:so (?:xay dung|tai chinh|tu phap|y te|noi vu|cong thuong|giao duc|khoa hoc|van hoa|du lich|"
    r"ngoai vu|nong nghiep|dan toc|thong tin|lao dong|ke hoach|giao thong|tai nguyen|quy hoach)|"
    r"chi cuc|van phong|thanh tra|ban quan ly|bao hiem|kho bac|cong an)\b"
)


def level_said(names: pd.Series) -> pd.Series:
    """The level that the first words of each name speak of; None where they say none.

    Returns
    -------
    Series of object
        `COMMUNE`, `DISTRICT`, `PROVINCE`, `CITY`, `BODY` or None.
    """
    codes, kinds = pd.factorize(names)
    said = np.array([*map(_level, kinds), None], dtype=object)
    return pd.Series(said[codes], index=names.index, dtype=object)


def _level(name: object) -> str | None:
    text = nfc(name).strip()
    if _OFFICE.match(text.lower()) or _OFFICE_FOLDED.match(fold(text)):
        return BODY
    return _LEVELS.get(split_type(without_office(text))[0])
