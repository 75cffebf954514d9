"""The look of one layer: one colour, classes of values or numbers, sizes, heat or clusters."""

import streamlit as st

from layers.errors import BadLook
from layers.filters.columns import DAY, NUMBER, fields_of, kind_of
from layers.filters.suggest import field_names
from layers.looks.breaks import write_breaks
from layers.looks.legend import usual_look
from layers.looks.look import CLASSES, MOST_BREAKS, PALETTES, SCHEMES, Look
from layers.looks.symbols import layer_style
from layers.spec import FieldSpec
from web.map.state import layer_label
from web.plain import plain
from web.views.explore import state, style_parts
from web.views.explore.scene import Scene
from web.views.explore.style_change import changed
from web.views.sign import sign

AREAS = "areas"
_STYLED, _TYPED = "explore_styled", "explore_breaks_typed"
_KINDS = {
    "point": ("single", "categorical", "graduated", "heat", "cluster"),
    "line": ("single", "categorical", "graduated"),
    "area": ("single", "categorical", "graduated"),
}
_NO_SIZE = ""


def open_for(layer_id: str) -> None:
    """Style this layer; ``areas`` is what the areas are coloured by."""
    st.session_state[_STYLED] = layer_id
    st.session_state.pop(_TYPED, None)


def close() -> None:
    """Back to the list."""
    st.session_state.pop(_STYLED, None)


def is_open(scene: Scene) -> bool:
    """Whether something that is on the map is being styled."""
    styled = st.session_state.get(_STYLED)
    if styled == AREAS:
        return scene.view.indicator is not None
    return styled is not None and scene.view.layer(styled) is not None


def show(scene: Scene) -> None:
    """The look, with a way back to the list."""
    styled = st.session_state[_STYLED]
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.button(
            scene.words("explore_style.back"),
            key="x_style_back",
            icon=":material/arrow_back:",
            type="tertiary",
            on_click=close,
        )
        for name, step, can in (
            ("undo", state.undo, state.can_undo()),
            ("redo", state.redo, state.can_redo()),
        ):
            st.button(
                **sign(name, scene.words(f"layer_list.{name}")),
                key=f"x_style_{name}",
                type="tertiary",
                disabled=not can,
                on_click=step,
            )
    if styled == AREAS:
        style_parts.indicator(scene)
    else:
        _layer(scene, styled)


def _layer(scene: Scene, layer_id: str) -> None:
    words, held = scene.words, scene.view.layer(layer_id)
    kind = scene.atlas.store.specs[layer_id].kind
    look = held.look or _usual(scene, layer_id)
    st.markdown(f"##### {plain(layer_label(scene.atlas, layer_id, words))}")
    fields = field_names(scene.atlas, scene.snapshot, layer_id)
    numbers = {f.name: f for f in fields if kind_of(f) == NUMBER}
    values = {f.name: f for f in fields if kind_of(f) != DAY}
    kinds = [k for k in _KINDS[kind] if k not in _needless(numbers, values)]
    _select(scene, layer_id, "kind", kinds, look.kind, "explore_style.kind")
    if look.kind == "single":
        _colour(scene, layer_id, look, kind)
    elif look.kind in ("categorical", "graduated"):
        offered = numbers if look.kind == "graduated" else values
        _fields(scene, layer_id, "field", offered, look.field)
        if look.kind == "graduated":
            _classes(scene, layer_id, look)
    if look.kind != "cluster":
        _palette(scene, layer_id, look)
    if look.kind in ("single", "categorical", "graduated") and numbers and kind != "area":
        named = {_NO_SIZE: None, **numbers}
        _fields(scene, layer_id, "size_by", named, look.size_by or _NO_SIZE)
    if look.kind == "graduated":
        style_parts.histogram(scene, layer_id, look, numbers.get(look.field))
    if look.kind in ("heat", "cluster"):
        st.caption(words(f"explore_style.about.{look.kind}"))
    st.button(
        words("explore_style.reset"),
        key="x_style_reset",
        icon=":material/restart_alt:",
        disabled=held.look is None,
        on_click=_reset,
        args=(layer_id,),
    )


