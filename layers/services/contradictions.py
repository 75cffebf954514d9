"""Published figures that stand against one another, or for one another, with what follows from them."""

from dataclasses import dataclass, field

import pandas as pd

from layers.services.naming import boundary_name, boundary_names, source_name
from layers.services.percentages import percent
from layers.units.register import PROVINCE, register
from layers.units.timeline import current, timeline
from layers.words import Words

KINDS = (
    "contradiction", "same_fact", "two_goals", "two_denominators", "sum", "series_break",
    "only_version", "refuted", "not_comparable", "do_not_use", "not_of_article",
)  # fmt: skip
"""``sum``, ``same_fact`` and ``two_goals`` are no contradictions: they say why there is none."""
AT_ODDS = ("contradiction", "series_break", "only_version", "refuted", "not_comparable")
_BEFORE_REFORM = "v2025-03"
_CITY = {"ha_noi": "01", "da_nang": "48", "hcmc": "79", "can_tho": "92"}


@dataclass(frozen=True)
class Contradiction:
    """Figures that must be read together.

    Attributes
    ----------
    group, kind : str
        `kind` is one of `KINDS`.
    figures : DataFrame
        Rows of `layers.services.published.all_figures`, ``figure`` being their id there.
    holds : bool
        Whether the numbers bear out what the kind says: a sum adds up, two values differ.
    params : dict
        Numbers of the sentence, all made from the tables.
    """

    group: str
    kind: str
    figures: pd.DataFrame
    holds: bool
    params: dict = field(default_factory=dict)

    @property
    def key(self) -> str:
        """Key of the sentence that says it."""
        return f"figure_group.{self.group}"

    @property
    def sources(self) -> tuple[str, ...]:
        """The articles or papers, each once."""
        return tuple(dict.fromkeys(self.figures["source"]))

    def say(self, words: Words) -> str:
        """The sentence."""
        params = dict(self.params)
        for name in params.keys() & {"first_source", "last_source"}:
            params[name] = source_name(params[name], words)
        if "versions" in params:
            params["versions"] = boundary_names(params["versions"].split(", "), words)
        if "version" in params:
            params["version"] = boundary_name(params["version"], words)
        return words(f"figure_group.{self.group}", **params)


def read_together(groups: pd.DataFrame, figures: pd.DataFrame) -> list[Contradiction]:
    """Every group with its figures and what comes of them.

    Parameters
    ----------
    groups : DataFrame
        ``group``, ``kind``, ``ids`` (a tuple of the index of `figures`), ``compare``.
    figures : DataFrame
        ``number``, ``source``, ``stated``, ``implied_total``, ``implied_low``, ``implied_high`` and
        what else is to be shown.
    """
    return [
        _contradiction(row, figures.loc[list(row["ids"])].reset_index(names="figure"))
        for row in groups.to_dict("records")
    ]


def _contradiction(row: dict, figures: pd.DataFrame) -> Contradiction:
    numbers = figures["number"].tolist()
    params = {"first": numbers[0], "last": numbers[-1]}
    if len(figures) > 1:
        params |= {"first_source": figures["source"].iloc[0]}
        params |= {"last_source": figures["source"].iloc[-1]}
    compare = "" if pd.isna(row["compare"]) else row["compare"]
    holds, more = _TESTS.get(row["kind"], _no_test)(figures, compare)
    return Contradiction(row["group"], row["kind"], figures, bool(holds), params | more)


def _no_test(figures: pd.DataFrame, compare: str) -> tuple[bool, dict]:
    return True, {}


def _adds_up(figures: pd.DataFrame, compare: str) -> tuple[bool, dict]:
    total, *parts = figures["number"]
    return total == sum(parts), {"total": total, "parts": " + ".join(f"{p:.0f}" for p in parts)}


def _differ(figures: pd.DataFrame, compare: str) -> tuple[bool, dict]:
    return figures["number"].nunique() > 1, {}


def _agree(figures: pd.DataFrame, compare: str) -> tuple[bool, dict]:
    return figures["number"].nunique() == 1, {}


def _breaks(figures: pd.DataFrame, compare: str) -> tuple[bool, dict]:
    """The totals that the percentages imply do not meet: it is not one series."""
    first, last = figures.iloc[0], figures.iloc[-1]
    share = percent([last["number"]], [first["implied_total"]])[0]
    params = {f"first_{k}": first[f"implied_{k}"] for k in ("low", "high", "total")}
    params |= {f"last_{k}": last[f"implied_{k}"] for k in ("low", "high", "total")}
    params |= {
        "first_pct": first["stated"],
        "last_pct": last["stated"],
        "on_old_base": share.round(1),
    }
    params = {name: float(value) for name, value in params.items()}
    return last["implied_high"] < first["implied_low"], params


def _only_version(figures: pd.DataFrame, compare: str) -> tuple[bool, dict]:
    city, _, what = compare.rpartition("_")
    counts = {v.name: getattr(v, what)[_CITY[city]] for v in timeline().values()}
    fits = [name for name, count in counts.items() if count == figures["number"].iloc[0]]
    others = dict.fromkeys(n for n in counts.values() if n != figures["number"].iloc[0])
    params = {"versions": ", ".join(fits), "others": ", ".join(map(str, others))}
    return bool(fits) and bool(others), params


def _refuted(figures: pd.DataFrame, compare: str) -> tuple[bool, dict]:
    version, city = current().name, compare.partition(":")[2]
    count = int((register(version).frame["province_code"] == city).sum())
    params = {"count": count, "version": version}
    return count != figures["number"].iloc[0], params


def _mean_of_provinces(figures: pd.DataFrame, compare: str) -> tuple[bool, dict]:
    """What the national total makes for each province against what single cities state."""
    _, total, *cities = figures["number"]
    provinces = len(register(_BEFORE_REFORM, PROVINCE).frame)
    mean = total / provinces
    return mean < min(cities), {"total": total, "provinces": provinces, "mean": round(mean)}


_TESTS = {
    "sum": _adds_up,
    "contradiction": _differ,
    "same_fact": _agree,
    "series_break": _breaks,
    "only_version": _only_version,
    "refuted": _refuted,
    "not_comparable": _mean_of_provinces,
}
