"""Archives: what may come out of one, which datasets it holds, and where they go. Nothing is named by the archive."""

import lzma
import stat
import struct
import unicodedata
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path, PurePosixPath

from layers.errors import UnreadableFile
from layers.importing.bundle import SETS

MAX_ENTRIES = 200
MAX_BYTES = 2 * 2**30
MAX_RATIO = 200
RATIO_FROM = 100 * 2**20
LONE = (
    ".geojson", ".json", ".geojsonl", ".geojsons", ".ndjson", ".jsonl", ".gpkg", ".fgb", ".kml", ".parquet",
    ".geoparquet", ".dxf", ".csv", ".tsv", ".xlsx", ".dbf",
)  # fmt: skip
_NESTED = {".zip", ".kmz", ".rar", ".7z", ".tar", ".gz", ".tgz", ".bz2", ".xz", ".cab", ".iso"}
_LOCAL_HEADER = 30
_UTF8_FLAG = 0x800
ZIP_FAULTS = (
    zipfile.BadZipFile,
    zlib.error,
    lzma.LZMAError,
    struct.error,
    NotImplementedError,
    EOFError,
    OSError,
    ValueError,
    RuntimeError,
)


@dataclass(frozen=True)
class Dataset:
    """One dataset of an archive: the entry that leads it and its parts, by suffix."""

    name: str
    lead: str
    entries: dict[str, zipfile.ZipInfo]


def list_datasets(path: Path, *, max_bytes: int = MAX_BYTES) -> list[Dataset]:
    """The datasets an archive holds, in its order; nothing is unpacked.

    Raises
    ------
    UnreadableFile
        If the archive is broken, encrypted, unsafe, too large, or holds nothing that can be read.
    """
    with _opened(path) as archive:
        return _datasets(safe_entries(archive, path, max_bytes=max_bytes), path.name)


def unpack(path: Path, dataset: Dataset, folder: Path) -> dict[str, Path]:
    """Take a dataset out into `folder` under names of our own; gives the paths by suffix."""
    out = {}
    with _opened(path) as archive:
        for suffix, entry in dataset.entries.items():
            out[suffix] = folder / f"layer{suffix}"
            _copy(archive, entry, out[suffix], path.name)
    return out


def require_safe(path: Path, *, max_bytes: int = MAX_BYTES, most: int = MAX_ENTRIES) -> None:
    """Hold an archive that a library is to open (a workbook) to the same rules."""
    with _opened(path) as archive:
        _require_bounds(archive, path, max_bytes=max_bytes, most=most)
        for entry in archive.infolist():
            _require_sound(entry, path.name)


@contextmanager
def _opened(path: Path) -> Iterator[zipfile.ZipFile]:
    try:
        with zipfile.ZipFile(path) as archive:
            yield archive
    except ZIP_FAULTS as fault:
        raise UnreadableFile("bad_zip", file=path.name, fault=str(fault)[:200]) from fault


def safe_entries(
    archive: zipfile.ZipFile, path: Path, *, max_bytes: int = MAX_BYTES
) -> list[zipfile.ZipInfo]:
    """The entries of an archive that keeps every rule, without those that systems put in by themselves."""
    _require_bounds(archive, path, max_bytes=max_bytes, most=MAX_ENTRIES)
    seen: set[str] = set()
    entries = [entry for entry in archive.infolist() if not entry.is_dir()]
    for entry in entries:
        _require_sound(entry, path.name)
        if PurePosixPath(entry.filename).suffix.lower() in _NESTED:
            raise UnreadableFile("zip_nested", file=path.name, entry=_shown(entry))
        if (same := _folded(entry.filename)) in seen:
            raise UnreadableFile("zip_twice", file=path.name, entry=_shown(entry))
        seen.add(same)
    return [entry for entry in entries if not _ignored(entry.filename)]


