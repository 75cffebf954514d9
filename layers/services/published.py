"""Published figures as printed, each with what comes out when it is made again: press 2019-2020 and later."""

from functools import lru_cache

import pandas as pd

from layers.services.contradictions import Contradiction, read_together
from layers.services.percentages import check_percent, implied_total, percent
from layers.services.printed import ratio_in, read_printed
from layers.settings import REFERENCE

COUNTRY = "VN"
PLACES = {
    "Viet Nam": COUNTRY,
    "Ha Noi": "01",
    "Bac Ha Noi (Dong Anh)": "01",
    "Da Nang": "48",
    "Quang Nam (Dien Ban)": "48",
    "HCMC": "79",
    "Can Tho": "92",
    "Hai Phong": "31",
    "Lam Dong": "68",
    "Ha Nam": "37",
    "Nam Dinh": "37",
    "Ha Giang": "08",
    "An Giang": "91",
    "Kien Giang": "91",
}
"""Code of today, or ``VN``, of the places that the tables name in English."""
_TIERS = {
    "city": "city",
    "department tier": "department",
    "district tier": "district",
    "commune tier": "commune",
    "ministries": "ministry",
}
_ONLINE = "dvc|tthc|filings|one_stop|files_online"


@lru_cache
def press() -> pd.DataFrame:
    """The 49 figures of the press articles of 2019 and 2020, as printed and made again.

    Returns
    -------
    DataFrame
        The columns of ``press_figures.csv`` as text (``check`` and ``flag_or_note`` are the study's),
        and: ``city`` (code of today or ``VN``; NA elsewhere), ``tier``, ``number``, ``low``, ``high``
        and ``bound`` of the value, ``base`` (its denominator), ``stated``, ``computed`` (percentages),
        ``badge`` (how they fit: `layers.services.percentages.CHECKS`), ``implied_total``,
        ``implied_low``, ``implied_high`` (of a part with a percentage and no denominator), ``groups``
        (of `layers.services.contradictions`), ``usable`` (False: do not use), ``online_services``.
        Shared: do not edit.
    """
    table = pd.read_csv(REFERENCE / "press_figures.csv", dtype="string")
    table = table.join(_made_again(table["value"], table["denominator"], table["pct_stated"]))
    table["city"] = table["place"].map(PLACES).astype("string")
    table["tier"] = table["level"].map(_TIERS).astype("string")
    table["online_services"] = table["metric_id"].str.contains(_ONLINE)
    return _grouped(table, table["id"])


@lru_cache
def measured() -> pd.DataFrame:
    """The 21 values measured later (``observations.csv``), each made again where it says from what.

    Returns
    -------
    DataFrame
        The columns of the table as text, and those that `press` adds, but for ``tier``. A percentage
        is checked against the two numbers that its basis gives, where it gives any.
    """
    table = pd.read_csv(REFERENCE / "observations.csv", dtype="string")
    share = table["unit"].str.startswith("%").fillna(False)
    ratio = ratio_in(table["basis"].where(share))
    stated = table["value"].where(share & ratio["denominator"].notna())
    made = _made_again(ratio["numerator"], ratio["denominator"], stated)
    made = made.rename(columns={"number": "numerator"}).drop(columns=["low", "high", "bound"])
    table = table.join(read_printed(table["value"])).join(made)
    table["city"] = table["place"].map(PLACES).astype("string")
    table["online_services"] = table["indicator"].str.contains("files|public administration")
    return _grouped(table, "m" + table["id"])


@lru_cache
def figure_groups() -> pd.DataFrame:
    """Which figures belong together, and why: ``group``, ``kind``, ``ids`` (tuple), ``compare``, ``why``."""
    table = pd.read_csv(REFERENCE / "figure_groups.csv", dtype="string")
    return table.assign(ids=[tuple(ids.split(";")) for ids in table["figures"]])


@lru_cache
def all_figures() -> pd.DataFrame:
    """What `press` and `measured` have in common, by id; those of `measured` have an ``m`` before it."""
    shared = [
        "metric",
        "place",
        "city",
        "value",
        "number",
        "low",
        "high",
        "unit",
        "as_of",
        "stated",
    ]
    shared += ["implied_total", "implied_low", "implied_high", "usable", "certainty", "source"]
    of_press = press().rename(columns={"article": "source"}).set_index("id")
    later = measured().rename(columns={"indicator": "metric"})
    return pd.concat([of_press[shared], later.set_index("m" + later["id"])[shared]])


@lru_cache
def contradictions() -> tuple[Contradiction, ...]:
    """Figures that must be read together, in the order of ``figure_groups.csv``."""
    return tuple(read_together(figure_groups(), all_figures()))


def of_city(city: str) -> pd.DataFrame:
    """Figures of the press about online services of a city (code of today), at their own level."""
    figures = press()
    return figures[figures["online_services"] & (figures["city"] == city).fillna(False)]


def _made_again(value: pd.Series, base: pd.Series, stated: pd.Series) -> pd.DataFrame:
    found = read_printed(value.astype("string"))
    found["base"] = pd.to_numeric(base).astype("Float64").astype("float64")
    found["stated"] = pd.to_numeric(stated).astype("Float64").astype("float64")
    found["computed"] = percent(found["number"], found["base"])
    found["badge"] = check_percent(found["stated"], found["number"], found["base"])
    implied = implied_total(found["number"], found["stated"].where(found["base"].isna()))
    return found.join(implied.add_prefix("implied_").set_axis(found.index))


def _grouped(table: pd.DataFrame, ids: pd.Series) -> pd.DataFrame:
    groups = figure_groups().explode("ids")
    of_figure = groups.groupby("ids")["group"].agg(tuple)
    unused = groups.loc[groups["kind"].isin(["do_not_use", "not_of_article"]), "ids"]
    found = ids.map(of_figure).astype(object)
    table["groups"] = found.where(found.notna(), pd.Series([()] * len(table), index=table.index))
    table["usable"] = ~ids.isin(set(unused))
    return table
