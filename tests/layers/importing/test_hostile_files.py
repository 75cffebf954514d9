"""Files made to reach what is not theirs: a canary file and a listener on this machine see nothing."""

import http.server
import json
import socketserver
import threading
import zipfile
from contextlib import suppress

import openpyxl
import pytest

from layers.errors import UnreadableFile
from layers.importing.bundle import Bundle
from layers.importing.readers import list_parts
from layers.importing.readers.gdal import require_plain
from tests.layers.importing.files import archive, open_path, patch, require_words, shapefile

SECRET = "con chim hoàng yến"


@pytest.fixture
def canary(tmp_path):
    path = tmp_path / "canary.csv"
    path.write_text(f"u,p\nadmin,{SECRET}\n", encoding="utf-8")
    return path


@pytest.fixture
def listener():
    """The address of a server, and the requests it has seen."""
    seen = []

    class Handler(http.server.BaseHTTPRequestHandler):
        def _note(self):
            seen.append(f"{self.command} {self.path}")
            self.send_error(404)

        do_GET = do_HEAD = do_POST = _note

        def log_message(self, *said):
            pass

    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_address[1]}", seen
        server.shutdown()


def vrt(source: str) -> str:
    return (
        f"<OGRVRTDataSource><OGRVRTLayer name='canary'><SrcDataSource>{source}</SrcDataSource></OGRVRTLayer>"
        "</OGRVRTDataSource>"
    )


def collection(**more) -> str:
    return json.dumps({"type": "FeatureCollection", "features": []} | more)


def feature(**geometry) -> dict:
    point = {"type": "Point", "coordinates": [1, 2]} | geometry
    return {"type": "Feature", "properties": {}, "geometry": point}


def bomb() -> str:
    entities = "".join(f'<!ENTITY e{i} "{f"&e{i - 1};" * 10}">' for i in range(1, 10))
    return f'<!DOCTYPE kml [<!ENTITY e0 "ha">{entities}]><kml><Document><name>&e9;</name></Document></kml>'


def texts(canary, url) -> dict[str, str]:
    """Hostile texts by what they try."""
    link = {"type": "link", "properties": {"href": f"{url}/crs", "type": "ogcwkt"}}
    address = {"type": "url", "properties": {"url": f"{url}/crs"}}
    named = {"type": "name", "properties": {"name": f"{url}/crs"}}
    shouted = {"Type": "LINK", "Properties": {"HREF": f"{url}/crs"}}
    algorithm = {
        "type": "gdal_streamed_alg",
        "command_line": f"gdal vector pipeline ! read {canary}",
    }
    kml = "<kml xmlns='http://www.opengis.net/kml/2.2'><Document>{}</Document></kml>"
    return {
        "vrt": vrt(str(canary)),
        "vrt fetching": vrt(f"/vsicurl/{url}/a.csv"),
        "vrt after blanks": "\n" * 300 + vrt(str(canary)),
        "vrt with heading": '<?xml version="1.0"?>\n<!-- kml -->\n' + vrt(str(canary)),
        "vrt in a sound document": collection(name=vrt(str(canary))),
        "vrt in a table": f"a,b\n1,2\n3,{vrt(str(canary))}\n",
        "vrt in a kml": kml.format(f"<description><![CDATA[{vrt(str(canary))}]]></description>"),
        "vrt in a drawing": f"0\nSECTION\n999\n{vrt(str(canary))}\n0\nEOF\n",
        "vrt in a mif": f'Version 300\nCharset "Neutral"\n{vrt(str(canary))}\nColumns 0\nData\n',
        "algorithm": json.dumps(algorithm),
        "algorithm in a sound document": collection(note=algorithm),
        "algorithm first": '{"type": "gdal_streamed_alg", "type": "FeatureCollection", "features": []}',
        "wfs": f"<OGRWFSDataSource><URL>{url}/wfs</URL></OGRWFSDataSource>",
        "csw": f"<OGRCSWDataSource><URL>{url}/csw</URL></OGRCSWDataSource>",
        "csw answer": f"<csw:GetRecordsResponse xmlns:csw='{url}/csw/2.0.2' xlink:href='{url}/csw'/>",
        "oapif": json.dumps(
            {"links": [{"rel": "data", "href": f"{url}/collections"}], "conformsTo": [url]}
        ),
        "oapif xml": f"<OGROAPIFDataSource><URL>{url}/oapif</URL></OGROAPIFDataSource>",
        "wms": f"<GDAL_WMS><Service name='WMS'><ServerUrl>{url}/wms</ServerUrl></Service></GDAL_WMS>",
        "gml": f"<gml:FeatureCollection xmlns:gml='http://www.opengis.net/gml' schemaLocation='{url}/x.xsd'/>",
        "gml linked": "<gml:FeatureCollection xmlns:gml='http://www.opengis.net/gml' xmlns:xlink="
        f"'http://www.w3.org/1999/xlink'><gml:featureMember xlink:href='{url}/x.gml'/></gml:FeatureCollection>",
        "crs link": collection(crs=link),
        "crs url": collection(crs=address),
        "crs name": collection(crs=named),
        "crs shouted": collection(CRS=shouted),
        "crs in a geometry": collection(features=[feature(crs=link)]),
        "crs in a line": json.dumps(feature(crs=link)) + "\n" + json.dumps(feature()),
        "crs escaped": collection(crs=link).replace('"crs"', '"\\u0063rs"'),
        "laughs": bomb(),
        "entity": f'<!DOCTYPE kml [<!ENTITY x SYSTEM "file://{canary}">]><kml><name>&x;</name></kml>',
        "entity fetched": f'<!DOCTYPE kml SYSTEM "{url}/a.dtd"><kml/>',
        "network link": kml.format(
            f"<Placemark><name>x</name></Placemark><NetworkLink><Link><href>{url}/a.kml</href></Link></NetworkLink>"
        ),
        "table of tables": f'!table\n!version 300\nDefinition Table\n  Type NATIVE\nopen table "{canary}"\n',
        "view": f'!table\n!version 100\ncreate view x as\nSelect a From "{canary}"\n',
        "raster": f'!table\n!version 300\nDefinition Table\n  File "{canary}"\n  Type "RASTER"\n',
        "esri": '{"geometryType": "esriGeometryPoint", "features": []}',
        "topology": '{"type": "Topology", "objects": {}}',
        "address": url,
        "vsi": f"/vsicurl/{url}/a.geojson",
    }


