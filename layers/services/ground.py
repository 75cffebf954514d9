"""On which ground a figure stands: the same units under the names of several boundary versions."""

import pandas as pd

from layers.provinces import REFORM, unmerged_provinces
from layers.units.timeline import before_reform, territory_of


def ground_of(unit_key: pd.Series) -> pd.Series:
    """Unit keys under the name of the oldest version in which the unit has the same borders.

    A version that only renamed or upgraded units has the territory of the one before, so that figures
    of either fit the areas of the other. A province that the reform of July 2025 left as it was is of
    the same ground before it and since; that is said of provinces alone, not of what is in them.
    """
    own, code = version_of(unit_key), unit_key.astype("string").str.extract(r":(.*)$", expand=False)
    names = own.dropna().unique()
    version = own.map({name: territory_of(name) for name in names}).astype("string")
    early = own.isin([name for name in names if before_reform(name)])
    version = version.mask(early & code.isin(unmerged_provinces()), REFORM)
    # Plain objects: looking keys up among Arrow strings takes ten times as long.
    keys = (version + ":" + code).astype(object)
    return keys.where(keys.notna(), None)


def version_of(unit_key: pd.Series) -> pd.Series:
    """The boundary version that unit keys name."""
    return unit_key.astype("string").str.extract(r"^([^:]*):", expand=False)
