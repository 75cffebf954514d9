"""Published figures as rows of words: as printed, made again, and with what to know before they are used."""

from functools import lru_cache

import pandas as pd

from layers.services.naming import source_name
from layers.services.published import contradictions, measured, press
from layers.words import Words
from web.words import web_words

CONFLICTS = ("contradiction", "series_break", "refuted")
CARE = ("only_version", "not_comparable")
# A sign beside each word, so that a column of them is read at a glance and without colours.
SIGNS = {
    "fits": "✓",
    "differs": "≠",
    "no_denominator": "?",
    "no_numerator": "?",
    "not_stated": "=",
    "no_numbers": "·",
    "conflict": "⚡",
    "care": "!",
    "do_not_use": "✕",
}


def press_rows(words: Words) -> pd.DataFrame:
    """The figures of the press as a reader sees them: one row each, all text. Shared: not to be edited."""
    return _press_rows(words.lang)


@lru_cache
def _press_rows(lang: str) -> pd.DataFrame:
    words = web_words(lang)
    table = press()
    rows = pd.DataFrame({"figure": table["id"]})
    rows["place"] = [term("place", each, words) for each in table["place"]]
    rows["level"] = [term("press_level", each, words) for each in table["level"]]
    rows["as_of"] = table["as_of"].map(lambda text: _day(text, words))
    rows["what"] = [words(f"press.{each}") for each in table["id"]]
    rows["kind"] = [words(f"press_kind.{each}") for each in table["kind"]]
    rows["value"] = [_printed(row, words) for row in table.to_dict("records")]
    rows["of"] = [words.number(each) for each in table["base"]]
    rows["stated"] = [_percent(each, None, words) for each in table["stated"]]
    rows["computed"] = [_percent(each, 1, words) for each in table["computed"]]
    rows["check"] = _checks(table, table["id"], words)
    rows["source"] = [source_name(each, words) for each in table["article"]]
    rows["certainty"] = table["certainty"]
    rows["implied"] = [_implied(row, words) for row in table.to_dict("records")]
    rows["base_meaning"] = [_optional(f"press.{each}.denominator", words) for each in table["id"]]
    rows["note"] = [_optional(f"press.{each}.note", words) for each in table["id"]]
    return rows


def measured_rows(words: Words) -> pd.DataFrame:
    """The values measured later, in the same form. Shared: not to be edited."""
    return _measured_rows(words.lang)


@lru_cache
def _measured_rows(lang: str) -> pd.DataFrame:
    words = web_words(lang)
    table = measured()
    ids = "m" + table["id"]
    rows = pd.DataFrame({"figure": ids})
    rows["place"] = [term("place", each, words) for each in table["place"]]
    rows["level"] = ""
    rows["as_of"] = table["as_of"].map(lambda text: _day(text, words))
    rows["what"] = [words(f"measured.{each}") for each in table["id"]]
    rows["kind"] = words("press_kind.observed")
    rows["value"] = [_printed(row, words) for row in table.to_dict("records")]
    rows["of"] = [words.number(each) for each in table["base"]]
    rows["stated"] = [_percent(each, None, words) for each in table["stated"]]
    rows["computed"] = [_percent(each, 1, words) for each in table["computed"]]
    rows["check"] = _checks(table, ids, words)
    rows["source"] = [source_name(each, words) for each in table["source"]]
    rows["certainty"] = table["certainty"]
    rows["implied"] = ""
    rows["base_meaning"] = ""
    rows["note"] = [_optional(f"measured.{each}.note", words) for each in table["id"]]
    return rows


def badge_text(badge: str, words: Words) -> str:
    """A badge as a sign and a word."""
    return f"{SIGNS.get(badge, '·')} {words(f'services.check.{badge}')}"


def _checks(table: pd.DataFrame, ids: pd.Series, words: Words) -> list[str]:
    """What to know of each figure: not to be used; against another, or with care; how its percentage fits."""
    conflict, care = _figures_of(CONFLICTS), _figures_of(CARE)
    said = []
    for figure, badge, usable in zip(ids, table["badge"], table["usable"], strict=True):
        marks = ["conflict"] if figure in conflict else ["care"] if figure in care else []
        if badge != "no_numbers" or not marks:
            marks.append(badge)
        marks = marks if usable else ["do_not_use"]
        said.append(" · ".join(badge_text(each, words) for each in marks))
    return said


def _figures_of(kinds: tuple[str, ...]) -> set[str]:
    """Figures of groups of some kinds."""
    found = [each for each in contradictions() if each.kind in kinds]
    return {str(figure) for each in found for figure in each.figures["figure"]}


def _printed(row: dict, words: Words) -> str:
    """A value as printed, written as the language writes numbers, with what is counted."""
    unit = row["unit"]
    unit = "" if pd.isna(unit) else unit
    key = f"counted.{unit}"
    counted = words(key) if key in words else ("" if unit in ("share", "year", "date") else unit)
    return f"{number_text(row, words)} {counted}".strip()


def number_text(row: dict, words: Words) -> str:
    """An exact number, a range or a bound; words as they stand."""
    low, high, bound = row["low"], row["high"], row["bound"]
    if unit_is_year(row):
        return str(row["value"])
    if bound == "exact":
        percent = " %" if str(row["value"]).endswith("%") else ""
        return words.number(row["number"], _decimals(row["number"])) + percent
    if bound == "range":
        return f"{words.number(low, _decimals(low))}–{words.number(high, _decimals(high))}"
    if bound == "below":
        return f"< {words.number(high, _decimals(high))}"
    if bound == "above":
        return f"> {words.number(low, _decimals(low))}"
    if str(row["value"]) == "some":
        return words("services.published.some")
    return str(row["value"])


def unit_is_year(row: dict) -> bool:
    """Whether a value is a name made of digits: a year, the number of a document."""
    return row["unit"] in ("year", "document no.")


def _decimals(value: float) -> int:
    return len(f"{value:.4f}".rstrip("0").partition(".")[2])


def _percent(value: float, decimals: int | None, words: Words) -> str:
    if pd.isna(value):
        return "–"
    return f"{words.number(value, _decimals(value) if decimals is None else decimals)} %"


def _implied(row: dict, words: Words) -> str:
    if pd.isna(row["implied_total"]):
        return ""
    return words(
        "services.published.implied",
        total=row["implied_total"],
        low=row["implied_low"],
        high=row["implied_high"],
    )


def term(group: str, value: object, words: Words) -> str:
    """The words for a value of a list; a value that has none as it stands."""
    if pd.isna(value):
        return ""
    key = f"{group}.{value}"
    return words(key) if key in words else str(value)


def _optional(key: str, words: Words) -> str:
    return words(key) if key in words else ""


def _day(text: str, words: Words) -> str:
    """A date of the tables in the language's way; anything but a whole date as it stands."""
    try:
        return (
            words.date(pd.Timestamp(text).date()) if len(text) == 10 else term("as_of", text, words)
        )
    except ValueError:
        return text
