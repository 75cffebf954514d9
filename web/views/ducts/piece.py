"""The route or manhole that somebody looks at: what is known of it, and whether the way must pass it or may not."""

import pandas as pd
import streamlit as st

from layers.ducts.network import DuctNetwork
from web.map.state import layer_label
from web.plain import plain
from web.views.ducts import amounts, ends, state
from web.views.ducts.scene import Scene
from web.views.sign import sign


def show(scene: Scene, net: DuctNetwork) -> None:
    """A small card; nothing where nothing is looked at or it is none of the network."""
    words, feature = scene.words, feature_of(scene, scene.choice.piece)
    row = None if feature is None else _row(net, feature)
    if row is None:
        return
    with st.container(key="cov_fact_piece"):
        name, close = st.columns([7, 1], vertical_alignment="center")
        name.markdown(f"**{plain(feature)}**")
        close.button(
            **sign("close", words("ducts_view.close")),
            key="duc_piece_close",
            type="tertiary",
            on_click=state.forget_all,
            args=("piece",),
        )
        st.caption(" · ".join(plain(each) for each in _about(scene, row)))
        with st.container(horizontal=True, gap="small"):
            if "owner" not in row:
                for end in ends.MARKS:
                    st.button(
                        words(f"ducts_view.as_{end}"),
                        key=f"duc_as_{end}",
                        on_click=ends.put,
                        args=(end, feature),
                    )
            for way, icon in ((state.VIA, "add_location_alt"), (state.AVOID, "block")):
                st.button(
                    words(f"ducts_view.as_{way}"),
                    key=f"duc_as_{way}",
                    icon=f":material/{icon}:",
                    disabled=feature in getattr(scene.choice, way),
                    on_click=state.add_way,
                    args=(way, feature),
                )


def feature_of(scene: Scene, picked: str | None) -> str | None:
    """The id of a feature: tiles name theirs by layer and number."""
    layer, _, number = (picked or "").rpartition(":")
    if not (layer and scene.snapshot.has(layer) and number.isascii() and number.isdigit()):
        return picked
    frame = scene.atlas.frame(scene.snapshot.versions[layer])
    if "fid" not in frame or "feature_id" not in frame:
        return None
    found = frame.loc[frame["fid"] == int(number), "feature_id"]
    return str(found.iloc[0]) if len(found) and pd.notna(found.iloc[0]) else None


def _row(net: DuctNetwork, feature: str) -> dict | None:
    for rows in (net.routes, net.nodes):
        found = rows[rows["id"] == feature]
        if len(found):
            return found.iloc[0].to_dict()
    return None


def _about(scene: Scene, row: dict) -> list[str]:
    words = scene.words
    said = [layer_label(scene.atlas, row["layer"], words)] if row["layer"] else []
    if "owner" not in row:
        part = int(row["part"])
        return [
            *said,
            words("ducts_view.ends_here", count=int(row["degree"])),
            words("ducts_view.in_part", part=part + 1) if part >= 0 else words("ducts_view.alone"),
        ]
    said += [amounts.owner(row["owner"], words), amounts.kind(row["kind"], words)]
    said += [row["street"]] if row["street"] else []
    said.append(amounts.ducts(row, words))
    return [*said, row["contact"]] if row["contact"] else said
