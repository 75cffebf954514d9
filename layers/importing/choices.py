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
    accept: tuple[str, ...] = ()

    def to_json(self) -> dict:
        return asdict(self)

    @classmethod
    def from_json(cls, content: dict) -> "Choices":
        tuples = {name: tuple(content.get(name, ())) for name in ("coordinates", "accept")}
        return cls(**content | tuples)
