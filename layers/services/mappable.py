"""Which returns can become values of the areas of a layer, of which period, and why others cannot."""

import pandas as pd

from layers.atlas import Atlas, Snapshot
from layers.errors import NotMappable
from layers.services.derivation import NO_CROSSWALK, OTHER_LEVEL, WHOLE_CITY
from layers.services.held import all_returns, of_city, versions_key
from layers.services.observations import COMMUNE
from layers.services.periods import newest
from layers.services.places import Places, links_to
from layers.services.question import Question
from layers.services.values import is_mappable

NOTHING = "nothing"


def mappable(atlas: Atlas, snapshot: Snapshot, places: Places, measure: str) -> pd.Series:
    """Which of all returns for a measure can become values of areas of a layer."""
    returns = all_returns(atlas, snapshot, measure)

    def listed(version: str) -> bool:
        return links_to(atlas, snapshot, places, version) is not None

    key = f"service-mappable-{versions_key(snapshot, places.layer)}-{measure}"
    return atlas.answers.once(key, lambda: is_mappable(returns, places, listed=listed))


def period_of(
    atlas: Atlas, snapshot: Snapshot, places: Places, returns: pd.DataFrame, question: Question
) -> str:
    """The period that is shown: that of the question, else the newest that can be.

    Raises
    ------
    NotMappable
        Where nothing of the city can be shown.
    """
    if question.period is not None:
        returns = returns[returns["period"] == question.period]
    own = of_city(returns, question.city)
    can = mappable(atlas, snapshot, places, question.measure)
    for some in (own, returns):
        shown = some[can.loc[some.index]]
        if len(shown):
            return newest(shown["period"])
        if len(some):
            raise not_mappable(some, places, question)
    raise NotMappable(NOTHING, measure=question.measure, tier=question.tier)


def not_mappable(returns: pd.DataFrame, places: Places, question: Question) -> NotMappable:
    """Why returns cannot be shown over areas, by most of them."""
    level = returns["level"].mode().iloc[0]
    reason = OTHER_LEVEL
    if level == places.level or level == COMMUNE:
        reason = NO_CROSSWALK
    elif level in ("province", "country") and places.level != "province":
        reason = WHOLE_CITY
    return NotMappable(
        reason,
        place=", ".join(returns["place"].dropna().unique()[:3]) or returns["unit_key"].iloc[0],
        tier=question.tier,
        areas=question.areas,
        versions=", ".join(sorted(returns["version"].dropna().unique())),
    )
