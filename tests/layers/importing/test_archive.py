"""What may come out of an archive, and under which names."""

import stat
import struct
import time
import tracemalloc
import unicodedata
import zipfile

import pytest

from layers.errors import UnreadableFile
from layers.importing.archive import list_datasets, unpack
from tests.layers.importing.files import archive, open_path, require_words, shapefile, squares


def zipped(path, entries: dict[str, bytes]):
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as out:
        for name, content in entries.items():
            out.writestr(name, content)
    return path


def unpack_all(path) -> None:
    for dataset in list_datasets(path):
        unpack(path, dataset, path.parent)


def refused(path) -> str:
    with pytest.raises(UnreadableFile) as refusal:
        unpack_all(path)
    require_words(refusal.value, path.name)
    return refusal.value.code.removeprefix("unreadable.")


@pytest.mark.parametrize(
    "name",
    ["../a.csv", "a/../../a.csv", "/etc/a.csv", "C:/a.csv", "a\\b.csv", "a\nb.csv", "\x01a.csv"],
)
def test_s20_s21_names_that_lead_out_are_refused(tmp_path, name):
    assert refused(zipped(tmp_path / "a.zip", {name: b"x,y\n1,2\n"})) == "zip_path"


def test_s22_links_are_refused(tmp_path):
    entry = zipfile.ZipInfo("a.geojson")
    entry.external_attr = (stat.S_IFLNK | 0o777) << 16
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as out:
        out.writestr(entry, "/etc/passwd")
    assert refused(tmp_path / "a.zip") == "zip_link"


@pytest.mark.parametrize("inner", ["a.zip", "b.KMZ", "c.7z", "d.tar.gz"])
def test_s27_archives_in_archives_are_refused(tmp_path, inner):
    assert (
        refused(zipped(tmp_path / "a.zip", {"a.csv": b"x,y\n1,2\n", inner: b"PK"})) == "zip_nested"
    )


def test_s27_an_archive_under_another_name_is_refused_too(tmp_path):
    inner = zipped(tmp_path / "inner.zip", {"a.csv": b"x,y\n1,2\n"})
    outer = zipped(tmp_path / "a.zip", {"a.csv": inner.read_bytes()})
    with pytest.raises(UnreadableFile) as refusal:
        open_path(outer, tmp_path)
    assert refusal.value.code == "unreadable.not_what_name_says"
    require_words(refusal.value, "a.zip")


def test_s27_encrypted_entries_are_refused(tmp_path):
    path = zipped(tmp_path / "a.zip", {"a.csv": b"x,y\n1,2\n"})
    content = bytearray(path.read_bytes())
    at = content.rindex(b"PK\x01\x02")
    content[at + 8] |= 1
    path.write_bytes(content)
    assert refused(path) == "zip_encrypted"


def test_s27_too_many_entries_are_refused(tmp_path):
    assert (
        refused(zipped(tmp_path / "a.zip", {f"{i}.csv": b"" for i in range(10_000)}))
        == "zip_entries"
    )


def test_s23_a_bomb_is_refused_before_it_is_opened(tmp_path):
    path = tmp_path / "a.zip"
    with (
        zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as out,
        out.open("a.csv", "w", force_zip64=True) as entry,
    ):
        for _ in range(128):
            entry.write(bytes(2**20))
    assert path.stat().st_size < 2**18
    tracemalloc.start()
    begin = time.monotonic()
    assert refused(path) == "zip_too_large"
    assert time.monotonic() - begin < 2
    assert tracemalloc.get_traced_memory()[1] < 2**20
    tracemalloc.stop()
    assert not (tmp_path / "layer.csv").exists()


def test_s23_the_sum_of_sizes_has_a_limit(tmp_path):
    path = zipped(tmp_path / "a.zip", {"a.csv": b"1,2\n" * 100, "b.csv": b"1,2\n" * 100})
    assert len(list_datasets(path, max_bytes=800)) == 2
    with pytest.raises(UnreadableFile) as refusal:
        list_datasets(path, max_bytes=799)
    assert refusal.value.code == "unreadable.zip_too_large"


