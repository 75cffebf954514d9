"""The names of administrative units to be searched: those of the boundary layers of today, and all former ones."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from functools import cache

import numpy as np
import pandas as pd

from geo.text import fold, sort_key
from layers.access import User
from layers.atlas import PROVINCES, Atlas, Snapshot
from layers.masks.doors import may_see
from layers.matching.spelling import Spelling, spell
from layers.provinces import heirs
from layers.search.folded import Folded
from layers.units import national
from layers.units.changes import other_names
from layers.units.events import former_districts
from layers.units.links import links
from layers.units.register import (
    COMMUNE,
    DISTRICT,
    PROVINCE,
    register,
    register_of_layer,
)
from layers.units.timeline import current

COMMUNES = "admin_commune"
_LEVELS = {COMMUNE: 2, DISTRICT: 1, PROVINCE: 0}
_COLUMNS = [
    "layer", "level", "unit_key", "code", "full_name", "within", "city", "valid_from", "valid_to",
]  # fmt: skip


class Units:
    """Units of several lists with the keys they are found by.

    Attributes
    ----------
    rows : DataFrame
        `layer` (None: a former unit), `level`, `unit_key`, `code`, `full_name`, `within`, `city` (code of
        today's province), `valid_from`, `valid_to`, `rank` of the level and `order` of the name.
    names, bare, everything : Folded
        The names with and without their kind, and the names with what they lie in and its other names.
    """

    def __init__(self, rows: pd.DataFrame, *, more: pd.Series):
        spelled = [spell(name) for name in rows["full_name"]]
        self.rows = rows.assign(
            rank=rows["level"].map(_LEVELS).to_numpy(),
            order=pd.Series([sort_key(name) for name in rows["full_name"]]).rank().to_numpy(),
        )
        self.names = Folded(rows["full_name"])
        self.bare = Folded(pd.Series([s.folded_bare for s in spelled], dtype=object))
        self.everything = Folded(rows["full_name"] + " " + rows["within"] + " " + more)
        self._with_kind = _places(s.tones for s in spelled)
        self._without_kind = _places(s.tones_bare for s in spelled)
        self._codes = _places(rows["code"])
        self._keys = _places(rows["unit_key"])

    def by_code(self, layer_id: str | None, codes: Sequence[str]) -> pd.DataFrame:
        """The rows of a layer with these codes, in the order of the codes."""
        layers = self.rows["layer"].array
        found = [row for code in codes for row in self._codes.get(code, ())]
        return self.rows.iloc[[row for row in found if layers[row] == layer_id]]

    def by_key(self, unit_key: str) -> pd.DataFrame:
        """The row of a unit key; empty where there is none."""
        return self.rows.iloc[self._keys.get(unit_key, [])]

    def marked(self, spelled: Spelling) -> list[int]:
        """Rows whose name is the same with all its marks; of any kind where the text names none."""
        same = self._with_kind.get(spelled.tones, [])
        return same if spelled.kind else [*same, *self._without_kind.get(spelled.tones_bare, [])]

    def coded(self, code: str) -> list[int]:
        """Rows of a code."""
        return self._codes.get(code, [])


def _places(keys: Iterable[str]) -> dict[str, list[int]]:
    found: dict[str, list[int]] = defaultdict(list)
    for place, key in enumerate(keys):
        found[key].append(place)
    return dict(found)


def units_of_today(atlas: Atlas, snapshot: Snapshot, user: User | None) -> Units | None:
    """The communes and provinces of the store's layers of today, those that `user` may see."""
    levels = {COMMUNES: COMMUNE, PROVINCES: PROVINCE}
    seen = {
        layer_id: level
        for layer_id, level in levels.items()
        if may_see(user, atlas.store.specs[layer_id], snapshot)
    }
    if not seen:
        return None
    key = "search-units-" + "-".join(snapshot.versions[i].key for i in seen)

    def make() -> Units:
        parts = [
            _of_layer(atlas.frame(snapshot.versions[layer_id]), layer_id, level)
            for layer_id, level in seen.items()
        ]
        rows = pd.concat(parts, ignore_index=True)
        return Units(rows, more=_aliases(rows["city"]))

    return atlas.frames.once(key, make)


@cache
def former_units() -> Units:
    """Communes, districts and provinces as they were until 2025-06-30."""
    parts = [_former(level) for level in (COMMUNE, DISTRICT, PROVINCE)]
    rows = pd.concat(parts, ignore_index=True)
    return Units(rows, more=_aliases(rows["city"]))


@cache
def heirs_of() -> dict[str, tuple[str, ...]]:
    """Key of a former unit -> codes of the units of today on its ground, those that got most of them first."""
    now = current().name
    rows = links(national.FORMER, now).sort_values("default", ascending=False, kind="stable")
    found = rows.groupby("from_key")["to_key"].agg(tuple).to_dict()
    districts = former_districts(now)
    found |= districts.groupby("district_key")["unit_key"].agg(tuple).to_dict()
    return {key: tuple(each.partition(":")[2] for each in keys) for key, keys in found.items()}


def _of_layer(frame: pd.DataFrame, layer_id: str, level: str) -> pd.DataFrame:
    units = register_of_layer(frame, level=level).frame
    city = units["code"] if level == PROVINCE else units["province_code"]
    within = None if level == PROVINCE else units["province_name"]
    return _table(units, layer_id, level, within, city)


def _former(level: str) -> pd.DataFrame:
    units = register(national.FORMER, level).frame
    own = units["code"] if level == PROVINCE else units["province_code"]
    within = None
    if level == DISTRICT:
        within = units["province_name"]
    elif level == COMMUNE:
        within = units["district_name"].fillna("") + ", " + units["province_name"]
    table = _table(units, None, level, within, own.map(heirs()))
    if level != PROVINCE:
        return table
    # A province that only kept its name and ground is found as the one of today.
    today = set(national.provinces_today()["full_name"])
    return table[~table["full_name"].isin(today)]


def _table(units: pd.DataFrame, layer_id, level: str, within, city: pd.Series) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "layer": layer_id,
            "level": level,
            "unit_key": units["unit_key"],
            "code": units["code"],
            "full_name": units["full_name"].fillna(units["code"]).astype(object),
            "within": "" if within is None else within.fillna("").astype(object),
            "city": city.astype(object),
            "valid_from": units["valid_from"],
            "valid_to": units["valid_to"],
        },
        columns=_COLUMNS,
    )


