"""A to B: the shortest way through the ducts, whose each piece is, and where there is room."""

import hashlib

import pandas as pd
import streamlit as st

from layers.ducts.nearby import find_place
from layers.ducts.network import DuctNetwork
from layers.ducts.pieces import STATES
from layers.ducts.route import DuctRoute, route
from layers.errors import HatangError
from layers.words import Words, explain
from web.map.sketch import light_shapes, make_sketch, sketch_feature
from web.plain import plain
from web.views import derivation
from web.views.coverage.scene import Drawing
from web.views.ducts import amounts, ends, piece, state, table
from web.views.ducts.scene import Scene


def draw(scene: Scene) -> Drawing:
    """The two ends, and the way between them where there is one."""
    net, choice = scene.network(), scene.choice
    places, faults = {}, []
    for name in (state.START, state.END):
        if asked := getattr(choice, name):
            try:
                places[name] = find_place(net, amounts.read_place(asked))
            except HatangError as fault:
                faults.append(fault)
    found = None
    if len(places) == 2:
        try:
            found = _found(scene, net)
        except HatangError as fault:
            faults.append(fault)
    sketch = _sketch(scene, places, found)
    more = {"net": net, "places": places, "faults": faults}
    return Drawing(
        sketch=sketch, tool=_tool(scene), answer=found, layers=scene.network_layers, more=more
    )


def _found(scene: Scene, net: DuctNetwork) -> DuctRoute:
    choice = scene.choice
    asked = (
        choice.start, choice.end, choice.via, choice.avoid, choice.owners, choice.kinds,
        choice.built, choice.snap, choice.retired, choice.layers, choice.city,
    )  # fmt: skip
    key = hashlib.sha256(f"{scene.snapshot.key}{asked!r}".encode()).hexdigest()[:24]
    return scene.atlas.answers.once(
        f"duct-route-{key}",
        lambda: route(
            net,
            amounts.read_place(choice.start),
            amounts.read_place(choice.end),
            via=choice.via,
            avoid=choice.avoid,
            owners=choice.owners,
            kinds=choice.kinds,
            built_only=choice.built,
        ),
    )


def _tool(scene: Scene) -> dict | None:
    asked = ends.asked()
    return asked and {"name": "add", "hint": scene.words(f"ducts_view.hint.{asked}")}


def _sketch(scene: Scene, places: dict, found: DuctRoute | None) -> dict | None:
    words, features = scene.words, []
    if found is not None:
        rows = found.pieces.to_dict("records")
        shapes = light_shapes(found.pieces.geometry)
        features = [
            sketch_feature(row["id"], f"route_{row['state']}", shape, label=_label(row, words))
            for row, shape in zip(rows, shapes, strict=True)
        ]
    for mark, (name, place) in zip("AB", _both(places), strict=False):
        if place is not None:
            at = {"type": "Point", "coordinates": [place.lon, place.lat]}
            label = f"{words(f'ducts_view.{name}')}\n{place.id or words('ducts_view.no_manhole')}"
            features.append(
                sketch_feature(name, "route_end", at, label=label, movable=True, mark=mark)
            )
    return make_sketch(features, words, fit="*" if found else None, selected=scene.choice.piece)


def _both(places: dict) -> list:
    return [(name, places.get(name)) for name in (state.START, state.END)]


def _label(row: dict, words: Words) -> str:
    about = [amounts.owner(row["owner"], words), amounts.km(row["length_m"], words)]
    return f"{row['id']}\n{' · '.join([*about, amounts.ducts(row, words)])}"


def take_pick(pick: dict) -> bool:
    """A pulled end, the place of an end, or a thing to look at."""
    if pick["layer"] == "sketch":
        if pick.get("moved") and pick["id"] in (state.START, state.END):
            state.put(pick["id"], amounts.point(pick["lon"], pick["lat"]))
        elif pick["id"] not in (state.START, state.END):
            state.put("piece", pick["id"])
        return True
    asked = ends.asked()
    if asked and pick.get("lon") is not None and pick.get("lat") is not None:
        place = amounts.point(pick["lon"], pick["lat"])
        # The second click of a double click is not the other end.
        if place not in (state.get(state.START), state.get(state.END)):
            ends.put(asked, place)
        return True
    if pick["layer"] is None:
        state.forget_all("click", "piece")
        return True
    if pick.get("id"):
        state.put("piece", pick["id"])
    return True


