"""Where the features of a filter lie: what is seen now, an area, a drawn shape, near something."""

import streamlit as st

from layers.access import can_draw
from layers.drawings.book import DrawingBook
from layers.filters.condition import Ground
from layers.tables.sentences import layer_text
from web.views.explore import at_hand, filtering, state
from web.views.explore.scene import Scene
from web.views.place_names import area_names

_AREA, _NEAR, _METRES, _SHAPE = (f"x_ground_{name}" for name in ("area", "of", "metres", "shape"))
_HELD = "explore_ground_draft"
_FIRST_METRES, _MOST_METRES = 200, 50_000
_TO_BOX = 5  # decimals of a degree: a metre


def show(scene: Scene, layer_id: str) -> None:
    """The kinds of ground, each with what adds it."""
    words = scene.words
    with st.expander(words("explore_table.where"), icon=":material/pin_drop:", key="x_where"):
        st.button(
            words("explore_table.in_sight"),
            key="x_ground_box",
            icon=":material/crop_free:",
            help=words("explore_table.in_sight_help"),
            width="stretch",
            on_click=_add_box,
            args=(layer_id, words("explore_table.sight_unknown")),
        )
        _area(scene, layer_id)
        _shape(scene, layer_id)
        _near(scene, layer_id)


def _add_box(layer_id: str, unknown: str) -> None:
    """What is seen at this moment; the filter stays there when the map moves on."""
    seen = state.seen_now().at
    if seen is None or seen.bbox is None:
        state.note(unknown)
        return
    box = tuple(round(side, _TO_BOX) for side in seen.bbox)
    filtering.add(layer_id, Ground("box", box=box))


def _area(scene: Scene, layer_id: str) -> None:
    words, view = scene.words, scene.view
    if view.whole_country:  # too many areas for a list; the selected one can be used still
        if view.selected:
            st.button(
                words("explore_table.in_selected"),
                key="x_ground_selected",
                icon=":material/select_all:",
                width="stretch",
                on_click=filtering.add,
                args=(layer_id, Ground("area", layer=view.areas, code=view.selected)),
            )
        return
    names = area_names(scene.atlas, scene.snapshot, view.areas, view.city)
    first = [view.selected] if view.selected in names else []
    st.session_state[_AREA] = None
    st.selectbox(
        words("explore_table.in_area"),
        [*first, *(code for code in names if code not in first)],
        key=_AREA,
        index=None,
        format_func=lambda code: names[code],
        placeholder=words("control.area_hint"),
        on_change=_take_area,
        args=(layer_id, view.areas),
    )


def _take_area(layer_id: str, areas: str) -> None:
    if code := st.session_state[_AREA]:
        filtering.add(layer_id, Ground("area", layer=areas, code=code))


def _shape(scene: Scene, layer_id: str) -> None:
    """The areas of the drawing that is open."""
    names = _drawn(scene)
    if not names:
        st.caption(scene.words("explore_table.no_shape"))
        return
    st.session_state[_SHAPE] = None
    st.selectbox(
        scene.words("explore_table.in_shape"),
        list(names),
        key=_SHAPE,
        index=None,
        format_func=lambda feature: names[feature][0],
        placeholder=scene.words("explore_table.shape_hint"),
        on_change=_take_shape,
        args=(layer_id, {feature: shape for feature, (_, shape) in names.items()}),
    )


def _drawn(scene: Scene) -> dict[str, tuple[str, dict]]:
    """Name and shape of each drawn area, by id; no two names alike."""
    if scene.view.drawing is None or not can_draw(scene.context.user):
        return {}
    drawing = DrawingBook(scene.atlas.store, scene.context.user).find(scene.view.drawing)
    areas = [] if drawing is None else [each for each in drawing.features if each.kind == "area"]
    word = scene.words("explore_table.shape")
    return {
        each.id: (f"{place}. {each.label or word}", dict(each.geometry))
        for place, each in enumerate(areas, start=1)
    }


def _take_shape(layer_id: str, shapes: dict[str, dict]) -> None:
    if feature := st.session_state[_SHAPE]:
        filtering.add(layer_id, Ground("shape", shape=shapes[feature]))


def _near(scene: Scene, layer_id: str) -> None:
    words = scene.words
    held = st.session_state.setdefault(_HELD, {"of": layer_id, "metres": _FIRST_METRES})
    options = _things(scene)
    chosen = held["of"] if held["of"] in options else next(iter(options))
    st.session_state[_NEAR], st.session_state[_METRES] = chosen, held["metres"]
    of, metres, press = (st.container() for _ in range(3))
    of.selectbox(
        words("explore_table.near"),
        list(options),
        key=_NEAR,
        format_func=options.get,
        on_change=_take_near,
    )
    metres.number_input(
        words("explore_table.metres"),
        key=_METRES,
        min_value=1,
        max_value=_MOST_METRES,
        step=50,
        on_change=_take_near,
    )
    press.button(
        words("explore_table.add_near"),
        key="x_ground_near",
        icon=":material/radio_button_checked:",
        width="stretch",
        on_click=_add_near,
        args=(layer_id,),
    )


def _things(scene: Scene) -> dict[str, str]:
    """What something can be near of: the feature that is picked, and each layer of the map."""
    there = at_hand.on_map(scene)
    names = {layer: at_hand.label(scene, layer) for layer in there}
    picked = scene.view.picked
    if len(picked) == 1 and (layer := picked[0].rpartition(":")[0]) in there:
        name = layer_text(scene.atlas, layer, scene.words)
        return {picked[0]: scene.words("explore_table.picked_one", layer=name)} | names
    return names


def _take_near() -> None:
    metres = st.session_state[_METRES] or _FIRST_METRES
    st.session_state[_HELD] = {"of": st.session_state[_NEAR], "metres": metres}


def _add_near(layer_id: str) -> None:
    _take_near()
    held = st.session_state[_HELD]
    layer, _, fid = held["of"].rpartition(":")
    code = held["of"] if layer else None
    ground = Ground("near", layer=layer or fid, code=code, distance_m=float(held["metres"]))
    filtering.add(layer_id, ground)
