"""Hostile files through the real worker: refused or mended within its limits; no canary and no listener is touched.

A worker takes seconds to start, so of each family of refusals a few come here, named by their numbers;
`tests/layers/importing/test_hostile_files.py` and `test_archive.py` hold them all. One of each kind of end is
started as the app does it; the others are forked from a process that has the libraries, and put up their walls.
"""

import http.server
import json
import socketserver
import sys
import threading
import time
import zipfile
import zlib
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path

import geopandas as gpd
import pandas as pd
import pyarrow.parquet as pq
import pytest
from shapely.geometry import Point

from layers.errors import HatangError
from layers.importing.bundle import Bundle
from layers.importing.choices import Choices
from layers.importing.limits import Limits
from layers.importing.outcome import Outcome
from layers.importing.worker import run
from layers.importing.worker.task import Task
from layers.words import LANGUAGES, explain
from tests.layers.importing import hostile
from tests.layers.importing.files import archive
from tests.layers.importing.test_dirty import COMMON, KINDS
from tests.layers.importing.test_hostile_files import texts, vrt
from tests.warm_worker import COLD_START

SECRET = "canary-hunter2"
LIMITS = Limits(cpu_s=20, wall_s=60, memory=2 * 2**30, file_size=256 * 2**20)
BRIEF = replace(LIMITS, cpu_s=4)
MOST_MIB = 1200
AT_ONCE = 2
COLD = (
    "S-01 vrt as .geojson",
    "S-04 crs link",
    "S-04 pointers as parts",
    "S-25 bomb that lies",
    "S-30 star of 2001 as .shp to be mended",
    "parquet that swells",
    "endless view",
)
MEND = ("geometry.invalid",)
# A shape of four million vertices is 64 MB, and each step of the way holds one more.
ROOMY = replace(LIMITS, memory=Limits().memory)

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="the worker's walls are Linux's")


@dataclass(frozen=True)
class Bait:
    """What must not be touched."""

    canary: Path
    url: str
    heard: list[str]


@dataclass(frozen=True)
class Case:
    """A file, what the worker is asked about it, and the ends that are right.

    Attributes
    ----------
    ends : tuple of str
        Codes of a refusal, or ``told:<rule>`` for a report that has this finding.
    rows : tuple of int or None
        Of a report: rows in the file, and rows accepted.
    """

    make: object
    ends: tuple[str, ...]
    rows: tuple[int, int] | None = None
    kind: str | None = None
    accept: tuple[str, ...] = ()
    limits: Limits = LIMITS


@dataclass(frozen=True)
class End:
    """How a case ended; what the worker's memory rose to, in MiB, and the seconds it took."""

    path: Path
    folder: Path
    outcome: Outcome | None
    error: HatangError | None
    peak: float
    seconds: float

    @property
    def code(self) -> str:
        return self.error.code if self.error else "report"


def text(name: str, kind: str):
    def make(folder: Path, bait: Bait) -> Path:
        path = folder / name
        path.write_text(texts(bait.canary, bait.url)[kind], encoding="utf-8")
        return path

    return make


def zipped(name: str, kind: str):
    def make(folder: Path, bait: Bait) -> Path:
        return archive(folder / "a.zip", text(name, kind)(folder, bait))

    return make


def from_hostile(name: str, maker, *more):
    return lambda folder, bait: maker(folder / name, *more)


def entry(name: str, **more):
    """An archive of one small entry."""

    def make(folder: Path, bait: Bait) -> Path:
        data = vrt(str(bait.canary)).encode()
        packed = {
            "data": zlib.compress(data, wbits=-15),
            "crc": zlib.crc32(data),
            "size": len(data),
        }
        return hostile.raw_zip(folder / "a.zip", packed | {"name": name} | more)

    return make


def link(folder: Path, bait: Bait) -> Path:
    data = str(bait.canary).encode()
    packed = {"data": zlib.compress(data, wbits=-15), "crc": zlib.crc32(data), "size": len(data)}
    return hostile.raw_zip(folder / "a.zip", packed | {"name": "a.csv", "mode": hostile.LINK})


def overlapping(folder: Path, bait: Bait) -> Path:
    """Two hundred names for the same bytes."""
    data, crc, size = hostile.zeros(40)
    packed = {"data": data, "crc": crc, "size": size}
    again = [packed | {"name": f"a{i}.csv", "at": 0} for i in range(150)]
    return hostile.raw_zip(folder / "a.zip", packed | {"name": "a.csv"}, *again)


def bomb(folder: Path, bait: Bait) -> Path:
    data, crc, size = hostile.zeros(1024)
    path = folder / "a.zip"
    hostile.raw_zip(path, {"name": "a.shp", "data": data, "crc": crc, "size": size})
    assert size / path.stat().st_size > 900
    return path


