"""S-60 to S-64: what a visitor writes into a filter is a value, and nothing that is asked runs on for ever."""

import gzip
import shutil
import time
from dataclasses import replace

import duckdb
import mapbox_vector_tile
import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from layers.atlas import Atlas
from layers.errors import BadFilter, BadOption, QueryStopped, UnknownField
from layers.filters.condition import Condition, Filter
from layers.filters.rows import rows_of
from layers.maps.packed import pack
from layers.settings import Settings
from layers.store import duckdb_index, open_store
from layers.store.duckdb_index import TileIndex
from layers.words import LANGUAGES, explain
from tests.layers.filters.conftest import make_sites, put
from tests.web.conftest import publish
from web.context import open_context
from web.routes import make_routes

INJECTIONS = (
    "' OR '1'='1",
    "' OR 1=1 --",
    '" OR ""="',
    "') OR ('a'='a",
    "1 OR 1=1",
    "1; DROP TABLE antenna_mast; --",
    'x\'; DROP TABLE "v_antenna_mast.1"; --',
    "' UNION ALL SELECT content FROM read_text('/etc/hostname') --",
    "'; COPY (SELECT 1) TO '/tmp/hatang-canary.csv'; --",
    "'; ATTACH '/tmp/hatang-canary.db' AS x; --",
    "' AND SLEEP(10) --",
    "%' OR '%'='",
    "${7*7}{{7*7}}",
    "\\'; --",
    "\x00",
    "Robert'); DROP TABLE students;--",
)
FIELDS = ("owner", "mast_class", "height_m", "n_operators", "shared", "in_service_date")
FIELDS += ("technologies", "feature_id")
OPERATORS = ("=", "!=", "<", "between", "in", "contains")
NAMES = ('lớp "x"; DROP TABLE a;--', "a'b", "a`b", "$1", "tên cột", "select", "a.b", "a%b", "🏙")
TILE = (8, 204, 116)


def found(atlas, *conditions) -> list[str]:
    """Ids of the masts that pass."""
    snapshot = atlas.now()
    rows = rows_of(atlas, snapshot, "antenna_mast", Filter(conditions))
    return sorted(atlas.frame(snapshot.versions["antenna_mast"])["feature_id"][rows])


@pytest.fixture(scope="module")
def masts(tmp_path_factory):
    """A store of ten masts, one of which is owned by each injection in turn and by nobody real."""
    atlas = Atlas(open_store(str(tmp_path_factory.mktemp("filters") / "store")))
    put(atlas, "antenna_mast", make_sites())
    return atlas


@pytest.mark.parametrize("field", FIELDS)
def test_s60_an_injection_in_a_filter_is_a_value_that_nothing_has(masts, field):
    """By every operator a field takes; numbers, days and yes or no refuse it as what they are not."""
    everything = found(masts, Condition(field, "known"))
    for text in INJECTIONS:
        for operator in OPERATORS:
            values = (text,) * (2 if operator == "between" else 1)
            try:
                rows = found(masts, Condition(field, operator, values))
            except BadFilter:
                continue
            expected = everything if operator == "!=" else []
            if field == "mast_class" and operator == "!=":
                expected = [i for i in everything if i in rows]
            assert rows == expected, (operator, text)


def test_s60_a_value_that_is_an_injection_is_found_as_text(masts, tmp_path):
    atlas = Atlas(open_store(str(tmp_path / "store")))
    texts = list(INJECTIONS[:10])
    put(atlas, "antenna_mast", make_sites().assign(owner=texts))
    for i, text in enumerate(texts):
        assert found(atlas, Condition("owner", "=", (text,))) == [f"m{i}"]
        assert f"m{i}" in found(atlas, Condition("owner", "contains", (text,)))


@pytest.mark.parametrize("name", [*INJECTIONS, "fid", "bbox", "geometry", "1", ""])
def test_s60_a_name_of_no_column_is_refused_in_words(masts, name):
    with pytest.raises(UnknownField) as refusal:
        found(masts, Condition(name, "=", ("x",)))
    assert all("owner" in explain(refusal.value, lang) for lang in LANGUAGES)
    with pytest.raises(BadFilter):
        Condition("owner", name, ("x",))


