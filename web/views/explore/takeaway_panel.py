"""The panel of files, sheets and pictures to take away."""

import streamlit as st

from web.views.explore import take_data, take_page, take_sheet, taking
from web.views.explore.scene import Scene

_KINDS = {"data": take_data, "sheet": take_sheet, "page": take_page}


def show(scene: Scene) -> None:
    """What kind of thing, and what belongs to it."""
    words = scene.words
    kind = taking.filled("kind", next(iter(_KINDS)), tuple(_KINDS))
    st.segmented_control(
        words("takeaway.kind"),
        list(_KINDS),
        key=taking.key("kind"),
        required=True,
        format_func=lambda each: words(f"takeaway.kind.{each}"),
        label_visibility="collapsed",
        width="stretch",
        on_change=taking.take,
        args=("kind",),
    )
    _KINDS[kind].show(scene)
