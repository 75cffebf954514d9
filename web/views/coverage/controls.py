"""The question beside the map: place, sites, how far they reach, which of them count, what is counted, the mark."""

import streamlit as st

from layers.atlas import Snapshot
from layers.cards import COUNTRY, Place
from layers.coverage.presets import ENVIRONMENTS, TECHNOLOGIES
from layers.coverage.question import (
    AREA,
    BASES,
    PEOPLE,
    PREMISES,
)
from layers.errors import HatangError
from layers.masks.doors import may_see
from layers.words import Words
from web.context import Context
from web.map.state import layer_label
from web.plain import plain
from web.views.coverage import radius, state
from web.views.coverage.scene import Scene
from web.views.place_names import area_names, city_names

DRAWING = "cov_drawing"
SITES = ("bts_site", "antenna_mast", "planned_site")
_PEOPLE = {
    PEOPLE: ("population_point", "population_area", "admin_commune"),
    PREMISES: ("premise",),
}
_NO_SITES = (
    "manhole", "cable_pole", "cabinet", "population_point", "coverage_measurement", "premise",
    "coverage_gap", "service_point", "public_service_point",
)  # fmt: skip


def site_layers(context: Context, snapshot: Snapshot) -> list[str]:
    """Layers of points that may be sites, the usual ones first."""
    specs = context.atlas.store.specs

    def fits(layer_id: str) -> bool:
        return (
            layer_id in specs
            and specs[layer_id].kind == "point"
            and may_see(context.user, specs[layer_id], snapshot)
        )

    usual = [each for each in SITES if fits(each)]
    return usual + [
        each for each in snapshot.versions if each not in (*SITES, *_NO_SITES) and fits(each)
    ]


def people_layers(context: Context, snapshot: Snapshot, basis: str) -> list[str]:
    """Where people or premises may be counted."""
    specs = context.atlas.store.specs
    return [each for each in _PEOPLE.get(basis, ()) if may_see(context.user, specs[each], snapshot)]


def settle(context: Context, snapshot: Snapshot) -> None:
    """Hold what is counted, and by whom, to what there is."""
    basis = state.get("basis")
    if basis != AREA and not people_layers(context, snapshot, basis):
        state.put("basis", AREA)
        basis = AREA
    if state.get("people") not in (None, *people_layers(context, snapshot, basis)):
        state.put("people", None)
    known = operators(context, snapshot)
    state.put("operators", tuple(each for each in state.get("operators") if each in known))


def operators(context: Context, snapshot: Snapshot) -> list[str]:
    """The operators of the sites that are chosen, those with most first."""
    from dataclasses import replace

    from layers.coverage.sites import sites_of

    question = replace(
        state.current().question,
        operators=(), technology=None, band_mhz=None, environment=None, within=None,
    )  # fmt: skip
    try:
        return list(sites_of(context.atlas, snapshot, question).operators)
    except HatangError:
        return []


def show(scene: Scene, found: list[Place], layers: list[str], there: list[str]) -> None:
    """All controls, in the order in which somebody needs them."""
    words = scene.words
    _place(scene, found, layers)
    _sites(scene, there)
    radius.show(words)
    _basis(scene)
    _which(scene)
    _drawn(scene)


def _place(scene: Scene, found: list[Place], layers: list[str]) -> None:
    words = scene.words
    names = city_names(found, words)
    st.selectbox(
        words("control.city"),
        list(names),
        key=state.fill("city"),
        format_func=names.get,
        on_change=_take_city,
    )
    st.selectbox(
        words("control.areas"),
        layers,
        key=state.fill("areas"),
        format_func=lambda layer_id: words(f"areas.{layer_id}"),
        on_change=state.take,
        args=("areas", _same, ("area",)),
    )
    if scene.choice.city != COUNTRY:
        own = area_names(scene.atlas, scene.snapshot, scene.choice.areas, scene.choice.city)
        st.selectbox(
            words("control.area"),
            list(own),
            key=state.fill("area"),
            index=None,
            format_func=own.get,
            placeholder=words("control.area_hint"),
            on_change=state.take,
            args=("area",),
        )


def _take_city() -> None:
    state.take("city")
    state.leave_place()


def chosen_name(scene: Scene) -> str | None:
    """The name of the selected area."""
    choice = scene.choice
    if choice.area is None:
        return None
    names = area_names(scene.atlas, scene.snapshot, choice.areas, choice.city)
    return names.get(choice.area)


def _sites(scene: Scene, there: list[str]) -> None:
    words = scene.words
    labels = {
        each: f"{plain(layer_label(scene.atlas, each, words))} · {words.number(count)}"
        for each, count in _standing(scene, there)
    }
    st.pills(
        words("coverage_view.sites"),
        there,
        key=state.fill("sites", shown=list),
        selection_mode="multi",
        format_func=labels.get,
        help=words("coverage_view.sites_help"),
        on_change=state.take,
        args=("sites", _sites_or_first),
    )


