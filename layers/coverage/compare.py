"""Assumed reach, declared service areas and measurements of each area side by side, and where they disagree."""

from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from layers.atlas import Atlas, Snapshot
from layers.coverage.answer import LEFT_OUT, CoverageDerivation, ReachAnswer, Said
from layers.coverage.ask import ask_reach, versions_key
from layers.coverage.bases import bases_of
from layers.coverage.declared import (
    ANY_OPERATOR,
    DECLARED,
    DECLARED_COLUMNS,
    declared_of,
    declared_shares,
)
from layers.coverage.ground import grounds_of
from layers.coverage.measured import (
    LEAST_TESTS,
    MEASURED,
    MEASURED_COLUMNS,
    WIDEST,
    measured_shares,
    tests_of,
)
from layers.coverage.question import ReachQuestion
from layers.inputs import make_input

TOLERANCE = 0.10
"""Shares that differ by more disagree; an assumption, for nobody says how exact any of the three is."""
ASSUMED_DECLARED, ASSUMED_MEASURED, DECLARED_MEASURED = (
    "assumed_declared", "assumed_measured", "declared_measured",
)  # fmt: skip
PAIRS = {
    ASSUMED_DECLARED: ("assumed", "declared"),
    ASSUMED_MEASURED: ("assumed", "measured"),
    DECLARED_MEASURED: ("declared", "measured"),
}
COLUMNS = [
    "code", "unit_key", "name", "full_name", "assumed", "declared", "measured", "low", "high", "tests",
    "tests_unknown", "served", "enough", "state",
]  # fmt: skip
DISAGREEMENTS = [
    "code", "name", "full_name", "which", "first", "second", "difference", "tests", "sure",
]  # fmt: skip


@dataclass(frozen=True)
class SideBySide:
    """Three answers to where there is service.

    Attributes
    ----------
    rows : DataFrame
        `COLUMNS`: shares ``assumed`` (within assumed reach) and ``declared`` (inside any declared polygon)
        of the basis, ``measured`` of tests with its interval ``low`` to ``high``; NaN where a layer is not
        there, or says nothing of the area.
    declared : DataFrame
        `layers.coverage.declared.declared_shares` of every operator, technology and class.
    disagreements : DataFrame
        `DISAGREEMENTS`, largest first: ``which`` of `PAIRS`, both shares, the first less the second.
        ``sure`` is False where it rests on too few tests.
    answer : ReachAnswer
    derivation : CoverageDerivation
    """

    question: ReachQuestion
    rows: pd.DataFrame
    declared: pd.DataFrame
    disagreements: pd.DataFrame
    answer: ReachAnswer
    derivation: CoverageDerivation


def ask_side_by_side(
    atlas: Atlas, snapshot: Snapshot, question: ReachQuestion, *, tolerance: float = TOLERANCE
) -> SideBySide:
    """Assumed, declared and measured shares of each area.

    Declared and measured shares are of the question's technology and operators. An area in which no
    declared polygon lies has a declared share of 0 where the layer holds anything for its city, else
    none.

    Raises
    ------
    As `layers.coverage.ask.ask_reach`.
    """
    versions = [snapshot.versions[i].key for i in (DECLARED, MEASURED) if snapshot.has(i)]
    key = f"reach-beside-{versions_key(snapshot, question)}-{versions}-{question.key}-{tolerance}"
    return atlas.answers.once(key, lambda: _compare(atlas, snapshot, question, tolerance))


def _compare(atlas, snapshot, question: ReachQuestion, tolerance: float) -> SideBySide:
    answer = ask_reach(atlas, snapshot, question)
    grounds = grounds_of(atlas, snapshot, question)
    bases = bases_of(atlas, snapshot, question, grounds)
    declared = declared_of(atlas, snapshot, question, grounds)
    tests = tests_of(atlas, snapshot, question, grounds)
    polygons, measured = [], []
    for ground, base in zip(grounds, bases.bases, strict=True):
        if declared is not None:
            shares = declared_shares(declared, ground, base)
            # Nothing declared in a whole city is no statement about it.
            polygons.append(shares if shares["reached"].sum() > 0 else shares.iloc[:0])
        if tests is not None:
            measured.append(measured_shares(tests, ground))
    long = _joined(polygons, DECLARED_COLUMNS)
    rows = _rows(answer, long, _joined(measured, MEASURED_COLUMNS))
    return SideBySide(
        question=question,
        rows=rows,
        declared=long,
        disagreements=disagreements_of(rows, tolerance),
        answer=answer,
        derivation=_derive(snapshot, answer, declared, tests, rows, tolerance),
    )


