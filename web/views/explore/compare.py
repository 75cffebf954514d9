"""Areas side by side: what is compared, the table, what each is made of, and the file to take away."""

from dataclasses import replace
from functools import partial

import streamlit as st

from layers.cards import places
from layers.errors import UnknownArea
from layers.facts import LAYERS
from layers.maps.view import MOST_COMPARED
from layers.masks.doors import may_take
from layers.profiles.comparison import Comparison, compare_areas
from layers.profiles.sheet import comparison_notes, comparison_table
from layers.services.notes import FORMATS, both_languages, table_file
from layers.words import Words
from web.plain import plain
from web.taken import taken
from web.views import derivation
from web.views.explore import bars, card_sections, compare_table, state
from web.views.explore.scene import Scene
from web.views.place_names import area_names, city_names
from web.views.sign import sign
from web.words import web_words

_CHOSEN, _LAYER, _BY = "x_compared", "x_compare_layer", "x_compare_by"
_KINDS = {
    "csv": "text/csv",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
_WIDE = """<style>
:root {{ --hatang-card: min({wide}rem, 58vw); }}
@media (min-width: 901px) {{
  .st-key-card {{ width: var(--hatang-card); }}
  .st-key-map {{ padding-right: var(--hatang-card) !important; }}
}}
</style>"""
_BASE_REM, _AREA_REM = 23, 6


def show(scene: Scene) -> None:
    """The comparison of the areas that the view names."""
    words, view = scene.words, scene.view
    st.html(bars.STYLE + _WIDE.format(wide=_BASE_REM + _AREA_REM * len(view.compared)))
    _head(scene)
    _chooser(scene)
    try:
        with st.spinner(words("explore_profile.working")):
            found = compare_areas(
                scene.atlas, scene.snapshot, view.areas, view.compared, user=scene.context.user
            )
    except UnknownArea:
        st.warning(words("explore_profile.compare_gone"))
        return
    cities = city_names(places(scene.atlas, scene.snapshot, view.areas), words)
    st.html(_held(scene, found, "table", lambda: compare_table.table(found, words, cities)))
    st.caption(words("explore_profile.compare_reading"))
    _parts(scene, found)
    _export(scene, found, cities)
    _made(found, words)


def _held(scene: Scene, found: Comparison, name: str, make) -> str:
    """A piece of HTML, made once for a comparison and a language."""
    key = f"{name}-{scene.words.lang}-{found.key}"
    return scene.atlas.answers.once(key, lambda: bars.box(make()))


def _head(scene: Scene) -> None:
    title = scene.words("explore_profile.compare_title", count=len(scene.view.compared))
    with st.container(horizontal=True, vertical_alignment="top", gap="small"):
        st.markdown(f"##### {title}", width="stretch")
        st.button(
            **sign("close", scene.words("explore_profile.compare_close")),
            key="close_card",
            on_click=_close,
            type="tertiary",
        )


def _close() -> None:
    state.change(compared=())


def _chooser(scene: Scene) -> None:
    """Which areas: by name, or the one that is selected on the map."""
    words, view = scene.words, scene.view
    names = _names(scene)
    st.session_state[_CHOSEN] = [code for code in view.compared if code in names]
    st.multiselect(
        words("explore_profile.compare_areas"),
        list(names),
        key=_CHOSEN,
        format_func=names.get,
        max_selections=MOST_COMPARED,
        placeholder=words("explore_profile.compare_hint"),
        label_visibility="collapsed",
        on_change=_take,
    )
    if view.selected in view.compared or view.selected not in names:
        return
    st.button(
        words("explore_profile.compare_add", name=plain(names[view.selected])),
        key="x_compare_add",
        icon=":material/add:",
        disabled=len(view.compared) >= MOST_COMPARED,
        on_click=_add,
        args=(view.selected,),
    )


def _names(scene: Scene) -> dict[str, str]:
    """Areas to choose from; of the whole country only those that are chosen, which is too long a list."""
    view = scene.view
    names = area_names(scene.atlas, scene.snapshot, view.areas, view.city)
    if not view.whole_country:
        return names
    wanted = {*view.compared, view.selected}
    return {code: name for code, name in names.items() if code in wanted}


def _take() -> None:
    state.change(compared=tuple(st.session_state[_CHOSEN])[:MOST_COMPARED])


def _add(code: str) -> None:
    held = state.view().compared
    state.change(compared=tuple(dict.fromkeys((*held, code)))[:MOST_COMPARED])


def _parts(scene: Scene, found: Comparison) -> None:
    """One layer of every area as a bar of its owners or kinds, painted alike."""
    words = scene.words
    known = [i for i in LAYERS if any(each.amounts.get(i, 0) > 0 for each in found.profiles)]
    if not known:
        return
    st.markdown(f"**{words('explore_profile.compare_parts')}**")
    layer = st.session_state.get(_LAYER)
    layer = layer if layer in known else "duct_route" if "duct_route" in known else known[0]
    by = st.session_state.get(_BY, "owners")
    st.session_state[f"{_LAYER}_w"], st.session_state[f"{_BY}_w"] = layer, by
    left, right = st.columns([1, 1.4])
    left.selectbox(
        words("explore_profile.layer"),
        known,
        key=f"{_LAYER}_w",
        format_func=lambda i: words(f"layer.{i}"),
        label_visibility="collapsed",
        on_change=partial(_keep, _LAYER),
    )
    right.segmented_control(
        words("explore_profile.by"),
        card_sections.DIVISIONS,
        key=f"{_BY}_w",
        required=True,
        format_func=lambda name: words(f"explore_profile.by.{name}"),
        label_visibility="collapsed",
        width="stretch",
        on_change=partial(_keep, _BY),
    )
    st.html(_held(scene, found, f"{layer}-{by}", lambda: _stacks(scene, found, layer, by)))


def _stacks(scene: Scene, found: Comparison, layer: str, by: str) -> str:
    """A name has one colour in all bars."""
    words = scene.words
    made = [card_sections.parts_of(scene, each, layer, by) for each in found.profiles]
    whole: dict[str, float] = {}
    known: dict[str, bool] = {}
    for parts in made:
        for part in parts:
            whole[part.name] = whole.get(part.name, 0.0) + part.share
            known[part.name] = part.paint != bars.UNKNOWN
    order = sorted(whole, key=lambda name: (not known[name], -whole[name]))
    one = bars.painted([(name, 0.0, "", known[name]) for name in order], bars.REST)
    paints = {part.name: part.paint for part in one}
    said = []
    for each, parts in zip(found.profiles, made, strict=True):
        amount = card_sections.amount_text(layer, each.amounts[layer], words)
        parts = sorted(parts, key=lambda part: order.index(part.name))
        said.append(
            bars.pairs([(each.title, amount)], each.title)
            + bars.stack([replace(part, paint=paints[part.name]) for part in parts])
        )
    return "".join(said) + _shares(found, made, order, paints, by, words)


def _shares(
    found: Comparison, made, order: list[str], paints: dict[str, str], by: str, words: Words
) -> str:
    """The same in words: the share of each name in each area."""
    held = [{part.name: part.share for part in parts} for parts in made]
    rows = [
        [name, *(words.percent(each.get(name, 0.0) if each else None) for each in held)]
        for name in order
    ]
    names = [words(f"explore_profile.by.{by}"), *(each.title for each in found.profiles)]
    caption = words("explore_profile.compare_parts")
    return bars.grid(names, rows, caption, keys=[paints[name] for name in order])


def _keep(name: str) -> None:
    st.session_state[name] = st.session_state[f"{name}_w"]


def _export(scene: Scene, found: Comparison, cities: dict[str, str]) -> None:
    """The table with its notes; a file is made once its button is pressed."""
    words, specs, user = scene.words, scene.atlas.store.specs, scene.context.user
    if not may_take(user, specs[scene.view.areas], scene.snapshot):
        return

    def make(kind: str) -> bytes:
        table = comparison_table(found, words, cities=cities)
        notes = both_languages(lambda spoken: comparison_notes(found, web_words(spoken.lang)))
        return table_file(table, notes, words, kind)

    with st.popover(
        words("explore_profile.export"), icon=":material/download:", key="x_compare_out"
    ):
        st.caption(words("explore_profile.export_how"))
        for kind in FORMATS:
            st.download_button(
                words(f"explore_profile.export.{kind}"),
                data=taken(scene.context, partial(make, kind), [scene.view.areas], kind=kind),
                file_name=f"compare-{'-'.join(each.code for each in found.profiles)}.{kind}",
                mime=_KINDS[kind],
                key=f"x_compare_{kind}",
                on_click="ignore",
                width="stretch",
            )


def _made(found: Comparison, words: Words) -> None:
    """How the numbers were made: the rules are the same for all areas."""
    first = found.profiles[0]
    title = words("explore_profile.compare_made", name=first.title)
    with derivation.opened("x_made_compare", words) as box:
        if box.open:
            st.caption(plain(title))
            for part in ("there", "sharing", "underground", "people", "indicators"):
                derivation.fill(first.made[part], words)
