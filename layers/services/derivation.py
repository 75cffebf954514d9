"""How a figure came about: its inputs, boundary versions, rule and weight, and what was left out."""

from dataclasses import dataclass, field

import pandas as pd

from layers.inputs import Input, input_line, make_input
from layers.services.measures import Measure
from layers.services.naming import boundary_name
from layers.words import Words

__all__ = ["Derivation", "Input", "left_out_rows", "make_input", "rule_of", "weight_words"]

WHOLE_CITY, OTHER_LEVEL, NO_CROSSWALK, NO_LINK, NOT_GIVEN, BLANK, ANOTHER_ROW, OTHER_UNIT = (
    "whole_city", "other_level", "no_crosswalk", "no_link", "not_given", "blank", "another_row",
    "other_counting_unit",
)  # fmt: skip
LEFT_OUT = ["unit_key", "place", "city", "reason", "count"]
SYNTHETIC, APPROXIMATE, REPEATS, UNKNOWN_UNITS, MIXED_UNITS = (
    "synthetic", "approximate", "same_list_everywhere", "unknown_units", "mixed_units",
)  # fmt: skip


@dataclass(frozen=True)
class Derivation:
    """Where a number comes from.

    Attributes
    ----------
    inputs : tuple of Input
    boundaries : tuple of str
        Boundary versions of the figures, then that of the areas shown.
    rule : str
        Key of a sentence is ``service_rule.<rule>``; `params` are for it.
    weight : str or None
        What the parts of split units are weighed by; None where nothing was split.
    left_out : DataFrame
        `LEFT_OUT`; the sentence of a reason is ``left_out.<reason>``.
    notes : tuple of str
        Keys are ``service_note.<note>``.
    """

    inputs: tuple[Input, ...]
    boundaries: tuple[str, ...]
    rule: str
    params: dict = field(default_factory=dict)
    weight: str | None = None
    left_out: pd.DataFrame = field(default_factory=lambda: pd.DataFrame(columns=LEFT_OUT))
    notes: tuple[str, ...] = ()

    def to_rows(self, words: Words) -> pd.DataFrame:
        """It all in words: ``part`` and ``text``, one line a row."""
        said = [("rule", words(f"service_rule.{self.rule}", **self._shown(words)))]
        said += [("input", input_line(one, words)) for one in self.inputs]
        named = [f"{boundary_name(each, words)} ({each})" for each in self.boundaries]
        said += [("boundaries", " → ".join(named))]
        if self.weight:
            said += [("weight", weight_words(self.weight, words))]
        said += [("note", words(f"service_note.{note}")) for note in self.notes]
        counts = self.left_out.groupby("reason", sort=False)["count"].sum()
        said += [
            ("left_out", words(f"left_out.{reason}", count=int(count)))
            for reason, count in counts.items()
        ]
        rows = pd.DataFrame(said, columns=["part", "text"])
        return rows.assign(part=rows["part"].map(lambda part: words(f"derivation.{part}")))

    def _shown(self, words: Words) -> dict:
        """The numbers of the rule; the name of a measure in words."""
        named = {k: words(f"measure.{v}") for k, v in self.params.items() if k == "measure"}
        return self.params | named


def left_out_rows(rows: pd.DataFrame, reason) -> pd.DataFrame:
    """Returns or areas left out, for one reason or each for its own."""
    return rows.reindex(columns=LEFT_OUT[:3]).assign(reason=reason, count=1)


def weight_words(weight: str, words: Words) -> str:
    """What split units are weighed by, in words; a field that nobody named keeps its name."""
    return ", ".join(
        words(f"weight.{name}") if f"weight.{name}" in words else name
        for name in weight.split(", ")
    )


def rule_of(measure: Measure, hows: set[str]) -> str:
    """Which sentence says how values of a measure were made."""
    kind = "share" if measure.is_share else "count"
    for how in ("carried", "summed"):
        if how in hows:
            return f"{kind}_{how}"
    return f"{kind}_direct"
