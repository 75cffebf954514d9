"""Areas of a table matched with the units of a register: by code, else by name, else left to a person."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from layers.matching.finder import MOST_CANDIDATES, MOST_NEAR, Finder, Verdict
from layers.matching.former import Former, former_of
from layers.matching.keys import keys_of
from layers.matching.spelling import clean, spell
from layers.units.register import DIGITS, Register

__all__ = [
    "HOWS",
    "SETTLED",
    "Former",
    "Matched",
    "decision_key",
    "former_of",
    "match_areas",
    "read_code",
    "texts_of",
]

HOWS = (
    "code",
    "exact",
    "tones",
    "type",
    "folded",
    "spaceless",
    "former",
    "chosen",
    "review",
    "none",
    "blank",
)
SETTLED = HOWS[:8]
_CODE = re.compile(r"(\d{1,5})(?:\.0+)?")
_SEPARATOR = " | "
_STRIPPED_SHARE = 0.01
_KNOWN_PARENTS = 0.5


@dataclass(frozen=True)
class Matched:
    """One row out for each row in.

    Attributes
    ----------
    rows : DataFrame
        Indexed as what was given. `code` and `unit_key` of the unit, None where none was decided;
        `how` (one of `HOWS`); `candidates`: tuple of unit keys to choose among; `text` that was
        decided by; `reason` why a person must decide, None else; `key`: see `decision_key`.
    register : Register
    """

    rows: pd.DataFrame
    register: Register

    @property
    def counts(self) -> dict[str, int]:
        """How many rows were matched how, in the order of `HOWS`; those that occur."""
        found = self.rows["how"].value_counts()
        return {how: int(found[how]) for how in HOWS if how in found}

    @property
    def matched(self) -> int:
        """How many rows have a unit."""
        return int(self.rows["code"].notna().sum())


def match_areas(
    register: Register,
    *,
    names: pd.Series | None = None,
    codes: pd.Series | None = None,
    parents: pd.Series | list[pd.Series] | None = None,
    former: Former | None = None,
    chosen: Mapping[str, str] | None = None,
    offer_near: bool = True,
) -> Matched:
    """Match each row of a table with a unit.

    A code decides where the name beside it agrees. A name decides as it is written, then without
    regard to tone place and case, then to the kind of unit, then as the name of a former unit that
    became one of today's undivided, then without marks where only one unit of its parent is
    written so, then without spaces. Everything else is left to a person, with candidates.

    In a column whose names carry no marks, a name without marks says nothing about the marks of
    the unit: "Thanh An" may be Thạnh An. So names without marks are taken as written only where
    others have marks and next to none of those without have lost them.

    Parameters
    ----------
    names, codes : Series, optional
        One of them at least; any type, blank where missing.
    parents : Series or list of Series, optional
        Names or codes of what the areas lie in: province, former province, former district. What
        they name is met all at once.
    former : Former, optional
        Units before July 2025, whose names are read too (see `layers.matching.former.former_of`).
    chosen : Mapping, optional
        What a person decided: `decision_key` -> code, ``""`` to leave the row out.
    offer_near : bool
        Whether names one or two letters off are looked for as candidates, which takes time.

    Examples
    --------
    >>> from layers.units.register import register
    >>> match_areas(register("v2026-04"), names=pd.Series(["UBND P.Hải Châu"])).rows["code"].tolist()
    ['20242']
    """
    given = names if names is not None else codes
    if given is None:
        raise ValueError("names or codes are needed")
    parents = [] if parents is None else parents if isinstance(parents, list) else [parents]
    table = pd.DataFrame(
        {
            "code": "" if codes is None else texts_of(codes).to_numpy(),
            "name": "" if names is None else texts_of(names).to_numpy(),
            **{f"parent{i}": texts_of(each).to_numpy() for i, each in enumerate(parents)},
        }
    )
    group = table.groupby(list(table.columns), sort=False, dropna=False).ngroup().to_numpy()
    first = np.unique(group, return_index=True)[1]
    decided = _decide(
        register, table.iloc[first], former=former, chosen=chosen or {}, offer_near=offer_near
    )
    rows = decided.iloc[group].set_axis(given.index)
    return Matched(rows, register)


def decision_key(code: object, name: object, parent: object = "") -> str:
    """The text a person's decision hangs on: what the row says, whatever its place in the table.

    Parameters
    ----------
    parent : str or sequence of str
        What the area lies in; of several columns all.

    Examples
    --------
    >>> decision_key(None, " Phường  Hải Châu ", "Đà Nẵng")
    'Phường Hải Châu | Đà Nẵng'
    """
    several = parent if isinstance(parent, list | tuple) else [parent]
    parts = [clean(_text(value)) for value in (code, name, *several)]
    return _SEPARATOR.join(part for part in parts if part)


def read_code(text: str, level: str) -> str | None:
    """A code with the zeros that a table program dropped; None where the text is no code.

    Examples
    --------
    >>> read_code("4.0", "commune"), read_code("20242.0", "commune"), read_code("Hải Châu", "commune")
    ('00004', '20242', None)
    """
    found = _CODE.fullmatch(text.strip())
    if not found or len(found[1]) > DIGITS[level]:
        return None
    return found[1].zfill(DIGITS[level])


def _decide(
    register: Register,
    table: pd.DataFrame,
    *,
    former: Former | None,
    chosen: Mapping[str, str],
    offer_near: bool,
) -> pd.DataFrame:
    """The verdict on each different row."""
    trusted = _trusted(register, table["name"])
    finder = Finder(register, former=former, trusted=trusted, most_near=MOST_NEAR * offer_near)
    places = [name for name in table.columns if name.startswith("parent")]
    doubtful = _unknown_parents(finder, table, places)
    rows = []
    for row in table.to_dict("records"):
        parents = [row[place] for place in places if row[place] and row[place] not in doubtful]
        key = decision_key(row["code"], row["name"], [row[place] for place in places])
        verdict = _chosen(finder, chosen.get(key)) if key in chosen else None
        verdict = verdict or _verdict(finder, row["code"], row["name"], parents)
        rows.append((*verdict, row["name"] or row["code"], key))
    return _frame(register, rows)


def _verdict(finder: Finder, code: str, name: str, parents: list[str]) -> Verdict:
    if not code and not clean(name):
        return Verdict("blank")
    read = read_code(code, finder.register.level) if code else None
    position = _position(finder, read)
    if position is None:
        return _without_unit(finder, read, code, name, parents)
    if not clean(name) or finder.agrees(name, position):
        return Verdict("code", position)
    named = finder.find(name, parents)
    meant = tuple(p for p in (position, named.position, *named.candidates) if p >= 0)
    reason = "code_former" if finder.formerly_agrees(read, name) else "code_name_disagree"
    if reason == "code_former":
        meant = (*finder.became_of_code(read), *meant)
    return Verdict("review", -1, tuple(dict.fromkeys(meant)), reason)


def _without_unit(
    finder: Finder, read: str | None, code: str, name: str, parents: list[str]
) -> Verdict:
    """A row without a code, or with one that no unit of the register has."""
    heirs = finder.became_of_code(read) if read else ()
    if not clean(name):
        if heirs:
            return Verdict("review", -1, heirs, "code_former")
        return Verdict("none", reason="code_unknown")
    if heirs and finder.formerly_agrees(read, name):
        return Verdict("review", -1, heirs, "code_former")
    return finder.find(name, parents)


def _position(finder: Finder, code: str | None) -> int | None:
    if code is None:
        return None
    return finder.keys.codes.get(finder.register.other_codes.get(code, code))


def _chosen(finder: Finder, code: str) -> Verdict | None:
    """What a person decided; a code that is none of the register's decides nothing."""
    if not code:
        return Verdict("chosen")
    position = _position(finder, read_code(code, finder.register.level))
    return None if position is None else Verdict("chosen", position)


