"""The words of the pages: every key in both languages with the same holes, and every key that is asked for."""

import re
import string

import pytest
from streamlit.testing.v1 import AppTest

from layers.atlas import BOUNDARIES
from layers.facts import LAYERS
from layers.settings import ROOT
from layers.store.model import QUALITIES
from layers.thematic import SCHEMES
from layers.words import read_locale
from web.map.style import MAST_CLASS_COLOURS
from web.words import LOCALES, web_words

TABLES = {lang: read_locale(LOCALES, lang) for lang in ("vi", "en")}


def _holes(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


def test_both_languages_have_the_same_keys_and_holes():
    assert set(TABLES["vi"]) == set(TABLES["en"])
    for key, text in TABLES["vi"].items():
        assert _holes(text) == _holes(TABLES["en"][key]), key
        assert text.strip() == text != "", key


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_every_key_in_the_code_has_words(lang):
    words = web_words(lang)
    sources = [*(ROOT / "web").rglob("*.py"), *(ROOT / "layers").rglob("*.py")]
    asked = {
        key
        for path in sources
        for key in re.findall(r"""words\(\s*["']([a-z_0-9.]+)["']""", path.read_text("utf-8"))
    }
    assert len(asked) > 40
    assert {key for key in asked if key not in words} == set()


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_everything_that_can_be_chosen_has_words(lang):
    words = web_words(lang)
    keys = [f"areas.{i}" for i in BOUNDARIES]
    keys += [f"layer.{i}" for i in (*LAYERS, *BOUNDARIES)]
    keys += [f"scheme.{s}" for s in (*SCHEMES, "levels_1_4", "full_partial")]
    keys += [f"quality.{q}" for q in QUALITIES]
    keys += [f"mast_class.{c}" for c in MAST_CLASS_COLOURS]
    assert [key for key in keys if key not in words] == []


def _language_script():
    import streamlit as st

    from web.words import get_language, get_words

    st.text(get_language() + " " + get_words()("app.name"))


@pytest.mark.parametrize(
    ("asked", "lang"), [("en", "en"), ("vi", "vi"), ("fr", "vi"), ("", "vi"), ("EN", "vi")]
)
def test_the_address_chooses_the_language_where_it_names_one(context, asked, lang):
    app = AppTest.from_function(_language_script)
    app.query_params["lang"] = asked
    assert app.run().text[0].value.startswith(lang + " ")


def test_the_switch_wins_over_the_address(context):
    app = AppTest.from_function(_language_script)
    app.query_params["lang"] = "vi"
    app.session_state["lang"] = "en"
    assert app.run().text[0].value.startswith("en ")
