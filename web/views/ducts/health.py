"""The health of the network: its parts, ends that nearly meet, how ends are joined."""

import numpy as np
import pandas as pd
import streamlit as st

from layers.ducts.network import DuctNetwork
from layers.errors import HatangError
from layers.words import Words
from web.map.sketch import light_shapes, make_sketch, sketch_feature
from web.plain import plain
from web.views import derivation
from web.views.coverage.scene import Drawing
from web.views.ducts import amounts, state, table
from web.views.ducts.scene import Scene

_MOST = 200
_PART = "part-"
PARTS, MISSES = SHOWN = ("parts", "misses")


def draw(scene: Scene) -> Drawing:
    """What is cut off from the largest part, and the ends that nearly meet."""
    net, words = scene.network(), scene.words
    features = [*_lines(net, scene), *_misses(net, words)]
    labels = {
        "violation": words("ducts_view.sketch.cut_off"),
        "pin": words("ducts_view.sketch.miss"),
        "route": words("ducts_view.sketch.part"),
    }
    chosen = scene.choice.piece
    fit = chosen if chosen and not chosen.startswith(_PART) else chosen and "*"
    sketch = make_sketch(features, words, fit=fit, selected=chosen, labels=labels)
    return Drawing(sketch=sketch, answer=net, layers=scene.network_layers)


def _lines(net: DuctNetwork, scene: Scene) -> list[dict]:
    """The lines of the part that was chosen, else those of all small parts, as one shape a part."""
    words, chosen = scene.words, _chosen_part(scene.choice.piece)
    edges = net.network.edges
    part = edges["part"].to_numpy()
    if chosen is not None:
        rows, kind = np.flatnonzero(part == chosen)[: 4 * _MOST], "route"
    else:
        rows, kind = np.flatnonzero(part > 0)[:_MOST], "violation"
    about = net.parts.set_index("part")
    shapes = light_shapes(net.network.lines[rows])
    return [
        sketch_feature(
            f"{_PART}{number}",
            kind,
            shape,
            label=words("ducts_view.part", part=number + 1)
            + f"\n{amounts.km(about.at[number, 'length_m'], words)}",
        )
        for number, shape in zip(part[rows].tolist(), shapes, strict=True)
    ]


def _misses(net: DuctNetwork, words: Words) -> list[dict]:
    found = net.near_misses.head(_MOST)
    return [
        sketch_feature(
            f"miss-{number}",
            "pin",
            {"type": "Point", "coordinates": [row["lon"], row["lat"]]},
            label=f"{row['route']}\n{_missed_by(row, words)}",
        )
        for number, row in enumerate(found.to_dict("records"))
    ]


def _missed_by(row: dict, words: Words) -> str:
    other = row["other_node"] if isinstance(row["other_node"], str) else row["other_route"]
    return words("ducts_view.missed", other=other, distance=_near(row["distance_m"], words))


def _near(metres: float, words: Words) -> str:
    return f"{words.number(metres, 2)} m"


def _chosen_part(picked: str | None) -> int | None:
    number = (picked or "").removeprefix(_PART)
    return int(number) if picked and picked.startswith(_PART) and number.isdigit() else None


def take_pick(pick: dict) -> bool:
    """A part or an end that nearly meets another."""
    if pick["layer"] == "sketch":
        state.put("piece", pick["id"])
    elif pick["layer"] is None:
        state.forget_all("piece")
    return True


def show(scene: Scene, drawing: Drawing, fault: HatangError | None) -> None:
    """How many parts, how ends are joined; then the parts and the near misses one by one."""
    net, words = drawing.answer, scene.words
    if fault is not None:
        return
    whole = float(net.parts["length_m"].sum())
    first = float(net.parts["length_m"].iloc[0]) if len(net.parts) else 0.0
    with st.container(key="cov_lead"):
        st.metric(
            words("ducts_view.parts"),
            words.number(len(net.parts)),
            help=words("ducts_view.parts_help"),
        )
        st.caption(
            plain(
                words(
                    "ducts_view.parts_lead",
                    whole=amounts.km(whole, words),
                    share=words.percent(first / whole if whole else None),
                )
            )
        )
        st.caption(plain(words("ducts_view.ends", snap=net.snap_m, **net.ends)))
    with st.container(horizontal=True, gap="small"):
        derivation.beside(net.derivation, words, key="duc_derived_health")
        table.export(
            scene,
            lambda: misses_in_words(net, words),
            net.derivation.to_rows,
            f"near-misses-{scene.choice.city}",
            key="misses",
            used=scene.choice.layers,
        )
    state.settle("part", list(SHOWN))
    shown = st.segmented_control(
        words("ducts_view.health"),
        SHOWN,
        key=state.fill("part"),
        required=True,
        format_func=lambda each: words(f"ducts_view.health.{each}", count=_count(net, each)),
        label_visibility="collapsed",
        on_change=state.take,
        args=("part",),
    )
    if shown == MISSES:
        _missed_table(net, words)
    else:
        _parts_table(net, words)


def _count(net: DuctNetwork, name: str) -> int:
    return len(net.parts) if name == PARTS else len(net.near_misses)


def _parts_table(net: DuctNetwork, words: Words) -> None:
    parts = net.parts.head(1000)
    table.show(
        pd.DataFrame(
            {
                "part": parts["part"] + 1,
                "length": [amounts.km(each, words) for each in parts["length_m"]],
                "routes": parts["n_routes"],
                "nodes": parts["n_nodes"],
                "owners": [amounts.owner(each, words) for each in parts["owners"]],
            }
        ),
        words,
        key="duc_parts_table",
        ids=[f"{_PART}{number}" for number in parts["part"]],
        on_pick=_look_at,
        most=520,
    )


def _missed_table(net: DuctNetwork, words: Words) -> None:
    if net.near_misses.empty:
        st.success(words("ducts_view.no_misses"), icon=":material/check:")
        return
    rows = misses_in_words(net, words)
    shown = min(len(rows), _MOST)
    table.show(
        rows.head(shown),
        words,
        key="duc_misses_table",
        ids=[f"miss-{number}" for number in range(shown)],
        on_pick=_look_at,
        most=520,
    )
    if shown < len(rows):
        st.caption(words("ducts_view.only_first", shown=shown, count=len(rows)))


def _look_at(picked: str | None) -> None:
    state.put("piece", picked)


def misses_in_words(net: DuctNetwork, words: Words) -> pd.DataFrame:
    """Ends that nearly meet something, as a reader sees them."""
    found = net.near_misses
    return pd.DataFrame(
        {
            "id": found["route"],
            "other": [
                node if isinstance(node, str) else route
                for node, route in zip(found["other_node"], found["other_route"], strict=True)
            ],
            "distance": [_near(each, words) for each in found["distance_m"]],
            "joins": [
                words("ducts_view.yes" if each else "ducts_view.no")
                for each in found["joins_parts"]
            ],
        }
    )
