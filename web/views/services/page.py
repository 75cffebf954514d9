"""Services: what is offered and used online, area by area, on the map and beside it."""

import streamlit as st

from layers.atlas import AVAILABILITY, BOUNDARIES, PROVINCES, Snapshot
from layers.cards import COUNTRY, areas_of, places
from layers.errors import NotMappable
from layers.maps.view import FIRST_CITY
from layers.services.answers import Answer, Question, ask
from layers.services.planner import Plan
from layers.words import Words
from web.context import Context
from web.map.host import show_map, taken_pick
from web.map.services import service_choropleth
from web.map.state import place_state
from web.plain import plain
from web.views import head
from web.views.services import (
    changes,
    controls,
    dress,
    figure_box,
    lead,
    planner,
    published,
    ranking,
    state,
    targets,
    trend,
)
from web.views.services.state import Choice

MAP = "services_map"


def show(context: Context, words: Words) -> None:
    """The view."""
    theme = "dark" if st.context.theme.type == "dark" else "light"
    snapshot = context.now()
    layers = [each for each in (*BOUNDARIES, PROVINCES) if snapshot.has(each)]
    if not layers or not snapshot.has(AVAILABILITY):
        _empty(words, theme)
        return
    state.begin()
    _take_pick(layers)
    found = _settle(context, snapshot, layers)
    choice = state.current()
    dress.lay_out(theme, wide=choice.tab == state.PUBLISHED)
    planner.begin()
    answer = fault = found_areas = None
    if choice.tab != state.PUBLISHED:  # what is not shown is not asked for
        with st.spinner(words("services.working"), show_time=False):
            answer, fault = _ask(context, snapshot, choice)
            if choice.tab == state.PLANNER and answer is not None:
                found_areas = planner.plan(context, snapshot, choice)
    with st.container(key="svc_map"):
        _map(context, snapshot, choice, answer, found_areas, words, theme)
        if fault is not None and choice.tab != state.PUBLISHED:
            figure_box.show(context, snapshot, fault, choice, words)
    with st.container(key="svc_panel"):
        _panel(context, snapshot, choice, answer, fault, found_areas, words, theme)
    with st.sidebar:
        head.show(words)
        controls.show(context, snapshot, found, answer, layers, words)
    state.write_address(choice, words.lang)


def _empty(words: Words, theme: str) -> None:
    """No figures, or no areas: what to do about it."""
    dress.lay_out(theme, wide=True)
    with st.sidebar:
        head.show(words)
    with st.container(key="svc_panel"):
        st.markdown(f"#### {words('view.services')}")
        st.info(words("services.empty"), icon=":material/table_rows:")
        st.button(
            words("services.import"), key="svc_import", type="primary", on_click=_go_to_import
        )
        published.show(words, city=COUNTRY)


def _go_to_import() -> None:
    st.session_state["view"] = head.IMPORT


def _settle(context: Context, snapshot: Snapshot, layers: list[str]):
    """Hold every choice to what there is, from the place to the area."""
    areas = state.settle("areas", layers)
    found = places(context.atlas, snapshot, areas)
    codes = [*(place.code for place in found), COUNTRY]
    usual = FIRST_CITY if FIRST_CITY in codes else codes[0]
    city = state.settle("city", codes, usual)
    state.settle("tab", list(state.TABS))
    controls.settle(context, snapshot, areas, city)
    own = areas_of(context.atlas, snapshot, areas, city)["code"]
    state.settle("area", own.tolist())
    return found


def _ask(
    context: Context, snapshot: Snapshot, choice: Choice
) -> tuple[Answer | None, NotMappable | None]:
    """The answer, or why the figures cannot lie on the map."""
    question = Question(
        choice.measure, choice.areas, choice.city, choice.tier, choice.period or None, choice.weight
    )
    try:
        return ask(context.atlas, snapshot, question), None
    except NotMappable as fault:
        return None, fault


def _map(
    context,
    snapshot,
    choice: Choice,
    answer: Answer | None,
    found: Plan | None,
    words: Words,
    theme,
) -> None:
    drawn = planner.drawn(snapshot, choice)
    shown = place_state(context.atlas, snapshot, choice, words, theme=theme, drawn=drawn)
    if found is not None:
        shown["choropleth"] = planner.on_map(found, choice, words, theme=theme)
        # Of masts only the place matters here, and a legend of their classes would hide the map.
        shown["layers"] = [layer | {"by": None} for layer in shown["layers"]]
    elif answer is not None:
        shown["choropleth"] = service_choropleth(answer, snapshot, words, theme=theme)
    show_map(shown, key=MAP, height="var(--hatang-map-height, 100dvh)")


def _panel(
    context, snapshot, choice: Choice, answer, fault, found, words: Words, theme: str
) -> None:
    if choice.tab != state.PUBLISHED:
        if answer is not None:
            lead.show(
                context,
                snapshot,
                answer,
                controls.place_name(context, snapshot, choice, words),
                choice,
                words,
            )
        else:
            st.markdown(f"#### {plain(controls.place_name(context, snapshot, choice, words))}")
    st.pills(
        words("services.tab"),
        state.TABS,
        key=state.NAMES["tab"],
        required=True,
        format_func=lambda tab: words(f"services.tab.{tab}"),
        label_visibility="collapsed",
    )
    if choice.tab == state.PUBLISHED:
        published.show(words, city=choice.city)
    elif choice.tab == state.TARGETS:
        targets.show(context, snapshot, choice, answer, words, theme=theme)
    elif choice.tab == state.TREND:
        trend.show(context, snapshot, choice, words, theme=theme)
    elif choice.tab == state.CHANGES:
        changes.show(context, snapshot, choice, words, theme=theme)
    elif choice.tab == state.PLANNER:
        planner.show(found, fault, choice, words)
    elif answer is not None:
        ranking.show(answer, choice, words, theme=theme)
    else:
        figure_box.beside(context, snapshot, choice, words)


def _take_pick(layers: list[str]) -> None:
    """Turn a click on the map into the selection before anything is drawn."""
    pick = taken_pick(MAP)
    if pick is None:
        return
    if pick["layer"] is None:
        state.select(None)
    elif pick["layer"] in layers and pick["code"]:
        state.select(pick["code"])
