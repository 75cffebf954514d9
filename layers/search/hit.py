"""One thing that was found, and the name by which it can be found again."""

from dataclasses import asdict, dataclass

AREA, FORMER, FEATURE, PLACE, LAYER = "area", "former", "feature", "place", "layer"
KINDS = (PLACE, AREA, FORMER, FEATURE, LAYER)


@dataclass(frozen=True)
class Hit:
    """One answer to a search.

    Attributes
    ----------
    kind : str
        One of `KINDS`.
    id : str
        ``area:<layer>:<code>``, ``former:<unit key>``, ``feature:<layer>:<fid>``, ``layer:<layer>`` or
        ``place:<lat>,<lon>,<epsg>``: enough to find it again with `layers.search.again.hit_of`.
    title, detail : str
        What it is called, and what tells it from others of its name: what it lies in, its boundary
        version, its layer, its owner. Plain text that may come from a file.
    layer, code : str or None
        The layer on whose map it is, and the code of an area of it. Of a former unit those of today.
    codes : tuple of str
        Of a former unit the codes of all units of today that have its ground.
    city : str or None
        Today's province it lies in.
    bbox : tuple of float or None
        (minx, miny, maxx, maxy) in EPSG:4326.
    point : tuple of float or None
        lon, lat; where a pin belongs.
    """

    kind: str
    id: str
    title: str
    detail: str = ""
    layer: str | None = None
    code: str | None = None
    codes: tuple[str, ...] = ()
    city: str | None = None
    bbox: tuple[float, float, float, float] | None = None
    point: tuple[float, float] | None = None

    def to_json(self) -> dict:
        """For a browser or a file: what is set of it."""
        return {name: value for name, value in asdict(self).items() if value not in (None, (), "")}


@dataclass(frozen=True)
class Found:
    """The answer to one search.

    Attributes
    ----------
    text : str
        What was searched, as it was read.
    hits : tuple of Hit
        Group after group, the best group first.
    totals : dict
        Layer -> how many of its features were found, where that is more than are told.
    hint : str
        A sentence where nothing was found, or where coordinates lie elsewhere; else empty.
    """

    text: str
    hits: tuple[Hit, ...] = ()
    totals: dict[str, int] | None = None
    hint: str = ""
