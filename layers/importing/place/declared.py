"""Which column of a file names the areas its rows lie in, and which areas those are."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd
import shapely

from geo.text import fold
from layers.importing.ground import Ground
from layers.importing.place.names import COMMUNE, DISTRICT, LEVELS, PROVINCE, Areas, areas_of
from layers.importing.place.positions import sample_rows

_WORDS = {
    COMMUNE: r"xa|phuong|xaphuong|phuongxa|phxa|px|ward|wards|commune|communes|dvhc|donvihanhchinh",
    DISTRICT: r"quan|huyen|quanhuyen|qh|district|quanhuyentx",
    PROVINCE: r"tinh|tinhtp|tinhthanh|tinhthanhpho|thanhpho|tp|province|city",
}
_HEADS = {
    level: re.compile(
        rf"(?:ma|ten|so|id|ms|code|name|dia|thuoc)*(?:{words})(?:ma|ten|id|code|name|key|cu|moi|so)*\d*"
    )
    for level, words in _WORDS.items()
}
_FIELDS = {COMMUNE: "commune_code", PROVINCE: "province_code"}
# A header that says it needs half of its values to be known; values alone must speak clearly.
_ENOUGH_SAID, _ENOUGH_SEEN, _FEW = 0.5, 0.9, 3
_OF_THE_FILE = 0.8


@dataclass(frozen=True)
class Named:
    """What the rows say of where they lie.

    Attributes
    ----------
    areas : Areas
    column : str
    of_row : int array
        Which of the distinct values each row has; -1 where it names no known area.
    first, found : int array
        Distinct value `v` names the areas ``found[first[v]:first[v + 1]]``: several where a name
        is borne by several.
    """

    areas: Areas
    column: str
    of_row: np.ndarray
    first: np.ndarray
    found: np.ndarray

    @property
    def rows(self) -> np.ndarray:
        """Whether each row names a known area."""
        return self.of_row >= 0

    def pairs(self, rows: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Each of `rows` (as its position in `rows`) with each area it names."""
        value = self.of_row[rows]
        counts = np.where(value >= 0, self.first[value + 1] - self.first[value], 0)
        ends = np.cumsum(counts)
        within = np.arange(ends[-1] if len(ends) else 0) - np.repeat(ends - counts, counts)
        pair = np.repeat(np.arange(len(rows)), counts)
        return pair, self.found[np.repeat(self.first[value], counts) + within]


def find_named(
    frame: pd.DataFrame,
    ground: Ground,
    *,
    columns: Mapping[str, str] | None = None,
    levels: tuple[str, ...] = LEVELS,
) -> Named | None:
    """The column that names the smallest areas; None where no column names any.

    Parameters
    ----------
    columns : mapping, optional
        Field of the layer -> column of `frame`, as far as somebody has said it.
    """
    for level in levels:
        areas = areas_of(level, ground)
        if areas is None:
            continue
        said = (columns or {}).get(_FIELDS.get(level))
        best = max(
            (_judged(frame[c], c, areas, said=said) for c in _text_columns(frame)),
            default=(0.0, None, None),
            key=lambda judged: judged[0],
        )
        if best[0] > 0:
            return _named(frame[best[1]], best[1], areas, by=best[2])
    return None


def inside_named(named: Named, rows: np.ndarray, lonlat: np.ndarray) -> np.ndarray:
    """Whether each of `rows` lies in an area that it names."""
    pair, area = named.pairs(rows)
    shapes = np.asarray(named.areas.frame.geometry.values)
    shapely.prepare(shapes[np.unique(area)])
    inside = shapely.intersects_xy(shapes[area], *lonlat[pair].T)
    return np.bincount(pair[inside], minlength=len(rows)) > 0


def _text_columns(frame: pd.DataFrame) -> list[str]:
    kinds = pd.api.types
    return [
        column
        for column in frame.columns
        if (kinds.is_numeric_dtype(frame[column]) and not kinds.is_bool_dtype(frame[column]))
        or kinds.is_string_dtype(frame[column])
        or (frame[column].dtype == object and column != getattr(frame, "_geometry_column_name", 0))
    ]


def _judged(values: pd.Series, column: str, areas: Areas, *, said: str | None):
    """How well a column names areas (0: not), the column, and by what."""
    compact = fold(column).replace(" ", "")
    headed = column == said or _HEADS[areas.level].fullmatch(compact) is not None
    numbers = pd.api.types.is_numeric_dtype(values)
    if numbers and not headed:
        return 0.0, column, None
    sample = values.iloc[sample_rows(values.notna().to_numpy())].astype(str).str.strip()
    distinct = sample[sample != ""].unique()
    if not len(distinct):
        return 0.0, column, None
    share, by = max((_known(distinct, areas, by=by), by) for by in ("code", "name"))
    enough = _ENOUGH_SAID if headed else _ENOUGH_SEEN
    clear = headed or (len(distinct) >= _FEW and _looks_named(distinct, areas.level, by))
    return (share + headed if share >= enough and clear else 0.0), column, by


def _looks_named(distinct: np.ndarray, level: str, by: str) -> bool:
    """Numbers under a header that says nothing are codes only where they have all five digits."""
    return by == "name" or (level == COMMUNE and all(len(each) == 5 for each in distinct))


def _known(distinct: np.ndarray, areas: Areas, *, by: str) -> float:
    look = areas.by_code if by == "code" else areas.by_name
    return sum(bool(look(each)) for each in distinct) / len(distinct)


def _named(values: pd.Series, column: str, areas: Areas, *, by: str) -> Named:
    value_of_row, distinct = pd.factorize(values.astype("string").str.strip())
    look = areas.by_code if by == "code" else areas.by_name
    lists = _in_one_province([look(each) for each in distinct], areas)
    counts = np.array([len(each) for each in lists], dtype=np.int64)
    known = np.append(counts > 0, False)
    return Named(
        areas,
        column,
        np.where(known[value_of_row], value_of_row, -1),
        np.concatenate([[0], np.cumsum(counts)]),
        np.array([area for each in lists for area in each], dtype=np.int64),
    )


def _in_one_province(lists: list[list[int]], areas: Areas) -> list[list[int]]:
    """Of areas with one name those of the province that most values of the file have an area in."""
    province = areas.frame["province_code"].astype("string").fillna("").to_numpy()
    of_value = [set(province[each]) for each in lists if each]
    counts = pd.Series([code for codes in of_value for code in codes]).value_counts()
    if counts.empty or counts.iloc[0] < _OF_THE_FILE * len(of_value):
        return lists
    here = set(counts.index[counts == counts.iloc[0]])
    narrowed = [[area for area in each if province[area] in here] for each in lists]
    return [some or each for some, each in zip(narrowed, lists, strict=True)]
