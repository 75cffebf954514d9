"""The page: run once per visitor and rerun. Who looks is asked anew each time; a store that fails says so."""

import streamlit as st

from layers.errors import HatangError
from layers.store.whence import speaking_from
from web import turns
from web.context import get_context
from web.map.assets import ASSETS
from web.sign_in.identity import acting, address_of_page, visitor_of_page
from web.views import ended, head, trouble
from web.views.explore import page as explore
from web.views.imports import page as imports
from web.views.services import page as services
from web.words import get_words


def show() -> None:
    """The view that is chosen, for whoever looks."""
    words, context = get_words(), get_context()
    st.set_page_config(
        page_title=words("app.title"), page_icon=str(ASSETS / "app" / "icon.png"), layout="wide"
    )
    if context.fault is not None:
        trouble.show(context.fault, words)
        return
    try:
        visitor = visitor_of_page(context.atlas.store)
    except HatangError as fault:
        trouble.show(fault, words)
        return
    if visitor.user is None:
        ended.show(words)
        return
    speaking = speaking_from(address_of_page(context.settings))
    with turns.pages.taken(), acting(visitor), speaking, trouble.ends_told(words):
        _view(head.chosen())(context, words)


def _view(name: str):
    """The views that are opened less often are loaded when they are."""
    if name == head.COVERAGE:
        from web.views.coverage import page as view
    elif name == head.DUCTS:
        from web.views.ducts import page as view
    elif name == head.ADMIN:
        from web.views.admin import page as view
    else:
        view = {head.IMPORT: imports, head.SERVICES: services}.get(name, explore)
    return view.show


show()
