"""Tokens of the map's frame: of a session, for what it sees, for a while."""

from types import SimpleNamespace

import pytest

from layers.basemaps.listing import BaseMap, Listing
from layers.words import Words
from web.map import bases
from web.sign_in import tokens

TILE = "/tiles/admin_commune/8/203/115.pbf"
NOW_S = 1_800_000_000.0


@pytest.fixture
def held(visit, accounts, own_context):
    """A session of a viewer: its key, and what it sees."""
    token = accounts.open("lan", way="password", address="127.0.0.1")
    who = accounts.who(token)
    return token, who.session.key, own_context.atlas.now().key


def test_the_frame_brings_the_token_of_its_page_instead_of_a_cookie(visit, accounts):
    told = visit("lan").get("/api/session").json()
    frame = visit()
    assert frame.get(TILE).status_code == 401
    assert frame.get(f"{TILE}?t={told['token']}").status_code == 200
    assert frame.get(f"/api/layers?t={told['token']}").status_code == 401  # no door of the frame


def test_the_frame_is_shown_where_the_rows_of_an_import_lie(
    visit, accounts, own_context, monkeypatch, tmp_path
):
    shown = tmp_path / "preview.json"
    shown.write_text('{"rows": 1}')
    asked = []

    def job(job_id, *, user):
        asked.append(user.id)
        return SimpleNamespace(id=job_id)

    monkeypatch.setattr(own_context.desk, "job", job)
    monkeypatch.setattr(own_context.desk, "outcome", lambda _: SimpleNamespace(preview=shown))
    token = visit("minh").get("/api/session").json()["token"]
    frame = visit()
    assert frame.get("/api/previews/j?at=1").status_code == 401
    answer = frame.get(f"/api/previews/j?at=1&t={token}", headers={"origin": "null"})
    assert (answer.json(), answer.headers["access-control-allow-origin"]) == ({"rows": 1}, "*")
    assert asked == ["minh"]
    assert frame.get(f"/api/jobs/j/kit?t={token}").status_code == 401


def test_a_token_that_was_changed_or_of_another_store_is_nobodys(visit, held, own_context):
    good = tokens.issue(own_context.atlas.store, held[1], held[2])
    frame = visit()
    said, _, signature = good.rpartition(".")
    # The first letter: of the last one some bits count for nothing.
    changed = f"{said}.{'A' if signature[0] != 'A' else 'B'}{signature[1:]}"
    for bad in (changed, "x" + good, "", "a.b", good + "%00"):
        assert frame.get(f"{TILE}?t={bad}").status_code == 401


def test_a_token_lasts_for_two_windows(own_context, held):
    store, (_, key, seen) = own_context.atlas.store, held
    made = tokens.issue(store, key, seen, now_s=NOW_S)
    assert made == tokens.issue(store, key, seen, now_s=NOW_S + 1)
    for later, good in (
        (tokens.WINDOW_S, True),
        (2 * tokens.WINDOW_S, False),
        (-tokens.WINDOW_S * 2, False),
    ):
        found = tokens.visitor_of(store, f"t={made}", now_s=NOW_S + later)
        assert (found.user is not None) is good


def test_a_token_is_for_the_versions_it_was_given_for(own_context, held):
    store, (_, key, seen) = own_context.atlas.store, held
    made = tokens.issue(store, key, seen)
    assert tokens.visitor_of(store, f"v={seen}&t={made}").user.id == "lan"
    assert tokens.visitor_of(store, f"v=other&t={made}").user is None


def test_a_page_that_shows_an_older_version_gets_another_token_for_it(visit, accounts):
    told = visit("lan").get("/api/session?v=older").json()
    assert visit().get(f"{TILE}?v=older&t={told['token']}").status_code == 200
    assert visit().get(f"{TILE}?v=other&t={told['token']}").status_code == 401


def test_pictures_of_a_base_map_need_no_version_of_layers(visit, accounts, own_context):
    held = SimpleNamespace(changed=7)
    archive = BaseMap("n", "Ảnh", "Pictures", "mbtiles", "", "", archive=held)
    scene = SimpleNamespace(view=SimpleNamespace(base="n"), words=Words("vi"), context=own_context)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(bases, "listing", lambda context: Listing((archive,)))
        url = bases.base_state(scene)["url"].format(z=1, x=1, y=1)
    told = visit("lan").get("/api/session").json()
    # There is none in this store: but it was let in.
    assert visit().get(f"{url}&t={told['token']}").status_code == 404


def test_a_token_ends_with_its_session(own_context, held, accounts):
    store, (token, key, seen) = own_context.atlas.store, held
    made = tokens.issue(store, key, seen)
    accounts.sign_out(token)
    assert tokens.visitor_of(store, f"t={made}").user is None
