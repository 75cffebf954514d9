"""Accounts: who may sign in, with which role, and what can be done with each."""

import streamlit as st

from layers.accounts.account import Account
from layers.words import Words
from web.context import Context
from web.views.admin import account_deeds, account_new, first_account, once, tables

_COLUMNS = ("account", "name", "role", "last_seen", "password", "state")


def show(context: Context, words: Words) -> None:
    """The list, then one account of it, then a new one."""
    accounts = context.atlas.store.accounts.all()
    if not accounts:
        first_account.show(context, words)
        return
    once.show(words)
    tables.show([_row(each, words) for each in accounts], _COLUMNS, words, key="adm_accounts")
    known, new = st.columns(2, gap="large")
    with known:
        account_deeds.show(context, accounts, words)
    with new:
        account_new.show(context, words)


def _row(account: Account, words: Words) -> dict[str, str]:
    password = "none" if not account.has_password else "once" if account.must_change else "own"
    since = account.disabled_at
    return {
        "account": account.id,
        "name": account.name,
        "role": words(f"role.{account.role}"),
        "last_seen": tables.moment(account.last_seen_at, words),
        "password": words(f"admin.password.{password}"),
        "state": words("admin.state.active")
        if since is None
        else words("admin.state.disabled", since=tables.moment(since, words)),
    }
