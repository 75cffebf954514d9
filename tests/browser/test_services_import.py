"""The journey of a clerk with a table of services: units are settled, and the figures stand on the map."""

import csv
import io
from pathlib import Path

import pytest
from openpyxl import Workbook
from playwright.sync_api import expect

from layers.spec import load_specs
from layers.store import open_store
from layers.units.register import register
from tests.browser.server import PATIENCE_S, Server
from tests.browser.test_import import Importer, importer  # noqa: F401
from tests.browser.visitor import Visitor
from tests.web.conftest import make_communes, publish, small_layers

_MS = 1000 * PATIENCE_S
LAYER = "service_availability"
LAYER_NAME = load_specs()[LAYER].label("vi")
WARDS = (
    "Hải Vân", "Liên Chiểu", "Hòa Khánh", "Thanh Khê", "Hải Châu", "Hòa Cường", "Cẩm Lệ", "Sơn Trà",
    "An Hải", "Ngũ Hành Sơn", "An Khê", "Hòa Xuân", "Bàn Thạch", "Tam Kỳ", "Hương Trà", "Quảng Phú",
    "Hội An Tây", "Hội An", "Bà Nà", "Tân Hiệp",
)  # fmt: skip
MISSPELT, MEANT = "UBND phường Hòa Khánhh", "Hòa Khánh"
FORMER = "UBND phường Thạc Gián"  # until June 2025; today a part of another


def _units():
    units = register("v2025-07").frame
    return units[(units["province_code"] == "48") & units["name"].isin(WARDS)].reset_index()


