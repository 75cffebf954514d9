"""Published figures: every one as printed, with what comes out when it is made again, and what speaks against it."""

import pandas as pd
import streamlit as st

from layers.services.published import contradictions
from layers.words import Words
from web.plain import plain
from web.views.services import borders
from web.views.services.published_rows import CARE, CONFLICTS, measured_rows, press_rows, term
from web.views.services.targets import target_rows

PRESS, MEASURED, GOALS, BORDERS = LISTS = ("press", "measured", "goals", "borders")
AT_ODDS = (*CONFLICTS, *CARE)
_CHOSEN = "svc_published_row"
_WIDTHS = {
    "place": 100, "level": 82, "as_of": 88, "what": 262, "value": 112, "of": 66, "stated": 66,
    "computed": 76, "check": 130, "source": 110,
}  # fmt: skip


def show(words: Words, *, city: str) -> None:
    """The page of figures: four lists, one figure in full, and those that stand against one another."""
    st.markdown(f"#### {words('services.published.title')}")
    st.caption(words("services.published.how"))
    which = st.segmented_control(
        words("services.published.list"),
        LISTS,
        key="svc_published_list",
        required=True,
        default=PRESS,
        format_func=lambda each: words(f"services.published.{each}"),
        label_visibility="collapsed",
    )
    if which == GOALS:
        _goals(words)
        return
    if which == BORDERS:
        borders.show(city, words)
        return
    rows = press_rows(words) if which == PRESS else measured_rows(words)
    shown = _filtered(rows, which, words)
    _table(shown, which, words)
    _together(set(shown["figure"]), words)


def _filtered(rows: pd.DataFrame, which: str, words: Words) -> pd.DataFrame:
    place, source, badge = st.columns(3)
    wanted = {
        "place": _filter(place, rows["place"], "place", which, words),
        "source": _filter(source, rows["source"], "source", which, words),
        "check": _filter(badge, rows["check"], "check", which, words),
    }
    for column, value in wanted.items():
        if value is not None:
            rows = rows[rows[column] == value]
    return rows.reset_index(drop=True)


def _filter(where, values: pd.Series, name: str, which: str, words: Words) -> str | None:
    return where.selectbox(
        words(f"services.published.by_{name}"),
        list(dict.fromkeys(values)),
        key=f"svc_{which}_{name}",
        index=None,
        placeholder=words("services.published.all"),
    )


def _table(rows: pd.DataFrame, which: str, words: Words) -> None:
    """The list; a chosen row is told in full below it."""
    columns = [
        "place",
        "level",
        "as_of",
        "what",
        "value",
        "of",
        "stated",
        "computed",
        "check",
        "source",
    ]
    if which == MEASURED:
        columns.remove("level")
    st.caption(words("services.published.count", count=len(rows)))
    event = st.dataframe(
        rows[columns],
        key=f"{_CHOSEN}_{which}",
        hide_index=True,
        on_select="rerun",
        selection_mode="single-row",
        height=min(36 * (len(rows) + 1) + 2, 470),
        row_height=36,
        column_config={
            name: st.column_config.TextColumn(
                words(f"services.column.{name}"),
                width=_WIDTHS.get(name),
            )
            for name in columns
        },
    )
    chosen = [i for i in event.selection.rows if i < len(rows)]
    if chosen:
        _in_full(rows.iloc[chosen[0]], words)
    elif len(rows):
        st.caption(words("services.published.choose"))


def _in_full(row: pd.Series, words: Words) -> None:
    """One figure: what is printed, what comes of it, what the study remarks."""
    with st.container(key="svc_fact_chosen"):
        st.markdown(f"**{plain(row['place'])}** · {plain(row['what'])}")
        value = plain(row["value"])
        if row["of"] != "–":
            value += f" / {plain(row['of'])}"
        if row["computed"] != "–":
            value += f" = **{row['computed']}**"
        if row["stated"] != "–":
            value += f" · {words('services.published.stated', value=row['stated'])}"
        st.markdown(f"##### {value}")
        st.markdown(plain(row["check"]))
        for text in (row["base_meaning"], row["implied"], row["note"]):
            if text:
                st.caption(plain(text))
        st.caption(
            plain(
                words(
                    "services.published.from",
                    source=row["source"],
                    date=row["as_of"],
                    certainty=term("services.certainty", row["certainty"], words),
                )
            )
        )


def _together(shown: set[str], words: Words) -> None:
    """Figures that must be read side by side, each with its source."""
    groups = [g for g in contradictions() if shown & {str(f) for f in g.figures["figure"]}]
    if not groups:
        return
    st.markdown(f"#### {words('services.together.title')}")
    st.caption(words("services.together.how"))
    labels = {
        row["figure"]: row
        for frame in (press_rows(words), measured_rows(words))
        for row in frame.to_dict("records")
    }
    groups.sort(key=lambda each: each.kind not in AT_ODDS)
    sides = st.columns(2, gap="large")
    for i, group in enumerate(groups):
        mood = "conflict" if group.kind in AT_ODDS else "agreed"
        with sides[i % 2].container(key=f"svc_fact_{mood}_{group.group}"):
            st.markdown(f"**{words(f'services.together.{group.kind}')}**")
            st.markdown(plain(group.say(words)))
            for figure in group.figures["figure"]:
                row = labels[str(figure)]
                of = f" / {row['of']}" if row["of"] != "–" else ""
                said = f" ({row['stated']})" if row["stated"] != "–" else ""
                text = f"{row['value']}{of}{said} · {row['place']}: {row['what']} · {row['source']}, {row['as_of']}"
                st.caption(plain(text))


def _goals(words: Words) -> None:
    """All goals, with their document, whether they are still in force, and how sure their figure is."""
    rows = target_rows(words)
    theme = st.selectbox(
        words("services.column.theme"),
        list(dict.fromkeys(rows["theme"])),
        key="svc_goals_theme",
        index=None,
        placeholder=words("services.published.all"),
    )
    if theme is not None:
        rows = rows[rows["theme"] == theme]
    columns = ["scope", "what", "goal", "year", "status", "document", "certainty", "source"]
    st.dataframe(
        rows[columns],
        hide_index=True,
        row_height=36,
        height=min(36 * (len(rows) + 1) + 2, 620),
        column_config={name: words(f"services.column.{name}") for name in columns},
    )
