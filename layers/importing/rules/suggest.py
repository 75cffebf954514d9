"""Which value of a list somebody meant who wrote another."""

from collections.abc import Iterable
from difflib import SequenceMatcher

from geo.text import fold
from layers.spec import FieldSpec

# Comparing costs; a column with more strange values than this was mapped to the wrong field.
MOST_VALUES = 500
_LIKE_ENOUGH = 0.75
_CLEARLY = 0.1


def members(value: str, field: FieldSpec) -> list[str]:
    """The values that a cell holds: several where the field is a list."""
    return [part for part in value.split(";") if part] if field.is_list else [value]


def strangers(value: str, field: FieldSpec) -> list[str]:
    """What of a cell is not in the field's list; blanks are no values."""
    return [part for part in members(value, field) if part.strip() and part not in field.allowed]


def suggestions(values: Iterable[str], field: FieldSpec) -> dict[str, str]:
    """Cell -> the same cell in the words of the list, where there is one best match for every part.

    Examples
    --------
    >>> field = FieldSpec("status", "", "", type="enum", allowed=("planned", "removed"))
    >>> suggestions(["Planed", "gone"], field)
    {'Planed': 'planned'}
    """
    known = _known(field)
    found = {}
    for value in list(values)[:MOST_VALUES]:
        parts = [p if p in field.allowed else _match(p, known) for p in members(value, field)]
        if parts and all(parts):
            found[value] = ";".join(dict.fromkeys(parts))
    return found


def _known(field: FieldSpec) -> dict[str, str]:
    """Folded spelling -> value; spellings that mean two values are left out."""
    pairs = [(_key(v), v) for v in field.allowed]
    pairs += [(_key(alias), value) for alias, value in field.value_aliases.items()]
    meanings: dict[str, set[str]] = {}
    for key, value in pairs:
        meanings.setdefault(key, set()).add(value)
    return {key: min(values) for key, values in meanings.items() if len(values) == 1 and key}


def _match(part: str, known: dict[str, str]) -> str | None:
    key = _key(part)
    if not key or key in known:
        return known.get(key)
    best: dict[str, float] = {}
    for spelling, value in known.items():
        likeness = SequenceMatcher(None, key, spelling, autojunk=False).ratio()
        best[value] = max(likeness, best.get(value, 0.0))
    ranked = sorted(best.items(), key=lambda each: -each[1])
    if not ranked or ranked[0][1] < _LIKE_ENOUGH:
        return None
    clear = len(ranked) == 1 or ranked[0][1] - ranked[1][1] >= _CLEARLY
    return ranked[0][0] if clear else None


def _key(text: str) -> str:
    return fold(text[:80]).replace(" ", "")
