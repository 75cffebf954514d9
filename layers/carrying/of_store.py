"""Figures of a layer of the store, carried to the units of another boundary version."""

from collections.abc import Iterator
from dataclasses import dataclass

import pandas as pd

from layers.carrying.carry import NO_LINK, OTHER_VERSION, UNKNOWN, Carried, carry
from layers.carrying.frames import Frames, links_in
from layers.carrying.ground import codes_of, versions_of
from layers.carrying.parts import Parts, parts_of
from layers.carrying.shares import AREA
from layers.carrying.weighing import shares_in
from layers.errors import CannotCarry, NoCrosswalk, UnitsNotListed, UnknownField
from layers.services.states import BLANK_STATES, states_of
from layers.spec import FieldSpec, LayerSpec, get_spec
from layers.units.register import COMMUNE, DIGITS, DISTRICT, register
from layers.units.timeline import LISTED, before_reform

NOT_A_COMMUNE, OTHER_TIER, NO_CROSSWALK, TWICE = "not_a_commune", "tier", "no_crosswalk", "twice"
GROUP = ("tier", "period", "scheme", "counting_unit")
_KEY = "unit_key"
_PLACED = [*GROUP, "from", "field"]
_COLUMNS = {
    "rows": ["to_key", "value", "low", "high", "known", "parts", "unknown", "outside", "exact"],
    "affected": ["from_key", "to_key", "share", "weight", "value", "low", "high"],
    "left_out": ["from_key", "value", "why"],
}


@dataclass(frozen=True)
class CarriedLayer:
    """Counts of a layer in the units of another boundary version.

    Attributes
    ----------
    rows : DataFrame
        ``code``, ``name``, ``unit_key``, ``field``, ``tier``, ``period``, ``scheme``,
        ``counting_unit``, ``from`` (the version carried from), and the columns of
        `layers.carrying.carry.Carried.rows`.
    affected : DataFrame
        ``from_key``, ``to_key``, ``field``, ``period``, ``share``, ``weight``, ``value``, ``low``,
        ``high``; one row for each part of a split unit.
    left_out : DataFrame
        ``unit``, ``field``, ``period``, ``value``, ``why``: as in `Carried`, and ``not_a_commune`` or
        ``tier`` (a figure of a city, district or department is never spread), ``no_crosswalk``,
        ``twice`` (different values of one unit), or the state of a blank field.
    totals : dict
        Field -> ``before``, ``carried``, ``left_out``; the first is the sum of the others.
    """

    layer: str
    number: int
    from_versions: tuple[str, ...]
    to_version: str
    weight: str
    rows: pd.DataFrame
    affected: pd.DataFrame
    left_out: pd.DataFrame
    totals: dict[str, dict[str, float]]


def carry_layer(
    frames: Frames,
    layer_id: str,
    *,
    to_version: str,
    fields: tuple[str, ...] = (),
    weight: str = AREA,
) -> CarriedLayer:
    """Carry the counts of a layer whose rows are administrative units.

    Parameters
    ----------
    layer_id : str
        A table with ``unit_key``, of which each tier, period, scheme and counting unit is carried by
        itself, or a layer of areas.
    fields : tuple of str
        By default every field of whole numbers. A percentage is refused: its numerator and its
        denominator can be carried.
    weight : str
        As for `layers.carrying.weighing.shares_in`.

    Raises
    ------
    UnknownLayer, UnknownField, UnitsNotListed, BadOption
    CannotCarry
        ``no_units``, ``no_counts``, ``percentage``, ``not_numeric``, and those of `carry`.
    """
    spec = get_spec(frames.specs, layer_id)
    names = _names(to_version)
    if layer_id not in frames:
        raise CannotCarry("no_units", layer=layer_id)
    frame = frames[layer_id]
    if _KEY not in frame:
        raise CannotCarry("no_units", layer=layer_id)
    wanted = _fields(spec, frame, fields)
    ways = _Ways(frames, to_version, weight)
    found = [
        one
        for group, rows in _groups(frame)
        for field in wanted
        if rows[field].notna().any()
        for one in _carry_group(rows, field, group, ways)
    ]
    if not found:
        raise CannotCarry("no_counts", layer=layer_id)
    rows = _joined(found, "rows").rename(columns={"to_key": _KEY})
    rows.insert(0, "code", codes_of(rows[_KEY]))
    rows.insert(1, "name", rows[_KEY].map(names))
    left_out = _joined(found, "left_out").rename(columns={"from_key": "unit"})
    return CarriedLayer(
        layer_id,
        frames.versions[layer_id].number,
        tuple(dict.fromkeys(one.placed["from"] for one in found if len(one.rows))),
        to_version,
        weight,
        rows,
        _joined(found, "affected"),
        left_out[["unit", "field", *GROUP, "value", "why"]],
        _totals(found),
    )


