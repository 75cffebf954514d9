"""The journey of a staff member: an old Shapefile becomes a layer on the map, and the layer goes back a version."""

import gzip
import random
import re
import warnings
import zipfile
from pathlib import Path

import geopandas as gpd
import mapbox_vector_tile
import pytest
from playwright.sync_api import Page, expect
from shapely.geometry import Point

from tests.browser.server import PATIENCE_S, Server
from tests.browser.test_stores import build_small
from tests.browser.visitor import Visitor
from tests.layers.importing.old_letters import tcvn3
from tests.web.conftest import HOSTILE_MARKDOWN, WARDS
from tests.web.test_routes import tile_at

_MS = 1000 * PATIENCE_S
_OWNERS = ("Công ty Điện lực", "Tập đoàn Viễn thông Quân đội", "Bưu điện thành phố")
_DA_NANG = [ward for ward in WARDS.values() if ward[1] == "48"]


def write_old_masts(folder: Path, n: int = 40) -> list[Path]:
    """Masts of Da Nang as offices have them: TCVN3 letters, VN-2000 numbers, no .prj; one height is no number."""
    draw = random.Random(7)
    wards = [_DA_NANG[i % 4] for i in range(n)]
    spots = [
        Point(x + draw.uniform(0.01, 0.09), y + draw.uniform(0.01, 0.09)) for *_, (x, y) in wards
    ]
    frame = gpd.GeoDataFrame(
        {
            "MACOT": [f"DNG-{i:03d}" for i in range(n)],
            "TENPHUONG": [tcvn3(f"Phường {name}") for name, *_ in wards],
            "CHUSH": [tcvn3(_OWNERS[i % 3]) for i in range(n)],
            "mast_class": ["A1a", "A2a", "A2b", "A2c"] * (n // 4),
            "height_m": ["30"] * (n - 1) + ["ba m"],
            "MATINH": "48",
            "status": "in_use",
            "data_date": "2026-01-31",
            "mount": "ground",
        },
        geometry=spots,
        crs=4326,
    ).to_crs(5899)
    folder.mkdir(exist_ok=True)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # that it has no coordinate system is the point
        bare = frame.set_crs(None, allow_override=True)
        bare.to_file(folder / "cot.shp", encoding="ISO-8859-1", engine="pyogrio")
    return [folder / f"cot{suffix}" for suffix in (".shp", ".shx", ".dbf")]


def pack(parts: list[Path]) -> Path:
    packed = parts[0].with_suffix(".zip")
    with zipfile.ZipFile(packed, "w") as archive:
        for part in parts:
            archive.write(part, part.name)
    return packed


class Importer(Visitor):
    """A visitor of the Import view, which has no map to wait for at first."""

    def open(self, url: str) -> "Importer":
        self.page.goto(url)
        self.settle()
        expect(self.page.locator("#hatang-files")).to_be_attached(timeout=_MS)
        return self

    def take(self, *paths: Path) -> None:
        """Choose files, as the dialogue of the browser would."""
        self.page.locator("#hatang-files").set_input_files([str(path) for path in paths])

    def on(self) -> None:
        """Go on with the keyboard, and wait for what comes."""
        button = self.page.locator(".st-key-import_on button")
        expect(button).to_be_enabled()  # a choice made just before is on its way to the server
        self.settle()
        button.press("Enter")

    def expect_step(self, name: str) -> None:
        self.page.wait_for_url(f"**step={name}**", timeout=_MS)
        self.settle()
        expect(self.page.locator('[data-stale="true"]')).to_have_count(0)

    def choose(self, key: str, text: str) -> None:
        """Choose an entry with the keyboard; the key of a widget ends in its job."""
        box = self.page.locator(f"[class*='st-key-{key}']").get_by_role("combobox")
        box.fill(text)
        expect(self.page.get_by_role("option", name=text)).to_be_visible()
        box.press("Enter")
        self.settle()

    def check(self, key: str) -> None:
        """Tick a box with the space bar."""
        box = self.page.locator(f"[class*='st-key-{key}'] input")
        box.press("Space")
        expect(box).to_be_checked()
        self.settle()

    def click(self, key: str) -> None:
        self.page.locator(f"[class*='st-key-{key}'] button").click()
        self.settle()


@pytest.fixture
def importer(browser_of):
    """Make visitors of the Import view."""
    pages: list[Page] = []

    def make(url: str, *, lang: str = "vi", width: int = 1280, height: int = 900) -> Importer:
        pages.append(browser_of(lang, width, height, width < 500).new_page())
        return Importer(pages[-1]).open(f"{url}/?view=import&lang={lang}")

    yield make
    for page in pages:
        page.close()


@pytest.fixture
def server(serve, tmp_path):
    build_small(tmp_path / "store")
    return serve(tmp_path / "store")


@pytest.fixture(scope="module")
def common_server(chromium, tmp_path_factory):
    """The app for those who publish nothing; what they hand in lies beside each other's."""
    folder = tmp_path_factory.mktemp("common")
    build_small(folder / "store")
    server = Server(folder / "store", folder / "app.log").start()
    yield server
    server.stop()


def masts_of(server) -> set[str]:
    """The ids of masts in the tile of Da Nang."""
    pressed = server.get(f"/tiles/antenna_mast/{tile_at(108.05, 16.05, 9)}")[2]
    layer = mapbox_vector_tile.decode(gzip.decompress(pressed))["antenna_mast"]
    return {feature["properties"]["id"] for feature in layer["features"]}


def test_an_old_shapefile_becomes_a_layer_and_the_layer_goes_back(importer, server, tmp_path):
    before = masts_of(server)
    staff = importer(server.url)
    staff.take(pack(write_old_masts(tmp_path / "old")))

    staff.expect_step("layer")
    main = staff.page.locator(".stMain")
    expect(main).to_contain_text("40 dòng · 9 cột · chữ TCVN3")
    layer = staff.page.locator("[class*='st-key-layer_']").get_by_role("combobox")
    expect(layer).to_have_value(re.compile("^Cột ăng ten"))
    staff.on()

    staff.expect_step("columns")  # nobody can tell that CHUSH is the owner
    expect(staff.page.locator("[class*='st-key-import_on'] button")).to_be_disabled()
    staff.choose("column_owner", "CHUSH")
    staff.on()

    staff.expect_step("letters")
    staff.on()

    staff.expect_step("place")
    expect(main).to_contain_text("VN-2000 / TM-3 107-45")
    staff.wait()
    assert staff.state("preview.chosen") == "5899"
    staff.on()

    staff.expect_step("findings")
    expect(main).to_contain_text("40 dòng trong tệp = 39 nhận + 1 để riêng")
    staff.click("rows_value-type")
    staff.check("accept_value-type")
    staff.on()

    staff.expect_step("changes")
    staff.check("meant_")
    staff.click("import_publish")
    see = staff.page.locator(".st-key-import_see button")
    expect(see).to_be_visible(timeout=_MS)
    assert len(masts_of(server)) == 39
    see.click()
    expect(staff.card()).to_contain_text("Thành phố Đà Nẵng", timeout=_MS)
    staff.wait()
    assert staff.state("view.id") == "48"
    assert "antenna_mast" in staff.state("layers.map((layer) => layer.id)")

    staff.page.goto(f"{server.url}/?view=import&layer=antenna_mast")
    staff.settle()
    staff.click("restore_antenna_mast")
    staff.click("restore_yes_antenna_mast")
    expect(staff.page.locator(".stMain")).to_contain_text("Đang dùng phiên bản 1")
    assert masts_of(server) == before
    assert staff.trouble() == []


def test_loose_parts_wait_for_what_is_missing_and_go_together(importer, common_server, tmp_path):
    shp, shx, dbf = write_old_masts(tmp_path / "old", n=8)
    staff = importer(common_server.url, lang="en")
    staff.take(shp, dbf)
    row = staff.page.locator(".uploader li")
    expect(row).to_contain_text("– shx")
    expect(row).to_contain_text("No .prj: the coordinate system will be worked out or asked.")
    staff.take(shx)
    expect(row).to_have_count(1)
    expect(row).to_contain_text("✓ shx")
    row.get_by_role("button", name="Upload as it is").press("Enter")
    staff.expect_step("layer")
    expect(staff.page.locator(".stMain")).to_contain_text("8 rows")
    assert staff.trouble() == []


def test_the_drop_zone_is_reached_with_the_keyboard_and_takes_a_drop(
    importer, common_server, tmp_path
):
    staff = importer(common_server.url, lang="en")
    inside = """() => {
      let at = document.activeElement;
      while (at && at.shadowRoot && at.shadowRoot.activeElement) at = at.shadowRoot.activeElement;
      return at ? at.id : "";
    }"""
    reached = []
    for _ in range(25):
        staff.page.keyboard.press("Tab")
        reached.append(staff.page.evaluate(inside))
    assert "hatang-files" in reached
    staff.page.locator(".zone").evaluate(
        """(zone, name) => {
          const data = new DataTransfer();
          data.items.add(new File(["a,b\\n1,2\\n"], name));
          data.items.add(new File([], "empty.csv"));
          zone.dispatchEvent(new DragEvent("drop", { dataTransfer: data, bubbles: true }));
        }""",
        f"{HOSTILE_MARKDOWN.replace('/', '')} <img src=x onerror=window.hacked=1>.csv",
    )
    expect(staff.page.locator(".uploader .fault")).to_contain_text("empty")
    expect(staff.page.locator(".stMain h3")).to_contain_text("bấm", timeout=_MS)
    for frame in staff.page.frames:
        assert frame.evaluate("() => window.hacked") is None
    assert staff.page.locator('img[src="x"], a[href^="javascript"], [onerror]').count() == 0


def test_a_phone_shows_every_step_without_sideways_scrolling(importer, common_server, tmp_path):
    staff = importer(common_server.url, width=390, height=844)
    width = "() => document.querySelector('.stMain').scrollWidth"
    assert staff.page.evaluate(width) <= 390
    staff.take(pack(write_old_masts(tmp_path / "old")))
    staff.expect_step("layer")
    assert staff.page.evaluate(width) <= 390
    staff.on()
    staff.expect_step("columns")
    for name in ("Cột", "Chữ", "Vị trí", "Phát hiện"):
        staff.press("import_step", name)
        assert staff.page.evaluate(width) <= 390
    assert staff.trouble() == []
