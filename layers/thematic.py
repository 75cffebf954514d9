"""Areas in classes: what a choropleth shows, with the unknown ones counted apart."""

import json
from dataclasses import dataclass

import pandas as pd

from geo.classify import Classes, classify
from layers.atlas import Atlas, Snapshot
from layers.cards import COUNTRY, areas_of, places
from layers.derived import keep, peek
from layers.indicators import INDICATORS

SCHEMES = ("quantile", "natural_breaks", "equal_interval")
CLASSES = 5
_KEY = ["city", "indicator", "scheme"]


@dataclass(frozen=True)
class Theme:
    """An indicator over the areas of a city: values by code and the classes they fall in."""

    indicator: str
    values: pd.Series
    classes: Classes


def make_theme(
    atlas: Atlas,
    snapshot: Snapshot,
    *,
    areas: str,
    city: str,
    indicator: str,
    scheme: str = SCHEMES[0],
) -> Theme:
    """Class an indicator within a city, so that its wards are told apart from one another.

    Shared, not to be edited: every run of a page asks for it.
    """
    key = (city, indicator, scheme)

    def make() -> Theme:
        table = areas_of(atlas, snapshot, areas, city)
        values = INDICATORS[indicator].of(table).set_axis(table["code"])
        classes = _prepared(atlas, snapshot, areas).get(key) or _classes(values, scheme)
        return Theme(indicator, values, classes)

    name = f"theme-{atlas.facts_key(snapshot, areas)}-{'-'.join(key)}"
    return atlas.answers.once(name, make)


def prepare_themes(atlas: Atlas, snapshot: Snapshot, areas: str) -> None:
    """Make the classes of every view of the cities with data, so that no visitor waits for them."""
    rows = []
    cities = [place.code for place in places(atlas, snapshot, areas) if place.known]
    for city in [*cities, COUNTRY]:
        table = areas_of(atlas, snapshot, areas, city)
        for name, indicator in INDICATORS.items():
            values = indicator.of(table)
            for scheme in SCHEMES:
                made = _classes(values, scheme)
                rows.append((city, name, scheme, *map(json.dumps, made)))
    frame = pd.DataFrame(rows, columns=[*_KEY, *Classes._fields])
    keep(atlas.store, _name(atlas, snapshot, areas), {"classes": frame})


def _classes(values: pd.Series, scheme: str) -> Classes:
    return classify(values.to_numpy(float), scheme=scheme, k=CLASSES)


def _prepared(atlas: Atlas, snapshot: Snapshot, areas: str) -> dict[tuple[str, str, str], Classes]:
    name = _name(atlas, snapshot, areas)

    def load() -> dict:
        found = peek(atlas.store, name)
        rows = [] if found is None else found["classes"].to_dict("records")
        return {
            tuple(row[k] for k in _KEY): Classes(
                tuple(json.loads(row["breaks"])),
                tuple(json.loads(row["counts"])),
                json.loads(row["unknown"]),
            )
            for row in rows
        }

    return atlas.answers.once(name, load)


def _name(atlas: Atlas, snapshot: Snapshot, areas: str) -> str:
    return f"classes-{atlas.facts_key(snapshot, areas)}"
