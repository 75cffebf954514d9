"""Operator by operator: how much of the place each reaches, which areas none or all of them reach."""

import pandas as pd
import streamlit as st

from layers.coverage.operators import OperatorAnswer, ask_operators
from layers.words import Words
from web.map.coverage import share_choropleth
from web.views import derivation
from web.views.coverage import parts, ranking, state, table
from web.views.coverage.scene import Drawing, Scene

NONE, ALL = "none", "all"


def draw(scene: Scene) -> Drawing:
    """One operator, all of them at once, or none of them, in colours."""
    found = ask_operators(scene.atlas, scene.snapshot, scene.question)
    shown = state.settle("shown", options(found))
    rows = found.rows[found.rows["code"] != "drawn"]
    if shown in (NONE, ALL):
        rows = rows.assign(share=rows[shown])
    else:
        own = found.by_operator[found.by_operator["operator"] == shown.removeprefix("=")]
        rows = rows.assign(share=rows["code"].map(own.set_index("code")["share"]))
    title = _name(shown, scene.words)
    shade = share_choropleth(scene.choice.areas, rows, title, scene.words, theme=scene.theme)
    return Drawing(choropleth=shade, layers=scene.choice.sites, answer=found)


def options(found: OperatorAnswer) -> list[str]:
    """What may be looked at; an operator's name is marked, for it may be any text."""
    return [ALL, NONE, *(f"={name}" for name in found.operators)]


def _name(shown: str, words: Words) -> str:
    if shown in (NONE, ALL):
        return words(f"coverage_view.operators_{shown}")
    return words("coverage_view.operator_reach", operator=shown.removeprefix("="))


def show(scene: Scene, drawing: Drawing) -> None:
    """The whole place by operator, then every area."""
    found, words = drawing.answer, scene.words
    parts.choose_shown(
        options(found), words("coverage_view.on_map"), lambda each: _name(each, words)
    )
    totals = {words("coverage_view.operators_all"): found.total["all"]}
    totals |= {words("coverage_view.operators_none"): found.total["none"]} | found.total[
        "operators"
    ]
    whole = pd.DataFrame(
        {
            "operator": list(totals),
            "reach": [words.percent(value) for value in totals.values()],
            "areas": [words.number(each) for each in _areas_over(found, scene)],
        }
    )
    table.show(whole, words, key="cov_operators_total")
    st.caption(
        words(
            "coverage_view.operators_areas",
            none=len(found.none_cover), all=len(found.all_cover), of=len(found.rows),
            mark=words.percent(scene.choice.below / 100, 0),
        )
    )  # fmt: skip
    rows = rows_in_words(found, words)
    table.show(
        rows,
        words,
        key="cov_operators_table",
        ids=found.rows["code"].tolist(),
        on_pick=state.select,
        titles={f"={name}": name for name in found.operators},
    )
    with st.container(horizontal=True, gap="small"):
        derivation.beside(found.derivation, words, key="cov_derived_operators")
        table.export(
            scene,
            rows.rename(columns=lambda each: each.removeprefix("=")),
            found.derivation.to_rows,
            f"operators-{scene.choice.areas}-{scene.choice.city}",
            key="operators",
        )


def _areas_over(found: OperatorAnswer, scene: Scene) -> list[int]:
    """How many areas are at the mark or above, for each line of the first table."""
    mark = scene.choice.below / 100
    over = found.by_operator[found.by_operator["share"] >= mark].groupby("operator").size()
    lines = [int((found.rows[each] >= mark).sum()) for each in (ALL, NONE)]
    return lines + [int(over.get(name, 0)) for name in found.operators]


def rows_in_words(found: OperatorAnswer, words: Words) -> pd.DataFrame:
    """Every area: of none, of all, of each operator."""
    wide = found.by_operator.pivot(index="code", columns="operator", values="share")
    columns = {"area": ranking.names(found.rows, words).to_numpy()}
    for name in (NONE, ALL):
        columns[name] = [words.percent(value) for value in found.rows[name]]
    for name in found.operators:
        own = found.rows["code"].map(wide[name])
        columns[f"={name}"] = [words.percent(value) for value in own]
    return pd.DataFrame(columns)