def disagreements_of(rows: pd.DataFrame, tolerance: float = TOLERANCE) -> pd.DataFrame:
    """Where two of the three differ by more than `tolerance`.

    A measured share disagrees with another only where that one lies outside its interval too.
    """
    found = []
    for which, (first, second) in PAIRS.items():
        apart = (rows[first] - rows[second]).abs() > tolerance
        if second == "measured":
            apart &= (rows[first] < rows["low"]) | (rows[first] > rows["high"])
        chosen = rows[apart]
        found.append(
            pd.DataFrame(
                {
                    "code": chosen["code"],
                    "name": chosen["name"],
                    "full_name": chosen["full_name"],
                    "which": which,
                    "first": chosen[first],
                    "second": chosen[second],
                    "difference": chosen[first] - chosen[second],
                    "tests": chosen["tests"],
                    "sure": chosen["enough"] if second == "measured" else True,
                }
            )
        )
    table = pd.concat(found, ignore_index=True)
    table["sure"] = table["sure"].astype(bool)
    order = np.lexsort((-table["difference"].abs(), ~table["sure"]))
    return table[DISAGREEMENTS].iloc[order].reset_index(drop=True)


def _rows(answer: ReachAnswer, declared: pd.DataFrame, measured: pd.DataFrame) -> pd.DataFrame:
    rows = answer.rows[["code", "unit_key", "name", "full_name", "share", "state"]]
    rows = rows.rename(columns={"share": "assumed"})
    every = declared[(declared["operator"] == ANY_OPERATOR) & declared["technology"].isna()]
    rows = rows.assign(declared=rows["code"].map(every.set_index("code")["share"]).astype(float))
    measured = measured.rename(columns={"share": "measured"})
    rows = rows.merge(measured, on="code", how="left")
    rows["enough"] = rows["enough"].astype("boolean").fillna(False).astype(bool)
    for name in ("measured", "low", "high", "tests", "tests_unknown", "served"):
        rows[name] = rows[name].astype(float)
    return rows[COLUMNS]


def _derive(snapshot, answer, declared, tests, rows, tolerance: float) -> CoverageDerivation:
    inputs, notes, lost = list(answer.derivation.inputs), list(answer.derivation.notes), []
    for layer, found in ((DECLARED, declared), (MEASURED, tests)):
        if found is None:
            notes.append(Said("coverage.note.no_layer", {"layer": Said(f"coverage.layer.{layer}")}))
            continue
        counted = (
            len(found.frame)
            if layer == DECLARED
            else int(rows[["tests", "tests_unknown"]].sum().sum())
        )
        inputs.append(make_input(snapshot, layer, counted))
        lost += [(layer, why, count, np.nan) for why, count in found.left_out]
    if tests is not None:
        few = int((~rows["enough"]).sum())
        params = {"count": few, "least": LEAST_TESTS, "points": round(100 * WIDEST / 2)}
        notes += [Said("coverage.note.few_tests", params)] if few else []
        silent = int(rows["tests_unknown"].sum())
        notes += [Said("coverage.note.tests_unknown", {"count": silent})] if silent else []
        notes.append(Said("coverage.note.measured_of_tests"))
    notes.append(Said("coverage.note.declared_as_published"))
    left_out = answer.derivation.left_out
    if lost:
        more = pd.DataFrame(lost, columns=LEFT_OUT)
        left_out = pd.concat([left_out, more], ignore_index=True) if len(left_out) else more
    return replace(
        answer.derivation,
        inputs=tuple(inputs),
        rule=Said("coverage.rule.side_by_side", {"points": round(100 * tolerance)}),
        params=answer.derivation.params | {"tolerance": tolerance},
        left_out=left_out,
        notes=tuple(notes),
    )


def _joined(parts: list[pd.DataFrame], columns: list[str]) -> pd.DataFrame:
    some = [part for part in parts if len(part)]
    return pd.concat(some, ignore_index=True) if some else pd.DataFrame(columns=columns)
