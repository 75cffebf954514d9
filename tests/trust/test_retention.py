"""Old versions lose their files, not their history; what is in service is never touched."""

import pytest

from layers.errors import BadOption
from layers.errors.keeping import VersionPruned
from layers.store import open_store, retention
from layers.words import LANGUAGES, explain
from tests.trust.stores import LAYER, command, filled, put


@pytest.fixture
def store(tmp_path):
    return filled(tmp_path / "store", 5)


def numbers(store) -> list[int]:
    return [v.number for v in store.history(LAYER) if v.pruned_at is None]


def test_the_newest_and_the_one_in_service_stay(store):
    store.restore(LAYER, 1, user="an")
    gone = store.prune(keep=2, user="an")
    assert [v.number for v in gone] == [3, 2]
    assert numbers(store) == [5, 4, 1]
    assert len(store.history(LAYER)) == 5
    assert [store.path(v).exists() for v in gone] == [False, False]
    assert len(list((store.folder / "sources").iterdir())) == 3
    assert store.check() == []
    assert list(store.read(LAYER)["feature_id"]) == ["v1p0"]
    (line,) = [e for e in store.audit() if e.action == "prune"]
    assert (line.layer_id, line.detail) == (LAYER, {"versions": [3, 2], "keep": 2})
    assert store.prune(keep=2, user="an") == []


def test_a_version_without_its_file_is_told_in_a_sentence(store, capsys):
    store.prune(keep=2, user="an")
    for use in (
        lambda: store.read(LAYER, number=1),
        lambda: store.restore(LAYER, 1, user="an"),
    ):
        with pytest.raises(VersionPruned) as refusal:
            use()
        for lang in LANGUAGES:
            assert "5, 4" in explain(refusal.value, lang)
    status, document, _ = command(capsys, "restore", LAYER, "1", store=store.folder)
    assert (status, document["error"]["code"]) == (2, "version_pruned")
    _, document, _ = command(capsys, "history", LAYER, store=store.folder)
    assert [v["pruned_at"] is None for v in document["versions"]] == [True, True, *[False] * 3]


def test_the_command_says_first_what_would_go(store, capsys):
    asked = ["prune", "--keep", "4", "--layer", LAYER]
    _, document, _ = command(capsys, *asked, "--dry-run", store=store.folder)
    assert (document["dry_run"], [r["version"] for r in document["versions"]]) == (True, [1])
    assert numbers(store) == [5, 4, 3, 2, 1]
    assert store.audit(limit=1)[0].action == "publish"
    command(capsys, *asked, store=store.folder)
    assert numbers(store) == [5, 4, 3, 2]
    assert command(capsys, "prune", "--keep", "0", store=store.folder)[0] == 2
    with pytest.raises(BadOption):
        store.prune(keep=0, user="an")


def test_content_that_a_kept_version_shares_stays(store):
    again = put(store, "v1p0")
    assert again.sha256 == store.version(LAYER, 1).sha256
    store.prune(keep=1, user="an")
    assert list(store.read(LAYER)["feature_id"]) == ["v1p0"]
    assert store.check() == []


def test_a_kill_before_the_files_are_gone_leaves_them_to_the_next_start(store, monkeypatch):
    monkeypatch.setattr(retention, "_remove_files", lambda *_: None)
    store.prune(keep=2, user="an")
    again = open_store(str(store.folder))
    assert len(list((store.folder / "versions").iterdir())) == 2
    assert len(list((store.folder / "orphans").iterdir())) == 3
    assert again.check() == []
