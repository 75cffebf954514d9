"""The profile of an area, of a city or of a drawn shape: every number with what is unknown and how it was made."""

import hashlib
from dataclasses import dataclass, field
from functools import cached_property

import geopandas as gpd
import numpy as np
import pandas as pd

from layers.access import LOCAL_USER, Action, User, can
from layers.atlas import AVAILABILITY, PROVINCES, Atlas, Snapshot
from layers.cards import COUNTRY, Card, area_card, areas_of, city_card, numbers_of
from layers.coverage.bases import PEOPLE_AREAS, PEOPLE_POINTS
from layers.coverage.ground import shape_of
from layers.errors import UnknownArea, UnknownLayer
from layers.facts import LAYERS, ROUTES
from layers.masks.doors import may_see
from layers.profiles.beside import beside_area, beside_shape
from layers.profiles.derivation import ProfileDerivation
from layers.profiles.making import derivations
from layers.profiles.people import NOBODY, People, people_in_shape, people_of
from layers.profiles.shape import facts_of_shape
from layers.profiles.sharing import sharing_of
from layers.profiles.standing import field_of, standing, together
from layers.profiles.tally import amounts, tally, tally_of
from layers.spec import LayerSpec

AREA, CITY, SHAPE = "area", "city", "shape"
MOST_NEIGHBOURS = 60
_ASKED = (*LAYERS, AVAILABILITY, PEOPLE_POINTS, PEOPLE_AREAS)


@dataclass(frozen=True)
class Profile:
    """What there is in one place.

    Attributes
    ----------
    key : str
        Names it: what was asked, of which versions, for whom.
    kind : {"area", "city", "shape"}
    code, unit_key, city : str or None
        Of a drawn shape there is no code; `city` is the one that most of it lies in.
    areas : int
        How many areas are summed; 1 for an area or a shape.
    amounts : dict
        Of each layer that the reader may see: how many sites, or kilometres of routes on the ellipsoid;
        NaN where the city has no data of it.
    owners, kinds : DataFrame
        ``layer``, ``owner`` or ``kind`` (None: not recorded), ``amount``, ``share`` of the layer.
    sharing : DataFrame
        `layers.profiles.sharing.COLUMNS`, one row a layer that says anything of it.
    states : DataFrame
        ``layer``, ``state`` (standing, planned, gone, unsaid), ``amount``, ``share``.
    indicators : DataFrame
        `layers.profiles.standing.COLUMNS`.
    services, figures : DataFrame
        As in `layers.cards.Card`; empty for a shape.
    people : People
    beside : DataFrame
        Of an area its neighbours: ``code``, ``name``, ``border_m``; of a shape the areas it lies on:
        ``code``, ``name``, ``km2``, ``share`` of the shape.
    made : dict of ProfileDerivation
        By part: ``there``, ``owners``, ``kinds``, ``states``, ``sharing``, ``underground``,
        ``indicators``, ``services``, ``people``, ``beside``.
    """

    key: str
    kind: str
    code: str | None
    title: str
    unit_key: str | None
    city: str | None
    areas: int
    area_km2: float
    amounts: dict[str, float]
    owners: pd.DataFrame
    kinds: pd.DataFrame
    states: pd.DataFrame
    sharing: pd.DataFrame
    indicators: pd.DataFrame
    services: pd.DataFrame
    figures: pd.DataFrame
    people: People
    beside: pd.DataFrame
    made: dict[str, ProfileDerivation] = field(repr=False)

    def indicator(self, name: str) -> dict:
        """The row of an indicator (`layers.profiles.standing.COLUMNS`)."""
        return self._by_indicator[name]

    @cached_property
    def _by_indicator(self) -> dict[str, dict]:
        return {row["indicator"]: row for row in self.indicators.to_dict("records")}

    def value(self, indicator: str) -> float:
        """The value of an indicator; NaN where it is not known."""
        return float(self.indicator(indicator)["value"])


