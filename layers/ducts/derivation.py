"""How a figure about ducts came about: its inputs, rule, notes and what was left out."""

from dataclasses import dataclass, field

import pandas as pd

from layers.inputs import Input, input_line
from layers.services.naming import layer_name
from layers.words import Words

LEFT_OUT = ["layer", "id", "why"]


@dataclass(frozen=True)
class DuctDerivation:
    """Where a figure comes from.

    Attributes
    ----------
    inputs : tuple of Input
    rule : str
        Key of a sentence is ``ducts.rule.<rule>``; `params` are for it.
    left_out : DataFrame
        `LEFT_OUT`, one row a feature; the sentence of a reason is ``ducts.left_out.<why>``.
    notes : tuple of (str, dict)
        Keys are ``ducts.note.<note>``, each with what fills it.
    """

    inputs: tuple[Input, ...]
    rule: str
    params: dict = field(default_factory=dict)
    left_out: pd.DataFrame = field(default_factory=lambda: no_left_out())
    notes: tuple[tuple[str, dict], ...] = ()

    def to_rows(self, words: Words) -> pd.DataFrame:
        """It all in words: ``part`` and ``text``, one line a row."""
        said = [("rule", words(f"ducts.rule.{self.rule}", **self.params))]
        said += [("input", input_line(one, words)) for one in self.inputs]
        said += [("note", words(f"ducts.note.{note}", **params)) for note, params in self.notes]
        said += [("left_out", text) for text in left_out_words(self.left_out, words)]
        rows = pd.DataFrame(said, columns=["part", "text"])
        return rows.assign(part=rows["part"].map(lambda part: words(f"derivation.{part}")))


def no_left_out() -> pd.DataFrame:
    """Nothing was left out."""
    return pd.DataFrame(columns=LEFT_OUT, dtype=object)


def left_out_rows(layer: str, ids, why) -> pd.DataFrame:
    """Features of a layer left out, for one reason or each for its own."""
    return pd.DataFrame({"layer": layer, "id": list(ids), "why": why}, columns=LEFT_OUT)


def left_out_words(left_out: pd.DataFrame, words: Words) -> list[str]:
    """One sentence for each layer and reason."""
    counts = left_out.groupby(["layer", "why"], sort=False).size()
    return [
        words(f"ducts.left_out.{why}", layer=layer_name(layer, words), count=int(count))
        for (layer, why), count in counts.items()
    ]