def _names(version: str) -> pd.Series:
    """Names by unit key; districts too, for the islands that had no communes."""
    listed = [register(version, COMMUNE).frame]
    if before_reform(version):
        listed.append(register(version, DISTRICT).frame)
    return pd.concat(listed).set_index(_KEY)["full_name"]


def carry_field(
    frames: Frames, layer_id: str, field: str, *, to_version: str, weight: str = AREA
) -> CarriedLayer:
    """One field of a layer; see `carry_layer`."""
    return carry_layer(frames, layer_id, to_version=to_version, fields=(field,), weight=weight)


@dataclass(frozen=True)
class _Found:
    """What one field of one group of rows of one version came to."""

    placed: dict
    rows: pd.DataFrame
    affected: pd.DataFrame
    left_out: pd.DataFrame
    before: float
    after: float


class _Ways:
    """The links from each version, made once."""

    def __init__(self, frames: Frames, to_version: str, weight: str):
        self._frames, self.to_version, self._weight = frames, to_version, weight
        self._parts: dict[str, Parts | None] = {}

    def from_version(self, version: str) -> Parts | None:
        """None where it is not known which units became which."""
        if version not in self._parts:
            self._parts[version] = self._find(version)
        return self._parts[version]

    def _find(self, version: str) -> Parts | None:
        try:
            linked = links_in(self._frames, version, self.to_version)
        except (NoCrosswalk, UnitsNotListed):
            return None
        shares = shares_in(self._frames, version, self.to_version, self._weight)
        return parts_of(linked, shares)


def _groups(frame: pd.DataFrame) -> Iterator[tuple[dict, pd.DataFrame]]:
    """Rows that may be summed with each other; a column that is not there is None."""
    by = [name for name in GROUP if name in frame]
    if not by:
        yield dict.fromkeys(GROUP), frame
        return
    for values, rows in frame.groupby(by, dropna=False, sort=True):
        there = {k: None if pd.isna(v) else v for k, v in zip(by, values, strict=True)}
        yield dict.fromkeys(GROUP) | there, rows


def _carry_group(rows: pd.DataFrame, field: str, group: dict, ways: _Ways) -> Iterator[_Found]:
    for version, part in rows.groupby(versions_of(rows[_KEY]).to_numpy(), sort=False):
        placed = group | {"from": version, "field": field}
        values, why, twice = _values(part, field)
        way = ways.from_version(version) if group["tier"] in (None, COMMUNE) else None
        if way is None:
            yield _nothing(values, twice, placed)
            continue
        carried = carry(values, ways.to_version, links=way, expected=_expected(values, version))
        yield _of(carried, why, twice, placed)


def _expected(values: pd.Series, version: str) -> pd.Index | None:
    """All units of the provinces that are named: a return of one city does not speak of the others.

    None where the units of the version are not listed and only a crosswalk of the store knows them.
    """
    if version not in LISTED:
        return None
    units = register(version, COMMUNE).frame
    named = units.loc[units[_KEY].isin(values.index), "province_code"].unique()
    inside = units.loc[units["province_code"].isin(named), _KEY]
    return pd.Index(inside).union(values.index)