def _needless(numbers: dict, values: dict) -> set[str]:
    return {name for name, there in (("graduated", numbers), ("categorical", values)) if not there}


def _select(scene: Scene, layer_id: str, name: str, options: list, chosen: object, word: str):
    key = f"x_style_{name}"
    st.session_state[key] = chosen if chosen in options else options[0]
    st.selectbox(
        scene.words(word),
        options,
        key=key,
        format_func=lambda each: scene.words(f"{word}.{each}"),
        on_change=_take,
        args=(scene, layer_id, name),
    )


def _fields(
    scene: Scene, layer_id: str, name: str, fields: dict[str, FieldSpec | None], chosen: object
) -> None:
    key, options = f"x_style_{name}", list(fields)
    st.session_state[key] = chosen if chosen in options else options[0]
    no_size = scene.words("explore_style.no_size")
    st.selectbox(
        scene.words(f"explore_style.{name}"),
        options,
        key=key,
        format_func=lambda f: style_parts.field_label(fields[f], scene.words) if f else no_size,
        on_change=_take,
        args=(scene, layer_id, name),
    )


def _colour(scene: Scene, layer_id: str, look: Look, kind: str) -> None:
    style = layer_style(layer_id, kind)
    usual = style.get("color" if kind == "line" else "fill") or style.get("color") or "#7a5195"
    st.session_state["x_style_colour"] = look.colour or (usual if usual != "none" else "#7a5195")
    st.color_picker(
        scene.words("explore_style.colour"),
        key="x_style_colour",
        on_change=_take,
        args=(scene, layer_id, "colour"),
    )


def _classes(scene: Scene, layer_id: str, look: Look) -> None:
    _select(scene, layer_id, "scheme", list(SCHEMES), look.scheme, "explore_style.scheme")
    if look.scheme == "own":
        typed = st.session_state.get(_TYPED)
        st.session_state["x_style_breaks"] = typed or write_breaks(look.breaks, scene.words)
        st.text_input(
            scene.words("explore_style.breaks"),
            key="x_style_breaks",
            help=scene.words("explore_style.breaks_help"),
            on_change=_take,
            args=(scene, layer_id, "breaks"),
        )
        if typed is not None:
            st.error(scene.words("explore_style.breaks_bad", most=MOST_BREAKS))
        return
    st.session_state["x_style_classes"] = look.classes
    st.slider(
        scene.words("explore_style.classes"),
        CLASSES.start,
        CLASSES.stop - 1,
        key="x_style_classes",
        on_change=_take,
        args=(scene, layer_id, "classes"),
    )


def _palette(scene: Scene, layer_id: str, look: Look) -> None:
    if look.kind == "single":
        return
    offered = [p for p in PALETTES if p != "categories" or look.kind == "categorical"]
    _select(scene, layer_id, "palette", offered, look.palette, "explore_style.palette")
    style_parts.palette_preview(look, scene.theme)


def _usual(scene: Scene, layer_id: str) -> Look:
    return usual_look(layer_id, fields_of(scene.atlas, scene.snapshot.versions[layer_id]))


def _reset(layer_id: str) -> None:
    st.session_state.pop(_TYPED, None)
    state.change_layer(layer_id, look=None, hidden=())


def _take(scene: Scene, layer_id: str, name: str) -> None:
    """A widget's choice becomes part of the look; what cannot be stays typed, and is told beneath."""
    held = state.view().layer(layer_id)
    if held is None:
        return
    look, value = held.look or _usual(scene, layer_id), st.session_state[f"x_style_{name}"]
    try:
        made = changed(scene, layer_id, look, name, value)
    except BadLook:
        if name == "breaks":
            st.session_state[_TYPED] = str(value)[:300]
        return
    st.session_state.pop(_TYPED, None)
    state.change_layer(layer_id, look=made, hidden=())
