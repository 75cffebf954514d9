"""One change of a drawing, as a browser tells it: add, change, remove, undo, redo."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from layers.drawings.drawing import Feature, changed
from layers.errors import BadDrawing

EDITS = ("add", "change", "remove")
MOVES = ("undo", "redo")
_ID = re.compile("[0-9a-zA-Z_-]{1,60}")
_FIELDS = ("geometry", "label", "colour")


@dataclass(frozen=True)
class Change:
    """A change that is made once, however often it is told.

    Attributes
    ----------
    id : str
        Made where the change was made: a change of an id that is known is not made again.
    op : str
        One of `EDITS` or `MOVES`.
    content : Mapping
        ``add``: ``feature``. ``change``: ``feature`` (an id), and any of ``geometry``, ``label`` and
        ``colour``. ``remove``: ``features``, a list of ids.
    """

    id: str
    op: str
    content: Mapping

    @classmethod
    def from_json(cls, content: object) -> "Change":
        """Read what a browser sent; `BadDrawing` where it is no change."""
        if not isinstance(content, Mapping) or content.get("op") not in (*EDITS, *MOVES):
            raise BadDrawing("change")
        if not isinstance(content.get("id"), str) or not _ID.fullmatch(content["id"]):
            raise BadDrawing("change")
        return cls(content["id"], content["op"], content)


def edited(features: tuple[Feature, ...], change: Change) -> tuple[Feature, ...]:
    """The features after one of `EDITS`.

    What the change speaks of may be gone by now, removed in another window: then nothing changes.
    """
    return _EDITS[change.op](features, change.content)


def _add(features: tuple[Feature, ...], content: Mapping) -> tuple[Feature, ...]:
    new = Feature.from_json(content.get("feature"))
    if any(each.id == new.id for each in features):
        raise BadDrawing("change")
    return (*features, new)


def _change(features: tuple[Feature, ...], content: Mapping) -> tuple[Feature, ...]:
    fields = {name: content[name] for name in _FIELDS if name in content}
    if not fields:
        raise BadDrawing("change")
    wanted = content.get("feature")
    return tuple(changed(each, **fields) if each.id == wanted else each for each in features)


def _remove(features: tuple[Feature, ...], content: Mapping) -> tuple[Feature, ...]:
    gone = content.get("features")
    if not isinstance(gone, list) or not all(isinstance(each, str) for each in gone):
        raise BadDrawing("change")
    return tuple(each for each in features if each.id not in set(gone))


_EDITS = {"add": _add, "change": _change, "remove": _remove}
