"""How far a site is assumed to reach: one radius, that of each site, or presets that may be changed."""

import streamlit as st

from layers.coverage.presets import presets
from layers.coverage.question import FIELD, FIXED, PRESET, RADIUS_KINDS
from layers.words import Words
from web.views.coverage import state


def show(words: Words) -> None:
    st.segmented_control(
        words("coverage_view.radius"),
        RADIUS_KINDS,
        key=state.fill("radius"),
        required=True,
        format_func=lambda kind: words(f"coverage_view.radius.{kind}"),
        help=words("coverage_view.radius_help"),
        width="stretch",
        on_change=state.take,
        args=("radius",),
    )
    kind = state.get("radius")
    if kind in (FIXED, FIELD):
        st.number_input(
            words(f"coverage_view.metres.{kind}"),
            *state.METRES,
            step=50,
            key=state.fill("metres"),
            on_change=state.take,
            args=("metres",),
        )
    if kind == PRESET:
        _presets(words)
    st.badge(words("coverage_view.assumed"), icon=":material/architecture:", color="orange")


def _presets(words: Words) -> None:
    """The radii by technology, band and environment; each may be changed and put back."""
    changed = len(state.get("overrides"))
    label = words("coverage_view.presets", changed=changed)
    with st.popover(label, icon=":material/tune:", width="stretch", key="cov_presets"):
        st.caption(words("coverage_view.presets_how"))
        sides = st.columns(2)
        shown = [each for each in presets().values() if each.kind != "layout"]
        for number, preset in enumerate(shown):
            key = f"cov_preset_{preset.id}"
            st.session_state[key] = int(state.get("overrides").get(preset.id, preset.radius_m))
            sides[number % 2].number_input(
                words(f"coverage.preset.{preset.id}"),
                *state.PRESET_METRES,
                step=10,
                key=key,
                help=words(
                    "coverage_view.preset_range",
                    low=preset.low_m, high=preset.high_m,
                    sure=words(f"coverage_view.certainty.{'read' if preset.certainty == 'read' else 'memory'}"),
                ),
                on_change=_take_preset,
                args=(preset.id,),
            )  # fmt: skip
        st.button(
            words("coverage_view.presets_back"),
            key="cov_presets_back",
            disabled=not changed,
            on_click=state.put,
            args=("overrides", {}),
        )


def _take_preset(preset_id: str) -> None:
    metres = float(st.session_state[f"cov_preset_{preset_id}"])
    rest = {name: old for name, old in state.get("overrides").items() if name != preset_id}
    usual = presets()[preset_id].radius_m
    state.put("overrides", rest if metres == usual else rest | {preset_id: metres})
