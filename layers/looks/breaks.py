"""Class breaks as somebody types them: numbers in their language, with semicolons between."""

import math
import re

from layers.errors import BadLook
from layers.looks.look import MOST_BREAKS
from layers.words import Words


def read_breaks(text: str, lang: str) -> tuple[float, ...]:
    """The upper bounds that are typed, each once, rising.

    Parameters
    ----------
    text : str
        ``"10; 20,5; 1.000"`` in Vietnamese, ``"10; 20.5; 1,000"`` in English.

    Raises
    ------
    BadLook
        If a part is no number, or there are none or too many.

    Examples
    --------
    >>> read_breaks("10; 20,5; 1.000", "vi")
    (10.0, 20.5, 1000.0)
    """
    parts = [part.strip() for part in text.split(";") if part.strip()]
    if not parts or len(parts) > MOST_BREAKS:
        raise BadLook(part=text[:60])
    return tuple(sorted({_number(part, lang) for part in parts}))


def write_breaks(breaks: tuple[float, ...], words: Words) -> str:
    """The breaks as `read_breaks` reads them in the language of `words`."""
    return "; ".join(words.number(each, _decimals(each)) for each in breaks)


def _number(part: str, lang: str) -> float:
    decimal, group = (",", ".") if lang == "vi" else (".", ",")
    whole, _, rest = part.replace(" ", "").partition(decimal)
    grouped = re.fullmatch(rf"-?\d{{1,3}}(\{group}\d{{3}})+", whole)
    digits = whole.replace(group, "") if grouped else whole
    if not re.fullmatch(r"-?\d{1,15}", digits) or (rest and not re.fullmatch(r"\d{1,12}", rest)):
        raise BadLook(part=part[:60])
    value = float(f"{digits}.{rest or 0}")
    if not math.isfinite(value):
        raise BadLook(part=part[:60])
    return value


def _decimals(value: float) -> int:
    return len(f"{value:.6f}".rstrip("0").partition(".")[2])
