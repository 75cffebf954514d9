"""The planner's questions: where services and infrastructure do not go together, area by area."""

from dataclasses import dataclass, field

import pandas as pd

from layers.atlas import Atlas, Snapshot
from layers.services.answers import Answer, Question, ask
from layers.services.derivation import SYNTHETIC, Derivation, make_input
from layers.services.nearby import (
    MASTS,
    POINTS,
    masts_left_out,
    nearest_points,
    reach_of_masts,
    was_looked_for,
)
from layers.services.states import BLANK_STATES, KNOWN, ZERO

ROUTES = ("duct_route", "fibre_cable")
ASSUMED_REACH, FROM_BORDER = "assumed_reach", "from_border"
NOBODY_LOOKED = "nobody_looked"
"""Why it cannot be said of an area: nothing of the layer is known in its city. Or a state of a figure."""
_NAMES = ["code", "unit_key", "name", "full_name", "city"]
_VALUES = [
    "value",
    "low",
    "high",
    "numerator",
    "denominator",
    "state",
    "how",
    "period",
    "synthetic",
]


@dataclass(frozen=True)
class Plan:
    """The answer to a question of a planner.

    Attributes
    ----------
    question : str
        ``good_coverage_poor_service``, ``services_without_point`` or ``passing_without_availability``.
    rows : DataFrame
        The areas that it is so of: names, the values of the measure, what the question adds, and
        ``sure`` (False: so by best estimate, while the range of a carried value leaves it open).
    unknown : DataFrame
        The areas of which it cannot be said, with ``reason``: `NOBODY_LOOKED` or a state of the figure.
    considered : int
        How many areas there are.
    answer : Answer
        The figures that were used.
    owners : DataFrame
        ``code``, ``layer``, ``owner`` (None: not recorded), ``km``; for routes that pass.
    """

    question: str
    rows: pd.DataFrame
    unknown: pd.DataFrame
    considered: int
    answer: Answer
    derivation: Derivation
    owners: pd.DataFrame = field(default_factory=pd.DataFrame)


def good_coverage_poor_service(
    atlas: Atlas,
    snapshot: Snapshot,
    question: Question,
    *,
    radius_m: float = 500,
    covered: float = 0.8,
    threshold: float = 0.5,
) -> Plan:
    """Areas that masts reach well, with a measure below a threshold.

    Parameters
    ----------
    question : Question
        The measure, areas, city, tier and period of the services.
    radius_m : float
        The assumed reach of an existing mast, in metres. No claim about signals.
    covered : float
        The least share of the area's ground within that reach.
    threshold : float
        The measure is poor below it.
    """
    answer = ask(atlas, snapshot, question)
    table = _table(answer)
    table = table.join(reach_of_masts(atlas, snapshot, answer, radius_m))
    looked = table["reach_share"].notna()
    good = looked & (table["reach_share"] >= covered)
    poor = table["value"] < threshold
    table["sure"] = ~(table["high"] >= threshold)
    blank = table["state"].isin(BLANK_STATES) & ~(table["high"] < threshold)
    params = {"radius": radius_m, "covered": 100 * covered, "threshold": 100 * threshold}
    return _plan(
        "good_coverage_poor_service",
        table[good & poor].sort_values("value"),
        _cannot_say(table, looked, (good & blank)),
        answer,
        _derive(atlas, snapshot, answer, (MASTS,), "good_coverage", params, (ASSUMED_REACH,)),
    )


def services_without_point(
    atlas: Atlas,
    snapshot: Snapshot,
    question: Question,
    *,
    distance_m: float = 1000,
    kinds: tuple[str, ...] | None = None,
) -> Plan:
    """Areas with services and no service point within a distance.

    Parameters
    ----------
    distance_m : float
        In metres on the ellipsoid from the border of the area; a point in the area is at 0.
    kinds : tuple of str, optional
        Kinds of service points that count (``point_kind``), all by default.
    """
    answer = ask(atlas, snapshot, question)
    table = _table(answer)
    near = nearest_points(atlas, snapshot, answer, kinds)
    table["distance_m"], table["nearest"] = near["distance_m"], near["name"]
    looked = was_looked_for(atlas, snapshot, answer, f"n_{POINTS}")
    offers = table["state"] == KNOWN
    far = ~(table["distance_m"] <= distance_m)
    table["sure"] = True
    return _plan(
        "services_without_point",
        table[looked & offers & far].sort_values("distance_m", ascending=False),
        _cannot_say(table, looked, far & table["state"].isin(BLANK_STATES)),
        answer,
        _derive(
            atlas,
            snapshot,
            answer,
            (POINTS,),
            "without_point",
            {"distance": distance_m},
            (FROM_BORDER,),
        ),
    )


