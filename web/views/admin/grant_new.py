"""A new grant: who, which restricted layer, where, for what and until which day."""

import datetime

import streamlit as st

from layers.access import User
from layers.accounts.areas import require_areas
from layers.accounts.book import MOST_PURPOSE
from layers.accounts.day import day_of
from layers.words import Words
from web.context import Context
from web.views.admin import grant_areas
from web.views.admin.deed import by, deed
from web.views.admin.layer_labels import labels

_USUAL_DAYS, _MOST_DAYS = 90, 3 * 366
USER, LAYER, PURPOSE, UNTIL, EXPORT, PERSONAL = (
    f"adm_give_{name}" for name in ("user", "layer", "purpose", "until", "export", "personal")
)


def show(context: Context, words: Words) -> None:
    """The boxes; where nothing is restricted or nobody is there, that is said."""
    st.markdown(f"#### {words('admin.grant.new')}")
    store = context.atlas.store
    users = [each.id for each in store.accounts.all() if each.disabled_at is None]
    shut = [i for i, spec in store.specs.items() if spec.visibility == "restricted"]
    if not users or not shut:
        said = "admin.grant.no_users" if not users else "admin.grant.no_layers"
        st.info(words(said), icon=":material/info:")
        return
    named = labels(context, words)
    left, right = st.columns(2, gap="large")
    with left:
        st.selectbox(words("admin.account"), users, key=USER)
        st.selectbox(words("admin.layer"), shut, key=LAYER, format_func=lambda i: named[i])
        st.text_input(words("admin.grant.purpose"), key=PURPOSE, max_chars=MOST_PURPOSE)
    with right:
        grant_areas.show(context, words)
        _day(words)
        st.checkbox(words("admin.grant.may_export"), key=EXPORT)
        st.checkbox(words("admin.grant.may_personal"), key=PERSONAL)
    st.button(
        words("admin.do.give"),
        key="adm_give",
        type="primary",
        icon=":material/key:",
        on_click=give,
        args=(context,),
    )


def _day(words: Words) -> None:
    today = day_of(datetime.datetime.now(datetime.UTC))
    st.date_input(
        words("admin.grant.until"),
        value=today + datetime.timedelta(days=_USUAL_DAYS),
        min_value=today,
        max_value=today + datetime.timedelta(days=_MOST_DAYS),
        key=UNTIL,
        format="DD/MM/YYYY" if words.lang == "vi" else "YYYY-MM-DD",
        help=words("admin.grant.until_how"),
    )


@deed
def give(context: Context, user: User):
    """Give it."""
    held, areas = st.session_state, grant_areas.chosen()
    require_areas(context.atlas.store, areas)
    given = context.accounts.grant(
        held[USER],
        held[LAYER],
        purpose=held[PURPOSE],
        until=held[UNTIL],
        areas=areas,
        export=bool(held.get(EXPORT)),
        personal=bool(held.get(PERSONAL)),
        by=by(user),
    )
    held[PURPOSE] = ""
    grant_areas.clear()
    return "admin.done.given", {"grant": given.id, "user": given.user}
