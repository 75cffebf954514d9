"""S-86: what somebody takes away, changes or is refused leaves its line, and no line holds what a layer holds."""

import sqlite3

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from layers.access import Action, Role, User, refusals, require
from layers.audit import QUIET_S, RefusalLog
from layers.errors import NotAllowed
from layers.export import export_layer
from layers.in_service import restore, withdraw
from layers.store import AuditFilter
from layers.store.rule_table import LayerRule
from layers.store.whence import speaking_from
from tests.web.conftest import publish, small_layers
from web.context import install
from web.routes import make_routes
from web.routes.takeaway import ask
from web.sign_in.identity import Visitor, acting
from web.taken import taken

LAYER, HIDDEN = "antenna_mast", "duct_route"
LAN, HOA = User("lan", role=Role.VIEWER), User("hoa", role=Role.PUBLISHER)


@pytest.fixture
def context(own_context):
    install(own_context)
    yield own_context
    refusals.listen(None)


@pytest.fixture
def client(context):
    return TestClient(Starlette(routes=make_routes(context)))


def lines(context, action: str):
    return context.atlas.store.audit(where=AuditFilter(action=action))


def values(context) -> set[str]:
    """The texts that the rows of the store hold; such as are words of the log, too, say nothing."""
    store, found = context.atlas.store, set()
    for layer_id in store.current():
        frame = store.read(layer_id)
        for column in frame.select_dtypes([object, "string"]).columns:
            if column != "geometry":
                found |= {str(each) for each in frame[column].dropna().unique()}
    return {text for text in found if len(text) > 5 and text not in " ".join(store.specs)}


def test_s86_each_deed_leaves_its_line_and_no_value(context, client, tmp_path):
    store, atlas = context.atlas.store, context.atlas
    filter, held = _filter(store), values(context)
    assert len(held) > 30
    with acting(Visitor(HOA)), speaking_from("10.0.0.7"):
        assert client.get(f"/api/export/{LAYER}?format=csv").status_code == 200
        assert client.get(f"/api/export/{LAYER}?format=csv&q={ask(filter)}").status_code == 200
        table = taken(context, lambda: b"rows", [LAYER, "admin_commune"], kind="xlsx", rows=3)
        sheet = taken(context, lambda: b"%PDF", [LAYER], kind="pdf", what="sheet", filtered=True)
    assert (table(), sheet()) == (b"rows", b"%PDF")  # pressed later, by whatever thread
    export_layer(atlas, LAYER, tmp_path / "a.csv", user=HOA, file_format="csv")
    told = [(e.user, e.layer_id, e.detail) for e in reversed(lines(context, "export"))]
    rows = store.current()[LAYER].rows
    assert [(user, layer, d["what"], d["filtered"]) for user, layer, d in told] == [
        ("hoa", LAYER, "layer", False),
        ("hoa", LAYER, "layer", True),
        ("hoa", LAYER, "table", False),
        ("hoa", "admin_commune", "table", False),
        ("hoa", LAYER, "sheet", True),
        ("hoa", LAYER, "layer", False),
    ]
    assert told[0][2]["rows"] == rows > told[1][2]["rows"]
    assert all(detail["version"] == 1 for _, _, detail in told)
    assert [d.get("address") for _, _, d in told[2:]] == ["10.0.0.7"] * 3 + [None]

    view = store.views.add({"layers": []}, title="Bản đồ của Lan", user="lan")
    frame, quality = small_layers()[LAYER]
    publish(store, frame, LAYER, quality)
    restore(store, LAYER, 1, user=HOA)
    withdraw(store, LAYER, user=HOA)
    assert [e.detail["view"] for e in lines(context, "view_shared")] == [view.id]
    for deed in ("publish", "restore", "withdraw"):
        assert lines(context, deed)[0].layer_id == LAYER

    said = " ".join(str(entry) for entry in store.audit(limit=None))
    assert [value for value in held if value in said] == []
    assert "Bản đồ" not in said
    assert store.check() == []


def test_s86_what_is_refused_is_written_once_a_minute(context, client):
    store = context.atlas.store
    store.rules.set(HIDDEN, LayerRule(visibility="restricted"), by="local")
    with acting(Visitor(LAN)):
        for _ in range(5):
            assert client.get(f"/tiles/{HIDDEN}/10/816/471.pbf").status_code == 404
            assert client.get(f"/api/layers/{HIDDEN}/features").status_code == 404
            assert client.get(f"/api/export/{HIDDEN}?format=csv").status_code == 404
        assert client.get("/api/layers/nothing_such/features").status_code == 404
    for _ in range(5):
        with pytest.raises(NotAllowed):
            require(LAN, Action.RESTORE, store.specs[LAYER])
    told = {(e.user, e.layer_id, e.detail["asked"]) for e in lines(context, "refused")}
    assert told == {("lan", HIDDEN, "see"), ("lan", HIDDEN, "export"), ("lan", LAYER, "restore")}
    assert len(lines(context, "refused")) == 3


def test_s86_a_flood_of_refusals_is_a_line_a_minute_and_holds_little(context):
    clock = iter(range(0, 10**6, 10))
    log = RefusalLog(context.atlas.store, clock=lambda: next(clock))
    for _ in range(12):  # two minutes
        log(LAN, "see", HIDDEN)
    assert len(lines(context, "refused")) == 120 // QUIET_S
    log(LAN, "see", "made-up-by-somebody")
    assert lines(context, "refused")[0].layer_id is None


def test_s86_a_refusal_that_cannot_be_written_is_a_refusal_all_the_same(context, monkeypatch):
    def full(*_, **__):
        from layers.errors import StoreFull

        raise StoreFull(path="/", free_mb=0, needed_mb=1)

    monkeypatch.setattr(context.atlas.store, "record", full)
    with pytest.raises(NotAllowed):
        require(LAN, Action.RESTORE, context.atlas.store.specs[LAYER])


@pytest.mark.parametrize("harm", ["UPDATE audit SET user = 'x'", "DELETE FROM audit"])
def test_s86_the_connection_of_the_store_changes_and_removes_no_line(context, harm):
    store = context.atlas.store
    before = store.audit(limit=None)
    with pytest.raises(Exception, match="append only"), store.catalogue.writing() as db:
        db.execute(harm)
    with pytest.raises(sqlite3.IntegrityError), sqlite3.connect(store.catalogue.path) as db:
        db.execute(harm)
    assert store.audit(limit=None) == before
    assert store.check() == []


def _filter(store):
    from layers.filters.condition import Condition, Filter

    field = store.read(LAYER)["feature_id"].iloc[0]
    return Filter((Condition("feature_id", "in", (str(field),)),))
