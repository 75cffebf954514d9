"""The list of units of one level and boundary version: what a code or a name can mean."""

import datetime
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache

import numpy as np
import pandas as pd

from layers.errors import UnitsNotListed
from layers.units import national
from layers.units.changes import other_codes, upgrades
from layers.units.timeline import LISTED, before_reform, territory_of, timeline
from layers.units.titles import type_of

COMMUNE, DISTRICT, PROVINCE = "commune", "district", "province"
LEVELS = (COMMUNE, DISTRICT, PROVINCE)
DIGITS = {COMMUNE: 5, DISTRICT: 3, PROVINCE: 2}
COLUMNS = (
    "code",
    "unit_key",
    "name",
    "full_name",
    "type",
    "district_code",
    "district_name",
    "province_code",
    "province_name",
    "valid_from",
    "valid_to",
)


@dataclass(frozen=True, eq=False)
class Register:
    """Units of one level.

    Attributes
    ----------
    version : str
        The boundary version; where a layer mixes several with the same borders, the newest.
    level : str
        ``commune``, ``district`` or ``province``.
    frame : DataFrame
        `COLUMNS`, ordered by code, numbered from 0. `valid_from` and `valid_to` are the days
        between which the unit is known to have stood on this ground under this name and type (the
        beginning of the version that first lists it so); None where not known or not over.
    other_codes : Mapping
        Codes that another national list gives a unit -> the code here.
    earlier : Mapping
        Full names on the same ground before an upgrade -> the code here.
    """

    version: str
    level: str
    frame: pd.DataFrame
    other_codes: Mapping[str, str] = field(default_factory=dict)
    earlier: Mapping[str, str] = field(default_factory=dict)

    def __len__(self) -> int:
        return len(self.frame)


@cache
def register(version: str, level: str = COMMUNE) -> Register:
    """The units of a boundary version; the abolished district tier is an empty list since July 2025.

    Raises
    ------
    UnitsNotListed
        If the units of that version are not known one by one.
    """
    if version not in LISTED:
        raise UnitsNotListed(version=version, known=", ".join(LISTED))
    frame = _former(level) if before_reform(version) else _today(level)
    changed = upgrades(version, level)
    frame = _upgraded(frame, changed)
    frame = _provinces_named(frame, version) if level != PROVINCE else frame
    for column in COLUMNS:
        if column not in frame:
            frame = frame.assign(**{column: pd.Series(None, index=frame.index, dtype=object)})
    frame["unit_key"] = version + ":" + frame["code"]
    frame["valid_from"], frame["valid_to"] = _validity(frame["code"], version, level)
    frame = frame[list(COLUMNS)].sort_values("code", ignore_index=True)
    earlier = {f"{row.old}": row.code for row in changed.itertuples()}
    return Register(version, level, frame, other_codes(version, level), earlier)


def register_of_layer(
    frame: pd.DataFrame, *, level: str = COMMUNE, version: str | None = None
) -> Register:
    """The units that a boundary layer of a store holds.

    Parameters
    ----------
    version : str, optional
        The boundary version; by default the newest that the layer's own field names.
    """
    count = len(frame)
    versions = frame["version"] if "version" in frame else pd.Series([version] * count)
    if version is None:
        order = list(timeline())
        named = [name for name in order if name in set(versions.dropna())]
        version = named[-1] if named else order[-1]
    units = pd.DataFrame({"code": frame["code"].astype(str).to_numpy()})
    for column in COLUMNS[1:]:
        if column in frame:
            units[column] = frame[column].astype(object).where(frame[column].notna(), None).array
        else:
            units[column] = None
    full = units["full_name"].where(units["full_name"].notna(), units["name"])
    units["full_name"] = full.fillna("").astype(str)
    units["name"] = units["name"].where(units["name"].notna(), units["full_name"])
    blank = units["type"].isna()
    units.loc[blank, "type"] = units.loc[blank, "full_name"].map(type_of)
    own = versions.fillna(version).astype(str).to_numpy() + ":" + units["code"]
    units["unit_key"] = units["unit_key"].where(units["unit_key"].notna(), own)
    units = _with_places(units, version, level)
    units = units[list(COLUMNS)].drop_duplicates("code").sort_values("code", ignore_index=True)
    there = set(units["code"])
    others = {a: b for a, b in other_codes(version, level).items() if b in there}
    earlier = {row.old: row.code for row in upgrades(version, level).itertuples()}
    return Register(version, level, units, others, {a: c for a, c in earlier.items() if c in there})


def _with_places(units: pd.DataFrame, version: str, level: str) -> pd.DataFrame:
    """Names of the province and district that a layer leaves out, where the version is listed."""
    if version not in LISTED or level == PROVINCE:
        return units
    known = register(version, level).frame.set_index("code")
    for column in ("province_code", "province_name", "district_code", "district_name"):
        found = units["code"].map(known[column]).astype(object)
        found = found.where(found.notna(), None)
        units[column] = units[column].where(units[column].notna(), found)
    return units


def _today(level: str) -> pd.DataFrame:
    if level == DISTRICT:
        return national.districts_former().iloc[:0].drop(columns=["lon", "lat", "has_communes"])
    frame = national.communes_today() if level == COMMUNE else national.provinces_today()
    return frame.drop(columns=["lon", "lat", "area_km2_official"], errors="ignore")


def _former(level: str) -> pd.DataFrame:
    makers = {
        COMMUNE: national.communes_former,
        DISTRICT: national.districts_former,
        PROVINCE: national.provinces_former,
    }
    return makers[level]().drop(columns=["lon", "lat", "has_communes"], errors="ignore")


def _upgraded(frame: pd.DataFrame, changed: pd.DataFrame) -> pd.DataFrame:
    if not len(changed):
        return frame
    new = dict(zip(changed["code"], changed["new"], strict=True))
    full = frame["code"].map(new)
    return frame.assign(
        full_name=full.fillna(frame["full_name"]),
        type=full.map(type_of, na_action="ignore").fillna(frame["type"]),
    )


def _provinces_named(frame: pd.DataFrame, version: str) -> pd.DataFrame:
    changed = upgrades(version, PROVINCE)
    if not len(changed):
        return frame
    new = changed.set_index("code")["new"]
    return frame.assign(
        province_name=frame["province_code"].map(new).fillna(frame["province_name"])
    )


def _validity(code: pd.Series, version: str, level: str) -> tuple[np.ndarray, np.ndarray]:
    """Between which days each unit stood as it is; an upgrade parts the versions of one territory."""
    versions = [v for v in timeline().values() if v.territory == territory_of(version)]
    here = [v.name for v in versions].index(version)
    start = pd.Series([versions[0].valid_from] * len(code), index=code, dtype=object)
    end = pd.Series([versions[-1].valid_to] * len(code), index=code, dtype=object)
    # The latest change up to this version begins a unit as it is, the first one after it ends it.
    for number in [*range(1, here + 1), *range(len(versions) - 1, here, -1)]:
        before, later = versions[number - 1], versions[number]
        fresh = set(upgrades(later.name, level)["code"]) - set(upgrades(before.name, level)["code"])
        mine = start.index.isin(fresh)
        if number <= here:
            start[mine] = later.valid_from
        else:
            end[mine] = later.valid_from - datetime.timedelta(days=1)
    return start.to_numpy(), end.to_numpy()
