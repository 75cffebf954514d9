"""Memory that nobody holds comes back without Streamlit looking for it after each run."""

import gc
import tomllib
import weakref
from pathlib import Path

from layers.settings import ROOT
from web import tidying


class _Held:
    """Holds itself, as an ended session does."""

    def __init__(self):
        self.me = self


def test_what_only_holds_itself_is_gone_after_tidying():
    held = weakref.ref(_Held())
    many = [[] for _ in range(200_000)]  # as much as a few runs of the page make
    assert tidying.tidy() or held() is None
    assert held() is None
    del many


def test_where_nothing_was_made_nothing_is_looked_for():
    gc.collect()
    assert not tidying.tidy()


def test_giving_back_works_on_any_machine():
    tidying.give_back()


def test_only_tidying_collects():
    """Whoever lets Streamlit collect again, or not at all, meets this."""
    settings = tomllib.loads((Path(ROOT) / ".streamlit" / "config.toml").read_text("utf-8"))
    assert settings["runner"]["postScriptGC"] is False
    assert "keep_tidy()" in (Path(ROOT) / "web" / "warming.py").read_text("utf-8")
