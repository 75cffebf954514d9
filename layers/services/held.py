"""Observations and returns that a store holds, made once for its versions. Shared: not to be edited."""

import pandas as pd

from layers.atlas import AVAILABILITY, Atlas, Snapshot
from layers.carrying.frames import CROSSWALK, UNIT_LAYERS
from layers.services.measures import MEASURES
from layers.services.observations import observations
from layers.services.places import COUNTRY
from layers.services.returns import returns_of


def versions_key(snapshot: Snapshot, areas: str) -> str:
    """Names the versions that answers over a boundary layer are made of."""
    used = dict.fromkeys((areas, *UNIT_LAYERS, AVAILABILITY, CROSSWALK))
    return "-".join(snapshot.versions[i].key for i in used if snapshot.has(i))


def all_observations(atlas: Atlas, snapshot: Snapshot) -> pd.DataFrame:
    """Every observation of the store; shared, not to be edited."""
    if not snapshot.has(AVAILABILITY):
        return observations(pd.DataFrame({"unit_key": [], "tier": []}))
    version = snapshot.versions[AVAILABILITY]
    key = f"service-observations-{version.key}"
    return atlas.frames.once(key, lambda: observations(atlas.frame(version)))


def all_returns(atlas: Atlas, snapshot: Snapshot, measure: str) -> pd.DataFrame:
    """Every return for a measure; shared, not to be edited."""
    version = snapshot.versions.get(AVAILABILITY)
    key = f"service-returns-{version.key if version else ''}-{measure}"
    seen = all_observations(atlas, snapshot)
    return atlas.answers.once(key, lambda: returns_of(seen, MEASURES[measure]))


def of_city(returns: pd.DataFrame, city: str) -> pd.DataFrame:
    """Returns of a city, or of the country."""
    if city == COUNTRY:
        return returns
    return returns[returns["city"] == city]
