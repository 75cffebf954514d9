"""The list of base maps: what is taken, what is told, and pictures out of files."""

import sqlite3
from contextlib import closing

import pytest

from layers.basemaps.listing import FILE, basemaps
from layers.words import Words

PNG = b"\x89PNG\r\n\x1a\n" + b"0" * 20


@pytest.fixture
def write(store):
    def make(text: str):
        (store.folder / FILE).write_text(text, encoding="utf-8")
        return basemaps(store)

    return make


def mbtiles(path, *, kind="png", content=PNG):
    with closing(sqlite3.connect(path)) as db:
        db.execute("CREATE TABLE metadata (name, value)")
        db.execute("CREATE TABLE tiles (zoom_level, tile_column, tile_row, tile_data)")
        db.execute("INSERT INTO metadata VALUES ('format', ?)", (kind,))
        db.execute("INSERT INTO tiles VALUES (2, 3, 0, ?)", (content,))
        db.commit()


def pmtiles(path, *, raster=True):
    from pmtiles.tile import Compression, TileType, zxy_to_tileid
    from pmtiles.writer import Writer

    with path.open("wb") as file:
        writer = Writer(file)
        writer.write_tile(zxy_to_tileid(2, 3, 3), PNG)
        places = (
            "min_lon_e7",
            "min_lat_e7",
            "max_lon_e7",
            "max_lat_e7",
            "center_lon_e7",
            "center_lat_e7",
        )
        header = dict.fromkeys((*places, "min_zoom", "center_zoom"), 0) | {"max_zoom": 2}
        kind = TileType.PNG if raster else TileType.MVT
        writer.finalize(header | {"tile_type": kind, "tile_compression": Compression.NONE}, {})


def test_there_are_none_by_default(store):
    assert basemaps(store).maps == ()
    assert basemaps(store).faults == ()
    assert basemaps(object()).maps == ()


def test_addresses(write):
    found = write(
        "- {id: a, vi: Nền A, en: Base A, kind: xyz, url: 'https://t.vn:81/{z}/{x}/{y}.png', attribution: © T}\n"
        "- {id: b, kind: wmts, url: 'https://w.vn/{TileMatrixSet}/{TileMatrix}/{TileRow}/{TileCol}'}\n"
        "- {id: c, kind: wmts, url: 'https://w.vn/wmts', layer: ảnh, matrix_set: g, max_zoom: 12}\n"
    )
    first, second = found.maps
    assert (first.host, first.label("vi"), first.attribution("en")) == (
        "https://t.vn:81",
        "Nền A",
        "© T",
    )
    assert second.url.startswith("https://w.vn/wmts?SERVICE=WMTS&REQUEST=GetTile")
    assert second.url.endswith("&TILEMATRIX={z}&TILEROW={y}&TILECOL={x}")
    assert second.max_zoom == 12
    assert [(f.entry, f.reason) for f in found.faults] == [("b", "placeholder")]


@pytest.mark.parametrize(
    ("entry", "reason"),
    [
        ("5", "no_entry"),
        ("{id: '../x', kind: xyz}", "id"),
        ("{id: a, kind: ftp}", "kind"),
        ("{id: a, kind: xyz, url: 'https://t.vn/{z}/{x}.png'}", "no_place"),
        ("{id: a, kind: xyz, url: 'ftp://t.vn/{z}/{x}/{y}'}", "address"),
        ('{id: a, kind: xyz, url: "https://t.vn/{z}/{x}/{y}; script-src *"}', "address"),
        ('{id: a, kind: xyz, url: "https://t.vn\'/{z}/{x}/{y}"}', "address"),
        ("{id: a, kind: xyz, url: 'https://{s}.vn/{z}/{x}/{y}'}", "address"),
        ("{id: a, kind: xyz, url: 'https://t.vn/{s}/{z}/{x}/{y}'}", "placeholder"),
        ("{id: a, kind: xyz, url: 'https://t.vn/{z}/{x}/{y}', max_zoom: 99}", "max_zoom"),
        ("{id: a, kind: wmts, url: 'https://t.vn/wmts'}", "wmts_layer"),
        ("{id: a, kind: mbtiles, file: catalogue.db}", "file_name"),
        ("{id: a, kind: mbtiles, file: gone.mbtiles}", "no_file"),
        ("{id: a, kind: pmtiles, file: gone.pmtiles}", "no_file"),
    ],
)
def test_a_wrong_entry_is_told_and_the_others_stay(write, entry, reason):
    good = "{id: good, kind: xyz, url: 'https://t.vn/{z}/{x}/{y}.png'}"
    found = write(f"- {entry}\n- {good}\n")
    assert [each.id for each in found.maps] == ["good"]
    assert [each.reason for each in found.faults] == [reason]
    for lang in ("vi", "en"):
        assert found.faults[0].sentence(Words(lang))


@pytest.mark.parametrize("text", ["a: [", "just words", "basemaps: 5", "\x00"])
def test_a_file_that_is_no_list(write, text):
    found = write(text)
    assert found.maps == ()
    assert len(found.faults) == 1


def test_the_same_id_twice(write):
    entry = "- {id: a, kind: xyz, url: 'https://t.vn/{z}/{x}/{y}.png'}\n"
    assert [each.reason for each in write(entry * 2).faults] == ["twice"]


def test_mbtiles_count_rows_from_the_south(store, write):
    mbtiles(store.folder / "n.mbtiles")
    (base,) = write("- {id: n, kind: mbtiles, file: n.mbtiles}\n").maps
    assert base.archive.tile(2, 3, 3).content == PNG
    assert base.archive.tile(2, 3, 3).media_type == "image/png"
    outside = [(2, 3, 0), (2, 4, 0), (-1, 0, 0), (40, 0, 0), (2, 0, -1)]
    assert [base.archive.tile(*place) for place in outside] == [None] * 5


def test_pmtiles(store, write):
    pmtiles(store.folder / "n.pmtiles")
    (base,) = write("- {id: n, kind: pmtiles, file: n.pmtiles}\n").maps
    assert base.archive.tile(2, 3, 3).content == PNG
    assert base.archive.tile(2, 3, 2) is None


def test_vector_tiles_and_damaged_files_are_refused(store, write):
    mbtiles(store.folder / "v.mbtiles", kind="pbf", content=b"\x1f\x8b00")
    pmtiles(store.folder / "v.pmtiles", raster=False)
    (store.folder / "d.mbtiles").write_bytes(b"SQLite format 3\x00 not at all" * 50)
    (store.folder / "d.pmtiles").write_bytes(b"PMTiles")
    names = ("v.mbtiles", "v.pmtiles", "d.mbtiles", "d.pmtiles")
    found = write(
        "".join(f"- {{id: a{i}, kind: {n[2:]}, file: {n}}}\n" for i, n in enumerate(names))
    )
    assert [each.reason for each in found.faults] == [
        "vector",
        "vector",
        "no_archive",
        "no_archive",
    ]


def test_a_picture_that_is_none_is_not_sent(store, write):
    mbtiles(store.folder / "h.mbtiles", content=b"<script>alert(1)</script>")
    (base,) = write("- {id: h, kind: mbtiles, file: h.mbtiles}\n").maps
    assert base.archive.tile(2, 3, 3) is None
