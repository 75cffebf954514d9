"""The box in which somebody says which unit a name means."""

from collections.abc import Callable, Mapping

import streamlit as st

from layers.importing.areas.found import AreasFound, Review
from layers.units.register import COMMUNE, PROVINCE, register
from layers.words import Words

# Not to be met as a code of a unit.
_OTHER, _OUT = "\x00other", "\x00out"


def choose(
    found: AreasFound,
    review: Review,
    chosen: Mapping[str, str],
    words: Words,
    *,
    key: str,
    keep: Callable[[str | None], None],
) -> None:
    """Draw the box; what is chosen is handed to `keep`.

    Parameters
    ----------
    chosen : mapping
        Decisions of the draft.
    key : str
        Of the box.
    keep : callable
        Takes the code, ``""`` to leave the rows out, None where it is not said yet: at once, before any
        button, since who chooses and goes on in one breath stops the run that would have seen it.
    """
    known = {each["code"]: each for each in review.candidates}
    before = chosen.get(review.key)
    options = [*known, _OTHER, _OUT]
    at = None if before is None else _OUT if before == "" else before if before in known else _OTHER
    told = {_OTHER: words("import.areas_other"), _OUT: words("import.areas_leave_out")}
    _begin(key, at, options)
    box = st.selectbox(
        words("import.areas_meant", name=review.name or review.code),
        options,
        index=None,
        key=key,
        on_change=lambda: keep(_code(st.session_state.get(key))),
        label_visibility="collapsed",
        placeholder=words("import.areas_choose"),
        format_func=lambda code: told.get(code) or shown(known[code]),
    )
    if box == _OTHER:
        _any_unit(found, before, words, key=key, keep=keep)


def _code(box: str | None) -> str | None:
    """What an option means; of another unit nobody knows yet which."""
    return {_OUT: "", _OTHER: None}.get(box, box)


def shown(unit: dict) -> str:
    """A unit as it is told from others of its name."""
    return " · ".join(part for part in (unit["name"], unit["parent"], unit["code"]) if part)


def _any_unit(
    found: AreasFound, before: str | None, words: Words, *, key: str, keep: Callable
) -> None:
    """Any unit of the version: the province first, so that few names are left to search."""
    provinces = register(found.version, PROVINCE).frame
    communes = register(found.version, COMMUNE).frame
    names = dict(zip(provinces["code"], provinces["full_name"], strict=True))
    of = dict(zip(communes["code"], communes["province_code"], strict=True))
    at = of.get(before, before) or next(iter(found.provinces), None)
    codes = list(names)
    _begin(f"{key}_province", at, codes)
    province = st.selectbox(
        words("import.areas_province"),
        codes,
        index=None,
        key=f"{key}_province",
        on_change=lambda: keep(None),
        format_func=names.get,
        placeholder=words("import.areas_province"),
        label_visibility="collapsed",
    )
    if province is None:
        return
    inside = communes[communes["province_code"] == province].sort_values("name")
    units = {province: words("import.areas_whole", name=names[province])}
    units |= dict(zip(inside["code"], inside["full_name"], strict=True))
    codes = list(units)
    _begin(f"{key}_unit", before, codes)
    st.selectbox(
        words("import.areas_unit"),
        codes,
        index=None,
        key=f"{key}_unit",
        on_change=lambda: keep(st.session_state.get(f"{key}_unit")),
        format_func=units.get,
        placeholder=words("import.areas_unit"),
        label_visibility="collapsed",
    )


def _begin(key: str, value: str | None, options: list[str]) -> None:
    """What a box begins with, where it is drawn anew; a value that is no option any more is forgotten.

    An empty box stays as it is: what is written is sent to the browser, where it would undo a choice
    that was made while this run was drawn.
    """
    held = st.session_state.get(key)
    begun = value if value in options else None
    if held not in options and held != begun:
        st.session_state[key] = begun
