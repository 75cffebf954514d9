"""Which unit of one boundary version became which of another: the crosswalk, in both directions."""

from functools import cache

import numpy as np
import pandas as pd

from layers.errors import NoCrosswalk
from layers.units import national
from layers.units.register import COMMUNE, Register, register
from layers.units.timeline import LISTED, territory_of, timeline

UNCHANGED, RENAMED, UPGRADED, WHOLE, PART = "unchanged", "renamed", "upgraded", "whole", "part"
RELATIONS = (UNCHANGED, RENAMED, UPGRADED, WHOLE, PART)
COLUMNS = ["from_key", "to_key", "relation", "default", "area_share"]
_UP = ("phường", "đặc khu")


@cache
def links(from_version: str, to_version: str) -> pd.DataFrame:
    """The links between the communes of two versions. Cached: copy before editing.

    Returns
    -------
    DataFrame
        `from_key`, `to_key`, `relation`, `default`, `area_share` (NaN: the source gives none),
        ordered by the two keys. `relation` is ``part`` where the from-unit has several links;
        ``unchanged``, ``renamed`` or ``upgraded`` where one unit became one, and ``whole`` where
        it went, undivided, into a larger one. Exactly one link of each from-unit is the default:
        going back, that to the unit which had the same code (a merged unit keeps the code of the
        one whose seat it keeps, Decision 124/2004).

    Raises
    ------
    NoCrosswalk
        If the units of one of them are not listed.
    """
    for version in (from_version, to_version):
        if version not in LISTED:
            raise _none(from_version, to_version)
    if territory_of(from_version) == territory_of(to_version):
        return _one_to_one(register(from_version), register(to_version))
    return _translated(national.crosswalk(), from_version, to_version)


def links_of_layer(frame: pd.DataFrame, from_version: str, to_version: str) -> pd.DataFrame:
    """The links between two versions that a layer ``admin_crosswalk`` holds, in the form of `links`.

    The layer may have them in the other direction, or between versions with the same borders. Its
    own `area_share` is kept, except going back, where it says something else.

    Raises
    ------
    NoCrosswalk
        If it holds none between them.
    """
    return _translated(frame, from_version, to_version)


def _translated(walk: pd.DataFrame, from_version: str, to_version: str) -> pd.DataFrame:
    wanted = (territory_of(from_version), territory_of(to_version))
    begin, end = _territories(walk["from_key"]), _territories(walk["to_key"])
    there = ((begin == wanted[0]) & (end == wanted[1])).to_numpy()
    back = ((begin == wanted[1]) & (end == wanted[0])).to_numpy()
    if not there.any() and not back.any():
        raise _none(from_version, to_version)
    rows = _forward(walk[there]) if there.any() else _backward(walk[back])
    rows["from_key"] = from_version + ":" + _code(rows["from_key"])
    rows["to_key"] = to_version + ":" + _code(rows["to_key"])
    rows["relation"] = _relations(rows, from_version, to_version)
    return rows[COLUMNS].sort_values(["from_key", "to_key"], ignore_index=True)


def _forward(walk: pd.DataFrame) -> pd.DataFrame:
    rows = walk[["from_key", "to_key"]].astype(object).reset_index(drop=True)
    share = walk["area_share"] if "area_share" in walk else pd.Series(np.nan, walk.index)
    rows["area_share"] = pd.to_numeric(share).astype(float).to_numpy()
    rows["default"] = _one_default(rows, walk["default"].fillna(False).to_numpy(dtype=bool))
    return rows


def _backward(walk: pd.DataFrame) -> pd.DataFrame:
    rows = pd.DataFrame(
        {
            "from_key": walk["to_key"].to_numpy(dtype=object),
            "to_key": walk["from_key"].to_numpy(dtype=object),
            "area_share": np.nan,
        }
    )
    rows["default"] = _one_default(rows, (_code(rows["from_key"]) == _code(rows["to_key"])).array)
    return rows


def _one_default(rows: pd.DataFrame, preferred: np.ndarray) -> np.ndarray:
    """Exactly one for each from-unit: the first preferred one, else its first."""
    order = np.lexsort((rows["to_key"], ~np.asarray(preferred, dtype=bool), rows["from_key"]))
    ordered = rows["from_key"].to_numpy()[order]
    chosen = np.zeros(len(rows), dtype=bool)
    chosen[order] = np.r_[True, ordered[1:] != ordered[:-1]][: len(rows)]
    return chosen


def _one_to_one(old: Register, new: Register) -> pd.DataFrame:
    code = old.frame["code"].to_numpy()
    rows = pd.DataFrame(
        {
            "from_key": old.version + ":" + code,
            "to_key": new.version + ":" + code,
            "default": True,
            "area_share": np.nan,
        }
    )
    rows["relation"] = _relations(rows, old.version, new.version)
    return rows[COLUMNS].sort_values(["from_key", "to_key"], ignore_index=True)


def _relations(rows: pd.DataFrame, from_version: str, to_version: str) -> np.ndarray:
    """What happened on each link, by how many there are and what the units were called."""
    names = list(timeline())
    backward = names.index(to_version) < names.index(from_version)
    old, new = _facts(from_version), _facts(to_version)
    divided = rows["from_key"].duplicated(keep=False)
    alone = ~divided & ~rows["to_key"].duplicated(keep=False)
    before = old.reindex(rows["from_key"])
    after = new.reindex(rows["to_key"])
    known = before["type"].notna().to_numpy() & after["type"].notna().to_numpy()
    same_type = before["type"].to_numpy() == after["type"].to_numpy()
    same_name = before["name"].to_numpy() == after["name"].to_numpy()
    higher = before if backward else after
    up = higher["type"].isin(_UP).to_numpy()
    return np.select(
        [
            alone & known & same_type & same_name,
            alone & known & same_type,
            alone & known & up,
            alone & known,
            ~divided,
        ],
        [UNCHANGED, RENAMED, UPGRADED, RENAMED, WHOLE],
        PART,
    )


@cache
def _facts(version: str) -> pd.DataFrame:
    """Name and type by key; former island districts stand for the commune they had not."""
    if version not in LISTED:
        return pd.DataFrame(columns=["name", "type"], dtype=object)
    parts = [register(version, COMMUNE).frame]
    if version == national.FORMER:
        islands = national.districts_former()
        islands = islands[~islands["has_communes"]]
        parts.append(islands.assign(unit_key=version + ":" + islands["code"]))
    return pd.concat(parts).set_index("unit_key")[["name", "type"]]


def _territories(keys: pd.Series) -> pd.Series:
    version = keys.astype(str).str.partition(":")[0]
    return version.map({name: territory_of(name) for name in version.unique()})


def _code(keys: pd.Series) -> pd.Series:
    return keys.astype(str).str.partition(":")[2]


def _none(from_version: str, to_version: str) -> NoCrosswalk:
    known = ", ".join(LISTED)
    return NoCrosswalk(from_version=from_version, to_version=to_version, known=known)