def lying_bomb(folder: Path, bait: Bait) -> Path:
    """It says that a mebibyte comes out of it; a gibibyte would."""
    data, crc, _ = hostile.zeros(1024)
    packed = {"name": "a.csv", "data": data, "crc": crc, "size": 2**20}
    return hostile.raw_zip(folder / "a.zip", packed)


def nested_disguised(folder: Path, bait: Bait) -> Path:
    inner = zipped("a.geojson", "vrt")(folder, bait)
    return archive(folder / "ngoai.zip", inner.rename(folder / "a.geojson"))


def crowded(folder: Path, bait: Bait) -> Path:
    with zipfile.ZipFile(folder / "a.zip", "w") as out:
        for i in range(10_000):
            out.writestr(f"{i}.csv", "a,b\n1,2\n")
    return folder / "a.zip"


def starry(suffix: str, vertices: int):
    return lambda folder, bait: hostile.write_area(folder / f"sao{suffix}", hostile.star(vertices))


def endless_ring(suffix: str, vertices: int):
    return lambda folder, bait: hostile.write_area(
        folder / f"vong{suffix}", hostile.circle(vertices)
    )


def external(folder: Path, bait: Bait) -> Path:
    head = f'<!DOCTYPE a [<!ENTITY x SYSTEM "file://{bait.canary}">]>'
    return hostile.workbook_with(folder / "a.xlsx", head=head, text="&x;")


def external_late(folder: Path, bait: Bait) -> Path:
    """The same behind a comment that is longer than anybody looks."""
    head = f'<!--{" " * 200_000}--><!DOCTYPE a [<!ENTITY x SYSTEM "file://{bait.canary}">]>'
    return hostile.workbook_with(folder / "a.xlsx", head=head, text="&x;")


def laughing_late(folder: Path, bait: Bait) -> Path:
    entities = "".join(f'<!ENTITY e{i} "{f"&e{i - 1};" * 10}">' for i in range(1, 10))
    head = f'<!--{" " * 200_000}--><!DOCTYPE a [<!ENTITY e0 "ha">{entities}<!ENTITY x "&e9;">]>'
    return hostile.workbook_with(folder / "a.xlsx", head=head, text="&x;")


def pointing_parts(folder: Path, bait: Bait) -> Path:
    """A sound Shapefile with pointers for a system and for letters."""
    points = [Point(108.2, 16.06), Point(108.21, 16.06)]
    frame = gpd.GeoDataFrame({"FID_": ["a", "b"]}, geometry=points, crs=4326)
    frame.to_file(folder / "a.shp")
    (folder / "a.prj").write_text(f"{bait.url}/crs")
    (folder / "a.cpg").write_text(f"/vsicurl/{bait.url}/cpg")
    return folder / "a.shp"


