"""Which city or province of today an area belongs to, whatever boundary version its codes are of."""

from functools import lru_cache

import geopandas as gpd
import pandas as pd

from layers.settings import REFERENCE
from layers.spec import boundary_versions

REFORM = "v2025-07"


def city_of(areas: gpd.GeoDataFrame) -> pd.Series:
    """Today's province code of each area (text), from its own code and boundary version.

    The 63 provinces were joined whole into 34 on 2025-07-01 (Resolution 202/2025/QH15), so a former
    province has one heir. An area that says no version is taken as of today; one that says no
    province is a province itself.
    """
    code = areas["province_code"] if "province_code" in areas else areas["code"]
    code = pd.Series(code.to_numpy(), dtype="string")
    if "version" not in areas:
        return code
    former = pd.Series(areas["version"].to_numpy()).isin(_versions_before_the_reform())
    return code.where(~former, code.map(heirs()).astype("string"))


@lru_cache
def unmerged_provinces() -> frozenset[str]:
    """Codes of the provinces that the reform left as they were; each kept its code."""
    of_former = pd.Series(heirs())
    alone = of_former[~of_former.duplicated(keep=False)]
    return frozenset(alone.index[alone.index == alone])


def _versions_before_the_reform() -> list[str]:
    names = list(boundary_versions())
    return names[: names.index(REFORM)]


@lru_cache
def heirs() -> dict[str, str]:
    """Former province code -> the code of the province it went into."""
    table = pd.read_csv(REFERENCE / "crs_vn2000.csv", dtype="string")
    rows = table[table["row_type"] == "province"]
    return dict(zip(rows["province_63_code"], rows["province_34_code"], strict=True))
