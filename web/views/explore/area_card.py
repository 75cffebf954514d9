"""The card beside the map: an area, the whole city, or a drawn shape. Unknown is said, not hidden."""

from dataclasses import replace

import pandas as pd
import streamlit as st

from layers.cards import COUNTRY
from layers.maps.view import MOST_COMPARED
from layers.profiles.profile import (
    AREA,
    SHAPE,
    Profile,
    profile_of_area,
    profile_of_city,
    profile_of_shape,
)
from layers.words import Words
from web.plain import plain
from web.views import history
from web.views.explore import bars, card_sections, card_services, frame, state
from web.views.explore.scene import Scene
from web.views.sign import sign

_NEIGHBOURS, _MOST_NEIGHBOURS = "x_neighbours", 12


def show(scene: Scene) -> None:
    """The card of the selected area, or of the city."""
    with st.spinner(scene.words("explore_profile.working")):
        profile = _chosen(scene)
    _head(scene, profile)
    if profile.kind == AREA:
        _comparing(scene, profile)
    if scene.view.indicator:
        _leading(profile, scene.view.indicator, scene.words)
    _body(scene, profile)


def show_shape(scene: Scene, shape: dict, title: str, on_close=None) -> None:
    """The card of a drawn shape.

    Parameters
    ----------
    shape : dict
        GeoJSON Polygon or MultiPolygon (EPSG:4326).
    title : str
        What its maker calls it.
    on_close : callable, optional
        Called as its card is closed.

    Raises
    ------
    BadArea
        If it has no surface.
    """
    with st.spinner(scene.words("explore_profile.working")):
        profile = profile_of_shape(
            scene.atlas, scene.snapshot, shape, areas=scene.view.areas, user=scene.context.user
        )
    _head(scene, replace(profile, title=title), on_close)
    _body(scene, profile)


def _chosen(scene: Scene) -> Profile:
    view, user = scene.view, scene.context.user
    if view.selected:
        return profile_of_area(scene.atlas, scene.snapshot, view.areas, view.selected, user=user)
    return profile_of_city(scene.atlas, scene.snapshot, view.areas, view.city, user=user)


def _body(scene: Scene, profile: Profile) -> None:
    st.html(bars.STYLE)
    words = scene.words
    card_sections.there(scene, profile)
    card_sections.breakdown(scene, profile)
    card_sections.sharing(scene, profile)
    card_sections.underground(scene, profile)
    card_sections.indicators(scene, profile)
    card_services.show(scene, profile)
    if profile.kind == AREA:
        _neighbours(scene, profile)
    elif profile.kind == SHAPE:
        _lies_on(profile, words)
    history.show(profile.unit_key, words)
    _origin(scene)


def _head(scene: Scene, profile: Profile, on_close=None) -> None:
    words = scene.words
    name = words("place.country") if profile.code == COUNTRY else profile.title
    of_city = profile.kind not in (AREA, SHAPE)
    with st.container(horizontal=True, vertical_alignment="top", gap="small"):
        st.markdown(f"##### {plain(name)}", width="stretch")
        st.button(
            **(
                sign("right_panel_close", words("card.fold"))
                if of_city
                else sign("close", words("card.close"))
            ),
            key="close_card",
            on_click=frame.set_card if of_city else (on_close or state.select),
            args=(False,) if of_city else () if on_close else (None,),
            type="tertiary",
        )
    st.caption(f"{plain(_about(profile, words))} · {words.number(profile.area_km2, 1)} km²")


def _about(profile: Profile, words: Words) -> str:
    if profile.kind == SHAPE:
        return words("explore_profile.drawn")
    if profile.kind == AREA:
        version = (profile.unit_key or "").partition(":")[0]
        return words("card.code", code=profile.code, version=version)
    return words("card.sum", count=profile.areas)


