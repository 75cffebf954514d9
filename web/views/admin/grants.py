"""Grants: who may see which restricted layer, for what, where, and until which day."""

import datetime

import streamlit as st

from layers.access import User
from layers.accounts.areas import area_names
from layers.accounts.day import day_of
from layers.store.grant_table import GrantEntry
from layers.words import Words
from web.context import Context
from web.views.admin import grant_new, tables
from web.views.admin.deed import by, deed
from web.views.imports.layer_names import layer_name

CHOSEN = "adm_grant"
_COLUMNS = ("state", "account", "layer", "purpose", "areas", "until", "also", "given_by", "grant")


def show(context: Context, words: Words) -> None:
    """The list, then what can be taken back, then a new one."""
    found = context.atlas.store.grants.all()
    st.caption(words("admin.grant.what"))
    if found:
        _table(context, found, words)
        _revoke(context, found, words)
    grant_new.show(context, words)


def _table(context: Context, found: list[GrantEntry], words: Words) -> None:
    named = area_names(context.atlas.store, (area for e in found for area in e.grant.areas))
    rows = []
    for entry in found:
        given = entry.grant
        also = [words(f"admin.grant.{n}") for n in ("export", "personal") if getattr(given, n)]
        rows.append(
            {
                "state": words(f"admin.grant.state.{_state(entry)}"),
                "account": given.user,
                "layer": layer_name(context, given.layer_id, words),
                "purpose": given.purpose,
                "areas": ", ".join(named[a] for a in given.areas)
                or words("admin.grant.everywhere"),
                "until": words.date(given.until),
                "also": ", ".join(also),
                "given_by": f"{entry.given_by} · {tables.moment(entry.given_at, words)}",
                "grant": given.id,
            }
        )
    tables.show(rows, _COLUMNS, words, key="adm_grants")


def _revoke(context: Context, found: list[GrantEntry], words: Words) -> None:
    holding = {e.grant.id: e.grant for e in found if _state(e) == "holds"}
    if not holding:
        return
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        chosen = st.selectbox(
            words("admin.grant.one"),
            list(holding),
            key=CHOSEN,
            format_func=lambda i: f"{holding[i].user} · {holding[i].layer_id} · {i}",
            width=420,
        )
        st.button(
            words("admin.do.revoke"), key="adm_revoke", on_click=revoke, args=(context, chosen)
        )


def _state(entry: GrantEntry) -> str:
    if entry.revoked_at is not None:
        return "revoked"
    over = entry.grant.until < day_of(datetime.datetime.now(datetime.UTC))
    return "over" if over else "holds"


@deed
def revoke(context: Context, user: User, grant_id: str):
    """Let a grant hold no longer."""
    context.atlas.store.grants.revoke(grant_id, by=by(user))
    return "admin.done.revoked", {"grant": grant_id}
