"""A drawing as the map frame takes it."""

from layers.drawings.colours import COLOURS, colours_of
from layers.drawings.drawing import MOST_CORNERS, MOST_FEATURES, Drawing, Feature
from layers.drawings.sentences import fault_text, measured_text, title
from layers.words import Words

LAYER = "drawing"


def drawing_content(drawing: Drawing, words: Words) -> dict:
    """What there is of a drawing, its measures and faults in words: answers of the server, and part of the state."""
    return {
        "id": drawing.id,
        "name": drawing.name,
        "stamp": drawing.stamp,
        "can_undo": drawing.can_undo,
        "can_redo": drawing.can_redo,
        "features": [_feature(each, i, words) for i, each in enumerate(drawing.features, start=1)],
    }


def drawing_state(
    drawing: Drawing,
    words: Words,
    *,
    theme: str,
    url: str,
    tools: bool,
    go: dict | None = None,
) -> dict:
    """The ``drawing`` of the state of the map.

    Parameters
    ----------
    url : str
        Where changes of this drawing are sent.
    tools : bool
        Whether the reader is drawing now: else it is only shown.
    go : dict, optional
        ``{"id", "feature"}``: when its id changes, the map selects the feature and goes to it; ``*`` is all of
        them.
    """
    return drawing_content(drawing, words) | {
        "url": url,
        "tools": tools,
        "go": go,
        "colours": [[c, colours_of(theme)[c], words(f"drawing.colour.{c}")] for c in COLOURS],
        "most_corners": MOST_CORNERS,
        "most_features": MOST_FEATURES,
    }


def _feature(feature: Feature, number: int, words: Words) -> dict:
    return feature.to_json() | {
        "title": title(feature, number, words),
        "measured": measured_text(feature, words),
        "fault": fault_text(feature, words),
    }
