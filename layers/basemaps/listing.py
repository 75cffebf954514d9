"""The list ``basemaps.yaml`` in the folder of a store, and what is wrong with it, entry by entry.

None are there by default. A wrong entry never breaks the map: it is left out and told.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from urllib.parse import urlencode, urlsplit

import yaml

from layers.basemaps.archive import Archive, open_archive
from layers.errors import BadBaseMap
from layers.words import Words

FILE = "basemaps.yaml"
XYZ, WMTS, MBTILES, PMTILES = "xyz", "wmts", "mbtiles", "pmtiles"
KINDS = (XYZ, WMTS, MBTILES, PMTILES)
MOST_ZOOM, USUAL_ZOOM = 22, 19
_MOST_ENTRIES, _MOST_BYTES, _MOST_LETTERS = 30, 200_000, 600
_ID = re.compile(r"[a-z0-9][a-z0-9_-]{0,39}")
# An address is put into the policy of a page, where a sign too many would be a rule.
_ADDRESS = re.compile(r"https?://[A-Za-z0-9.\-]+(?::\d{1,5})?/[A-Za-z0-9._~/?&=%:{}@!$()*+,\[\]-]*")
_MATRIX = {"{TileMatrix}": "{z}", "{TileRow}": "{y}", "{TileCol}": "{x}"}


@dataclass(frozen=True)
class BaseMap:
    """One base map: raster tiles in Web Mercator.

    Attributes
    ----------
    url : str
        Address with ``{z}``, ``{x}``, ``{y}`` of ``xyz`` and ``wmts``; empty of a file.
    archive : Archive or None
        Of ``mbtiles`` and ``pmtiles``.
    """

    id: str
    vi: str
    en: str
    kind: str
    attribution_vi: str
    attribution_en: str
    url: str = ""
    archive: Archive | None = None
    max_zoom: int = USUAL_ZOOM

    @property
    def host(self) -> str | None:
        """``https://tiles.example.vn``, where a browser fetches it from elsewhere."""
        parts = urlsplit(self.url)
        return f"{parts.scheme}://{parts.netloc}" if self.url else None

    def label(self, lang: str) -> str:
        return self.vi if lang == "vi" else self.en

    def attribution(self, lang: str) -> str:
        return self.attribution_vi if lang == "vi" else self.attribution_en


@dataclass(frozen=True)
class Fault:
    """What is wrong with an entry: `entry` is its id or number, `reason` a key under ``basemap.fault``."""

    entry: str
    reason: str
    params: Mapping[str, str] = field(default_factory=dict)

    def sentence(self, words: Words) -> str:
        told = words(f"basemap.fault.{self.reason}", **self.params)
        return words("basemap.fault", entry=self.entry, fault=told)


@dataclass(frozen=True)
class Listing:
    """The base maps that can be shown, and the faults of the others."""

    maps: tuple[BaseMap, ...] = ()
    faults: tuple[Fault, ...] = ()

    def get(self, map_id: str | None) -> BaseMap | None:
        """The base map of an id; None where there is none."""
        return next((each for each in self.maps if each.id == map_id), None)


def basemaps(store) -> Listing:
    """The base maps of a store; none for a store that is not a folder."""
    folder = getattr(store, "folder", None)
    if folder is None:
        return Listing()
    path = Path(folder) / FILE
    try:
        stat = path.stat()
    except OSError:
        return Listing()
    return _read(path, stat.st_mtime_ns, stat.st_size)


