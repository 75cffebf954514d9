"""The Import view as somebody meets it who hands in a file: each step asks what is unclear, and nothing else."""

import io
import json
import zipfile
from dataclasses import replace

import geopandas as gpd
import pytest
from shapely.geometry import Point
from starlette.applications import Starlette
from starlette.testclient import TestClient
from streamlit.testing.v1 import AppTest

from layers.access import Role, User
from layers.importing.choices import Choices
from layers.importing.worker.run import run_here
from layers.jobs.desk import Desk
from layers.jobs.incoming import Incoming
from layers.jobs.job import State
from layers.settings import ROOT
from tests.layers.importing.old_letters import tcvn3
from tests.web.conftest import HOSTILE_HTML, HOSTILE_MARKDOWN, WARDS
from tests.web.sent_state import sent
from web.context import install
from web.routes import make_routes
from web.sign_in.identity import Visitor, acting
from web.views.imports.home import UPLOADER
from web.views.imports.preview import KEY as MAP

pytestmark = pytest.mark.filterwarnings("ignore:'crs' was not provided")
MAIN = str(ROOT / "web" / "main.py")
LAYER = "service_point"


@pytest.fixture
def context(own_context):
    """A context whose desk works in this process, and only when a test says so."""
    desk = Desk(own_context.atlas.store, work=run_here)
    made = replace(own_context, desk=desk, incoming=Incoming(desk, most_bytes=2**20))
    install(made)
    return made


def work(context) -> None:
    """Do what waits at the desk."""
    while waiting := context.desk._table.waiting():
        context.desk._bench._do(waiting[0])


def points(n: int = 12, **columns) -> gpd.GeoDataFrame:
    """Service points in the wards of Da Nang, with all that the layer requires."""
    wards = [w for w in WARDS.values() if w[1] == "48"]
    at = [wards[i % 4] for i in range(n)]
    shapes = [Point(x + 0.05, y + 0.04 + i / 1000) for i, (_, _, (x, y)) in enumerate(at)]
    rows = {
        "MA": [f"DV-{i:02d}" for i in range(n)],
        "TEN": [f"Bộ phận một cửa {i}" for i in range(n)],
        "PHUONG": [f"Phường {name}" for name, _, _ in at],
    }
    return gpd.GeoDataFrame(rows | columns, geometry=shapes, crs=4326)


def required(context, layer_id: str = LAYER) -> dict[str, str]:
    """A value for each required field that `points` lacks."""
    spec = context.atlas.store.specs[layer_id]
    by_type = {"date": "2026-01-31", "integer": "1", "number": "1", "boolean": "true"}
    return {
        f.name: f.allowed[0] if f.allowed else by_type.get(f.item_type, "48")
        for f in spec.fields
        if f.required and f.name != "feature_id"
    }


def hand_in(context, frame, tmp_path, name: str = "diem.geojson"):
    """Give a file to the desk, as the upload route does."""
    path = tmp_path / "made" / name
    path.parent.mkdir(exist_ok=True)
    frame.to_file(path) if isinstance(frame, gpd.GeoDataFrame) else path.write_bytes(frame)
    return context.desk.receive([path], user=context.user)


def hand_in_old(context, tmp_path):
    """The same points as old Shapefile parts: TCVN3 letters, VN-2000 numbers, no .prj and no .cpg."""
    frame = points(n=20).to_crs(5899)
    frame = frame.assign(PHUONG=frame["PHUONG"].map(tcvn3), TEN=frame["TEN"].map(tcvn3))
    folder = tmp_path / "old"
    folder.mkdir()
    bare = frame.set_crs(None, allow_override=True)
    bare.to_file(folder / "diem.shp", encoding="ISO-8859-1", engine="pyogrio")
    for suffix in (".prj", ".cpg"):
        (folder / f"diem{suffix}").unlink(missing_ok=True)
    parts = [folder / f"diem{suffix}" for suffix in (".shp", ".shx", ".dbf")]
    return context.desk.receive(parts, user=context.user)


def start(**address: str) -> AppTest:
    app = AppTest.from_file(MAIN, default_timeout=30)
    for name, value in ({"view": "import", "lang": "en"} | address).items():
        app.query_params[name] = value
    app.run()
    assert not app.exception
    return app