def _comparing(scene: Scene, profile: Profile) -> None:
    """Put the area beside others, or take it away again."""
    words, held = scene.words, scene.view.compared
    among = profile.code in held
    others = [code for code in held if code != profile.code]
    full = not among and len(held) >= MOST_COMPARED
    st.button(
        words("explore_profile.compare_not" if among else "explore_profile.compare"),
        key="x_compare_this",
        icon=":material/splitscreen_right:",
        help=words("explore_profile.compare_help", most=MOST_COMPARED),
        disabled=full,
        on_click=_toggle,
        args=(profile.code,),
        width="stretch",
    )
    if among and not others:
        st.caption(words("explore_profile.compare_next"))
    elif others:
        st.caption(words("explore_profile.compare_with", count=len(others)))


def _toggle(code: str) -> None:
    held = state.view().compared
    kept = tuple(each for each in held if each != code)
    state.change(compared=kept if code in held else (*held, code)[-MOST_COMPARED:])


def _leading(profile: Profile, indicator: str, words: Words) -> None:
    """The chosen indicator, large, with the place it gives the area among the others of the city."""
    row = profile.indicator(indicator)
    place = None
    if profile.kind == AREA:
        place = words("card.no_rank")
        if pd.notna(row["rank"]):
            place = words("card.rank", place=int(row["rank"]), of=int(row["known"]))
    st.metric(
        words(f"indicator.{indicator}"),
        card_sections.value_text(indicator, row["value"], words),
        delta=place,
        delta_color="off",
        delta_arrow="off",
        help=words(f"rule.{indicator}"),
    )
    if row["unknown"]:
        whole = int(row["known"] + row["unknown"])
        st.caption(words("explore_profile.unknown_areas", count=int(row["unknown"]), areas=whole))


def _neighbours(scene: Scene, profile: Profile) -> None:
    """The areas beside it; one is a button that leads there."""
    words, beside = scene.words, profile.beside
    card_sections.head(words("explore_profile.beside"), profile, "beside", words)
    if beside.empty:
        st.caption(words("explore_profile.beside_none"))
        return
    shown = beside.head(_MOST_NEIGHBOURS)
    names = dict(zip(shown["code"], shown["name"], strict=True))
    st.session_state[_NEIGHBOURS] = None
    st.pills(
        words("explore_profile.beside"),
        list(names),
        key=_NEIGHBOURS,
        format_func=lambda code: plain(names[code]),
        label_visibility="collapsed",
        on_change=_visit,
        args=(scene, profile.city),
    )
    if len(beside) > len(shown):
        st.caption(words("explore_profile.beside_more", count=len(beside) - len(shown)))


def _visit(scene: Scene, city: str | None) -> None:
    """Select a neighbour; one over the border of the city takes the page to its own city."""
    code = st.session_state[_NEIGHBOURS]
    if code is None:
        return
    facts = scene.atlas.facts(scene.snapshot, scene.view.areas).areas
    there = facts.loc[facts["code"] == code, "city"]
    held = state.view()
    if len(there) and pd.notna(there.iloc[0]) and not held.whole_country:
        held = state.enter_city(held, str(there.iloc[0]))
    state.put(replace(held, selected=code, picked=()))


def _lies_on(profile: Profile, words: Words) -> None:
    title = words("explore_profile.on")
    card_sections.head(title, profile, "beside", words)
    if profile.beside.empty:
        st.caption(words("explore_profile.on_none"))
        return
    rows = [
        (row.name, f"{words.number(row.km2, 2)} km² · {words.percent(row.share)}")
        for row in profile.beside.head(_MOST_NEIGHBOURS).itertuples(index=False)
    ]
    st.html(bars.box(bars.pairs(rows, title)))


def _origin(scene: Scene) -> None:
    version, words = scene.snapshot.versions[scene.view.areas], scene.words
    note = version.provenance.note.get(words.lang, "")
    st.caption(
        words(
            "card.origin",
            quality=words(f"quality.{version.provenance.quality}"),
            source=plain(version.provenance.source),
        )
        + (f" {note}" if note else "")
    )
