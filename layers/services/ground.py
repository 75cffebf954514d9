"""On which ground a figure stands: the same units under the names of several boundary versions."""

from functools import lru_cache

import pandas as pd

from layers.provinces import REFORM, unmerged_provinces
from layers.units.timeline import before_reform, territory_of


def ground_of(unit_key: pd.Series) -> pd.Series:
    """Unit keys under the name of the oldest version in which the unit has the same borders.

    A version that only renamed or upgraded units has the territory of the one before, so that figures
    of either fit the areas of the other. A province that the reform of July 2025 left as it was is of
    the same ground before it and since; that is said of provinces alone, not of what is in them.
    """
    # A unit comes many times and is looked at once. Plain objects: looking keys up among Arrow strings
    # takes ten times as long.
    keys = unit_key.astype(object)
    known = {key: ground_of_unit(str(key)) for key in keys.dropna().unique()}
    return pd.Series([known.get(key) for key in keys], unit_key.index, object, unit_key.name)


def ground_of_unit(unit_key: str) -> str | None:
    """What `ground_of` says of one unit; None of what names no version."""
    version, named, code = unit_key.partition(":")
    if not named:
        return None
    territory, early = _borders_of(version)
    return f"{REFORM if early and code in unmerged_provinces() else territory}:{code}"


@lru_cache(maxsize=64)
def _borders_of(version: str) -> tuple[str, bool]:
    return territory_of(version), before_reform(version)


def version_of(unit_key: pd.Series) -> pd.Series:
    """The boundary version that unit keys name."""
    return unit_key.astype("string").str.extract(r"^([^:]*):", expand=False)