def _require_bounds(archive: zipfile.ZipFile, path: Path, *, max_bytes: int, most: int) -> None:
    entries = archive.infolist()
    if len(entries) > most:
        raise UnreadableFile("zip_entries", file=path.name, count=len(entries), limit=most)
    total = sum(entry.file_size for entry in entries)
    packed = sum(entry.compress_size for entry in entries)
    if packed > path.stat().st_size or _overlap(entries):
        raise UnreadableFile("zip_overlap", file=path.name)
    if total > max_bytes or (total > RATIO_FROM and total > MAX_RATIO * max(packed, 1)):
        raise UnreadableFile("zip_too_large", file=path.name, mb=total // 2**20)


def _overlap(entries: list[zipfile.ZipInfo]) -> bool:
    """Whether two entries share bytes (CVE-2024-0450)."""
    spans = sorted(
        (e.header_offset, e.header_offset + _LOCAL_HEADER + e.compress_size) for e in entries
    )
    return any(end > start for (_, end), (start, _) in pairwise(spans))


def _require_sound(entry: zipfile.ZipInfo, name: str) -> None:
    if fault := _fault(entry):
        raise UnreadableFile(fault, file=name, entry=_shown(entry))


def _fault(entry: zipfile.ZipInfo) -> str | None:
    # `filename` ends at a NUL; what was said before that must be held to the rules too.
    names, mode = {entry.filename, entry.orig_filename}, entry.external_attr >> 16
    if any(_leads_out(name) for name in names):
        return "zip_path"
    if stat.S_IFMT(mode) not in (0, stat.S_IFDIR if entry.is_dir() else stat.S_IFREG):
        return "zip_link"
    return "zip_encrypted" if entry.flag_bits & 0x41 else None


def _leads_out(name: str) -> bool:
    if name.startswith("/") or "\\" in name or ":" in name or ".." in PurePosixPath(name).parts:
        return True
    return any(unicodedata.category(letter) == "Cc" for letter in name)


def _ignored(name: str) -> bool:
    path = PurePosixPath(name)
    return "__MACOSX" in path.parts or path.name.startswith(".")


def _datasets(entries: list[zipfile.ZipInfo], name: str) -> list[Dataset]:
    """Sets of parts by their leading one, and files that are a dataset by themselves."""
    by_name = {_folded(entry.filename): entry for entry in entries}
    found, taken = [], set()
    for lead, suffixes in SETS.items():
        for key, entry in by_name.items():
            if key.endswith(lead):
                stem = key.removesuffix(lead)
                parts = {s: by_name[stem + s] for s in suffixes if stem + s in by_name}
                taken |= {stem + s for s in parts}
                found.append((entry, lead, parts))
    for key, entry in by_name.items():
        suffix = PurePosixPath(key).suffix
        if suffix in LONE and key not in taken:
            found.append((entry, suffix, {suffix: entry}))
    if not found:
        _refuse_empty(by_name, name)
    order = {id(entry): i for i, entry in enumerate(entries)}
    found.sort(key=lambda each: order[id(each[0])])
    return _named(found)


def _refuse_empty(by_name: dict[str, zipfile.ZipInfo], name: str) -> None:
    for lead, suffixes in SETS.items():
        if any(key.endswith(suffixes) for key in by_name):
            raise UnreadableFile("zip_part", file=name, part=lead)
    raise UnreadableFile("zip_no_data", file=name)


def _named(found: list[tuple[zipfile.ZipInfo, str, dict]]) -> list[Dataset]:
    """Datasets under the name of their file; with its folder where two have the same."""
    paths = [PurePosixPath(_shown(entry, None)) for entry, _, _ in found]
    short = [path.name for path in paths]
    names = [s if short.count(s) == 1 else str(p) for s, p in zip(short, paths, strict=True)]
    return [Dataset(n, lead, parts) for n, (_, lead, parts) in zip(names, found, strict=True)]


def _shown(entry: zipfile.ZipInfo, most: int | None = 80) -> str:
    """The name of an entry; many programs write UTF-8 without saying so."""
    name = entry.filename
    if not entry.flag_bits & _UTF8_FLAG:
        with suppress(UnicodeError):
            name = name.encode("cp437").decode("utf-8")
    return name[:most]


def _folded(name: str) -> str:
    return unicodedata.normalize("NFC", name).casefold()


def _copy(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, target: Path, name: str) -> None:
    """Copy by stream and count: the sizes an archive declares may lie."""
    left = entry.file_size
    with archive.open(entry) as source, target.open("wb") as out:
        while chunk := source.read(2**20):
            left -= len(chunk)
            if left < 0:
                raise UnreadableFile("zip_too_large", file=name, mb=entry.file_size // 2**20)
            out.write(chunk)
    if left:
        raise UnreadableFile("bad_zip", file=name, fault=f"{_shown(entry)}: {left} bytes missing")
