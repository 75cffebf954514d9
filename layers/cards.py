"""Profiles: what there is in one area, or in a whole city, each number with what is unknown beside it."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from geo.text import sort_key
from layers.atlas import AVAILABILITY, PROVINCES, Atlas, Snapshot
from layers.availability import column_of, figures_of_city, of_unit, rows_by_unit
from layers.errors import UnknownCity
from layers.facts import LAYERS, ROUTES
from layers.indicators import SERVICES
from layers.services.states import UNKNOWN
from layers.store import Version

COUNTRY = "VN"


@dataclass(frozen=True)
class Place:
    """A city, province or the whole country. `known` are the layers with data for it."""

    code: str
    name: str
    known: tuple[str, ...]


@dataclass(frozen=True)
class Card:
    """The profile of an area or of a city.

    Attributes
    ----------
    counts : dict
        Sites by layer; NaN where the layer has no data for the place.
    lengths : dict
        Kilometres by route layer, likewise.
    services : DataFrame
        Rows of service availability of the unit, newest first.
    figures : DataFrame
        Published figures of a city at their own level; empty for an area.
    areas : int
        How many areas it sums; 1 for an area.
    states : dict
        Of an area, the state of each indicator of services (`layers.services.states`): a blank that is
        withheld, without meaning or not there is not the same as one of which nobody knows.
    """

    code: str
    title: str
    unit_key: str | None
    area_km2: float
    counts: dict[str, float]
    lengths: dict[str, float]
    services: pd.DataFrame
    figures: pd.DataFrame
    areas: int
    states: dict[str, str]


def places(atlas: Atlas, snapshot: Snapshot, areas: str) -> list[Place]:
    """The cities and provinces there are areas of: those with data first, then in Vietnamese order."""
    key = f"places-{_key(atlas, snapshot, areas)}"
    return atlas.answers.once(key, lambda: _find_places(atlas, snapshot, areas))


def _find_places(atlas: Atlas, snapshot: Snapshot, areas: str) -> list[Place]:
    table = atlas.facts(snapshot, areas).areas
    names = _city_names(atlas, snapshot)
    known = {
        city: tuple(i for i in LAYERS if rows[_column(i)].notna().any())
        for city, rows in table.groupby("city")
    }
    found = [Place(code, names.get(code, code), layers) for code, layers in known.items()]
    return sorted(found, key=lambda place: (not place.known, sort_key(_bare(place.name))))


def areas_of(atlas: Atlas, snapshot: Snapshot, areas: str, city: str) -> pd.DataFrame:
    """The facts of the areas of a city, or of the whole country."""
    table = atlas.facts(snapshot, areas).areas
    if city == COUNTRY:
        return table
    key = f"areas-{atlas.facts_key(snapshot, areas)}-{city}"
    chosen = atlas.answers.once(key, lambda: table[table["city"] == city])
    if chosen.empty:
        raise UnknownCity(city=city)
    return chosen


def area_card(atlas: Atlas, snapshot: Snapshot, areas: str, code: str) -> Card | None:
    """The profile of one area; None where the layer has no such code."""
    key = f"area-{_key(atlas, snapshot, areas)}-{code}"
    return atlas.answers.once(key, lambda: _make_area_card(atlas, snapshot, areas, code))


def _make_area_card(atlas: Atlas, snapshot: Snapshot, areas: str, code: str) -> Card | None:
    rows = numbers_of(atlas, snapshot, areas).get(code)
    if rows is None:
        return None
    table = atlas.facts(snapshot, areas).areas
    row = {c: table[c].iat[rows[0]] for c in ("full_name", "name", "unit_key") if c in table}
    key = str(row["unit_key"]) if "unit_key" in row else None
    services = pd.DataFrame()
    if snapshot.has(AVAILABILITY) and key is not None:
        services = _services_of(atlas, snapshot.versions[AVAILABILITY], key)
    title = next((str(row[c]) for c in ("full_name", "name") if pd.notna(row.get(c))), code)
    return _card(table, rows, code=code, title=title, unit_key=key, services=services)


def numbers_of(atlas: Atlas, snapshot: Snapshot, areas: str) -> dict[str, np.ndarray]:
    """The row numbers of each code in the facts of a boundary layer."""
    key = f"numbers-{atlas.facts_key(snapshot, areas)}"
    facts = atlas.facts(snapshot, areas)
    return atlas.answers.once(key, lambda: facts.areas.groupby("code").indices)


def _services_of(atlas: Atlas, version: Version, unit_key: str) -> pd.DataFrame:
    table = atlas.frame(version)
    rows = atlas.frames.once(f"units-{version.key}", lambda: rows_by_unit(table))
    return of_unit(table, unit_key, rows=rows)


def city_card(atlas: Atlas, snapshot: Snapshot, areas: str, city: str) -> Card:
    """The profile of a city: its areas summed, and the figures published about it as a whole."""
    key = f"city-{_key(atlas, snapshot, areas)}-{city}"
    return atlas.answers.once(key, lambda: _make_city_card(atlas, snapshot, areas, city))


def _make_city_card(atlas: Atlas, snapshot: Snapshot, areas: str, city: str) -> Card:
    table = atlas.facts(snapshot, areas).areas
    rows = areas_of(atlas, snapshot, areas, city).index.to_numpy()
    title = _city_names(atlas, snapshot).get(city, city)
    services = pd.DataFrame()
    if snapshot.has(AVAILABILITY):
        said = atlas.frame(snapshot.versions[AVAILABILITY])
        own = (said["tier"] != "commune") | ~said["synthetic"].fillna(False).astype(bool)
        services = said[own & (said["province_code"] == city)].sort_values("period")
    return _card(
        table, rows, code=city, title=title, services=services, figures=figures_of_city(city)
    )


def _card(
    table: pd.DataFrame,
    rows: np.ndarray,
    *,
    code: str,
    title: str,
    services: pd.DataFrame,
    unit_key: str | None = None,
    figures: pd.DataFrame | None = None,
) -> Card:
    def total(column: str) -> float:
        values = table[column].to_numpy(float)[rows]
        known = ~np.isnan(values)
        return float(np.where(known, values, 0.0).sum()) if known.any() else np.nan

    return Card(
        code=code,
        title=title,
        unit_key=unit_key,
        area_km2=total("area_km2"),
        counts={i: total(f"n_{i}") for i in LAYERS if i not in ROUTES},
        lengths={i: total(f"km_{i}") for i in ROUTES},
        services=services,
        figures=pd.DataFrame() if figures is None else figures,
        areas=len(rows),
        states=_states(table, rows[0]) if unit_key is not None else {},
    )


def _key(atlas: Atlas, snapshot: Snapshot, areas: str) -> str:
    """Names what a card is made of: the facts, and the names and rows that this reader sees beside them."""
    beside = [snapshot.versions[i].key for i in (AVAILABILITY, PROVINCES) if snapshot.has(i)]
    return "-".join([atlas.facts_key(snapshot, areas), *beside])


def _states(table: pd.DataFrame, row: int) -> dict[str, str]:
    columns = {name: column_of(measure, "state") for name, measure in SERVICES.items()}
    said = {name: table[column].iat[row] for name, column in columns.items()}
    return {name: UNKNOWN if pd.isna(state) else state for name, state in said.items()}


def _column(layer_id: str) -> str:
    return f"km_{layer_id}" if layer_id in ROUTES else f"n_{layer_id}"


def _city_names(atlas: Atlas, snapshot: Snapshot) -> dict[str, str]:
    if not snapshot.has(PROVINCES):
        return {}
    table = atlas.frame(snapshot.versions[PROVINCES])
    return dict(zip(table["code"], table["full_name"], strict=True))


def _bare(name: str) -> str:
    return name.removeprefix("Thành phố ").removeprefix("Tỉnh ")
