"""The commands of accounts, grants and rules, as somebody types them who has nothing yet."""

import stat

import pytest

from layers.access import Role
from layers.accounts import password
from layers.accounts.book import AccountBook
from layers.cli import main, users
from layers.store import open_store
from layers.words import LANGUAGES
from tests.trust.stores import LAYER, command, put

PASSWORD = "ba con mèo xanh lá"


@pytest.fixture(autouse=True)
def _quick_hashes(monkeypatch):
    monkeypatch.setattr(password, "_N", 2**4)


@pytest.fixture
def folder(tmp_path):
    return tmp_path / "store"


@pytest.fixture
def run(capsys, folder):
    """Run a command with --json: gives status, document and what was said."""

    def run(*words, lang="en"):
        return command(capsys, *words, store=folder, lang=lang)

    return run


@pytest.fixture
def written(tmp_path):
    file = tmp_path / "password.txt"
    file.write_text(f"\ufeff{PASSWORD}\nanother line\n", encoding="utf-8")
    file.chmod(stat.S_IRUSR)
    return file


@pytest.fixture
def filled(run, written):
    """An administrator and a viewer."""
    for user, role in (("quan-tri", "administrator"), ("lan", "viewer")):
        status, *_ = run("users", "add", user, "--role", role, "--password-file", written)
        assert status == 0


def test_the_first_is_an_administrator_and_is_told_so(run, folder, written):
    for lang, word in (("en", "administrator"), ("vi", "quản trị viên")):
        status, document, said = run(
            "users", "add", "lan", "--role", "viewer", "--password-file", written, lang=lang
        )
        assert (status, document["error"]["code"]) == (2, "bad_account.first_administrator")
        assert word in said
    assert not open_store(str(folder)).accounts.any()
    status, document, _ = run(
        *("users", "add", "Quan-Tri", "--role", "administrator"),
        *("--name", "Phạm Quản Trị", "--password-file", written),
    )
    assert (status, document["user"]["id"], document["user"]["name"]) == (
        0,
        "quan-tri",
        "Phạm Quản Trị",
    )
    assert "password" not in document
    book = AccountBook(open_store(str(folder)))
    assert book.who(book.sign_in("quan-tri", PASSWORD, address="a")).user.role is Role.ADMINISTRATOR


def test_a_made_password_is_shown_once_and_must_be_changed(run, folder, capsys, filled):
    status, document, said = run("users", "add", "hoa", "--role", "editor", "--generate")
    made = document["password"]
    assert (status, document["user"]["must_change"]) == (0, True)
    assert made not in said
    assert made not in str(run("users", "list")[1])
    book = AccountBook(open_store(str(folder)))
    assert book.who(book.sign_in("hoa", made, address="a")).must_change
    assert main(["users", "password", "hoa", "--generate", "--store", str(folder)]) == 0
    out = capsys.readouterr().out
    assert out.strip() != made
    assert len(out.strip()) == 23, "alone on standard output"
    assert book.who(book.sign_in("hoa", out.strip(), address="a")).must_change


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_password_is_asked_twice_without_an_echo(run, folder, monkeypatch, lang):
    answers, asked = [], []

    def ask(prompt):
        asked.append(prompt)
        return answers.pop(0)

    monkeypatch.setattr(users.getpass, "getpass", ask)
    add = ("users", "add", "quan-tri", "--role", "administrator")
    answers[:] = [PASSWORD, PASSWORD + "x"]
    status, document, _ = run(*add, lang=lang)
    assert (status, document["error"]["code"]) == (2, "bad_account.password_twice")
    answers[:] = ["ngắn", "ngắn"]
    assert run(*add, lang=lang)[1]["error"]["code"] == "bad_account.password_length"
    assert not open_store(str(folder)).accounts.any()
    answers[:] = [PASSWORD, PASSWORD]
    assert run(*add, lang=lang)[0] == 0
    assert len(asked) == 6
    assert "quan-tri" in asked[0]


def test_the_ways_to_give_a_password_exclude_each_other(run, written, tmp_path):
    add = ("users", "add", "quan-tri", "--role", "administrator")
    for ways in (("--generate", "--no-password"), ("--generate", "--password-file", written)):
        with pytest.raises(SystemExit) as end:
            run(*add, *ways)
        assert end.value.code == 2
    assert run(*add, "--password-file", tmp_path / "none.txt")[1]["error"]["code"] == (
        "unreadable.missing"
    )
    assert run(*add, "--password-file", tmp_path)[0] == 2
    (tmp_path / "empty").touch()
    assert run(*add, "--password-file", tmp_path / "empty")[0] == 2
    assert run("users", "add", "quan-tri", "--role", "king", "--generate")[0] == 2
    status, document, _ = run(*add, "--no-password")
    assert (status, document["user"]["has_password"]) == (0, False)


