"""What a text was found to mean."""

from typing import NamedTuple

from layers.matching.keys import Positions


class Verdict(NamedTuple):
    """What a text means: the position of a unit, or those it may be, and why nothing is decided."""

    how: str
    position: int = -1
    candidates: Positions = ()
    reason: str | None = None


def one_of(how: str, found: Positions) -> Verdict:
    """The only unit found, or those to choose among."""
    if len(found) == 1:
        return Verdict(how, found[0])
    return Verdict("review", -1, found, "ambiguous")


def joined(*found: Positions | None) -> Positions:
    """All that were found, each once."""
    several = [each for each in found if each]
    if len(several) < 2:
        return several[0] if several else ()
    return tuple(dict.fromkeys(p for each in several for p in each))