def profile_of_area(
    atlas: Atlas, snapshot: Snapshot, areas: str, code: str, *, user: User | None = LOCAL_USER
) -> Profile:
    """The profile of one area of a boundary layer.

    Raises
    ------
    UnknownLayer, UnknownArea
    """
    _require_areas(atlas, snapshot, areas)
    seen = _seen(atlas, snapshot, user)
    key = f"profile-{_versions(atlas, snapshot, areas)}-{code}-{'|'.join(seen)}"
    return atlas.answers.once(key, lambda: _of_area(atlas, snapshot, areas, code, seen, key))


def profile_of_city(
    atlas: Atlas, snapshot: Snapshot, areas: str, city: str, *, user: User | None = LOCAL_USER
) -> Profile:
    """The profile of a city, or of the whole country (``VN``): its areas summed.

    Raises
    ------
    UnknownLayer, UnknownCity
    """
    _require_areas(atlas, snapshot, areas)
    seen = _seen(atlas, snapshot, user)
    key = f"profile-{_versions(atlas, snapshot, areas)}-city-{city}-{'|'.join(seen)}"
    return atlas.answers.once(key, lambda: _of_city(atlas, snapshot, areas, city, seen, key))


def profile_of_shape(
    atlas: Atlas,
    snapshot: Snapshot,
    shape: dict,
    *,
    areas: str = "admin_commune",
    user: User | None = LOCAL_USER,
) -> Profile:
    """The profile of a drawn shape.

    Parameters
    ----------
    shape : dict
        GeoJSON Polygon or MultiPolygon, a feature or a collection of them (EPSG:4326). A border that
        crosses itself is mended.
    areas : str
        The boundary layer that says in which city it lies.

    Raises
    ------
    BadArea
        If it is no polygon with a surface.
    UnknownLayer
    """
    _require_areas(atlas, snapshot, areas)
    ground = gpd.GeoSeries([shape_of(shape)], crs=4326)
    seen = _seen(atlas, snapshot, user, by_area=False)
    name = hashlib.sha256(ground.to_wkb().iloc[0]).hexdigest()
    key = f"profile-{_versions(atlas, snapshot, areas)}-{name}-{'|'.join(seen)}"
    return atlas.answers.once(
        key, lambda: _of_shape(atlas, snapshot, areas, shape, ground, seen, key)
    )


def _of_area(atlas: Atlas, snapshot: Snapshot, areas: str, code: str, seen, key) -> Profile:
    card = area_card(atlas, snapshot, areas, code)
    if card is None:
        raise UnknownArea(area=code, layer=areas)
    number = int(numbers_of(atlas, snapshot, areas)[code][0])
    said = atlas.facts(snapshot, areas).areas["city"].iat[number]
    city = COUNTRY if pd.isna(said) else str(said)
    people = people_of(atlas, snapshot, areas=areas, city=city, code=code)
    among = atlas.answers.once(
        f"field-{atlas.facts_key(snapshot, areas)}-{city}",
        lambda: field_of(areas_of(atlas, snapshot, areas, city)),
    )
    indicators = standing(among, code, card.states)
    return _profile(
        snapshot, areas, seen, key=key, card=card, kind=AREA, city=city, count=1,
        people=people, indicators=indicators,
        table=tally_of(atlas, snapshot, areas, np.array([number])),
        beside=beside_area(atlas, snapshot, areas, number).head(MOST_NEIGHBOURS),
    )  # fmt: skip


def _of_city(atlas: Atlas, snapshot: Snapshot, areas: str, city: str, seen, key) -> Profile:
    card = city_card(atlas, snapshot, areas, city)
    table = areas_of(atlas, snapshot, areas, city)
    people = people_of(atlas, snapshot, areas=areas, city=city)
    blank = pd.DataFrame(columns=["code", "name", "border_m"])
    return _profile(
        snapshot, areas, seen, key=key, card=card, kind=CITY, city=city, count=len(table),
        people=people, indicators=together(table), beside=blank,
        table=tally_of(atlas, snapshot, areas, table.index.to_numpy()),
    )  # fmt: skip


