"""What somebody asks of a printed map: paper, scale, middle, and what stands in its title block."""

import datetime
import math
from dataclasses import dataclass, field

from layers.errors import BadSheet

PAPERS = {"A4": (210.0, 297.0), "A3": (297.0, 420.0)}
"""Short and long side in millimetres."""
SCALES = (
    500, 1_000, 2_000, 5_000, 10_000, 25_000, 50_000, 100_000, 250_000, 500_000, 1_000_000, 2_500_000,
    5_000_000,
)  # fmt: skip
LEAST_SCALE, MOST_SCALE = 100, 20_000_000
MOST_SHEETS = 60
MOST_LETTERS = 300


@dataclass(frozen=True)
class TitleBlock:
    """What is written about a sheet; what is empty is left as a line to fill by hand.

    Attributes
    ----------
    title : str
        Name of the map.
    organisation, author : str
        The body that issues it, and who made it.
    day : date or None
        None: no day is printed.
    note : str
    """

    title: str = ""
    organisation: str = ""
    author: str = ""
    day: datetime.date | None = None
    note: str = ""

    def __post_init__(self) -> None:
        for name in ("title", "organisation", "author", "note"):
            if len(getattr(self, name)) > MOST_LETTERS:
                raise BadSheet(part=name)


@dataclass(frozen=True)
class SheetRequest:
    """A printed map.

    Attributes
    ----------
    paper : {"A4", "A3"}
    landscape : bool
    scale : int or None
        The n of 1:n, true on paper. None: the largest round scale at which all that is asked fits.
    centre : (lon, lat) or None
        In degrees. None: the middle of what the map shows.
    series : bool
        Several sheets that cover the whole place at the scale, after a page that shows how they lie.
    block : TitleBlock
    """

    paper: str = "A4"
    landscape: bool = True
    scale: int | None = None
    centre: tuple[float, float] | None = None
    series: bool = False
    block: TitleBlock = field(default_factory=TitleBlock)

    def __post_init__(self) -> None:
        if self.paper not in PAPERS:
            raise BadSheet(part=str(self.paper)[:40])
        if self.scale is not None and not LEAST_SCALE <= self.scale <= MOST_SCALE:
            raise BadSheet(part=f"1:{self.scale}")
        if self.centre is not None:
            lon, lat = self.centre
            if not (
                math.isfinite(lon) and math.isfinite(lat) and abs(lon) <= 180 and abs(lat) <= 85
            ):
                raise BadSheet(part=str(self.centre)[:60])

    @property
    def size_mm(self) -> tuple[float, float]:
        """Width and height of the paper as it lies."""
        short, long = PAPERS[self.paper]
        return (long, short) if self.landscape else (short, long)
