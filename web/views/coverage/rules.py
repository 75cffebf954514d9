"""Rules: masts that do not keep to a rule, masts by class and area, masts that could be shared."""

import pandas as pd
import streamlit as st

from layers.regulation.check import check_masts
from layers.regulation.rule_table import KINDS
from layers.regulation.tabulate import tabulate_masts
from layers.regulation.violations import Violations, left_out_words, sentences
from layers.services.naming import owner_name
from layers.words import Words
from web.map.sketch import light_shapes, make_sketch, sketch_feature
from web.map.state import layer_label
from web.plain import plain
from web.views import derivation
from web.views.coverage import mast_tables, parts, state, table
from web.views.coverage.scene import Drawing, Scene

FINDINGS, CLASSES, SHARING = PARTS = ("findings", "classes", "sharing")
ALL = "all"


def draw(scene: Scene) -> Drawing:
    """What the part is about, over the masts."""
    part = state.settle("part", list(PARTS))
    masts = state.settle(
        "masts", [m for m in ("antenna_mast", "planned_site") if scene.snapshot.has(m)]
    )
    layers = ("mast_zone", masts or "antenna_mast")
    if part == CLASSES:
        counted = tabulate_masts(
            scene.atlas, scene.snapshot, areas=scene.choice.areas, city=scene.choice.city
        )
        return Drawing(layers=layers, answer=counted)
    if part == SHARING:
        return mast_tables.draw_sharing(scene)
    found = check_masts(scene.atlas, scene.snapshot, city=scene.choice.city, masts=masts)
    rows = chosen(found, state.settle("kind", [ALL, *KINDS]))
    return Drawing(sketch=_sketch(rows, scene), layers=layers, answer=found, more={"rows": rows})


def chosen(found: Violations, kind: str) -> pd.DataFrame:
    """The findings of a kind, those under a rule that binds first."""
    rows = found.rows if kind == ALL else found.rows[found.rows["kind"] == kind]
    return rows.assign(free=rows["binding"] != "yes").sort_values(
        ["free", "kind", "distance_m"], ignore_index=True
    )


def _sketch(rows, scene: Scene) -> dict | None:
    words, drawn = scene.words, rows.head(mast_tables.MOST_DRAWN)
    shapes = light_shapes(drawn.geometry.to_numpy())
    features = [
        sketch_feature(
            f"v{number}",
            "violation" if binding == "yes" else "advice",
            shape,
            label=f"{mast}\n{said}",
        )
        for number, (shape, mast, binding, said) in enumerate(
            zip(shapes, drawn["mast"], drawn["binding"], sentences(drawn, words), strict=True)
        )
    ]
    focus = scene.choice.focus
    return make_sketch(features, words, fit=focus, selected=focus)


def show(scene: Scene, drawing: Drawing) -> None:
    """One of the three parts."""
    part = parts.choose(PARTS, "rules_part", scene.words)
    if part == CLASSES:
        mast_tables.show_classes(scene, drawing.answer)
    elif part == SHARING:
        mast_tables.show_sharing(scene, drawing.answer)
    else:
        _findings(scene, drawing.answer, drawing.more["rows"])


def _findings(scene: Scene, found: Violations, rows: pd.DataFrame) -> None:
    words = scene.words
    left, right = st.columns(2)
    known = [m for m in ("antenna_mast", "planned_site") if scene.snapshot.has(m)]
    left.selectbox(
        words("coverage_view.masts"), known, key=state.fill("masts"),
        format_func=lambda each: layer_label(scene.atlas, each, words),
        on_change=state.take, args=("masts", str, ("focus",)),
    )  # fmt: skip
    right.selectbox(
        words("coverage_view.kind"), [ALL, *KINDS], key=state.fill("kind"),
        format_func=lambda each: words(f"regulation.kind.{each}"),
        on_change=state.take, args=("kind", str, ("focus",)),
    )  # fmt: skip
    binding = int((rows["binding"] == "yes").sum())
    with st.container(key="cov_lead"):
        st.metric(words("coverage_view.binding_found"), words.number(binding))
        st.caption(
            words(
                "coverage_view.other_found",
                count=len(rows) - binding, judged=found.judged,
                place=plain(scene.place),
            )
        )  # fmt: skip
    if len(rows) > mast_tables.MOST_DRAWN:
        st.caption(words("coverage_view.most_drawn", most=mast_tables.MOST_DRAWN, count=len(rows)))
    shown = findings_in_words(rows, found, words)
    if len(rows):
        table.show(
            shown,
            words,
            key="cov_findings",
            ids=[f"v{number}" for number in range(len(rows))],
            on_pick=state.focus,
        )
        _one(scene, rows, found)
    else:
        st.info(words("coverage_view.none_found"), icon=":material/info:")
    with st.expander(words("coverage_view.rules_asked", count=len(found.rules))):
        table.show(rules_in_words(found.rules, words), words, key="cov_rules_asked", most=360)
    said = left_out_words(found.left_out, words)
    if said:
        with st.expander(words("coverage_view.not_counted", count=len(said))):
            st.markdown("\n".join(f"- {plain(each)}" for each in said))
    with st.container(horizontal=True, gap="small"):
        derivation.beside(found, words, key="cov_derived_rules")
        table.export(scene, shown, found.to_rows, f"rules-{scene.choice.city}", key="rules")


