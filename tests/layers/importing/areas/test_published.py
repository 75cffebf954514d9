"""A table of services through the worker and the command line into the store, with what was chosen."""

import json
from functools import partial

import pytest

from layers.access import LOCAL_USER
from layers.cli import exchange, main
from layers.errors import Refused
from layers.importing.bundle import Bundle
from layers.importing.choices import Choices
from layers.importing.outcome import Outcome
from layers.importing.worker.run import run_here, run_in_worker
from layers.importing.worker.task import Task
from layers.publishing import check_file, publish_file
from layers.store import open_store
from tests.layers.importing.areas.tables import GIVEN, HAI_CHAU, HOA_CUONG

LAYER = "service_availability"
TEXT = "Đơn vị;Toàn trình\nPhường Hải Châu;10\nXã Tân Phú;11\nSở Y tế;5\nTổng cộng;26\n"
CHOICES = Choices(given=GIVEN, areas={"Xã Tân Phú": "17272", "Sở Y tế": ""})


@pytest.fixture
def table(tmp_path):
    def make(text: str = TEXT, name: str = "dich vu cong.csv"):
        path = tmp_path / name
        path.write_text(text, encoding="utf-8")
        return path

    return make


@pytest.fixture
def store(tmp_path):
    return open_store(str(tmp_path / "store"))


def test_the_worker_behind_its_walls_finds_what_this_process_finds(table, tmp_path):
    path = table()
    task = Task(name=path.name, paths=(path,), layer_id=LAYER, choices=CHOICES)
    found = []
    for work in (run_in_worker, run_here):
        folder = tmp_path / work.__name__
        folder.mkdir()
        found.append((work(task, folder), folder))
    (there, folder), (here, _) = found
    assert there.report.to_json("vi") == here.report.to_json("vi")
    assert there.areas == here.areas
    assert Outcome.read(folder).areas == here.areas
    assert [each.key for each in there.areas.reviews] == ["Xã Tân Phú", "Sở Y tế"]
    assert Task.read(folder).choices == CHOICES


def test_a_version_keeps_how_its_rows_were_matched_and_what_was_decided(table, store):
    report = publish_file(
        store, Bundle.at(table()), LAYER, user=LOCAL_USER, choices=CHOICES, work=run_here
    )
    assert (report.rows_accepted, report.rows_set_aside) == (2, 2)
    rows = store.read(LAYER)
    assert rows["unit_key"].tolist() == [HAI_CHAU, "v2026-04:17272"]
    assert rows["matched_how"].tolist() == ["exact", "chosen"]
    kept = store.current()[LAYER].provenance.choices
    assert kept["boundary"] == "v2026-04"
    assert kept["areas"] == dict(CHOICES.areas)
    assert kept["matched"] == {"exact": 1, "chosen": 2}


def test_a_figure_that_stands_already_is_not_added_again(table, store):
    def send(text: str, **more):
        bundle = Bundle.at(table(text))
        given = {"user": LOCAL_USER, "choices": Choices(given=GIVEN), "work": run_here} | more
        return publish_file(store, bundle, LAYER, **given)

    send("Đơn vị;Toàn trình\nPhường Hải Châu;10\n")
    both = "Đơn vị;Toàn trình\nPhường Hải Châu;10\nPhường Hòa Cường;11\n"
    with pytest.raises(Refused) as fault:
        send(both, mode="append")
    (told,) = fault.value.report.faults
    assert (told.rule, told.rows.tolist()) == ("areas.stands", [0])
    agreed = Choices(given=GIVEN, accept=("areas.stands",))
    assert send(both, mode="append", choices=agreed).rows_set_aside == 1
    assert store.read(LAYER)["unit_key"].tolist() == [HAI_CHAU, HOA_CUONG]
    other = Choices(given=GIVEN | {"period": "2025-11"})
    assert send(both, mode="append", choices=other).rows_accepted == 2


def test_the_command_line_takes_the_version_and_decisions(table, tmp_path, capsys, monkeypatch):
    for name, command in (("check_file", check_file), ("publish_file", publish_file)):
        monkeypatch.setattr(exchange, name, partial(command, work=run_here))
    monkeypatch.setattr(exchange, "prepare", lambda atlas: None)
    where = ["--store", str(tmp_path / "store"), "--json", "--lang", "en"]

    def run(*args: str):
        status = main([*args, *where])
        return status, json.loads(capsys.readouterr().out or "null")

    old = "Mã xã,Tên xã,Mức độ 3\n00001,Phường Phúc Xá,1\n00004,Phường Trúc Bạch,2\n00006,Phường Vĩnh Phúc,3\n"
    path = str(table(old, "cu.csv"))
    given = ["--set", "period=2020-06", "counting_unit=procedure"]
    status, report = run("check", path, "--layer", LAYER, *given)
    assert status == 1
    told = {each["rule"]: each["message"] for each in report["findings"]}
    assert "v2025-03" in told["areas.other_version"]
    status, report = run("publish", path, "--layer", LAYER, "--boundary", "v2025-03", *given)
    assert (status, report["rows_accepted"], report["version"]) == (0, 3, 1)
    path = str(table())
    areas = ["--area", "Xã Tân Phú=17272", "Sở Y tế="]
    given = ["--set", "period=2025-10", "counting_unit=procedure"]
    status, report = run("publish", path, "--layer", LAYER, "--mode", "append", *areas, *given)
    assert (status, report["rows_accepted"], report["rows_set_aside"]) == (0, 2, 2)
    keys = open_store(str(tmp_path / "store")).read(LAYER)["unit_key"]
    assert keys.str.partition(":")[0].tolist() == ["v2025-03"] * 3 + ["v2026-04"] * 2


@pytest.mark.parametrize(
    "wrong",
    [
        ["--area", "Xã Tân Phú"],
        ["--area", "Xã Tân Phú=17272", "Xã Tân Phú=25426"],
        ["--set", "scheme=full_partial", "scheme=levels_1_4"],
        ["--boundary", "v1999"],
    ],
)
def test_options_that_say_nothing_are_refused(table, tmp_path, capsys, wrong):
    where = ["--store", str(tmp_path / "store"), "--lang", "en"]
    assert main(["check", str(table()), "--layer", LAYER, *wrong, *where]) == 2
    assert wrong[0] in capsys.readouterr().err
