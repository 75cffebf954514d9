"""Stores that are not the demonstration: real communes, damage under way, nothing at all."""

import re

from playwright.sync_api import expect

from layers.access import LOCAL_USER
from layers.publishing import publish_file
from layers.store import open_store
from tests.web.conftest import WARDS, make_communes, publish, small_layers


def build_small(folder, *, wards: dict = WARDS, name: str | None = None):
    """The small store of tests/web; with `name` in every text of a file that is shown."""
    store = open_store(str(folder))
    for layer_id, (frame, quality) in small_layers().items():
        if layer_id == "admin_commune":
            frame = make_communes(wards=wards)
        if name and "owner" in frame:
            frame = frame.assign(owner=name)
        if name and "full_name" in frame and layer_id == "admin_province":
            frame = frame.assign(full_name=name)
        publish(store, frame, layer_id, quality, source=name or "test")
    return store


def test_the_real_communes_of_the_country_stand_on_the_map(visit, serve, tmp_path, shared_data):
    store = open_store(str(tmp_path / "store"))
    file = shared_data / "vn_communes_20m.parquet"
    report = publish_file(store, file, "admin_commune", user=LOCAL_USER)
    assert report.rows_accepted == 3321
    server = serve(tmp_path / "store")
    visitor = visit(f"{server.url}/?city=VN&lang=en")
    assert visitor.state("view.id") == "VN"
    shade = visitor.state("choropleth")
    assert sum(shade["counts"]) + shade["unknown_count"] == 3321
    seen = visitor.map.evaluate(
        "() => new Set(hatang.grid.tiles().flatMap((tile) => tile.layers.admin_commune)"
        ".map((feature) => feature.properties.code)).size"
    )
    assert seen > 2500  # what lies on the screen; the smallest are no pixel
    assert len(visitor.own_places()) > 200
    expect(visitor.card()).to_contain_text("3,321")
    visitor.map.evaluate("() => void hatang.map.setView([21.03, 105.85], 11, { animate: false })")
    visitor.wait()
    ward = visitor.a_ward()
    visitor.click_map(ward)
    expect(visitor.card()).to_contain_text(ward["name"])
    assert visitor.trouble() == []


def spoil(folder) -> None:
    for name in ("catalogue.db-wal", "catalogue.db-shm"):
        (folder / name).unlink(missing_ok=True)
    (folder / "catalogue.db").write_bytes(b"not a database" * 1000)


def test_damage_under_way_is_told_in_one_sentence(visit, serve, tmp_path):
    build_small(tmp_path / "store")
    server = serve(tmp_path / "store")
    visitor = visit(f"{server.url}/?lang=en")
    spoil(tmp_path / "store")
    visitor.choose("x_indicator", "Length of ducts")
    error = visitor.page.get_by_test_id("stAlert")
    expect(error).to_contain_text("HATANG_STORE")
    text = visitor.page.locator("body").inner_text()
    assert re.findall(r"Traceback|\.py\b|sqlite3|Error:", text) == []
    assert server.health() == 503
    for path in ("/api/layers", "/api/labels/admin_commune", "/tiles/admin_commune/8/204/116.pbf"):
        status, kind, body = server.get(path)
        assert (status, kind) == (503, "application/json"), path
        assert b"Traceback" not in body


def test_a_store_damaged_from_the_start_is_told_and_the_app_stands(
    visit, serve, tmp_path, chromium
):
    folder = tmp_path / "store"
    folder.mkdir()
    spoil(folder)
    server = serve(folder)
    page = chromium.new_page(locale="vi-VN")
    try:
        page.goto(server.url)
        expect(page.get_by_test_id("stAlert")).to_contain_text("HATANG_STORE")
        assert "Traceback" not in page.locator("body").inner_text()
    finally:
        page.close()
