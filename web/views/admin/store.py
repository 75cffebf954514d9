"""The store: what it takes, when it was last looked at and copied, and old versions that may go."""

import streamlit as st

from layers.keeping.last import Deed, last_backup, last_check
from layers.keeping.sizes import backups, sizes
from layers.limits import MB
from layers.store.room import free_mb
from layers.words import Words
from web.context import Context
from web.views.admin import retention, store_jobs, tables
from web.views.admin.amounts import megabytes


def show(context: Context, words: Words) -> None:
    """Figures, work in the background, retention."""
    store = context.atlas.store
    _lead(context, last_check(store), last_backup(store), words)
    store_jobs.show(context, words)
    st.markdown(f"#### {words('admin.store.sizes')}")
    measured = [
        {
            "room": words(f"admin.room.{size.room}"),
            "files": words.number(size.files),
            "size": megabytes(size.bytes, words),
        }
        for size in sizes(store.folder)
    ]
    tables.small(measured, ("room", "files", "size"), words)
    if made := backups(store.folder):
        st.markdown(f"#### {words('admin.store.backups')}")
        rows = [
            {
                "file": f"backups/{each.name}",
                "size": megabytes(each.bytes, words),
                "at": tables.moment(each.made_at, words),
            }
            for each in made
        ]
        tables.small(rows, ("file", "size", "at"), words)
    st.caption(words("admin.store.backups_how"))
    retention.show(context, words)


def _lead(context: Context, check: Deed | None, backup: Deed | None, words: Words) -> None:
    disk, check_box, backup_box = st.columns(3)
    disk.metric(words("admin.store.free"), _free(context, words))
    check_box.metric(words("admin.store.last_check"), _when(check, words))
    backup_box.metric(words("admin.store.last_backup"), _when(backup, words))


def _free(context: Context, words: Words) -> str:
    free = free_mb(context.settings.store)
    return megabytes(None if free is None else free * MB, words)


def _when(deed: Deed | None, words: Words) -> str:
    return words("admin.store.never") if deed is None else tables.moment(deed.at, words)
