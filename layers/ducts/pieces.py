"""What is known of a stretch of duct or cable: owner, kind, occupancy, whom to ask."""

import geopandas as gpd
import numpy as np
import pandas as pd

from layers.words import Words

FREE, FULL, UNKNOWN = "free", "full", "unknown"
STATES = (FREE, FULL, UNKNOWN)
RETIRED = ("removed", "to_be_removed")
NOT_BUILT = ("planned", "under_construction")
COLUMNS = [
    "id", "layer", "owner", "operator", "kind", "status", "street",
    "n_ducts", "n_ducts_used", "free", "state", "contact",
]  # fmt: skip
_KIND_FIELD = {"duct_route": "construction", "fibre_cable": "carrier"}
_KIND = {"aerial_cable_route": "aerial"}


def describe(frame: gpd.GeoDataFrame, layer: str) -> pd.DataFrame:
    """The columns `COLUMNS` of routes of a layer, row by row; None or NA where a layer does not say.

    ``free`` is ducts less those used. ``state`` is ``free`` (at least one), ``full``, or ``unknown``:
    where either number is missing, or where more are used than there are (`contradicts`).
    """
    n = len(frame)
    ducts, used = (whole(frame, name) for name in ("n_ducts", "n_ducts_used"))
    known = (ducts.notna() & used.notna() & ~contradicts(frame)).to_numpy(bool)
    free = (ducts - used).where(known)
    spare = free.fillna(0).to_numpy() > 0
    table = {
        "id": text(frame, "feature_id"),
        "layer": np.full(n, layer, dtype=object),
        "owner": text(frame, "owner"),
        "operator": text(frame, "operator"),
        "kind": kind_of(frame, layer),
        "status": text(frame, "status"),
        "street": text(frame, "street"),
        "n_ducts": ducts.to_numpy(),
        "n_ducts_used": used.to_numpy(),
        "free": free.to_numpy(),
        "state": np.select([~known, spare], [UNKNOWN, FREE], FULL),
        "contact": text(frame, "contact"),
    }
    out = with_none(pd.DataFrame(table, columns=COLUMNS))
    return out.astype(dict.fromkeys(["n_ducts", "n_ducts_used", "free"], "Int64"))


def with_none(frame: pd.DataFrame) -> pd.DataFrame:
    """Text that is not recorded as None, in columns of Python objects."""
    texts = [c for c in frame if isinstance(frame[c].dtype, pd.StringDtype)]
    plain = {c: frame[c].astype(object).where(frame[c].notna(), None) for c in texts}
    return frame.assign(**plain)


def contradicts(frame: pd.DataFrame) -> pd.Series:
    """Where the numbers of ducts cannot both be true: none at all, or more used than there are."""
    ducts, used = (whole(frame, name) for name in ("n_ducts", "n_ducts_used"))
    wrong = (ducts <= 0) | (used < 0) | (used > ducts)
    return wrong.fillna(False).astype(bool)


def kind_of(frame: pd.DataFrame, layer: str) -> np.ndarray:
    """The kind of each route: how a duct is built, ``aerial``, or what a cable runs in."""
    if layer in _KIND:
        return np.full(len(frame), _KIND[layer], dtype=object)
    return text(frame, _KIND_FIELD.get(layer, "kind"))


def text(frame: pd.DataFrame, name: str) -> np.ndarray:
    """A field as text; None where it is blank or not there."""
    if name not in frame:
        return np.full(len(frame), None, dtype=object)
    column = frame[name].astype(object)
    blank = column.isna() | (column.astype(str).str.strip() == "")
    return column.where(~blank, None).to_numpy()


def whole(frame: pd.DataFrame, name: str) -> pd.Series:
    """A field of whole numbers; NA where it is blank, no whole number or not there."""
    if name not in frame:
        return pd.Series(pd.NA, index=range(len(frame)), dtype="Int64")
    values = pd.to_numeric(frame[name], errors="coerce").astype("Float64").astype(float)
    values = values.where(np.isfinite(values) & (values == np.floor(values)))
    return values.astype("Int64").reset_index(drop=True)


def kind_word(kind: str | None, words: Words) -> str:
    """A kind in words; one that nobody named stands for itself."""
    if kind is None:
        return words("ducts.not_recorded")
    return words(f"ducts.kind.{kind}") if f"ducts.kind.{kind}" in words else kind


def state_word(state: str, words: Words) -> str:
    """Occupancy in words."""
    return words(f"ducts.state.{state}")