def _one(scene: Scene, rows: pd.DataFrame, found: Violations) -> None:
    """The finding that is looked at, in full."""
    focus, words = scene.choice.focus or "", scene.words
    number = int(focus[1:]) if focus[:1] == "v" and focus[1:].isdigit() else -1
    if not 0 <= number < len(rows):
        return
    row = rows.iloc[number]
    with st.container(key="cov_fact_finding"):
        bound = words(f"regulation.binding.{row['binding']}")
        st.markdown(f"**{plain(row['mast'])}** · {bound}")
        st.markdown(plain(sentences(rows.iloc[[number]], words)[0]))
        told = [
            _title(row["rule"], found, words),
            words("services.source", source=row["source"]),
            row["certainty"],
        ]
        st.caption(" · ".join(plain(each) for each in told if isinstance(each, str)))


def findings_in_words(rows: pd.DataFrame, found: Violations, words: Words) -> pd.DataFrame:
    """Every finding with its rule and source."""
    return pd.DataFrame(
        {
            "what": sentences(rows, words),
            "binding": [words(f"regulation.binding.{each}") for each in rows["binding"]],
            "kind": [words(f"regulation.kind.{each}") for each in rows["kind"]],
            "ward": rows["ward"].fillna("–").to_numpy(),
            "owner": [owner_name(each, words) for each in rows["owner"]],
            "rule": [_title(each, found, words) for each in rows["rule"]],
            "source": rows["source"].fillna("–").to_numpy(),
            "certainty": rows["certainty"].fillna("–").to_numpy(),
        }
    )


def _title(rule: str, found: Violations, words: Words) -> str:
    titles = found.rules.set_index("rule")[f"title_{words.lang}"]
    return str(titles.get(rule, rule))


def rules_in_words(rules: pd.DataFrame, words: Words) -> pd.DataFrame:
    """The rules that were asked, and what came of each."""
    return pd.DataFrame(
        {
            "rule": rules[f"title_{words.lang}"],
            "kind": [words(f"regulation.kind.{each}") for each in rules["kind"]],
            "classes": rules["classes"].fillna("").str.replace(";", ", "),
            "limit": [_limit(row, words) for row in rules.to_dict("records")],
            "state": [words(f"regulation.state.{each}") for each in rules["state"]],
            "violations": [words.number(each) for each in rules["violations"]],
            "judged": [words.number(each) for each in rules["judged"]],
            "binding": [words(f"regulation.binding.{each}") for each in rules["binding"]],
            "source": rules["source"].fillna("–"),
            "certainty": rules["certainty"].fillna("–"),
        }
    )


def _limit(row: dict, words: Words) -> str:
    if pd.isna(row["value"]):
        return "–"
    if row["unit"] == "share":
        return words.percent(row["value"], 0)
    return f"{words.number(row['value'])} {row['unit'] if pd.notna(row['unit']) else ''}".strip()


def take_pick(pick: dict, context, snapshot) -> bool:
    """A click on a finding looks at it; one beside everything looks away."""
    if pick["layer"] == "sketch":
        state.focus(pick["id"])
        return True
    if pick["layer"] is None and state.get("focus") is not None:
        state.focus(None)
        return True
    return False
