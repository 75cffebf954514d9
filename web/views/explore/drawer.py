"""The drawer under the map: a bar that opens a table or a chart of one layer, or of the areas."""

import streamlit as st

from web.views.explore import area_rows, at_hand, chart, table
from web.views.explore.scene import Scene

OPEN = "explore_drawer"
AREAS = "areas"
_OF = "explore_drawer_of"
_SWITCH, _LAYER, _HERE = "x_drawer_switch", "x_drawer_layer", "x_drawer_here"
_KINDS = {"table": "table_rows", "chart": "bar_chart"}
# The menu and the tools that Streamlit gives a table know one page alone, and no Vietnamese.
# Heights of the bar and of the open drawer; the map has what is left of the window.
_STYLE = """<style>
:root {{ --hatang-drawer: {height}; }}
.st-key-drawer {{
  height: var(--hatang-drawer); overflow-y: auto; overflow-x: hidden; gap: 0.35rem;
  padding: 0.2rem 0.75rem 0.4rem; background: var(--hatang-panel);
  border-top: 1px solid rgba(128,128,128,.25);
}}
.st-key-map {{ gap: 0; }}
.st-key-drawer [data-testid="stElementToolbar"] {{ display: none; }}
[data-testid="stDataFrameColumnMenu"] {{ display: none; }}
.st-key-drawer_bar {{ min-height: 2.1rem; }}
.st-key-drawer_bar [data-testid="stSelectbox"] {{ max-width: 19rem; }}
@media (min-width: 901px) {{ :root {{ --hatang-map-height: calc(100dvh - var(--hatang-drawer)); }} }}
@media (max-width: 900px) {{ .st-key-drawer {{ height: auto; max-height: none; }} }}
</style>"""
# On a phone the table stands where the card was; the card follows below it.
_OPEN_ON_PHONE = """<style>
@media (max-width: 900px) {
  :root { --hatang-map-height: 45dvh; }
  .stMainBlockContainer { padding-bottom: 0; }
  .st-key-card { position: static; height: auto; border-radius: 0; box-shadow: none; }
}
</style>"""
_CLOSED, _OPENED = "2.75rem", "min(24rem, 48dvh)"


def show(scene: Scene) -> None:
    """The bar, and under it what is open."""
    kind = opened()
    style = _STYLE.format(height=_OPENED if kind else _CLOSED)
    st.html(style + (_OPEN_ON_PHONE if kind else ""))
    of = _of(scene)
    with st.container(key="drawer_bar", horizontal=True, vertical_alignment="center", gap="small"):
        _switch(scene, kind)
        if kind:
            _about(scene, of)
            if of != AREAS:
                at_hand.place_switch(scene, _HERE)
    if kind == "table":
        (area_rows if of == AREAS else table).show(scene, of)
    elif kind == "chart":
        chart.show(scene, of)


def opened() -> str | None:
    """``table``, ``chart`` or None."""
    held = st.session_state.get(OPEN)
    return held if held in _KINDS else None


def open_at(layer_id: str, kind: str = "table") -> None:
    """Open the drawer with a layer, or with `AREAS`."""
    st.session_state[OPEN] = kind
    _put(layer_id)


def _of(scene: Scene) -> str:
    """The layer, or `AREAS` where there is none."""
    if st.session_state.get(_OF) == AREAS:
        return AREAS
    return at_hand.layer_of(scene) or AREAS


def _switch(scene: Scene, kind: str | None) -> None:
    words = scene.words
    st.session_state[_SWITCH] = kind
    st.segmented_control(
        words("explore_table.drawer"),
        list(_KINDS),
        key=_SWITCH,
        format_func=lambda each: f":material/{_KINDS[each]}: {words(f'explore_table.{each}')}",
        label_visibility="collapsed",
        on_change=_take_switch,
    )


def _take_switch() -> None:
    st.session_state[OPEN] = st.session_state[_SWITCH]


def _about(scene: Scene, of: str) -> None:
    st.session_state[_LAYER] = of
    names = {AREAS: _areas_label(scene)}
    names |= {layer: at_hand.label(scene, layer) for layer in at_hand.on_map(scene)}
    st.selectbox(
        scene.words("explore_table.about"),
        list(names),
        key=_LAYER,
        format_func=names.get,
        label_visibility="collapsed",
        on_change=_take_layer,
        width=290,
    )


def _areas_label(scene: Scene) -> str:
    return scene.words("explore_table.areas", areas=scene.words(f"areas.{scene.view.areas}"))


def _take_layer() -> None:
    _put(st.session_state[_LAYER])


def _put(of: str) -> None:
    st.session_state[_OF] = of
    if of != AREAS:
        at_hand.choose(of)