def test_s61_quotes_in_names_of_columns_are_names(own_context):
    """Such columns come through filters, tiles and exports, and nothing beside them is touched."""
    atlas = own_context.atlas
    frame = atlas.frame(atlas.now().versions["antenna_mast"]).drop(columns="fid")
    more = {name: [f"{i}" for i in range(len(frame))] for name in NAMES}
    publish(atlas.store, frame.assign(**more), "antenna_mast")
    for name in NAMES:
        wanted = Filter((Condition(name, "=", ("2",)),))
        snapshot = atlas.now()
        assert rows_of(atlas, snapshot, "antenna_mast", wanted).sum() == 1, name
        asked = {"antenna_mast": (None, wanted)}
        tile = own_context.index.tile(snapshot, ("antenna_mast",), 0, 0, 0, asked)
        assert tile
    client = TestClient(Starlette(routes=make_routes(own_context)))
    answer = client.get("/api/export/antenna_mast", params={"format": "csv"})
    assert all(name.replace('"', '""') in answer.text for name in NAMES)
    assert atlas.now().has("duct_route")


@pytest.mark.parametrize("layer", ['a"b', "a'; DROP TABLE x; --", 'antenna_mast" --', "*"])
def test_s61_quotes_in_names_of_layers_are_names_of_nothing(shared_context, layer):
    client = TestClient(Starlette(routes=make_routes(shared_context)))
    assert client.get(f"/tiles/{layer}/0/0/0.pbf").status_code == 404
    assert client.get(f"/api/layers/{layer}/features").status_code == 404
    assert client.get(f"/api/export/{layer}", params={"format": "csv"}).status_code == 404
    near = {"kind": "near", "layer": layer, "distance_m": 100}
    packed = pack({"antenna_mast": {"filter": {"at": [near]}}})
    assert client.get(f"/tiles/antenna_mast/0/0/0.pbf?q={packed}").status_code == 404


FORBIDDEN = {
    "drop": 'DROP TABLE "{key}"."v_{key}"',
    "delete": 'DELETE FROM "{key}"."v_{key}"',
    "attach": "ATTACH '{away}/x.duckdb' AS x",
    "attach the catalogue": "ATTACH '{store}/catalogue.db' AS c (TYPE sqlite)",
    "copy": "COPY (SELECT 1) TO '{away}/x.csv'",
    "copy by gdal": "COPY (SELECT ST_Point(1, 2) AS g) TO '{away}/x.json' (FORMAT GDAL, DRIVER 'GeoJSON')",
    "read_text": "SELECT * FROM read_text('{away}/canary.csv')",
    "read_text by the way of the store": "SELECT * FROM read_text('{store}/derived/../../canary.csv')",
    "read_csv": "SELECT * FROM read_csv('{away}/canary.csv')",
    "a file as a table": "SELECT * FROM '{away}/canary.csv'",
    "read the catalogue": "SELECT * FROM read_blob('{store}/catalogue.db')",
    "st_read": "SELECT * FROM ST_Read('{away}/canary.geojson')",
    "st_read vrt": 'SELECT * FROM ST_Read(\'<OGRVRTDataSource><OGRVRTLayer name="canary">'
    "<SrcDataSource>{away}/canary.csv</SrcDataSource></OGRVRTLayer></OGRVRTDataSource>')",
    "install": "INSTALL httpfs",
    "load": "LOAD httpfs",
    "settings": "SET enable_external_access = true",
    "folders": "SET allowed_directories = ['/']",
}


@pytest.fixture(scope="module")
def fenced(built, tmp_path_factory):
    """A context over a copy of the small store with tiles drawn, and what it must not read beside the store."""
    away = tmp_path_factory.mktemp("away")
    (away / "canary.csv").write_text("u\nhunter2\n")
    (away / "canary.geojson").write_text('{"type":"FeatureCollection","features":[]}')
    context = open_context(Settings(store=str(shutil.copytree(built, away / "store"))))
    assert context.index.tile(context.atlas.now(), ("antenna_mast",), *TILE)
    return context


