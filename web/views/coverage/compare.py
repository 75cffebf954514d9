"""Compare: assumed reach, declared service areas and measurements side by side, and where two of them disagree."""

import pandas as pd
import streamlit as st

from layers.coverage.compare import PAIRS, SideBySide, ask_side_by_side
from layers.words import Words
from web.map.coverage import change_choropleth, share_choropleth
from web.views import derivation
from web.views.coverage import parts, ranking, state, table
from web.views.coverage.amounts import points, share
from web.views.coverage.scene import Drawing, Scene

SHOWN = (
    "assumed_declared",
    "assumed_measured",
    "declared_measured",
    "assumed",
    "declared",
    "measured",
)
_LAYERS = {"declared": "coverage_area", "measured": "coverage_measurement"}


def draw(scene: Scene) -> Drawing:
    """One of the three, or the difference of two, in colours."""
    found = ask_side_by_side(scene.atlas, scene.snapshot, scene.question)
    words, shown = scene.words, state.settle("shown", list(SHOWN))
    rows = found.rows[found.rows["code"] != "drawn"]
    title = words(f"coverage_view.compare.{shown}")
    if shown in PAIRS:
        first, second = PAIRS[shown]
        apart = rows.assign(change=rows[first] - rows[second]).drop(columns="state")
        shade = change_choropleth(scene.choice.areas, apart, title, words, theme=scene.theme)
    else:
        own = rows if shown == "assumed" else rows.drop(columns="state")
        shade = share_choropleth(
            scene.choice.areas, own, title, words, theme=scene.theme, column=shown
        )
    drawn = [layer for name, layer in _LAYERS.items() if shown == name]
    return Drawing(choropleth=shade, layers=tuple(drawn or scene.choice.sites), answer=found)


def show(scene: Scene, drawing: Drawing) -> None:
    """What disagrees first, then every area with all three."""
    found, words = drawing.answer, scene.words
    parts.choose_shown(
        list(SHOWN),
        words("coverage_view.on_map"),
        lambda each: words(f"coverage_view.compare.{each}"),
        help_text=words("coverage_view.compare_help"),
    )
    _selected(found, scene)
    st.markdown(f"##### {words('coverage_view.disagreements', count=len(found.disagreements))}")
    if found.disagreements.empty:
        st.info(words("coverage_view.no_disagreements"), icon=":material/check:")
    else:
        table.show(
            disagreements_in_words(found.disagreements, words),
            words,
            key="cov_disagreements",
            ids=found.disagreements["code"].tolist(),
            on_pick=state.select,
            most=300,
        )
    st.markdown(f"##### {words('coverage_view.side_by_side')}")
    shown = rows_in_words(found.rows, words)
    table.show(
        shown, words, key="cov_compare_table", ids=found.rows["code"].tolist(), on_pick=state.select
    )
    with st.container(horizontal=True, gap="small"):
        derivation.beside(found.derivation, words, key="cov_derived_compare")
        table.export(
            scene, shown, found.derivation.to_rows, f"compare-{scene.choice.city}", key="compare"
        )


def _selected(found: SideBySide, scene: Scene) -> None:
    """The three numbers of the chosen area."""
    rows = found.rows[found.rows["code"] == (scene.choice.area or "")]
    if rows.empty:
        return
    words, row = scene.words, rows.iloc[0].to_dict()
    for side, name in zip(st.columns(3), ("assumed", "declared", "measured"), strict=True):
        side.metric(words(f"coverage_view.column.{name}"), words.percent(row[name]))
    st.caption(_tests(row, words))


def rows_in_words(rows: pd.DataFrame, words: Words) -> pd.DataFrame:
    """Every area with the three shares."""
    records = rows.to_dict("records")
    return pd.DataFrame(
        {
            "area": ranking.names(rows, words).to_numpy(),
            "assumed": [share(row, words, "assumed") for row in records],
            "declared": [_said(row["declared"], words) for row in records],
            "measured": [_measured(row, words) for row in records],
            "tests": [words.number(row["tests"]) for row in records],
            "enough": [_enough(row, words) for row in records],
        }
    )


def disagreements_in_words(rows: pd.DataFrame, words: Words) -> pd.DataFrame:
    """Which two disagree, where, and by how much."""
    records = rows.to_dict("records")
    return pd.DataFrame(
        {
            "area": ranking.names(rows, words).to_numpy(),
            "which": [words(f"coverage_view.pair.{row['which']}") for row in records],
            "difference": [points(row["difference"], words) for row in records],
            "first": [words.percent(row["first"]) for row in records],
            "second": [words.percent(row["second"]) for row in records],
            "enough": [words("coverage_view.sure" if row["sure"] else "coverage_view.few_tests") for row in records],
        }
    )  # fmt: skip


def _said(value: float, words: Words) -> str:
    return words("services.state.no_data") if pd.isna(value) else words.percent(value)


def _measured(row: dict, words: Words) -> str:
    if pd.isna(row["measured"]):
        return words("services.state.no_data")
    low, high = words.percent(row["low"], 0).removesuffix(" %"), words.percent(row["high"], 0)
    return f"{words.percent(row['measured'])} ({low}–{high})"


def _enough(row: dict, words: Words) -> str:
    if pd.isna(row["tests"]) or not row["tests"]:
        return words("coverage_view.no_tests")
    return words("coverage_view.sure" if row["enough"] else "coverage_view.few_tests")


def _tests(row: dict, words: Words) -> str:
    count = 0 if pd.isna(row["tests"]) else int(row["tests"])
    return words("coverage_view.tests", count=count) + " · " + _enough(row, words)
