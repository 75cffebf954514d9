"""Long tables: a row for each area and indicator, the figure in a column of values."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from geo.text import fold
from layers.importing.tables.cells import each, has_text
from layers.importing.tables.measures import PERCENT, Measure, read_measure, unit_of
from layers.spec import LayerSpec

_INDICATOR = {
    "chi tieu", "ten chi tieu", "chi so", "ten chi so", "tieu chi", "noi dung", "noi dung chi tieu",
    "loai", "loai dich vu", "muc do", "muc", "hinh thuc", "indicator", "measure", "metric", "level",
    "chi tieu thong ke", "loai hinh", "phan loai", "variable",
}  # fmt: skip
_VALUE = {
    "gia tri", "so lieu", "so luong", "ket qua", "thuc hien", "value", "count", "number", "figure",
    "con so", "so", "tong", "tong so", "so luong dvc", "so luong dich vu", "so luong tthc",
}  # fmt: skip
_UNIT = {"don vi tinh", "dvt", "don vi", "don vi do", "unit", "units"}
_TIMES = ("tram", "nghin", "ngan", "trieu", "ty")
_ENOUGH = 0.5


@dataclass(frozen=True)
class LongForm:
    """The columns that make a table long.

    Attributes
    ----------
    indicator : str
        Column that names what is counted.
    values : list of str
        Columns of figures: one, or one a period.
    unit : str or None
        Column of units.
    measures : ndarray of Measure
        What each row counts.
    """

    indicator: str
    values: list[str]
    unit: str | None
    measures: np.ndarray

    @property
    def fields(self) -> np.ndarray:
        """The field of each row's figure, None where the indicator is not known."""
        return np.array([None if m is None else m.field for m in self.measures], dtype=object)


def find_long_form(
    frame: pd.DataFrame, spec: LayerSpec, headings: Mapping[str, Measure]
) -> LongForm | None:
    """Whether a table is long: an indicator's column of which half the names are known, and values.

    Parameters
    ----------
    headings : mapping
        What the name of each column counts, as `read_measure` says.
    """
    indicator = next((c for c in headings if _names_measures(frame, c, spec)), None)
    if indicator is None:
        return None
    values = [c for c in headings if fold(c) in _VALUE and c != indicator]
    # A heading of nothing but a period stands over the values of that period.
    values = values[:1] or [c for c, m in headings.items() if m.bare and m.period is not None]
    if not values:
        return None
    unit = next((c for c in headings if c not in values and _says_units(frame, c)), None)
    measures = each(frame[indicator], lambda name: read_measure(str(name), spec))
    return LongForm(indicator, values, unit, _with_percent(measures, frame, unit))


def with_units(cells: pd.Series, units: pd.Series) -> pd.Series:
    """Values with the multiplier that the column of units says behind them: 1,2 and nghìn hồ sơ."""
    said = each(units, _multiplier)
    asked = (said != None) & cells.notna().to_numpy()  # noqa: E711
    if not asked.any():
        return cells
    out = cells.astype(object)
    shown = out[asked].map(lambda v: str(v).replace(".", ",") if isinstance(v, float) else str(v))
    out[asked] = shown + " " + said[asked]
    return out


def _names_measures(frame: pd.DataFrame, column: str, spec: LayerSpec) -> bool:
    if fold(column) not in _INDICATOR or not has_text(frame[column]):
        return False
    kinds = [kind for kind in frame[column].dropna().unique() if str(kind).strip()]
    known = sum(read_measure(str(kind), spec).field is not None for kind in kinds)
    return bool(kinds) and known >= _ENOUGH * len(kinds)


def _says_units(frame: pd.DataFrame, column: str) -> bool:
    if fold(column) not in _UNIT or not has_text(frame[column]):
        return False
    kinds = [str(kind) for kind in frame[column].dropna().unique()]
    return bool(kinds) and sum(map(_is_unit, kinds)) >= _ENOUGH * len(kinds)


def _is_unit(text: str) -> bool:
    return _is_percent(text) or unit_of(text) is not None or _multiplier(text) is not None


def _is_percent(text: object) -> bool:
    return isinstance(text, str) and ("%" in text or fold(text) == "phan tram")


def _multiplier(text: object) -> str | None:
    word = text.split()[0] if isinstance(text, str) and text.strip() else ""
    return word if fold(word) in _TIMES else None


def _with_percent(measures: np.ndarray, frame: pd.DataFrame, unit: str | None) -> np.ndarray:
    """An indicator whose unit is the percentage is the stated percentage, whatever it names."""
    if unit is None:
        return measures
    share = each(frame[unit], _is_percent)
    out = measures.copy()
    for row in np.flatnonzero(share.astype(bool)):
        if out[row] is not None and out[row].field is not None:
            out[row] = Measure(PERCENT, out[row].period, out[row].tier)
    return out