CASES = {
    **{
        f"S-01 vrt as {suffix}": Case(text(f"a{suffix}", "vrt"), ends)
        for suffix, ends in {
            ".geojson": ("unreadable.not_kml",),
            ".shp": ("unreadable.not_kml",),
            ".zip": ("unreadable.not_kml",),
        }.items()
    },
    "S-01 vrt in a zip": Case(zipped("duong.shp", "vrt"), ("unreadable.not_kml",)),
    "S-01 vrt fetching": Case(text("a.geojson", "vrt fetching"), ("unreadable.not_kml",)),
    "S-01 vrt in a sound document": Case(
        text("a.geojson", "vrt in a sound document"), ("unreadable.points_elsewhere",)
    ),
    "S-02 algorithm": Case(text("a.geojson", "algorithm"), ("unreadable.points_elsewhere",)),
    "S-03 wfs": Case(text("a.geojson", "wfs"), ("unreadable.not_kml",)),
    "S-04 crs link": Case(text("a.geojson", "crs link"), ("unreadable.crs_link",)),
    "S-04 network link": Case(text("a.kml", "network link"), ("told:kml.network_link",), (1, 1)),
    "S-04 table of tables": Case(text("a.tab", "table of tables"), ("unreadable.tab_elsewhere",)),
    "S-04 pointers as parts": Case(pointing_parts, ("told:crs.prj_unreadable",), (2, 0)),
    "S-20 zip slip": Case(entry("../../canary.csv"), ("unreadable.zip_path",)),
    "S-22 symlink": Case(link, ("unreadable.zip_link",)),
    "S-24 overlap": Case(overlapping, ("unreadable.zip_overlap",)),
    "S-23 bomb": Case(bomb, ("unreadable.zip_too_large",)),
    "S-25 bomb that lies": Case(lying_bomb, ("unreadable.bad_zip",)),
    "S-27 nested and disguised": Case(nested_disguised, ("unreadable.not_what_name_says",)),
    "S-27 10,000 entries": Case(crowded, ("unreadable.zip_entries",)),
    **{
        f"S-30 star of {n} as {suffix}{' to be mended' if accept else ''}": Case(
            starry(suffix, n), ("told:geometry.too_tangled",), (2, 1), "Polygon", accept
        )
        for n, suffix, accept in (
            (401, ".gpkg", MEND),
            (401, ".shp", ()),
            (2001, ".gpkg", ()),
            (2001, ".shp", MEND),
        )
    },
    "S-30 star of 101 to be mended": Case(
        starry(".gpkg", 101), ("told:geometry.repaired",), (2, 2), "Polygon", ("geometry.invalid",)
    ),
    "S-31 4 million vertices": Case(
        endless_ring(".shp", 4_000_000),
        ("told:geometry.too_many_vertices",),
        (2, 1),
        "Polygon",
        MEND,
        ROOMY,
    ),
    "S-31 10 million vertices in little memory": Case(
        endless_ring(".gpkg", 10_000_000), ("import_stopped.memory",), kind="Polygon"
    ),
    "S-31 more vertices than are taken": Case(
        from_hostile("vong.gpkg", hostile.write_area, hostile.circle(400_000)),
        ("import_stopped.vertices",),
        limits=replace(LIMITS, vertices=300_000),
    ),
    "S-32 no numbers": Case(
        from_hostile("a.geojson", hostile.odd_points),
        ("told:geometry.out_of_range",),
        kind="Point",
    ),
    "S-32 no numbers in a shapefile": Case(
        from_hostile("a.shp", hostile.odd_shapefile),
        ("told:geometry.out_of_range",),
        (10, 7),
        kind="Point",
    ),
    "S-08 laughs": Case(from_hostile("a.kml", hostile.laughing_kml), ("unreadable.xml_entities",)),
    "deep nesting": Case(
        from_hostile("a.geojson", hostile.deep_json, 100_000), ("unreadable.bad_json",)
    ),
    "less deep nesting": Case(
        from_hostile("a.geojson", hostile.deep_json, 800),
        ("report",),
    ),
    "S-23 workbook that swells": Case(
        from_hostile("a.xlsx", hostile.swelling_workbook), ("unreadable.zip_too_large",)
    ),
    "workbook of texts": Case(
        from_hostile("a.xlsx", hostile.many_strings, 90),
        ("import_stopped.cpu",),
        limits=BRIEF,
    ),
    "S-08 external entity in a workbook": Case(external, ("unreadable.xml_entities",)),
    "S-08 external entity behind a comment": Case(external_late, ("unreadable.xml_entities",)),
    "S-08 laughs in a workbook behind a comment": Case(laughing_late, ("unreadable.xml_entities",)),
    "table of terabytes": Case(
        from_hostile("a.shp", hostile.lying_table), ("told:rows.no_attributes",)
    ),
    "parquet that lies": Case(
        from_hostile("a.parquet", hostile.lying_parquet), ("unreadable.broken",)
    ),
    "parquet that swells": Case(
        from_hostile("a.parquet", hostile.swelling_parquet), ("import_stopped.memory",)
    ),
    "endless view": Case(
        from_hostile("a.gpkg", hostile.endless_view), ("import_stopped.cpu",), limits=BRIEF
    ),
}


class _Ear(http.server.BaseHTTPRequestHandler):
    def _note(self):
        self.server.heard.append(f"{self.command} {self.path}")
        self.send_error(404)

    do_GET = do_HEAD = do_POST = _note

    def log_message(self, *said):
        pass


@pytest.fixture(scope="module")
def bait(tmp_path_factory):
    canary = tmp_path_factory.mktemp("secret") / "canary.csv"
    canary.write_text(f"u,p\nadmin,{SECRET}\n")
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), _Ear) as server:
        server.heard = []
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield Bait(canary, f"http://127.0.0.1:{server.server_address[1]}", server.heard)
        server.shutdown()


@pytest.fixture(scope="module")
def ends(bait, tmp_path_factory, request):
    """The chosen cases, through the worker two at a time."""
    asked = {item.callspec.params["name"] for item in request.session.items if _is_case(item)}
    root, begun = tmp_path_factory.mktemp("hostile"), {}
    folders = {name: root / str(i) for i, name in enumerate(CASES)}
    cold, warm = {folders[name] / "job" for name in COLD}, run._start

    def start(folder: Path, log):
        process = (COLD_START if folder in cold else warm)(folder, log)
        begun[folder] = process.pid
        return process

    with pytest.MonkeyPatch.context() as patch, ThreadPoolExecutor(AT_ONCE) as pool:
        patch.setattr(run, "_start", start)
        ends = {
            name: pool.submit(_through_the_worker, case, folders[name], bait, begun)
            for name, case in CASES.items()
            if name in asked
        }
        return {name: each.result() for name, each in ends.items()}