def open_checked(context, job, **choices) -> AppTest:
    """The page of a job that was checked under these choices."""
    context.desk.check(job.id, user=context.user, **choices)
    work(context)
    return start(job=job.id)


def run(app: AppTest) -> AppTest:
    app.run()
    assert not app.exception
    return app


def press(app: AppTest, key: str) -> AppTest:
    app.button(key=key).click().run()
    assert not app.exception
    return app


def address(app: AppTest, name: str) -> str:
    """What stands in the address; a test writes it as a list, the page as text."""
    value = app.query_params[name]
    return value[0] if isinstance(value, list) else value


def step(app: AppTest) -> str:
    return address(app, "step")


def said(app: AppTest) -> str:
    kinds = (app.markdown, app.caption, app.text, app.success, app.info, app.warning, app.error)
    return "\n".join(element.value for kind in kinds for element in kind)


def the_job(context):
    (job,) = context.desk.jobs(user=context.user)
    return job


# --- getting there


def test_an_empty_desk_says_what_to_do_and_what_is_taken(context):
    app = start()
    assert "Drop your file" in said(app)
    (element,) = [e for e in app.get("bidi_component") if "most_bytes" in e.proto.json]
    data = json.loads(element.proto.json)
    assert data["most_bytes"] == context.settings.max_upload_mb * 2**20
    assert "GeoPackage" in data["words"]["limits"]
    assert ".shx" in data["sets"][".shp"]


def test_the_switch_leads_to_the_map_and_back_with_its_choices(context):
    app = start(view="explore", city="92")
    app.segmented_control(key="view").set_value("import").run()
    assert address(app, "view") == "import"
    app.segmented_control(key="view").set_value("explore").run()
    assert not app.exception
    assert address(app, "city") == "92"
    assert "view" not in app.query_params


def test_files_that_arrive_are_checked_at_once_and_a_single_one_is_opened(context, tmp_path):
    job = hand_in(context, points(), tmp_path)
    app = start()
    app.session_state[UPLOADER] = {"jobs": [job.id]}
    app.run()
    assert address(app, "job") == job.id
    assert the_job(context).state is State.QUEUED
    work(context)
    app.session_state[UPLOADER] = {}
    assert "12 rows" in said(run(app))


@pytest.mark.parametrize("told", [["x"], ["0" * 32], "abc", [1], None, [["0" * 32]]])
def test_what_a_browser_makes_up_opens_nothing(context, told):
    app = start()
    app.session_state[UPLOADER] = {"jobs": told}
    run(app)
    assert "job" not in app.query_params


def test_an_unknown_job_is_told_and_the_list_shown(context):
    app = start(job="0" * 32)
    assert app.warning
    assert "job" not in app.query_params


# --- layer and columns


def test_the_layer_is_suggested_and_the_columns_shown_with_values(context, tmp_path):
    frame = points().rename(columns={"TEN": "point_type"}).assign(point_type="commune")
    app = open_checked(context, hand_in(context, frame, tmp_path, "service_point.geojson"))
    assert step(app) == "layer"
    assert app.selectbox[0].value == LAYER
    table = app.dataframe[0].value
    assert list(table["column"]) == ["MA", "point_type", "PHUONG"]
    assert table["values"][0] == "DV-00 · DV-01 · DV-02"


def test_required_fields_without_a_column_are_asked_for_and_a_check_follows(context, tmp_path):
    job = hand_in(context, points(), tmp_path)
    app = open_checked(context, job, layer_id=LAYER)
    assert step(app) == "columns"
    for field, value in required(context).items():
        key = f"column_{field}_{job.id}"
        if not [box for box in app.selectbox if box.key == key]:
            continue  # filled by the layer's own rules
        app.selectbox(key=key).set_value("\x00given").run()
        given = f"given_{field}_{job.id}"
        lists = [box for box in app.selectbox if box.key == given]
        (lists[0] if lists else app.text_input(key=given)).set_value(value).run()
    assert not app.exception
    press(app, "import_on")
    work(context)
    run(app)
    assert context.desk.outcome(the_job(context)).report.faults == []
    assert set(the_job(context).choices.given) <= set(required(context))


