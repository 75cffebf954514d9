"""What changed: two periods side by side, with what only the borders changed set apart from the figures."""

import pandas as pd
import streamlit as st

from layers.atlas import Snapshot
from layers.errors import NotMappable
from layers.services.change import KINDS, Changed, changed
from layers.services.choices import choices
from layers.services.measures import MEASURES, Measure
from layers.words import Words
from web.context import Context
from web.views.services import derived, export, figure_box, state
from web.views.services.figures import value_text
from web.views.services.state import Choice

_BEFORE, _AFTER, _KIND, _TABLE = "svc_before", "svc_after", "svc_kind", "svc_changes"


def show(context: Context, snapshot: Snapshot, choice: Choice, words: Words, *, theme: str) -> None:
    """Two periods to choose, how many areas changed in which way, and each of them."""
    st.caption(words("services.changes.how"))
    there = choices(context.atlas, snapshot, choice.areas, choice.city)
    periods = there.periods(choice.measure, choice.tier, only_mappable=True)
    if len(periods) < 2:
        st.info(words("services.changes.two"), icon=":material/compare_arrows:")
        return
    before, after = _periods(periods, words)
    try:
        found = changed(
            context.atlas, snapshot, choice.measure, choice.city, before, after,
            areas=choice.areas, tier=choice.tier, weight=choice.weight,
        )  # fmt: skip
    except NotMappable as fault:
        st.info(figure_box.why_not(fault, choice, words), icon=":material/info:")
        return
    kind = _counts(found, words)
    _table(found, kind, words)
    with st.container(horizontal=True, gap="small"):
        derived.beside(
            found.derivations[0], words, key="before", label=words("services.changes.before")
        )
        derived.beside(
            found.derivations[1], words, key="after", label=words("services.changes.after")
        )
        table, notes = shown_rows(found.rows, MEASURES[choice.measure], words), _notes(found)
        export.offer(table, notes, f"change-{choice.measure}-{choice.city}", words, key="changes")


def _periods(periods: list[str], words: Words) -> tuple[str, str]:
    """The earlier and the later period; the newest two to begin with."""
    usual = {_BEFORE: periods[1], _AFTER: periods[0]}
    for key, period in usual.items():
        if st.session_state.get(key) not in periods:
            st.session_state[key] = period
    left, right = st.columns(2)
    before = left.selectbox(words("services.changes.before"), periods, key=_BEFORE)
    after = right.selectbox(words("services.changes.after"), periods, key=_AFTER)
    return before, after


def _counts(found: Changed, words: Words) -> str | None:
    """How many areas there are of each kind; a kind is chosen to see those alone."""
    counts = found.kinds
    return st.pills(
        words("services.column.kind"),
        [kind for kind in KINDS if counts.get(kind)],
        key=_KIND,
        format_func=lambda kind: (
            f"{words(f'services.changes.{kind}')} · {words.number(counts[kind])}"
        ),
    )


def shown_rows(rows: pd.DataFrame, measure: Measure, words: Words) -> pd.DataFrame:
    """The changes as a reader sees them; a change of a share is in percentage points."""
    carried = [
        _carried(row, measure, words)
        for row in rows[["before_carried", "low", "high"]].to_dict("records")
    ]
    return pd.DataFrame(
        {
            "area": rows["full_name"].fillna(rows["code"]),
            # What is asked for stands first: the panel is narrow.
            "real": [_change(each, measure, words) for each in rows["real_change"]],
            "boundary_part": [_change(each, measure, words) for each in rows["boundary_part"]],
            "kind": [words(f"services.changes.{each}") for each in rows["kind"]],
            "carried": carried,
            "after": [_value(each, measure, words) for each in rows["after"]],
            "before": [_value(each, measure, words) for each in rows["before_same_code"]],
        }
    )


def _table(found: Changed, kind: str | None, words: Words) -> None:
    rows = found.rows if kind is None else found.rows[found.rows["kind"] == kind]
    rows = rows.sort_values("real_change", key=abs, ascending=False).reset_index(drop=True)
    table = shown_rows(rows, found.after.measure, words)
    st.session_state["svc_changes_codes"] = rows["code"].tolist()
    st.dataframe(
        table,
        key=_TABLE,
        hide_index=True,
        row_height=34,
        height=min(34 * (len(table) + 1) + 2, 480),
        on_select=_take_row,
        selection_mode="single-row",
        column_config={
            name: st.column_config.Column(
                words(f"services.column.{name}"), width=150 if name == "area" else None
            )
            for name in table.columns
        },
    )


def _take_row() -> None:
    picked = st.session_state[_TABLE].get("selection", {}).get("rows", [])
    codes = st.session_state.get("svc_changes_codes", [])
    state.select(codes[picked[0]] if picked and picked[0] < len(codes) else None)


def _notes(found: Changed):
    """The derivations of both periods, in the language asked for."""

    def make(words: Words) -> pd.DataFrame:
        parts = [each.to_rows(words) for each in found.derivations]
        heads = [words("services.changes.before"), words("services.changes.after")]
        said = [
            rows.assign(part=head + ": " + rows["part"])
            for head, rows in zip(heads, parts, strict=True)
        ]
        return pd.concat(said, ignore_index=True)

    return make


def _carried(row: dict, measure: Measure, words: Words) -> str:
    value = row["before_carried"]
    if pd.isna(value) or pd.isna(row["low"]) or row["low"] == row["high"]:
        return _value(value, measure, words)
    low, high = (value_text(row[end], measure, words) for end in ("low", "high"))
    return f"≈ {value_text(value, measure, words)} ({low.removesuffix(' %')} – {high})"


def _value(value: float, measure: Measure, words: Words) -> str:
    return words("services.state.unknown") if pd.isna(value) else value_text(value, measure, words)


def _change(value: float, measure: Measure, words: Words) -> str:
    if pd.isna(value):
        return "?"
    sign = "+" if value > 0 else "−" if value < 0 else ""
    if measure.is_share:
        return words("services.points", points=f"{sign}{words.number(100 * abs(value), 1)}")
    return f"{sign}{words.number(abs(value), 0 if value % 1 == 0 else 1)}"
