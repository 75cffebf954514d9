"""The box in which somebody chooses an area by name: what a click on the map does, for the keyboard."""

import streamlit as st

from layers.words import Words


def show(names: dict[str, str], *, held: str, words: Words) -> None:
    """Draw the box over the choice that the session holds.

    The choice has a place of its own and not that of the box. A click on the map writes it in the body of
    a run; where the next run begins before the box is drawn, the browser would send the old value of the
    box, and it would win.

    Parameters
    ----------
    names : dict
        Code to name, in the order to show.
    held : str
        Where the session holds the code that is chosen, or None.
    """
    box = f"{held}_box"
    chosen = st.session_state.get(held)
    st.session_state[box] = chosen if chosen in names else None
    st.selectbox(
        words("control.area"),
        list(names),
        key=box,
        index=None,
        format_func=names.get,
        placeholder=words("control.area_hint"),
        on_change=_choose,
        args=(held, box),
    )


def _choose(held: str, box: str) -> None:
    st.session_state[held] = st.session_state[box]
