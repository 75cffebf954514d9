"""Shares of areas within assumed reach, and how they came about."""

from dataclasses import dataclass, field

import pandas as pd

from layers.coverage.question import ReachQuestion
from layers.inputs import Input, input_line
from layers.words import Words

COLUMNS = [
    "code", "unit_key", "name", "full_name", "city", "total", "reached", "share", "unknown",
    "unknown_ground", "uncounted", "sites", "sites_reaching", "operators_reaching", "state",
]  # fmt: skip
LEFT_OUT = ["layer", "why", "count", "amount"]
DRAWN = "drawn"
"""The code of the row of a drawn area."""


@dataclass(frozen=True)
class Said:
    """A sentence: its key in the locales and what fills it."""

    key: str
    params: dict = field(default_factory=dict)

    def text(self, words: Words) -> str:
        shown = {
            name: words(value.key, **value.params) if isinstance(value, Said) else value
            for name, value in self.params.items()
        }
        return words(self.key, **shown)


@dataclass(frozen=True)
class CoverageDerivation:
    """Where a share comes from.

    Attributes
    ----------
    inputs : tuple of Input
    rule : Said
    params : dict
        The numbers of the rule.
    left_out : DataFrame
        `LEFT_OUT`: of a layer how many rows did not count, and why; ``amount`` is what they hold of
        the basis, where that is known. The sentence is ``coverage.left_out.<why>``.
    notes, assumptions : tuple of Said
    """

    inputs: tuple[Input, ...]
    rule: Said
    params: dict = field(default_factory=dict)
    left_out: pd.DataFrame = field(default_factory=lambda: pd.DataFrame(columns=LEFT_OUT))
    notes: tuple[Said, ...] = ()
    assumptions: tuple[Said, ...] = ()

    def to_rows(self, words: Words) -> pd.DataFrame:
        """It all in words: ``part`` and ``text``, one line a row."""
        said = [("rule", self.rule.text(words))]
        said += [("input", input_line(one, words)) for one in self.inputs]
        said += [("assumption", each.text(words)) for each in self.assumptions]
        said += [("note", each.text(words)) for each in self.notes]
        said += [("left_out", text) for text in left_out_words(self.left_out, words)]
        rows = pd.DataFrame(said, columns=["part", "text"])
        return rows.assign(part=rows["part"].map(lambda part: words(f"derivation.{part}")))


@dataclass(frozen=True)
class ReachAnswer:
    """Shares of areas within assumed reach.

    Attributes
    ----------
    question : ReachQuestion
    rows : DataFrame
        `COLUMNS`, one row an area, in the order of the layer, a drawn one last (`DRAWN`). Amounts are of
        the basis: square metres on the ellipsoid, people or premises. ``total`` is what the area holds,
        ``reached`` what of it is reached, ``share`` the second over the first, ``unknown`` what cannot be
        judged, ``unknown_ground`` the share of its ground of which the basis says nothing, ``uncounted``
        how many records in it have no number; ``sites`` how many sites stand in it, ``sites_reaching``
        and ``operators_reaching`` how many reach any of its ground. NaN is unknown; ``state``
        (`layers.services.states`) says why.
    total : dict
        ``total``, ``reached``, ``unknown``: sums over the areas, the drawn one apart; ``share``:
        ``reached`` over what is known; ``areas``, ``areas_unknown``.
    basis : str
    basis_source : str
        The layer or file that people or premises are counted in; ``area`` of ground.
    derivation : CoverageDerivation
    assumptions : tuple of Said
    """

    question: ReachQuestion
    rows: pd.DataFrame
    total: dict
    basis: str
    basis_source: str
    derivation: CoverageDerivation

    @property
    def assumptions(self) -> tuple[Said, ...]:
        return self.derivation.assumptions

    @property
    def areas(self) -> pd.DataFrame:
        """The rows of areas of the layer, without a drawn one."""
        return self.rows[self.rows["code"] != DRAWN]


def left_out_words(left_out: pd.DataFrame, words: Words) -> list[str]:
    """One sentence for each layer and reason of what was left out."""
    from layers.services.naming import layer_name

    sums = left_out.groupby(["layer", "why"], sort=False)["count"].sum()
    return [
        words(f"coverage.left_out.{why}", layer=layer_name(layer, words), count=int(count))
        for (layer, why), count in sums.items()
    ]
