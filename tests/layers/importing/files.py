"""Files made for the tests of the readers: sound ones, and sound ones damaged in one way."""

import struct
import tempfile
import zipfile
from pathlib import Path

import geopandas as gpd
from shapely.geometry import box

from layers.errors import UnreadableFile
from layers.importing.bundle import Bundle
from layers.importing.readers import Opened, open_bundle
from layers.words import Words


def squares(count: int = 4) -> gpd.GeoDataFrame:
    """Squares of 10 m in a row, in VN-2000 of Da Nang."""
    shapes = [box(550_000 + 20 * i, 1_777_000, 550_010 + 20 * i, 1_777_010) for i in range(count)]
    columns = {"ten": [f"Ô {i}" for i in range(count)], "so": list(range(count))}
    return gpd.GeoDataFrame(columns, geometry=shapes, crs=5899)


def shapefile(folder: Path, frame: gpd.GeoDataFrame | None = None, name: str = "lop") -> Path:
    """Write a Shapefile with UTF-8 letters; gives its .shp."""
    folder.mkdir(parents=True, exist_ok=True)
    frame = squares() if frame is None else frame
    frame.to_file(folder / f"{name}.shp", driver="ESRI Shapefile", encoding="UTF-8")
    return folder / f"{name}.shp"


def patch(path: Path, at: int, content: bytes) -> None:
    """Overwrite bytes of a file; a negative place counts from its end."""
    held = bytearray(path.read_bytes())
    at = len(held) + at if at < 0 else at
    held[at : at + len(content)] = content
    path.write_bytes(bytes(held))


def dbf_shape(path: Path) -> tuple[int, int, int]:
    """Records, bytes of the header and bytes of a record of a .dbf."""
    return struct.unpack("<IHH", path.read_bytes()[4:12])


def archive(path: Path, *files: Path, under: str = "") -> Path:
    """Zip files under their own names."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as out:
        for file in files:
            out.write(file, under + file.name)
    return path


def open_path(path: Path, folder: Path, part: str | None = None) -> Opened:
    """Open a file as the import does, in a new folder under `folder`."""
    folder.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory(dir=folder) as place:
        return open_bundle(Bundle.at(path), folder=Path(place), part=part)


def rules(opened: Opened) -> set[str]:
    return {finding.rule for finding in opened.findings}


def require_words(refusal: UnreadableFile, name: str) -> None:
    """A refusal is a sentence in both languages that names the file."""
    for lang in ("vi", "en"):
        assert name in Words(lang)(f"error.{refusal.code}", **refusal.params)


def require_told(opened: Opened) -> None:
    """Every finding can be said in both languages."""
    for finding in opened.findings:
        for lang in ("vi", "en"):
            assert all(entry["message"] for entry in finding.to_json(Words(lang)))
