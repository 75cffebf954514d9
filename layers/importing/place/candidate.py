"""A way to read coordinates that nobody described: system, axis order, unit."""

from dataclasses import asdict, dataclass

from layers.words import Words

_UNITS = {"mm": 0.001, "km": 1000.0}
_MARKS = {"swapped", "zone", "wgs84", *_UNITS}


@dataclass(frozen=True)
class Candidate:
    """One reading of the coordinates of a file.

    Attributes
    ----------
    epsg : int
    swapped : bool
        The first number points north, as Vietnamese surveyors write X.
    factor : float
        What turns the numbers into the unit of `epsg`: 0.001 for millimetres, 1000 for kilometres.
    zone_prefix : bool
        Eastings carry the zone number before them (18,588,799).
    share_inside : float or None
        Of the features that name their area, how many fall in it; None where none says.
    why : str
        Key of the sentence that says why (``candidate.<why>``).
    unshifted : bool
        The projection of `epsg` on the datum WGS 84: what a .prj without the datum shift says.
    """

    epsg: int
    swapped: bool = False
    factor: float = 1.0
    zone_prefix: bool = False
    share_inside: float | None = None
    why: str = "in_country"
    unshifted: bool = False

    @property
    def id(self) -> str:
        """What a choice names it by: ``5899``, ``5899+swapped``, ``5899+mm``, ``5899+zone``, ``5899+wgs84``."""
        marks = ["swapped"] * self.swapped + ["zone"] * self.zone_prefix
        units = [mark for mark, factor in _UNITS.items() if factor == self.factor]
        return "+".join([str(self.epsg), *marks, *units, *["wgs84"] * self.unshifted])

    def to_json(self, words: Words) -> dict:
        known = asdict(self)
        return {
            "epsg": self.epsg,
            "share_inside": self.share_inside,
            "why": words(f"candidate.{self.why}"),
            "id": self.id,
            **{name: known[name] for name in ("swapped", "factor", "zone_prefix", "unshifted")},
        }


def parse_candidate(text: str) -> Candidate | None:
    """The reading that a choice names; None where it names none.

    Examples
    --------
    >>> parse_candidate("EPSG:5899+swapped").id
    '5899+swapped'
    """
    code, *marks = text.strip().lower().removeprefix("epsg:").split("+")
    units = _UNITS.keys() & set(marks)
    if not code.isdecimal() or not set(marks) <= _MARKS or len(units) > 1:
        return None
    return Candidate(
        int(code),
        swapped="swapped" in marks,
        factor=_UNITS[units.pop()] if units else 1.0,
        zone_prefix="zone" in marks,
        unshifted="wgs84" in marks,
    )
