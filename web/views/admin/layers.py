"""Rules of layers: who sees them, what waits for a second person, which fields are protected."""

import streamlit as st

from layers.accounts.rule_change import OPEN
from layers.spec import LayerSpec
from layers.store.rule_table import LayerRule
from layers.words import Words
from web.context import Context
from web.views.admin import layer_rules, tables
from web.views.admin.layer_labels import labels
from web.views.imports.layer_names import layer_name

CHOSEN = "adm_layer"
_COLUMNS = ("layer", "visibility", "sums", "second", "fields", "set_here", "version")


def show(context: Context, words: Words) -> None:
    """The list, then one layer of it."""
    store = context.atlas.store
    store.rules.refresh()
    rules, current = store.rules.all(), store.current()
    rows = []
    for i, spec in store.specs.items():
        set_here = rules.get(i, LayerRule()) != LayerRule()
        version = f"{current[i].number}" if i in current else ""
        rows.append(_row(context, spec, words, set_here=set_here, version=version))
    tables.show(rows, _COLUMNS, words, key="adm_layers", widths={"layer": 320})
    named = labels(context, words)
    chosen = st.selectbox(
        words("admin.layer"), list(named), key=CHOSEN, format_func=lambda i: named[i]
    )
    if chosen is not None:
        layer_rules.show(context, chosen, words)


def _row(
    context: Context, spec: LayerSpec, words: Words, *, set_here: bool, version: str
) -> dict[str, str]:
    yes_no = {True: words("admin.yes"), False: words("admin.no")}
    fields = [f"{f.name} ({words(f'admin.tier.{f.tier}')})" for f in spec.fields if f.tier != OPEN]
    return {
        "layer": layer_name(context, spec.id, words),
        "visibility": words(f"admin.visibility.{spec.visibility}"),
        "sums": yes_no[spec.sums],
        "second": yes_no[spec.second_person],
        "fields": ", ".join(fields),
        "set_here": yes_no[True] if set_here else "",
        "version": version,
    }
