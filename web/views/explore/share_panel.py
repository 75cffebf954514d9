"""The panel of sending: a link to this very map, and maps kept on the server under a title."""

import streamlit as st

from layers.access import can_keep_views
from layers.errors import BadView, HatangError
from layers.maps.document import from_json, to_json
from layers.maps.saved import MOST_TITLE, SavedView
from layers.maps.settle import usual_view
from layers.words import explain
from web.copy_link.host import copy_button
from web.plain import plain
from web.views.explore import look, remarks, state
from web.views.explore.scene import Scene
from web.views.pager import turn_pages
from web.views.sign import sign

_TITLE, _PAGE, _FAULT = "x_share_title", "explore_share_page", "explore_share_fault"
_TYPED = "explore_share_typed"
_SIZE = 8


def show(scene: Scene) -> None:
    """The link, the title to keep this map under, and the maps that are kept."""
    words = scene.words
    st.markdown(f"**{words('explore_share.link')}**")
    st.caption(words("explore_share.link_about"))
    copy_button(words, key="x_share_link")
    if not can_keep_views(scene.context.user):
        return
    st.markdown(f"**{words('explore_share.keep')}**")
    _keeping(scene)
    saved = scene.atlas.store.views.all(user=scene.context.user.id)
    st.markdown(f"**{words('explore_share.kept', count=len(saved))}**")
    if not saved:
        st.caption(words("explore_share.none"))
    page = turn_pages(
        len(saved),
        st.session_state.get(_PAGE, 0),
        size=_SIZE,
        key="x_share_page",
        turn=_turn,
        words=words,
    )
    for each in saved[page * _SIZE : (page + 1) * _SIZE]:
        _entry(scene, each)


def _keeping(scene: Scene) -> None:
    words = scene.words
    st.session_state[_TITLE] = st.session_state.get(_TYPED, "")
    st.text_input(
        words("explore_share.title"),
        key=_TITLE,
        max_chars=MOST_TITLE,
        placeholder=words("explore_share.title_hint"),
        on_change=_hold_title,
    )
    st.button(
        words("explore_share.save"),
        key="x_share_save",
        icon=":material/bookmark_add:",
        width="stretch",
        on_click=_save,
        args=(scene,),
    )
    if fault := st.session_state.pop(_FAULT, None):
        st.error(plain(fault))


def _entry(scene: Scene, saved: SavedView) -> None:
    """One kept map: its title opens it, what else can be done with it stands behind the dots."""
    words = scene.words
    with st.container(key=f"x_saved_{saved.id}"):
        name, more = st.columns([5, 1], vertical_alignment="center")
        name.button(
            plain(saved.title),
            key=f"x_open_{saved.id}",
            help=words("explore_share.open", day=saved.changed_at.date()),
            width="stretch",
            on_click=_open,
            args=(scene, saved.id),
        )
        box = more.popover(
            **sign("more_horiz", words("explore_share.more", title=plain(saved.title))),
            key=f"x_more_{saved.id}",
            on_change="rerun",
        )
        if box.open:
            with box:
                _deeds(scene, saved)


def _deeds(scene: Scene, saved: SavedView) -> None:
    words, key = scene.words, f"x_name_{saved.id}"
    copy_button(words, key=f"x_copy_{saved.id}", query=f"saved={saved.id}&lang={words.lang}")
    st.text_input(
        words("explore_share.title"),
        value=saved.title,
        key=key,
        max_chars=MOST_TITLE,
        on_change=_rename,
        args=(scene, saved.id, key),
    )
    st.button(
        words("explore_share.replace"),
        key=f"x_replace_{saved.id}",
        icon=":material/sync:",
        width="stretch",
        on_click=_replace,
        args=(scene, saved.id),
    )
    st.button(
        words("explore_share.remove"),
        key=f"x_remove_{saved.id}",
        icon=":material/delete:",
        width="stretch",
        on_click=_remove,
        args=(scene, saved.id),
    )


def _turn(page: int) -> None:
    st.session_state[_PAGE] = page


def _hold_title() -> None:
    st.session_state[_TYPED] = st.session_state[_TITLE]


def _save(scene: Scene) -> None:
    """Keep what is seen now; a title that was typed stays where keeping it fails."""
    title = st.session_state.get(_TITLE) or st.session_state.get(_TYPED, "")
    if not title.strip():
        st.session_state[_FAULT] = scene.words("explore_share.no_title")
        return
    content = to_json(state.seen_now())
    if _tried(scene, lambda: _table(scene).add(content, title=title, user=scene.context.user.id)):
        st.session_state[_TYPED] = ""
        st.session_state[_PAGE] = 0


def _open(scene: Scene, view_id: str) -> None:
    try:
        saved = _table(scene).get(view_id)
        usual = usual_view(scene.atlas, scene.snapshot, scene.context.user)
        made, told = from_json(saved.content, usual=usual)
    except HatangError as fault:
        state.note(explain(fault, scene.words.lang))
        return
    remarks.tell(told, scene.context, scene.words)
    state.put(made)
    if made.at is not None:
        look.place(made.at)


def _rename(scene: Scene, view_id: str, key: str) -> None:
    title, user = st.session_state[key], scene.context.user.id
    if title.strip():
        _tried(scene, lambda: _table(scene).rename(view_id, title, user=user))


def _replace(scene: Scene, view_id: str) -> None:
    content, user = to_json(state.seen_now()), scene.context.user.id
    _tried(scene, lambda: _table(scene).replace(view_id, content, user=user))


def _remove(scene: Scene, view_id: str) -> None:
    _tried(scene, lambda: _table(scene).remove(view_id, user=scene.context.user.id))


def _tried(scene: Scene, deed) -> bool:
    """Do it, or hold the sentence of why it cannot be done."""
    try:
        deed()
    except BadView:
        st.session_state[_FAULT] = scene.words("explore_share.no_title")
        return False
    except HatangError as fault:
        st.session_state[_FAULT] = explain(fault, scene.words.lang)
        return False
    return True


def _table(scene: Scene):
    return scene.atlas.store.views
