"""``python -m layers report``: files, recipe, and what is refused."""

import json

import pytest

from layers.cli import main


@pytest.fixture
def run(atlas, folder, capsys):
    """Run the command on the small store; gives its exit status and its document."""

    def call(*args: str):
        status = main(["report", "--store", str(folder), "--json", *args])
        out = capsys.readouterr().out
        return status, json.loads(out) if out else None

    return call


def test_files_are_written_and_a_recipe_gives_the_same_numbers(run, tmp_path):
    out = [tmp_path / name for name in ("r.pdf", "r.xlsx", "r.json")]
    status, said = run("--city", "48", "--part", "reach", "--out", *map(str, out))
    assert status == 0
    assert [path.read_bytes()[:4] for path in out] == [b"%PDF", b"PK\x03\x04", b'{\n "']
    assert said["numbers"]["reach.sites"] == 3
    status, again = run("--recipe", str(out[2]))
    assert (status, again["differences"], again["same_product"]) == (0, [], True)
    assert again["recipe"] == said["recipe"]


@pytest.mark.parametrize(
    ("args", "code"),
    [
        (["--city", "48"], "bad_option"),
        (["--city", "48", "--out", "r.doc"], "bad_option"),
        (["--out", "r.pdf"], "bad_option"),
        (["--area", "99999", "--out", "r.pdf"], "bad_option"),
        (["--city", "48", "--part", "x", "--out", "r.pdf"], "bad_option"),
        (["--city", "48", "--date", "yesterday", "--out", "r.pdf"], "bad_option"),
        (["--city", "48", "--signer", "x=y", "--out", "r.pdf"], "bad_option"),
        (["--recipe", "nowhere.json"], "bad_recipe"),
    ],
)
def test_what_makes_no_report_is_refused(run, args, code):
    status, said = run(*args)
    assert (status, said["error"]["code"]) == (2, code)
