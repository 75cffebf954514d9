"""Files of strangers who mean harm, made cheaply: small on the disk, huge or pointing elsewhere inside."""

import json
import sqlite3
import struct
import zipfile
import zlib
from pathlib import Path

import geopandas as gpd
import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import shapely
from shapely.geometry import Point, Polygon

from tests.layers.importing.files import patch, shapefile

_MIB = 2**20
_LOCAL, _CENTRAL, _END = b"PK\x03\x04", b"PK\x01\x02", b"PK\x05\x06"
_SCHEMAS = "http://schemas.openxmlformats.org"
_MAIN = f"{_SCHEMAS}/spreadsheetml/2006/main"
_LINKS = f"{_SCHEMAS}/officeDocument/2006/relationships"
_TYPES = "application/vnd.openxmlformats"
_BOOK = f"{_TYPES}-officedocument.spreadsheetml"
REGULAR, LINK = 0o100644 << 16, 0o120777 << 16


def zeros(mebibytes: int) -> tuple[bytes, int, int]:
    """That many MiB of zeros as deflate data (about 1,000:1), their CRC and size."""
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    block = packer.compress(bytes(_MIB)) + packer.flush(zlib.Z_FULL_FLUSH)
    crc = 0
    for _ in range(mebibytes):
        crc = zlib.crc32(bytes(_MIB), crc)
    return block * mebibytes + b"\x03\x00", crc, mebibytes * _MIB


def raw_zip(path: Path, *entries: dict) -> Path:
    """An archive of entries ``name, data, crc, size`` whose data is deflated already; nothing is checked."""
    with path.open("wb") as out:
        directory = []
        for entry in entries:
            name, data = entry["name"].encode(), entry["data"]
            sizes = struct.pack("<III", entry["crc"], len(data), entry["size"])
            at = entry.get("at", out.tell())
            head = struct.pack("<HHHHH", 20, entry.get("flags", 0), 8, 0, 0) + sizes
            directory.append(
                _CENTRAL
                + struct.pack("<H", 20)
                + head
                + struct.pack("<HHHHHII", len(name), 0, 0, 0, 0, entry.get("mode", REGULAR), at)
                + name
            )
            if "at" not in entry:
                out.write(_LOCAL + head + struct.pack("<HH", len(name), 0) + name + data)
        begin = out.tell()
        out.write(b"".join(directory))
        count, size = len(entries), out.tell() - begin
        out.write(_END + struct.pack("<HHHHIIH", 0, 0, count, count, size, begin, 0))
    return path


