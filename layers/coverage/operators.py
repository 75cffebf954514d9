"""Each operator by itself, none of them, at least so many, all of them: different maps of one city."""

from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from layers.atlas import Atlas, Snapshot
from layers.coverage.answer import DRAWN, CoverageDerivation, ReachAnswer, Said
from layers.coverage.ask import ask_reach, versions_key
from layers.coverage.bases import bases_of
from layers.coverage.ground import grounds_of
from layers.coverage.question import ReachQuestion
from layers.coverage.sites import TOO_MANY_OPERATORS, sites_of

MOST_OPERATORS = 20
"""Operators looked at one by one: those with the most records near the areas; the others are said."""
_SLACK = 1e-9
COLUMNS = ["code", "unit_key", "name", "full_name", "city", "total", "state"]


@dataclass(frozen=True)
class OperatorAnswer:
    """Shares of each area by operator.

    Attributes
    ----------
    rows : DataFrame
        `COLUMNS`, ``none`` (share that no known operator reaches), ``all`` (that every one of
        `operators` reaches), ``at_least_<n>`` for n from 1 on.
    by_operator : DataFrame
        ``code``, ``operator``, ``reached``, ``share``: long, in the order of the rows and `operators`.
    total : dict
        Of ``none``, ``all`` and each operator's name under ``operators``: the share of all areas.
    operators : tuple of str
        Most records first. Sites of unknown operator count for none of them.
    derivation : CoverageDerivation
    """

    question: ReachQuestion
    rows: pd.DataFrame
    by_operator: pd.DataFrame
    total: dict
    operators: tuple[str, ...]
    derivation: CoverageDerivation

    @property
    def none_cover(self) -> pd.DataFrame:
        """Areas that no operator reaches any of."""
        return self.rows[self.rows["at_least_1"] <= _SLACK]

    @property
    def all_cover(self) -> pd.DataFrame:
        """Areas that every operator reaches the whole of."""
        return self.rows[self.rows["all"] >= 1 - _SLACK]


def ask_operators(atlas: Atlas, snapshot: Snapshot, question: ReachQuestion) -> OperatorAnswer:
    """The share of each area within reach of each operator, of none, of at least 1 to n, and of all.

    ``operators_at_least`` of the question does not count: every number of operators is told. One site
    of an operator is enough unless ``sites_at_least`` asks for more.

    Raises
    ------
    As `layers.coverage.ask.ask_reach`.
    """
    plain = replace(question, operators_at_least=0)
    key = f"reach-operators-{versions_key(snapshot, plain)}-{plain.key}"
    return atlas.answers.once(key, lambda: _answer(atlas, snapshot, plain))


def _answer(atlas: Atlas, snapshot: Snapshot, question: ReachQuestion) -> OperatorAnswer:
    plain = ask_reach(atlas, snapshot, question)
    grounds = grounds_of(atlas, snapshot, question)
    bases = bases_of(atlas, snapshot, question, grounds)
    sites = sites_of(atlas, snapshot, question)
    near = [sites.near(ground.stored) for ground in grounds]
    counted = pd.concat([each.frame["operator"] for each in near]).value_counts()
    operators = tuple(counted.index[:MOST_OPERATORS])
    parts = []
    for ground, base, here in zip(grounds, bases.bases, near, strict=True):
        of_each = _reached(ground, base, here, operators, question.sites_at_least)
        parts.append(pd.DataFrame(of_each))
    reached = pd.concat(parts, ignore_index=True)
    known = plain.rows["reached"].notna() & (plain.rows["total"] > 0)
    reached = reached.reindex(plain.rows.index)  # a frame without columns has no rows either
    reached.loc[~known.to_numpy()] = np.nan
    return _made(plain, reached, operators, int(counted.iloc[MOST_OPERATORS:].sum()))


def _reached(ground, base, near, operators: tuple[str, ...], sites: int) -> dict[str, np.ndarray]:
    """The amount within reach of each operator (``=name``), and of at least n of them (``n``)."""
    found = {}
    frame = near.frame
    for name in operators:
        own = replace(near, frame=frame[(frame["operator"] == name).to_numpy(bool)])
        found[f"={name}"] = base.reached(own.discs(ground.crs), sites, 0)
    listed = replace(near, frame=frame[frame["operator"].isin(operators).to_numpy(bool)])
    discs = listed.discs(ground.crs)
    for n in range(1, len(operators) + 1):
        found[str(n)] = base.reached(discs, sites, n)
    return found


def _made(
    plain: ReachAnswer, reached: pd.DataFrame, operators: tuple[str, ...], beyond: int
) -> OperatorAnswer:
    total = plain.rows["total"].where(plain.rows["total"] > 0).to_numpy(float)
    shares = reached.div(total, axis=0).clip(0, 1)
    rows = plain.rows[COLUMNS].copy()
    first = shares["1"] if operators else plain.rows["share"] * 0.0
    rows["none"] = 1 - first
    rows["all"] = shares[str(len(operators))] if operators else first
    for n in range(1, max(len(operators), 1) + 1):
        rows[f"at_least_{n}"] = shares[str(n)] if operators else first
    own = (plain.rows["code"] != DRAWN) & plain.rows["share"].notna()
    whole = float(plain.rows.loc[own, "total"].sum())

    def of_all(column: pd.Series) -> float:
        return float(column[own].sum()) / whole if whole > 0 else np.nan

    amounts = {name: reached[f"={name}"] for name in operators}
    return OperatorAnswer(
        question=plain.question,
        rows=rows,
        by_operator=_long(rows["code"], amounts, shares),
        total={
            "none": 1 - of_all(reached["1"]) if operators else float(whole > 0) or np.nan,
            "all": of_all(reached[str(len(operators))])
            if operators
            else 0.0
            if whole > 0
            else np.nan,
            "operators": {name: of_all(column) for name, column in amounts.items()},
        },
        operators=operators,
        derivation=_derive(plain, beyond),
    )


def _long(code: pd.Series, amounts: dict, shares: pd.DataFrame) -> pd.DataFrame:
    parts = [
        pd.DataFrame(
            {
                "code": code,
                "operator": name,
                "reached": column,
                "share": shares[f"={name}"],
            }
        )
        for name, column in amounts.items()
    ]
    none = pd.DataFrame({"code": code, "operator": "", "reached": 0.0, "share": 0.0}).iloc[:0]
    return pd.concat([none, *parts], ignore_index=True)


def _derive(plain: ReachAnswer, beyond: int) -> CoverageDerivation:
    derivation = plain.derivation
    rule = Said(f"coverage.rule.{plain.basis}_by_operator", derivation.params)
    left_out = derivation.left_out
    if beyond:
        more = {"layer": plain.question.sites[0], "why": TOO_MANY_OPERATORS, "count": beyond}
        left_out = pd.concat([left_out, pd.DataFrame([more])], ignore_index=True)
    return replace(derivation, rule=rule, left_out=left_out)
