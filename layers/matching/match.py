"""Areas of a table matched with the units of a register: by code, else by name, else left to a person."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from layers.matching.decide import decide
from layers.matching.former import Former, former_of
from layers.matching.texts import decision_key, read_code, texts_of
from layers.units.register import Register

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
    decided = decide(
        register, table.iloc[first], former=former, chosen=chosen or {}, offer_near=offer_near
    )
    rows = decided.iloc[group].set_axis(given.index)
    return Matched(rows, register)
