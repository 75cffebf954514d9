"""What can be done with one account: another role, a new password, disable, sign out everywhere."""

import streamlit as st

from layers.access import Role, User
from layers.accounts.account import Account, read_role
from layers.accounts.given import make_password
from layers.words import Words
from web.context import Context
from web.views.admin import once
from web.views.admin.deed import by, deed

CHOSEN = "adm_account"


def show(context: Context, accounts: list[Account], words: Words) -> None:
    """Choose one, and do something with it."""
    known = {account.id: account for account in accounts}
    st.markdown(f"#### {words('admin.account.one')}")
    chosen = known.get(st.selectbox(words("admin.account"), list(known), key=CHOSEN))
    if chosen is None:
        return
    role_key = f"adm_role_{chosen.id}_{chosen.role}"
    st.selectbox(
        words("admin.role"),
        list(Role),
        index=chosen.role.rank,
        key=role_key,
        format_func=lambda role: words(f"role.{role}"),
        help=words("admin.role_how"),
    )
    with st.container(horizontal=True, gap="small"):
        _button(words, "role", change_role, context, chosen.id, role_key)
        _button(words, "password", new_password, context, chosen.id)
        if chosen.disabled_at is None:
            _button(words, "sign_out", sign_out, context, chosen.id)
            _button(words, "disable", disable, context, chosen.id)
        else:
            _button(words, "enable", enable, context, chosen.id)


def _button(words: Words, name: str, work, *args) -> None:
    st.button(words(f"admin.do.{name}"), key=f"adm_do_{name}", on_click=work, args=args)


@deed
def change_role(context: Context, user: User, account: str, role_key: str):
    """Trust somebody with more or less."""
    role = read_role(st.session_state[role_key])
    context.atlas.store.accounts.set_role(account, role, by=by(user))
    return "admin.done.role", {"user": account}


@deed
def new_password(context: Context, user: User, account: str):
    """Give a password for one time; whoever is signed in with the old one is signed out."""
    made = make_password(user_id=account)
    context.accounts.set_password(account, made, by=by(user), must_change=True)
    once.keep(account, made)
    return "admin.done.password", {"user": account}


@deed
def disable(context: Context, user: User, account: str):
    """Let nobody use it any more."""
    context.atlas.store.accounts.disable(account, by=by(user))
    return "admin.done.disabled", {"user": account}


@deed
def enable(context: Context, user: User, account: str):
    """Let it be used again."""
    context.atlas.store.accounts.enable(account, by=by(user))
    return "admin.done.enabled", {"user": account}


@deed
def sign_out(context: Context, user: User, account: str):
    """End every session of it."""
    context.atlas.store.sessions.remove_all(account, by=by(user))
    return "admin.done.signed_out", {"user": account}