@lru_cache(maxsize=8)
def _read(path: Path, changed: int, size: int) -> Listing:
    if size > _MOST_BYTES:
        return Listing(faults=(Fault(FILE, "too_large"),))
    try:
        content = yaml.safe_load(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, yaml.YAMLError, RecursionError):
        return Listing(faults=(Fault(FILE, "unreadable"),))
    if isinstance(content, dict):
        content = content.get("basemaps")
    if content is None:
        return Listing()
    if not isinstance(content, list):
        return Listing(faults=(Fault(FILE, "no_list"),))
    maps, faults = {}, []
    for number, entry in enumerate(content[:_MOST_ENTRIES], start=1):
        try:
            made = _base_map(entry, path.parent)
            if made.id in maps:
                raise BadBaseMap("twice")
            maps[made.id] = made
        except BadBaseMap as fault:
            name = entry.get("id") if isinstance(entry, dict) else None
            faults.append(Fault(str(name or number)[:40], fault.reason, fault.params))
    if len(content) > _MOST_ENTRIES:
        faults.append(Fault(FILE, "too_many", {"most": str(_MOST_ENTRIES)}))
    return Listing(tuple(maps.values()), tuple(faults))


def _base_map(entry: object, folder: Path) -> BaseMap:
    if not isinstance(entry, dict):
        raise BadBaseMap("no_entry")
    map_id, kind = str(entry.get("id") or ""), entry.get("kind")
    if not _ID.fullmatch(map_id):
        raise BadBaseMap("id")
    if kind not in KINDS:
        raise BadBaseMap("kind", kinds=", ".join(KINDS))
    vi, en = _both(entry, map_id)
    credit = entry.get("attribution") or ""
    credit_vi, credit_en = _both(credit if isinstance(credit, dict) else {}, str(credit))
    max_zoom = entry.get("max_zoom", USUAL_ZOOM)
    if not isinstance(max_zoom, int) or not 1 <= max_zoom <= MOST_ZOOM:
        raise BadBaseMap("max_zoom", most=str(MOST_ZOOM))
    shared = {"id": map_id, "vi": vi, "en": en, "kind": kind, "max_zoom": max_zoom}
    shared |= {"attribution_vi": credit_vi, "attribution_en": credit_en}
    if kind in (XYZ, WMTS):
        return BaseMap(**shared, url=_address(entry, kind))
    return BaseMap(**shared, archive=_archive(entry, kind, folder))


def _both(texts: dict, usual: str) -> tuple[str, str]:
    vi, en = texts.get("vi"), texts.get("en")
    return str(vi or en or usual)[:300], str(en or vi or usual)[:300]


def _address(entry: dict, kind: str) -> str:
    url = str(entry.get("url") or "").strip()
    for written, ours in _MATRIX.items():
        url = url.replace(written, ours).replace(written.lower(), ours)
    if kind == WMTS and "{z}" not in url:
        url = _asked_by_keys(url, entry)
    if len(url) > _MOST_LETTERS or not _ADDRESS.fullmatch(url):
        raise BadBaseMap("address")
    if any(part not in url for part in ("{z}", "{x}")) or not ("{y}" in url or "{-y}" in url):
        raise BadBaseMap("no_place")
    if "{" in re.sub(r"\{(?:[zxy]|-y)\}", "", url) or "{" in urlsplit(url).netloc:
        raise BadBaseMap("placeholder")
    return url


def _asked_by_keys(url: str, entry: dict) -> str:
    """The address of a WMTS server that is asked by keys and values."""
    if not entry.get("layer"):
        raise BadBaseMap("wmts_layer")
    keys = {
        "SERVICE": "WMTS",
        "REQUEST": "GetTile",
        "VERSION": "1.0.0",
        "LAYER": str(entry["layer"]),
        "STYLE": str(entry.get("style") or "default"),
        "TILEMATRIXSET": str(entry.get("matrix_set") or "GoogleMapsCompatible"),
        "FORMAT": str(entry.get("format") or "image/png"),
    }
    matrix = str(entry.get("matrix_prefix") or "") + "{z}"
    place = f"&TILEMATRIX={matrix}&TILEROW={{y}}&TILECOL={{x}}"
    return url + ("&" if "?" in url else "?") + urlencode(keys) + place


def _archive(entry: dict, kind: str, folder: Path) -> Archive:
    name = str(entry.get("file") or "")
    if not name or not name.lower().endswith(f".{kind}"):
        raise BadBaseMap("file_name", suffix=f".{kind}")
    path = Path(name)
    return open_archive(path if path.is_absolute() else folder / path, kind)
