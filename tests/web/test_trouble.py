"""A store that cannot be used: one sentence in the visitor's language, and what to do."""

import pytest
from streamlit.testing.v1 import AppTest

from layers.settings import ROOT, Settings
from layers.words import explain
from tests.trust.payloads import PAYLOADS
from web.context import install, open_context
from web.plain import plain
from web.words import web_words

MAIN = str(ROOT / "web" / "main.py")


def _spoil(folder, content: bytes = b"not a database" * 1000) -> None:
    for name in ("catalogue.db-wal", "catalogue.db-shm"):
        (folder / name).unlink(missing_ok=True)
    (folder / "catalogue.db").write_bytes(content)


def _start(lang: str) -> AppTest:
    app = AppTest.from_file(MAIN, default_timeout=30)
    app.query_params["lang"] = lang
    return app.run()


def _only_sentence(app: AppTest) -> str:
    """The one error of a page that shows nothing else of the product."""
    assert not app.exception
    assert not app.get("bidi_component")
    (error,) = app.error
    assert "Traceback" not in error.value
    assert ".py" not in error.value
    return error.value


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_a_store_that_never_opened_is_told(own_folder, lang):
    _spoil(own_folder)
    context = open_context(Settings(store=str(own_folder)))
    install(context)
    app = _start(lang)
    assert _only_sentence(app) == plain(explain(context.fault, lang))
    assert plain("HATANG_STORE") in app.error[0].value
    assert [caption.value for caption in app.caption] == [web_words(lang)("trouble.health")]


def test_a_catalogue_damaged_while_running_is_told_at_the_next_run(own_context, own_folder):
    app = _start("en")
    assert app.get("bidi_component")
    _spoil(own_folder)
    assert plain("HATANG_STORE") in _only_sentence(app.run())


def test_a_version_file_that_is_gone_is_told(own_context, own_folder):
    for file in (own_folder / "versions").iterdir():
        file.unlink()
    for file in (own_folder / "derived").glob("*/*"):
        file.unlink()
    app = _start("en")
    assert not app.exception
    assert plain("HATANG_STORE") in app.error[0].value


def test_a_store_of_a_kind_that_is_not_there_yet_is_told():
    install(open_context(Settings(store="postgresql://somewhere/hatang")))
    assert "postgresql" in _only_sentence(_start("en"))


def test_a_folder_that_cannot_be_made_is_told(tmp_path):
    (tmp_path / "file").write_text("in the way")
    install(open_context(Settings(store=str(tmp_path / "file" / "store"))))
    assert plain("HATANG_STORE") in _only_sentence(_start("en"))


def _told():
    import streamlit as st

    from layers.errors import UnknownCity
    from web.views import trouble
    from web.words import web_words

    trouble.show(UnknownCity(city=st.session_state["named"]), web_words("vi"))


@pytest.mark.parametrize("text", PAYLOADS)
def test_s10_what_a_fault_names_is_shown_as_it_stands(text):
    app = AppTest.from_function(_told)
    app.session_state["named"] = text
    (error,) = app.run().error
    assert plain(text) in error.value
