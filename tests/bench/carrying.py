"""Figures of the former communes in today's: by crosswalk, and by ground against tobler.

Tobler is the yardstick of areal interpolation in Python. It is given polygons that are in the plane
already; Hatang starts from degrees. Answers are the same when no commune's count differs by more than a
millionth (tobler keeps its areas in single precision) and the total is that of the source: to the unit
for Hatang, to a millionth for tobler.
"""

import importlib.util
import warnings
from collections.abc import Callable
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd

from geo.interpolate import Interpolated, interpolate, intersection_areas
from layers.carrying.carry import carry
from layers.demo.boundaries import admin_commune, admin_commune_former, admin_district
from layers.units import national
from layers.units.links import links
from tests.bench.rounds import in_turn, rows_of

PLANE = "EPSG:6933"
REAL = Path(__file__).resolve().parents[3] / "shared" / "data" / "vn_communes_20m.parquet"
_OURS, _BASE = "hatang", "tobler"


def measure_carrying(*, rounds: int) -> list[dict]:
    source, today = former_units(), admin_commune()
    counts = np.random.default_rng(0).integers(0, 20_000, len(source)).astype(float)
    rows = _by_crosswalk(pd.Series(counts, index=source["unit_key"]), rounds)
    rows += _by_ground("approximate communes", source, today, counts, rounds)
    if REAL.is_file():
        real = gpd.read_parquet(REAL, columns=["geometry"])
        rows += _by_ground("real communes", source, real, counts, rounds)
    return rows


def former_units() -> gpd.GeoDataFrame:
    """The 10,035 former communes and the five island districts that had none."""
    districts = national.districts_former()
    islands = districts.loc[~districts["has_communes"], "code"]
    island_units = admin_district()
    island_units = island_units[island_units["code"].isin(islands)]
    columns = ["unit_key", "geometry"]
    return pd.concat([admin_commune_former()[columns], island_units[columns]], ignore_index=True)


def _by_crosswalk(counts: pd.Series, rounds: int) -> list[dict]:
    way = links(national.FORMER, national.TODAY)
    seconds, answers = in_turn(
        {_OURS: lambda: carry(counts, national.TODAY, links=way)}, rounds=rounds
    )
    total = answers[_OURS].rows["value"].sum()
    lost = {_OURS: int(round(total) != counts.sum())}
    return rows_of(f"carry {len(counts):,} units by crosswalk", seconds, lost, base=_OURS)


def _by_ground(what: str, source, target, counts: np.ndarray, rounds: int) -> list[dict]:
    tasks: dict[str, Callable] = {}
    if importlib.util.find_spec("tobler"):
        tasks[_BASE] = _tobler(source, target, counts)
    else:
        print("tobler is not installed: nothing to hold the interpolation against")
    tasks[_OURS] = lambda: _ours(source, target, counts)
    seconds, answers = in_turn(tasks, rounds=rounds)
    inside = counts.sum() - answers[_OURS].left.sum()
    answers[_OURS] = answers[_OURS].values
    base = _BASE if _BASE in answers else _OURS
    apart = {name: _differing(answer, answers[base]) for name, answer in answers.items()}
    # What lies in no target is in neither answer; the rest is kept to the unit.
    apart[_OURS] += int(round(answers[_OURS].sum()) != inside)
    apart[base] += int(not np.isclose(answers[base].sum(), inside, rtol=1e-6, atol=0))
    title = f"{len(source):,} to {len(target):,} {what}"
    return rows_of(title, seconds, apart, base=base)


def _ours(source, target, counts: np.ndarray) -> Interpolated:
    pairs = intersection_areas(source, target)
    return interpolate(counts, pairs, n_target=len(target))


def _tobler(source, target, counts: np.ndarray) -> Callable[[], np.ndarray]:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from tobler.area_weighted import area_interpolate

    source = source.to_crs(PLANE).assign(count=counts)
    target = target.to_crs(PLANE)

    def answer() -> np.ndarray:
        spread = area_interpolate(source, target, extensive_variables=["count"])
        return spread["count"].to_numpy()

    return answer


def _differing(answer: np.ndarray, base: np.ndarray) -> int:
    return int((~np.isclose(answer, base, rtol=1e-6, atol=1e-6)).sum())