def test_s24_entries_that_share_bytes_are_refused(tmp_path):
    """The second entry of the directory is made to point at the first one's bytes."""
    path = zipped(tmp_path / "a.zip", {"a.csv": b"x,y\n1,2\n" * 50, "b.csv": b"x,y\n1,2\n" * 50})
    content = bytearray(path.read_bytes())
    second = content.rindex(b"PK\x01\x02")
    content[second + 42 : second + 46] = struct.pack("<I", 0)
    path.write_bytes(content)
    assert refused(path) == "zip_overlap"


@pytest.mark.parametrize("said", [3, 3000])
def test_s25_sizes_that_lie_are_found_while_copying(tmp_path, said):
    path = zipped(tmp_path / "a.zip", {"a.csv": b"x,y\n1,2\n" * 50})
    content = bytearray(path.read_bytes())
    at = content.rindex(b"PK\x01\x02") + 24
    content[at : at + 4] = struct.pack("<I", said)
    path.write_bytes(content)
    assert refused(path) == "bad_zip"


@pytest.mark.parametrize(
    "twin", ["ĐƯỜNG.csv", unicodedata.normalize("NFD", "đường.csv"), "đường.CSV"]
)
def test_s26_two_files_of_one_name_are_refused(tmp_path, twin):
    assert refused(zipped(tmp_path / "a.zip", {"đường.csv": b"1,2", twin: b"1,2"})) == "zip_twice"


def test_s26_what_systems_put_in_by_themselves_is_passed_over(tmp_path):
    entries = {"__MACOSX/._a.csv": b"x", ".DS_Store": b"x", "doc/đọc.txt": b"x", "a.csv": b"1,2"}
    (found,) = list_datasets(zipped(tmp_path / "a.zip", entries))
    assert (found.name, found.lead) == ("a.csv", ".csv")


def test_s26_parts_are_put_together_whatever_their_case_and_come_out_under_our_names(tmp_path):
    shp = shapefile(tmp_path / "s")
    path = tmp_path / "a.zip"
    with zipfile.ZipFile(path, "w") as out:
        for part in shp.parent.iterdir():
            out.write(part, f"thư mục/LỚP{part.suffix.upper()}")
    (found,) = list_datasets(path)
    assert found.lead == ".shp"
    folder = tmp_path / "out"
    folder.mkdir()
    assert set(unpack(path, found, folder)) >= {".shp", ".shx", ".dbf", ".prj"}
    assert {p.stem for p in folder.iterdir()} == {"layer"}


def test_several_datasets_are_listed_with_their_folders_where_names_repeat(tmp_path):
    entries = {"cũ/a.csv": b"1,2", "mới/a.csv": b"1,2", "b.dbf": b"", "c.tab": b"", "c.dat": b""}
    found = list_datasets(zipped(tmp_path / "a.zip", entries))
    assert [dataset.name for dataset in found] == ["cũ/a.csv", "mới/a.csv", "b.dbf", "c.tab"]
    assert set(found[3].entries) == {".tab", ".dat"}


@pytest.mark.parametrize(
    ("entries", "reason"),
    [
        ({}, "zip_no_data"),
        ({"a.pdf": b"%PDF"}, "zip_no_data"),
        ({"a.shx": b"", "a.prj": b""}, "zip_part"),
        ({"a.dat": b"", "a.map": b""}, "zip_part"),
    ],
)
def test_an_archive_of_nothing_that_can_be_read_says_what_is_missing(tmp_path, entries, reason):
    assert refused(zipped(tmp_path / "a.zip", entries)) == reason


def test_one_of_several_is_opened_when_it_is_chosen(tmp_path):
    first = shapefile(tmp_path / "s", squares(2), "mot")
    second = shapefile(tmp_path / "s", squares(3), "hai")
    path = archive(tmp_path / "a.zip", *first.parent.iterdir())
    with pytest.raises(UnreadableFile) as refusal:
        open_path(path, tmp_path)
    assert refusal.value.code == "unreadable.several_layers"
    assert {"mot.shp", "hai.shp"} == set(refusal.value.params["layers"].split(", "))
    assert len(open_path(path, tmp_path, "mot.shp").frame) == 2
    assert len(open_path(path, tmp_path, second.name).frame) == 3
    with pytest.raises(UnreadableFile) as refusal:
        open_path(path, tmp_path, "ba.shp")
    assert refusal.value.code == "unreadable.no_such_part"
    require_words(refusal.value, "ba.shp")
