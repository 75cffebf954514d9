"""A store that cannot be used: one sentence in the visitor's language, and what to do."""

from types import SimpleNamespace

import pytest
from starlette.datastructures import Headers
from streamlit.testing.v1 import AppTest

from layers.settings import ROOT, Settings
from layers.words import explain
from tests.trust.payloads import PAYLOADS
from tests.web.sent_state import map_element
from web.context import install, open_context
from web.plain import plain
from web.sign_in import identity
from web.views import trouble
from web.views.explore import page as explore
from web.words import web_words

MAIN = str(ROOT / "web" / "main.py")


@pytest.fixture(autouse=True)
def _here(monkeypatch):
    """The page of `AppTest` is looked at from no address; here it is this machine's."""
    monkeypatch.setattr(trouble, "is_page_on_this_machine", lambda: True)


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
    assert map_element(app)
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


def test_where_the_store_lies_is_told_on_its_own_machine_alone(own_folder, monkeypatch):
    _spoil(own_folder)
    install(open_context(Settings(store=str(own_folder))))
    path = plain("/catalogue.db")
    assert path in _only_sentence(_start("en"))
    monkeypatch.setattr(trouble, "is_page_on_this_machine", lambda: False)
    sentence = _only_sentence(_start("en"))
    assert path not in sentence
    assert path[1:] in sentence


@pytest.mark.parametrize(
    ("address", "headers", "here"),
    [
        (None, {}, True),
        ("192.0.2.7", {}, False),
        (None, {"X-Forwarded-For": "192.0.2.7"}, False),
        (None, {"X-Real-IP": "127.0.0.1"}, False),
    ],
)
def test_a_page_behind_a_proxy_is_looked_at_from_elsewhere(monkeypatch, address, headers, here):
    asked = SimpleNamespace(ip_address=address, headers=Headers(headers))
    monkeypatch.setattr(identity.st, "context", asked)
    assert identity.is_page_on_this_machine() is here


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


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_a_fault_that_nobody_foresaw_is_told_with_its_time_and_the_ways_on(
    own_context, monkeypatch, lang
):
    app, show = _start(lang), explore.show
    monkeypatch.setattr(explore, "show", lambda *_: {}["no such key"])
    app.run()
    (error,) = app.error
    sentence = web_words(lang)("trouble.unforeseen", time="TIME")
    assert error.value.startswith(sentence.split("TIME")[0])
    assert "no such key" not in error.value
    assert len(app.exception) == 1  # which Streamlit writes to the log, and the page does not show
    # The way on works once the fault is gone.
    monkeypatch.setattr(explore, "show", show)
    app.button(key="trouble_again").click().run()
    assert not app.exception
    assert not app.error
    assert map_element(app)
