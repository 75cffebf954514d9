"""How a part of a profile came about: what was read, by which rules, and what is not in it."""

from dataclasses import dataclass

import pandas as pd

from layers.coverage.answer import Said
from layers.inputs import Input, input_line
from layers.services.naming import layer_name
from layers.words import Words


@dataclass(frozen=True)
class ProfileDerivation:
    """Where the numbers of a part come from.

    Attributes
    ----------
    inputs : tuple of Input
        With how many rows counted in the place.
    rules, notes, left_out : tuple of Said
        Of their parameters ``layer`` is the id of a layer, told by its name.
    """

    inputs: tuple[Input, ...] = ()
    rules: tuple[Said, ...] = ()
    notes: tuple[Said, ...] = ()
    left_out: tuple[Said, ...] = ()

    def to_rows(self, words: Words) -> pd.DataFrame:
        """It all in words: ``part`` and ``text``, one line a row."""
        said = [("rule", _sentence(one, words)) for one in self.rules]
        said += [("input", input_line(one, words)) for one in self.inputs]
        said += [("note", _sentence(one, words)) for one in self.notes]
        said += [("left_out", _sentence(one, words)) for one in self.left_out]
        rows = pd.DataFrame(said, columns=["part", "text"])
        return rows.assign(part=rows["part"].map(lambda part: words(f"derivation.{part}")))


def _sentence(said: Said, words: Words) -> str:
    named = {k: layer_name(v, words) for k, v in said.params.items() if k == "layer"}
    return words(said.key, **(said.params | named))
