"""Conditions that a feature meets or not: a field against a value, or the ground it lies on."""

from collections.abc import Mapping
from dataclasses import dataclass

from layers.errors import BadFilter

OPERATORS = (
    "=", "!=", "<", "<=", ">", ">=", "between", "in", "contains", "known", "unknown",
)  # fmt: skip
PLACES = ("box", "shape", "area", "near")
_NO_VALUE = ("known", "unknown")
_MOST_VALUES = 200


@dataclass(frozen=True)
class Condition:
    """A field of a feature against a value.

    Attributes
    ----------
    operator : str
        One of `OPERATORS`. ``known`` and ``unknown`` take no value; ``in`` takes several, ``between`` two.
    values : tuple of str
        As they are written in an address; the type of the field says how they are read. Days are
        ``2026-01-31``, yes and no ``true`` and ``false``, decimals have a point.
    """

    field: str
    operator: str
    values: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        count = len(self.values)
        fits = {"between": count == 2, "in": 1 <= count <= _MOST_VALUES}
        fits |= dict.fromkeys(_NO_VALUE, count == 0)
        texts = all(isinstance(each, str) for each in (self.field, self.operator, *self.values))
        if not texts or self.operator not in OPERATORS or not fits.get(self.operator, count == 1):
            raise BadFilter(part=f"{self.field} {self.operator} {' '.join(self.values)}".strip())

    def to_json(self) -> list:
        """A short list for addresses and files: field, operator, values."""
        return [self.field, self.operator, *self.values]


@dataclass(frozen=True)
class Ground:
    """Where a feature lies.

    Attributes
    ----------
    kind : str
        ``box`` (within the box), ``shape`` (meets a drawn shape), ``area`` (meets an area of a boundary
        layer) or ``near`` (within a distance of any feature of another layer, or of one of them).
    box : tuple of float or None
        (minx, miny, maxx, maxy) in EPSG:4326.
    shape : Mapping or None
        GeoJSON in EPSG:4326.
    layer, code : str or None
        Of ``area``: the boundary layer and the code of the area. Of ``near``: the layer, and the id of one
        of its features or None for any.
    distance_m : float or None
        Of ``near``, metres on the ground.
    """

    kind: str
    box: tuple[float, float, float, float] | None = None
    shape: Mapping | None = None
    layer: str | None = None
    code: str | None = None
    distance_m: float | None = None

    def __post_init__(self) -> None:
        named = isinstance(self.layer, str) and isinstance(self.code, str | None)
        needs = {
            "box": isinstance(self.box, tuple) and len(self.box) == 4,
            "shape": isinstance(self.shape, Mapping),
            "area": named and bool(self.code),
            "near": named and isinstance(self.distance_m, float | int) and self.distance_m > 0,
        }
        if not needs.get(self.kind, False):
            raise BadFilter(part=str(self.kind)[:60])

    def to_json(self) -> dict:
        """What is set of it."""
        held = {name: getattr(self, name) for name in self.__dataclass_fields__}
        return {name: value for name, value in held.items() if value is not None}


@dataclass(frozen=True)
class Filter:
    """What is meant of one layer: every condition and every ground must hold."""

    conditions: tuple[Condition, ...] = ()
    grounds: tuple[Ground, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.conditions or self.grounds)

    def to_json(self) -> dict:
        """For addresses and files."""
        return {
            "if": [each.to_json() for each in self.conditions],
            "at": [each.to_json() for each in self.grounds],
        }

    @classmethod
    def from_json(cls, content: object) -> "Filter":
        """Read what `to_json` gave, or what somebody made up.

        Raises
        ------
        BadFilter
            If it is not of that form.
        """
        try:
            return cls(
                tuple(Condition(f, o, tuple(map(str, v))) for f, o, *v in content.get("if", ())),
                tuple(_ground(each) for each in content.get("at", ())),
            )
        except (AttributeError, TypeError, ValueError) as fault:
            raise BadFilter(part=str(content)[:200]) from fault


def _ground(content: Mapping) -> Ground:
    box = content.get("box")
    return Ground(**content | ({} if box is None else {"box": tuple(float(s) for s in box)}))
