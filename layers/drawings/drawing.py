"""A drawing: features that somebody drew by hand, and what may stand in one."""

import datetime
import json
import math
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace

from layers.drawings.colours import COLOURS, FIRST_COLOUR
from layers.errors import BadDrawing

KINDS = ("point", "line", "area", "text")
MOST_FEATURES = 500
MOST_CHARACTERS = 60_000
MOST_CORNERS = 500
MOST_LABEL = 300
MOST_NAME = 80
_SHAPES = {"point": "Point", "text": "Point", "line": "LineString", "area": "Polygon"}
_ID = re.compile("[0-9a-zA-Z_-]{1,40}")


@dataclass(frozen=True)
class Feature:
    """One thing that is drawn.

    Attributes
    ----------
    kind : str
        One of `KINDS`; ``text`` is a word at a place.
    geometry : Mapping
        GeoJSON in EPSG:4326, lon-lat: a point, a line, or an area of one closed ring. The ring may cross
        itself: it is kept as it was drawn.
    label : str
        What its author called it, as plain text.
    colour : str
        A key of `layers.drawings.colours.COLOURS`.
    """

    id: str
    kind: str
    geometry: Mapping
    label: str = ""
    colour: str = FIRST_COLOUR

    def to_json(self) -> dict:
        """For the store and the browser."""
        return {
            "id": self.id,
            "kind": self.kind,
            "geometry": dict(self.geometry),
            "label": self.label,
            "colour": self.colour,
        }

    @classmethod
    def from_json(cls, content: object) -> "Feature":
        """Read what `to_json` gave, or what a browser made up.

        Raises
        ------
        BadDrawing
            ``shape`` where it is not of that form.
        """
        if not isinstance(content, Mapping) or content.get("kind") not in KINDS:
            raise BadDrawing("shape")
        kind, name = content["kind"], content.get("id")
        if not isinstance(name, str) or not _ID.fullmatch(name):
            raise BadDrawing("shape")
        return cls(
            name,
            kind,
            clean_geometry(content.get("geometry"), kind),
            clean_label(content.get("label", "")),
            clean_colour(content.get("colour", FIRST_COLOUR)),
        )


@dataclass(frozen=True)
class Drawing:
    """A drawing as it stands.

    Attributes
    ----------
    revision : int
        The state that is shown; 0 is the empty drawing. Numbers are not used twice.
    stamp : int
        Counts every change, going back and forth and naming too: who holds a higher one knows more.
    can_undo, can_redo : bool
        Whether there is a state before and after this one.
    """

    id: str
    name: str
    revision: int = 0
    stamp: int = 0
    features: tuple[Feature, ...] = ()
    changed_at: datetime.datetime | None = None
    can_undo: bool = False
    can_redo: bool = False

    def feature(self, feature_id: str | None) -> Feature | None:
        """The feature of this id, or None."""
        return next((each for each in self.features if each.id == feature_id), None)


def write_features(features: tuple[Feature, ...]) -> str:
    """Features as text for the store.

    Raises
    ------
    BadDrawing
        ``too_many`` or ``too_long`` where a drawing cannot hold them all.
    """
    if len(features) > MOST_FEATURES:
        raise BadDrawing("too_many", limit=MOST_FEATURES)
    content = [feature.to_json() for feature in features]
    text = json.dumps(content, ensure_ascii=False, separators=(",", ":"))
    if len(text) > MOST_CHARACTERS:
        raise BadDrawing("too_long", length=len(text), limit=MOST_CHARACTERS)
    return text


def read_features(text: str) -> tuple[Feature, ...]:
    """Features from the text of the store."""
    return tuple(Feature(**content) for content in json.loads(text))


def clean_geometry(geometry: object, kind: str) -> dict:
    """The geometry with numbers to 7 decimals, if it is one of this kind; else `BadDrawing`."""
    if not isinstance(geometry, Mapping) or geometry.get("type") != _SHAPES[kind]:
        raise BadDrawing("shape")
    at = geometry.get("coordinates")
    if kind in ("point", "text"):
        return {"type": "Point", "coordinates": _place(at)}
    if kind == "area":
        if not isinstance(at, list) or len(at) != 1:
            raise BadDrawing("shape")
        ring = _places(at[0], 4, MOST_CORNERS + 1)
        if ring[0] != ring[-1]:
            raise BadDrawing("shape")
        return {"type": "Polygon", "coordinates": [ring]}
    return {"type": "LineString", "coordinates": _places(at, 2, MOST_CORNERS)}


def clean_label(label: object) -> str:
    """A label on one line, cut where it is too long; else `BadDrawing`."""
    return _line(label, MOST_LABEL)


def clean_name(name: object) -> str:
    """A name of a drawing; `BadDrawing` where nothing is left of it."""
    plain = _line(name, MOST_NAME)
    if not plain:
        raise BadDrawing("name")
    return plain


def clean_colour(colour: object) -> str:
    """A colour that there is; else `BadDrawing`."""
    if not isinstance(colour, str) or colour not in COLOURS:
        raise BadDrawing("colour")
    return colour


def changed(feature: Feature, **fields) -> Feature:
    """The feature with some fields changed, each held to what it may be."""
    cleaners = {
        "geometry": lambda geometry: clean_geometry(geometry, feature.kind),
        "label": clean_label,
        "colour": clean_colour,
    }
    return replace(feature, **{name: cleaners[name](value) for name, value in fields.items()})


def _line(text: object, limit: int) -> str:
    if not isinstance(text, str):
        raise BadDrawing("shape")
    printable = "".join(c if c.isprintable() else " " for c in text[: 4 * limit])
    return " ".join(printable.split())[:limit]


def _places(places: object, least: int, most: int) -> list[list[float]]:
    if not isinstance(places, list) or not least <= len(places) <= most:
        raise BadDrawing("shape")
    return [_place(at) for at in places]


def _place(at: object) -> list[float]:
    if not isinstance(at, list) or len(at) != 2:
        raise BadDrawing("shape")
    return [_degrees(at[0], 180), _degrees(at[1], 90)]


def _degrees(value: object, limit: float) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise BadDrawing("shape")
    if not math.isfinite(value) or abs(value) > limit:
        raise BadDrawing("shape")
    return round(float(value), 7)