def test_a_column_taken_by_its_name_can_be_left_out(context, tmp_path):
    job = hand_in(context, points(), tmp_path)
    app = open_checked(context, job, layer_id=LAYER)
    used = context.desk.outcome(the_job(context)).mapping
    assert used["name"] == "TEN"
    app.selectbox(key=f"column_name_{job.id}").set_value("\x00none").run()
    press(app, "import_on")
    work(context)
    assert the_job(context).choices.mapping == {"name": ""}
    assert "name" not in context.desk.outcome(the_job(context)).mapping


# --- letters and place


def test_old_letters_and_an_unnamed_place_are_recognised_and_confirmed(context, tmp_path):
    job = hand_in_old(context, tmp_path)
    given = required(context)
    app = open_checked(context, job, layer_id=LAYER, choices=Choices(given=given))
    report = context.desk.outcome(the_job(context)).report
    assert (report.encoding, report.epsg) == ("TCVN3", 5899)
    assert step(app) == "letters"
    table = app.dataframe[0].value
    assert table["encoding"][0] == "✓ TCVN3"
    assert table.iloc[0].tolist()[1] == "Bộ phận một cửa 0"
    press(app, "import_on")
    assert step(app) == "place"
    assert app.radio(key=f"place_{job.id}").value == "5899"
    state = sent(app)
    assert state["preview"]["chosen"] == "5899"
    assert f"/api/previews/{job.id}" in state["preview"]["url"]
    west, south, east, north = state["view"]["bbox"]
    assert 107.9 < west < 108.1 < east < 108.3
    assert 15.9 < south < 16.1 < north < 16.3
    press(app, "import_on")
    assert step(app) == "changes"  # nothing else needs anybody
    assert the_job(context).choices.place is None


def test_another_encoding_and_another_place_are_choices_of_the_next_check(context, tmp_path):
    job = hand_in_old(context, tmp_path)
    app = open_checked(context, job, layer_id=LAYER, choices=Choices(given=required(context)))
    app.selectbox(key=f"encoding_{job.id}").set_value("VNI").run()
    press(app, "import_on")
    work(context)
    assert the_job(context).choices.encoding == "VNI"
    app = start(job=job.id, step="place")
    app.radio(key=f"place_{job.id}").set_value("other").run()
    app.text_input(key=f"epsg_{job.id}").set_value("EPSG:9999999").run()
    assert "Not an EPSG code" in said(app)
    app.text_input(key=f"epsg_{job.id}").set_value("5898").run()
    press(app, "import_on")
    assert the_job(context).choices.place == "5898"


# --- findings


def faulty(context, tmp_path, *, rows: int = 12) -> AppTest:
    """A job whose file has one row that cannot be taken."""
    job = hand_in(context, points(rows, kiosk=["có"] * (rows - 1) + ["chờ"]), tmp_path)
    given = required(context)
    return open_checked(context, job, layer_id=LAYER, choices=Choices(given=given))


def test_a_bad_row_stops_the_file_until_somebody_agrees_to_set_it_aside(context, tmp_path):
    app = faulty(context, tmp_path)
    job = the_job(context)
    assert step(app) == "findings"
    assert "**12** rows in the file = **11** accepted + **1** set aside" in said(app)
    app.segmented_control(key="import_step").set_value("changes").run()
    assert app.button(key="import_publish").disabled
    assert "Findings" in app.warning[0].value
    app.segmented_control(key="import_step").set_value("findings").run()
    app.checkbox(key=f"accept_value.type_{job.id}").check().run()
    press(app, "import_on")
    work(context)
    run(app)
    assert step(app) == "changes"
    assert not app.button(key="import_publish").disabled


def test_agreeing_and_going_on_in_one_breath_is_a_check_with_that_choice(context, tmp_path):
    app = faulty(context, tmp_path)
    job = the_job(context)
    app.checkbox(key=f"accept_value.type_{job.id}").check()
    app.button(key="import_on").click().run()
    assert not app.exception
    assert the_job(context).choices.accept == ("value.type",)
    assert the_job(context).state is State.QUEUED


