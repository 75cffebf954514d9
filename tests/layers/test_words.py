"""Every sentence stands in both languages, with the same gaps to fill."""

import json
import string
from pathlib import Path

import pytest

from layers.errors import HatangError
from layers.words import LOCALES, Words

ROOT = Path(__file__).resolve().parents[2]
FOLDERS = (LOCALES, ROOT / "web" / "locales")


def load(folder: Path, lang: str) -> dict[str, str]:
    return json.loads((folder / f"{lang}.json").read_text(encoding="utf-8"))


def gaps(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda f: f.parent.name)
def test_both_languages_have_the_same_keys_and_gaps(folder):
    vi, en = load(folder, "vi"), load(folder, "en")
    assert vi.keys() == en.keys()
    assert {k for k in vi if gaps(vi[k]) != gaps(en[k])} == set()
    assert {k for k in vi if not vi[k].strip() or not en[k].strip()} == set()


def subclasses(kind: type) -> set[type]:
    return {kind} | {deep for sub in kind.__subclasses__() for deep in subclasses(sub)}


def test_every_error_has_a_sentence():
    from geo.errors import GeoError

    inner = {"failure", "unreadable", "geo.error"}  # bases and makers of more precise codes
    codes = {e.code for base in (HatangError, GeoError) for e in subclasses(base)} - inner
    assert {code for code in codes if f"error.{code}" not in Words("vi")} == set()


def test_every_finding_has_a_sentence_and_a_mend():
    words = load(LOCALES, "vi")
    finding = {k.removeprefix("finding.") for k in words if k.startswith("finding.")}
    fix = {k.removeprefix("fix.") for k in words if k.startswith("fix.")}
    assert finding == fix


@pytest.mark.parametrize(
    ("lang", "number", "percent"),
    [("vi", "1.234.567,9", "12,3 %"), ("en", "1,234,567.9", "12.3 %")],
)
def test_numbers_follow_the_language(lang, number, percent):
    words = Words(lang)
    assert words.number(1234567.89, 1) == number
    assert words.percent(0.1234) == percent


@pytest.mark.parametrize("unknown", [None, float("nan")])
def test_unknown_is_a_dash_never_zero(unknown):
    assert Words("vi").number(unknown) == "–"
    assert Words("vi").percent(unknown) == "–"


def test_an_unknown_language_falls_back():
    assert Words("fr").lang == "vi"
