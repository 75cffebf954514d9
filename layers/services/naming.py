"""What a reader is told instead of keys: of boundary versions, layers, and the sources of published figures."""

import datetime
import re
from collections.abc import Iterable
from itertools import groupby

from layers.spec import load_specs
from layers.units.timeline import BoundaryVersion, before_reform, timeline
from layers.words import Words

_ARTICLE = re.compile(r"article (\d+)(?:, (\d{4}-\d{2}-\d{2}))?")


def boundary_name(version: str, words: Words) -> str:
    """A boundary version by its time; a name that nobody knows stands for itself.

    Examples
    --------
    >>> boundary_name("v2025-03", Words("vi"))
    'ranh giới đến 30/06/2025'
    """
    known = timeline().get(version)
    return version if known is None else _span([known], words)


def boundary_names(versions: Iterable[str], words: Words) -> str:
    """Several boundary versions; those that follow one another are one span of time."""
    wanted = list(dict.fromkeys(versions))
    order = list(timeline())
    at = sorted(order.index(each) for each in wanted if each in order)
    runs = groupby(enumerate(at), key=lambda pair: pair[1] - pair[0])
    spans = [[timeline()[order[place]] for _, place in run] for _, run in runs]
    named = [_span(each, words) for each in spans]
    return ", ".join([*named, *(each for each in wanted if each not in order)])


def layer_name(layer: str, words: Words) -> str:
    """The name of a layer in the language; the id of one that no spec describes."""
    spec = load_specs().get(layer)
    return layer if spec is None else spec.label(words.lang)


def owner_name(owner: object, words: Words, *, blank: str = "–") -> str:
    """Who owns a thing: a name as it is written, a kind of owner in the language; `blank` where none is recorded.

    Several names joined by ";" are told one by one.

    Examples
    --------
    >>> owner_name("VNPT;tower company", Words("vi"))
    'VNPT; doanh nghiệp cho thuê hạ tầng'
    """
    if not isinstance(owner, str) or not owner.strip():
        return blank
    return "; ".join(_owner(part.strip(), words) for part in owner.split(";") if part.strip())


def _owner(name: str, words: Words) -> str:
    key = name.casefold().replace(" ", "_")
    return words(f"owner.{key}") if f"owner.{key}" in words else name


def source_name(source: str, words: Words) -> str:
    """An article of the press by its number and day; any other source as it is written."""
    found = _ARTICLE.fullmatch(source)
    if found is None:
        return source
    name = words("source.article", number=found[1])
    return f"{name}, {words.date(datetime.date.fromisoformat(found[2]))}" if found[2] else name


def _span(run: list[BoundaryVersion], words: Words) -> str:
    first, last = run[0].valid_from, run[-1].valid_to
    old = before_reform(run[0].name)
    if last is None or (len(run) == 1 and not old):
        return words("boundary.since", day=first) if first else run[-1].name
    if first is None or len(run) == 1:
        return words("boundary.until", day=last)
    return words("boundary.between", first=first, last=last)
