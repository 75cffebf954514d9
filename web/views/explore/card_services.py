"""What is known of public services in a place: the rows of its returns, and what was published about it."""

import pandas as pd
import streamlit as st

from layers.profiles.profile import SHAPE, Profile
from layers.words import Words
from web.plain import plain
from web.views.explore.card_sections import head, held
from web.views.explore.scene import Scene

_COUNTS = ("n_full", "n_partial", "n_level3", "n_level4", "n_level34", "n_procedures")
_TOLD = ("scheme", "tier", "period", "synthetic", "stated_pct", *_COUNTS)
_FIGURES = ("level", "year", "metric", "value", "denominator", "pct_stated", "article")


def show(scene: Scene, profile: Profile) -> None:
    """The returns, newest first; figures stand at their own level and are never spread over wards."""
    words = scene.words
    head(words("explore_profile.services"), profile, "services", words)
    if profile.kind == SHAPE:
        st.caption(words("profile.rule.services_shape"))
    elif profile.services.empty:
        st.caption(words("card.services_none"))
    for about, known in held(scene, profile, "services", _rows):
        st.caption(about)
        st.text(known)
    if len(profile.figures):
        _figures(profile.figures, words)


def _rows(profile: Profile, words: Words) -> list[tuple[str, str]]:
    told = [name for name in _TOLD if name in profile.services]
    return [_row(row, words) for row in profile.services[told].to_dict("records")]


def _row(row: dict, words: Words) -> tuple[str, str]:
    """Of which scale, tier and time, and the numbers there are."""
    made_up = f" · {words('quality.synthetic')}" if _flag(row.get("synthetic")) else ""
    about = (
        f"{_term('scheme', row['scheme'], words)} · {_term('tier', row['tier'], words)} · "
        f"{plain(row['period'])}{made_up}"
    )
    known = {
        words(f"service.{name}"): words.number(float(row[name]))
        for name in _COUNTS
        if name in row and pd.notna(row[name])
    }
    stated = row.get("stated_pct")
    if pd.notna(stated):
        known[words("service.stated")] = f"{words.number(float(stated))} %"
    return about, " · ".join(f"{k} {v}" for k, v in known.items()) or words("card.unknown")


def _figures(figures: pd.DataFrame, words: Words) -> None:
    """What was published; the table is made once it is opened: a folded one costs the first view a megabyte."""
    box = st.expander(
        words("card.figures", count=len(figures)), key="x_card_figures", on_change="rerun"
    )
    if not box.open:
        return
    shown = figures[list(_FIGURES)]
    box.dataframe(
        shown,
        hide_index=True,
        column_config={c: words(f"figure.{c}") for c in shown.columns},
    )


def _term(group: str, value: object, words: Words) -> str:
    """The words for a value of a list; a value that is not on our list as it stands in the file."""
    if pd.isna(value):
        return words("card.unknown")
    key = f"{group}.{value}"
    return words(key) if key in words else plain(value)


def _flag(value) -> bool:
    return bool(value) if pd.notna(value) else False