def _standing(scene: Scene, layers: list[str]) -> list[tuple[str, int]]:
    """How many of each layer stand in the chosen place."""
    from layers.coverage.sites import standing

    return [(each, standing(scene.atlas, scene.snapshot, each, scene.question)) for each in layers]


def _basis(scene: Scene) -> None:
    words, context, snapshot = scene.words, scene.context, scene.snapshot
    offered = [b for b in BASES if b == AREA or people_layers(context, snapshot, b)]
    st.segmented_control(
        words("coverage_view.basis"),
        offered,
        key=state.fill("basis"),
        required=True,
        format_func=lambda basis: words(f"coverage_view.basis.{basis}"),
        help=words("coverage_view.basis_help"),
        width="stretch",
        on_change=state.take,
        args=("basis", _same, ("people",)),
    )
    layers = people_layers(context, snapshot, state.get("basis"))
    if len(layers) > 1:
        st.selectbox(
            words("coverage_view.people"),
            layers,
            index=None,
            key=state.fill("people"),
            placeholder=words("coverage_view.people_best"),
            format_func=lambda each: layer_label(scene.atlas, each, words),
            on_change=state.take,
            args=("people",),
        )
    st.number_input(
        words("coverage_view.below"),
        1,
        100,
        step=5,
        key=state.fill("below"),
        help=words("coverage_view.below_help"),
        on_change=state.take,
        args=("below",),
    )


def _which(scene: Scene) -> None:
    """Which sites count, and how many of them must reach a place."""
    words, choice = scene.words, scene.choice
    set_here = [choice.technology, choice.band, choice.environment, choice.operators, choice.until]
    count = sum(bool(each) for each in set_here) + (choice.k > 1) + (choice.m > 0)
    label = words("coverage_view.which") + (f" · {count}" if count else "")
    with st.expander(label, key="cov_which"):
        left, right = st.columns(2)
        left.number_input(
            words("coverage_view.k"), 1, 20, key=state.fill("k"),
            help=words("coverage_view.k_help"), on_change=state.take, args=("k",),
        )  # fmt: skip
        right.number_input(
            words("coverage_view.m"), 0, 10, key=state.fill("m"),
            help=words("coverage_view.m_help"), on_change=state.take, args=("m",),
        )  # fmt: skip
        st.multiselect(
            words("coverage_view.operators"),
            operators(scene.context, scene.snapshot),
            key=state.fill("operators", shown=list),
            placeholder=words("coverage_view.all"),
            on_change=state.take,
            args=("operators", tuple),
        )
        _optional("technology", TECHNOLOGIES, str, words)
        _optional(
            "environment",
            ENVIRONMENTS,
            lambda each: words(f"coverage_view.environment.{each}"),
            words,
        )
        st.number_input(
            words("coverage_view.band"), 100, 100_000, value=None, step=100, key=state.fill("band"),
            placeholder=words("coverage_view.all"), on_change=state.take, args=("band",),
        )  # fmt: skip
        if "planned_site" in choice.sites:
            st.number_input(
                words("coverage_view.until"), 2000, 2100, value=None, key=state.fill("until"),
                placeholder=words("coverage_view.all"), help=words("coverage_view.until_help"),
                on_change=state.take, args=("until",),
            )  # fmt: skip


def _optional(name: str, values: tuple, text, words: Words) -> None:
    st.selectbox(
        words(f"coverage_view.{name}"),
        values,
        index=None,
        key=state.fill(name),
        format_func=text,
        placeholder=words("coverage_view.all"),
        on_change=state.take,
        args=(name,),
    )


def _drawn(scene: Scene) -> None:
    """An area drawn by hand: one more row of the answer."""
    words = scene.words
    drawing = bool(st.session_state.get(DRAWING))
    with st.container(horizontal=True, gap="small"):
        if scene.choice.within is None:
            st.button(
                words("coverage_view.draw_stop" if drawing else "coverage_view.draw"),
                key="cov_draw",
                icon=":material/polyline:",
                on_click=draw,
                kwargs={"begin": not drawing},
            )
        else:
            st.button(
                words("coverage_view.drawn_away"),
                key="cov_drawn_away",
                icon=":material/backspace:",
                on_click=state.put,
                args=("within", None),
            )


def draw(*, begin: bool) -> None:
    """Begin to draw an area on the map, or leave it."""
    st.session_state[DRAWING] = begin


def _same(value):
    return value


def _sites_or_first(chosen) -> tuple[str, ...]:
    """At least one layer of sites is always chosen."""
    return tuple(chosen) or state.get("sites")[:1]
