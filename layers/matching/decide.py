"""The verdict on each row of a table: by its code, its name, or what a person decided."""

from collections.abc import Mapping

import numpy as np
import pandas as pd

from layers.matching.finder import MOST_CANDIDATES, MOST_NEAR, Finder
from layers.matching.former import Former
from layers.matching.keys import keys_of
from layers.matching.spelling import clean, spell
from layers.matching.texts import decision_key, read_code
from layers.matching.verdict import Verdict
from layers.units.register import Register

_STRIPPED_SHARE = 0.01
_KNOWN_PARENTS = 0.5


def decide(
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
    for code, name, *lies_in in table.to_numpy(dtype=object).tolist():
        parents = [text for text in lies_in if text and text not in doubtful]
        key = decision_key(code, name, lies_in)
        verdict = _chosen(finder, chosen.get(key)) if key in chosen else None
        verdict = verdict or _verdict(finder, code, name, parents)
        rows.append((*verdict, name or code, key))
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
