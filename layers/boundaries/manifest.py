"""The list of boundary files: which unit each is of, where it lies at the source, its checksum."""

import csv
import re
from dataclasses import dataclass
from pathlib import Path

from layers.errors import UnknownCity
from layers.settings import REFERENCE

SOURCE = (
    "https://raw.githubusercontent.com/thanglequoc/vietnamese-provinces-database/"
    "cd58063299585146ded3981f2272946ef19ced54/"
)
LICENCE = "MIT (thanglequoc/vietnamese-provinces-database)"
BOUNDARY_VERSION = "v2026-04"
_PROVINCE_IN_PATH = re.compile(r"/(\d{2})_\w+/")
_SLUG_IN_PATH = re.compile(r"/\d+_(\w+)\.geojson$")


@dataclass(frozen=True)
class BoundaryFile:
    """One file of the source. `slug` is the unit's name in small ASCII letters."""

    code: str
    province: str
    slug: str
    path: str
    bytes: int
    sha256: str


def read_manifest(path: Path = REFERENCE / "boundary_files.csv") -> list[BoundaryFile]:
    """The files of all communes."""
    with path.open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["level"] == "commune"]
    return [
        BoundaryFile(
            code=row["code"],
            province=_PROVINCE_IN_PATH.search(row["path"])[1],
            slug=_SLUG_IN_PATH.search(row["path"])[1],
            path=row["path"],
            bytes=int(row["bytes"]),
            sha256=row["sha256"],
        )
        for row in rows
    ]


def files_of(manifest: list[BoundaryFile], provinces: tuple[str, ...]) -> list[BoundaryFile]:
    """The files of some provinces, of all where none is named."""
    known = {file.province for file in manifest}
    for code in provinces:
        if code not in known:
            raise UnknownCity(city=code)
    return [file for file in manifest if not provinces or file.province in provinces]
