"""The map on paper: paper, ground, scale, title block; then the pages as PDF and as a picture."""

import datetime
from dataclasses import replace
from functools import partial

import streamlit as st

from layers.drawings.drawing import Drawing
from layers.errors import HatangError
from layers.maps.view import MapView
from layers.sheets.picture import page_count, page_picture
from layers.sheets.request import SCALES, SheetRequest, TitleBlock
from layers.sheets.sheet import planned_sheet, print_map
from layers.words import explain
from web.plain import plain
from web.views.explore import taking
from web.views.explore.scene import Scene
from web.views.explore.take_parts import give, text_box
from web.views.explore.taking import Made

_PAPERS = ("A4-l", "A4-p", "A3-l", "A3-p")
_GROUNDS = ("view", "place", "series")
_FIT = 0
_PICTURES = ("sheet-150", "sheet-300", "map-150", "map-300")
_SHEET = "sheet"
_THUMBNAIL_DPI = 60


def show(scene: Scene) -> None:
    """What is asked, what it comes to, and the pages once they are made."""
    request = _form(scene)
    view = _view(scene)
    try:
        scale, sheets = planned_sheet(
            scene.atlas,
            scene.snapshot,
            view,
            request,
            words=scene.words,
            user=scene.context.user,
        )
        st.caption(scene.words("takeaway.planned", scale=scale, sheets=sheets))
    except HatangError as fault:
        st.error(plain(explain(fault, scene.words.lang)))
        return
    if scene.view.base is not None:
        st.caption(scene.words("takeaway.no_base"))
    st.button(
        scene.words("takeaway.make_sheet"),
        key="x_take_make_sheet",
        icon=":material/print:",
        type="primary",
        width="stretch",
        disabled=taking.is_making(_SHEET),
        on_click=taking.begin,
        args=(_SHEET, partial(_make, scene, request, view, taking.drawing_of(scene, view))),
    )
    taking.follow(scene, _SHEET)
    _pages(scene, request)


def _view(scene: Scene):
    """The map to print: what is seen now, or the place whatever is seen of it."""
    if taking.held("ground", _GROUNDS[0]) == "view":
        return scene.view
    return replace(scene.view, at=None)


def _form(scene: Scene) -> SheetRequest:
    words = scene.words
    paper = _choice(scene, "paper", _PAPERS, usual="A4-l")
    ground = _choice(scene, "ground", _GROUNDS, usual="view")
    scales = (*SCALES,) if ground == "series" else (_FIT, *SCALES)
    scale = taking.filled("scale", 100_000 if ground == "series" else _FIT, scales)
    st.selectbox(
        words("takeaway.scale"),
        scales,
        key=taking.key("scale"),
        format_func=lambda n: f"1:{words.number(n)}" if n else words("takeaway.scale_fit"),
        on_change=taking.take,
        args=("scale",),
    )
    block = _block(scene)
    if scene.view.drawing is not None:
        taking.filled("drawing", True)
        st.checkbox(
            words("takeaway.with_drawing"),
            key=taking.key("drawing"),
            on_change=taking.take,
            args=("drawing",),
        )
    size, _, way = paper.partition("-")
    return SheetRequest(
        paper=size,
        landscape=way == "l",
        scale=scale or None,
        series=ground == "series",
        block=block,
    )


def _choice(scene: Scene, name: str, options: tuple[str, ...], *, usual: str) -> str:
    chosen = taking.filled(name, usual, options)
    st.selectbox(
        scene.words(f"takeaway.{name}"),
        options,
        key=taking.key(name),
        format_func=lambda each: scene.words(f"takeaway.{name}.{each}"),
        on_change=taking.take,
        args=(name,),
    )
    return chosen


def _block(scene: Scene) -> TitleBlock:
    words = scene.words
    with st.expander(words("takeaway.block")):
        title = text_box(words, "title", hint=words("takeaway.title_hint"))
        organisation = text_box(words, "organisation")
        author = text_box(words, "author")
        day = taking.filled("day", datetime.date.today())
        st.date_input(
            words("takeaway.day"),
            key=taking.key("day"),
            format="DD/MM/YYYY" if words.lang == "vi" else "YYYY-MM-DD",
            on_change=taking.take,
            args=("day",),
        )
        note = text_box(words, "note")
    return TitleBlock(title, organisation, author, day, note)


def _make(
    scene: Scene, request: SheetRequest, view: MapView, drawing: Drawing | None, tell
) -> Made:
    printed = print_map(
        scene.atlas,
        scene.snapshot,
        view,
        request,
        words=scene.words,
        user=scene.context.user,
        drawing=drawing,
        tell=tell,
    )
    return Made(
        _SHEET,
        (*taking.basis(scene), request),
        printed.pdf,
        pages=page_count(printed.pdf),
        window=printed.window,
        preview=page_picture(printed.pdf, dpi=_THUMBNAIL_DPI),
    )


def _pages(scene: Scene, request: SheetRequest) -> None:
    words, found = scene.words, taking.made(_SHEET)
    if found is None:
        return
    if found.basis != (*taking.basis(scene), request):
        st.caption(words("takeaway.changed"))
    st.image(found.preview, caption=words("takeaway.preview"), width="stretch")
    size = round(len(found.content) / 1e6, 1)
    st.caption(words("takeaway.made", pages=found.pages, size=size))
    give(scene, words("takeaway.download_pdf"), found, "pdf", icon="picture_as_pdf")
    what = _choice(scene, "picture", _PICTURES, usual=_PICTURES[0])
    picture = partial(_picture, found, what)
    label = words("takeaway.download_picture")
    give(scene, label, found, "png", content=picture, icon="image", first=False)


def _picture(found: Made, what: str) -> bytes:
    """The page of the map, or its window alone; of a series the first sheet."""
    part, _, dpi = what.partition("-")
    request = found.basis[-1]
    page = 1 if request.series else 0
    return page_picture(
        found.content, page=page, dpi=int(dpi), box=found.window if part == "map" else None
    )
