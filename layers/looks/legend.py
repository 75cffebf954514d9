"""The classes of a look as a legend shows them: the colour and the words of each, the same everywhere."""

from collections.abc import Collection, Sequence

from layers.looks.classed import OTHERS, UNKNOWN, Entry
from layers.looks.colours import CATEGORIES, MAST_CLASS_COLOURS, ramp
from layers.looks.look import Look
from layers.spec import FieldSpec
from layers.value_names import is_year, value_name
from layers.words import Words

UNKNOWN_COLOUR = "#9aa3ab"
OTHERS_COLOUR = "#6b7280"
_USUAL = {"antenna_mast": Look(kind="categorical", field="mast_class", palette="categories")}
_OWN_COLOURS = {"mast_class": MAST_CLASS_COLOURS}


def usual_look(layer_id: str, fields: Collection[str]) -> Look:
    """The look of a layer for which nobody chose one: by a column only where the reader has it."""
    look = _USUAL.get(layer_id, Look())
    return look if look.field is None or look.field in fields else Look()


def class_colours(look: Look, entries: Sequence[Entry], *, theme: str = "light") -> dict[str, str]:
    """``#rrggbb`` of every class of a look, by id, the unknown one among them."""
    if look.kind == "graduated":
        name = "teal" if look.palette == "categories" else look.palette
        colours = ramp(max(1, len(entries)), name, theme=theme)
        found = {entry.id: colour for entry, colour in zip(entries, colours, strict=False)}
    else:
        own = _OWN_COLOURS.get(look.field, {})
        given = _told_apart(look, len(entries), theme)
        found = {e.id: own.get(e.id, c) for e, c in zip(entries, given, strict=True)}
        found |= {OTHERS: OTHERS_COLOUR} if OTHERS in found else {}
    return found | {UNKNOWN: UNKNOWN_COLOUR}


def _told_apart(look: Look, count: int, theme: str) -> list[str]:
    """Colours for values without an order; past the seventh they begin anew, paler."""
    if look.palette != "categories":
        return ramp(max(1, count), look.palette, theme=theme)[:count]
    return [_paler(CATEGORIES[i % len(CATEGORIES)], i // len(CATEGORIES)) for i in range(count)]


def _paler(colour: str, times: int) -> str:
    mixed = (int(colour[i : i + 2], 16) for i in (1, 3, 5))
    share = 0.5**times
    return "#" + "".join(f"{round(255 - (255 - v) * share):02x}" for v in mixed)


def class_label(entry: Entry, field: FieldSpec | None, words: Words) -> str:
    """What a class is called: its bounds, or its value in words."""
    if entry.id == OTHERS:
        return words("legend.others")
    if entry.value is None:
        return bounds_label(
            entry.low,
            entry.high,
            words,
            first=entry.id == "0",
            year=field is not None and is_year(field),
        )
    if field is not None and field.type == "boolean" and entry.value in ("true", "false"):
        return words(f"legend.{entry.value}")
    return entry.value if field is None else value_name(entry.value, field, words)


def bounds_label(
    low: float,
    high: float,
    words: Words,
    *,
    first: bool = False,
    decimals=None,
    year: bool = False,
) -> str:
    """A span of numbers; the lower bound belongs to the first class alone. A year has no thousands."""
    decimals = _decimals(low, high) if decimals is None else decimals
    ends = (float(low), float(high))
    low, high = (f"{v:.0f}" if year else words.number(v, decimals) for v in ends)
    if first:
        return high if low == high else words("legend.from_to", low=low, high=high)
    return words("legend.above_to", low=low, high=high)


def _decimals(*values: float) -> int:
    return max(len(f"{v:.3f}".rstrip("0").partition(".")[2]) for v in values)
