"""What a unit was made of and what became of it: the sentence a card tells beside today's name."""

import datetime
from dataclasses import dataclass

import pandas as pd

from layers.errors import NoCrosswalk
from layers.units import national
from layers.units.events import events, former_districts
from layers.units.links import PART, links
from layers.units.register import COMMUNE, DIGITS, DISTRICT, register
from layers.units.timeline import LISTED, before_reform, current, timeline


@dataclass(frozen=True)
class Kin:
    """A unit of the other side of the reform that shares ground with the one asked for.

    Attributes
    ----------
    unit_key, name : str
    within : str or None
        Its district, else its province.
    whole : bool
        Of a former unit, whether all of it went here; of today's, whether the unit went there whole.
    """

    unit_key: str
    name: str
    within: str | None
    whole: bool


@dataclass(frozen=True)
class History:
    """The life of one unit.

    Attributes
    ----------
    kind : str
        How a unit of today came to be, one of `layers.units.events.KINDS`; ``ended`` of a former
        unit that is no more under its name, ``unchanged``, ``renamed`` or ``upgraded`` of one that
        stands alone in one of today's.
    since, until : date or None
        Between which days it stood under its name and type.
    kin : tuple of Kin
        Of a unit of today the former ones it was made of; of a former one those on its ground now.
    districts : tuple of str
        The abolished districts that a commune of today lies in.
    earlier_name : str or None
        What it was called before an upgrade since the reform.
    """

    unit_key: str
    kind: str
    since: datetime.date | None
    until: datetime.date | None
    kin: tuple[Kin, ...]
    districts: tuple[str, ...] = ()
    earlier_name: str | None = None


ENDED = "ended"


def history_of(unit_key: str) -> History | None:
    """The history of a commune or a former district; None where its version is not listed.

    Examples
    --------
    >>> found = history_of("v2025-03:20257")
    >>> found.kind, [kin.name for kin in found.kin]
    ('ended', ['Phường Hòa Cường'])
    """
    version, _, code = unit_key.partition(":")
    if version not in LISTED:
        return None
    if len(code) == DIGITS[DISTRICT] and before_reform(version):
        return _of_district(unit_key, version)
    unit = _row(register(version).frame, unit_key)
    if unit is None:
        return None
    return _of_former(unit) if before_reform(version) else _of_today(unit, version)


def changes_of_city(city: str) -> pd.DataFrame:
    """How the communes of one of today's provinces came to be, counted by kind.

    Parameters
    ----------
    city : str
        The code of the province.

    Returns
    -------
    DataFrame
        `kind` and `units`, in the order of `layers.units.events.KINDS`.
    """
    version = current().name
    units = register(version).frame
    mine = units.loc[units["province_code"] == city, "unit_key"]
    made = events(national.FORMER, version)
    counts = made.loc[made["to_key"].isin(mine), "kind"].value_counts()
    return counts.rename_axis("kind").rename("units").reset_index()


def _of_today(unit: pd.Series, version: str) -> History:
    key = unit["unit_key"]
    made = events(national.FORMER, version)
    kind = made.loc[made["to_key"] == key, "kind"]
    origins = links(national.FORMER, version)
    origins = origins[origins["to_key"] == key]
    districts = former_districts(version)
    named = districts.loc[districts["unit_key"] == key, "district_name"]
    return History(
        key,
        kind.iloc[0] if len(kind) else ENDED,
        unit["valid_from"],
        unit["valid_to"],
        _kin(origins["from_key"], origins["relation"] != PART, national.FORMER),
        tuple(named),
        _earlier(version, unit["code"]),
    )


def _of_former(unit: pd.Series) -> History:
    now = current().name
    key = unit["unit_key"]
    version = key.partition(":")[0]
    try:
        heirs = links(version, now)
    except NoCrosswalk:
        return History(key, ENDED, unit["valid_from"], unit["valid_to"], ())
    heirs = heirs[heirs["from_key"] == key]
    alone = heirs["relation"].iloc[0] if len(heirs) == 1 else PART
    kind = alone if alone not in ("whole", PART) else ENDED
    kin = _kin(heirs["to_key"], heirs["relation"] != PART, now)
    return History(key, kind, unit["valid_from"], unit["valid_to"], kin)


def _of_district(unit_key: str, version: str) -> History | None:
    unit = _row(register(version, DISTRICT).frame, unit_key)
    if unit is None:
        return None
    now = current().name
    grouped = former_districts(now)
    mine = grouped[grouped["district_key"] == unit_key]
    kin = _kin(mine["unit_key"], mine["share"] == 1, now)
    return History(unit_key, ENDED, timeline()[version].valid_from, unit["valid_to"], kin)


def _row(frame: pd.DataFrame, unit_key: str) -> pd.Series | None:
    found = frame[frame["unit_key"] == unit_key]
    return None if found.empty else found.iloc[0]


def _kin(keys: pd.Series, whole: pd.Series, version: str) -> tuple[Kin, ...]:
    listed = [register(version, COMMUNE).frame]
    if before_reform(version):  # islands without communes stand under their districts
        listed.append(register(version, DISTRICT).frame)
    units = pd.concat(listed).set_index("unit_key").loc[keys]
    within = units["district_name"].where(units["district_name"].notna(), units["province_name"])
    rows = zip(keys, units["full_name"], within, whole, strict=True)
    return tuple(Kin(k, n, None if pd.isna(w) else w, bool(all_)) for k, n, w, all_ in rows)


def _earlier(version: str, code: str) -> str | None:
    names = [name for name, own in register(version).earlier.items() if own == code]
    return names[0] if names else None
