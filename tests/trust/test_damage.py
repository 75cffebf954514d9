"""R-07: a damaged byte in a layer file or the catalogue is told in a sentence and named; the rest stands."""

import contextlib
import shutil
from pathlib import Path

import pytest

from layers.errors import StoreDamaged
from layers.keeping.inspect import inspect
from layers.store import open_store
from tests.trust.stores import LAYER, command, filled, flip, listing, put, times


@pytest.fixture(scope="module")
def sound(tmp_path_factory):
    folder = tmp_path_factory.mktemp("sound") / "store"
    put(filled(folder, 3), "a", layer_id="manhole")
    return folder


@pytest.fixture
def store(sound, tmp_path):
    return open_store(str(shutil.copytree(sound, tmp_path / "store")))


def found(capsys, store, *words: str, lang: str = "en") -> tuple[int, dict[str, dict], dict]:
    status, document, _ = command(capsys, "check-store", *words, store=store.folder, lang=lang)
    return status, {each["code"]: each for each in document["findings"]}, document


def test_a_sound_store_is_said_to_be_sound_and_not_changed(store, capsys):
    before = listing(store.folder / "versions")
    status, faults, document = found(capsys, store)
    assert (status, faults, document["versions"], document["sound"]) == (0, {}, 4, True)
    assert document["audit"]["first_broken"] is None
    assert listing(store.folder / "versions") == before


def test_r07_a_damaged_layer_file_is_named_put_aside_and_the_way_back_told(store, capsys):
    version = store.version(LAYER)
    flip(store.path(version))
    for lang in ("vi", "en"):
        status, faults, _ = found(capsys, store, lang=lang)
        assert (status, list(faults)) == (1, ["file_damaged"])
        assert version.sha256 in faults["file_damaged"]["message"]
        assert f"restore {LAYER} 2" in faults["file_damaged"]["fix"]
    status, _, document = found(capsys, store, "--quarantine")
    assert (status, document["quarantined"]) == (1, [f"{version.sha256}.parquet"])
    with pytest.raises(StoreDamaged):
        store.read(LAYER)
    status, faults, _ = found(capsys, store)
    assert (status, set(faults)) == (1, {"file_missing", "quarantined"})
    assert len(store.read("manhole")) == 1
    assert command(capsys, "restore", LAYER, "2", store=store.folder)[0] == 0
    assert len(store.read(LAYER)) == 2
    assert [e.action for e in store.audit(limit=3)] == ["restore", "check_store", "quarantine"]


def test_r07_each_byte_of_a_layer_file_is_missed(store):
    """A flipped byte is always seen; reading gives rows or a sentence, never something unforeseen."""
    path = store.path(store.version(LAYER))
    whole = path.read_bytes()
    for at in range(0, len(whole), max(1, len(whole) // times(20, 400))):
        flip(path, at)
        with contextlib.suppress(StoreDamaged):
            store.read(LAYER)
        with contextlib.suppress(StoreDamaged):
            store.columns(store.version(LAYER))
        assert [fault.code for fault in inspect(store.folder).faults] == ["file_damaged"]
        path.write_bytes(whole)


def _put(folder: Path, catalogue: bytes) -> None:
    """A catalogue without what the last one left beside it, which SQLite would read into it."""
    (folder / "catalogue.db").write_bytes(catalogue)
    for left in ("catalogue.db-wal", "catalogue.db-shm"):
        (folder / left).unlink(missing_ok=True)


def test_r07_a_damaged_byte_anywhere_in_the_catalogue_is_told_or_harmless(store, capsys):
    store.catalogue.close()
    place = store.folder / "catalogue.db"
    whole, ends = place.read_bytes(), {"sound": 0, "told": 0}
    used = [at for at, byte in enumerate(whole) if byte]  # most of a small catalogue is empty
    for at in used[:: max(1, len(used) // times(60, 1000))]:
        _put(store.folder, whole[:at] + bytes([whole[at] ^ 0xFF]) + whole[at + 1 :])
        status, document, _ = command(capsys, "check-store", store=store.folder)
        assert status in (0, 1, 2)
        assert document is not None
        ends["told" if status else "sound"] += 1
        status, document, said = command(capsys, "list", store=store.folder)
        assert "Traceback" not in said
        assert status == 0 or "error" in document
    assert ends["told"] > 10
    _put(store.folder, whole)
    assert open_store(str(store.folder)).check() == []


@pytest.mark.parametrize("content", [b"", b"no database" * 1000, None])
def test_r07_without_a_catalogue_the_files_are_still_verified(store, capsys, content):
    store.catalogue.close()
    flip(store.path(store.version(LAYER)))
    for path in store.folder.glob("catalogue.db*"):
        path.unlink()
    if content is not None:
        (store.folder / "catalogue.db").write_bytes(content)
    status, faults, _ = found(capsys, store)
    code = "catalogue_missing" if not content else "catalogue_damaged"
    assert (status, set(faults)) == (1, {code, "stray_damaged"})
    assert "recover" in faults[code]["fix"]


def test_what_is_missing_and_what_was_left_is_told(store, capsys):
    (store.folder / "staging" / "999999999-x.parquet").write_bytes(b"left")
    (store.folder / "orphans" / "x.parquet").write_bytes(b"left")
    store.path(store.version("manhole")).unlink()
    for path in (store.folder / "sources").iterdir():
        path.unlink()
    status, faults, _ = found(capsys, store)
    assert status == 1
    assert set(faults) == {"file_missing", "source_missing", "leftover", "orphan"}
    assert faults["file_missing"]["layer"] == "manhole"
    assert "restore" not in faults["file_missing"]["fix"]
