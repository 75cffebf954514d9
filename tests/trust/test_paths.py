"""S-09: what a visitor writes never becomes a path, an address or a command of a reader."""

import http.server
import socketserver
import threading

import pytest

from layers.cli import main
from layers.errors import HatangError
from layers.importing.bundle import Bundle
from layers.importing.choices import Choices
from layers.importing.limits import Limits
from layers.importing.worker.run import run_here
from layers.importing.worker.task import Task
from layers.words import LANGUAGES, explain
from tests.layers.importing.files import archive, shapefile

TEXTS = (
    "{url}/a.geojson",
    "/vsicurl/{url}/a.geojson",
    "/vsizip//vsicurl/{url}/a.zip",
    '{{"type":"FeatureCollection","features":[],"crs":{{"type":"link","properties":{{"href":"{url}/c"}}}}}}',
    "PG:host=127.0.0.1 port={port} dbname=x",
    "WFS:{url}",
    "OAPIF:{url}",
    "/etc/passwd",
    "../../etc/passwd",
    "file:///etc/passwd",
    "\\\\127.0.0.1\\c$\\a.shp",
    "`touch canary`",
    "$(touch canary)",
    "a\x00b",
)


class _Ear(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        self.server.heard.append(self.path)
        self.send_error(404)

    do_HEAD = do_POST = do_GET

    def log_message(self, *said):
        pass


@pytest.fixture(scope="module")
def ear():
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), _Ear) as server:
        server.heard = []
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield server
        server.shutdown()


@pytest.fixture(params=range(len(TEXTS)))
def text(request, ear):
    """One of the texts, and afterwards that nobody was called."""
    port = ear.server_address[1]
    yield TEXTS[request.param].format(url=f"http://127.0.0.1:{port}", port=port)
    assert ear.heard == []


def asked(folder, **choices) -> str:
    """What comes of a sound file with these choices: the refusal, or the findings."""
    path = archive(folder / "a.zip", *shapefile(folder / "s").parent.iterdir())
    bundle = Bundle.at(path)
    job = folder / "job"
    job.mkdir()
    task = Task(bundle.name, bundle.paths, None, choices=Choices(**choices), limits=Limits())
    try:
        report = run_here(task, job).report
    except HatangError as refusal:
        return " ".join(explain(refusal, lang) for lang in LANGUAGES)
    return " ".join(finding.rule for finding in report.findings)


@pytest.mark.parametrize("choice", ["part", "place", "encoding"])
def test_s09_a_choice_of_the_import_is_looked_up_and_never_opened(tmp_path, text, choice):
    said = asked(tmp_path, **{choice: text})
    assert "Traceback" not in said
    assert "root:" not in said
    assert not list(tmp_path.rglob("canary"))


def test_s09_the_command_line_takes_files_only(tmp_path, ear, capsys):
    """What is no file on the disk is refused, however much it looks like an address."""
    port = ear.server_address[1]
    for text in (TEXTS[0], TEXTS[1], TEXTS[5]):
        asked_for = text.format(url=f"http://127.0.0.1:{port}", port=port)
        status = main(["check", asked_for, "--store", str(tmp_path / "store")])
        out, err = capsys.readouterr()
        assert status == 2
        assert "Traceback" not in out + err
    assert ear.heard == []
