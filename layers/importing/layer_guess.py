"""Which layer a file may be meant for, by its columns, its values, its shapes and its name."""

from collections.abc import Iterable, Mapping, Sequence

import pandas as pd

from geo.text import fold
from layers.importing.mapping import suggest
from layers.spec import LayerSpec

_KINDS = {"Point": "point", "LineString": "line", "Polygon": "area"}
_NAME_WEIGHT = 2


def rank_layers(
    specs: Iterable[LayerSpec],
    columns: Mapping[str, Sequence[str]],
    *,
    shapes: Iterable[str] = (),
    file: str = "",
) -> list[tuple[str, int]]:
    """Layers and how much speaks for each, the likeliest first; those of other shapes are left out.

    Parameters
    ----------
    columns : dict
        Column -> a few of its values.
    shapes : iterable of str
        Geometry types that the file has, as far as they are known.
    file : str
        Its name.
    """
    kinds = {_KINDS[shape.removeprefix("Multi")] for shape in shapes if _is_known(shape)}
    frame = pd.DataFrame(
        {name: pd.Series(list(values), dtype="string") for name, values in columns.items()}
    )
    told = [
        (spec.id, _likeness(spec, frame, file))
        for spec in specs
        if not kinds or spec.is_table or spec.kind in kinds
    ]
    return sorted(told, key=lambda each: -each[1])


def _likeness(spec: LayerSpec, frame: pd.DataFrame, file: str) -> int:
    mapping, _ = suggest(frame, spec, [str(c) for c in frame.columns], chosen={})
    text = _words(file)
    named = any(f" {_words(name).strip()} " in text for name in (spec.vi, spec.en, spec.id))
    return len(mapping) + _NAME_WEIGHT * named


def _words(text: str) -> str:
    letters = (c if c.isalnum() else " " for c in fold(text))
    return f" {' '.join(''.join(letters).split())} "


def _is_known(shape: str) -> bool:
    return shape.removeprefix("Multi") in _KINDS
