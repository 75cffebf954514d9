"""S-50: role x visibility x door. What somebody may not see is at no door, and what they may is at each.

The layer is the masts of the small store: `m1` stands in Hải Châu, `m5` elsewhere.
"""

import datetime
import shutil

import pytest
from starlette.testclient import TestClient
from starlette.websockets import WebSocketDisconnect

from layers.access import Role
from layers.accounts import password
from layers.accounts.book import AccountBook, user_of
from layers.errors import NotAllowed
from layers.export import export_layer
from layers.filters.condition import Condition, Filter, Ground
from layers.filters.rows import rows_of
from layers.maps.packed import pack
from layers.maps.settle import settle
from layers.maps.view import LayerView, MapView
from layers.profiles.profile import profile_of_area
from layers.search.find import find
from layers.settings import Settings
from layers.sheets.content import sheet_layers
from layers.store.rule_table import LayerRule
from layers.words import Words
from tests.web.conftest import built  # noqa: F401
from tests.web.sign_in.conftest import HOST, OURS_SOCKET, make_app
from web.context import install, open_context
from web.standalone.page import make_standalone
from web.words import web_words

MAST = "antenna_mast"
PEOPLE = {
    "viewer": Role.VIEWER,
    "granted": Role.VIEWER,
    "editor": Role.EDITOR,
    "publisher": Role.PUBLISHER,
    "administrator": Role.ADMINISTRATOR,
}
SEES = {
    "public": {"viewer", "granted", "editor", "publisher", "administrator"},
    "staff": {"editor", "publisher", "administrator"},
    "restricted": {"granted", "administrator"},
}
SUMS = SEES | {"staff": SEES["public"]}
VIEW = MapView(layers=(LayerView(MAST),), picked=(f"{MAST}:1",))


class Visit:
    """One person at all doors of one store."""

    def __init__(self, context, app, who: str):
        self.context, self.who = context, who
        self.user = user_of(context.atlas.store, who)
        self.browser = TestClient(
            app, base_url=f"http://{HOST}", follow_redirects=False, raise_server_exceptions=False
        )
        if self.user is not None:
            token = AccountBook(context.atlas.store).open(who, way="password", address="127.0.0.1")
            self.browser.cookies.set("hatang_session", token)

    @property
    def snapshot(self):
        return self.context.atlas.now(self.user)

    def get(self, path: str):
        return self.browser.get(path)


def _tile(visit):
    return visit.get(f"/tiles/{MAST}/8/204/116.pbf").status_code == 200


def _tile_by_token(visit):
    told = visit.get("/api/session")
    token = told.json()["token"] if told.status_code == 200 else "none"
    frame = TestClient(visit.browser.app, base_url=f"http://{HOST}")
    return frame.get(f"/tiles/{MAST}/8/204/116.pbf?t={token}").status_code == 200


def _tile_filtered_by_it(visit):
    near = Filter((), (Ground("near", layer=MAST, distance_m=5000.0),))
    asked = pack({"duct_route": {"filter": near.to_json()}})
    return visit.get(f"/tiles/duct_route/8/204/116.pbf?q={asked}").status_code == 200


def _catalogue(visit):
    answer = visit.get("/api/layers")
    return answer.status_code == 200 and MAST in answer.text


def _features(visit):
    return visit.get(f"/api/layers/{MAST}/features").status_code == 200


def _download(visit):
    return visit.get(f"/api/export/{MAST}?format=csv").status_code == 200


def _file(visit, tmp_path):
    try:
        export_layer(
            visit.context.atlas,
            MAST,
            tmp_path / "m.geojson",
            user=visit.user,
            file_format="geojson",
            snapshot=visit.snapshot,
        )
    except NotAllowed:
        return False
    return True


def _search(visit):
    found = find(visit.context.atlas, visit.snapshot, "m1", user=visit.user, lang="vi")
    return any(MAST in str(hit) for hit in found.hits)