@pytest.mark.parametrize("name", FORBIDDEN)
def test_s62_the_connection_of_tiles_can_do_nothing_but_read_its_tables(fenced, name):
    away = fenced.atlas.store.folder.parent
    version = fenced.atlas.now().versions["antenna_mast"]
    assert fenced.index.load(version).database == version.key
    given = {"key": version.key, "away": away, "store": fenced.atlas.store.folder}
    with pytest.raises(duckdb.Error):
        fenced.index._cursor().execute(FORBIDDEN[name].format(**given)).fetchall()
    assert {p.name for p in away.glob("*")} == {"canary.csv", "canary.geojson", "store"}
    assert (away / "canary.csv").read_text() == "u\nhunter2\n"


def test_s62_what_was_tried_has_left_the_tiles_as_they_were(fenced):
    snapshot = fenced.atlas.now()
    drawn = []
    for index in (fenced.index, TileIndex(fenced.atlas)):
        tile = gzip.decompress(index.tile(snapshot, ("antenna_mast",), *TILE))
        features = mapbox_vector_tile.decode(tile)["antenna_mast"]["features"]
        drawn.append(sorted(f["properties"]["id"] for f in features))
    assert drawn[0] == drawn[1]
    assert len(drawn[0]) == 4


def endless(cursor, *_):
    sql = "SELECT sum(sin(a.range * b.range)) FROM range(1000000) a, range(1000000) b"
    return bytes(cursor.execute(sql).fetchone()[0])


def test_s63_a_question_of_ten_seconds_is_interrupted(fenced, monkeypatch):
    """The one who asked is told in a sentence, and the next question of the same thread is answered."""
    index = TileIndex(fenced.atlas, query_s=0.3)
    snapshot = fenced.atlas.now()
    with monkeypatch.context() as patch:
        patch.setattr(duckdb_index, "encode", endless)
        begin = time.monotonic()
        with pytest.raises(QueryStopped) as stopped:
            index.tile(snapshot, ("antenna_mast",), *TILE)
        assert time.monotonic() - begin < 5
    said = [explain(stopped.value, lang) for lang in LANGUAGES]
    assert all("0.3" in sentence and "HATANG_QUERY_SECONDS" in sentence for sentence in said)
    assert said[0] != said[1]
    assert index.tile(snapshot, ("antenna_mast",), *TILE)


def test_s63_the_route_tells_of_a_question_that_was_stopped(fenced, monkeypatch):
    context = replace(fenced, index=TileIndex(fenced.atlas, query_s=0.2))
    client = TestClient(Starlette(routes=make_routes(context)))
    with monkeypatch.context() as patch:
        patch.setattr(duckdb_index, "encode", endless)
        answer = client.get("/tiles/antenna_mast/0/0/0.pbf")
    assert (answer.status_code, answer.json()["error"]) == (503, "query_stopped")
    assert client.get("/tiles/antenna_mast/0/0/0.pbf").status_code == 200


def test_s63_the_limit_is_a_setting():
    assert Settings.read({}).query_s == 10
    assert Settings.read({"HATANG_QUERY_SECONDS": "3"}).query_s == 3
    for wrong in ("0", "-1", "x", "601", "1.5"):
        with pytest.raises(BadOption):
            Settings.read({"HATANG_QUERY_SECONDS": wrong})


@pytest.mark.parametrize(
    ("sought", "ids"),
    [("%", "1"), ("_", "2"), ("a%c", "12"), ("a_c", "12"), ("a%b", ""), ("*", ""), (".*", "")],
)
def test_s64_percent_and_underscore_stand_for_nothing_else(tmp_path, sought, ids):
    """A search knows no accents, and signs between letters are one sign; none of them means "anything"."""
    atlas = Atlas(open_store(str(tmp_path / "store")))
    owners = ["abc", "a%c", "a_c", *["VNPT"] * 7]
    put(atlas, "antenna_mast", make_sites().assign(owner=owners))
    assert found(atlas, Condition("owner", "contains", (sought,))) == [f"m{i}" for i in ids]
    exact = [f"m{owners.index(sought)}"] if sought in owners else []
    assert found(atlas, Condition("owner", "=", (sought,))) == exact
