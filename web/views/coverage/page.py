"""Coverage: reach by ward, declared and measured beside it, gaps, plans, siting, rules, and the report."""

from importlib import import_module

import streamlit as st

from layers.atlas import BOUNDARIES, PROVINCES, Snapshot
from layers.cards import COUNTRY, areas_of, places
from layers.errors import HatangError
from layers.maps.view import FIRST_CITY
from layers.words import Words, explain
from web.context import Context
from web.map.host import show_map, taken_pick
from web.map.sketch import make_sketch, sketch_feature
from web.map.state import place_state
from web.plain import plain
from web.views import head
from web.views.coverage import controls, dress, state
from web.views.coverage.scene import Drawing, Scene
from web.views.place_names import city_names
from web.views.sign import sign

MAP = "coverage_map"


def show(context: Context, words: Words) -> None:
    """The view."""
    theme = "dark" if st.context.theme.type == "dark" else "light"
    snapshot = context.now()
    dress.lay_out(theme)
    layers = [each for each in (*BOUNDARIES, PROVINCES) if snapshot.has(each)]
    there = controls.site_layers(context, snapshot)
    if not layers or not there:
        _empty(words)
        return
    state.begin()
    _take_pick(context, snapshot, layers)
    found = _settle(context, snapshot, layers, there)
    choice = state.current()
    place = city_names(found, words).get(choice.city, choice.city)
    scene = Scene(context, snapshot, choice, words, theme, place)
    tab = _tab(choice.tab)
    drawing, fault = Drawing(), None
    with st.spinner(words("coverage_view.working"), show_time=False):
        try:
            drawing = tab.draw(scene)
        except HatangError as raised:
            fault = raised
    with st.container(key="cov_map"):
        _map(scene, drawing)
    with st.container(key="cov_panel"):
        _panel(scene, tab, drawing, fault)
    with st.sidebar:
        head.show(words)
        controls.show(scene, found, layers, there)
    state.write_address(choice, words.lang)


def _tab(name: str):
    """The module of a tab; only the one that is shown is loaded."""
    return import_module(f"web.views.coverage.{name}")


def _empty(words: Words) -> None:
    """No areas or no sites: what to do about it."""
    with st.sidebar:
        head.show(words)
    with st.container(key="cov_panel"):
        st.markdown(f"#### {words('view.coverage')}")
        st.info(words("coverage_view.empty"), icon=":material/cell_tower:")
        st.button(
            words("coverage_view.import"), key="cov_import", type="primary", on_click=_go_to_import
        )


def _go_to_import() -> None:
    st.session_state["view"] = head.IMPORT


def _settle(context: Context, snapshot: Snapshot, layers: list[str], there: list[str]):
    """Hold every choice to what there is, from the place to the area."""
    areas = state.settle("areas", layers)
    found = places(context.atlas, snapshot, areas)
    codes = [*(place.code for place in found), COUNTRY]
    usual = FIRST_CITY if FIRST_CITY in codes else codes[0]
    city = state.settle("city", codes, usual)
    own = areas_of(context.atlas, snapshot, areas, city)["code"]
    if state.get("area") is not None and state.get("area") not in set(own):
        state.select(None)
    state.put("sites", tuple(each for each in state.get("sites") if each in there) or (there[0],))
    controls.settle(context, snapshot)
    return found


def _map(scene: Scene, drawing: Drawing) -> None:
    drawn = [each for each in drawing.layers if scene.snapshot.has(each)]
    shown = place_state(
        scene.atlas, scene.snapshot, scene.choice, scene.words, theme=scene.theme, drawn=drawn
    )
    # Of masts only the place matters here, and a legend of their classes would hide the map.
    shown["layers"] = [layer | {"by": None} for layer in shown["layers"]]
    tool = drawing.tool
    if st.session_state.get(controls.DRAWING):
        tool = {"name": "draw", "hint": scene.words("coverage_view.draw_hint")}
    shown |= {"choropleth": drawing.choropleth, "sketch": _sketch(scene, drawing), "tool": tool}
    show_map(shown, key=MAP, height="var(--hatang-map-height, 100dvh)")


def _sketch(scene: Scene, drawing: Drawing) -> dict | None:
    """What the tab draws, and the border of the area drawn by hand."""
    if scene.choice.within is None:
        return drawing.sketch
    own = sketch_feature("drawn", "drawn", scene.choice.within, label=scene.words("sketch.drawn"))
    base = make_sketch([own], scene.words)
    if drawing.sketch is None:
        return base
    return drawing.sketch | {
        "features": [own, *drawing.sketch["features"]],
        "entries": [*base["entries"], *drawing.sketch["entries"]],
    }


def _panel(scene: Scene, tab, drawing: Drawing, fault: HatangError | None) -> None:
    words = scene.words
    _title(scene)
    st.pills(
        words("coverage_view.tab"),
        state.TABS,
        key=state.fill("tab"),
        required=True,
        format_func=lambda name: words(f"coverage_view.tab.{name}"),
        label_visibility="collapsed",
        on_change=state.take,
        args=("tab", str, ("part", "focus")),
    )
    if fault is not None:
        st.warning(plain(explain(fault, words.lang)), icon=":material/info:")
        return
    try:
        tab.show(scene, drawing)
    except HatangError as raised:
        st.warning(plain(explain(raised, words.lang)), icon=":material/info:")


def _title(scene: Scene) -> None:
    """The place that is spoken of: the city, or the chosen area with the way back."""
    name, close = st.columns([6, 1], vertical_alignment="center")
    chosen = controls.chosen_name(scene)
    name.markdown(f"#### {plain(chosen or scene.place)}")
    if chosen:
        close.button(
            **sign("close", scene.words("services.whole_place")),
            key="cov_close",
            on_click=state.select,
            args=(None,),
            type="tertiary",
        )


def _take_pick(context: Context, snapshot: Snapshot, layers: list[str]) -> None:
    """Turn what was done on the map into choices before anything is drawn.

    The tab has the first word; a click that it does not want selects an area.
    """
    pick = taken_pick(MAP)
    if pick is None:
        return
    if st.session_state.get(controls.DRAWING) and pick["layer"] in (None, "drawn"):
        if pick["layer"] == "drawn":
            state.put("within", pick["geometry"])
        controls.draw(begin=False)
        return
    take = getattr(_tab(state.get("tab")), "take_pick", None)
    if take is not None and take(pick, context, snapshot):
        return
    if pick["layer"] is None:
        state.select(None)
    elif pick["layer"] in layers and pick.get("code"):
        state.select(pick["code"])
