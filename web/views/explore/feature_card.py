"""The card of what is picked on the map: one feature in words, its ground, what is near; several one by one."""

import streamlit as st

from layers.atlas import BOUNDARIES
from layers.esc import esc
from layers.spec import FieldSpec
from layers.tables.columns import is_measured, table_fields, values_of
from layers.tables.nearby import WITHIN_M, Near, area_at, nearby, shape_of
from layers.tables.page import features_there, fids_in, places_of
from layers.tables.sentences import distance_text
from layers.value_names import UNKNOWN, decimals_for, is_unknown, unit_text, value_text
from layers.words import Words
from web.plain import plain
from web.views.explore import at_hand, drawer, going, state
from web.views.explore.scene import Scene
from web.views.sign import sign

_AT = "explore_feature_at"
_NAMES = ("name", "full_name", "site_code", "code", "feature_id")
_AGAIN = ("feature_id", "name", "full_name", "fid")  # said in the head
_ASIDE = (
    "admin_version", "province_code", "commune_code", "district_code", "data_source", "data_date", "version",
)  # fmt: skip
_STYLE = """<style>
.hf { display: grid; grid-template-columns: minmax(6.5rem, 42%) 1fr; gap: .22rem .75rem;
  margin: 0 !important; padding: 0 !important;
  font-size: .86rem; line-height: 1.35; }
.hf dt { opacity: .72; } .hf dd { margin: 0; overflow-wrap: anywhere; font-variant-numeric: tabular-nums; }
</style>"""


def show(scene: Scene) -> None:
    """The card."""
    picked = features_there(scene.atlas, scene.snapshot, scene.view.picked)
    if not picked:
        st.caption(scene.words("explore_table.gone"))
        _close(scene)
        return
    place = _place(picked)
    layer_id, fid = picked[place].rpartition(":")[0], fids_in_one(picked[place])
    row = int(places_of(scene.atlas, scene.snapshot.versions[layer_id], [fid])[0])
    _head(scene, layer_id, row)
    if len(picked) > 1:
        _turn(scene.words, place, len(picked))
    _act(scene, layer_id, picked[place])
    _attributes(scene, layer_id, row)
    _origin(scene, layer_id, row)
    _nearby(scene, layer_id, fid)


def fids_in_one(feature: str) -> int:
    """The ``fid`` in the name of a feature."""
    return fids_in(feature.rpartition(":")[0], [feature])[0]


def feature_name(scene: Scene, layer_id: str, row: int) -> str:
    """What a feature is called: its name, else its code; plain text of a file."""
    frame = scene.atlas.frame(scene.snapshot.versions[layer_id])
    for column in _NAMES:
        if column in frame and not is_unknown(frame[column].iloc[row]):
            return str(frame[column].iloc[row])
    return f"{at_hand.label(scene, layer_id)} {frame['fid'].iloc[row]}"


def _place(picked: list[str]) -> int:
    """Which of several is shown: the one turned to, else the last that was picked."""
    held = st.session_state.get(_AT)
    return picked.index(held) if held in picked else len(picked) - 1


def _head(scene: Scene, layer_id: str, row: int) -> None:
    title, close = st.columns([6, 1], vertical_alignment="top")
    title.markdown(f"##### {plain(feature_name(scene, layer_id, row))}")
    with close:
        _close(scene)
    st.caption(plain(at_hand.label(scene, layer_id)))


def _close(scene: Scene) -> None:
    st.button(
        **sign("close", scene.words("explore_table.close")),
        key="x_feature_close",
        type="tertiary",
        on_click=state.change,
        kwargs={"picked": ()},
    )


def _turn(words: Words, place: int, count: int) -> None:
    with st.container(
        key="x_feature_turn", horizontal=True, vertical_alignment="center", gap="small"
    ):
        for name, icon, step in (("before", "left", -1), ("next", "right", 1)):
            st.button(
                f":material/chevron_{icon}:",
                key=f"x_feature_{name}",
                help=words(f"explore_table.{name}"),
                type="tertiary",
                on_click=_turn_by,
                args=(step,),
            )
            if step < 0:
                said = words("explore_table.feature_of", place=place + 1, of=count)
                st.caption(said, width="content")


def _turn_by(step: int) -> None:
    picked = list(state.view().picked)
    if picked:
        st.session_state[_AT] = picked[(_place(picked) + step) % len(picked)]