def star(vertices: int, *, at: tuple[float, float] = (108.2, 16.06)) -> Polygon:
    """A ring that crosses itself as often as it can: each step goes nearly half way round."""
    turn = np.arange(vertices) * (vertices // 2) * 2 * np.pi / vertices
    ring = np.column_stack([at[0] + 0.01 * np.cos(turn), at[1] + 0.01 * np.sin(turn)])
    return Polygon(ring)


def write_area(path: Path, shape) -> Path:
    """A file of one area beside a harmless one."""
    plain = shapely.box(108.3, 16.06, 108.301, 16.061)
    rows = {"FID_": ["a", "b"], "TEN": ["Vùng 1", "Vùng 2"]}
    frame = gpd.GeoDataFrame(rows, geometry=[shape, plain], crs=4326)
    if path.suffix == ".shp":
        return shapefile(path.parent, frame, path.stem)
    frame.to_file(path)
    return path


def circle(vertices: int) -> Polygon:
    """A valid area of that many vertices."""
    turn = np.linspace(0, 2 * np.pi, vertices - 1)
    ring = np.column_stack([108.2 + 0.01 * np.cos(turn), 16.06 + 0.01 * np.sin(turn)])
    return shapely.polygons(np.append(ring, ring[:1], axis=0))


def odd_points(path: Path) -> Path:
    """One sound point among coordinates that are no numbers, endless, or as large as can be written."""
    odd = ("NaN, 16", "Infinity, 16", "108, -Infinity", "1e308, 1e308", "-1e308, 16", "108.2, 95")
    features = ",".join(
        f'{{"type": "Feature", "properties": {{"FID_": "a{i}"}}, '
        f'"geometry": {{"type": "Point", "coordinates": [{xy}]}}}}'
        for i, xy in enumerate(("108.2, 16.06", *odd))
    )
    path.write_text(f'{{"type": "FeatureCollection", "features": [{features}]}}')
    return path


def odd_shapefile(path: Path) -> Path:
    """The same as a Shapefile, whose writer would refuse it: written over sound points."""
    points = [Point(108.2, 16.06 + i / 1000) for i in range(10)]
    frame = gpd.GeoDataFrame({"FID_": list("abcdefghij")}, geometry=points, crs=4326)
    shapefile(path.parent, frame, path.stem)
    for i, value in enumerate((np.nan, np.inf, -np.inf, 1e308)):
        patch(path, 100 + 28 * (i + 1) + 12, struct.pack("<d", value))
    return path


def laughing_kml(path: Path) -> Path:
    entities = "".join(f'<!ENTITY e{i} "{f"&e{i - 1};" * 10}">' for i in range(1, 10))
    path.write_text(
        f'<?xml version="1.0"?><!-- {" " * 1000} --><!DOCTYPE kml [<!ENTITY e0 "ha">{entities}]>'
        "<kml><Document><Placemark><name>&e9;</name></Placemark></Document></kml>"
    )
    return path


def deep_json(path: Path, depth: int) -> Path:
    """A sound point whose property is a list in a list in a list ..."""
    nested = "[" * depth + "]" * depth
    path.write_text(
        '{"type": "FeatureCollection", "features": [{"type": "Feature", "properties": '
        f'{{"FID_": "a", "x": {nested}}}, '
        '"geometry": {"type": "Point", "coordinates": [108.2, 16.06]}}]}'
    )
    return path


def swelling_workbook(path: Path) -> Path:
    """A sheet of a gibibyte of zeros."""
    data, crc, size = zeros(1024)
    small = zlib.compress(b"<a/>", wbits=-15)
    plain = {"data": small, "crc": zlib.crc32(b"<a/>"), "size": 4}
    return raw_zip(
        path,
        plain | {"name": "[Content_Types].xml"},
        plain | {"name": "xl/workbook.xml"},
        {"name": "xl/worksheets/sheet1.xml", "data": data, "crc": crc, "size": size},
    )


def workbook_with(path: Path, *, head: str = "", text: str = "a", texts: bytes = b"<sst/>") -> Path:
    """A small workbook: `head` comes before the root of its sheet, `text` is in its first cell.

    `texts` are its shared texts, which no cell needs.
    """
    rows = f"""<row r="1"><c t="inlineStr"><is><t>FID_</t></is></c><c t="inlineStr"><is><t>lon</t></is></c>
        <c t="inlineStr"><is><t>lat</t></is></c></row><row r="2"><c t="inlineStr"><is><t>{text}</t></is></c>
        <c><v>108.2</v></c><c><v>16.06</v></c></row>"""
    parts = {
        "[Content_Types].xml": f"""<Types xmlns="{_SCHEMAS}/package/2006/content-types">
            <Default Extension="rels" ContentType="{_TYPES}-package.relationships+xml"/>
            <Override PartName="/xl/workbook.xml" ContentType="{_BOOK}.sheet.main+xml"/>
            <Override PartName="/xl/sharedStrings.xml" ContentType="{_BOOK}.sharedStrings+xml"/>
            <Override PartName="/xl/sheet.xml" ContentType="{_BOOK}.worksheet+xml"/></Types>""",
        "_rels/.rels": _relation("officeDocument", "xl/workbook.xml"),
        "xl/_rels/workbook.xml.rels": _relation("worksheet", "sheet.xml"),
        "xl/workbook.xml": f"""<workbook xmlns="{_MAIN}" xmlns:r="{_LINKS}">
            <sheets><sheet name="a" sheetId="1" r:id="r1"/></sheets></workbook>""",
        "xl/sheet.xml": f'{head}<worksheet xmlns="{_MAIN}"><sheetData>{rows}</sheetData></worksheet>',
    }
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as out:
        for name, content in parts.items():
            out.writestr(name, content)
        out.writestr("xl/sharedStrings.xml", texts)
    return path


def _relation(kind: str, target: str) -> str:
    return f"""<Relationships xmlns="{_SCHEMAS}/package/2006/relationships">
        <Relationship Id="r1" Type="{_LINKS}/{kind}" Target="{target}"/></Relationships>"""


def many_strings(path: Path, mebibytes: int) -> Path:
    """A workbook whose shared texts are that large, and yet below what archives are asked about."""
    item = b"<si><t/></si>"
    texts = f'<sst xmlns="{_MAIN}">'.encode()
    texts += item * (mebibytes * _MIB // len(item)) + b"</sst>"
    return workbook_with(path, texts=texts)


def lying_table(path: Path) -> Path:
    """A .dbf whose header speaks of 2,147 million records of 65,535 bytes, beside four shapes."""
    shapefile(path.parent, name=path.stem)
    patch(path.with_suffix(".dbf"), 4, b"\xff\xff\xff\x7f" + b"\xff\xff" + b"\xff\xff")
    return path


def lying_parquet(path: Path) -> Path:
    """A footer that declares 2,000,003 rows where there are 1,000,003."""
    pq.write_table(pa.table({"FID_": np.zeros(1_000_003, np.int32)}), path)
    content = path.read_bytes()
    at = content.index(_zigzag(1_000_003), len(content) - _footer(content))
    patch(path, at, _zigzag(2_000_003))
    return path


def swelling_parquet(path: Path) -> Path:
    """One text of a megabyte, written once and meant four thousand times."""
    codes = pa.array(np.zeros(4096, np.int32))
    texts = pa.DictionaryArray.from_arrays(codes, pa.array(["x" * _MIB]))
    pq.write_table(pa.table({"FID_": texts}), path, compression="zstd", store_schema=False)
    return path


def endless_view(path: Path) -> Path:
    """A GeoPackage whose layer is a query that never ends."""
    frame = gpd.GeoDataFrame({"FID_": ["a"]}, geometry=[Point(108.2, 16.06)], crs=4326)
    frame.to_file(path, layer="lop")
    with sqlite3.connect(path) as db:
        db.execute("DROP TABLE lop")
        db.execute(
            "CREATE VIEW lop AS WITH RECURSIVE t(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM t) "
            "SELECT x AS fid, NULL AS geom, 'a' AS FID_ FROM t"
        )
    return path


def collection(**more) -> str:
    return json.dumps({"type": "FeatureCollection", "features": []} | more)


def _zigzag(number: int) -> bytes:
    """A whole number as Thrift's compact protocol writes it."""
    number, out = number << 1, bytearray()
    while number > 127:
        out.append(number & 127 | 128)
        number >>= 7
    return bytes([*out, number])


def _footer(content: bytes) -> int:
    return struct.unpack("<I", content[-8:-4])[0] + 8
