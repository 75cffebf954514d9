"""Service availability: what is reported for a unit, and the published figures of a city."""

import re
from functools import lru_cache

import pandas as pd

from layers.settings import REFERENCE
from layers.spec import boundary_versions

LEVELS, KINDS = "levels_1_4", "full_partial"
_PLACES = {"01": "Ha Noi", "48": "Da Nang", "79": "HCMC", "92": "Can Tho"}


def territory_key(unit_key: pd.Series) -> pd.Series:
    """Unit keys under the name of the oldest version with the same borders.

    A version that only renamed or upgraded units (``same_territory_as``) has the territory of the
    one before, so that figures of either fit the areas of the other.
    """
    keys = unit_key.astype("string")
    for name, span in boundary_versions().items():
        if older := span.get("same_territory_as"):
            keys = keys.str.replace(f"^{re.escape(name)}:", f"{older}:", regex=True)
    return keys


def counts_by_unit(availability: pd.DataFrame) -> pd.DataFrame:
    """The newest counts of each commune, of both schemes side by side.

    Returns
    -------
    DataFrame
        Indexed by `territory_key`; columns as in `layers.indicators.SERVICE_COLUMNS`. Supply
        (procedures offered) and use (files handled) are different figures with different bases.
        A count that is not known is NaN.
    """
    kinds, levels = _newest(availability, KINDS), _newest(availability, LEVELS)
    supply = {
        "offered_full": _number(kinds, "n_full"),
        "procedures_full": _number(kinds, "n_procedures"),
        "files_full": _number(kinds, "n_files_full"),
        "files_total": _number(kinds, "n_files_total"),
    }
    split = _number(levels, "n_level3") + _number(levels, "n_level4")
    by_level = {
        "offered_levels": split.fillna(_number(levels, "n_level34")),
        "procedures_levels": _number(levels, "n_procedures"),
    }
    return pd.concat([pd.DataFrame(supply), pd.DataFrame(by_level)], axis=1)


def _newest(availability: pd.DataFrame, scheme: str) -> pd.DataFrame:
    rows = availability[(availability["scheme"] == scheme) & (availability["tier"] == "commune")]
    rows = rows.assign(key=territory_key(rows["unit_key"]))
    return rows.sort_values("period").drop_duplicates("key", keep="last").set_index("key")


def of_unit(availability: pd.DataFrame, unit_key: str) -> pd.DataFrame:
    """All rows of one unit, newest first."""
    wanted = territory_key(pd.Series([unit_key])).iloc[0]
    keys = territory_key(availability["unit_key"])
    return availability[(keys == wanted).fillna(False)].sort_values("period", ascending=False)


@lru_cache
def published_figures() -> pd.DataFrame:
    """The figures of the press articles of 2019 and 2020, as printed, with our recomputation."""
    return pd.read_csv(REFERENCE / "press_figures.csv", dtype="string")


def figures_of_city(city: str) -> pd.DataFrame:
    """Published figures about online services of a city (code of today), at their own level."""
    figures = published_figures()
    online = figures["metric_id"].str.contains("dvc|tthc|filings|one_stop", regex=True)
    return figures[online & (figures["place"] == _PLACES.get(city, city))]


def _number(rows: pd.DataFrame, column: str) -> pd.Series:
    if column not in rows:
        return pd.Series(float("nan"), index=rows.index)
    return pd.to_numeric(rows[column], errors="coerce").astype("Float64").astype("float64")