def _values(rows: pd.DataFrame, field: str) -> tuple[pd.Series, pd.Series, pd.DataFrame]:
    """The value of each unit, why it is blank, and the rows of units that have different ones."""
    keys = rows[_KEY].astype(object)
    values = pd.to_numeric(rows[field]).astype("Float64").astype("float64")
    given = pd.DataFrame({_KEY: keys, "value": values, "state": states_of(rows, field)})
    by_unit = given.groupby(_KEY, dropna=False, sort=False)
    odd = by_unit["value"].transform("nunique") > 1
    twice = given[odd & given["value"].notna()].rename(columns={_KEY: "from_key"})
    first = by_unit["value"].first().mask(by_unit["value"].nunique() > 1)
    blank = given[given["state"].isin(BLANK_STATES)].drop_duplicates(_KEY).set_index(_KEY)["state"]
    return first, blank, twice[["from_key", "value"]].assign(why=TWICE)


def _of(carried: Carried, blank: pd.Series, twice: pd.DataFrame, placed: dict) -> _Found:
    left = carried.left_out.copy()
    state = left["from_key"].map(blank)
    left["why"] = state.where((left["why"] == UNKNOWN) & state.notna(), left["why"])
    left["why"] = left["why"].mask(
        left["why"].isin([NO_LINK, OTHER_VERSION]) & ~_is_commune(left["from_key"]), NOT_A_COMMUNE
    )
    left = left[~left["from_key"].isin(twice["from_key"])]
    before = carried.total_before + twice["value"].sum()
    rows = carried.rows.reset_index()
    left = pd.concat([left, twice]) if len(twice) else left
    return _Found(placed, rows, carried.affected, left, before, carried.total_after)


def _nothing(values: pd.Series, twice: pd.DataFrame, placed: dict) -> _Found:
    """A group of which nothing can be carried, with the reason for each unit."""
    left = values[~values.index.isin(twice["from_key"])].dropna()
    left = left.rename_axis("from_key").rename("value").reset_index()
    left["why"] = NO_CROSSWALK
    left.loc[~_is_commune(left["from_key"]), "why"] = NOT_A_COMMUNE
    if placed["tier"] not in (None, COMMUNE):
        left["why"] = OTHER_TIER
    left = pd.concat([left, twice]) if len(twice) else left
    none = pd.DataFrame()
    return _Found(placed, none, none, left, left["value"].sum(), 0.0)


def _is_commune(keys: pd.Series) -> pd.Series:
    return keys.astype("string").str.fullmatch(rf"[^:]+:\d{{{DIGITS[COMMUNE]}}}").fillna(False)


def _fields(spec: LayerSpec, frame: pd.DataFrame, wanted: tuple[str, ...]) -> list[str]:
    if not wanted:
        return [f.name for f in spec.fields if f.type == "integer" and f.name in frame]
    for name in wanted:
        if name not in frame or name == "geometry":
            known = ", ".join(f.name for f in spec.fields if f.type == "integer")
            raise UnknownField(field=name, layer=spec.id, known=known)
        if _is_percentage(name, spec.field(name)):
            raise CannotCarry("percentage", field=name)
        if not pd.api.types.is_numeric_dtype(frame[name]):
            raise CannotCarry("not_numeric", field=name)
    return list(dict.fromkeys(wanted))


def _is_percentage(name: str, field: FieldSpec | None) -> bool:
    words = set(name.lower().split("_"))
    said = field is not None and (field.unit or "").strip() in ("%", "percent")
    return said or bool(words & {"pct", "percent", "percentage", "rate", "share", "ratio"})


def _joined(found: list[_Found], what: str) -> pd.DataFrame:
    """The tables of all groups under each other, each row with where it belongs."""
    tables = [getattr(one, what).assign(**one.placed) for one in found if len(getattr(one, what))]
    if not tables:
        return pd.DataFrame(columns=[*_COLUMNS[what], *_PLACED])
    return pd.concat(tables, ignore_index=True)


def _totals(found: list[_Found]) -> dict[str, dict[str, float]]:
    totals: dict[str, dict[str, float]] = {}
    for one in found:
        total = totals.setdefault(
            one.placed["field"], {"before": 0.0, "carried": 0.0, "left_out": 0.0}
        )
        total["before"] += one.before
        total["carried"] += one.after
        total["left_out"] += one.left_out["value"].sum()
    return totals