def _search_route(visit):
    answer = visit.get("/api/search?q=m1&lang=vi")
    return answer.status_code == 200 and MAST in answer.text


def _link(visit):
    if visit.get("/").status_code != 200:
        return False
    settled, _ = settle(VIEW, visit.context.atlas, visit.snapshot, visit.user)
    return settled.layers == VIEW.layers and settled.picked == VIEW.picked


def _table(visit):
    if not visit.snapshot.has(MAST):
        return False
    one = Filter((Condition("feature_id", "=", ("m1",)),))
    return bool(rows_of(visit.context.atlas, visit.snapshot, MAST, one).any())


def _sheet(visit):
    return bool(sheet_layers(visit.context.atlas, visit.snapshot, VIEW, Words("vi"), visit.user))


def _page_of_one_file(visit):
    try:
        made = make_standalone(
            visit.context.atlas, visit.snapshot, VIEW, words=web_words("vi"), user=visit.user
        )
    except NotAllowed:
        return False
    return f'"{MAST}"' in made.html.decode()


def _values(visit):
    answer = visit.get("/api/values?areas=admin_commune&indicator=masts")
    values = answer.json()["values"].values() if answer.status_code == 200 else ()
    return any(value is not None for value in values)


def _profile(visit):
    atlas, snapshot = visit.context.atlas, visit.snapshot
    if not snapshot.has("admin_commune"):
        return False
    profile = profile_of_area(atlas, snapshot, "admin_commune", "20194", user=visit.user)
    return MAST in str(profile.amounts)


DOORS = {
    "tile": _tile,
    "tile of the frame": _tile_by_token,
    "tile filtered by it": _tile_filtered_by_it,
    "catalogue": _catalogue,
    "features": _features,
    "download": _download,
    "file": _file,
    "search": _search,
    "search while typing": _search_route,
    "link": _link,
    "table": _table,
    "print": _sheet,
    "map as one file": _page_of_one_file,
}
# What is only added up by area.
SUMMED = {"values": _values, "card": _profile}


@pytest.fixture(scope="module", params=list(SEES))
def closed_off(request, built, tmp_path_factory):  # noqa: F811
    """A store whose masts have one visibility, with everybody in it."""
    folder = tmp_path_factory.mktemp("matrix") / "store"
    context = open_context(Settings(store=str(shutil.copytree(built, folder))))
    install(context)
    store = context.atlas.store
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(password, "_N", 2**4)
        book = AccountBook(store)
        for who, role in PEOPLE.items():
            book.add(who, who, role, None, by="local")
    store.rules.set(
        MAST, LayerRule(visibility=request.param, sums=request.param != "restricted"), by="local"
    )
    book.grant(
        "granted",
        MAST,
        purpose="Kiểm tra khoảng cách",
        until=datetime.date(2999, 1, 1),
        export=True,
        by="administrator",
    )
    app = make_app(context)
    return request.param, {who: Visit(context, app, who) for who in ("nobody", *PEOPLE)}


@pytest.mark.parametrize("door", DOORS)
def test_s50_each_door_shows_it_to_those_who_may_and_to_nobody_else(closed_off, door, tmp_path):
    visibility, visits = closed_off
    more = {"tmp_path": tmp_path} if door == "file" else {}
    shown = {who for who, visit in visits.items() if DOORS[door](visit, **more)}
    assert shown == SEES[visibility]


@pytest.mark.parametrize("door", SUMMED)
def test_s50_sums_by_area_are_shown_where_points_are_not(closed_off, door):
    visibility, visits = closed_off
    assert {who for who, visit in visits.items() if SUMMED[door](visit)} == SUMS[visibility]


def test_s50_a_page_connects_for_all_who_are_signed_in(closed_off):
    for who, visit in closed_off[1].items():
        try:
            with visit.browser.websocket_connect("/_stcore/stream", headers=OURS_SOCKET):
                assert who != "nobody"
        except WebSocketDisconnect:
            assert who == "nobody"
