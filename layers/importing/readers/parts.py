"""Which of several layers, sheets or datasets is meant."""

from collections.abc import Sequence

from layers.errors import UnreadableFile

_SHOWN = 20


def choose(names: Sequence[str], part: str | None, *, file: str) -> str:
    """The one that is meant: the chosen one, or the only one.

    Raises
    ------
    UnreadableFile
        ``no_layer``, ``several_layers`` or ``no_such_part``.
    """
    listed = ", ".join(names[:_SHOWN])
    if not names:
        raise UnreadableFile("no_layer", file=file)
    if part is not None:
        if part not in names:
            raise UnreadableFile("no_such_part", file=file, part=part, layers=listed)
        return part
    if len(names) > 1:
        raise UnreadableFile("several_layers", file=file, layers=listed)
    return names[0]
