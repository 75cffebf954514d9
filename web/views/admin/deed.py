"""What an administrator does: asked for the right at the moment it is done, and told of in one sentence."""

from collections.abc import Callable
from functools import wraps

import streamlit as st

from layers.access import User, require_administrator
from layers.errors import HatangError
from layers.words import Words, explain
from web.context import Context
from web.plain import plain

_TOLD = "admin_told"
Said = tuple[str, dict] | None


def deed(work: Callable[..., Said]) -> Callable[..., None]:
    """Make a callback of ``work(context, user, *args)``, which gives the key of a sentence and what fills it.

    The button alone protects nothing: who lost the role may still have the page open.
    """

    @wraps(work)
    def carried_out(context: Context, *args) -> None:
        try:
            st.session_state[_TOLD] = work(context, require_administrator(context.user), *args)
        except HatangError as fault:
            st.session_state[_TOLD] = fault

    return carried_out


def tell(words: Words) -> None:
    """Say once what came of the last deed."""
    told = st.session_state.pop(_TOLD, None)
    if isinstance(told, HatangError):
        st.error(plain(explain(told, words.lang)), icon=":material/error:")
    elif told is not None:
        key, params = told
        st.success(plain(words(key, **params)), icon=":material/check_circle:")


def by(user: User) -> str:
    """Under which name a deed stands in the log."""
    return user.id