def show(scene: Scene, drawing: Drawing, fault: HatangError | None) -> None:
    """The two ends, what was found between them, its pieces, and the one looked at."""
    words, found = scene.words, drawing.answer
    if fault is not None:
        return
    ends.show(scene, drawing.more["places"])
    for told in drawing.more["faults"]:
        st.warning(plain(explain(told, words.lang)), icon=":material/route:")
    if found is not None:
        _lead(scene, found)
    piece.show(scene, drawing.more["net"])
    if found is not None:
        _tables(scene, found)
    elif not drawing.more["faults"]:
        st.info(words("ducts_view.how"), icon=":material/touch_app:")


def _lead(scene: Scene, found: DuctRoute) -> None:
    words = scene.words
    with st.container(key="cov_lead"):
        st.metric(words("ducts_view.length"), amounts.km(found.length_m, words))
        said = words(
            "ducts_view.lead",
            pieces=len(found.pieces),
            owners=len(found.by_owner),
            straight=amounts.km(found.straight_m, words),
        )
        st.caption(plain(said))
    _room(found, words)
    if found.not_built_m > 0:
        planned = amounts.km(found.not_built_m, words)
        st.caption(plain(words("ducts_view.not_built", length=planned)))
    with st.container(horizontal=True, gap="small"):
        derivation.beside(found.derivation, words, key="duc_derived_route")
        table.export(
            scene,
            lambda: pieces_in_words(found, words),
            found.derivation.to_rows,
            f"route-{scene.choice.city}",
            key="route",
            used=scene.choice.layers,
        )


# The looks of the sketch, so that the bar is the legend of the line.
_COLOURS = {"free": "#1d5fa8", "full": "#9c4a06", "unknown": "#6b7280"}


def _room(found: DuctRoute, words: Words) -> None:
    """A bar of what is free, full and unknown; all of it is our own text."""
    length = found.by_state.set_index("state")["length_m"]
    whole = max(float(length.sum()), 1e-9)
    bars, said = [], []
    for name in STATES:
        metres = float(length.get(name, 0.0))
        if metres > 0:
            bars.append(
                f'<span style="flex:{metres / whole:.4f};background:{_COLOURS[name]}"></span>'
            )
        said.append(
            f'<span style="white-space:nowrap"><i style="display:inline-block;width:.7em;height:.7em;'
            f'border-radius:2px;margin-right:.35em;background:{_COLOURS[name]}"></i>'
            f"{words(f'ducts.state.{name}')} <b>{amounts.km(metres, words)}</b></span>"
        )
    st.html(
        '<div style="display:flex;height:.6rem;border-radius:.3rem;overflow:hidden;gap:2px">'
        f"{''.join(bars)}</div>"
        '<div style="display:flex;flex-wrap:wrap;gap:.2rem 1.1rem;margin-top:.45rem;font-size:.9rem">'
        f"{''.join(said)}</div>"
    )


def _tables(scene: Scene, found: DuctRoute) -> None:
    words = scene.words
    st.markdown(f"**{words('ducts_view.by_owner')}**")
    owners = found.by_owner
    table.show(
        pd.DataFrame(
            {
                "owner": [amounts.owner(each, words) for each in owners["owner"]],
                "length": [amounts.km(each, words) for each in owners["length_m"]],
                "share": [words.percent(each) for each in owners["share"]],
                "pieces": owners["pieces"].to_numpy(),
            }
        ),
        words,
        key="duc_owners_table",
    )
    st.markdown(f"**{words('ducts_view.pieces')}**")
    table.show(
        pieces_in_words(found, words),
        words,
        key="duc_pieces_table",
        ids=found.pieces["id"].tolist(),
        on_pick=_look_at,
    )


def _look_at(feature: str | None) -> None:
    state.put("piece", feature)


def pieces_in_words(found: DuctRoute, words: Words) -> pd.DataFrame:
    """The pieces in order as a reader sees them."""
    rows = found.pieces.to_dict("records")
    return pd.DataFrame(
        {
            "order": [row["order"] for row in rows],
            "owner": [amounts.owner(row["owner"], words) for row in rows],
            "length": [amounts.km(row["length_m"], words) for row in rows],
            "room": [amounts.ducts(row, words) for row in rows],
            "kind": [amounts.kind(row["kind"], words) for row in rows],
            "street": [row["street"] or "–" for row in rows],
            "contact": [row["contact"] or words("ducts.not_recorded") for row in rows],
            "id": [row["id"] for row in rows],
        }
    )
