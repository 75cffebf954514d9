"""Real boundaries from a small server on the loopback interface: fetched, checked, put in place."""

import hashlib
import json
import threading
from collections import Counter
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import geopandas as gpd
import pandas as pd
import pytest
import shapely
from shapely.geometry import box, mapping

from geo.measure import geodesic_area_m2
from layers.access import LOCAL_USER, User
from layers.atlas import Atlas
from layers.boundaries import fetch as fetching
from layers.boundaries import publish as publishing
from layers.boundaries import publish_boundaries
from layers.boundaries.communes import areal
from layers.boundaries.manifest import BoundaryFile, read_manifest
from layers.cli import main
from layers.errors import (
    BadChecksum,
    BadOption,
    NoNetwork,
    NotAllowed,
    StoreFull,
    UnknownCity,
    UnreadableFile,
    VersionConflict,
)
from layers.store import open_store
from layers.words import LANGUAGES, explain

BASE = "json/geojson"


def geojson(shape, *, form="collection", **properties) -> bytes:
    """A shape as a collection (as at the source), a feature, or a bare geometry."""
    feature = {"type": "Feature", "geometry": mapping(shape), "properties": properties}
    content = {
        "collection": {"type": "FeatureCollection", "features": [feature]},
        "feature": feature,
        "geometry": mapping(shape),
    }[form]
    return json.dumps(content, ensure_ascii=False).encode()


def entry(path: str, content: bytes) -> BoundaryFile:
    province, name = path.split("/")
    code, slug = name.split("_", 1)
    return BoundaryFile(
        code=code,
        province=province[:2],
        slug=slug,
        path=f"{BASE}/{province}/wards/{name}.geojson",
        bytes=len(content),
        sha256=hashlib.sha256(content).hexdigest(),
    )


# Da Nang really reaches 0.02 degrees further west (into Hue) than the approximate squares say.
FILES = {
    "48_da_nang/20194_hai_chau": geojson(
        box(107.98, 16.0, 108.12, 16.1), name="Hải Châu", fullName="Phường Hải Châu", areaKm2=7.58
    ),
    "48_da_nang/20195_hoa_cuong": geojson(
        box(108.12, 16.0, 108.22, 16.1), form="feature", name="Hòa Cường"
    ),
    "46_hue/19750_phu_xuan": geojson(box(107.9, 16.0, 107.98, 16.1), form="geometry"),
}