SUFFIXES = (".geojson", ".shp", ".gpkg", ".kml", ".csv", ".tab", ".mif", ".dxf", ".json", "")


def try_to_open(path, folder) -> str:
    """What came of it, as text: the refusal or the rows."""
    try:
        names = list_parts(Bundle.at(path), folder=folder)
        opened = open_path(path, folder, names[0] if len(names) > 1 else None)
    except UnreadableFile as refusal:
        require_words(refusal, path.name)
        return ""
    return opened.frame.to_string()


@pytest.mark.parametrize("kind", texts("", ""))
def test_s01_s04_nothing_is_read_or_fetched_whatever_the_file_is_called(
    canary, listener, tmp_path, kind
):
    url, seen = listener
    text = texts(canary, url)[kind]
    for i, suffix in enumerate(SUFFIXES):
        folder = tmp_path / f"{i}"
        folder.mkdir()
        path = folder / f"bay{suffix}"
        path.write_text(text, encoding="utf-8")
        # What a user is shown of the text that was handed in is not the content of the canary.
        assert SECRET not in try_to_open(path, folder)
        zipped = archive(folder / "a.zip", path)
        assert SECRET not in try_to_open(zipped, folder / "unpacked")
    assert seen == []


REFUSED = {
    "vrt": (".geojson", "not_kml"),
    "vrt in a sound document": (".geojson", "points_elsewhere"),
    "vrt in a kml": (".kml", "points_elsewhere"),
    "algorithm": (".geojson", "points_elsewhere"),
    "algorithm first": (".json", "points_elsewhere"),
    "wfs": (".geojson", "not_kml"),
    "csw": (".geojson", "not_kml"),
    "oapif": (".json", "not_geojson"),
    "oapif xml": (".gpkg", "not_kml"),
    "gml": (".kml", "not_kml"),
    "crs link": (".geojson", "crs_link"),
    "crs url": (".geojson", "crs_link"),
    "crs name": (".geojson", "crs_name"),
    "crs shouted": (".geojson", "crs_link"),
    "crs in a geometry": (".geojson", "crs_link"),
    "crs in a line": (".geojsonl", "crs_link"),
    "crs escaped": (".geojson", "crs_link"),
    "laughs": (".kml", "xml_entities"),
    "entity": (".kml", "xml_entities"),
    "table of tables": (".tab", "tab_elsewhere"),
    "view": (".tab", "tab_elsewhere"),
    "raster": (".tab", "tab_elsewhere"),
    "esri": (".json", "not_geojson"),
    "topology": (".json", "not_geojson"),
}