def _of_shape(
    atlas: Atlas, snapshot: Snapshot, areas: str, shape: dict, ground, seen, key
) -> Profile:
    met = beside_shape(atlas, snapshot, areas, ground)
    city = str(met["city"].iloc[0]) if len(met) and pd.notna(met["city"].iloc[0]) else None
    table = tally(atlas, snapshot, ground, LAYERS)
    facts = facts_of_shape(atlas, snapshot, areas, ground, met, table)
    card = Card(
        code="", title="", unit_key=None, area_km2=float(facts["area_km2"].iloc[0]),
        counts={i: float(facts[f"n_{i}"].iloc[0]) for i in LAYERS if i not in ROUTES},
        lengths={i: float(facts[f"km_{i}"].iloc[0]) for i in ROUTES},
        services=pd.DataFrame(), figures=pd.DataFrame(), areas=1, states={},
    )  # fmt: skip
    people = NOBODY
    if city is not None:
        people = people_in_shape(atlas, snapshot, areas=areas, city=city, shape=shape)
    return _profile(
        snapshot, areas, seen, key=key, card=card, kind=SHAPE, city=city, count=1,
        people=people, indicators=together(facts), beside=met.drop(columns="city"), table=table,
    )  # fmt: skip


def _profile(
    snapshot,
    areas,
    seen,
    *,
    key,
    card,
    kind,
    city,
    count,
    people,
    indicators,
    beside,
    table,
) -> Profile:
    if people.source not in (None, areas, *seen):
        people = NOBODY
    known = {i: v for i, v in (card.counts | card.lengths).items() if i in seen}
    # A layer that the city has no data of is unknown here, whoever else has some on the border.
    table = table[table["layer"].isin([i for i, amount in known.items() if np.isfinite(amount)])]
    return Profile(
        key=key,
        kind=kind,
        code=card.code or None,
        title=card.title,
        unit_key=card.unit_key,
        city=city,
        areas=card.areas,
        area_km2=card.area_km2,
        amounts=known,
        owners=amounts(table, "owner"),
        kinds=amounts(table, "kind"),
        states=amounts(table, "state"),
        sharing=sharing_of(table),
        indicators=indicators,
        services=card.services if AVAILABILITY in seen else card.services.iloc[:0],
        figures=card.figures,
        people=people,
        beside=beside.reset_index(drop=True),
        made=derivations(
            snapshot if kind == SHAPE else snapshot.with_sums(LAYERS), areas, kind,
            table=table, count=count, people=people, card=card,
            hidden=[i for i in LAYERS if i not in seen],
        ),
    )  # fmt: skip


def _seen(
    atlas: Atlas, snapshot: Snapshot, user: User | None, *, by_area: bool = True
) -> tuple[str, ...]:
    """The layers of a profile that the reader may see, or be told the sums of by area; also those not there."""

    def is_told(spec: LayerSpec) -> bool:
        # Of a layer that is seen in part the sums by area would tell of that part alone.
        if by_area and spec.id in LAYERS:
            return can(user, Action.SUM, spec)
        return can(user, Action.SEE, spec) or may_see(user, spec, snapshot)

    specs = atlas.store.specs
    return tuple(i for i in _ASKED if i in specs and is_told(specs[i]))


def _require_areas(atlas: Atlas, snapshot: Snapshot, areas: str) -> None:
    if not snapshot.has(areas) or atlas.store.specs[areas].kind != "area":
        known = sorted(i for i in snapshot.versions if atlas.store.specs[i].kind == "area")
        raise UnknownLayer(layer=areas, known=", ".join(known))


def _versions(atlas: Atlas, snapshot: Snapshot, areas: str) -> str:
    more = (PROVINCES, AVAILABILITY, *LAYERS, PEOPLE_POINTS, PEOPLE_AREAS)
    keys = [snapshot.versions[i].key for i in more if snapshot.has(i)]
    return "-".join([areas, atlas.facts_key(snapshot, areas), *keys])
