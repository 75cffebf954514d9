"""What the publisher of a file decides; every choice is kept with the version it leads to."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field


@dataclass(frozen=True)
class Choices:
    """What the publisher decided.

    Attributes
    ----------
    part : str or None
        Which layer, sheet or Shapefile of the file, where it holds several.
    place : str or None
        How coordinates are read: the `Candidate.id`, such as ``5899`` or ``5899+swapped``.
    encoding : str or None
        Of all text columns, where the publisher knows better.
    encodings : dict
        Of single columns, by the column's name.
    coordinates : tuple of str
        For tables: the columns of longitude and latitude (or easting and northing, or the one that
        holds both); () lets the names and values tell.
    mapping : dict
        Field -> column; ``""`` where no column is meant.
    given : dict
        Field -> one value for all rows.
    boundary : str or None
        For layers of areas: the boundary version whose units the rows are matched with; None takes
        that in force.
    areas : dict
        For layers of areas: what a row says of its area (`matching.decision_key`, or its name
        alone) -> the code of the unit it means; ``""`` leaves such rows out.
    accept : tuple of str
        Rules whose consequence is agreed to: a repair where there is one, else rows set aside.
    """

    part: str | None = None
    place: str | None = None
    encoding: str | None = None
    encodings: Mapping[str, str] = field(default_factory=dict)
    coordinates: tuple[str, ...] = ()
    mapping: Mapping[str, str] = field(default_factory=dict)
    given: Mapping[str, str] = field(default_factory=dict)
    boundary: str | None = None
    areas: Mapping[str, str] = field(default_factory=dict)
    accept: tuple[str, ...] = ()

    def to_json(self) -> dict:
        return asdict(self)

    @classmethod
    def from_json(cls, content: dict) -> "Choices":
        tuples = {name: tuple(content.get(name, ())) for name in ("coordinates", "accept")}
        return cls(**content | tuples)
