"""Zipped Shapefiles: what may come out of an archive, and where to."""

import stat
import unicodedata
import zipfile
import zlib
from pathlib import Path, PurePosixPath

from layers.errors import UnreadableFile

PARTS = {"shp", "shx", "dbf", "prj", "cpg", "qix", "sbn", "sbx", "xml"}
MAX_ENTRIES = 200
MAX_BYTES = 2 * 2**30
MAX_RATIO = 200
RATIO_FROM = 100 * 2**20


def unpack_shapefile(path: Path, folder: Path) -> Path:
    """Take the one Shapefile of an archive out into `folder` under names of our own.

    Returns
    -------
    Path
        The ``layer.shp``.

    Raises
    ------
    UnreadableFile
        If the archive is broken, encrypted, unsafe, too large, or holds no or several Shapefiles.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            parts = _choose(_safe_entries(archive, path.name), path.name)
            for suffix, entry in parts.items():
                _copy(archive, entry, folder / f"layer.{suffix}", path.name)
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, EOFError, OSError) as fault:
        raise UnreadableFile("bad_zip", file=path.name, fault=str(fault)) from fault
    return folder / "layer.shp"


def _safe_entries(archive: zipfile.ZipFile, name: str) -> list[zipfile.ZipInfo]:
    entries = [entry for entry in archive.infolist() if not entry.is_dir()]
    if len(entries) > MAX_ENTRIES:
        raise UnreadableFile("zip_entries", file=name, count=len(entries), limit=MAX_ENTRIES)
    total = sum(entry.file_size for entry in entries)
    packed = sum(entry.compress_size for entry in entries)
    if total > MAX_BYTES or (total > RATIO_FROM and total > MAX_RATIO * max(packed, 1)):
        raise UnreadableFile("zip_too_large", file=name, mb=total // 2**20)
    for entry in entries:
        if fault := _fault(entry):
            raise UnreadableFile(fault, file=name, entry=entry.filename[:80])
    return [entry for entry in entries if not _ignored(entry.filename)]


def _fault(entry: zipfile.ZipInfo) -> str | None:
    name, mode = entry.filename, entry.external_attr >> 16
    unsafe = (
        name.startswith("/") or "\\" in name or ":" in name or ".." in PurePosixPath(name).parts
    )
    if unsafe or any(unicodedata.category(letter) == "Cc" for letter in name):
        return "zip_path"
    if stat.S_IFMT(mode) not in (0, stat.S_IFREG):
        return "zip_link"
    if entry.flag_bits & 1:
        return "zip_encrypted"
    return None


def _ignored(name: str) -> bool:
    path = PurePosixPath(name)
    return "__MACOSX" in path.parts or path.name.startswith(".")


def _choose(entries: list[zipfile.ZipInfo], name: str) -> dict[str, zipfile.ZipInfo]:
    """The parts of the one Shapefile, by suffix; a part named twice is refused."""
    shapes = [entry for entry in entries if entry.filename.lower().endswith(".shp")]
    if len(shapes) != 1:
        reason = "zip_several" if shapes else "zip_no_shp"
        listed = ", ".join(PurePosixPath(entry.filename).name for entry in shapes[:10])
        raise UnreadableFile(reason, file=name, layers=listed)
    stem = _stem(shapes[0].filename)
    parts: dict[str, zipfile.ZipInfo] = {}
    for entry in entries:
        suffix = entry.filename.rsplit(".", 1)[-1].lower()
        if suffix in PARTS and _stem(entry.filename) == stem:
            if suffix in parts:
                raise UnreadableFile("zip_twice", file=name, entry=entry.filename[:80])
            parts[suffix] = entry
    for needed in ("shx", "dbf"):
        if needed not in parts:
            raise UnreadableFile("zip_part", file=name, part=f".{needed}")
    return parts


def _stem(name: str) -> str:
    return unicodedata.normalize("NFC", name.rsplit(".", 1)[0]).casefold()


def _copy(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, target: Path, name: str) -> None:
    """Copy by stream and count: the sizes an archive declares may lie."""
    left = entry.file_size
    with archive.open(entry) as source, target.open("wb") as out:
        while chunk := source.read(2**20):
            left -= len(chunk)
            if left < 0:
                raise UnreadableFile("zip_too_large", file=name, mb=entry.file_size // 2**20)
            out.write(chunk)