def test_choices_made_together_with_the_button_are_kept(context, tmp_path):
    job = hand_in_old(context, tmp_path)
    app = open_checked(context, job, layer_id=LAYER, choices=Choices(given=required(context)))
    app.selectbox(key=f"encoding_{job.id}").set_value("VNI")
    press(app, "import_on")
    assert the_job(context).choices.encoding == "VNI"
    work(context)
    app = start(job=job.id, step="place")
    other = next(o for o in app.radio(key=f"place_{job.id}").options if "5899" not in o)
    app.radio(key=f"place_{job.id}").set_value(other)
    press(app, "import_on")
    assert the_job(context).choices.place not in (None, "5899")
    work(context)
    app = start(job=job.id, step="columns")
    app.selectbox(key=f"column_name_{job.id}").set_value("\x00none")
    press(app, "import_on")
    assert the_job(context).choices.mapping == {"name": ""}


def test_rows_of_a_finding_and_the_map_point_at_each_other(context, tmp_path):
    app = faulty(context, tmp_path)
    job = the_job(context)
    press(app, f"rows_value.type_{job.id}")
    table = app.dataframe[0].value
    assert table[["row", "value"]].to_numpy().tolist() == [[12, "chờ"]]
    app.session_state[MAP] = {"pick": {"layer": "preview", "id": "12", "lon": 108, "lat": 16}}
    app.run()
    app.session_state[MAP] = {}
    assert sent(app)["preview"]["selected"] == 12
    assert any("Row 12" in m.value and "“chờ”" in m.value.replace("\\", "") for m in app.markdown)
    assert sent(app)["preview"]["entries"][0]["id"] == "error"


def test_a_clean_file_says_how_much_was_checked_and_goes_straight_to_publishing(context, tmp_path):
    job = hand_in(context, points(), tmp_path)
    app = open_checked(context, job, layer_id=LAYER, choices=Choices(given=required(context)))
    report = context.desk.outcome(the_job(context)).report
    assert not [f for f in report.findings if f.severity != "info"]
    assert step(app) == "changes"
    app.segmented_control(key="import_step").set_value("findings").run()
    assert f"{report.rules_checked} rules on 12 rows" in app.success[0].value


def test_nothing_in_the_page_speaks_of_the_command_line(context, tmp_path):
    job = hand_in_old(context, tmp_path)
    app = open_checked(context, job, layer_id=LAYER)
    for name in ("columns", "letters", "place", "findings"):
        app.segmented_control(key="import_step").set_value(name).run()
        assert "--" not in said(app).replace("\\", "")


# --- publishing and versions


def published(context, tmp_path, rows: int = 12) -> AppTest:
    job = hand_in(context, points(rows), tmp_path)
    given = required(context)
    app = open_checked(context, job, layer_id=LAYER, choices=Choices(given=given))
    press(app, "import_publish")
    work(context)
    return run(app)


def test_a_published_layer_is_seen_on_the_map(context, tmp_path):
    app = published(context, tmp_path)
    assert context.atlas.now().versions[LAYER].rows == 12
    assert "version 1" in app.success[0].value
    press(app, "import_see")
    assert "view" not in app.query_params
    assert address(app, "city") == "48"
    assert LAYER in [layer["id"] for layer in sent(app)["layers"]]


def test_going_back_asks_first_and_can_be_undone(context, tmp_path):
    published(context, tmp_path)
    app = published(context, tmp_path, rows=11)
    current = lambda: context.atlas.now().versions[LAYER].number  # noqa: E731
    assert current() == 2
    press(app, f"compare_{LAYER}")
    assert "removed 1: DV-11" in said(app)
    press(app, f"restore_{LAYER}")
    assert current() == 2
    press(app, f"restore_yes_{LAYER}")
    assert current() == 1
    press(app, f"undo_{LAYER}")
    assert current() == 2


def test_a_file_that_would_take_much_away_is_published_only_when_that_is_meant(context, tmp_path):
    published(context, tmp_path)
    job = hand_in(context, points(3), tmp_path)
    app = open_checked(context, job, layer_id=LAYER, choices=Choices(given=required(context)))
    assert app.button(key="import_publish").disabled
    app.checkbox(key=f"meant_{job.id}").check().run()
    assert not app.button(key="import_publish").disabled
    app.radio(key=f"mode_{job.id}").set_value("update").run()
    press(app, "import_on")
    work(context)
    run(app)
    assert the_job_of(context, job).mode == "update"
    assert not app.button(key="import_publish").disabled


