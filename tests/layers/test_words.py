"""Every sentence stands in both languages, with the same gaps to fill."""

import fnmatch
import re
import string
from pathlib import Path

import pytest

from layers.errors import Because, HatangError
from layers.spec import load_specs
from layers.words import LOCALES, Words, read_locale

ROOT = Path(__file__).resolve().parents[2]
FOLDERS = (LOCALES, ROOT / "web" / "locales")


load = read_locale


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

    inner = {"failure", "geo.error"}  # bases; kinds with reasons have a sentence for each reason
    kinds = {e for base in (HatangError, GeoError) for e in subclasses(base)}
    codes = {e.code for e in kinds if not issubclass(e, Because)} - inner
    assert {code for code in codes if f"error.{code}" not in Words("vi")} == set()


_CALLS = {
    r"\b(?:words|Words\(\w+\)|Said)\(\s*f?(\"[^\"]+\"|'[^']+')": "{}",
    r"\bFinding\(\s*\"([^\"]+)\"": "finding.{}",
    r"\brow_findings\(\s*\"([^\"]+)\"": "finding.{}",
    r"\bUnreadableFile\(\s*\"([^\"]+)\"": "error.unreadable.{}",
    r"\bCannotWrite\(\s*\"([^\"]+)\"": "error.cannot_write.{}",
    r"\bCannotCarry\(\s*\"([^\"]+)\"": "error.cannot_carry.{}",
}


def used_keys() -> set[str]:
    """The keys that code in ``layers`` asks for; a part that is filled in is a ``*``."""
    source = "\n".join(p.read_text(encoding="utf-8") for p in LOCALES.parent.rglob("*.py"))
    asked = {
        form.format(key.strip("\"'"))
        for call, form in _CALLS.items()
        for key in re.findall(call, source)
    }
    return {re.sub(r"\{[^}]*\}", "*", key) for key in asked}


def test_every_key_that_code_asks_for_is_there():
    known = load(LOCALES, "vi")
    used = used_keys()
    assert len(used) > 60
    assert {key for key in used if not fnmatch.filter(known, key)} == set()


def written_keys() -> set[str]:
    """Keys that stand anywhere in the code of the product: some are named in one place and said in another."""
    rooms = (LOCALES.parent, ROOT / "web")
    source = "\n".join(p.read_text("utf-8") for room in rooms for p in room.rglob("*.py"))
    found = re.findall(r"\"([a-z_]+\.[\w.{}]+)\"", source)
    return {re.sub(r"\{[^}]*\}", "*", key) for key in found}


def value_keys() -> set[str]:
    """The values of every list that a layer knows; what several lists share stands under ``any``."""
    fields = [field for spec in load_specs().values() for field in spec.fields]
    return {"value.any.*"} | {f"value.{f.name}.{value}" for f in fields for value in f.allowed}


def test_every_sentence_is_asked_for():
    """Sentences that nothing says any more are found, so that nobody translates them."""
    made = {"error.*", "finding.*", "fix.*", "column.*", "severity.*", "filter.*", "look.*"}
    asked = used_keys() | made | written_keys() | value_keys()
    assert {
        key for key in load(LOCALES, "vi") if not any(fnmatch.fnmatch(key, a) for a in asked)
    } == set()


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
