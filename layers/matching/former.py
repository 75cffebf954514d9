"""The former units by whose names today's may still be called."""

from functools import cache
from typing import NamedTuple

import numpy as np
import pandas as pd

from layers.provinces import heirs
from layers.units.links import UNCHANGED, WHOLE, links
from layers.units.national import FORMER
from layers.units.register import COMMUNE, DISTRICT, Register, register
from layers.units.timeline import LISTED, before_reform


class Former(NamedTuple):
    """Former units and what became of them."""

    register: Register
    links: pd.DataFrame

    def __hash__(self) -> int:
        return id(self.links)

    def __eq__(self, other) -> bool:
        return self is other


@cache
def former_of(version: str, level: str = COMMUNE) -> Former | None:
    """The communes (or provinces) before July 2025 and their links to a version since.

    None for an older version, and for the districts, which have no heirs.
    """
    if version not in LISTED or before_reform(version) or level == DISTRICT:
        return None
    made = links(FORMER, version) if level == COMMUNE else _of_provinces(version)
    return Former(register(FORMER, level), made)


def _of_provinces(version: str) -> pd.DataFrame:
    """The 63 provinces went whole into 34."""
    rows = pd.DataFrame(heirs().items(), columns=["old", "new"])
    alone = ~rows["new"].duplicated(keep=False)
    return pd.DataFrame(
        {
            "from_key": FORMER + ":" + rows["old"],
            "to_key": version + ":" + rows["new"],
            "relation": alone.map({True: UNCHANGED, False: WHOLE}),
            "default": True,
            "area_share": np.nan,
        }
    )
