"""The boundaries that positions of a file are held against, read only when somebody asks for them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

import geopandas as gpd
import pandas as pd

LEVELS = ("admin_commune", "admin_commune_former", "admin_district", "admin_province")
_COLUMNS = ("code", "name", "full_name", "province_code", "district_code", "version", "approximate")


@dataclass(frozen=True)
class Ground:
    """Administrative areas of a store, EPSG:4326.

    Attributes
    ----------
    paths : dict
        GeoParquet file of the current version by layer id; layers that there are none of are absent.
    """

    paths: Mapping[str, Path] = field(default_factory=dict)

    def areas(self, layer_id: str) -> gpd.GeoDataFrame | None:
        """The areas of a layer: ``code, name, full_name, province_code ... geometry``; None without one."""
        if layer_id not in self.paths:
            return None
        if layer_id not in self._held:
            self._held[layer_id] = _read(self.paths[layer_id])
        return self._held[layer_id]

    @cached_property
    def _held(self) -> dict[str, gpd.GeoDataFrame]:
        return {}


def _read(path: Path) -> gpd.GeoDataFrame:
    frame = gpd.read_parquet(path)
    shaped = frame[~(frame.geometry.isna() | frame.geometry.is_empty)]
    kept = [c for c in _COLUMNS if c in shaped]
    return (
        shaped[[*kept, "geometry"]]
        .reset_index(drop=True)
        .assign(
            **{c: pd.NA for c in ("code", "name", "full_name", "province_code") if c not in kept}
        )
    )
