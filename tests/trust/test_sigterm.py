"""R-03: who is asked to end, ends: what is being answered is answered, and the store is whole."""

import signal
import threading
import time
import urllib.request

import pytest

from layers.store import open_store
from tests.browser.server import Server
from tests.web.conftest import built, own_folder, small_layers  # noqa: F401

_PATIENCE_S = 60


@pytest.fixture
def server(own_folder, tmp_path):  # noqa: F811
    running = Server(own_folder, tmp_path / "app.log").start()
    yield running
    running.stop()


def test_r03_an_app_that_is_asked_to_end_answers_first_and_leaves_a_whole_store(server):
    answers = []

    def take() -> None:
        address = f"{server.url}/api/export/antenna_mast?format=xlsx"
        with urllib.request.urlopen(address, timeout=_PATIENCE_S) as answer:
            answers.append((answer.status, len(answer.read())))

    takers = [threading.Thread(target=take) for _ in range(2)]
    for each in takers:
        each.start()
    time.sleep(0.2)  # they are asked for; whether they are answered yet is chance
    server._process.send_signal(signal.SIGTERM)
    server._process.wait(_PATIENCE_S)
    for each in takers:
        each.join(_PATIENCE_S)
    assert [status for status, size in answers if size] == [200, 200]
    assert server.health() is None
    assert open_store(str(server.store)).check() == []
