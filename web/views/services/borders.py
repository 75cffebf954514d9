"""The timeline of boundaries: how many units there were when, and how those of a city came to be."""

import pandas as pd
import streamlit as st

from layers.cards import COUNTRY
from layers.units.history import changes_of_city
from layers.units.timeline import BoundaryVersion, timeline
from layers.words import Words
from web.plain import plain
from web.views.services.published_rows import term

_COLUMNS = (
    "from",
    "until",
    "here",
    "districts",
    "country",
    "listed",
    "certainty",
    "note",
    "source",
)


def show(city: str, words: Words) -> None:
    """The table of all boundary versions, the newest first, and the changes of the chosen city."""
    st.caption(words("history.timeline_how"))
    rows = pd.DataFrame([_row(each, city, words) for each in reversed(timeline().values())])
    shown = [name for name in _COLUMNS if rows[name].ne("").any()]
    st.dataframe(
        rows[shown],
        hide_index=True,
        row_height=36,
        height=36 * (len(rows) + 1) + 2,
        column_config={
            name: st.column_config.TextColumn(words(f"history.column.{name}")) for name in shown
        },
    )
    if city == COUNTRY:
        return
    changes = changes_of_city(city)
    if len(changes):
        st.markdown(f"**{words('history.city')}**")
    for row in changes.itertuples():
        kind = words(f"history.count.{row.kind}")
        st.markdown(f"- **{words.number(row.units)}** {plain(kind)}")


def _row(version: BoundaryVersion, city: str, words: Words) -> dict[str, str]:
    known = city in version.communes and city != COUNTRY
    return {
        "from": words.date(version.valid_from) if version.valid_from else "–",
        "until": words.date(version.valid_to) if version.valid_to else words("history.in_force"),
        "here": words.number(version.communes[city]) if known else "",
        "districts": words.number(version.districts[city]) if known else "",
        "country": words.number(version.communes[COUNTRY]),
        "listed": words("history.by_name" if version.listed else "history.only_counted"),
        "certainty": term("services.certainty", version.certainty, words),
        "note": _note(version, words),
        "source": str(version.source),
    }


def _note(version: BoundaryVersion, words: Words) -> str:
    """Our own remark in the reader's language; of a version that has none, the remark of its source."""
    key = f"history.note.{version.name}"
    return words(key) if key in words else version.note
