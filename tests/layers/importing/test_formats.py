"""What a file is, its bytes say; a name that lies is told."""

import zipfile

import openpyxl
import pytest

from layers.errors import UnreadableFile
from layers.importing import formats
from layers.importing.formats import detect_format
from tests.layers.importing.files import archive, require_words, shapefile, squares

KML = '<?xml version="1.0"?><kml xmlns="http://www.opengis.net/kml/2.2"><Document/></kml>'


@pytest.fixture
def made(tmp_path):
    """A file of each format, under a name that says nothing."""
    frame = squares()
    shp = shapefile(tmp_path / "shp")
    frame.to_file(tmp_path / "a.gpkg")
    frame.to_crs(4326).to_file(tmp_path / "a.geojson")
    frame.to_crs(4326).to_file(tmp_path / "a.geojsonl", driver="GeoJSONSeq")
    frame.to_crs(4326).to_file(tmp_path / "rs.geojsonl", driver="GeoJSONSeq", RS="YES")
    frame.to_file(tmp_path / "a.fgb")
    frame.to_parquet(tmp_path / "a.parquet")
    frame.to_file(tmp_path / "a.tab", driver="MapInfo File")
    frame.to_file(tmp_path / "m.mif", driver="MapInfo File")
    frame.geometry.to_file(tmp_path / "a.dxf", driver="DXF")
    (tmp_path / "a.kml").write_text(KML)
    (tmp_path / "doc.kml").write_text(KML)
    archive(tmp_path / "a.kmz", tmp_path / "doc.kml")
    archive(tmp_path / "a.zip", *shp.parent.iterdir())
    (tmp_path / "a.csv").write_text("lon,lat\n108,16\n")
    (tmp_path / "a.tsv").write_text("lon\tlat\n108\t16\n", encoding="utf-16")
    openpyxl.Workbook().save(tmp_path / "a.xlsx")
    return {
        formats.SHAPEFILE: [shp],
        formats.DBF: [shp.with_suffix(".dbf")],
        formats.GEOPACKAGE: [tmp_path / "a.gpkg"],
        formats.GEOJSON: [tmp_path / "a.geojson"],
        formats.GEOJSONSEQ: [tmp_path / "a.geojsonl", tmp_path / "rs.geojsonl"],
        formats.FLATGEOBUF: [tmp_path / "a.fgb"],
        formats.GEOPARQUET: [tmp_path / "a.parquet"],
        formats.TAB: [tmp_path / "a.tab"],
        formats.MIF: [tmp_path / "m.mif"],
        formats.DXF: [tmp_path / "a.dxf"],
        formats.KML: [tmp_path / "a.kml"],
        formats.KMZ: [tmp_path / "a.kmz"],
        formats.ZIP: [tmp_path / "a.zip"],
        formats.CSV: [tmp_path / "a.csv", tmp_path / "a.tsv"],
        formats.XLSX: [tmp_path / "a.xlsx"],
    }


def test_each_format_is_told_by_its_content_alone(made, tmp_path):
    assert made.keys() == {names[0] for names in formats.SUFFIXES.values()}
    for known, paths in made.items():
        for path in paths:
            nameless = tmp_path / "nothing"
            nameless.write_bytes(path.read_bytes())
            assert detect_format(path) == known
            assert detect_format(nameless) == known


def test_a_name_that_lies_is_refused(made, tmp_path):
    lie = tmp_path / "b.gpkg"
    lie.write_bytes(made[formats.KML][0].read_bytes())
    with pytest.raises(UnreadableFile) as refusal:
        detect_format(lie)
    assert refusal.value.code == "unreadable.not_what_name_says"
    assert refusal.value.params["found"] == formats.KML
    require_words(refusal.value, "b.gpkg")


def test_an_index_is_not_taken_for_shapes(made):
    shp = made[formats.SHAPEFILE][0]
    with pytest.raises(UnreadableFile) as refusal:
        detect_format(shp.with_suffix(".shx"))
    assert refusal.value.params["found"] == "SHX"


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"%PDF-1.7 a letter", "unknown_format"),
        (b"AC1027 a drawing", "unknown_format"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 an old workbook", "unknown_format"),
        (b"one line, and nothing else", "unknown_format"),
        (b"Dear all,\n\nthe files are on the disk.\nRegards\n", "unknown_format"),
        (b"<OGRVRTDataSource/>", "not_kml"),
        (b"\xef\xbb\xbf <?xml version='1.0'?><gml:FeatureCollection/>", "not_kml"),
        ("<?xml version='1.0' encoding='utf-16'?><OGRVRTDataSource/>".encode("utf-16"), "not_kml"),
        (b"<html><kml/></html>", "not_kml"),
        (b"<?xml version='1.0' encoding='no-such'?><kml/>", "not_kml"),
        (b"<!DOCTYPE kml [<!ENTITY a 'b'>]><kml/>", "xml_entities"),
        (b"PK\x03\x04 and nothing more", "bad_zip"),
        (b"", "no_bytes"),
    ],
)
def test_what_is_none_of_them_is_refused_in_words(tmp_path, content, reason):
    path = tmp_path / "tệp"
    path.write_bytes(content)
    with pytest.raises(UnreadableFile) as refusal:
        detect_format(path)
    assert refusal.value.code == f"unreadable.{reason}"
    require_words(refusal.value, "tệp")


def test_a_missing_file_is_told(tmp_path):
    with pytest.raises(UnreadableFile) as refusal:
        detect_format(tmp_path / "none.gpkg")
    assert refusal.value.code == "unreadable.missing"


def test_lines_are_told_from_one_document(tmp_path):
    feature = '{"type": "Feature", "properties": {}, "geometry": null}'
    for content, known in (
        (f"{feature}\n{feature}\n", formats.GEOJSONSEQ),
        (f"{feature}\nbroken\n{feature}\n", formats.GEOJSONSEQ),
        (f"{feature}\n", formats.GEOJSON),
        ('{"type": "FeatureCollection", "features": [\n' + feature + "\n]}\n", formats.GEOJSON),
        ('{\n"type": "FeatureCollection",\n"features": []\n}', formats.GEOJSON),
    ):
        path = tmp_path / "a.json"
        path.write_text(content)
        assert detect_format(path) == known


@pytest.mark.parametrize(
    ("text", "delimiter"),
    [
        ("x;y\n108,2;16,06\n108,3;16,07\n", ";"),
        ("ten\tx\ty\nĐà Nẵng, Huế\t1\t2\nHà Nội\t3\t4\n", "\t"),
        ("a|b\n1|2\n", "|"),
        ('ten,ghi chu\n"a, b; c",x\nd,"e; f; g"\n', ","),
        ("SỞ XÂY DỰNG\nDanh sách cột\nten,x,y\na,1,2\nb,3,4\nc,5,6\n", ","),
        ("mot cot\n1\n2\n", None),
    ],
)
def test_what_parts_the_fields_is_found(text, delimiter):
    assert formats.sniff_delimiter(text.encode(), whole=True) == delimiter


def test_a_workbook_is_told_by_its_parts_not_by_being_an_archive(tmp_path):
    path = tmp_path / "a"
    with zipfile.ZipFile(path, "w") as out:
        out.writestr("[Content_Types].xml", "<Types/>")
    assert detect_format(path) == formats.ZIP