def passing_without_availability(
    atlas: Atlas, snapshot: Snapshot, question: Question, *, layers: tuple[str, ...] = ROUTES
) -> Plan:
    """Areas that ducts or fibre pass through, of which no availability is reported.

    ``state`` tells apart what is reported as zero, as no data, withheld, without meaning, and what is
    not known at all.
    """
    answer = ask(atlas, snapshot, question)
    table = _table(answer)
    facts = atlas.facts(snapshot, question.areas)
    for layer in layers:
        table[f"km_{layer}"] = facts.areas.loc[table.index, f"km_{layer}"]
    lengths = table[[f"km_{layer}" for layer in layers]]
    looked = lengths.notna().any(axis=1)
    passes = (lengths > 0).any(axis=1)
    table["km"] = lengths.sum(axis=1, min_count=1)
    without = table["state"] != KNOWN
    table["sure"] = table["state"] == ZERO
    owners = facts.owners[facts.owners["layer"].isin(layers)]
    owners = owners.assign(code=owners["area"].map(table["code"])).dropna(subset=["code"])
    rows = table[passes & without].sort_values("km", ascending=False)
    return _plan(
        "passing_without_availability",
        rows,
        _cannot_say(table, looked, pd.Series(False, index=table.index)),
        answer,
        _derive(atlas, snapshot, answer, layers, "passing", {}, ()),
        owners[owners["code"].isin(rows["code"]) & (owners["km"] > 0)]
        .sort_values(["code", "km"], ascending=[True, False])[["code", "layer", "owner", "km"]]
        .reset_index(drop=True),
    )


def _plan(question: str, rows, unknown, answer: Answer, derivation, owners=None) -> Plan:
    owners = pd.DataFrame(columns=["code", "layer", "owner", "km"]) if owners is None else owners
    return Plan(
        question, rows.reset_index(drop=True), unknown, len(answer.rows), answer, derivation, owners
    )


def _table(answer: Answer) -> pd.DataFrame:
    """The areas of an answer; its index is the row in the layer."""
    return answer.rows[[*_NAMES, *_VALUES]].copy()


def _cannot_say(table: pd.DataFrame, looked: pd.Series, blank: pd.Series) -> pd.DataFrame:
    """Areas of a city where nobody looked, and those whose figure is missing where it would count."""
    rows = table[~looked | blank]
    reason = rows["state"].where(looked[rows.index], NOBODY_LOOKED)
    return rows[[*_NAMES, "state"]].assign(reason=reason).reset_index(drop=True)


def _derive(atlas, snapshot, answer: Answer, layers, rule: str, params: dict, notes) -> Derivation:
    """The derivation of the figures, with the layers that were set against them."""
    base = answer.derivation
    there = [layer for layer in layers if snapshot.has(layer)]
    inputs = [make_input(snapshot, layer, snapshot.versions[layer].rows) for layer in there]
    made_up = (SYNTHETIC,) if any(one.quality == "synthetic" for one in inputs) else ()
    lost = [base.left_out]
    if MASTS in there:
        lost.append(masts_left_out(atlas.frame(snapshot.versions[MASTS]), answer.question.city))
    return Derivation(
        inputs=(*base.inputs, *inputs),
        boundaries=base.boundaries,
        rule=f"planner_{rule}",
        params=base.params | params,
        weight=base.weight,
        left_out=pd.concat([some for some in lost if len(some)] or [base.left_out]),
        notes=tuple(dict.fromkeys((*notes, *base.notes, *made_up))),
    )
