"""Values of areas: reported for the area itself, carried to it from another version, or summed in it."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from layers.carrying.carry import carry
from layers.carrying.rates import carry_rate
from layers.services.derivation import (
    ANOTHER_ROW,
    BLANK,
    LEFT_OUT,
    NO_CROSSWALK,
    NO_LINK,
    OTHER_LEVEL,
    OTHER_UNIT,
    WHOLE_CITY,
    left_out_rows,
)
from layers.services.ground import version_of
from layers.services.measures import Measure
from layers.services.observations import COMMUNE, COUNTRY, DISTRICT, PROVINCE
from layers.services.places import Places
from layers.services.returns import choose_returns
from layers.services.states import BLANK_STATES, KNOWN, UNKNOWN, ZERO

DIRECT, CARRIED, SUMMED, NONE = "direct", "carried", "summed", "none"
HOWS = (DIRECT, CARRIED, SUMMED, NONE)
VALUES = [
    "value", "numerator", "denominator", "low", "high", "state", "how", "parts", "unknown", "from_version",
    "period", "source", "synthetic", "certainty", "stated_pct", "check", "row",
]  # fmt: skip
_LARGER = {
    COMMUNE: {DISTRICT, PROVINCE, COUNTRY},
    DISTRICT: {PROVINCE, COUNTRY},
    PROVINCE: {COUNTRY},
}


@dataclass(frozen=True)
class Valued:
    """Values of all areas of a layer for one measure, tier and period.

    Attributes
    ----------
    frame : DataFrame
        In the order of the layer, its columns of places and `VALUES`. ``parts`` is how many units the
        value is made of, ``unknown`` how many of them are not known.
    sources : DataFrame
        ``to_key``, ``from_key``, ``share`` (1 for what goes whole), ``weight``, ``numerator`` and
        ``denominator`` of the whole unit, ``state``, ``row`` (NaN of a unit that returned nothing): what
        carried and summed values are made of.
    left_out : DataFrame
        As in `layers.services.derivation`.
    used : DataFrame
        The returns that count.
    weight : str or None
    """

    frame: pd.DataFrame
    sources: pd.DataFrame
    left_out: pd.DataFrame
    used: pd.DataFrame
    weight: str | None


def value_areas(
    places: Places, returns: pd.DataFrame, measure: Measure, *, links_of, shares_of
) -> Valued:
    """Values of the areas of a layer.

    A return counts where its unit is itself an area of the layer, or a commune that lies in areas of
    it. What was returned for something larger, such as a tier of a whole city, is left out: it says
    nothing of the parts.

    Parameters
    ----------
    returns : DataFrame
        From `layers.services.returns.returns_of`, of one tier and period.
    links_of : callable
        Boundary version -> links to the areas (`layers.services.places.links_to`) or None.
    shares_of : callable
        Boundary version -> shares of split units, as `layers.carrying.shares` makes them, or None.
    """
    chosen, doubled, others = choose_returns(returns)
    direct = is_direct(chosen, places)
    frame = _direct(places, chosen[direct])
    below = ~direct & (chosen["level"] == COMMUNE)
    lost = [_too_large(chosen[~direct & ~below], places)]
    lost += [left_out_rows(doubled, ANOTHER_ROW), left_out_rows(others, OTHER_UNIT)]
    pieces, used, weights = [], [chosen[direct]], []
    ground = version_of(chosen["ground"])
    for version, rows in chosen[below].groupby(ground[below], sort=False):
        links = links_of(version)
        if links is None:
            lost.append(left_out_rows(rows, NO_CROSSWALK))
            continue
        made, sources, weight = _from_communes(places, rows, measure, links, shares_of(version))
        open_ = frame.index[(frame["how"] == NONE) & frame["unit_key"].isin(made.index)]
        filled = made.loc[frame.loc[open_, "unit_key"]].set_axis(open_)
        frame.loc[open_, filled.columns] = filled
        lost.append(left_out_rows(rows[~rows["ground"].isin(links["from_key"])], NO_LINK))
        own = frame.loc[frame["how"] == DIRECT, "unit_key"]
        pieces.append(sources[~sources["to_key"].isin(own)])
        used.append(rows)
        weights.append(weight)
    counted = pd.concat(used)
    lost.append(left_out_rows(counted[counted["state"].isin(BLANK_STATES)], BLANK))
    return Valued(
        frame,
        pd.concat(pieces, ignore_index=True) if pieces else pd.DataFrame(columns=_SOURCES),
        pd.concat([some for some in lost if len(some)] or [pd.DataFrame(columns=LEFT_OUT)]),
        counted,
        ", ".join(dict.fromkeys(w for w in weights if w)) or None,
    )


def is_direct(returns: pd.DataFrame, places: Places) -> pd.Series:
    """Which returns are of areas of the layer themselves: same ground, same level."""
    here = returns["ground"].isin(places.frame["ground"])
    return here & (returns["level"] == places.level)


def is_mappable(returns: pd.DataFrame, places: Places, *, listed) -> pd.Series:
    """Which returns can become values of areas; `listed` says of which versions links lead there."""
    there = [version for version in returns["version"].dropna().unique() if listed(version)]
    below = (returns["level"] == COMMUNE) & returns["version"].isin(there)
    return is_direct(returns, places) | below


_SOURCES = [
    "to_key", "from_key", "share", "weight", "numerator", "denominator", "state", "row",
]  # fmt: skip


def _direct(places: Places, rows: pd.DataFrame) -> pd.DataFrame:
    """Every area, with its own return where there is one."""
    own = rows.set_index("ground").reindex(places.frame["ground"]).reset_index(drop=True)
    frame = places.frame.reset_index(drop=True)
    there = own["row"].notna()
    for name in ("value", "numerator", "denominator", "stated_pct", "row"):
        frame[name] = own[name].to_numpy(float)
    frame["low"], frame["high"] = frame["value"], frame["value"]
    frame["state"] = own["state"].where(there, UNKNOWN).to_numpy(object)
    frame["how"] = np.where(there, DIRECT, NONE).astype(object)
    frame["parts"] = there.astype(int)
    frame["unknown"] = frame["state"].isin(BLANK_STATES).astype(int)
    for name, origin in (("from_version", "version"), ("period", "period"), ("source", "source")):
        frame[name] = own[origin].astype(object).where(there, None).to_numpy()
    frame["certainty"] = own["certainty"].astype(object).where(own["certainty"].notna(), None)
    frame["synthetic"] = own["synthetic"].astype("boolean").fillna(False).astype(bool).to_numpy()
    frame["check"] = own["check"].where(there, None).to_numpy(object)
    return frame


def _from_communes(places: Places, rows, measure: Measure, links, shares) -> tuple:
    """Values out of those of communes that go whole, or in parts, into the areas."""
    units = rows.set_index("ground")
    joined = links.merge(
        units[["numerator", "denominator", "state", "row"]].rename_axis("from_key").reset_index(),
        on="from_key",
        how="left",
    )
    joined["state"] = joined["state"].where(joined["state"].notna(), UNKNOWN)
    joined["blank"] = joined["state"].isin(BLANK_STATES)
    whole = joined
    joined = joined[joined.groupby("to_key")["row"].transform("count") > 0]
    gathers = places.level != COMMUNE
    same = str(units.index[0]).startswith(f"{places.ground}:")
    # Over a whole district or city a share of those known is said beside how many are not; of one
    # commune's ground an unknown piece makes the whole unknown.
    usable = whole[~whole["blank"]] if gathers else whole
    made, affected = _carry(units, measure, places.version, usable, shares)
    made = made.assign(how=SUMMED if gathers and same else CARRIED)
    groups = joined.groupby("to_key")
    made = made.reindex(groups.size().index)
    made["parts"], made["unknown"] = groups.size(), groups["blank"].sum().astype(int)
    made["state"] = _state_of(joined, made)
    if gathers and not measure.is_share:
        lacking = made["unknown"] > 0
        made["value"], made["high"] = made["value"].mask(lacking), made["high"].mask(lacking)
    made["how"] = made["how"].fillna(SUMMED if gathers and same else CARRIED)
    made["from_version"] = rows["version"].mode().iloc[0]
    made["period"] = rows["period"].iloc[0]
    for name in ("source", "certainty"):
        made[name] = _one_of(joined, units[name])
    made["synthetic"] = _any_of(joined, units["synthetic"])
    made["stated_pct"], made["row"] = np.nan, np.nan
    made["check"] = None
    sources = whole.merge(affected, on=["from_key", "to_key"], how="left")
    sources["share"] = sources["share"].fillna(1.0)
    weights = affected["weight"].value_counts().index
    return made[VALUES], sources[_SOURCES], ", ".join(weights) or None


def _carry(units: pd.DataFrame, measure: Measure, version: str, links, shares) -> tuple:
    known = units["state"].isin([KNOWN, ZERO])
    top = units["numerator"].where(known)
    if measure.is_share:
        carried = carry_rate(
            top, units["denominator"].where(known), version, links=links, shares=shares
        )
        rows = carried.rows[["value", "low", "high", "numerator", "denominator"]]
    else:
        carried = carry(top, version, links=links, shares=shares)
        rows = carried.rows[["value", "low", "high"]].assign(
            numerator=carried.rows["value"], denominator=np.nan
        )
    return rows, carried.affected[["from_key", "to_key", "share", "weight"]]


def _state_of(joined: pd.DataFrame, made: pd.DataFrame) -> pd.Series:
    """Known where a value came out; else the state that all pieces have in common, or unknown."""
    states = joined.groupby("to_key")["state"].agg(["min", "max"]).reindex(made.index)
    common = states["min"].where(states["min"] == states["max"], UNKNOWN)
    common = common.where(common.isin(BLANK_STATES), UNKNOWN)
    state = common.mask(made["value"].notna(), KNOWN)
    # An estimate of nothing that may be something is no zero.
    return state.mask((made["value"] == 0) & (made["high"] == 0), ZERO)


def _one_of(joined: pd.DataFrame, said: pd.Series) -> pd.Series:
    """What the pieces of each area say of themselves, each thing once."""
    texts = pd.DataFrame({"to_key": joined["to_key"], "text": joined["from_key"].map(said)})
    texts = texts.dropna().drop_duplicates()
    return texts.groupby("to_key")["text"].agg("; ".join)


def _any_of(joined: pd.DataFrame, said: pd.Series) -> pd.Series:
    made_up = joined["from_key"].map(said).astype("boolean").fillna(False).astype(bool)
    return made_up.groupby(joined["to_key"]).any()


def _too_large(rows: pd.DataFrame, places: Places) -> pd.DataFrame:
    larger = rows["level"].isin(_LARGER.get(places.level, set()))
    return left_out_rows(rows, np.where(larger, WHOLE_CITY, OTHER_LEVEL))