def build_store(folder: Path) -> dict[str, str]:
    """A store with those communes as squares and no figures; code by name."""
    units = _units()
    corners = [(107.6 + 0.1 * (i % 5), 15.6 + 0.1 * (i // 5)) for i in units.index]
    squares = {
        code: (name, "48", corner)
        for code, name, corner in zip(units["code"], units["name"], corners, strict=True)
    }
    store = open_store(str(folder))
    province, quality = small_layers()["admin_province"]
    publish(store, province, "admin_province", quality)
    publish(store, make_communes(wards=squares), "admin_commune", "approximate")
    return dict(zip(units["name"], units["code"], strict=True))


def write_table(path: Path) -> Path:
    """A report as an office makes it: titles, two heading lines, merged cells, a total, marks, units in cells."""
    sheet = (book := Workbook()).active
    sheet["A1"] = "ỦY BAN NHÂN DÂN THÀNH PHỐ ĐÀ NẴNG"
    sheet["A2"] = "Kết quả cung cấp dịch vụ công trực tuyến, Tháng 10/2025"
    sheet.append([])
    sheet.append(["TT", "Đơn vị", "Tổng số thủ tục", "Dịch vụ công trực tuyến", None, "Tỷ lệ"])
    sheet.append([None, None, None, "Toàn trình", "Một phần", None])
    for area in ("A1:F1", "A2:F2", "A4:A5", "B4:B5", "C4:C5", "D4:E4", "F4:F5"):
        sheet.merge_cells(area)
    full_names = _units().set_index("name")["full_name"]
    for i, name in enumerate(WARDS):
        text = f"UBND {full_names[name][0].lower()}{full_names[name][1:]}"
        text = MISSPELT if name == MEANT else text
        row = [i + 1, text, 120 + i, 60 + i, 30, f"{100 * (60 + i) / (120 + i):.1f} %"]
        row[5] = row[5].replace(".", ",")
        if name == "Tam Kỳ":
            row[3:6] = ["…", "…", "…"]
        sheet.append(row)
    sheet.append([21, FORMER, 10, 5, 3, "50 %"])
    known = [i for i, name in enumerate(WARDS) if name != "Tam Kỳ"]
    total = [10 + sum(120 + i for i in range(20)), 5 + sum(60 + i for i in known)]
    sheet.append([None, "Tổng cộng", *total, 3 + 30 * len(known), None])
    book.save(path)
    return path


@pytest.fixture
def server(serve, tmp_path) -> Server:
    build_store(tmp_path / "store")
    return serve(tmp_path / "store")


def decide(staff: Importer, row: int, option: str) -> None:
    """Say which unit the name of a row means, with the keyboard."""
    box = staff.page.locator(f".st-key-area_row_{row}").get_by_role("combobox")
    box.click()
    staff.page.get_by_role("option", name=option).first.click()
    staff.settle()


def row_of(staff: Importer, text: str) -> int:
    """Which of the waiting rows says `text`."""
    rows = staff.page.locator("[class*='st-key-area_row_']")
    return next(i for i in range(rows.count()) if text in rows.nth(i).inner_text())


def test_a_table_of_an_office_is_settled_published_mapped_and_exported(
    importer, server, tmp_path  # noqa: F811
):  # fmt: skip
    units = dict(zip(_units()["name"], _units()["code"], strict=True))
    staff = importer(server.url, width=1440)
    page = staff.page
    staff.take(write_table(tmp_path / "bang-dich-vu.xlsx"))
    staff.expect_step("layer")
    layer = page.locator("[class*='st-key-layer_']").get_by_role("combobox")
    if LAYER_NAME not in layer.input_value():
        staff.choose("layer_", LAYER_NAME)
    staff.on()

    staff.expect_step("areas")
    main = page.locator(".stMain")
    expect(main).to_contain_text("19 trên 21 dòng đã khớp")
    expect(main).to_contain_text("2 tên đang chờ")
    expect(main).to_contain_text("gần giống một tên trong danh sách")
    decide(staff, row_of(staff, MISSPELT), "Phường Hòa Khánh")
    decide(staff, row_of(staff, FORMER), "Bỏ các dòng này ra")
    staff.on()
    staff.expect_step("changes")
    staff.press("import_step", "Phát hiện")
    staff.expect_step("findings")
    page.locator("summary").filter(has_text="Ghi chú").click()
    expect(main).to_contain_text(
        "Dịch vụ công trực tuyến · Toàn trình"
    )  # the mark "…", with its column
    staff.on()
    staff.expect_step("changes")
    staff.click("import_publish")
    see = page.locator(".st-key-import_see button")
    expect(see).to_be_visible(timeout=_MS)

    store = open_store(str(server.store))
    version = store.current()[LAYER]
    assert version.rows == 20
    decided = version.provenance.choices["areas"]
    assert {key.split("|")[0].strip(): code for key, code in decided.items()} == {
        MISSPELT: units[MEANT],
        FORMER: "",
    }

    see.click()
    services = Visitor(page)
    services.wait()
    services.choose("svc_period", "2025-10")
    page.wait_for_url("**view=services**period=2025-10**")
    address = services.state("choropleth.values_url")
    numbers = server.get_json(address)["values"]
    assert numbers[units["Hải Vân"]] == pytest.approx(60 / 120)
    assert numbers[units[MEANT]] == pytest.approx(62 / 122)
    pairs = services.own_colours()
    assert len({colour for colour, expected in pairs if colour == expected}) >= 4
    assert "không có số liệu" in services.legend()

    services.choose("svc_area_box", "Phường Hòa Khánh")
    services.wait()
    expect(page.locator(".st-key-svc_lead")).to_contain_text("50,8 %")
    page.locator(".st-key-svc_derived_lead button").click()
    body = page.locator('[data-testid="stPopoverBody"]')
    expect(body).to_contain_text("bang-dich-vu.xlsx")
    page.keyboard.press("Escape")
    services.settle()

    page.locator(".st-key-svc_export_answer button").click()
    with page.expect_download() as download:
        page.locator(".st-key-svc_export_answer_csv button").click()
    lines = list(csv.reader(io.StringIO(download.value.path().read_text("utf-8-sig"))))
    notes = [line[0] for line in lines if line[0].startswith("# ")]
    header, *rows = [line for line in lines if not line[0].startswith("# ")]
    table = {row["code"]: row for row in (dict(zip(header, r, strict=True)) for r in rows)}
    assert float(table[units["Hải Vân"]]["value"]) == pytest.approx(0.5)
    assert table[units[MEANT]]["source"] == "file bang-dich-vu.xlsx"
    blank = table[units["Tam Kỳ"]]
    assert (blank["value"], blank["state"]) == ("", "không có số liệu")
    assert any("ranh giới từ 30/04/2026" in note for note in notes)
    assert staff.trouble() == []
