"""Of which place the numbers of a map tell: its legend, table, chart and what is taken away count the same."""

import pandas as pd

from layers.atlas import BOUNDARIES, PROVINCES, Atlas, Snapshot
from layers.filters.columns import fields_of
from layers.filters.condition import Condition, Filter, Ground
from layers.filters.rows import rows_of
from layers.maps.view import EVERYTHING, MapView

_CITY_COLUMNS = dict.fromkeys(BOUNDARIES, "province_code") | {PROVINCES: "code"}


def place_name(atlas: Atlas, snapshot: Snapshot, view: MapView) -> str | None:
    """What the place of a view is called; None for the whole country, and where no shape of it is known."""
    if view.whole_country or not snapshot.has(PROVINCES):
        return None
    version = snapshot.versions[PROVINCES]
    key = f"place-names-{version.key}"  # asked for several times in each run of the page
    return atlas.answers.once(key, lambda: _names(atlas.frame(version))).get(view.city)


def _names(provinces: pd.DataFrame) -> dict[str, str]:
    """The name of each code; of one that is there twice, the first."""
    names = provinces.get("full_name", provinces["code"]).astype(str)
    pairs = zip(provinces["code"], names, strict=True)
    return dict(reversed(list(pairs)))


def counted(
    atlas: Atlas, snapshot: Snapshot, view: MapView, layer_id: str, filter: Filter = EVERYTHING
) -> Filter:
    """What is counted of a layer: what passes `filter`, in the place of the view unless all places are wanted."""
    if view.everywhere or place_name(atlas, snapshot, view) is None:
        return filter
    if atlas.store.specs[layer_id].is_table:
        return filter
    if layer_id in _CITY_COLUMNS:
        return _of_city(atlas, snapshot, view.city, layer_id, filter)
    place = Ground("area", layer=PROVINCES, code=view.city)
    return (
        filter if place in filter.grounds else Filter(filter.conditions, (*filter.grounds, place))
    )


def _of_city(atlas: Atlas, snapshot: Snapshot, city: str, layer_id: str, filter: Filter) -> Filter:
    """Areas are of a place by its code: a border drawn otherwise would let slivers of neighbours in."""
    column = _CITY_COLUMNS[layer_id]
    if column not in fields_of(atlas, snapshot.versions[layer_id]):
        return filter
    of_city = Condition(column, "=", (city,))
    known = of_city in filter.conditions
    return filter if known else Filter((*filter.conditions, of_city), filter.grounds)


def total_of(atlas: Atlas, snapshot: Snapshot, view: MapView, layer_id: str) -> int:
    """How many features of a layer there are in what is counted, whatever its filter."""
    asked = counted(atlas, snapshot, view, layer_id)
    if not asked:
        return snapshot.versions[layer_id].rows
    return int(rows_of(atlas, snapshot, layer_id, asked).sum())
