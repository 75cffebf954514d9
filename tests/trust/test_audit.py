"""The log: asked by filters, taken out to a file, and its chain followed. Clocks that jump change no order."""

import csv
import datetime
import json
import sqlite3

import pytest

from layers.jobs.job import Job
from layers.store import AuditFilter, catalogue, embedded
from tests.trust.stores import LAYER, command, filled, put

UTC = datetime.UTC


@pytest.fixture
def store(tmp_path):
    return filled(tmp_path / "store", 3)


def test_the_log_is_asked_by_user_action_layer_and_time(store, capsys):
    put(store, "a", layer_id="manhole")
    store.restore(LAYER, 1, user="binh")
    for asked, count in (
        ([], 5),
        (["--user", "binh"], 1),
        (["--action", "publish"], 4),
        (["--action", "publish", "--layer", "manhole"], 1),
        (["--since", "2000-01-01", "--until", "2999-12-31"], 5),
        (["--until", "2000-01-01"], 0),
        (["--limit", "2"], 2),
    ):
        _, document, _ = command(capsys, "audit", *asked, store=store.folder)
        assert len(document["entries"]) == count, asked
    assert [e["seq"] for e in document["entries"]] == [5, 4]
    assert command(capsys, "audit", "--since", "gestern", store=store.folder)[0] == 2


def test_the_log_is_taken_out_whole_and_harmless(store, capsys, tmp_path):
    with store.catalogue.writing() as db:
        store.catalogue.log(db, user="=cmd()", action="publish", layer_id=None, detail={})
    for kind in ("csv", "json"):
        out = tmp_path / f"log.{kind}"
        assert command(capsys, "audit", "--limit", "1", "--out", out, store=store.folder)[0] == 0
    rows = list(csv.DictReader((tmp_path / "log.csv").open(encoding="utf-8-sig")))
    assert [row["user"] for row in rows] == ["'=cmd()", "an", "an", "an"]
    told = json.loads((tmp_path / "log.json").read_text())
    assert [entry["action"] for entry in told] == ["audit_export", *["publish"] * 4]
    assert command(capsys, "audit", "--out", tmp_path / "log.exe", store=store.folder)[0] == 2


@pytest.mark.parametrize(
    "harm",
    ["UPDATE audit SET user = 'x' WHERE seq = 2", "UPDATE audit SET detail = '{' WHERE seq = 2"],
)
def test_s86_the_first_entry_that_does_not_fit_is_named(store, capsys, harm):
    status, document, _ = command(capsys, "audit", "--verify", store=store.folder)
    assert (status, document["entries"], document["first_broken"]) == (0, 3, None)
    with sqlite3.connect(store.folder / "catalogue.db") as db:
        db.execute("DROP TRIGGER audit_fixed")
        db.execute(harm)
    for lang, word in (("en", "entry 2"), ("vi", "dòng 2")):
        status, document, said = command(capsys, "audit", "--verify", store=store.folder, lang=lang)
        assert (status, document["first_broken"]) == (1, 2)
        assert word in said
    assert store.audit(limit=1)[0].seq == 3


class Clock(datetime.datetime):
    """A clock that goes back a day each time it is asked."""

    asked = 0

    @classmethod
    def now(cls, tz=None):
        Clock.asked += 1
        return datetime.datetime(2026, 6, 1, tzinfo=tz) - datetime.timedelta(days=Clock.asked)


def test_a_clock_that_jumps_back_changes_no_order(store, monkeypatch):
    for room in (catalogue, embedded):
        monkeypatch.setattr(room.datetime, "datetime", Clock)
    try:
        for number in (4, 5):
            put(store, *(f"p{i}" for i in range(number)))
    finally:
        monkeypatch.undo()
    assert [v.number for v in store.history(LAYER)] == [5, 4, 3, 2, 1]
    assert store.current()[LAYER].number == 5
    assert [e.seq for e in store.audit()] == [5, 4, 3, 2, 1]
    before = datetime.datetime(2026, 6, 2, tzinfo=UTC)
    assert [e.seq for e in store.audit(where=AuditFilter(until=before))] == [5, 4]
    assert store.check() == []


def test_a_clock_that_jumps_back_does_not_push_a_job_before_others(store):
    start = datetime.datetime(2026, 6, 1, tzinfo=UTC)
    for number in range(3):
        at = start - datetime.timedelta(days=number)
        store.jobs.add(Job(f"j{number}", "an", "f.gpkg", 1, ("f.gpkg",), at, at, "queued"))
    assert [job.id for job in store.jobs.all()] == ["j2", "j1", "j0"]