@pytest.mark.parametrize("kind", REFUSED)
def test_s01_s08_each_is_refused_for_its_own_reason(tmp_path, kind):
    suffix, reason = REFUSED[kind]
    path = tmp_path / f"a{suffix}"
    path.write_text(texts("/nowhere.csv", "http://127.0.0.1:9")[kind], encoding="utf-8")
    with pytest.raises(UnreadableFile) as refusal:
        open_path(path, tmp_path)
    assert refusal.value.code == f"unreadable.{reason}"


def test_the_pointer_would_be_followed_without_the_check(canary):
    """The attack is real: what is refused above, GDAL follows."""
    import pyogrio

    path = canary.with_name("a.geojson")
    path.write_text(collection(name=vrt(str(canary))), encoding="utf-8")
    assert json.loads(path.read_text(encoding="utf-8"))["type"] == "FeatureCollection"
    assert SECRET in pyogrio.read_dataframe(path).to_string()
    with pytest.raises(UnreadableFile):
        require_plain(path)


def test_s04_a_prj_that_is_an_address_is_only_text(listener, tmp_path):
    url, seen = listener
    shp = shapefile(tmp_path / "s")
    shp.with_suffix(".prj").write_text(f"{url}/crs")
    shp.with_suffix(".cpg").write_text(f"/vsicurl/{url}/cpg")
    opened = open_path(shp, tmp_path)
    assert (opened.prj, opened.frame.crs, seen) == (f"{url}/crs", None, [])


def test_s01_a_shapefile_whose_parts_are_pointers_reads_nothing_else(canary, tmp_path):
    shp = shapefile(tmp_path / "s")
    for part in (".shx", ".dbf", ".shp"):
        shp.with_suffix(part).write_text(vrt(str(canary)))
        with suppress(UnreadableFile):
            assert SECRET not in open_path(shp, tmp_path).frame.to_string()
    assert SECRET not in try_to_open(
        archive(tmp_path / "a.zip", *shp.parent.iterdir()), tmp_path / "p"
    )


def test_s08_a_workbook_that_declares_entities_is_refused(tmp_path):
    book = openpyxl.Workbook()
    book.active.append(["a", "b"])
    book.save(tmp_path / "sound.xlsx")
    with (
        zipfile.ZipFile(tmp_path / "sound.xlsx") as source,
        zipfile.ZipFile(tmp_path / "a.xlsx", "w") as out,
    ):
        for name in source.namelist():
            content = source.read(name)
            if name == "xl/worksheets/sheet1.xml":
                content = b'<!DOCTYPE a [<!ENTITY b "c">]>' + content
            out.writestr(name, content)
    with pytest.raises(UnreadableFile) as refusal:
        open_path(tmp_path / "a.xlsx", tmp_path)
    assert refusal.value.code == "unreadable.xml_entities"


def test_s23_a_workbook_is_held_to_the_rules_of_archives(tmp_path):
    with zipfile.ZipFile(tmp_path / "a.xlsx", "w", zipfile.ZIP_DEFLATED) as out:
        out.writestr("[Content_Types].xml", "<Types/>")
        out.writestr("xl/workbook.xml", "<workbook/>")
        out.writestr("xl/worksheets/sheet1.xml", bytes(128 * 2**20))
    with pytest.raises(UnreadableFile) as refusal:
        open_path(tmp_path / "a.xlsx", tmp_path)
    assert refusal.value.code == "unreadable.zip_too_large"


@pytest.mark.parametrize("at", [4, 8, 10])
def test_a_table_header_that_lies_about_sizes_costs_nothing(tmp_path, at):
    """Two thousand million records in a file of some hundred bytes."""
    shp = shapefile(tmp_path / "s")
    patch(shp.with_suffix(".dbf"), at, b"\xff\xff\xff\x7f" if at == 4 else b"\xff\xff")
    with suppress(UnreadableFile):
        assert len(open_path(shp, tmp_path).frame) == 4


def test_an_index_that_lies_about_its_size_costs_nothing(tmp_path):
    shp = shapefile(tmp_path / "s")
    patch(shp.with_suffix(".shx"), 24, b"\x7f\xff\xff\xff")
    opened = open_path(shp, tmp_path)
    assert (opened.rows_in_file, len(opened.frame)) == (4, 4)
