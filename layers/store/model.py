"""What the catalogue says of a version, and what a publisher says of what is published."""

import datetime
from dataclasses import dataclass, field
from pathlib import Path

import pandas as pd

QUALITIES = ("official", "unverified", "approximate", "synthetic", "mixed")


@dataclass(frozen=True)
class Provenance:
    """Where the content of a version comes from, said by whoever publishes it.

    Attributes
    ----------
    quality : str
        ``official`` (from a body that answers for it), ``unverified`` (a file nobody vouched for),
        ``approximate`` (derived, not surveyed), ``synthetic`` (made up), ``mixed``.
    source, licence : str
        In words; shown with the layer.
    source_file, source_sha256 : str or None
        The file it was read from, which the store keeps under its hash.
    choices : dict
        What was chosen on the way in: CRS, encoding, field mapping, defaults set.
    note : dict
        A remark in each language, ``{"vi": ..., "en": ...}``.
    """

    title: str = ""
    quality: str = "unverified"
    source: str = ""
    licence: str = ""
    source_file: str | None = None
    source_sha256: str | None = None
    choices: dict = field(default_factory=dict)
    note: dict = field(default_factory=dict)


@dataclass(frozen=True)
class Draft:
    """What is to become the current version of a layer.

    Attributes
    ----------
    content : DataFrame or Path
        The rows, or a file of them that `layers.store.files.write` made from `arrange`; the file is
        moved into the store.
    expected : int or None
        The number of the version that the publisher saw; another one in service is a conflict.
    source : Path or None
        The file it was read from, to be kept.
    """

    content: pd.DataFrame | Path
    layer_id: str
    expected: int | None
    provenance: Provenance
    source: Path | None = None


@dataclass(frozen=True)
class Version:
    """One immutable version of a layer.

    Attributes
    ----------
    number : int
        1, 2, 3 ... within the layer, never used again.
    sha256 : str
        Of the GeoParquet file, which bears it as its name.
    bounds : tuple of float or None
        (minx, miny, maxx, maxy) in EPSG:4326; None for tables and layers without a position.
    boundary_version : str or None
        Which boundary version the areas or codes belong to, where all rows say the same.
    pruned_at : datetime or None
        When retention removed its file; the version can then be neither read nor returned to.
    part_of : str or None
        Of a version that holds only what somebody may see of another (`layers.masks`): that one's hash. Its
        own then names what was cut out of which content, and its file can be made again.
    """

    layer_id: str
    number: int
    sha256: str
    rows: int
    bounds: tuple[float, float, float, float] | None
    boundary_version: str | None
    published_at: datetime.datetime
    published_by: str
    provenance: Provenance
    pruned_at: datetime.datetime | None = None
    part_of: str | None = None

    @property
    def key(self) -> str:
        """Names this content and no other: what caches and addresses carry."""
        return f"{self.layer_id}.{self.number}.{self.sha256[:12]}"


@dataclass(frozen=True)
class AuditEntry:
    """One line of the audit log; `hash` covers the line and the hash before it."""

    seq: int
    at: str
    user: str
    action: str
    layer_id: str | None
    detail: dict
    hash: str
