"""Gaps: ground out of reach, piece by piece, and the register of villages without a signal."""

import pandas as pd
import streamlit as st

from layers.cards import COUNTRY
from layers.gaps.gaps import Gaps, find_gaps
from layers.gaps.villages import REGISTER, village_counts, villages
from layers.words import Words
from web.map.sketch import light_shapes, make_sketch, sketch_feature
from web.plain import plain
from web.views import derivation
from web.views.coverage import parts, state, table
from web.views.coverage.scene import Drawing, Scene

LAND, VILLAGES = PARTS = ("land", "villages")
MOST = 100


def draw(scene: Scene) -> Drawing:
    """The gaps over the shares they belong to; or the villages of the register."""
    part = state.settle("part", list(PARTS))
    if part == VILLAGES:
        return _draw_villages(scene)
    if scene.choice.city == COUNTRY and scene.choice.within is None:
        return Drawing(layers=scene.choice.sites)
    # Of all layers: what is near a gap is of ducts and power lines, too.
    key = f"gaps-{scene.snapshot.key}-{scene.question.key}"
    found = scene.atlas.answers.once(
        key, lambda: find_gaps(scene.atlas, scene.snapshot, scene.question, most=MOST)
    )
    rows, words = found.frame, scene.words
    features = [
        sketch_feature(gap, "gap", shape, label=f"{gap}\n{label}")
        for gap, shape, label in zip(
            rows["gap"], light_shapes(rows.geometry.to_numpy()), labels(found, words), strict=True
        )
    ]
    focus = scene.choice.focus
    sketch = make_sketch(features, words, fit=focus, selected=focus)
    return Drawing(sketch=sketch, layers=scene.choice.sites, answer=found)


def labels(found: Gaps, words: Words) -> list[str]:
    """What a gap is called on the map."""
    said = []
    for row in found.frame.to_dict("records"):
        size = words("coverage_view.km2", value=words.number(row["area_km2"], 2))
        held = "" if found.counted is None else " · " + _held(row["people"], found, words)
        said.append(f"{row['full_name']} · {size}{held}")
    return said


def _held(people: float, found: Gaps, words: Words) -> str:
    if pd.isna(people):
        return words("services.state.unknown")
    return words(f"coverage_view.amount.{found.counted}", value=words.number(people))


def _draw_villages(scene: Scene) -> Drawing:
    if not scene.snapshot.has(REGISTER):
        return Drawing(layers=scene.choice.sites)
    key = f"villages-{scene.snapshot.key}-{scene.question.key}"
    frame = scene.atlas.answers.once(
        key,
        lambda: villages(scene.atlas, scene.snapshot, city=scene.choice.city, reach=scene.question),
    )
    placed = frame[~(frame.geometry.isna() | frame.geometry.is_empty)].head(400)
    shapes = light_shapes(placed.geometry.representative_point().to_numpy())
    words = scene.words
    features = [
        sketch_feature(
            str(row["village_id"]),
            "site" if row["closing_state"] == "closed" else "violation",
            shape,
            label=f"{row['village']}\n{_term('closing', row['closing_state'], words)}",
        )
        for row, shape in zip(placed.to_dict("records"), shapes, strict=True)
    ]
    focus = scene.choice.focus
    named = {
        "site": words("coverage_view.village_closed"),
        "violation": words("coverage_view.village_open"),
    }
    sketch = make_sketch(features, words, fit=focus, selected=focus, labels=named)
    return Drawing(sketch=sketch, layers=scene.choice.sites, answer=frame)


def show(scene: Scene, drawing: Drawing) -> None:
    """One of the two parts."""
    part = parts.choose(PARTS, "gaps_part", scene.words)
    if part == VILLAGES:
        _villages(scene, drawing.answer)
    elif drawing.answer is None:
        st.info(scene.words("coverage_view.gaps_city"), icon=":material/ads_click:")
    else:
        _land(scene, drawing.answer)


def _land(scene: Scene, found: Gaps) -> None:
    words, total = scene.words, found.total
    with st.container(key="cov_lead"):
        size = words("coverage_view.km2", value=words.number(total["area_km2"], 0))
        st.metric(words("coverage_view.gaps_total"), size)
        said = [words("coverage_view.gaps_count", count=total["gaps"], listed=len(found.frame))]
        if found.counted is not None:
            said.append(_held(total["people"], found, words))
        st.caption(" · ".join(plain(each) for each in said))
    rows = found.frame
    if rows.empty:
        st.info(words("coverage_view.no_gaps"), icon=":material/check:")
    else:
        shown = gaps_in_words(found, words)
        table.show(
            shown, words, key="cov_gaps", ids=rows["gap"].tolist(), on_pick=state.focus, most=560
        )
    with st.container(horizontal=True, gap="small"):
        derivation.beside(found.derivation, words, key="cov_derived_gaps")
        if len(rows):
            table.export(
                scene, shown, found.derivation.to_rows, f"gaps-{scene.choice.city}", key="gaps"
            )


