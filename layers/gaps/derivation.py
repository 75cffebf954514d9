"""How a list of gaps, villages or sites came about: like that of a share, with what else was left out."""

from dataclasses import dataclass, field

import pandas as pd

from layers.coverage.answer import CoverageDerivation, Said
from layers.inputs import Input
from layers.services.naming import layer_name
from layers.words import Words

LOST = ["layer", "why", "count"]


@dataclass(frozen=True)
class PlanDerivation(CoverageDerivation):
    """Where a list comes from.

    Attributes
    ----------
    lost : DataFrame
        `LOST`, besides what was left out of reach itself. The sentence is ``planning.left_out.<why>``.
    """

    lost: pd.DataFrame = field(default_factory=lambda: pd.DataFrame(columns=LOST))

    def to_rows(self, words: Words) -> pd.DataFrame:
        """It all in words: ``part`` and ``text``, one line a row."""
        more = pd.DataFrame({"part": words("derivation.left_out"), "text": self.lost_words(words)})
        return pd.concat([super().to_rows(words), more], ignore_index=True)

    def lost_words(self, words: Words) -> list[str]:
        """One sentence for each layer and reason of `lost`."""
        return [
            words(
                f"planning.left_out.{why}",
                layer=layer_name(layer, words) if layer else words("planning.grid"),
                count=int(count),
            )
            for layer, why, count in self.lost[LOST].itertuples(index=False)
        ]


def derive_from(
    reach: CoverageDerivation,
    *,
    rule: Said,
    params: dict,
    inputs: tuple[Input, ...] = (),
    notes: tuple[Said, ...] = (),
    assumptions: tuple[Said, ...] = (),
    lost: pd.DataFrame | None = None,
) -> PlanDerivation:
    """The derivation of what follows from an answer about reach: its own, with what comes on top."""
    read = {one.layer for one in reach.inputs}
    return PlanDerivation(
        inputs=(*reach.inputs, *(one for one in inputs if one.layer not in read)),
        rule=rule,
        params=reach.params | params,
        left_out=reach.left_out,
        notes=(*notes, *reach.notes),
        assumptions=(*assumptions, *reach.assumptions),
        lost=pd.DataFrame(columns=LOST) if lost is None else lost,
    )
