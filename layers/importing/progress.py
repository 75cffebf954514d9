"""How far work is: who does it tells the stage, the rows done and the rows there are (0: not known)."""

from collections.abc import Callable

Tell = Callable[[str, int, int], None]


def silent(stage: str, done: int, total: int) -> None:
    """Tell nobody."""
