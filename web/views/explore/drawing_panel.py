"""The panel of drawing and measuring: which drawing, what is in it, and what becomes of it."""

from collections import Counter

import streamlit as st

from layers.drawings.drawing import MOST_NAME, Drawing
from layers.errors import HatangError
from layers.words import Words, explain
from web.context import Context
from web.map.drawing import drawing_state
from web.map.host import base_path
from web.plain import plain
from web.views.explore import drawing_shapes, drawn, state
from web.views.explore.scene import Scene
from web.views.sign import sign

PANEL = "draw"
_PICK, _NAME, _REMOVED = "x_drawing", "x_drawing_name", "explore_drawing_removed"


def show(scene: Scene) -> None:
    """Draw it."""
    words = scene.words
    book = drawn.book_of(scene.context)
    if book is None:
        st.info(words("drawing_panel.not_allowed"), icon=":material/lock:")
        return
    _which(scene, book)
    drawing = drawn.open_drawing(scene)
    if drawing is None:
        st.caption(words("drawing_panel.start"))
        return
    _handle(scene, drawing)
    if not drawing.features:
        st.caption(words("drawing_panel.start"))
        return
    drawing_shapes.show(scene, drawing)


def map_state(scene: Scene) -> dict:
    """What the map is told: the open drawing, and whether somebody draws now."""
    book = drawn.book_of(scene.context)
    drawing_now = st.session_state.get(state.PANEL) == PANEL
    if book is None or not (drawing_now or scene.view.drawing):
        return {"drawing": None}
    found = book.find(scene.view.drawing)
    if found is None and not drawing_now:
        return {"drawing": None}
    drawing = found or Drawing(drawn.first_id(), "", stamp=-1)
    url = f"{base_path()}/api/drawings/{drawing.id}/changes?lang={scene.words.lang}"
    shown = drawing_state(
        drawing,
        scene.words,
        theme=scene.theme,
        url=url,
        tools=drawing_now,
        go=st.session_state.get(drawn.GO),
    )
    return {"drawing": shown}


def take(context: Context, pick: dict) -> None:
    """A shape was selected on the map, or a change of the drawing was kept."""
    drawn.select(pick.get("id"))
    book = drawn.book_of(context)
    if state.view().drawing is None and book is not None and book.find(drawn.first_id()):
        state.change(drawing=drawn.first_id())
        drawn.forget_first()


def _which(scene: Scene, book) -> None:
    """One of the drawings, or a new one."""
    words, entries = scene.words, {entry.id: entry for entry in book.all()}
    names = told_apart({each: entry.name for each, entry in entries.items()})
    st.session_state[_PICK] = scene.view.drawing if scene.view.drawing in entries else None
    row = st.container(horizontal=True, vertical_alignment="bottom", gap="small")
    row.selectbox(
        words("drawing_panel.which"),
        list(entries),
        key=_PICK,
        placeholder=words("drawing_panel.none"),
        format_func=names.get,
        on_change=_open,
        args=(tuple(entries),),
        disabled=not entries,
    )
    row.button(
        **sign("add", words("drawing_panel.new")),
        key="x_drawing_new",
        on_click=_create,
        args=(scene.context, words),
    )
    if removed := st.session_state.get(_REMOVED):
        st.button(
            words("drawing_panel.bring_back", name=plain(removed[1])),
            icon=":material/undo:",
            type="tertiary",
            on_click=_bring_back,
            args=(scene.context, words),
        )


def _handle(scene: Scene, drawing: Drawing) -> None:
    """Its name, going back and forth, putting it away."""
    words, context = scene.words, scene.context
    st.session_state[_NAME] = drawing.name
    st.text_input(
        words("drawing_panel.name"),
        key=_NAME,
        max_chars=MOST_NAME,
        on_change=_rename,
        args=(context, drawing.id, words),
    )
    undo, redo, whole, remove = st.columns(4)
    steps = (
        (undo, "undo", drawing.can_undo, "undo"),
        (redo, "redo", drawing.can_redo, "redo"),
        (whole, "whole", bool(drawing.features), "zoom_out_map"),
        (remove, "remove", True, "delete"),
    )
    for column, name, can, icon in steps:
        column.button(
            **sign(icon, words(f"drawing_panel.{name}")),
            key=f"x_drawing_{name}",
            disabled=not can,
            on_click=_act,
            args=(name, context, drawing, words),
            width="stretch",
        )
    st.caption(words("drawing_panel.saved", time=f"{drawing.changed_at.astimezone():%H:%M}"))


def told_apart(names: dict[str, str]) -> dict[str, str]:
    """The names by id, with a number behind a name that an id before has as well."""
    told, met = {}, Counter()
    for each in sorted(names):
        met[names[each]] += 1
        told[each] = names[each] if met[names[each]] == 1 else f"{names[each]} ({met[names[each]]})"
    return told


def _open(known: tuple[str, ...]) -> None:
    """Open what was chosen; the words of a drawing that was renamed meanwhile name none and change nothing.

    A browser that has not yet been told the new words of a box sends the old ones with whatever else is done.
    """
    chosen = st.session_state[_PICK]
    if chosen is None or chosen in known:
        drawn.open_it(chosen)
    if chosen in known:
        drawn.go_to("*")


def _create(context: Context, words: Words) -> None:
    book = drawn.book_of(context)
    _said(
        lambda: drawn.open_it(
            book.create(words("drawing.new_name", number=len(book.all()) + 1)).id
        ),
        words,
    )


def _rename(context: Context, drawing_id: str, words: Words) -> None:
    _said(lambda: drawn.book_of(context).rename(drawing_id, st.session_state[_NAME]), words)


def _act(name: str, context: Context, drawing: Drawing, words: Words) -> None:
    book = drawn.book_of(context)
    if name == "whole":
        drawn.go_to("*")
    elif name == "remove":
        st.session_state[_REMOVED] = (drawing.id, drawing.name)
        _said(lambda: (book.delete(drawing.id), drawn.open_it(None)), words)
    else:
        _said(lambda: getattr(book, name)(drawing.id), words)


def _bring_back(context: Context, words: Words) -> None:
    drawing_id, _ = st.session_state.pop(_REMOVED)
    _said(lambda: drawn.open_it(drawn.book_of(context).bring_back(drawing_id).id), words)


def _said(action, words: Words) -> None:
    """What went wrong is a sentence on top of the page."""
    try:
        action()
    except HatangError as fault:
        state.note(explain(fault, words.lang))