def _trusted(register: Register, names: pd.Series) -> bool:
    """Whether a name without marks in this column is a name that has none."""
    keys = keys_of(register)
    spelled = [spell(text) for text in names.unique() if text]
    plain = [s for s in spelled if not s.marked]
    stripped = sum(
        s.tones_bare not in keys.tones_bare and s.folded_bare in keys.folded_bare for s in plain
    )
    return len(plain) < len(spelled) and stripped <= _STRIPPED_SHARE * len(spelled)


def _unknown_parents(finder: Finder, table: pd.DataFrame, places: list[str]) -> set[str]:
    """Texts of columns that hardly name any area: they say nothing about where a row lies."""
    doubtful: set[str] = set()
    for place in places:
        texts = [text for text in table[place].unique() if text]
        unknown = [text for text in texts if finder.parents.allowed(text) is None]
        if len(unknown) > _KNOWN_PARENTS * len(texts):
            doubtful |= set(unknown)
    return doubtful


def _frame(register: Register, rows: list[tuple]) -> pd.DataFrame:
    how, position, candidates, reason, text, key = zip(*rows, strict=True) if rows else [()] * 6
    at = np.array(position, dtype=int)
    units = register.frame
    known = at >= 0
    code, unit_key = (np.full(len(at), None, dtype=object) for _ in range(2))
    code[known] = units["code"].to_numpy(dtype=object)[at[known]]
    unit_key[known] = units["unit_key"].to_numpy(dtype=object)[at[known]]
    keys = units["unit_key"].to_numpy(dtype=object)
    return pd.DataFrame(
        {
            "code": pd.Series(code, dtype=object),
            "unit_key": pd.Series(unit_key, dtype=object),
            "how": list(how),
            "candidates": pd.Series(
                [tuple(keys[list(each[:MOST_CANDIDATES])]) for each in candidates], dtype=object
            ),
            "text": list(text),
            "reason": pd.Series(list(reason), dtype=object),
            "key": list(key),
        }
    )


def texts_of(values: pd.Series) -> pd.Series:
    """Values of any type as text, blank where missing."""
    return values.map(_text).astype(object)


def _text(value: object) -> str:
    if isinstance(value, str):
        return value.strip()
    if value is None or value is pd.NA or value != value:
        return ""
    return str(value).strip()
