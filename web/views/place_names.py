"""Names to choose a place by: no two alike, in Vietnamese order."""

from collections import Counter

import pandas as pd

from geo.text import sort_key
from layers.atlas import Atlas, Snapshot
from layers.cards import COUNTRY, Place, areas_of
from layers.words import Words


def city_names(found: list[Place], words: Words) -> dict[str, str]:
    """Names of places by code, no two alike, the whole country last."""
    names = {place.code: place.name for place in found}
    again = {name for name, times in Counter(names.values()).items() if times > 1}
    names = {c: f"{name} · {c}" if name in again else name for c, name in names.items()}
    names[COUNTRY] = words("place.country")
    return names


def area_names(atlas: Atlas, snapshot: Snapshot, areas: str, city: str) -> dict[str, str]:
    """Names of the areas of a place by code, in Vietnamese order."""
    version = snapshot.versions[areas]

    def make() -> dict[str, str]:
        table = areas_of(atlas, snapshot, areas, city)
        names = _area_names(table, atlas.frame(version))
        return dict(sorted(names.items(), key=lambda item: sort_key(item[1])))

    return atlas.answers.once(f"names-{version.key}-{city}", make)


def _area_names(table: pd.DataFrame, frame: pd.DataFrame) -> dict[str, str]:
    """Names by code, no two alike: Streamlit knows options by their words and would take the first.

    Areas of one name, which former communes have by the hundred, carry their district or their code.
    """
    names = table.get("full_name", table["code"]).fillna(table["code"]).astype("string")
    rows = frame.iloc[table.index].set_axis(table.index)
    for column in [c for c in ("district_name", "code") if c in rows]:
        more = names + " · " + rows[column].astype("string")
        names = names.mask(names.duplicated(keep=False) & more.notna(), more)
    return dict(zip(table["code"], names, strict=True))
