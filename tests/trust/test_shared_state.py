"""R-11, R-13: nothing that is cached knows a session, and no reader changes what all readers share."""

import ast
from pathlib import Path

import pandas as pd
import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient
from streamlit.testing.v1 import AppTest

from layers.access import LOCAL_USER
from layers.profiles.profile import profile_of_city
from layers.settings import ROOT
from web.routes import make_routes

CACHES = {"cache_data", "cache_resource", "fragment_cache", "lru_cache", "cache"}
SESSION = {"session_state", "query_params", "context", "user", "get_context", "experimental_user"}


def name_of(node: ast.AST) -> str:
    node = node.func if isinstance(node, ast.Call) else node
    return node.attr if isinstance(node, ast.Attribute) else getattr(node, "id", "")


def cached_readers(source: str) -> list[str]:
    """Functions under a decorator that caches, which read what belongs to one session."""
    found = []
    for node in ast.walk(ast.parse(source)):
        if not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            continue
        if not CACHES & {name_of(each) for each in node.decorator_list}:
            continue
        read = {
            inner.attr
            for inner in ast.walk(node)
            if isinstance(inner, ast.Attribute) and name_of(inner.value) == "st"
        } | {name_of(inner) for inner in ast.walk(node) if isinstance(inner, ast.Name)}
        if read & SESSION:
            found.append(node.name)
    return found


def test_r11_the_lint_sees_what_it_should():
    bad = "@st.cache_data(ttl=3)\ndef f():\n    return st.session_state['a']\n"
    assert cached_readers(bad) == ["f"]
    assert cached_readers("@lru_cache\ndef g():\n    return get_context()\n") == ["g"]
    assert cached_readers("@lru_cache\ndef h(a):\n    return a\n") == []


@pytest.mark.parametrize("room", ["web", "layers", "geo"])
def test_r11_no_cached_function_reads_the_session(room):
    faults = {
        path.relative_to(ROOT).as_posix(): names
        for path in sorted((Path(ROOT) / room).rglob("*.py"))
        if (names := cached_readers(path.read_text(encoding="utf-8")))
    }
    assert faults == {}


def fingerprint(frame: pd.DataFrame) -> str:
    """All values, columns, types and shapes of a frame."""
    plain = pd.DataFrame(frame.drop(columns="geometry", errors="ignore"))
    shapes = frame.geometry.to_wkb().tolist() if "geometry" in frame else []
    kinds = [f"{name}:{kind}" for name, kind in frame.dtypes.items()]
    return repr((kinds, plain.to_json(default_handler=str), shapes, list(frame.index)))


def test_r13_the_frames_that_all_share_are_as_they_were_after_every_view(own_context):
    atlas = own_context.atlas
    snapshot = atlas.now()
    held = {layer_id: atlas.frame(version) for layer_id, version in snapshot.versions.items()}
    before = {layer_id: fingerprint(frame) for layer_id, frame in held.items()}
    facts = atlas.facts(snapshot, "admin_commune").areas
    before_facts = fingerprint(facts)
    for view in ("explore", "services", "coverage"):
        app = AppTest.from_file(str(ROOT / "web" / "main.py"), default_timeout=60)
        app.query_params["view"] = view
        app.query_params["lang"] = "en"
        app.run()
        assert not app.exception
    profile_of_city(atlas, snapshot, "admin_commune", "48", user=LOCAL_USER)
    client = TestClient(Starlette(routes=make_routes(own_context)))
    for address in (
        "/api/layers",
        "/api/layers/antenna_mast/features?limit=10",
        "/tiles/admin_commune,antenna_mast,duct_route/9/409/232.pbf",
    ):
        assert client.get(address).status_code == 200
    assert {i: fingerprint(frame) for i, frame in held.items()} == before
    assert {i: fingerprint(atlas.frame(v)) for i, v in snapshot.versions.items()} == before
    assert fingerprint(atlas.facts(snapshot, "admin_commune").areas) == before_facts
