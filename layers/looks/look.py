"""What somebody chose for the look of a layer, as data."""

import math
import re
from dataclasses import dataclass, fields

from layers.errors import BadLook

KINDS = ("single", "categorical", "graduated", "heat", "cluster")
SCHEMES = ("quantile", "natural_breaks", "equal_interval", "own")
PALETTES = ("teal", "blue", "amber", "diverging", "categories")
CLASSES = range(2, 10)
MOST_BREAKS = 12


@dataclass(frozen=True)
class Look:
    """The look of a layer; what is None stays as the layer has it.

    Attributes
    ----------
    kind : str
        ``single`` colour, ``categorical`` by the values of a field, ``graduated`` by a number in classes,
        ``heat`` (how dense points lie) or ``cluster`` (points that lie close as one with their number).
    colour : str or None
        ``#rrggbb`` of a single look.
    field : str or None
        Of a categorical or graduated look.
    scheme, classes : str, int
        How a graduated look makes its classes.
    breaks : tuple of float
        Upper bounds of the classes of the scheme ``own``, rising.
    size_by : str or None
        A number whose square root gives the radius of points, or the width of lines.
    """

    kind: str = "single"
    colour: str | None = None
    field: str | None = None
    scheme: str = "quantile"
    classes: int = 5
    breaks: tuple[float, ...] = ()
    palette: str = "teal"
    size_by: str | None = None

    def __post_init__(self) -> None:
        named = isinstance(self.field, str | None) and isinstance(self.size_by, str | None)
        rising = all(map(math.isfinite, self.breaks)) and all(
            a < b for a, b in zip(self.breaks, self.breaks[1:], strict=False)
        )
        sound = (
            self.kind in KINDS
            and self.scheme in SCHEMES
            and self.palette in PALETTES
            and self.classes in CLASSES
            and (self.colour is None or bool(re.fullmatch("#[0-9a-f]{6}", self.colour)))
            and (self.field is not None or self.kind not in ("categorical", "graduated"))
            and named
            and rising
            and len(self.breaks) <= MOST_BREAKS
            and (self.scheme != "own" or self.kind != "graduated" or len(self.breaks) > 0)
        )
        if not sound:
            raise BadLook(part=str(self.to_json()))

    def to_json(self) -> dict:
        """What differs from the usual look."""
        held = {f.name: getattr(self, f.name) for f in fields(self)}
        usual = {f.name: f.default for f in fields(self)}
        return {name: value for name, value in held.items() if value != usual[name]}

    @classmethod
    def from_json(cls, content: object) -> "Look":
        """Read what `to_json` gave, or what somebody made up.

        Raises
        ------
        BadLook
            If it is not of that form.
        """
        try:
            breaks = tuple(float(each) for each in content.get("breaks", ()))
            return cls(**{**content, "breaks": breaks})
        except (AttributeError, TypeError, ValueError) as fault:
            raise BadLook(part=str(content)[:200]) from fault