def gaps_in_words(found: Gaps, words: Words) -> pd.DataFrame:
    """Every gap with its size, who lives there, and what is near."""
    rows = found.frame
    shown = {
        "gap": rows["gap"],
        "area": rows["full_name"],
        "km2": [words.number(each, 2) for each in rows["area_km2"]],
    }
    if found.counted is not None:
        shown[found.counted] = [
            words("services.state.unknown") if pd.isna(each) else words.number(each)
            for each in rows["people"]
        ]
    shown |= {
        "site_distance": [_km(each, words) for each in rows["site_distance_m"]],
        "nearest_site": rows["nearest_site"].fillna("–"),
        "duct_distance": [_km(each, words) for each in rows["duct_distance_m"]],
        "power_distance": [_km(each, words) for each in rows["power_distance_m"]],
    }
    return pd.DataFrame(shown)


def _km(metres: float, words: Words) -> str:
    """Kilometres; nothing known is said so."""
    return words("services.state.unknown") if pd.isna(metres) else words.number(metres / 1000, 2)


def _villages(scene: Scene, frame) -> None:
    words = scene.words
    if frame is None or frame.empty:
        st.info(words("coverage_view.no_villages"), icon=":material/help:")
        return
    st.caption(words("coverage_view.villages_how"))
    left, right = st.columns(2)
    for side, by, topic in ((left, "closing_state", "closing"), (right, "cause", "cause")):
        counts = village_counts(frame, by)
        with side:
            table.show(
                pd.DataFrame(
                    {
                        topic: [_term(topic, each, words) for each in counts[by]],
                        "villages": [words.number(each) for each in counts["villages"]],
                        "households": [words.number(each) for each in counts["households"]],
                    }
                ),
                words,
                key=f"cov_villages_{topic}",
            )
    shown = villages_in_words(frame, words)
    ids = [str(each) for each in frame["village_id"]]
    table.show(shown, words, key="cov_villages", ids=ids, on_pick=state.focus, most=480)
    notes = _village_notes(scene)
    with st.container(horizontal=True, gap="small"):
        derivation.beside(derivation.Made(notes), words, key="cov_derived_villages")
        table.export(scene, shown, notes, f"villages-{scene.choice.city}", key="villages")


def villages_in_words(frame: pd.DataFrame, words: Words) -> pd.DataFrame:
    """Every village with its cause, its state, and what reach says of it now."""
    return pd.DataFrame(
        {
            "village": frame["village"].fillna(frame["village_id"]),
            "area": frame["area"].fillna("–"),
            "closing": [_term("closing", each, words) for each in frame["closing_state"]],
            "cause": [_term("cause", each, words) for each in frame["cause"]],
            "gap_kind": [_term("gap_kind", each, words) for each in frame["gap_kind"]],
            "households": [words.number(None if pd.isna(each) else float(each)) for each in frame["households"]],
            "reached_now": [_yes_no(each, words) for each in frame["reached_now"]],
            "contradicts": [
                words("coverage_view.contradicts") if each else ""
                for each in frame["contradicts"].fillna(False).astype(bool)
            ],
            "site_distance": [_km(each, words) for each in frame["site_distance_m"]],
            "closed_on": ["" if pd.isna(each) else str(each)[:10] for each in frame["closed_on"]],
        }
    )  # fmt: skip


def _yes_no(value, words: Words) -> str:
    if pd.isna(value):
        return words("services.state.unknown")
    return words("export.yes" if value else "export.no")


def _term(group: str, value, words: Words) -> str:
    if pd.isna(value):
        return words("services.state.unknown")
    key = f"coverage_view.{group}.{value}"
    return words(key) if key in words else str(value)


def _village_notes(scene: Scene):
    def make(words: Words) -> pd.DataFrame:
        from layers.inputs import input_line, make_input

        version = scene.snapshot.versions[REGISTER]
        line = input_line(make_input(scene.snapshot, REGISTER, version.rows), words)
        said = [(words("derivation.input"), line)]
        said.append((words("derivation.note"), words("coverage_view.villages_how")))
        return pd.DataFrame(said, columns=["part", "text"])

    return make


def take_pick(pick: dict, context, snapshot) -> bool:
    """A click on a gap or village looks at it; one beside everything looks away."""
    if pick["layer"] == "sketch":
        state.focus(pick["id"])
        return True
    if pick["layer"] is None and state.get("focus") is not None:
        state.focus(None)
        return True
    return False
