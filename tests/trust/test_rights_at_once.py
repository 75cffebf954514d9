"""What is taken away is gone at the next tile and the next run; ids that are guessed lead nowhere."""

import datetime

import pytest

from layers.access import LOCAL_USER, Role
from layers.maps.settle import settle
from layers.maps.view import LayerView, MapView
from layers.store.rule_table import LayerRule
from tests.web.conftest import built, own_context, own_folder, small_layers  # noqa: F401
from tests.web.sign_in.conftest import accounts, visit  # noqa: F401

TILE = "/tiles/antenna_mast/8/204/116.pbf"
FEATURES = "/api/layers/antenna_mast/features"
STAFF = LayerRule(visibility="staff")


@pytest.mark.usefixtures("accounts")
def test_s51_a_layer_that_is_taken_out_of_service_is_gone_at_the_next_tile(visit, own_context):  # noqa: F811
    browser, store = visit("lan"), own_context.atlas.store
    assert browser.get(TILE).status_code == 200
    store.withdraw("antenna_mast", user="quan-tri")
    assert [browser.get(path).status_code for path in (TILE, FEATURES)] == [404, 404]
    store.restore("antenna_mast", 1, user="quan-tri")
    assert browser.get(TILE).status_code == 200


@pytest.mark.usefixtures("accounts")
def test_s51_a_browser_keeps_no_tile_of_what_is_not_for_everybody(visit, own_context):  # noqa: F811
    own_context.atlas.store.rules.set("antenna_mast", STAFF, by="quan-tri")
    shown = visit("minh")
    seen = own_context.atlas.now(own_context.accounts.who(shown.cookies["hatang_session"]).user)
    answer = shown.get(f"{TILE}?v={seen.key}")
    assert answer.headers["cache-control"] == "private, no-store"
    open_tile = shown.get(f"/tiles/duct_route/8/204/116.pbf?v={seen.key}")
    assert "immutable" in open_tile.headers["cache-control"]


@pytest.mark.usefixtures("accounts")
def test_s52_an_id_or_a_version_that_is_guessed_is_not_there(visit, own_context):  # noqa: F811
    own_context.atlas.store.rules.set(
        "antenna_mast", LayerRule(visibility="restricted", sums=False), by="quan-tri"
    )
    whole = own_context.atlas.now(LOCAL_USER)
    browser = visit("hoa")
    for path in (
        f"{TILE}?v={whole.key}",
        f"/tiles/duct_route,antenna_mast/8/204/116.pbf?v={whole.key}",
        "/tiles/antenna_mast.1/8/204/116.pbf",
        f"/tiles/v_{whole.versions['antenna_mast'].key}/8/204/116.pbf",
        "/tiles/ANTENNA_MAST/8/204/116.pbf",
        FEATURES,
        "/api/layers/important_work/features",
        "/api/export/antenna_mast?format=csv",
        "/api/jobs/" + "0" * 32 + "/kit",
    ):
        assert browser.get(path).status_code == 404, path


@pytest.mark.usefixtures("accounts")
def test_s53_s56_a_link_to_a_layer_that_became_private_opens_without_it(visit, own_context):  # noqa: F811
    view = MapView(layers=(LayerView("antenna_mast"), LayerView("duct_route")))
    store = own_context.atlas.store
    reader = own_context.accounts.who(visit("lan").cookies["hatang_session"]).user
    before, told = settle(view, own_context.atlas, own_context.atlas.now(reader), reader)
    assert (before, told) == (view, [])
    store.rules.set("antenna_mast", STAFF, by="quan-tri")
    after, told = settle(view, own_context.atlas, own_context.atlas.now(reader), reader)
    assert after.layers == (LayerView("duct_route"),)
    assert [key for key, _ in told] == ["view.gone.layer"]


@pytest.mark.usefixtures("accounts")
def test_s76_a_role_that_is_lowered_counts_at_the_next_tile(visit, own_context):  # noqa: F811
    own_context.atlas.store.rules.set("antenna_mast", STAFF, by="quan-tri")
    browser = visit("minh")
    assert browser.get(TILE).status_code == 200
    own_context.atlas.store.accounts.set_role("minh", Role.VIEWER, by="quan-tri")
    assert browser.get(TILE).status_code == 404


def test_a_grant_that_is_taken_back_or_over_counts_at_the_next_tile(visit, accounts, own_context):  # noqa: F811
    store = own_context.atlas.store
    store.rules.set("antenna_mast", LayerRule(visibility="restricted"), by="quan-tri")
    browser = visit("lan")
    assert browser.get(TILE).status_code == 404
    day = datetime.date(2999, 1, 1)
    given = accounts.grant("lan", "antenna_mast", purpose="Kiểm tra", until=day, by="quan-tri")
    assert browser.get(TILE).status_code == 200
    assert browser.get("/api/export/antenna_mast?format=csv").status_code == 404  # to look at only
    store.grants.revoke(given.id, by="quan-tri")
    assert browser.get(TILE).status_code == 404


@pytest.mark.usefixtures("accounts")
def test_s85_a_sensitive_field_is_at_no_door_of_a_viewer(visit, own_context):  # noqa: F811
    store = own_context.atlas.store
    store.rules.set("antenna_mast", LayerRule(tiers={"owner": "sensitive"}), by="quan-tri")
    for who, shown in (("lan", False), ("minh", True)):
        browser = visit(who)
        (listed,) = (
            layer
            for layer in browser.get("/api/layers").json()["layers"]
            if layer["id"] == "antenna_mast"
        )
        assert ("owner" in [f["name"] for f in listed["fields"]]) is shown
        first = browser.get(FEATURES).json()["features"][0]["properties"]
        assert ("owner" in first) is shown
        assert ("owner" in browser.get("/api/export/antenna_mast?format=csv").text) is shown
        tile = browser.get("/tiles/antenna_mast/14/13109/7451.pbf")
        assert tile.status_code == 200
        found = browser.get("/api/search?q=VNPT&lang=vi").text
        assert ("antenna_mast:" in found) is shown
