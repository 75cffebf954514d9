"""Which unit each row means, whatever level it is of; offices and doubtful names wait for a person."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from geo.text import fold, nfc
from layers.errors import BadOption, OtherVersion
from layers.importing.areas.levels import BODY, CITY, SURE, level_said
from layers.matching.former import former_of
from layers.matching.match import decision_key, match_areas
from layers.units.national import FORMER
from layers.units.register import COMMUNE, DISTRICT, PROVINCE, Register, register
from layers.units.timeline import timeline

_LEVELS = (COMMUNE, PROVINCE, DISTRICT)
_BY_DIGITS = {2: PROVINCE, 3: DISTRICT}
_MOSTLY = 0.6
_OFFERED = 3


@dataclass(frozen=True)
class Resolved:
    """The unit of each row.

    Attributes
    ----------
    rows : DataFrame
        Index as given. `code`, `unit_key`, `full_name`, `province_code` (None where no unit is
        sure), `level` (of the unit, ``body`` for an office), `how` (see `layers.matching`),
        `reason`, `text` (what a decision hangs on), `candidates` (tuples of unit keys).
    registers : tuple of Register
        What the rows were matched with, communes first.
    """

    rows: pd.DataFrame
    registers: tuple[Register, ...]

    @property
    def sure(self) -> pd.Series:
        """Rows whose unit needs nobody."""
        return self.rows["how"].isin(SURE) & self.rows["code"].notna()

    @property
    def left_out(self) -> pd.Series:
        """Rows that somebody said are of no unit."""
        return (self.rows["how"] == "chosen") & self.rows["code"].isna()

    def of_level(self, level: str) -> pd.Series:
        """Rows that speak of units of a level, whether or not it is sure which."""
        return self.rows["said"] == level

    @property
    def units(self) -> pd.DataFrame:
        """All units by their key, with their level."""
        return _units(self.registers)


def resolve(
    version: str,
    *,
    names: pd.Series | None,
    codes: pd.Series | None,
    parents: Sequence[pd.Series] = (),
    chosen: Mapping[str, str],
    level: str | None = None,
) -> Resolved:
    """Match rows with the units of a boundary version.

    Parameters
    ----------
    names, codes, parents : Series
        Text of one index; at least names or codes.
    chosen : mapping
        The text of a decision, or the name of a unit alone -> its code; ``""`` is no unit.
    level : str, optional
        What names and codes are of that do not say it themselves.

    Raises
    ------
    UnitsNotListed
        If the units of `version` are not known one by one.
    BadOption
        If a code that was chosen is none of that version.
    """
    registers = tuple(register(version, each) for each in _LEVELS)
    index = (names if names is not None else codes).index
    text = _texts(names, codes, parents, index)
    rows = pd.DataFrame(
        {"code": None, "unit_key": None, "how": "none", "reason": None, "text": text},
        index=index,
        dtype=object,
    )
    rows["candidates"] = pd.Series([()] * len(rows), index=index, dtype=object)
    rows["level"] = None
    said = level_said(names) if names is not None else pd.Series(None, index=index, dtype=object)
    said = said.where(said.notna(), _unsaid(names, codes, registers, level))
    rows["said"] = said
    open_ = ~_decide(rows, text, names, chosen, registers)
    for level_, tried in ((COMMUNE, (COMMUNE, PROVINCE)), (DISTRICT, (DISTRICT,)),
                          (PROVINCE, (PROVINCE,)), (CITY, (PROVINCE, DISTRICT))):  # fmt: skip
        left = open_ & (said == level_)
        for each in tried:
            _match(rows, left, registers[_LEVELS.index(each)], names, codes, parents)
            left &= rows["how"] == "none"
    _offices(rows, open_ & (said == BODY), registers, parents)
    gone = (said == DISTRICT) & (rows["how"] == "none") & (len(registers[2]) == 0)
    rows.loc[gone, "reason"] = "no_districts"
    rows.loc[(said == BODY) & rows["code"].notna(), "level"] = BODY
    units = _units(registers)
    for column in ("full_name", "province_code"):
        rows[column] = rows["unit_key"].map(units[column])
    own = rows["unit_key"].map(units["level"])
    rows["level"] = rows["level"].where(rows["level"].notna(), own)
    rows["province_code"] = rows["province_code"].where(own != PROVINCE, rows["code"])
    return Resolved(rows, registers)


def districts_of_before(resolved: Resolved, names: pd.Series) -> OtherVersion | None:
    """That a table is of districts and its version has none any more: it speaks of the time before."""
    gone = resolved.rows["reason"] == "no_districts"
    if not gone.any() or gone.mean() < _MOSTLY:
        return None
    before = register(FORMER, DISTRICT)
    rows = match_areas(before, names=names[gone]).rows
    fitting = int((rows["code"].notna() | (rows["how"] == "review")).sum())
    if fitting < _MOSTLY * len(rows):
        return None
    span = timeline()[FORMER]
    return OtherVersion(
        "former_name",
        wanted=resolved.registers[0].version,
        found=FORMER,
        share=round(fitting / len(rows), 4),
        rows=len(rows),
        fitting=fitting,
        fitting_wanted=0,
        valid_from=span.valid_from,
        valid_to=span.valid_to,
    )


def _texts(names, codes, parents, index) -> pd.Series:
    """What each decision hangs on; made once for every different row."""
    parts = [names, codes, *parents]
    table = pd.DataFrame({i: p for i, p in enumerate(parts) if p is not None}, index=index)
    group = table.groupby(list(table.columns), dropna=False, sort=False).ngroup().to_numpy()
    first = np.unique(group, return_index=True)[1]

    def cell(part, at):
        return None if part is None or pd.isna(part.iloc[at]) else str(part.iloc[at])

    made = [
        decision_key(cell(codes, at), cell(names, at), [cell(p, at) for p in parents])
        for at in first
    ]
    return pd.Series(np.array(made, dtype=object)[group], index=index, dtype=object)


def _unsaid(names, codes, registers, level: str | None) -> str:
    """The level of rows whose words say none: of the heading, of the codes, of most of the names."""
    if level is not None:
        return level
    if names is None:
        digits = codes.dropna().astype(str).str.strip().str.len()
        longest = int(digits.max()) if len(digits) else 0
        found = PROVINCE if longest == 1 else _BY_DIGITS.get(longest, COMMUNE)
        return found if found != DISTRICT or len(registers[2]) else COMMUNE
    kinds = pd.Series(names.dropna().unique(), dtype=object).map(fold)
    provinces = set(registers[1].frame["name"].map(fold))
    return PROVINCE if len(kinds) and kinds.isin(provinces).mean() >= _MOSTLY else COMMUNE


def _decide(rows, text, names, chosen: Mapping[str, str], registers) -> pd.Series:
    """Fill in what somebody decided; says of which rows."""
    if not chosen:
        return pd.Series(False, index=rows.index)
    units = _units(registers)
    by_code = dict(zip(units["code"], units.index, strict=True))
    for key, code in chosen.items():
        if code and code not in by_code:
            raise BadOption(option="--area", value=f"{key}={code}")
    code = text.map(chosen)
    if names is not None:
        plain = {_plain(key): value for key, value in chosen.items()}
        code = code.where(code.notna(), names.map(_plain, na_action="ignore").map(plain))
    done = code.notna()
    rows.loc[done, "how"] = "chosen"
    rows.loc[done, "code"] = code[done].where(code[done] != "", None)
    rows.loc[done, "unit_key"] = code[done].map(by_code)
    return done


def _match(rows, wanted: pd.Series, against: Register, names, codes, parents) -> None:
    if not wanted.any() or not len(against):
        return
    found = match_areas(
        against,
        names=None if names is None else names[wanted],
        codes=None if codes is None else codes[wanted],
        parents=[p[wanted] for p in parents] or None,
        former=former_of(against.version) if against.level == COMMUNE else None,
    ).rows
    found = found[found["how"] != "none"]
    for column in ("code", "unit_key", "how", "reason", "candidates"):
        rows.loc[found.index, column] = found[column].astype(object)


def _offices(rows, wanted: pd.Series, registers: Sequence[Register], parents) -> None:
    """Departments are of a city, and which one only a person knows who has the table before them.

    Offered are the city that the row names beside it, else those that most other rows lie in.
    """
    if not wanted.any():
        return
    rows.loc[wanted, "how"], rows.loc[wanted, "reason"] = "review", "body"
    units = _units(registers)
    cities = units[units["level"] == PROVINCE].set_index("code")["unit_key"]
    keys = rows["unit_key"].dropna()
    usual = tuple(
        keys.map(units["province_code"]).fillna(keys.map(units["code"])).value_counts().index
    )
    likely = tuple(cities.loc[list(usual[:_OFFERED])])
    rows.loc[wanted, "candidates"] = pd.Series([likely] * int(wanted.sum()), rows.index[wanted])
    for parent in parents:
        texts = parent[wanted]
        if not (texts != "").any():
            continue
        found = match_areas(registers[1], names=texts[texts != ""]).rows
        found = found[found["code"].notna()]
        named = pd.Series([(key,) for key in found["unit_key"]], found.index, dtype=object)
        rows.loc[found.index, "candidates"] = named


def _units(registers: Sequence[Register]) -> pd.DataFrame:
    """All units by their key, with their level; a code stands once, the larger unit first."""
    parts = [each.frame.assign(level=each.level) for each in reversed(registers) if len(each)]
    return pd.concat(parts).drop_duplicates("unit_key").set_index("unit_key", drop=False)


def _plain(text: object) -> str:
    return " ".join(nfc(str(text)).split()).casefold()