def test_a_role_and_a_disabled_account(run, filled):
    assert run("users", "role", "lan", "publisher")[1]["user"]["role"] == "publisher"
    assert run("users", "disable", "lan")[1]["user"]["disabled_at"] is not None
    assert run("users", "enable", "lan")[1]["user"]["disabled_at"] is None
    for words in (("disable", "quan-tri"), ("role", "quan-tri", "viewer")):
        status, document, _ = run("users", *words)
        assert (status, document["error"]["code"]) == (2, "bad_account.last_administrator")
    for words in (("disable", "nobody"), ("role", "nobody", "viewer"), ("password", "nobody")):
        status, document, _ = run("users", *words)
        assert (status, document["error"]["code"]) == (2, "unknown_account")
    shown = {user["id"]: user["role"] for user in run("users", "list")[1]["users"]}
    assert shown == {"quan-tri": "administrator", "lan": "publisher"}


def test_grants_are_given_listed_and_revoked(run, folder, filled):
    add = ("grants", "add", "lan", "duct_route", "--purpose", "kiểm tra cống bể")
    status, document, said = run(*add, "--until", "2099-12-31", "--export")
    assert status == 0
    assert "2099-12-31" in said
    given = document["grant"]
    assert (given["user"], given["areas"], given["export"], given["personal"]) == (
        "lan",
        [],
        True,
        False,
    )
    (listed,) = run("grants", "list")[1]["grants"]
    assert (listed["id"], listed["given_by"], listed["revoked_at"]) == (given["id"], "local", None)
    for words, code in (
        (("--until", "morgen"), "bad_option"),
        (("--until", "2020-01-01"), "bad_grant.until"),
        (("--until", "2099-12-31", "--area", "admin_province:48"), "bad_grant.area"),
    ):
        assert run(*add, *words)[1]["error"]["code"] == code
    assert run("grants", "revoke", given["id"])[0] == 0
    assert run("grants", "list")[1]["grants"][0]["revoked_at"] is not None
    status, document, _ = run("grants", "revoke", given["id"])
    assert (status, document["error"]["code"]) == (2, "unknown_grant")


def test_rules_are_set_one_by_one(run, folder):
    set_ = ("access", "set", "duct_route")
    assert run(*set_, "--visibility", "restricted", "--sums", "no")[0] == 0
    status, document, _ = run(*set_, "--second-person", "yes", "--tier", "owner=sensitive")
    assert status == 0
    assert document["layer"] == {
        "id": "duct_route",
        "visibility": "restricted",
        "sums": False,
        "second_person": True,
        "tiers": {"contact": "sensitive", "owner": "sensitive"},
    }
    listed = {row["id"]: row["set_here"] for row in run("access", "list")[1]["layers"]}
    assert [i for i, set_here in listed.items() if set_here] == ["duct_route"]
    for words in (
        ("--visibility", "secret"),
        ("--tier", "owner"),
        ("--tier", "owner=x"),
        ("--tier", "nothing=open"),
        (),
    ):
        assert run(*set_, *words)[0] == 2, words
    assert run("access", "set", "nothing", "--sums", "no")[0] == 2
    assert run(*set_, "--reset")[1]["layer"]["visibility"] == "public"


def test_a_layer_is_taken_out_of_service_and_brought_back(run, folder):
    put(open_store(str(folder)), "a")
    assert run("withdraw", LAYER)[1] == {"withdrawn": LAYER}
    assert LAYER not in open_store(str(folder)).current()
    assert run("withdraw", LAYER)[1]["error"]["code"] == "unknown_version"
    assert run("withdraw", "nothing")[1]["error"]["code"] == "unknown_layer"
    assert run("restore", LAYER, "1")[0] == 0
    assert LAYER in open_store(str(folder)).current()


@pytest.mark.parametrize("lang", LANGUAGES)
def test_lists_are_tables_for_people(run, folder, filled, capsys, lang):
    run("grants", "add", "lan", "duct_route", "--purpose", "kiểm tra", "--until", "2099-12-31")
    run("access", "set", "duct_route", "--tier", "owner=personal")
    for words, seen in (
        (["users", "list"], "quan-tri"),
        (["grants", "list"], "kiểm tra"),
        (["access", "list"], "owner=personal"),
    ):
        capsys.readouterr()
        assert main([*words, "--store", str(folder), "--lang", lang]) == 0
        shown = capsys.readouterr().out
        assert seen in shown
        assert "column." not in shown
