"""The choices of a view: one record in the session from which widgets are filled, written by their callbacks.

The record is the truth. Streamlit forgets the value of a widget that is not drawn, and a run that is stopped
before a widget is drawn brings its old value back; neither touches the record.
"""

import copy
from collections.abc import Callable

import streamlit as st


class Record:
    """The record of one view.

    Parameters
    ----------
    held : str
        Where the session holds it.
    prefix : str
        Of the keys of its widgets.
    usual : dict
        Every choice by name, with what it is before anybody chose.
    """

    def __init__(self, held: str, *, prefix: str, usual: dict[str, object]):
        self._held = held
        self._prefix = prefix
        self._usual = usual

    def begin(self, asked: Callable[[object], dict], leave_place: Callable[[], None]) -> None:
        """Fill the record: with what stood here before, else as `asked` reads the address.

        A city chosen in another view in between wins over the one held here; then `leave_place` is called.
        """
        if self._held not in st.session_state:
            st.session_state[self._held] = copy.deepcopy(self._usual) | asked(st.query_params)
        elif self.key_of("city") not in st.session_state:  # back from another view
            city = st.session_state.get("city")
            if city and city != self.get("city"):
                self.put("city", city)
                leave_place()

    def all(self) -> dict[str, object]:
        """Every choice by name."""
        return st.session_state[self._held]

    def get(self, name: str) -> object:
        """One choice."""
        return self.all()[name]

    def put(self, name: str, value: object) -> None:
        """Set one choice."""
        st.session_state[self._held] = self.all() | {name: value}

    def settle(self, name: str, known: list, usual: object = None) -> object:
        """Hold a choice to what there is; `usual`, else the first, takes the place of anything else."""
        if self.get(name) not in known:
            first = known[0] if known else None
            self.put(name, usual if usual in known else first)
        return self.get(name)

    def key_of(self, name: str) -> str:
        """The key of the widget of a choice."""
        return f"{self._prefix}_{name}"

    def fill(self, name: str, *, shown: Callable = lambda value: value) -> str:
        """Fill the widget of a choice before it is drawn; returns its key."""
        st.session_state[self.key_of(name)] = shown(self.get(name))
        return self.key_of(name)

    def take(
        self, name: str, read: Callable = lambda value: value, forget: tuple[str, ...] = ()
    ) -> None:
        """Callback of a widget: its value becomes the choice; those in `forget` go back to what is usual."""
        self.put(name, read(st.session_state[self.key_of(name)]))
        self.forget_all(*forget)

    def forget_all(self, *names: str) -> None:
        """These choices go back to what is usual."""
        for name in names:
            self.put(name, copy.deepcopy(self._usual[name]))
