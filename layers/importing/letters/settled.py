"""A column whose letters are settled."""

from dataclasses import dataclass

from layers.importing.letters.recognise import Verdict
from layers.importing.letters.source import Source
from layers.importing.letters.spelling import Spelled


@dataclass(frozen=True)
class Settled:
    """One column, read.

    Attributes
    ----------
    name : str
        As the frame has it in the end.
    texts : list of str
        Of the source's values, in their order.
    """

    name: str
    source: Source
    verdict: Verdict
    how: str
    spelled: Spelled

    @property
    def texts(self) -> list[str]:
        return self.spelled.texts