class Source:
    """A server of files with faults to order; counts what is asked for."""

    def __init__(self, contents: dict[str, bytes]):
        self.files = {path: entry(path, content) for path, content in contents.items()}
        self.contents = {f"/{self.files[p].path}": c for p, c in contents.items()}
        self.asked: Counter = Counter()
        self.faults: dict[str, list] = {}

    @property
    def manifest(self) -> list[BoundaryFile]:
        return list(self.files.values())

    def address(self, path: str) -> str:
        return f"/{self.files[path].path}"

    def answer(self, handler: BaseHTTPRequestHandler) -> None:
        self.asked[handler.path] += 1
        waiting = self.faults.get(handler.path, [])
        fault = waiting.pop(0) if waiting else None
        content = self.contents.get(handler.path)
        if fault == "drop":
            handler.connection.close()
        elif isinstance(fault, int) or content is None:
            handler.send_error(fault or 404)
        else:
            handler.send_response(200)
            handler.send_header("Content-Length", str(len(content)))
            handler.end_headers()
            handler.wfile.write(content[: len(content) // 2] if fault == "half" else content)


@pytest.fixture
def source():
    return Source(FILES)


@pytest.fixture
def address(source, monkeypatch):
    monkeypatch.setattr(fetching, "_PAUSE_S", 0.01)

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self):
            source.answer(self)

        def log_message(self, *args):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


@pytest.fixture
def approximate(communes, publish):
    """Two squares of Da Nang, one of Hue beside them, and both provinces."""
    hue = communes.iloc[[0]].assign(
        code="19750",
        name="Phú Xuân",
        full_name="Phường Phú Xuân",
        unit_key="v2025-07:19750",
        province_key="v2025-07:46",
        province_code="46",
        province_name="Thành phố Huế",
        geometry=[box(107.9, 16.0, 108.0, 16.1)],
    )
    frame = pd.concat([hue, communes], ignore_index=True).assign(
        approximate=True, legal_ref="19/2025/QĐ-TTg"
    )
    frame["area_km2_geom"] = geodesic_area_m2(frame.geometry.to_numpy()) / 1e6
    publish(frame, "admin_commune")
    provinces = frame.dissolve("province_code", as_index=False)
    provinces = gpd.GeoDataFrame(
        {
            "version": "v2025-07",
            "code": provinces["province_code"],
            "unit_key": provinces["province_key"],
            "name": ["Huế", "Đà Nẵng"],
            "full_name": provinces["province_name"],
            "type": "thành phố",
            "legal_ref": "202/2025/QH15",
            "approximate": True,
        },
        geometry=provinces.geometry,
        crs=4326,
    )
    publish(provinces, "admin_province")
    return frame


@pytest.fixture
def fetch_province(store, source, address, tmp_path):
    """Publish real boundaries of some provinces (Da Nang) from the small server."""

    def call(*codes, **more):
        given = {"source": address, "manifest": source.manifest} | more
        return publish_boundaries(
            store, tmp_path / "downloads", user=LOCAL_USER, provinces=codes or ("48",), **given
        )

    return call


def state(store) -> dict:
    return {k: (v.number, v.sha256) for k, v in store.current().items()}


def kept(tmp_path) -> list[str]:
    folder = tmp_path / "downloads"
    return sorted(p.name for p in folder.iterdir()) if folder.exists() else []


def overlap(shapes) -> float:
    first, second = shapely.STRtree(shapes).query(shapes, predicate="intersects")
    once = first < second
    return shapely.area(shapely.intersection(shapes[first[once]], shapes[second[once]])).sum()


def test_the_real_communes_take_the_place_of_the_approximate_ones(
    store, approximate, fetch_province
):
    version = fetch_province()
    assert (version.layer_id, version.number, version.rows) == ("admin_commune", 2, 3)
    frame = store.read("admin_commune").set_index("code")
    real = frame.loc[["20194", "20195"]]
    assert real["approximate"].tolist() == [False, False]
    assert real["version"].unique().tolist() == ["v2026-04"]
    assert real["unit_key"].tolist() == ["v2026-04:20194", "v2026-04:20195"]
    assert real["province_key"].unique().tolist() == ["v2026-04:48"]
    assert real["name"].tolist() == ["Hải Châu", "Hòa Cường"]
    assert real["full_name"].tolist() == ["Phường Hải Châu", "Phường Hòa Cường"]
    assert real["type"].tolist() == ["phường", "phường"]
    assert real["province_name"].unique().tolist() == ["Thành phố Đà Nẵng"]
    assert real["area_km2_official"].iloc[0] == 7.58
    assert str(real["valid_from"].iloc[0]) == "2026-04-30"
    assert real.geometry["20194"].equals(box(107.98, 16.0, 108.12, 16.1))


def test_a_neighbour_stays_and_gives_up_the_ground_that_is_taken(
    store, approximate, fetch_province
):
    fetch_province()
    frame = store.read("admin_commune").set_index("code")
    hue = frame.loc["19750"]
    assert (hue["name"], hue["unit_key"], bool(hue["approximate"])) == (
        "Phú Xuân",
        "v2025-07:19750",
        True,
    )
    assert hue.geometry.equals(box(107.9, 16.0, 107.98, 16.1))
    area_km2 = geodesic_area_m2([hue.geometry])[0] / 1e6
    assert hue["area_km2_geom"] == pytest.approx(area_km2, rel=1e-12)
    assert overlap(frame.geometry.to_numpy()) < 1e-9


def test_provinces_follow_and_keep_what_is_known_of_them(store, approximate, fetch_province):
    fetch_province()
    frame = store.read("admin_province").set_index("code")
    assert sorted(frame.index) == ["46", "48"]
    assert frame.geometry["48"].equals(box(107.98, 16.0, 108.22, 16.1))
    assert frame.geometry["46"].equals(box(107.9, 16.0, 107.98, 16.1))
    assert frame["unit_key"].to_dict() == {"46": "v2025-07:46", "48": "v2026-04:48"}
    assert frame["approximate"].to_dict() == {"46": True, "48": False}
    assert frame["name"].to_dict() == {"46": "Huế", "48": "Đà Nẵng"}
    assert frame["type"].unique().tolist() == ["thành phố"]
    assert frame["legal_ref"].unique().tolist() == ["202/2025/QH15"]
    assert store.current()["admin_province"].number == 2


def test_where_it_comes_from_is_said(store, approximate, fetch_province, address):
    made = fetch_province().provenance
    assert (made.title, made.quality, made.source) == ("v2026-04", "mixed", address)
    assert "MIT" in made.licence
    assert made.note["en"] == "2 boundaries from the source, 1 approximate."
    assert made.note["vi"].startswith("2 ranh giới từ nguồn")
    assert fetch_province("48", "46").provenance.quality == "unverified"


def test_progress_is_told_from_none_to_all(fetch_province):
    told = []
    fetch_province("48", "46", progress=lambda done, total: told.append((done, total)))
    assert told == [(0, 3), (1, 3), (2, 3), (3, 3)]


def test_without_communes_before_the_files_speak_for_themselves(store, fetch_province):
    fetch_province("48", "46")
    frame = store.read("admin_commune").set_index("code")
    assert frame["full_name"].to_dict() == {
        "20194": "Phường Hải Châu",
        "20195": "Hòa Cường",
        "19750": "Phu Xuan",
    }
    assert store.read("admin_province").set_index("code")["name"].to_dict() == {
        "46": "46",
        "48": "48",
    }


def test_what_is_there_is_not_asked_for_again(fetch_province, source, tmp_path):
    fetch_province()
    before = source.asked.copy()
    told = []
    fetch_province(progress=lambda done, total: told.append((done, total)))
    assert source.asked == before
    assert told == [(2, 2)]
    fetch_province("48", "46")
    assert source.asked - before == Counter({source.address("46_hue/19750_phu_xuan"): 1})


def test_a_kept_file_that_was_changed_is_fetched_anew(fetch_province, source, tmp_path):
    fetch_province()
    place = tmp_path / "downloads" / f"{source.files['48_da_nang/20194_hai_chau'].sha256}.geojson"
    place.write_bytes(b"{}")
    fetch_province()
    assert source.asked[source.address("48_da_nang/20194_hai_chau")] == 2


@pytest.mark.parametrize("fault", [503, 429, "drop", "half"])
def test_a_passing_fault_is_tried_again(fetch_province, source, fault):
    path = source.address("48_da_nang/20194_hai_chau")
    source.faults[path] = [fault, fault]
    assert fetch_province().rows == 2
    assert source.asked[path] == 3


def test_wrong_bytes_are_refused_and_not_kept(store, approximate, fetch_province, source, tmp_path):
    before, path = state(store), source.address("48_da_nang/20194_hai_chau")
    source.contents[path] = b"{" + source.contents[path][1:-1] + b" "
    with pytest.raises(BadChecksum) as refusal:
        fetch_province()
    assert "20194_hai_chau" in refusal.value.params["file"]
    assert state(store) == before
    right = source.files["48_da_nang/20195_hoa_cuong"].sha256
    assert set(kept(tmp_path)) <= {f"{right}.geojson"}


def test_a_longer_answer_is_not_the_pinned_file(fetch_province, source, tmp_path):
    source.contents[source.address("48_da_nang/20194_hai_chau")] += b" " * 100_000
    with pytest.raises(BadChecksum):
        fetch_province()


def test_a_plain_no_is_not_asked_twice(store, approximate, fetch_province, source):
    before, path = state(store), source.address("48_da_nang/20194_hai_chau")
    source.faults[path] = [404, 404, 404]
    with pytest.raises(NoNetwork) as refusal:
        fetch_province()
    assert source.asked[path] == 1
    assert refusal.value.params["fault"] == "HTTP 404 Not Found"
    assert refusal.value.params["address"].endswith("20194_hai_chau.geojson")
    assert state(store) == before


def test_without_network_nothing_changes_and_both_languages_say_what_to_do(
    store, approximate, fetch_province, tmp_path
):
    before = state(store)
    with pytest.raises(NoNetwork) as refusal:
        fetch_province(source="http://127.0.0.1:9/")
    said = {lang: explain(refusal.value, lang) for lang in LANGUAGES}
    assert "Connection refused" in said["en"]
    assert "Check the network" in said["en"]
    assert "Kiểm tra mạng" in said["vi"]
    assert state(store) == before
    assert kept(tmp_path) == []


@pytest.mark.parametrize(
    "address", ["ftp://127.0.0.1/x", "file:///etc", "http://", "http://[::1", "http://a:b/"]
)
def test_addresses_of_other_kinds_are_wrong_usage(store, source, tmp_path, address):
    with pytest.raises(BadOption):
        publish_boundaries(
            store, tmp_path / "d", user=LOCAL_USER, source=address, manifest=source.manifest
        )


def test_the_source_may_be_a_folder(store, approximate, source, tmp_path):
    for file, content in zip(source.manifest, source.contents.values(), strict=True):
        place = tmp_path / "copy" / file.path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(content)
    given = {"user": LOCAL_USER, "provinces": ("48",), "manifest": source.manifest}
    folder = str(tmp_path / "copy")
    assert publish_boundaries(store, tmp_path / "d", source=folder, **given).number == 2
    with pytest.raises(NoNetwork, match="No such file"):
        publish_boundaries(store, tmp_path / "e", source=str(tmp_path / "none"), **given)


def test_an_interrupted_fetch_goes_on_where_it_stopped(store, fetch_province, source, monkeypatch):
    monkeypatch.setattr(fetching, "AT_ONCE", 1)

    def stop(done, total):
        if done == 1:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        fetch_province("48", "46", progress=stop)
    assert store.current() == {}
    fetch_province("48", "46")
    assert sorted(source.asked.values())[0] == 1
    assert source.asked.total() <= 4  # one may have been on its way when the stop came


def test_unknown_provinces_are_told_before_anything_is_fetched(fetch_province, source):
    with pytest.raises(UnknownCity):
        fetch_province("48", "00")
    assert source.asked == Counter()


def test_who_may_not_publish_fetches_nothing(store, source, tmp_path):
    with pytest.raises(NotAllowed):
        publish_boundaries(
            store, tmp_path / "d", user=User("guest"), source="http://127.0.0.1:9", manifest=[]
        )


def test_a_full_disk_is_told(fetch_province, monkeypatch, store):
    def full(self, content):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(fetching.Path, "write_bytes", full)
    with pytest.raises(StoreFull):
        fetch_province()
    assert store.current() == {}


class TestNames:
    """What a file does not say is taken from the unit that it is."""

    def publish_one(self, store, publish_boundaries_of, path, content):
        file = entry(path, content)
        publish_boundaries_of([file], {file.path: content})
        return store.read("admin_commune").set_index("code").loc[file.code]

    @pytest.fixture
    def of(self, store, tmp_path):
        def call(manifest, contents):
            for path, content in contents.items():
                place = tmp_path / "copy" / path
                place.parent.mkdir(parents=True, exist_ok=True)
                place.write_bytes(content)
            return publish_boundaries(
                store,
                tmp_path / "downloads",
                user=LOCAL_USER,
                provinces=tuple({f.province for f in manifest}),
                source=str(tmp_path / "copy"),
                manifest=manifest,
            )

        return call

    def test_another_code_of_the_same_name_is_the_same_unit(self, store, of, communes, publish):
        """Ba Chẽ has code 06970 in one source and 06978 in the other."""
        publish(communes.assign(code=["20999", "20195"], approximate=True), "admin_commune")
        bare = geojson(box(108.0, 16.0, 108.1, 16.1), form="geometry")
        unit = self.publish_one(store, of, "48_da_nang/20194_hai_chau", bare)
        assert (unit["full_name"], unit["type"]) == ("Phường Hải Châu", "phường")
        note = store.version("admin_commune").provenance.note["en"]
        assert note.endswith("1 communes that stood before are not in the source.")

    def test_a_unit_nobody_knows_is_named_by_its_file(self, store, of, communes, publish):
        publish(communes, "admin_commune")
        bare = geojson(box(108.3, 16.0, 108.4, 16.1), form="geometry")
        unit = self.publish_one(store, of, "48_da_nang/20777_xom_moi", bare)
        assert (unit["full_name"], unit["name"]) == ("Xom Moi", "Xom Moi")
        assert pd.isna(unit["type"])

    def test_a_code_of_the_time_before_the_reform_is_another_unit(
        self, store, of, communes, publish
    ):
        publish(communes.assign(version="v2025-03"), "admin_commune")
        bare = geojson(box(108.0, 16.0, 108.1, 16.1), form="geometry")
        unit = self.publish_one(store, of, "48_da_nang/20194_tan_dinh", bare)
        assert unit["full_name"] == "Tan Dinh"

    def test_what_the_file_says_goes_before_what_was_known(self, store, of, communes, publish):
        publish(communes.assign(full_name="Xã Hải Châu", type="xã"), "admin_commune")
        said = geojson(box(108.0, 16.0, 108.1, 16.1), fullName="Phường Hải Châu", name="Hải Châu")
        unit = self.publish_one(store, of, "48_da_nang/20194_hai_chau", said)
        assert (unit["full_name"], unit["type"]) == ("Phường Hải Châu", "phường")

    def test_a_crossed_ring_is_repaired(self, store, of):
        bow = shapely.Polygon([(108, 16), (109, 17), (109, 16), (108, 17)])
        unit = self.publish_one(store, of, "48_da_nang/20194_hai_chau", geojson(bow))
        assert unit.geometry.is_valid
        assert unit.geometry.area == pytest.approx(0.5)

    @pytest.mark.parametrize(
        "content",
        [
            b"not json",
            b"[1, 2]",
            b'{"type": "FeatureCollection", "features": []}',
            b'{"type": "Feature", "geometry": null, "properties": null}',
            b'{"type": "Polygon", "coordinates": "x"}',
            geojson(shapely.Point(108, 16)),
        ],
    )
    def test_a_file_without_a_territory_is_refused_whole(self, store, of, content):
        file = entry("48_da_nang/20194_hai_chau", content)
        with pytest.raises(UnreadableFile):
            of([file], {file.path: content})
        assert store.current() == {}


def test_an_area_whose_ground_is_all_taken_keeps_its_row(
    store, approximate, fetch_province, source
):
    path = "48_da_nang/20194_hai_chau"
    content = geojson(box(107.8, 16.0, 108.12, 16.1), name="Hải Châu")
    source.files[path] = entry(path, content)
    source.contents[source.address(path)] = content
    fetch_province()
    frame = store.read("admin_commune").set_index("code")
    assert len(frame) == 3
    assert frame.geometry["19750"] is None
    assert pd.isna(frame.loc["19750", "area_km2_geom"])
    note = store.version("admin_commune").provenance.note
    assert "1 areas have no ground left" in note["en"]
    assert "1 đơn vị không còn phần đất nào" in note["vi"]
    provinces = store.read("admin_province").set_index("code")
    assert sorted(provinces.index) == ["46", "48"]
    assert provinces.geometry["46"] is None
    atlas = Atlas(store)
    facts = atlas.facts(atlas.now(), "admin_commune")
    assert sorted(facts.areas["code"]) == ["19750", "20194", "20195"]


def test_lines_and_points_are_no_territory():
    mixed = shapely.GeometryCollection([box(0, 0, 1, 1), shapely.LineString([(2, 2), (3, 3)])])
    assert areal(mixed).equals(box(0, 0, 1, 1))
    assert areal(shapely.Point(0, 0)) is None
    assert areal(shapely.Polygon()) is None


@pytest.mark.parametrize("layer_id", ["admin_commune", "admin_province"])
def test_two_at_once_conflict_and_the_second_changes_nothing(
    store, approximate, fetch_province, monkeypatch, publish, layer_id
):
    """Somebody publishes either layer after this publisher has read it: neither layer changes."""
    real, meanwhile = publishing._merge, {}

    def slow(known, fetched):
        publish(store.read(layer_id), layer_id)
        meanwhile.update(state(store))
        return real(known, fetched)

    monkeypatch.setattr(publishing, "_merge", slow)
    with pytest.raises(VersionConflict):
        fetch_province()
    assert state(store) == meanwhile
    assert store.check() == []
    monkeypatch.undo()
    assert fetch_province().rows == 3


def test_what_was_published_during_the_fetch_is_built_upon(
    store, approximate, fetch_province, publish
):
    def meanwhile(done, total):
        if done == 0:
            frame = store.read("admin_commune")
            publish(frame.assign(legal_ref="later"), "admin_commune")

    fetch_province(progress=meanwhile)
    frame = store.read("admin_commune").set_index("code")
    assert frame.loc["19750", "legal_ref"] == "later"


@pytest.fixture
def run(tmp_path, capsys, monkeypatch, source):
    monkeypatch.setattr(publishing, "read_manifest", lambda: source.manifest)

    def call(*args):
        words = ["boundaries", *args, "--store", str(tmp_path / "store"), "--lang", "en"]
        status = main(words)
        out, err = capsys.readouterr()
        return status, out, err

    return call


def test_the_command_prints_one_document_and_tells_progress_beside_it(run, address):
    status, out, err = run("--province", "48", "46", "--from", address, "--json")
    assert status == 0
    assert json.loads(out) == {"layer": "admin_commune", "version": 1, "rows": 3}
    assert f"from {address} (licence MIT" in err
    assert "3/3 files" in err
    assert "the layer has 3 communes" in err


def test_the_command_without_network_ends_with_2_and_one_sentence(run, tmp_path):
    status, out, err = run("--province", "48", "--from", "http://127.0.0.1:9", "--json")
    assert status == 2
    assert json.loads(out)["error"]["code"] == "no_network"
    assert "Traceback" not in err
    assert open_store(str(tmp_path / "store")).current() == {}


def test_the_real_manifest_names_every_commune_once():
    manifest = read_manifest()
    assert len({file.code for file in manifest}) == len(manifest) == 3_321
    assert len({file.sha256 for file in manifest}) == 3_321
    da_nang = [file for file in manifest if file.province == "48"]
    assert len(da_nang) == 94
    assert len({file.province for file in manifest}) == 34
    first = manifest[0]
    assert (first.code, first.province, first.slug) == ("00004", "01", "ba_dinh")
