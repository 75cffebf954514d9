"""What a visitor sees where the store cannot be used, or the page meets a fault that nobody foresaw."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

import streamlit as st

from layers.errors import HatangError
from layers.esc import esc
from layers.words import Words, explain
from web.plain import plain
from web.sign_in.identity import is_page_on_this_machine

_LOG = logging.getLogger(__name__)
# Streamlit tells a fault in English of its own; ours stands in its place.
_OURS_ALONE = '<style>[data-testid="stException"] { display: none; }</style>'


def show(fault: HatangError, words: Words) -> None:
    """Say what is wrong with the store; where on its machine it lies, to nobody elsewhere."""
    st.title(words("app.name"))
    told = fault if is_page_on_this_machine() else _without_folders(fault)
    st.error(plain(explain(told, words.lang)), icon=":material/error:")
    st.caption(words("trouble.health"))


def _without_folders(fault: HatangError) -> HatangError:
    if "path" not in fault.params:
        return fault
    return type(fault)(**fault.params | {"path": Path(str(fault.params["path"])).name})


@contextmanager
def ends_told(words: Words) -> Iterator[None]:
    """Say that the page ended where it does, and the two ways on; the fault goes on, to the log of the server."""
    try:
        yield
    except HatangError as fault:
        _LOG.exception("a view ended")
        show(fault, words)
    except Exception:
        st.html(_OURS_ALONE)
        time = f"{datetime.now().astimezone():%Y-%m-%d %H:%M:%S}"
        st.error(words("trouble.unforeseen", time=time), icon=":material/error:")
        st.button(words("trouble.again"), key="trouble_again", type="primary")
        st.html(
            f'<a href="?lang={words.lang}" target="_self">{esc(words("trouble.from_the_start"))}</a>'
        )
        raise