def _aliases(city: pd.Series) -> pd.Series:
    """Other names of the provinces that rows lie in: TP.HCM, Sài Gòn."""
    table = other_names(PROVINCE)
    named = table.groupby("code")["new"].agg(" ".join) if len(table) else pd.Series(dtype=object)
    return city.map(named).fillna("").astype(object)


def scores(units: Units, text: str) -> np.ndarray:
    """How well each unit meets a text; 0 the best, -1 not at all.

    0 the code, or the name with the marks of the text; 1 the name but for marks; 2 a name that begins so; 3 a name
    with all words, in any order; from 4 on all words in the name and what the unit lies in: 3 and one more
    for each word that is not in the name.
    """
    spelled = spell(text)
    whole, found = spelled.folded, np.full(len(units.rows), -1)
    for words in {tuple(fold(text).split()), tuple(whole.split())} - {()}:
        named = [units.names.rows_with(word) for word in words]
        missing = len(words) - np.sum(named, axis=0)
        there = _all(units.everything, words) & (missing < len(words)) & (found < 0)
        found[there] = 3 + missing[there]
        found[missing == 0] = 3
    if whole:
        found[units.names.rows_beginning(whole) | units.bare.rows_beginning(whole)] = 2
        found[units.names.rows_equal(whole) | units.bare.rows_equal(whole)] = 1
    if spelled.marked:  # who types no marks may mean any
        found[units.marked(spelled)] = 0
    found[units.coded(text.strip())] = 0
    return found


def _all(folded: Folded, words: tuple[str, ...]) -> np.ndarray:
    mask = folded.rows_with(words[0])
    for word in words[1:]:
        mask = mask & folded.rows_with(word)
    return mask
