"""The first account: what making it means, and a password of one's own, since nobody is left to give one."""

import streamlit as st

from layers.access import Role, User
from layers.accounts.password import LEAST_LETTERS
from layers.errors import BadAccount
from layers.words import Words
from web.context import Context
from web.views.admin.deed import by, deed

ID, NAME, PASSWORD, AGAIN = (f"adm_first_{name}" for name in ("id", "name", "password", "again"))


def show(context: Context, words: Words) -> None:
    """What changes with it, and the boxes."""
    st.info(words("admin.first.means"), icon=":material/person:")
    st.markdown(f"#### {words('admin.first.title')}")
    # A form: outside of one, what was typed as a password did not arrive from a browser when the button was pressed.
    with st.form("adm_first_form", border=False):
        left, right = st.columns(2)
        left.text_input(words("admin.account.id"), key=ID, help=words("admin.account.id_how"))
        right.text_input(words("admin.account.name"), key=NAME)
        told = words("admin.first.password_how", least=LEAST_LETTERS)
        for column, key, name in ((left, PASSWORD, "password"), (right, AGAIN, "again")):
            column.text_input(
                words(f"admin.first.{name}"),
                key=key,
                type="password",
                autocomplete="new-password",
                help=told,
            )
        st.form_submit_button(
            words("admin.first.make"),
            key="adm_first",
            type="primary",
            icon=":material/person_add:",
            on_click=make,
            args=(context,),
        )


@deed
def make(context: Context, user: User):
    """Make the first administrator; from then on everybody signs in."""
    typed = {key: st.session_state.get(key, "") for key in (ID, NAME, PASSWORD, AGAIN)}
    st.session_state[PASSWORD] = st.session_state[AGAIN] = ""
    if typed[PASSWORD] != typed[AGAIN]:
        raise BadAccount("password_twice")
    made = context.accounts.add(
        typed[ID], typed[NAME], Role.ADMINISTRATOR, typed[PASSWORD], by=by(user)
    )
    return "admin.done.added", {"user": made.id}
