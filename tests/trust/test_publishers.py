"""R-04, R-12: of several who publish at once one wins each version; everybody sees it at once."""

import json
import subprocess
import sys

import mapbox_vector_tile
import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from layers.keeping.inspect import inspect
from layers.settings import ROOT
from layers.store import open_store
from tests.trust.stores import LAYER, filled, swift_folder, times
from tests.web.conftest import _masts, publish
from web.routes import make_routes

_RUN = "import sys; from tests.trust import killing; killing.many_times(*sys.argv[1:])"


@pytest.fixture
def place():
    with swift_folder() as folder:
        yield folder


def test_r04_two_processes_publish_the_same_layer_and_one_wins_each_version(place):
    folder = place / "store"
    filled(folder, 1)
    rounds = times(100, 400)
    both = [
        subprocess.Popen(
            [sys.executable, "-c", _RUN, str(folder), name, str(rounds)],
            cwd=ROOT,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        for name in ("a", "b")
    ]
    said = [process.communicate(timeout=300) for process in both]
    assert [process.returncode for process in both] == [0, 0], said
    won, lost = {}, 0
    for out, _ in said:
        for line in out.splitlines():
            first, second = line.split()
            if first == "lost":
                lost += int(second)
            else:
                assert first not in won
                won[first] = second
    store = open_store(str(folder))
    assert len(won) + lost == 2 * rounds
    assert sorted(map(int, won)) == list(range(2, len(won) + 2))
    for version in store.history(LAYER)[:-1]:
        names = store.read(LAYER, number=version.number)["feature_id"]
        assert list(names) == [won[str(version.number)]]
    assert store.current()[LAYER].number == len(won) + 1
    assert [e.detail["version"] for e in store.audit()] == list(range(len(won) + 1, 0, -1))
    assert (inspect(folder).errors, list((folder / "staging").iterdir())) == ([], [])
    print(f"R-04: {len(won)} versions won, {lost} attempts lost")


@pytest.fixture
def client(own_context):
    return TestClient(Starlette(routes=make_routes(own_context)))


def test_r12_a_publish_of_another_process_is_seen_at_once_and_no_old_tile_is_served(
    client, own_context, own_folder
):
    """Another store object stands for the other process: nothing is shared but the folder."""
    address = f"/tiles/{LAYER}/15/26218/14903.pbf"

    def owners() -> set[str]:
        answer = client.get(address)
        assert answer.status_code == 200, answer.text
        layer = mapbox_vector_tile.decode(answer.content).get(LAYER, {"features": []})
        return {feature["properties"].get("owner") for feature in layer["features"]}

    assert "Mới" not in owners()
    seen = own_context.atlas.now().versions[LAYER]
    frame = _masts().assign(owner="Mới")
    publish(open_store(str(own_folder)), frame, LAYER)
    assert own_context.atlas.now().versions[LAYER].number == seen.number + 1
    assert owners() == {"Mới"}
    rows = json.loads(client.get(f"/api/layers/{LAYER}/features?limit=10").content)
    assert {each["properties"]["owner"] for each in rows["features"]} == {"Mới"}
