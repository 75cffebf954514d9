"""Reach: the share of every area within assumed reach, who is below the mark, operator by operator, what changed."""

from dataclasses import replace

import pandas as pd
import streamlit as st

from layers.coverage.answer import DRAWN, ReachAnswer, left_out_words
from layers.coverage.ask import ask_reach
from layers.words import Words
from web.map.coverage import share_choropleth
from web.plain import plain
from web.views import derivation
from web.views.coverage import changes, operators, parts, ranking, state, table
from web.views.coverage.amounts import amount, share
from web.views.coverage.scene import Drawing, Scene

RANKING, OPERATORS, CHANGES = PARTS = ("ranking", "operators", "changes")


def draw(scene: Scene) -> Drawing:
    """The share of every area in colours, and the sites that count; or what the part below is about."""
    part = state.settle("part", list(PARTS))
    answer = ask_reach(scene.atlas, scene.snapshot, scene.question)
    words = scene.words
    shade = share_choropleth(
        scene.choice.areas, answer.areas, title(answer, words), words, theme=scene.theme
    )
    own = Drawing(choropleth=shade, layers=scene.choice.sites, answer=answer)
    if part == RANKING:
        return own
    below = (operators if part == OPERATORS else changes).draw(scene)
    return replace(below, answer=answer, more={"below": below})


def title(answer: ReachAnswer, words: Words) -> str:
    """What the share is a share of."""
    return words(f"coverage_view.title.{answer.basis}")


def show(scene: Scene, drawing: Drawing) -> None:
    """The number of the place or area, what does not count, and the parts below."""
    answer, words = drawing.answer, scene.words
    lead(scene, answer)
    not_counted(answer, words)
    part = parts.choose(PARTS, "reach_part", words)
    if part == OPERATORS:
        operators.show(scene, drawing.more["below"])
    elif part == CHANGES:
        changes.show(scene, drawing.more["below"])
    else:
        ranking.show(scene, answer)


def lead(scene: Scene, answer: ReachAnswer) -> None:
    """One number: of the chosen area, else of the whole place."""
    words, choice = scene.words, scene.choice
    found = answer.rows[answer.rows["code"] == (choice.area or "")]
    row = found.iloc[0].to_dict() if len(found) else answer.total
    with st.container(key="cov_lead"):
        st.metric(title(answer, words), share(row, words), help=rule(answer, words))
        st.caption(" · ".join(plain(each) for each in _about(row, answer, scene)))
    with st.container(horizontal=True, gap="small"):
        derivation.beside(answer.derivation, words, key="cov_derived_lead")
        table.export(
            scene,
            ranking.rows_in_words(answer, scene),
            answer.derivation.to_rows,
            f"reach-{choice.areas}-{choice.city}",
            key="reach",
        )


def rule(answer: ReachAnswer, words: Words) -> str:
    """The rule in one sentence, with its assumption."""
    return f"{plain(answer.derivation.rule.text(words))} {words('coverage_view.not_coverage')}"


def _about(row: dict, answer: ReachAnswer, scene: Scene) -> list[str]:
    words, basis = scene.words, answer.basis
    said = [
        words(
            "coverage_view.of",
            reached=amount(row["reached"], basis, words),
            total=amount(row["total"], basis, words),
        )
    ]
    if row.get("unknown"):
        said.append(words("coverage_view.unknown", amount=amount(row["unknown"], basis, words)))
    if "code" in row:
        if pd.notna(row["sites"]):
            said.append(words("coverage_view.sites_here", count=int(row["sites"])))
        if pd.notna(row["operators_reaching"]):
            said.append(words("coverage_view.operators_here", count=int(row["operators_reaching"])))
        return said
    mark = scene.choice.below / 100
    areas = answer.areas
    said.append(
        words(
            "coverage_view.below_count",
            count=int((areas["share"] < mark).sum()),
            of=int(areas["share"].notna().sum()),
            mark=words.percent(mark, 0),
        )
    )
    return said


def not_counted(answer: ReachAnswer, words: Words) -> None:
    """What does not count, each with its reason; a drawn area."""
    drawn = answer.rows[answer.rows["code"] == DRAWN]
    if len(drawn):
        row = drawn.iloc[0].to_dict()
        told = {
            "share": share(row, words),
            "total": amount(row["total"], answer.basis, words),
        }
        st.info(plain(words("coverage_view.drawn_share", **told)), icon=":material/polyline:")
    said = left_out_words(answer.derivation.left_out, words)
    if said:
        with st.expander(words("coverage_view.not_counted", count=len(said))):
            st.markdown("\n".join(f"- {plain(each)}" for each in said))


def take_pick(pick: dict, context, snapshot) -> bool:
    """Nothing of this tab is drawn for the pointer."""
    return pick["layer"] is None and state.get("area") is None
