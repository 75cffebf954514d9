"""Corridors: whose routes run side by side, and where aerial cables could go into ducts that have room."""

import pandas as pd
import streamlit as st

from layers.ducts.corridors import Corridors, corridors_of_city
from layers.ducts.share import Sharing, aerial_beside_ducts
from layers.errors import HatangError
from layers.words import Words
from web.map.sketch import light_shapes, make_sketch, sketch_feature
from web.plain import plain
from web.views import derivation
from web.views.coverage.scene import Drawing
from web.views.ducts import amounts, state, table
from web.views.ducts.scene import Scene

_MOST = 300
_PAIR = " ↔ "
OVERBUILD, SHARING = PARTS = ("overbuild", "sharing")


def draw(scene: Scene) -> Drawing:
    """Stretches where routes of two owners run side by side, or ducts beside aerial cables."""
    state.settle("part", list(PARTS))
    if state.get("part") == SHARING:
        return _draw_sharing(scene)
    choice, words = scene.choice, scene.words
    found = corridors_of_city(
        scene.atlas,
        scene.snapshot,
        city=scene.city,
        layers=choice.layers,
        distance_m=choice.distance,
        with_retired=choice.retired,
    )
    rows = found.stretches
    if choice.piece:
        rows = rows[_pairs(rows) == choice.piece]
    rows = rows.sort_values("length_m", ascending=False).head(_MOST)
    features = [
        sketch_feature(
            f"stretch-{number}", "route", shape,
            label=f"{_pair(row, words)}\n{amounts.km(row['length_m'], words)} · {row['id']}",
        )
        for number, (row, shape) in enumerate(
            zip(rows.to_dict("records"), light_shapes(rows.geometry), strict=True)
        )
    ]  # fmt: skip
    labels = {"route": words("ducts_view.sketch.side_by_side")}
    sketch = make_sketch(features, words, labels=labels, fit="*" if choice.piece else None)
    return Drawing(sketch=sketch, answer=found, layers=choice.layers)


def _draw_sharing(scene: Scene) -> Drawing:
    words, chosen = scene.words, scene.choice.piece
    key = f"duct-sharing-{scene.snapshot.key}-{scene.choice.city}"
    found = scene.atlas.frames.once(
        key, lambda: aerial_beside_ducts(scene.atlas, scene.snapshot, city=scene.city)
    )
    rows = found.rows.head(_MOST)
    features = [
        sketch_feature(
            row["id"],
            f"route_{row['state']}",
            shape,
            label=f"{row['id']}\n{amounts.owner(row['owner'], words)} · {amounts.ducts(row, words)}",
        )
        for row, shape in zip(rows.to_dict("records"), light_shapes(rows.geometry), strict=True)
    ]
    sketch = make_sketch(features, words, fit=chosen, selected=chosen)
    return Drawing(sketch=sketch, answer=found, layers=("duct_route", "aerial_cable_route"))


def _pair(row: dict, words: Words) -> str:
    return _PAIR.join(amounts.owner(row[name], words) for name in ("owner", "other_owner"))


def _pairs(rows: pd.DataFrame) -> pd.Series:
    """The two owners of each row, always in one order."""
    first, second = rows["owner"].astype(str), rows["other_owner"].astype(str)
    low, high = first.where(first <= second, second), second.where(first <= second, first)
    return low + _PAIR + high


def take_pick(pick: dict) -> bool:
    """A click beside everything shows all pairs again."""
    if pick["layer"] is None:
        state.forget_all("piece")
    elif pick["layer"] == "sketch" and state.get("part") == SHARING:
        state.put("piece", pick["id"])
    return True


def show(scene: Scene, drawing: Drawing, fault: HatangError | None) -> None:
    """Overbuild, or room for what hangs above the street."""
    words = scene.words
    state.settle("part", list(PARTS))
    part = st.segmented_control(
        words("ducts_view.corridors"),
        PARTS,
        key=state.fill("part"),
        required=True,
        format_func=lambda each: words(f"ducts_view.corridors.{each}"),
        label_visibility="collapsed",
        on_change=state.take,
        args=("part", str, ("piece",)),
    )
    if fault is not None:
        return
    if part == SHARING:
        _sharing(scene, drawing.answer)
    else:
        _overbuild(scene, drawing.answer)


