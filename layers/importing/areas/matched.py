"""The units of the rows of a table: by what its cells, its title and a person say."""

from collections.abc import Mapping
from typing import NamedTuple

import pandas as pd

from layers.errors import OtherVersion
from layers.importing.areas.columns import AreaColumns, level_of_column
from layers.importing.areas.resolve import Resolved, districts_of_before, resolve
from layers.importing.areas.table import KEY, Given, TableRead
from layers.importing.areas.titles import province_named
from layers.matching.match import texts_of
from layers.matching.recognise import Fit, fit_versions, require_version
from layers.units.register import COMMUNE
from layers.units.timeline import LISTED


class TableMatched(NamedTuple):
    """The units of its rows; `keyed` are the rows that name theirs by its key."""

    texts: pd.DataFrame
    titled: str | None
    keyed: pd.Series
    resolved: Resolved
    fits: list[Fit]
    fault: OtherVersion | None

    @property
    def open_texts(self) -> pd.DataFrame:
        """The texts of the rows that had to be matched."""
        return self.texts[~self.keyed]

    @property
    def offered(self) -> str | None:
        """The version to import the table in instead: the best whose units are known."""
        if self.fault is None:
            return None
        named = [self.fault.params["found"], *(fit.version for fit in self.fits)]
        return next((version for version in named if version in LISTED), None)


def match_table(given: Given, read: TableRead) -> TableMatched:
    """The unit of each row, by what the columns of areas, the title and the choices say."""
    columns, frame = read.columns, read.figures.frame
    texts = _texts(read.shaped.frame, columns, frame, given.choices.given)
    titled = None
    if columns.all and not any(c.startswith("parent") for c in texts.columns[3:]):
        titled = province_named(given.titles, given.version)
        texts = texts if titled is None else texts.assign(parent0=titled)
    keyed = _keyed(frame)
    found = _resolved(given.version, texts[~keyed], columns, given.choices.areas)
    return TableMatched(texts, titled, keyed, *found)


def _texts(
    table: pd.DataFrame, columns: AreaColumns, frame: pd.DataFrame, given: Mapping[str, str]
) -> pd.DataFrame:
    """``name``, ``code``, ``parent`` of each row as the file writes them, and each parent by itself."""
    blank = pd.Series("", index=table.index, dtype=object)
    out = pd.DataFrame(
        {
            "name": texts_of(table[columns.name]) if columns.name else blank,
            "code": texts_of(table[columns.code]) if columns.code else blank,
        }
    )
    parents = [texts_of(table[c]) for c in columns.parents]
    out["parent"] = blank
    for parent in parents:
        new = (parent != "") & (parent != out["parent"])
        joined = (out["parent"] + ", " + parent).str.removeprefix(", ")
        out["parent"] = out["parent"].where(~new, joined)
    if province := given.get("province_code"):
        parents.append(pd.Series(province, index=table.index, dtype=object))
    elif "province_code" in frame:
        parents.append(texts_of(frame["province_code"]))
    for i, parent in enumerate(parents):
        out[f"parent{i}"] = parent.where(parent != out["name"], "")
    return out


def _keyed(frame: pd.DataFrame) -> pd.Series:
    """Rows that name their unit by its key, as files do that we wrote ourselves."""
    if KEY not in frame:
        return pd.Series(False, index=frame.index)
    text = frame[KEY].astype("string").str.strip()
    return (text.notna() & (text != "")).fillna(False).astype(bool)


def _resolved(
    version: str, texts: pd.DataFrame, columns: AreaColumns, chosen: Mapping[str, str]
) -> tuple[Resolved, list[Fit], OtherVersion | None]:
    """Match, after a look at whether the table is of that version at all."""
    names, codes = texts["name"], texts["code"]
    parents = [texts[c] for c in texts.columns if c not in ("name", "code", "parent")]
    resolved = resolve(
        version,
        names=names if columns.name else None,
        codes=codes if columns.code or not columns.name else None,
        parents=parents,
        chosen=chosen,
        level=level_of_column(columns.name or columns.code),
    )
    communes = resolved.of_level(COMMUNE)
    if not columns.all:
        return resolved, [], None
    if not communes.any():
        return resolved, [], districts_of_before(resolved, names)
    fits = fit_versions(
        names=names[communes] if columns.name else None,
        codes=codes[communes] if columns.code else None,
        parents=[p[communes] for p in parents] or None,
    )
    try:
        require_version(version, fits)
    except OtherVersion as fault:
        return resolved, fits, fault
    return resolved, fits, None
