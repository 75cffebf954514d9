"""Over a map that may not be coloured: why not, and the city's own figure in full size."""

import pandas as pd
import streamlit as st

from layers.atlas import Snapshot
from layers.errors import NotMappable
from layers.services.answers import all_observations, all_returns, newest, of_city
from layers.services.measures import MEASURES
from layers.services.naming import boundary_names, source_name
from layers.words import Words
from web.context import Context
from web.plain import plain
from web.views.services.figures import parts_text, state_text, value_text
from web.views.services.lead import stated
from web.views.services.state import Choice

_WHOLE = ("province", "country", "body", "other")


def city_figures(context: Context, snapshot: Snapshot, choice: Choice) -> pd.DataFrame:
    """What was returned for the whole place, newest first; empty where nothing was."""
    rows = of_city(all_returns(context.atlas, snapshot, choice.measure), choice.city)
    rows = rows[(rows["tier"] == choice.tier).fillna(False).astype(bool)]
    rows = rows[rows["level"].isin(_WHOLE)]
    period = choice.period or newest(rows["period"])
    return rows[(rows["period"] == period).fillna(False).astype(bool)].reset_index(drop=True)


def show(context: Context, snapshot, fault: NotMappable, choice: Choice, words: Words) -> None:
    """The box."""
    rows = city_figures(context, snapshot, choice)
    with st.container(key="svc_figure"):
        for row in rows.head(2).to_dict("records"):
            _figure(row, choice, words)
        st.info(why_not(fault, choice, words), icon=":material/info:")


def why_not(fault: NotMappable, choice: Choice, words: Words) -> str:
    """Why there is no coloured map, as Markdown."""
    if fault.reason != "whole_city":
        told = fault.params | {"areas": words(f"areas.{choice.areas}").lower()}
        told["tier"] = words(f"tier.{choice.tier}")
        told["versions"] = boundary_names(str(told.get("versions", "")).split(", "), words)
        told["place"] = _place({"place": told.get("place"), "unit_key": choice.city}, words)
        return plain(words(f"error.{fault.code}", **told))
    return words(
        "services.whole_city",
        tier=words(f"tier.{choice.tier}"),
        areas=words(f"areas.{choice.areas}").lower(),
    )


def beside(context: Context, snapshot: Snapshot, choice: Choice, words: Words) -> None:
    """What was returned for the place as a whole, of every tier, measure and period."""
    seen = of_city(all_observations(context.atlas, snapshot), choice.city)
    seen = seen[seen["level"].isin(_WHOLE)]
    if seen.empty:
        st.info(words("services.ranking.nothing"), icon=":material/help:")
        return
    records = seen.to_dict("records")
    table = pd.DataFrame(
        {
            "tier": [words(f"tier.{row['tier']}") for row in records],
            "measure": [words(f"measure.{row['measure']}") for row in records],
            "value": [_count(row, words) for row in records],
            "computed": [_percent(row["computed_pct"], 1, words) for row in records],
            "stated": [_percent(row["stated_pct"], 0, words) for row in records],
            "period": seen["period"].to_numpy(),
            "place": [_place(row, words) for row in records],
        }
    )
    st.markdown(f"**{words('services.whole.title')}**")
    st.caption(words("services.whole.how"))
    st.dataframe(
        table,
        hide_index=True,
        row_height=34,
        height=min(34 * (len(table) + 1) + 2, 460),
        column_config={name: words(f"services.column.{name}") for name in table.columns},
    )


def _count(row: dict, words: Words) -> str:
    top = (
        state_text(row["state"], words)
        if pd.isna(row["numerator"])
        else words.number(row["numerator"])
    )
    return top if pd.isna(row["denominator"]) else f"{top} / {words.number(row['denominator'])}"


def _percent(value: float, decimals: int, words: Words) -> str:
    return "–" if pd.isna(value) else f"{words.number(value, decimals)} %"


def _place(row: dict, words: Words) -> str:
    """A name of ours where the file uses it, else as the file writes it."""
    where = row["place"] if pd.notna(row["place"]) else row["unit_key"]
    key = f"place.{where}"
    return words(key) if key in words else str(where)


def _figure(row: dict, choice: Choice, words: Words) -> None:
    measure = MEASURES[choice.measure]
    label = f"{plain(_place(row, words))} · {words(f'tier.{choice.tier}')} · {plain(row['period'])}"
    value = (
        words("services.unknown_share")
        if pd.isna(row["value"])
        else value_text(row["value"], measure, words)
    )
    st.metric(label, value)
    parts = parts_text(row, measure, words)
    if parts and pd.notna(row["value"]):
        st.markdown(f"**{parts}** = {value} · {words(f'measure.{measure.id}')}")
    stated(row, words)
    for text in (row.get("denominator_meaning"), row.get("note")):
        if pd.notna(text):
            st.caption(plain(text))
    if pd.notna(row["source"]):
        st.caption(words("services.source", source=plain(source_name(row["source"], words))))
