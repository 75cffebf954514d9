"""Shares of the split units of a store: made from its layers once, and kept beside their versions."""

import hashlib

import numpy as np
import pandas as pd

from layers.carrying.frames import CROSSWALK, UNIT_LAYERS, Frames, links_in, units_in
from layers.carrying.ground import codes_of, versions_of
from layers.carrying.shares import (
    AREA,
    POPULATION_SHARE,
    area_shares,
    field_shares,
    point_shares,
    stated_shares,
)
from layers.derived import kept
from layers.errors import BadOption, NoCrosswalk, UnitsNotListed
from layers.units.timeline import LISTED, territory_of

POPULATION = "population"
PREPARED = (AREA, POPULATION, "buildings")
_KEYS = ("from_key", "to_key")
_NO_LINKS = pd.DataFrame({"from_key": [], "to_key": [], "default": []})


def shares_in(
    frames: Frames, from_version: str, to_version: str, weight: str = AREA
) -> pd.DataFrame:
    """Shares of the split units of a version, by the weight that is wanted where it is known.

    They hang on the ground alone, not on what the units are called, and on the versions of a few
    layers. So they are made once for these and read afterwards; only points are counted each time.

    Parameters
    ----------
    weight : str
        ``area``; a numeric field of the units of `to_version`, such as ``population``; or a layer of
        points, which are counted in the parts.

    Returns
    -------
    DataFrame
        As of `layers.carrying.shares.area_shares`.

    Raises
    ------
    BadOption
        When the weight is none of these.
    NoCrosswalk, UnitsNotListed
        When no links lead from the one version to the other.
    """
    ground = territory_of(from_version), territory_of(to_version)
    if ground[0] == ground[1] and weight == AREA:
        return area_shares(_NO_LINKS)
    if _is_points(frames, weight):
        points = frames[weight]
        found = point_shares(links_in(frames, *ground), *_units(frames, ground), points, weight)
    else:
        weight = _known(frames, ground, weight)
        name = f"shares-{_key(frames, *ground, weight)}"
        made = kept(frames.store, name, lambda: {"shares": _make(frames, ground, weight)})
        found = made["shares"]
    versions = zip(_KEYS, (from_version, to_version), strict=True)
    return found.assign(**{key: f"{name}:" + codes_of(found[key]) for key, name in versions})


def prepare_shares(frames: Frames, areas: str) -> None:
    """Make and keep the shares that figures of every listed version have in the units of a layer."""
    if areas not in UNIT_LAYERS or areas not in frames or "unit_key" not in frames[areas]:
        return
    versions = versions_of(frames[areas]["unit_key"]).unique()
    grounds = {territory_of(version) for version in versions} & {*map(territory_of, LISTED)}
    for to in grounds:
        for version in {*map(territory_of, LISTED)} - {to}:
            for weight in PREPARED:
                try:
                    shares_in(frames, version, to, weight)
                except (BadOption, NoCrosswalk, UnitsNotListed):
                    continue


def _key(frames: Frames, *more: str) -> str:
    """Names the versions that shares are made of, and no others."""
    used = [frames.versions[i].key for i in (*UNIT_LAYERS, CROSSWALK) if i in frames]
    return hashlib.sha256("|".join([*used, *more]).encode()).hexdigest()[:24]


def _known(frames: Frames, ground: tuple[str, str], weight: str) -> str:
    """The weight that is wanted; area where its count is not known of any unit."""
    if weight == AREA:
        return AREA
    target = units_in(frames, ground[1])
    there = target is not None and weight in target
    if not (there or weight == POPULATION) or (there and not _is_number(target[weight])):
        raise BadOption(option="--weight", value=weight)
    stated = weight == POPULATION and _states_shares(frames)
    return weight if stated or (there and target[weight].notna().any()) else AREA


def _make(frames: Frames, ground: tuple[str, str], weight: str) -> pd.DataFrame:
    source, target = _units(frames, ground)
    linked = links_in(frames, *ground)
    if weight == AREA:
        return area_shares(linked, source, target)
    found = field_shares(linked, source, target, weight)
    if weight != POPULATION or not _states_shares(frames):
        return found
    stated = stated_shares(linked, frames[CROSSWALK], POPULATION_SHARE)
    return pd.concat([stated, found[~found["from_key"].isin(stated["from_key"])]])


def _units(frames: Frames, ground: tuple[str, str]) -> tuple:
    return units_in(frames, ground[0]), units_in(frames, ground[1])


def _is_points(frames: Frames, weight: str) -> bool:
    spec = frames.specs.get(weight)
    return spec is not None and spec.kind == "point" and weight in frames


def _states_shares(frames: Frames) -> bool:
    """Whether the crosswalk itself says of any unit where its people live."""
    if CROSSWALK not in frames or POPULATION_SHARE not in frames[CROSSWALK]:
        return False
    return bool(frames[CROSSWALK][POPULATION_SHARE].notna().any())


def _is_number(column: pd.Series) -> bool:
    return pd.api.types.is_numeric_dtype(column) and not np.issubdtype(
        getattr(column.dtype, "numpy_dtype", column.dtype), np.bool_
    )
