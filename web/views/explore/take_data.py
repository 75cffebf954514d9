"""A layer as a file: which one, which of its features, in which format."""

from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.parse import urlencode

import streamlit as st

from layers.export import export_layer
from layers.maps.packed import MOST_CHARACTERS
from layers.masks.doors import may_take
from layers.store.whence import address_now, speaking_from
from layers.tables.page import count_of
from layers.writing import FORMATS
from web.map.host import base_path
from web.routes.takeaway import ask
from web.taken import still
from web.views.explore import at_hand, taking
from web.views.explore.scene import Scene

_TABLES = ("csv", "xlsx")


def show(scene: Scene) -> None:
    """The layer, its features, the format, and the file."""
    words = scene.words
    layers = _layers(scene)
    if not layers:
        st.caption(words("takeaway.no_layer"))
        return
    usual = at_hand.layer_of(scene)
    layer_id = taking.filled("layer", usual if usual in layers else layers[0], tuple(layers))
    st.selectbox(
        words("takeaway.layer"),
        layers,
        key=taking.key("layer"),
        format_func=lambda each: at_hand.label(scene, each),
        on_change=_take_layer,
    )
    file_format = taking.filled("format", "gpkg", tuple(FORMATS))
    st.selectbox(
        words("takeaway.format"),
        list(FORMATS),
        key=taking.key("format"),
        format_func=lambda each: words(f"takeaway.format.{each}"),
        on_change=taking.take,
        args=("format",),
    )
    if file_format == "shp":
        st.caption(words("takeaway.about.shp"))
    elif file_format in _TABLES:
        st.caption(words("takeaway.about.table"))
    at_hand.place_switch(scene, "x_take_here")
    picked = _picked(scene, layer_id)
    _count(scene, layer_id, picked)
    _file(scene, layer_id, file_format, picked)


def _take_layer() -> None:
    taking.take("layer")
    at_hand.choose(taking.held("layer", None))


def _layers(scene: Scene) -> list[str]:
    """The layers of the map that may be taken away, and the areas below them."""
    specs, user = scene.atlas.store.specs, scene.context.user
    there = dict.fromkeys([*at_hand.on_map(scene), scene.view.areas])
    return [i for i in there if i in specs and may_take(user, specs[i], scene.snapshot)]


def _picked(scene: Scene, layer_id: str) -> list[int] | None:
    """The selected features of the layer, where only they are wanted."""
    named = (each.rpartition(":") for each in scene.view.picked)
    picked = [int(fid) for of, _, fid in named if of == layer_id and fid.isdecimal()]
    if not picked:
        return None
    only = taking.filled("picked", False)
    st.checkbox(
        scene.words("takeaway.picked", count=len(picked)),
        key=taking.key("picked"),
        on_change=taking.take,
        args=("picked",),
    )
    return picked if only else None


def _count(scene: Scene, layer_id: str, picked: list[int] | None) -> None:
    words, total = scene.words, at_hand.total(scene, layer_id)
    if picked:
        st.markdown(words("takeaway.rows_picked", rows=len(picked)))
    elif at_hand.layer_view(scene, layer_id).filter:
        rows = count_of(scene.atlas, scene.snapshot, layer_id, at_hand.asked(scene, layer_id))
        st.markdown(words("takeaway.rows_filtered", rows=rows, total=total))
    else:
        whole = scene.snapshot.versions[layer_id].rows
        key = "takeaway.rows" if total == whole else "takeaway.rows_there"
        st.markdown(words(key, rows=total, total=whole))


def _file(scene: Scene, layer_id: str, file_format: str, picked: list[int] | None) -> None:
    """A link to the route; a filter too long for an address is written when the button is pressed."""
    words = scene.words
    filter = at_hand.asked(scene, layer_id)
    # The selection stands for itself: a filter that was set later does not thin it out.
    asked = ask(type(filter)() if picked else filter, picked)
    look = {"icon": ":material/download:", "type": "primary", "width": "stretch"}
    if len(asked) <= MOST_CHARACTERS:
        query = {"format": file_format, "lang": words.lang} | ({"q": asked} if asked else {})
        address = f"{base_path()}/api/export/{layer_id}?{urlencode(query)}"
        st.link_button(words("takeaway.download_data"), address, **look)
        return

    user, address = scene.context.user, address_now()

    def written() -> bytes:
        with speaking_from(address), TemporaryDirectory(prefix="hatang-export-") as folder:
            out = Path(folder) / "layer"
            export_layer(
                scene.atlas,
                layer_id,
                out,
                user=user,
                file_format=file_format,
                filter=filter,
                snapshot=scene.snapshot,
            )
            return out.read_bytes()

    st.download_button(
        words("takeaway.download_data"),
        still(scene.context, written, [layer_id]),
        file_name=f"{layer_id}{FORMATS[file_format][0]}",
        key="x_take_file",
        on_click="ignore",
        **look,
    )