def _act(scene: Scene, layer_id: str, feature: str) -> None:
    words = scene.words
    with st.container(key="x_feature_act", horizontal=True, gap="small"):
        st.button(
            words("explore_table.zoom_to"),
            key="x_feature_zoom",
            icon=":material/zoom_in_map:",
            on_click=going.go_to_features,
            args=(scene, [feature]),
        )
        st.button(
            words("explore_table.in_table"),
            key="x_feature_table",
            icon=":material/table_rows:",
            on_click=drawer.open_at,
            args=(layer_id,),
        )


def _attributes(scene: Scene, layer_id: str, row: int) -> None:
    """What is known, field by field; what is not known in one line."""
    told, unknown = [], []
    for field in table_fields(scene.atlas, scene.snapshot, layer_id):
        if field.name in (*_AGAIN, *_ASIDE):
            continue
        text = _text(scene, layer_id, field, row)
        name = field.label(scene.words.lang)
        (unknown if text == UNKNOWN else told).append((name, text))
    pairs = "".join(f"<dt>{esc(name)}</dt><dd>{esc(text)}</dd>" for name, text in told)
    st.html(f'{_STYLE}<dl class="hf">{pairs}</dl>')
    if unknown:
        names = ", ".join(name for name, _ in unknown)
        st.caption(plain(scene.words("explore_table.unknown_fields", fields=names)))


def _text(scene: Scene, layer_id: str, field: FieldSpec, row: int) -> str:
    version = scene.snapshot.versions[layer_id]
    value = values_of(scene.atlas, version, field, [row]).iloc[0]
    if is_measured(field) and not is_unknown(value):
        number = scene.words.number(float(value), decimals_for(float(value)))
        return f"{number} {unit_text(field.unit)}"
    return value_text(value, field, scene.words, unit=True)


def _origin(scene: Scene, layer_id: str, row: int) -> None:
    """Where it stands in the units, where it comes from, and how sure that is."""
    words, version = scene.words, scene.snapshot.versions[layer_id]
    fid = int(scene.atlas.frame(version)["fid"].iloc[row])
    shape = shape_of(scene.atlas, version, fid)
    areas = scene.view.areas
    code = area_at(scene.atlas, scene.snapshot, areas, shape) if shape is not None else None
    if code is not None and layer_id not in BOUNDARIES:
        st.button(
            plain(words("explore_table.in_area_of", name=_area_name(scene, code))),
            key="x_feature_area",
            icon=":material/location_city:",
            type="tertiary",
            on_click=state.select,
            args=(code,),
        )
    frame = scene.atlas.frame(version)
    there = {f.name: f for f in table_fields(scene.atlas, scene.snapshot, layer_id)}
    said = [
        value_text(frame[name].iloc[row], there[name], words)
        for name in ("data_source", "data_date")
        if name in there
    ]
    said = [each for each in said if each != UNKNOWN] or [version.provenance.source]
    quality = words(f"quality.{version.provenance.quality}")
    source = words("explore_table.source", source=" · ".join([*said, quality]))
    st.caption(plain(source))


def _area_name(scene: Scene, code: str) -> str:
    frame = scene.atlas.frame(scene.snapshot.versions[scene.view.areas])
    found = frame.loc[frame["code"] == code]
    name = found.get("full_name", found["code"]).iloc[0]
    return code if is_unknown(name) else str(name)


def _nearby(scene: Scene, layer_id: str, fid: int) -> None:
    """Features of the layers that are seen, each a way to go on."""
    words = scene.words
    seen = [each.layer for each in scene.view.layers if each.visible]
    found = nearby(scene.atlas, scene.snapshot, layer_id, fid, tuple(seen))
    st.markdown(f"**{words('explore_table.near_title')}**")
    if not found:
        distance = distance_text(WITHIN_M, words)
        st.caption(words("explore_table.near_none", distance=distance))
        return
    for layer in dict.fromkeys(each.layer for each in found):
        st.caption(plain(at_hand.label(scene, layer)))
        for each in (n for n in found if n.layer == layer):
            _near_button(scene, each)


def _near_button(scene: Scene, near: Near) -> None:
    name = feature_name(scene, near.layer, near.place)
    distance = distance_text(round(near.distance_m), scene.words)
    st.button(
        plain(scene.words("explore_table.near_row", name=name, distance=distance)),
        key=f"x_near_{near.layer}_{near.fid}",
        type="tertiary",
        on_click=_pick,
        args=(f"{near.layer}:{near.fid}",),
    )


def _pick(feature: str) -> None:
    state.change(picked=(feature,))
