"""Coordinates as people write them: decimal comma, thousands, degrees-minutes-seconds, letters of the sky."""

import re
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from geo.crs import VIETNAM_BOUNDS
from geo.masks import ways_of_writing
from geo.text import fold

_BLANK = {"", "-", "–", "null", "none", "nan", "n/a", "na", "#n/a"}
# Letter or word of a direction, folded -> which way. N alone is settled in `_ways`.
_WAYS = {
    **dict.fromkeys(("n", "north", "b", "bac", "vi bac", "vb"), 1),
    **dict.fromkeys(("s", "south", "nam", "vi nam", "vn"), -1),
    **dict.fromkeys(("e", "east", "d", "dong", "kinh dong", "kd"), 1),
    **dict.fromkeys(("w", "west", "t", "tay", "kinh tay", "kt"), -1),
}
_VIETNAMESE = {"b", "bac", "d", "dong", "t", "tay", "nam", "vi bac", "kinh dong", "vb", "kd"}
_LATITUDES = (VIETNAM_BOUNDS[1], VIETNAM_BOUNDS[3])
_NUMBER = r"\d+(?:[.,]\d+)?"
_D, _M, _S = r"°|độ|do|deg|d|:", r"'|phút|phut|min|m|p|:", r"\"|giây|giay|sec|s|g"
_LETTERS = r"[^\W\d_]+"
_DMS = re.compile(
    rf"(?P<before>{_LETTERS})?\s*(?P<sign>[+-])?\s*(?P<deg>{_NUMBER})"
    rf"(?:(?P<after_deg>\s*(?:{_D})\s*|\s+)(?P<min>{_NUMBER})"
    rf"(?:(?:\s*(?:{_M})\s*|\s+)(?P<sec>{_NUMBER})\s*(?P<after_sec>{_S})?|\s*(?:{_M}))?|\s*(?:{_D}))?"
    rf"\s*(?P<after>{_LETTERS}(?:\s{_LETTERS})?)?"
)
_LOOKED_AT = 10_000


@dataclass(frozen=True)
class Angles:
    """Numbers read from one column.

    Attributes
    ----------
    values : float array
        NaN where nothing can be read.
    blank : bool array
        Nothing stands there.
    lettered : bool
        Some values carry a letter of the sky, so they are degrees.
    vietnamese_n : bool or None
        How a bare N was read where Vietnamese letters stand beside it: True for Nam (south); None
        where the question does not arise.
    """

    values: np.ndarray
    blank: np.ndarray
    lettered: bool = False
    vietnamese_n: bool | None = None


def texts_of(column: pd.Series) -> pa.Array:
    """The texts of a column, ends trimmed; empty where nothing stands."""
    try:
        texts = pa.array(column, type=pa.string(), from_pandas=True)
    except (pa.ArrowTypeError, pa.ArrowInvalid):
        texts = pa.array(
            column.astype("object").map(str, na_action="ignore"), type=pa.string(), from_pandas=True
        )
    if isinstance(texts, pa.ChunkedArray):
        texts = texts.combine_chunks()
    return pc.utf8_trim_whitespace(pc.fill_null(texts, ""))


