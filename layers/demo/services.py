"""How much of the public service is online: invented figures by ward, published ones as printed."""

from pathlib import Path

import numpy as np
import pandas as pd

from layers.demo.city import City
from layers.demo.records import SOURCE
from layers.services.states import NO_DATA, NOT_APPLICABLE, SUPPRESSED, UNKNOWN, write_states
from layers.units import national as units

PRESS_FIGURES = Path(__file__).parents[2] / "data" / "reference" / "press_figures.csv"

_NO_ROW, _NO_COUNT = 0.06, 0.05
# A ward of today is unknown if one of its former communes is, so few of those may be.
_FORMER_GAPS = 0.2
# What some returns say instead of numbers: share of the returns, fields, state.
_OFFERED, _FILED = ("n_full", "n_partial"), ("n_files_total", "n_files_online", "n_files_full")
_BLANKS = (
    (0.015, _OFFERED, UNKNOWN),
    (0.015, _OFFERED, NO_DATA),
    (0.02, _OFFERED, SUPPRESSED),
    (0.01, _OFFERED, NOT_APPLICABLE),
    (0.02, _FILED, SUPPRESSED),
    (0.02, _FILED, NO_DATA),
)
_ZERO = 0.015
_LATER = "v2026-04"
_COLUMNS = (
    "unit_key", "tier", "period", "scheme", "n_procedures", "n_level1", "n_level2", "n_level3",
    "n_level4", "n_level34", "n_full", "n_partial", "n_files_total", "n_files_online", "n_files_full",
    "counting_unit", "source_doc", "synthetic", "province_code", "place", "stated_pct", "states",
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

    Invented rows (`synthetic` true): each ward of today in October 2025 and April 2026, and each former
    commune in March 2025 (toàn trình, một phần) and in June 2020 (levels 1 to 4), the former ones
    under the keys of version 2025-03, those of April 2026 under the keys of that month's version, whose
    borders are the same. Some wards have no row, some no counts: both mean unknown. Some say in
    `states` why a number is missing, and a few report zero. Published rows come from the table of press
    figures and keep their own level, period and counting unit; `stated_pct` is as printed.

    A sum of levels 3 and 4 that the source does not split stands in `n_level34`.
    """
    rows = []
    for city in cities:
        autumn = _today(city)
        rows += [autumn, _later(city, autumn), _before_reform(city), _in_2020(city)]
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
    return _with_states(_with_gaps(rows, chance), chance)


def _later(city: City, autumn: pd.DataFrame) -> pd.DataFrame:
    """The wards of `autumn` half a year on: most offer more, some the same."""
    chance = city.chance("availability 2026")
    rows = autumn.assign(
        unit_key=_LATER + ":" + autumn["unit_key"].str.partition(":")[2], period="2026-04"
    )
    n = len(rows)
    known = rows["n_partial"].notna()
    nothing = rows["n_full"] == 0
    grew = np.where((chance.random(n) < 0.75) & ~nothing, chance.beta(2, 5, n), 0.0)
    made_full = chance.binomial(rows["n_partial"].fillna(0).astype(int), grew)
    rows["n_full"] = (rows["n_full"] + made_full).where(known)
    rows["n_partial"] = (rows["n_partial"] - made_full).where(known)
    files = np.round(rows["n_files_total"] * chance.normal(0.6, 0.05, n).clip(0.4, 0.8))
    online = chance.binomial(files.fillna(0).astype(int), chance.beta(7, 4, n))
    filed = files.notna()
    rows["n_files_total"] = files
    rows["n_files_online"] = pd.Series(online, index=rows.index).where(filed)
    full = chance.binomial(online, chance.beta(6, 5, n))
    rows["n_files_full"] = pd.Series(full, index=rows.index).where(
        filed & ~nothing, rows["n_files_full"]
    )
    return rows


def _before_reform(city: City) -> pd.DataFrame:
    """Former communes of the city just before they were merged, in the scale of today."""
    chance = city.chance("availability 2025-03")
    former = _former(city)
    n = len(former)
    procedures = chance.integers(180, 230, n)
    full = chance.binomial(procedures, chance.normal(0.6, 0.1, n).clip(0.15, 0.95))
    files = np.round(chance.lognormal(5.8, 0.6, n)).astype(int)
    online = chance.binomial(files, chance.beta(5, 5, n))
    rows = _rows(city, former, "full_partial", "2025-03", n).assign(
        n_procedures=procedures,
        n_full=full,
        n_partial=chance.binomial(procedures - full, 0.7),
        n_files_total=files,
        n_files_online=online,
        n_files_full=chance.binomial(online, chance.beta(5, 6, n)),
    )
    rows = _with_states(rows, chance)
    return rows[chance.random(n) >= 0.02].reset_index(drop=True)


def _former(city: City) -> pd.DataFrame:
    """The former communes on the ground of today's city, of provinces that were merged into it too."""
    former = units.communes_former()
    former = former.assign(unit_key=units.FORMER + ":" + former["code"])
    links = units.crosswalk()
    wards = units.TODAY + ":" + city.wards["code"]
    here = links.loc[links["to_key"].isin(wards), "from_key"]
    return former[former["unit_key"].isin(here)].reset_index(drop=True)


def _in_2020(city: City) -> pd.DataFrame:
    """Former communes of the city before the merger, in the scale of that time."""
    chance = city.chance("availability 2020")
    former = _former(city)
    n = len(former)
    procedures = chance.integers(90, 125, n)
    shares = chance.dirichlet([3, 9, 14, 4], n)
    levels = np.floor(procedures[:, None] * shares).astype(int)
    rows = _rows(city, former, "levels_1_4", "2020-06", n).assign(n_procedures=procedures)
    rows[[f"n_level{k}" for k in (1, 2, 3, 4)]] = levels
    return _with_gaps(rows, chance, part=_FORMER_GAPS)


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


def _with_states(rows: pd.DataFrame, chance: np.random.Generator) -> pd.DataFrame:
    """Some returns give a reason in place of a number, a few a zero; of each at least one in a city."""
    rows = rows.copy()
    order = chance.permutation(rows.index[rows["n_procedures"].notna()])
    said = {name: pd.Series(None, index=rows.index, dtype=object) for name in (*_OFFERED, *_FILED)}
    for share, names, state in _BLANKS:
        count = max(1, round(share * len(rows)))
        chosen, order = order[:count], order[count:]
        rows.loc[chosen, list(names)] = np.nan
        for name in names:
            said[name].loc[chosen] = state
    chosen = order[: max(1, round(_ZERO * len(rows)))]
    rows.loc[chosen, ["n_full", "n_files_full"]] = 0
    return rows.assign(states=write_states(said, rows.index))


def _with_gaps(
    rows: pd.DataFrame, chance: np.random.Generator, *, part: float = 1.0
) -> pd.DataFrame:
    """Real returns have gaps: some wards send nothing, some send an empty form."""
    draw = chance.random(len(rows))
    absent = part * _NO_ROW
    empty = (draw >= absent) & (draw < absent + part * _NO_COUNT)
    rows.loc[empty, list(_COUNTS)] = np.nan
    return rows[draw >= absent].reset_index(drop=True)
