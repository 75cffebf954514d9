"""Which columns of a table say what unit a row is of: its code, its name, what it lies in."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from geo.text import fold
from layers.errors import BadOption, UnknownField
from layers.importing.areas.levels import SURE
from layers.importing.mapping import Remembered
from layers.matching.match import match_areas
from layers.units.register import Register

CODE, NAME, PARENT = "area_code", "area_name", "area_parent"
# They are mapped like fields, though no layer has them: what comes of them is `unit_key`.
AREA_FIELDS = (CODE, NAME, PARENT)

_OF_DISTRICT = (
    "quan huyen", "ten quan huyen", "quan huyen thi xa", "quan huyen tx tp", "quan", "huyen",
    "cap huyen", "ten huyen", "ten quan", "ubnd quan huyen", "ubnd cap huyen", "district",
    "district name",
)  # fmt: skip
_OF_PROVINCE = (
    "tinh tp", "tinh thanh", "tinh thanh pho", "ten tinh", "ten tinh tp", "ten tinh thanh pho", "tinh",
    "thanh pho", "tp", "tinh tp truc thuoc tw", "cap tinh", "province", "province name", "city",
    "province city",
)  # fmt: skip
_NAMES = {
    CODE: (
        "ma xa", "ma phuong", "ma phuong xa", "ma xa phuong", "ma px", "ma don vi hanh chinh", "ma dvhc",
        "madvhc", "ma dia phuong", "ma don vi", "ma dia ban", "commune code", "ward code", "area code",
        "unit code", "ma quan huyen", "ma huyen", "ma quan", "district code", "code", "ma", "ma so",
    ),
    NAME: (
        "ten phuong xa", "ten xa phuong", "ten xa", "ten phuong", "ten px", "phuong xa", "xa phuong",
        "phuong xa dac khu", "xa phuong dac khu", "xa phuong thi tran", "phuong xa thi tran", "xa", "phuong",
        "ten don vi hanh chinh", "don vi hanh chinh", "ten dvhc", "dvhc", "ten don vi", "don vi",
        "ten dia phuong", "dia phuong", "dia ban", "ubnd", "ubnd xa phuong", "ubnd phuong xa", "ubnd cap xa",
        "ubnd xa phuong dac khu", "cap xa", "co quan don vi", "co quan", "ten co quan", "ten co quan don vi",
        "don vi co quan", "co quan thuc hien", "don vi thuc hien", "don vi bao cao", "ward", "commune",
        "ward name", "commune name", "ward commune", "area", "area name", "unit", "unit name",
        "administrative unit", "full name", "ten day du", "name", "ten",
    ),
    PARENT: (
        *_OF_DISTRICT, *_OF_PROVINCE, "thuoc", "truc thuoc", "thuoc quan huyen", "thuoc tinh", "don vi cap tren",
        "parent",
    ),
}  # fmt: skip
_SAMPLE = 200
_ENOUGH_NAMES, _ENOUGH_CODES = 0.5, 0.9


@dataclass(frozen=True)
class AreaColumns:
    """The columns, as far as there are any.

    Attributes
    ----------
    why : dict
        Of `AREA_FIELDS` each that was found -> ``chosen``, ``remembered``, ``name`` or ``values``.
    """

    code: str | None = None
    name: str | None = None
    parents: tuple[str, ...] = ()
    why: Mapping[str, str] | None = None

    @property
    def all(self) -> list[str]:
        return [column for column in (self.code, self.name, *self.parents) if column is not None]

    @property
    def mapping(self) -> dict[str, str]:
        """As it stands in `Choices.mapping`; of several parents the smallest."""
        parent = self.parents[0] if self.parents else None
        pairs = zip(AREA_FIELDS, (self.code, self.name, parent), strict=True)
        return {field: column for field, column in pairs if column is not None}


def split_mapping(mapping: Mapping[str, str]) -> tuple[dict[str, str], dict[str, str]]:
    """What was chosen of fields of the layer, and of `AREA_FIELDS`."""
    fields = {name: column for name, column in mapping.items() if name not in AREA_FIELDS}
    return fields, {name: mapping[name] for name in AREA_FIELDS if name in mapping}


def find_area_columns(
    frame: pd.DataFrame,
    register: Register,
    *,
    chosen: Mapping[str, str],
    taken: Iterable[str] = (),
    above: Iterable[str] = (),
    remembered: Iterable[Remembered] = (),
) -> AreaColumns:
    """Find the columns: as somebody said, now or before, else by their names, else by their values.

    Parameters
    ----------
    register : Register
        Communes of the version that the rows are matched with.
    chosen : mapping
        Of `AREA_FIELDS` those that somebody chose; ``""`` where none is meant.
    taken : iterable of str
        Columns that are something else.
    above : iterable of str
        Columns made of the heads of groups: parents whatever else is found.

    Raises
    ------
    UnknownField, BadOption
        If what was chosen is no column, or one column twice.
    """
    above = list(above)
    columns = [str(c) for c in frame.columns if c not in {*taken, *above}]
    _require_columns(chosen, [str(c) for c in frame.columns])
    found = dict(chosen)
    why = dict.fromkeys(chosen, "chosen")

    def take(field: str, column: str | None, how: str) -> None:
        if column is not None and field not in found and column not in found.values():
            found[field], why[field] = column, how

    same = [each for each in remembered if set(each.columns) == set(map(str, frame.columns))]
    for field, column in (same[0].mapping if same else {}).items():
        if field in AREA_FIELDS and column in columns:
            take(field, column, "remembered")
    named = {field: _by_name(columns, names) for field, names in _NAMES.items()}
    for field in (CODE, NAME):
        take(field, next(iter(named[field]), None), "name")
    left = [c for c in columns if c not in found.values()]
    if not found.get(NAME) and NAME not in chosen:
        lower = [c for c in left if c not in named[PARENT]]
        take(NAME, _by_values(frame, lower, register), "values")
    # A table of districts or cities has no column below them.
    if found.get(NAME) is None and found.get(CODE) is None:
        take(NAME, next(iter(named[PARENT]), None), "name")
    if not found.get(NAME) and not found.get(CODE) and CODE not in chosen:
        take(CODE, _by_codes(frame, left, register), "values")
    parents = [found[PARENT]] if PARENT in found else []
    if PARENT not in chosen:
        parents += [c for c in named[PARENT] if c not in (*found.values(), *parents)]
        why |= {PARENT: why.get(PARENT, "name")} if parents else {}
    parents += [c for c in above if c not in parents]
    return AreaColumns(
        found.get(CODE) or None, found.get(NAME) or None, tuple(filter(None, parents)), why
    )


def level_of_column(column: str | None) -> str | None:
    """The level that the heading of a column of names speaks of: ``district`` or ``province``."""
    key = fold(str(column))
    return "district" if key in _OF_DISTRICT else "province" if key in _OF_PROVINCE else None


def _require_columns(chosen: Mapping[str, str], columns: list[str]) -> None:
    for field, column in chosen.items():
        if column and column not in columns:
            raise UnknownField(field=column, layer=field, known=", ".join(columns))
        if column and list(chosen.values()).count(column) > 1:
            raise BadOption(option="--map", value=f"{field}={column}")


def _by_name(columns: list[str], names: tuple[str, ...]) -> list[str]:
    """Columns of these names, in the order of the names."""
    by_key = {fold(column): column for column in reversed(columns)}
    return [by_key[name] for name in names if name in by_key]


def _by_values(frame: pd.DataFrame, columns: list[str], register: Register) -> str | None:
    """The column of text of which most values are names of units."""
    shares = {}
    for column in columns:
        texts = _sample(frame[column])
        if len(texts) and not texts.str.fullmatch(r"[\d\s.,%-]*").all():
            shares[column] = match_areas(register, names=texts).rows["how"].isin(SURE).mean()
    best = max(shares, key=shares.get, default=None)
    return best if best is not None and shares[best] >= _ENOUGH_NAMES else None


def _by_codes(frame: pd.DataFrame, columns: list[str], register: Register) -> str | None:
    """The column of digits, all different, of which nearly all are codes of units."""
    known = register.frame["code"]
    for column in columns:
        texts = _sample(frame[column])
        digits = texts[texts.str.fullmatch(r"\d{4,5}")].str.zfill(5)
        if len(digits) and np.mean(digits.isin(known)) * len(digits) >= _ENOUGH_CODES * len(texts):
            return column
    return None


def _sample(values: pd.Series) -> pd.Series:
    if not pd.api.types.is_string_dtype(values) and not pd.api.types.is_integer_dtype(values):
        return pd.Series([], dtype="string")
    texts = values.dropna().astype("string").str.strip()
    return texts[texts != ""].drop_duplicates().head(_SAMPLE)
