"""Where a unit comes from and what became of it, folded into one line of a card."""

from functools import lru_cache

import streamlit as st

from layers.units.history import History, Kin, history_of
from layers.words import Words
from web.plain import plain

_MOST_NAMED = 40


def show(unit_key: str | None, words: Words) -> None:
    """The history of a unit, where it is known."""
    found = _of(unit_key) if unit_key else None
    if found is None:
        return
    with st.expander(_title(found, words), icon=":material/account_tree:"):
        st.markdown(plain(_sentence(found, words)))
        for kin in found.kin[:_MOST_NAMED]:
            st.markdown(f"- {plain(_kin(kin, words))}")
        if len(found.kin) > _MOST_NAMED:
            st.caption(words("history.more", count=len(found.kin) - _MOST_NAMED))
        if found.districts:
            st.caption(plain(words("history.districts", names=", ".join(found.districts))))
        if found.earlier_name:
            st.caption(plain(words("history.earlier", name=found.earlier_name, day=found.since)))


@lru_cache(maxsize=2000)
def _of(unit_key: str) -> History | None:
    """Kept: the lists of units that it is made of do not change while the server runs."""
    return history_of(unit_key)


def _title(found: History, words: Words) -> str:
    if found.until is not None and not found.districts:
        return words("history.until", day=found.until)
    return words("history.since", day=found.since) if found.since else words("history.title")


def _sentence(found: History, words: Words) -> str:
    side = "now" if found.kind == "ended" else "made"
    count = len(found.kin)
    parts = sum(not kin.whole for kin in found.kin)
    if side == "now":
        return words("history.now", count=count)
    return words(f"history.kind.{found.kind}", count=count, parts=parts)


def _kin(kin: Kin, words: Words) -> str:
    within = f" ({kin.within})" if kin.within else ""
    return f"{kin.name}{within} · {words('history.whole' if kin.whole else 'history.part')}"
