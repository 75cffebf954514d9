"""What a unit was made of and what became of it: the sentence a card tells beside today's name."""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import NamedTuple

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
    unit = _listed(version).get(unit_key)
    if unit is None:
        return None
    if not before_reform(version):
        return _of_today(unit_key, unit)
    district = len(code) == DIGITS[DISTRICT]
    return _of_district(unit_key, unit) if district else _of_former(unit_key, unit)


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


class _Unit(NamedTuple):
    name: str
    within: str | None
    since: datetime.date | None
    until: datetime.date | None


def _of_today(key: str, unit: _Unit) -> History:
    version, _, code = key.partition(":")
    return History(
        key,
        _kinds(version).get(key, ENDED),
        unit.since,
        unit.until,
        _kin(_links(national.FORMER, version, "to_key").get(key, ()), national.FORMER),
        tuple(name for (name,) in _districts(version, "unit_key", "district_name").get(key, ())),
        _earlier(version, code),
    )


def _of_former(key: str, unit: _Unit) -> History:
    version, now = key.partition(":")[0], current().name
    try:
        heirs = _links(version, now, "from_key").get(key, ())
    except NoCrosswalk:
        return History(key, ENDED, unit.since, unit.until, ())
    alone = heirs[0][1] if len(heirs) == 1 else PART
    kind = alone if alone not in ("whole", PART) else ENDED
    return History(key, kind, unit.since, unit.until, _kin(heirs, now))


def _of_district(key: str, unit: _Unit) -> History:
    version, now = key.partition(":")[0], current().name
    mine = _districts(now, "district_key", "unit_key", "share").get(key, ())
    kin = _kin([(commune, "whole" if share == 1 else PART) for commune, share in mine], now)
    return History(key, ENDED, timeline()[version].valid_from, unit.until, kin)


def _kin(related: Sequence[tuple[str, str]], version: str) -> tuple[Kin, ...]:
    """The units of a version that are named with the relation of their link."""
    units = _listed(version)
    return tuple(
        Kin(key, units[key].name, units[key].within, relation != PART) for key, relation in related
    )


# Cards ask of one unit after another: tables are read once, and then looked up by key.
@cache
def _listed(version: str) -> dict[str, _Unit]:
    """The communes of a version by key; islands without communes stood under their districts."""
    listed = [register(version, COMMUNE).frame]
    if before_reform(version):
        listed.append(register(version, DISTRICT).frame)
    units = pd.concat(listed)
    within = units["district_name"].where(units["district_name"].notna(), units["province_name"])
    within = within.astype(object).where(within.notna(), None)
    rows = zip(units["full_name"], within, units["valid_from"], units["valid_to"], strict=True)
    return dict(zip(units["unit_key"], map(_Unit._make, rows), strict=True))


@cache
def _links(from_version: str, to_version: str, side: str) -> dict[str, list[tuple]]:
    """By the unit of one side the units of the other, each with the relation."""
    other = "to_key" if side == "from_key" else "from_key"
    return _by(links(from_version, to_version), side, other, "relation")


@cache
def _districts(version: str, key: str, *columns: str) -> dict[str, list[tuple]]:
    return _by(former_districts(version), key, *columns)


@cache
def _kinds(version: str) -> dict[str, str]:
    made = events(national.FORMER, version)
    return dict(zip(made["to_key"], made["kind"], strict=True))


def _by(table: pd.DataFrame, key: str, *columns: str) -> dict[str, list[tuple]]:
    found: dict[str, list[tuple]] = {}
    for at, row in zip(table[key], zip(*(table[c] for c in columns), strict=True), strict=True):
        found.setdefault(at, []).append(row)
    return found


def _earlier(version: str, code: str) -> str | None:
    names = [name for name, own in register(version).earlier.items() if own == code]
    return names[0] if names else None