def the_job_of(context, job):
    return context.desk.job(job.id, user=context.user)


# --- what goes wrong


def test_a_file_of_several_layers_asks_which(context, tmp_path):
    path = tmp_path / "two.gpkg"
    points().to_file(path, layer="một")
    points(5).to_file(path, layer="hai")
    job = context.desk.receive([path], user=context.user)
    app = open_checked(context, job)
    assert sorted(app.radio[0].options) == ["hai", "một"]
    app.radio[0].set_value("hai").run()
    press(app, "import_on")
    work(context)
    assert "5 rows" in said(run(app))


def test_a_file_that_cannot_be_read_says_why_and_can_be_deleted(context, tmp_path):
    job = hand_in(context, b"%PDF-1.7 nothing", tmp_path, "a.pdf")
    app = open_checked(context, job)
    assert "a.pdf" in app.error[0].value.replace("\\", "")
    press(app, "import_discard")
    assert context.desk.jobs(user=context.user) == []
    assert "job" not in app.query_params


@pytest.mark.parametrize("state", [State.CANCELLED, State.INTERRUPTED])
def test_a_job_that_was_stopped_can_be_checked_again(context, tmp_path, state):
    job = hand_in(context, points(), tmp_path)
    context.desk._table.change(job.id, state=state)
    app = start(job=job.id)
    press(app, "import_again")
    assert the_job(context).state is State.QUEUED


def test_a_waiting_job_tells_its_place_and_can_be_stopped(context, tmp_path):
    first = hand_in(context, points(), tmp_path)
    second = hand_in(context, points(), tmp_path)
    for job in (first, second):
        context.desk.check(job.id, user=context.user)
    app = start(job=second.id)
    assert "1 before it" in app.get("progress")[0].proto.text
    press(app, f"cancel_job_{second.id}")
    assert the_job_of(context, second).state is State.CANCELLED


def test_the_preview_and_the_kit_are_given_to_who_knows_the_job_and_to_nobody_else(
    context, tmp_path
):
    job = hand_in(context, points(), tmp_path)
    open_checked(context, job, layer_id=LAYER, choices=Choices(given=required(context)))
    client = TestClient(Starlette(routes=make_routes(context)))
    shown = client.get(f"/api/previews/{job.id}").json()
    assert len(shown["rows"]["features"]) == 12
    kit = client.get(f"/api/jobs/{job.id}/kit?lang=en")
    assert kit.headers["content-disposition"].startswith("attachment")
    with zipfile.ZipFile(io.BytesIO(kit.content)) as archive:
        assert json.loads(archive.read("summary.json"))["rows_accepted"] == 12
    for path in ("preview", "kit"):
        assert client.get(f"/api/jobs/{'0' * 32}/{path}").status_code == 404
    with acting(Visitor(User("stranger", role=Role.EDITOR))):
        assert client.get(f"/api/previews/{job.id}").status_code == 404
        assert client.get(f"/api/jobs/{job.id}/kit").status_code == 404


def test_text_of_a_file_is_text_in_every_step(context, tmp_path):
    name = HOSTILE_MARKDOWN.replace("/", "")
    frame = points().rename(columns={"TEN": HOSTILE_MARKDOWN[:40]})
    frame["PHUONG"] = f"{HOSTILE_HTML} {HOSTILE_MARKDOWN}"
    job = hand_in(context, frame, tmp_path, f"{name[:60]}.geojson")
    app = open_checked(context, job, layer_id=LAYER)
    for each in ("layer", "columns", "letters", "place", "findings", "changes"):
        app.segmented_control(key="import_step").set_value(each).run()
        assert not app.exception
        shown = "\n".join(e.value for e in (*app.markdown, *app.caption, *app.warning, *app.error))
        assert "](javascript" not in shown
        assert "<img" not in shown
        assert not [m for m in app.markdown if m.proto.allow_html]


def test_the_uploader_puts_no_html_together():
    script = (ROOT / "web" / "uploader" / "uploader.js").read_text("utf-8")
    assert "innerHTML" not in script
    assert "insertAdjacentHTML" not in script
    assert "document.write" not in script
