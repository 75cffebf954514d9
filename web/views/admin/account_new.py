"""A new account, with a password that is good for choosing one's own."""

import streamlit as st

from layers.access import Role, User
from layers.accounts.account import clean_id, read_role
from layers.accounts.given import make_password, require_first_fit
from layers.words import Words
from web.context import Context
from web.views.admin import account_deeds, once
from web.views.admin.deed import by, deed

ID, NAME, ROLE = (f"adm_new_{name}" for name in ("id", "name", "role"))


def show(context: Context, words: Words) -> None:
    """The boxes."""
    st.markdown(f"#### {words('admin.account.new')}")
    st.text_input(words("admin.account.id"), key=ID, help=words("admin.account.id_how"))
    st.text_input(words("admin.account.name"), key=NAME)
    st.selectbox(
        words("admin.role"),
        list(Role),
        key=ROLE,
        format_func=lambda role: words(f"role.{role}"),
        help=words("admin.role_how"),
    )
    st.button(
        words("admin.do.add"),
        key="adm_new",
        type="primary",
        icon=":material/person_add:",
        on_click=make,
        args=(context,),
    )


@deed
def make(context: Context, user: User):
    """Make it, and show its password once."""
    role = read_role(st.session_state.get(ROLE, Role.VIEWER))
    require_first_fit(context.atlas.store, role)
    made = clean_id(st.session_state.get(ID, ""))
    password = make_password(user_id=made)
    name = st.session_state.get(NAME, "")
    context.accounts.add(made, name, role, password, by=by(user), must_change=True)
    once.keep(made, password)
    st.session_state[ID] = st.session_state[NAME] = ""
    st.session_state[ROLE] = (
        Role.VIEWER
    )  # more is given on purpose, not left over from the one before
    st.session_state[account_deeds.CHOSEN] = made
    return "admin.done.added", {"user": made}
