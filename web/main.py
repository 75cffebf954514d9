"""The page: run once per visitor and rerun. Chooses the view; a store that cannot be used says so."""

import streamlit as st

from web.context import get_context
from web.map.assets import ASSETS
from web.views import head, trouble
from web.views.explore import page as explore
from web.views.imports import page as imports
from web.views.services import page as services
from web.words import get_words

words = get_words()
st.set_page_config(
    page_title=words("app.title"), page_icon=str(ASSETS / "app" / "icon.png"), layout="wide"
)

context = get_context()
view = head.chosen()
if context.fault is not None:
    trouble.show(context.fault, words)
elif view == head.IMPORT:
    imports.show(context, words)
elif view == head.SERVICES:
    services.show(context, words)
elif view == head.COVERAGE:
    from web.views.coverage import page as coverage

    coverage.show(context, words)
elif view == head.DUCTS:
    from web.views.ducts import page as ducts

    ducts.show(context, words)
else:
    explore.show(context, words)
