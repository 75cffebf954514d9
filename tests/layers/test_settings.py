"""Every setting is in the table of the README, with the default that is in force; nonsense is said at the start."""

import re
from dataclasses import fields
from pathlib import Path

import pytest

from layers import limits, settings, vouching
from layers.errors import BadOption
from layers.limits import NAMES, Limits
from layers.settings import ROOT, Settings
from layers.vouching import Vouching

NAME = re.compile(r"HATANG_[A-Z_]+")
ROWS = [
    [cell.strip() for cell in line.split("|")[1:4]]
    for line in (ROOT / "README.md").read_text("utf-8").splitlines()
    if line.startswith("| `HATANG_")
]


def test_the_table_names_what_is_read_and_nothing_else():
    read = set()
    for module in (settings, limits, vouching):
        read |= set(NAME.findall(Path(module.__file__).read_text("utf-8")))
    told = [name for row in ROWS for name in NAME.findall(row[0])]
    assert len(told) == len(set(told))
    # That one is of the suite.
    assert set(told) - {"HATANG_REQUIRE_BROWSER"} == read


def test_the_table_tells_the_defaults():
    told = {}
    for names, defaults, _ in ROWS:
        values = re.findall("`(.*?)`", defaults)
        told |= dict(zip(NAME.findall(names), values, strict=False))
    for each in fields(Limits):
        assert told[NAMES[each.name]] == str(each.default), each.name
    assert told["HATANG_SIGN_IN"] == Vouching().ways[0]
    assert told["HATANG_OIDC_CLAIM"] == Vouching().claim
    assert told["HATANG_USER_HEADER"] == Vouching().header


def test_nothing_set_is_the_defaults():
    assert Settings.read({}) == Settings()
    assert Settings.read(dict.fromkeys(NAMES.values(), "")).limits == Limits()


def test_limits_are_read_and_some_may_be_lifted():
    read = Settings.read({"HATANG_MAX_JOBS": "7", "HATANG_READS_PER_SECOND": "0"}).limits
    assert (read.jobs, read.reads_s, read.exports) == (7, 0, Limits().exports)


@pytest.mark.parametrize("value", ["-1", "many", "1.5", "10000000000"])
@pytest.mark.parametrize("name", NAMES.values())
def test_a_limit_that_is_none_is_said(name, value):
    with pytest.raises(BadOption, match=name):
        Settings.read({name: value})


@pytest.mark.parametrize("name", ["HATANG_MAX_JOBS", "HATANG_MAX_BODY_KB", "HATANG_UPLOAD_SECONDS"])
def test_a_limit_of_nothing_at_all_is_said(name):
    with pytest.raises(BadOption, match=name):
        Settings.read({name: "0"})


def test_a_share_of_the_disk_is_one():
    with pytest.raises(BadOption):
        Settings.read({"HATANG_DISK_PERCENT": "101"})
