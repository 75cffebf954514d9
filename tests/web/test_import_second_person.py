"""The Import view where a layer asks for a second person: the editor hands in, the publisher decides."""

import pytest

from layers.access import Role, User
from layers.accounts.book import AccountBook
from layers.importing.choices import Choices
from layers.jobs.job import State
from layers.store.rule_table import LayerRule
from tests.web.sent_state import map_element
from tests.web.test_import import (
    LAYER,
    context,  # noqa: F401 - a fixture
    hand_in,
    points,
    press,
    required,
    run,
    said,
    start,
    work,
)
from web.sign_in import identity

PEOPLE = {
    "minh": Role.EDITOR,
    "hoa": Role.PUBLISHER,
    "binh": Role.PUBLISHER,
    "quan-tri": Role.ADMINISTRATOR,
}

pytestmark = pytest.mark.filterwarnings("ignore:'crs' was not provided")


@pytest.fixture
def be(context, monkeypatch):  # noqa: F811
    """``be("minh")``: from now on it is minh who looks."""
    store = context.atlas.store
    for name, role in PEOPLE.items():
        AccountBook(store).add(name, name.title(), role, None, by="local")
    store.rules.set(LAYER, LayerRule(second_person=True), by="local")

    def begin(name: str) -> None:
        visitor = identity.Visitor(User(name, role=PEOPLE[name]))
        monkeypatch.setattr("web.main.visitor_of_page", lambda _store: visitor, raising=False)
        monkeypatch.setattr("web.sign_in.identity.visitor_of_page", lambda _store: visitor)
        monkeypatch.setattr("web.context.visitor_now", lambda _store: visitor)

    return begin


@pytest.fixture
def job(context, be, tmp_path):  # noqa: F811
    """A file that minh handed in, at the page."""
    be("minh")
    job = hand_in(context, points(), tmp_path)
    given = Choices(given=required(context))
    context.desk.check(job.id, user=context.user, layer_id=LAYER, choices=given)
    work(context)
    app = start(job=job.id)
    assert "wait for a second person" in said(app)
    press(app, "import_publish")
    assert "It waits for a second person" in said(app)
    return context.desk.job(job.id, user=context.user)


def test_the_second_person_looks_at_it_and_takes_it_into_service(context, be, job):  # noqa: F811
    work(context)
    assert LAYER not in context.atlas.store.current()
    be("hoa")
    app = start()
    assert "Waiting for you" in said(app)
    press(app, f"open_waiting_{job.id}")
    assert "Handed in by minh" in said(app)
    assert any(metric.value == "12" for metric in app.metric)
    assert map_element(app)  # with the rows
    press(app, "import_approve")
    work(context)
    run(app)
    assert "version 1" in said(app)
    version = context.atlas.store.current()[LAYER]
    assert (version.published_by, version.provenance.choices["approved_by"]) == ("minh", "hoa")


def test_it_is_sent_back_with_a_reason_that_the_editor_reads(context, be, job):  # noqa: F811
    be("hoa")
    app = start(job=job.id)
    press(app, "import_send_back")
    assert "letters why" in said(app)
    app.text_input(key=f"reason_{job.id}").set_value("Thiếu *cột* ở Hải Châu").run()
    press(app, "import_send_back")
    assert "Sent back to minh" in said(app)
    be("minh")
    app = start(job=job.id)
    assert "Sent back by hoa" in said(app)
    assert r"Thiếu \*cột\* ở Hải Châu" in said(app)
    press(app, "import_publish")
    assert context.desk.job(job.id, user=context.user).state is State.WAITING
    press(app, "import_take_back")
    assert context.desk.job(job.id, user=context.user).state is State.CHECKED


def test_who_comes_too_late_is_told(context, be, job):  # noqa: F811
    be("binh")
    late = start(job=job.id)
    be("hoa")
    press(start(job=job.id), "import_approve")
    be("binh")
    press(late, "import_approve")
    assert "changed meanwhile" in said(late) or "belongs to somebody else" in said(late)
    assert context.atlas.store.jobs.get(job.id).approved_by == "hoa"


def test_an_administrator_sees_jobs_of_others_and_begins_none(context, be, tmp_path):  # noqa: F811
    be("minh")
    job = hand_in(context, points(), tmp_path)
    be("quan-tri")
    app = start()
    assert " · minh" in said(app)
    press(app, f"open_{job.id}")
    assert "received" in said(app)
    assert context.atlas.store.jobs.get(job.id).state is State.RECEIVED
    press(app, "import_discard")
    assert context.desk.jobs(user=context.user) == []


def test_an_editor_is_offered_no_way_back_to_an_earlier_version(context, be, tmp_path):  # noqa: F811
    store = context.atlas.store
    frame = points().rename(columns={"MA": "feature_id"})
    from tests.web.conftest import publish

    for _ in range(2):
        publish(store, frame[["feature_id", "geometry"]].assign(province_code="48"), LAYER)
    be("minh")
    done = hand_in(context, points(), tmp_path)
    store.jobs.change(done.id, state=State.PUBLISHED, layer_id=LAYER, version=2)
    app = start(job=done.id)
    keys = [button.key for button in app.button]
    assert f"compare_{LAYER}" in keys
    assert f"restore_{LAYER}" not in keys
