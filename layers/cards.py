"""Profiles: what there is in one area, or in a whole city, each number with what is unknown beside it."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from geo.text import sort_key
from layers.atlas import AVAILABILITY, PROVINCES, Atlas, Snapshot
from layers.availability import column_of, figures_of_city, of_unit
from layers.errors import UnknownCity
from layers.facts import LAYERS, ROUTES
from layers.indicators import INDICATORS, SERVICES
from layers.services.states import UNKNOWN

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
    owners : DataFrame
        ``layer``, ``owner`` (None where it is not recorded), ``km``, longest first.
    indicators : dict
        Every indicator's value.
    services : DataFrame
        Rows of service availability of the unit, newest first.
    figures : DataFrame
        Published figures of a city at their own level; empty for an area.
    areas : int
        How many areas it sums; 1 for an area.
    masts_sharing_unknown : float
        Masts whose number of operators is not recorded.
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
    owners: pd.DataFrame
    indicators: dict[str, float]
    services: pd.DataFrame
    figures: pd.DataFrame
    areas: int
    masts_sharing_unknown: float
    states: dict[str, str]


def places(atlas: Atlas, snapshot: Snapshot, areas: str) -> list[Place]:
    """The cities and provinces there are areas of: those with data first, then in Vietnamese order."""
    key = f"places-{atlas.facts_key(snapshot, areas)}"
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
    key = f"area-{atlas.facts_key(snapshot, areas)}-{code}"
    return atlas.answers.once(key, lambda: _make_area_card(atlas, snapshot, areas, code))


def _make_area_card(atlas: Atlas, snapshot: Snapshot, areas: str, code: str) -> Card | None:
    facts = atlas.facts(snapshot, areas)
    rows = facts.areas[facts.areas["code"] == code]
    if rows.empty:
        return None
    row = rows.iloc[0]
    services = pd.DataFrame()
    if snapshot.has(AVAILABILITY) and "unit_key" in rows:
        services = of_unit(atlas.frame(snapshot.versions[AVAILABILITY]), str(row["unit_key"]))
    title = next((str(row[c]) for c in ("full_name", "name") if pd.notna(row.get(c))), code)
    key = str(row["unit_key"]) if "unit_key" in rows else None
    return _card(facts, rows, code=code, title=title, unit_key=key, services=services)


def city_card(atlas: Atlas, snapshot: Snapshot, areas: str, city: str) -> Card:
    """The profile of a city: its areas summed, and the figures published about it as a whole."""
    key = f"city-{atlas.facts_key(snapshot, areas)}-{city}"
    return atlas.answers.once(key, lambda: _make_city_card(atlas, snapshot, areas, city))


def _make_city_card(atlas: Atlas, snapshot: Snapshot, areas: str, city: str) -> Card:
    facts = atlas.facts(snapshot, areas)
    rows = areas_of(atlas, snapshot, areas, city)
    title = _city_names(atlas, snapshot).get(city, city)
    services = pd.DataFrame()
    if snapshot.has(AVAILABILITY):
        table = atlas.frame(snapshot.versions[AVAILABILITY])
        own = (table["tier"] != "commune") | ~table["synthetic"].fillna(False).astype(bool)
        services = table[own & (table["province_code"] == city)].sort_values("period")
    return _card(
        facts, rows, code=city, title=title, services=services, figures=figures_of_city(city)
    )


def rank(table: pd.DataFrame, indicator: str, code: str) -> tuple[int, int] | None:
    """The place of an area among those whose value is known, 1 for the highest, and their number."""
    values = INDICATORS[indicator].of(table).set_axis(table["code"]).dropna()
    if code not in values.index:
        return None
    return int((values > values[code]).sum()) + 1, len(values)


def _card(
    facts,
    rows: pd.DataFrame,
    *,
    code: str,
    title: str,
    services: pd.DataFrame,
    unit_key: str | None = None,
    figures: pd.DataFrame | None = None,
) -> Card:
    owned = facts.owners[facts.owners["area"].isin(rows.index)]
    owners = owned.groupby(["layer", "owner"], dropna=False)["km"].sum().reset_index()
    masts = _total(rows["n_antenna_mast"])
    return Card(
        code=code,
        title=title,
        unit_key=unit_key,
        area_km2=float(rows["area_km2"].sum()),
        counts={i: _total(rows[f"n_{i}"]) for i in LAYERS if i not in ROUTES},
        lengths={i: _total(rows[f"km_{i}"]) for i in ROUTES},
        owners=owners.sort_values("km", ascending=False, ignore_index=True),
        indicators={i: indicator.of_all(rows) for i, indicator in INDICATORS.items()},
        services=services,
        figures=pd.DataFrame() if figures is None else figures,
        areas=len(rows),
        masts_sharing_unknown=masts - _total(rows["masts_sharing_known"]),
        states=_states(rows) if unit_key is not None else {},
    )


def _states(rows: pd.DataFrame) -> dict[str, str]:
    said = {name: rows[column_of(measure, "state")].iloc[0] for name, measure in SERVICES.items()}
    return {name: UNKNOWN if pd.isna(state) else state for name, state in said.items()}


def _total(values: pd.Series) -> float:
    return float(values.sum()) if values.notna().any() else np.nan


def _column(layer_id: str) -> str:
    return f"km_{layer_id}" if layer_id in ROUTES else f"n_{layer_id}"


def _city_names(atlas: Atlas, snapshot: Snapshot) -> dict[str, str]:
    if not snapshot.has(PROVINCES):
        return {}
    table = atlas.frame(snapshot.versions[PROVINCES])
    return dict(zip(table["code"], table["full_name"], strict=True))


def _bare(name: str) -> str:
    return name.removeprefix("Thành phố ").removeprefix("Tỉnh ")
