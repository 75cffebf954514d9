"""The journey of a regulator through Services: a coloured map, a derivation, a tier without a map, an export."""

import csv
import io

import pytest
from openpyxl import load_workbook
from playwright.sync_api import expect

from tests.browser.visitor import Visitor


@pytest.fixture
def visitor(visit, demo) -> Visitor:
    return visit(f"{demo.url}/?view=services&lang=vi")


def test_a_regulator_reads_maps_derives_and_exports(visitor):
    page = visitor.page
    visitor.choose("svc_measure", "Hồ sơ trực tuyến toàn trình")
    visitor.wait_state("choropleth.title", "Hồ sơ trực tuyến toàn trình trên tổng số hồ sơ")
    pairs = visitor.own_colours()
    painted = [colour for colour, expected in pairs if colour == expected]
    assert len(painted) > 200
    assert len(set(painted)) >= 4
    shade = visitor.state("choropleth")
    assert sum(shade["counts"]) + sum(each["count"] for each in shade["states"]) == 94
    expect(visitor.map.locator(".hatang-legend")).to_contain_text("chưa rõ")

    ward = visitor.a_ward()
    visitor.click_map(ward)
    panel = page.locator(".st-key-svc_panel")
    expect(panel.locator("h4").first).to_contain_text(ward["name"])
    visitor.settle()
    page.get_by_role("button", name="Cách tính").first.click()
    derivation = page.locator('[data-testid="stPopoverBody"]')
    expect(derivation).to_contain_text("v2025-07")
    page.keyboard.press("Escape")
    visitor.settle()

    page.get_by_role("button", name="Tải về").first.click()
    with page.expect_download() as download:
        page.get_by_role("button", name="CSV kèm ghi chú").click()
    text = download.value.path().read_text("utf-8-sig")
    lines = list(csv.reader(io.StringIO(text)))
    notes = [line[0] for line in lines if line[0].startswith("# ")]
    header = next(i for i, line in enumerate(lines) if not line[0].startswith("# "))
    rows = [dict(zip(lines[header], line, strict=True)) for line in lines[header + 1 :]]
    assert len(rows) == 94
    assert any("files_full_share" in note or "toàn trình" in note for note in notes)
    blank = [row for row in rows if not row["value"]]
    assert blank
    assert all(row["state"] for row in blank)
    with page.expect_download() as download:
        page.get_by_role("button", name="Excel (XLSX)").click()
    assert len(load_workbook(io.BytesIO(download.value.path().read_bytes())).sheetnames) == 2
    assert visitor.trouble() == []


def test_a_tier_of_the_whole_city_has_a_figure_and_no_map(visit, demo):
    visitor = visit(f"{demo.url}/?view=services&lang=vi&measure=level34_share&tier=district")
    box = visitor.page.locator(".st-key-svc_figure")
    expect(box).to_contain_text("85,8 %")
    expect(box).to_contain_text("151 / 176")
    expect(box).to_contain_text("86 %")
    expect(box).to_contain_text("không chia cho")
    assert visitor.state("choropleth") is None
    assert visitor.trouble() == []
