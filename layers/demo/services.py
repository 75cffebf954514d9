"""How much of the public service is online: invented figures by ward, published ones as printed."""

from pathlib import Path

import numpy as np
import pandas as pd

from layers.demo.city import City
from layers.demo.records import SOURCE
from layers.units import national as units

PRESS_FIGURES = Path(__file__).parents[2] / "data" / "reference" / "press_figures.csv"

_NO_ROW, _NO_COUNT = 0.06, 0.05
_COLUMNS = (
    "unit_key", "tier", "period", "scheme", "n_procedures", "n_level1", "n_level2", "n_level3",
    "n_level4", "n_level34", "n_full", "n_partial", "n_files_total", "n_files_online", "n_files_full",
    "counting_unit", "source_doc", "synthetic", "province_code", "place", "stated_pct",
)  # fmt: skip
_COUNTS = tuple(name for name in _COLUMNS if name.startswith("n_"))

# One row for each published figure that fits the schema: its id in the table of press figures, then
# what that table does not say in words of the schema. 55 % and 91 % are stated without a total.
_PUBLISHED = (
    {"id": 5, "unit_key": "v2018:48", "tier": "city", "period": "2019-10", "unit": "service"},
    {"id": 6, "unit_key": "v2018:48", "tier": "district", "period": "2019-10", "unit": "service"},
    {"id": 7, "unit_key": "v2018:48", "tier": "commune", "period": "2019-10", "unit": "service"},
    {"id": 24, "unit_key": "v2018:01", "tier": "city", "period": "2018", "unit": "service",
     "level3": 25, "level4": 26},
    {"id": 40, "unit_key": "v2020-03:01", "tier": "city", "period": "2020-09", "unit": "procedure"},
)  # fmt: skip


def service_availability(cities: list[City]) -> pd.DataFrame:
    """Rows of the layer `service_availability`.

    Invented rows (`synthetic` true): each ward of today in October 2025 (toàn trình, một phần), and
    each former commune in June 2020 (levels 1 to 4), under the keys of version 2025-03. Some wards
    have no row, some no counts: both mean unknown. Published rows come from the table of press
    figures and keep their own level, period and counting unit; `stated_pct` is as printed.

    A sum of levels 3 and 4 that the source does not split stands in `n_level34`.
    """
    rows = [_today(city) for city in cities] + [_before(city) for city in cities]
    frame = pd.concat([*rows, published()], ignore_index=True)
    for name in _COUNTS:
        frame[name] = frame[name].astype("Int64")
    return frame[list(_COLUMNS)]


def published() -> pd.DataFrame:
    """The published figures, one row each."""
    figures = pd.read_csv(PRESS_FIGURES, dtype={"id": int}).set_index("id")
    value = pd.to_numeric(figures["value"], errors="coerce")
    total = pd.to_numeric(figures["denominator"], errors="coerce")
    rows = []
    for entry in _PUBLISHED:
        figure = figures.loc[entry["id"]]
        split = "level3" in entry
        rows.append(
            {
                "unit_key": entry["unit_key"],
                "tier": entry["tier"],
                "period": entry["period"],
                "scheme": "levels_1_4",
                "n_procedures": total[entry["id"]],
                "n_level3": value[entry["level3"]] if split else np.nan,
                "n_level4": value[entry["level4"]] if split else np.nan,
                "n_level34": np.nan if split else value[entry["id"]],
                "counting_unit": entry["unit"],
                "source_doc": f"{figure['article']}, {figure['as_of']}",
                "synthetic": False,
                "province_code": entry["unit_key"].partition(":")[2],
                "place": figure["place"],
                "stated_pct": figure["pct_stated"],
            }
        )
    return pd.DataFrame(rows).reindex(columns=_COLUMNS)


def _today(city: City) -> pd.DataFrame:
    chance = city.chance("availability today")
    wards = city.wards
    n = len(wards)
    offered = chance.normal(np.where(city.core, 0.78, 0.66), 0.1, n).clip(0.2, 0.98)
    procedures = chance.integers(310, 360, n)
    full = chance.binomial(procedures, offered)
    partial = chance.binomial(procedures - full, 0.7)
    files = np.round(chance.lognormal(7.2, 0.6, n)).astype(int)
    online = chance.binomial(files, chance.beta(6, 4, n))
    rows = _rows(city, wards, "full_partial", "2025-10", n).assign(
        n_procedures=procedures,
        n_full=full,
        n_partial=partial,
        n_files_total=files,
        n_files_online=online,
        n_files_full=chance.binomial(online, chance.beta(5, 5, n)),
    )
    return _with_gaps(rows, chance)


def _before(city: City) -> pd.DataFrame:
    """Former communes of the city before the merger, in the scale of that time."""
    chance = city.chance("availability 2020")
    former = units.communes_former()
    former = former[former["province_code"] == city.code].reset_index(drop=True)
    former["unit_key"] = units.FORMER + ":" + former["code"]
    n = len(former)
    procedures = chance.integers(90, 125, n)
    shares = chance.dirichlet([3, 9, 14, 4], n)
    levels = np.floor(procedures[:, None] * shares).astype(int)
    rows = _rows(city, former, "levels_1_4", "2020-06", n).assign(n_procedures=procedures)
    rows[[f"n_level{k}" for k in (1, 2, 3, 4)]] = levels
    return _with_gaps(rows, chance)


def _rows(city: City, listed: pd.DataFrame, scheme: str, period: str, n: int) -> pd.DataFrame:
    rows = pd.DataFrame(
        {
            "unit_key": listed["unit_key"],
            "tier": "commune",
            "period": period,
            "scheme": scheme,
            "counting_unit": "procedure",
            "source_doc": SOURCE,
            "synthetic": True,
            "province_code": city.code,
            "place": listed["full_name"],
        }
    )
    return rows.reindex(columns=_COLUMNS)


def _with_gaps(rows: pd.DataFrame, chance: np.random.Generator) -> pd.DataFrame:
    """Real returns have gaps: some wards send nothing, some send an empty form."""
    draw = chance.random(len(rows))
    empty = (draw >= _NO_ROW) & (draw < _NO_ROW + _NO_COUNT)
    rows.loc[empty, list(_COUNTS)] = np.nan
    return rows[draw >= _NO_ROW].reset_index(drop=True)
