"""What became of the units between two boundary versions, and the abolished district tier as a grouping."""

from functools import cache

import numpy as np
import pandas as pd

from layers.units import national
from layers.units.links import PART, RENAMED, UNCHANGED, UPGRADED, links
from layers.units.register import DISTRICT, register

MERGED, SPLIT, MERGED_AND_SPLIT = "merged", "split", "merged_and_split"
KINDS = (UNCHANGED, RENAMED, UPGRADED, MERGED, SPLIT, MERGED_AND_SPLIT)


@cache
def events(from_version: str, to_version: str) -> pd.DataFrame:
    """How each unit of `to_version` came to be.

    Returns
    -------
    DataFrame
        `to_key`; `kind`: ``unchanged``, ``renamed``, ``upgraded`` (one unit, undivided), ``merged``
        (several, undivided), ``split`` (a part of one) or ``merged_and_split`` (several, some of
        them divided); `from_keys` (tuple); `parts`: how many of them are divided. Ordered by key.

    Raises
    ------
    NoCrosswalk
        If there are no links between the two.
    """
    rows = links(from_version, to_version).sort_values(["to_key", "from_key"])
    groups = rows.assign(part=rows["relation"] == PART).groupby("to_key", sort=True)
    table = groups.agg(
        from_keys=("from_key", tuple),
        parts=("part", "sum"),
        count=("from_key", "size"),
        relation=("relation", "first"),
    )
    several, divided = table["count"] > 1, table["parts"] > 0
    table["kind"] = np.select(
        [several & divided, several, divided], [MERGED_AND_SPLIT, MERGED, SPLIT], table["relation"]
    )
    return table.reset_index()[["to_key", "kind", "from_keys", "parts"]]


@cache
def former_districts(version: str = national.TODAY) -> pd.DataFrame:
    """The districts abolished on 2025-07-01 as a grouping of today's communes.

    A commune whose ground came from several districts stands with each of them.

    Returns
    -------
    DataFrame
        `unit_key`, `district_key`, `district_name`, `province_code` and `province_name` (former),
        `share` of the commune's ground in the district: 1 where it all is, NaN where it is not
        known. Ordered by the two keys.

    Raises
    ------
    NoCrosswalk
        If `version` has no links to the time of the districts.
    """
    rows = links(national.FORMER, version)[["from_key", "to_key"]]
    code = rows["from_key"].str.partition(":")[2]
    district = code.map(_district_of()).fillna(code)  # an island district stands for itself
    pairs = pd.DataFrame({"unit_key": rows["to_key"], "district_code": district})
    pairs = pairs.drop_duplicates().sort_values(["unit_key", "district_code"], ignore_index=True)
    units = register(national.FORMER, DISTRICT).frame.set_index("code")
    units = units.loc[pairs["district_code"]]
    alone = ~pairs["unit_key"].duplicated(keep=False)
    return pd.DataFrame(
        {
            "unit_key": pairs["unit_key"],
            "district_key": units["unit_key"].to_numpy(),
            "district_name": units["full_name"].to_numpy(),
            "province_code": units["province_code"].to_numpy(),
            "province_name": units["province_name"].to_numpy(),
            "share": np.where(alone, 1.0, np.nan),
        }
    )


def _district_of() -> pd.Series:
    return national.communes_former().set_index("code")["district_code"]