def thousands_mark(*columns: pd.Series) -> str | None:
    """The mark between thousands, where a number of the columns shows it by having it twice."""
    for column in columns:
        step = max(1, -(-len(column) // _LOOKED_AT))
        seen = texts_of(column.iloc[::step])
        for mark, other in ((".", ","), (",", ".")):
            twice = rf"^[+-]?\d{{1,3}}(?:\{mark}\d{{3}}){{2,}}(?:\{other}\d+)?$"
            both = rf"^[+-]?\d{{1,3}}(?:\{mark}\d{{3}})+\{other}\d+$"
            if pc.any(pc.match_substring_regex(seen, f"(?:{twice})|(?:{both})")).as_py():
                return mark
    return None


def read_angles(column: pd.Series, *, thousands: str | None = None) -> Angles:
    """Read a column of numbers or degrees.

    Parameters
    ----------
    thousands : str, optional
        The mark between thousands, from `thousands_mark`.
    """
    if pd.api.types.is_numeric_dtype(column):
        values = column.astype("Float64").to_numpy(float, na_value=np.nan)
        return Angles(values, np.isnan(values))
    texts = texts_of(column)
    blank = pc.is_in(pc.utf8_lower(texts), pa.array(sorted(_BLANK))).to_numpy(zero_copy_only=False)
    values = _numbers(_plain(texts, thousands))
    left = np.flatnonzero(np.isnan(values) & ~blank)
    if not len(left):
        return Angles(values, blank)
    parsed, south_n, lettered = _read_dms(texts.take(pa.array(left)))
    values[left] = parsed
    return Angles(values, blank, lettered, south_n)


def _numbers(texts: pa.Array) -> np.ndarray:
    values = np.full(len(texts), np.nan)
    plain = pc.match_substring_regex(texts, r"^[+-]?[0-9]*\.?[0-9]+\.?(?:[eE][+-]?[0-9]+)?$")
    rows = np.flatnonzero(plain.to_numpy(zero_copy_only=False))
    found = texts.take(pa.array(rows)).to_numpy(zero_copy_only=False)
    values[rows] = pd.to_numeric(found, errors="coerce")
    values[~np.isfinite(values)] = np.nan
    return values


def _plain(texts: pa.Array, thousands: str | None) -> pa.Array:
    """Numbers with a point; a lone comma is a decimal comma unless thousands are known by it."""
    if thousands is not None:
        texts = pc.replace_substring(texts, thousands, "")
    texts = pc.replace_substring(texts, ",", ".")
    spaced = pc.match_substring_regex(texts, r"^[+-]?\d{1,3}(?:[\s\x{00a0}]\d{3})+(?:\.\d+)?$")
    if not pc.any(spaced).as_py():
        return texts
    return pc.if_else(spaced, pc.replace_substring_regex(texts, r"[\s\x{00a0}]", ""), texts)


def _read_dms(texts: pa.Array) -> tuple[np.ndarray, bool | None, bool]:
    values = np.full(len(texts), np.nan)
    letters: dict[str, list[np.ndarray]] = {}
    for written in ways_of_writing(texts):
        found = _DMS.fullmatch(written.mask.strip("() []"))
        if found is None or (found["before"] and found["after"]):
            continue
        written = replace(written, mask=written.mask.strip("() []"))
        degrees, minutes, seconds = (written.number(found, name) for name in ("deg", "min", "sec"))
        value = degrees + minutes / 60 + seconds / 3600
        # Sixty is what rounding makes of 59.999; more is a slip of the pen.
        value[(minutes > 60) | (seconds > 60)] = np.nan
        values[written.rows] = -value if found["sign"] == "-" else value
        letters.setdefault(_letter(found), []).append(written.rows)
    rows = {fold(each): np.concatenate(parts) for each, parts in letters.items() if each}
    return *_turned(values, rows), bool(rows)


def _letter(found: re.Match) -> str:
    # An s is that of seconds only beside the d of degrees.
    if found["after_sec"] == "s" and "d" not in found["after_deg"] and not found["after"]:
        return "s"
    return found["after"] or found["before"] or ""


def _turned(values: np.ndarray, rows: dict[str, np.ndarray]) -> tuple[np.ndarray, bool | None]:
    """Values with the sign of their letter, NaN for no letter of the sky; and if it is asked, whether N is south.

    N is north, but Nam in a column that has B for north, unless that would only lead out of the country.
    """
    asked = "n" in rows and bool(rows.keys() & _VIETNAMESE)
    of_n = values[rows["n"]] if asked else values[:0]
    at_home = ((of_n >= _LATITUDES[0]) & (of_n <= _LATITUDES[1])).all()
    south = asked and bool(rows.keys() & {"b", "bac"}) and not at_home
    turned = values.copy()
    for letter, mine in rows.items():
        way = -1 if south and letter == "n" else _WAYS.get(letter, np.nan)
        turned[mine] = values[mine] * way
    return turned, south if asked else None