def _overbuild(scene: Scene, found: Corridors) -> None:
    words = scene.words
    km = {
        name: amounts.km(1000 * getattr(found, f"{name}_km"), words)
        for name in ("route", "corridor", "shared", "unknown")
    }
    with st.container(key="cov_lead"):
        st.metric(words("ducts_view.shared"), km["shared"], help=words("ducts_view.shared_help"))
        said = words("ducts_view.corridors_lead", **km, distance=found.distance_m)
        st.caption(plain(said))
    with st.container(horizontal=True, gap="small"):
        derivation.beside(found.derivation, words, key="duc_derived_corridors")
        table.export(
            scene,
            lambda: pairs_in_words(found, words),
            found.derivation.to_rows,
            f"overbuild-{scene.choice.city}",
            key="pairs",
            used=scene.choice.layers,
        )
    if found.overbuild.empty:
        st.info(words("ducts_view.no_pairs"), icon=":material/check:")
    else:
        st.markdown(f"**{words('ducts_view.pairs')}**")
        table.show(
            pairs_in_words(found, words),
            words,
            key="duc_pairs_table",
            ids=_pairs(found.overbuild).tolist(),
            on_pick=_look_at,
        )
    st.markdown(f"**{words('ducts_view.by_owner')}**")
    rows = found.by_owner
    table.show(
        pd.DataFrame(
            {
                "owner": [amounts.owner(each, words) for each in rows["owner"]],
                "routes_length": [amounts.km(1000 * each, words) for each in rows["route_km"]],
                "corridor": [amounts.km(1000 * each, words) for each in rows["corridor_km"]],
                "shared": [amounts.km(1000 * each, words) for each in rows["shared_km"]],
            }
        ),
        words,
        key="duc_corridor_owners",
    )


def _look_at(picked: str | None) -> None:
    state.put("piece", picked)


def pairs_in_words(found: Corridors, words: Words) -> pd.DataFrame:
    """Pairs of owners, the longest first."""
    rows = found.overbuild
    return pd.DataFrame(
        {
            "owner": [amounts.owner(each, words) for each in rows["owner"]],
            "other_owner": [amounts.owner(each, words) for each in rows["other_owner"]],
            "beside": [amounts.km(1000 * each, words) for each in rows["km"]],
            "other_beside": [amounts.km(1000 * each, words) for each in rows["other_km"]],
        }
    )


def _sharing(scene: Scene, found: Sharing) -> None:
    words = scene.words
    told = {
        name: amounts.km(getattr(found, f"{name}_m"), words)
        for name in ("length", "free", "unknown")
    }
    with st.container(key="cov_lead"):
        st.metric(
            words("ducts_view.could_go"), told["free"], help=words("ducts_view.could_go_help")
        )
        st.caption(plain(words("ducts_view.sharing_lead", **told)))
    with st.container(horizontal=True, gap="small"):
        derivation.beside(found.derivation, words, key="duc_derived_sharing")
        table.export(
            scene,
            lambda: ducts_in_words(found.rows, words),
            found.derivation.to_rows,
            f"sharing-{scene.choice.city}",
            key="sharing",
            used=("duct_route", "aerial_cable_route"),
        )
    rows = found.rows.head(_MOST)
    if rows.empty:
        st.info(words("ducts_view.no_sharing"), icon=":material/info:")
        return
    table.show(
        ducts_in_words(rows, words),
        words,
        key="duc_sharing_table",
        ids=rows["id"].tolist(),
        on_pick=_look_at,
        most=520,
    )
    if len(found.rows) > _MOST:
        st.caption(words("ducts_view.only_first", shown=_MOST, count=len(found.rows)))


def ducts_in_words(rows: pd.DataFrame, words: Words) -> pd.DataFrame:
    """Ducts beside a line as a reader sees them."""
    records = rows.drop(columns="geometry").to_dict("records")
    return pd.DataFrame(
        {
            "owner": [amounts.owner(row["owner"], words) for row in records],
            "room": [amounts.ducts(row, words) for row in records],
            "along": [amounts.km(row["along_m"], words) for row in records],
            "street": [row["street"] or "–" for row in records],
            "contact": [row["contact"] or words("ducts.not_recorded") for row in records],
            "id": [row["id"] for row in records],
        }
    )
