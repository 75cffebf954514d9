"""Masts by class and area, and masts that could be shared."""

import pandas as pd
import streamlit as st

from layers.regulation.sharing import find_sharing
from layers.regulation.violations import left_out_words
from layers.services.naming import owner_name
from layers.words import Words
from web.map.sketch import light_shapes, make_sketch, sketch_feature
from web.plain import plain
from web.views import derivation
from web.views.coverage import state, table
from web.views.coverage.scene import Drawing, Scene

MOST_DRAWN = 250


def draw_sharing(scene: Scene) -> Drawing:
    found = find_sharing(
        scene.atlas, scene.snapshot, city=scene.choice.city, distance_m=float(scene.choice.share_m)
    )
    words, drawn = scene.words, found.rows.head(MOST_DRAWN)
    shapes = light_shapes(drawn.geometry.to_numpy())
    features = [
        sketch_feature(f"s{number}", "inside", shape, label=f"{mast} – {other}")
        for number, (shape, mast, other) in enumerate(
            zip(shapes, drawn["mast"], drawn["other"], strict=True)
        )
    ]
    focus = scene.choice.focus
    sketch = make_sketch(
        features,
        words,
        fit=focus,
        selected=focus,
        labels={"inside": words("coverage_view.could_share")},
    )
    return Drawing(sketch=sketch, layers=("planned_site", "antenna_mast"), answer=found)


def show_classes(scene: Scene, counted: pd.DataFrame) -> None:
    words = scene.words
    st.caption(words("coverage_view.classes_how"))
    figures = [each for each in counted.columns if each not in ("row", "code", "name")]
    shares = counted["row"] == "share"
    shown = {
        "area": [
            name if row == "area" else words(f"regulation.row.{row}")
            for row, name in zip(counted["row"], counted["name"], strict=True)
        ]
    }
    for each in figures:
        shown[each] = [
            words.percent(value) if is_share else words.number(value)
            for value, is_share in zip(counted[each], shares, strict=True)
        ]
    content = pd.DataFrame(shown)
    # The sums first: they are what is quoted.
    sums = counted["row"].isin(["sum", "share"])
    order = [*counted.index[sums], *counted.index[~sums]]
    titles = {each: _class(each, words) for each in figures}
    table.show(
        content.loc[order],
        words,
        key="cov_classes",
        ids=counted.loc[order, "code"].tolist(),
        on_pick=state.select,
        titles=titles,
        most=600,
    )
    notes = _classes_notes(scene)
    with st.container(horizontal=True, gap="small"):
        derivation.beside(derivation.Made(notes), words, key="cov_derived_classes")
        named = content.rename(columns=titles)
        table.export(scene, named, notes, f"masts-{scene.choice.city}", key="classes")


def _classes_notes(scene: Scene):
    version = scene.snapshot.versions["antenna_mast"]

    def make(words: Words) -> pd.DataFrame:
        from layers.inputs import input_line, make_input

        line = input_line(make_input(scene.snapshot, "antenna_mast", version.rows), words)
        return pd.DataFrame({"part": [words("derivation.input")], "text": [line]})

    return make


def _class(name: str, words: Words) -> str:
    key = f"regulation.column.{name}"
    return words(key) if key in words else name


def show_sharing(scene: Scene, found) -> None:
    words = scene.words
    st.number_input(
        words("coverage_view.share_m"), 10, 5000, step=50, key=state.fill("share_m"),
        on_change=state.take, args=("share_m", int, ("focus",)),
    )  # fmt: skip
    st.caption(words("coverage_view.sharing_how", count=len(found.rows)))
    rows = found.rows
    if rows.empty:
        st.info(words("coverage_view.none_found"), icon=":material/info:")
        return
    shown = pd.DataFrame(
        {
            "mast": rows["mast"],
            "owner": [owner_name(each, words) for each in rows["owner"]],
            "operators": [words.number(each) for each in rows["n_operators"]],
            "reason": [words(f"regulation.reason.{each}") for each in rows["reason"]],
            "other": rows["other"],
            "other_owner": [owner_name(each, words) for each in rows["other_owner"]],
            "distance": [words.number(each) for each in rows["distance_m"]],
            "contact": rows["contact"].fillna("–"),
            "ward": rows["ward"].fillna("–"),
        }
    )
    ids = [f"s{number}" for number in range(len(rows))]
    table.show(shown, words, key="cov_sharing", ids=ids, on_pick=state.focus)
    said = left_out_words(found.left_out, words)
    if said:
        with st.expander(words("coverage_view.not_counted", count=len(said))):
            st.markdown("\n".join(f"- {plain(each)}" for each in said))
    notes = _sharing_notes(found)
    with st.container(horizontal=True, gap="small"):
        derivation.beside(derivation.Made(notes), words, key="cov_derived_sharing")
        table.export(scene, shown, notes, f"sharing-{scene.choice.city}", key="sharing")


def _sharing_notes(found):
    def make(words: Words) -> pd.DataFrame:
        from layers.inputs import input_line

        said = [(words("derivation.input"), input_line(one, words)) for one in found.inputs]
        said += [
            (words("derivation.left_out"), text) for text in left_out_words(found.left_out, words)
        ]
        return pd.DataFrame(said, columns=["part", "text"])

    return make
