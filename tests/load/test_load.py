"""The load script, small: two users for a few seconds, so that it goes on working as the page changes."""

from argparse import Namespace

from layers.store import open_store
from tests.load.run import measure
from tests.own_loop import finished
from tests.web.conftest import publish, small_layers


def test_r30_users_find_nothing_broken(tmp_path):
    given = tmp_path / "given"
    store = open_store(str(given))
    for layer_id, (frame, quality) in small_layers().items():
        publish(store, frame, layer_id, quality)
    size = {"processes": 1, "users": 2, "seconds": 60, "every": 0.0, "rounds": 1, "spread": 10}
    options = Namespace(store=given, **size, sessions=2, rest=0)
    report = finished(measure(options, tmp_path))
    users = report["users"]
    assert users["what"] == {}
    assert set(users["rerun"]["by"]) >= {
        "open",
        "area",
        "city",
        "filter panel",
        "layer",
        "table",
    }, users["rerun"]["by"]
    assert users["tile"]["count"] > 0
    assert {"choropleth", "search"} <= set(users["json"]["by"])
    assert report["sessions"]["errors"] == 0
    assert report["memory_sessions"]["told"]["sessions"] == 2
    assert "p95 ms" in report["table"]
