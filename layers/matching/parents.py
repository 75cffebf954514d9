"""What the name of a parent allows: a province of today or a former one, a former district, or several at once."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache

import numpy as np
import pandas as pd

from layers.matching.former import Former, former_of
from layers.matching.spelling import clean, close, spell, split_parts, unglued
from layers.provinces import heirs
from layers.units.changes import other_names
from layers.units.national import FORMER
from layers.units.register import COMMUNE, DISTRICT, PROVINCE, Register, register
from layers.units.timeline import LISTED, before_reform, current
from layers.units.titles import KINDS

_NO_PARENTS = KINDS[COMMUNE]
_WHOLE = ("Việt Nam", "Nước Việt Nam", "Cả nước", "Toàn quốc", "VN", "Viet Nam")
_KINDS = ("exact", "bare", "folded", "folded_bare", "close", "close_bare")


@dataclass(eq=False)
class Parents:
    """The areas that units of a register lie in, by the names and codes people give them."""

    count: int
    keys: dict[str, dict[str, list[int]]] = field(
        default_factory=lambda: {kind: defaultdict(list) for kind in _KINDS}
    )
    codes: dict[str, list[int]] = field(default_factory=lambda: defaultdict(list))
    members: list[np.ndarray] = field(default_factory=list)
    _seen: dict[str, np.ndarray | None] = field(default_factory=dict)

    def allowed(self, text: str) -> np.ndarray | None:
        """Which units lie in what a text names (mask); None where it names nothing known."""
        if text not in self._seen:
            if len(self._seen) > 20_000:
                self._seen.clear()
            self._seen[text] = self._find(text)
        return self._seen[text]

    def all_of(self, texts: Sequence[str]) -> tuple[np.ndarray | None, bool]:
        """The units that lie in everything that is named, and whether all of it is known."""
        mask, known = None, True
        for text in texts:
            found = self.allowed(text)
            known &= found is not None
            if found is not None:
                mask = found if mask is None else mask & found
        return mask, known

    def add(self, names: Sequence[str], code: str | None, members: np.ndarray) -> None:
        """An area with its names; the first is the full one."""
        place = len(self.members)
        self.members.append(members)
        if code:
            self.codes[code].append(place)
        for name in names:
            spelled = spell(name)
            for kind, key in (
                ("exact", spelled.tones),
                ("bare", spelled.tones_bare),
                ("folded", spelled.folded),
                ("folded_bare", spelled.folded_bare),
                ("close", close(spelled.folded)),
                ("close_bare", close(spelled.folded_bare)),
            ):
                self.keys[kind][key].append(place)

    def _find(self, text: str) -> np.ndarray | None:
        text = clean(text).removesuffix(".0")
        # A number may be a code or, as in "Quận 3", a name: it allows both.
        found = [*self.codes.get(text.zfill(2), []), *self._places(text)]
        if found:
            return self._union(found)
        for own, rest in split_parts(text):
            masks = [self.allowed(part) for part in (own, *rest)]
            known = [mask for mask in masks if mask is not None]
            if known:
                return np.logical_and.reduce(known)
        return None

    def _places(self, text: str) -> list[int]:
        spelled = spell(text)
        # "Phường Tây Hồ" beside a name is another ward, not Quận Tây Hồ around it.
        if spelled.kind in _NO_PARENTS:
            return []
        whole = spelled.text.casefold()
        glued = close(spelled.folded)
        for kind, key in (
            ("exact", spelled.tones),
            ("bare", whole),
            ("folded", spelled.folded),
            ("bare", spelled.tones_bare),
            ("folded_bare", spelled.folded_bare),
            ("close", glued),
            ("close_bare", glued),
            *(("close_bare", rest) for kind, rest in unglued(glued) if kind not in _NO_PARENTS),
        ):
            if key and key in self.keys[kind]:
                return self.keys[kind][key]
        return []

    def _union(self, places: list[int]) -> np.ndarray:
        return np.logical_or.reduce([self.members[place] for place in places])


@lru_cache(maxsize=8)
def parents_of(units: Register, former: Former | None = None) -> Parents:
    """The areas that the units of a register lie in, now and before July 2025."""
    frame = units.frame
    found = Parents(len(frame))
    found.add(_WHOLE, None, np.ones(len(frame), dtype=bool))
    if units.level == PROVINCE:
        return found
    version = units.version if units.version in LISTED else current().name
    also = other_names(PROVINCE).groupby("code")["new"].agg(list).to_dict()
    _add(found, frame["province_code"], frame["province_name"], also=also)
    _add(found, frame["district_code"], frame["district_name"], also={})
    if units.level == DISTRICT or before_reform(version):
        _add_heirs(found, frame["province_code"])
        return found
    former = former or former_of(version)
    if former is not None:
        _add_former(found, units, former, also)
    return found


def _add(found: Parents, codes: pd.Series, names: pd.Series, *, also: dict[str, list[str]]) -> None:
    table = pd.DataFrame({"code": codes.to_numpy(object), "name": names.to_numpy(object)})
    table = table[table["name"].notna()]
    for (code, name), rows in table.groupby(
        ["code", "name"], dropna=False, sort=False
    ).indices.items():
        known = isinstance(code, str)
        members = np.zeros(found.count, dtype=bool)
        members[table.index[rows]] = True
        found.add([name, *(also.get(code, []) if known else [])], code if known else None, members)


def _add_heirs(found: Parents, province: pd.Series) -> None:
    """Provinces of today as parents of former units: whole former provinces each."""
    today = register(current().name, PROVINCE).frame
    heir = province.map(heirs()).to_numpy(dtype=object)
    for unit in today.itertuples():
        found.add([unit.full_name], None, heir == unit.code)


def _add_former(found: Parents, units: Register, former: Former, also: dict) -> None:
    """Former provinces and districts, as the units of today on their ground."""
    position = pd.Series(range(len(units.frame)), index=units.frame["code"].to_numpy())
    rows = former.links[["from_key", "to_key"]]
    at = rows["to_key"].str.partition(":")[2].map(position)
    code = rows["from_key"].str.partition(":")[2]
    old = former.register.frame.set_index("code").reindex(code)
    # An island district without communes stands in the links itself.
    district = old["district_code"].where(old["district_code"].notna(), code).to_numpy()
    places = pd.DataFrame({"at": at.to_numpy(), "district": district}).dropna()
    places["at"] = places["at"].astype(int)
    districts = register(FORMER, DISTRICT).frame.set_index("code")
    places["province"] = places["district"].map(districts["province_code"])
    provinces = register(FORMER, PROVINCE).frame.set_index("code")
    for column, table, others in (("district", districts, {}), ("province", provinces, also)):
        for unit, members in places.groupby(column)["at"]:
            mask = np.zeros(found.count, dtype=bool)
            mask[members.to_numpy()] = True
            names = [table.at[unit, "full_name"], *others.get(unit, [])]
            # A code of two digits is today's province, unless it ended.
            known = unit in found.codes
            found.add(names, None if known else unit, mask)