def _is_case(item) -> bool:
    return item.path == Path(__file__) and hasattr(item, "callspec")


def _through_the_worker(case: Case, root: Path, bait: Bait, begun: dict[Path, int]) -> End:
    folder = root / "job"
    folder.mkdir(parents=True)
    path = case.make(root, bait)
    layer_id, more = KINDS[case.kind] if case.kind else (None, {})
    choices = Choices(given=COMMON | more if case.kind else {}, accept=case.accept)
    bundle = Bundle.at(path)
    task = Task(bundle.name, bundle.paths, layer_id, choices=choices, limits=case.limits)
    outcome = error = None
    peaks = [0.0]

    def watch() -> bool:
        peaks.append(_highest(begun[folder]))
        return False

    begin = time.monotonic()
    try:
        outcome = run.run_in_worker(task, folder, cancelled=watch)
    except HatangError as fault:
        error = fault
    return End(path, folder, outcome, error, max(peaks), time.monotonic() - begin)


def _highest(pid: int) -> float:
    """The most memory a process has held so far, in MiB; 0 where it is gone."""
    try:
        said = Path(f"/proc/{pid}/status").read_text()
        return int(said.partition("VmHWM:")[2].split()[0]) / 1024
    except (OSError, IndexError):
        return 0.0


@pytest.mark.parametrize("name", CASES)
def test_s01_s35_it_ends_as_it_should(ends, name):
    case, end = CASES[name], ends[name]
    told = [] if end.outcome is None else [f.rule for f in end.outcome.report.findings]
    assert {end.code, *(f"told:{rule}" for rule in told)} & set(case.ends), (end.error, told)
    assert "rule.crashed" not in told
    if end.outcome is not None:
        report = end.outcome.report
        assert report.rows_accepted + report.rows_set_aside == report.rows_in_file
        assert case.rows in (None, (report.rows_in_file, report.rows_accepted))


@pytest.mark.parametrize("name", CASES)
def test_s23_s35_it_stays_within_bounds(ends, name):
    case, end = CASES[name], ends[name]
    assert end.peak < (1.5 if case.limits is ROOMY else 1) * MOST_MIB
    assert end.seconds < case.limits.wall_s


@pytest.mark.parametrize("name", CASES)
def test_s01_s07_nothing_of_the_canary_comes_out_and_nobody_is_called(ends, bait, name):
    end = ends[name]
    assert SECRET not in _all_said(end)
    for path in end.folder.rglob("*"):
        if path.is_file():
            assert SECRET.encode() not in path.read_bytes()
            if path.suffix == ".parquet":
                assert SECRET not in _rows(path)
    assert not list(end.folder.rglob("*canary*"))
    assert bait.heard == []
    assert bait.canary.read_text() == f"u,p\nadmin,{SECRET}\n"


@pytest.mark.parametrize("name", CASES)
def test_s01_s35_a_refusal_names_the_file_in_both_languages(ends, name):
    end = ends[name]
    if end.error is None:
        pytest.skip("it was not refused")
    said = [explain(end.error, lang) for lang in LANGUAGES]
    assert said[0] != said[1]
    for sentence in said:
        assert end.path.name in sentence
        assert "Traceback" not in sentence


def test_s04_the_bait_would_be_noticed(bait):
    """The listener hears and the canary can be read, by whoever has no walls around."""
    import urllib.error
    import urllib.request

    with pytest.raises(urllib.error.HTTPError):
        urllib.request.urlopen(f"{bait.url}/tried", timeout=5)
    assert bait.heard == ["GET /tried"]
    bait.heard.clear()
    import pyogrio

    path = bait.canary.with_name("a.geojson")
    path.write_text(vrt(str(bait.canary)))
    assert SECRET in pyogrio.read_dataframe(path).to_string()


def _all_said(end: End) -> str:
    if end.error is not None:
        return " ".join(explain(end.error, lang) for lang in LANGUAGES) + str(end.error.params)
    said = {lang: end.outcome.report.to_json(lang, most=None) for lang in LANGUAGES}
    return json.dumps([said, end.outcome.columns, end.outcome.mapping], ensure_ascii=False)


def _rows(path: Path) -> str:
    columns = [name for name in pq.read_schema(path).names if name != "geometry"]
    return pd.read_parquet(path, columns=columns).to_string()
