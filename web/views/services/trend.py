"""Trend: an area, or the whole place, over time; no line runs across a change of scale, count or borders."""

import pandas as pd
import streamlit as st

from layers.atlas import PROVINCES, Snapshot
from layers.cards import COUNTRY
from layers.services.measures import MEASURES
from layers.services.naming import boundary_name
from layers.services.periods import parse_period
from layers.services.places import places_of
from layers.services.trend import OTHER_BORDERS, trend
from layers.units.timeline import timeline
from layers.words import Words
from web.context import Context
from web.plain import plain
from web.views.services import charts, derived
from web.views.services.figures import figure_text, has_range, range_text, state_text
from web.views.services.state import Choice

_ROOM_DAYS = 500


def show(context: Context, snapshot: Snapshot, choice: Choice, words: Words, *, theme: str) -> None:
    """Points with ranges, the days when borders changed, then the same as a table."""
    areas, key = _unit(context, snapshot, choice)
    if key is None:
        st.info(words("services.trend.choose"), icon=":material/ads_click:")
        return
    found = trend(
        context.atlas, snapshot, key, choice.measure,
        areas=areas, tier=choice.tier, weight=choice.weight,
    )  # fmt: skip
    measure = MEASURES[choice.measure]
    rows = found.rows
    if measure.is_share and not st.toggle(words("services.trend.kin"), key="svc_kin", value=True):
        rows = rows[rows["measure"] == choice.measure]
    if rows.empty:
        st.info(words("services.trend.nothing"), icon=":material/help:")
        return
    if choice.area is None:
        st.caption(words("services.trend.whole"))
    _chart(rows, choice.measure, words, theme)
    for row in found.breaks.to_dict("records"):
        st.caption(":material/link_off: " + plain(_break(row, words)))
    _table(rows, words)
    for period, derivation in found.derivations.items():
        if period == max(found.derivations):
            derived.beside(derivation, words, key="trend")


def _unit(context: Context, snapshot: Snapshot, choice: Choice) -> tuple[str, str | None]:
    """The selected area and its layer; without one the place itself, where it is drawn as an area."""
    areas, code = choice.areas, choice.area
    if code is None:
        areas, code = PROVINCES, choice.city
    if code == COUNTRY or not snapshot.has(areas):
        return areas, None
    frame = places_of(context.atlas, snapshot, areas).frame
    found = frame.loc[frame["code"] == code, "unit_key"]
    return areas, None if found.empty else found.iloc[0]


def _chart(rows: pd.DataFrame, measure: str, words: Words, theme: str) -> None:
    records = rows.to_dict("records")
    share = MEASURES[measure].is_share
    factor = 100 if share else 1
    ranged = [has_range(r) for r in records]
    data = pd.DataFrame(
        {
            "date": [_day(each) for each in rows["period"]],
            "period": rows["period"],
            "value": rows["value"] * factor,
            "low": (rows["low"] * factor).where(ranged),
            "high": (rows["high"] * factor).where(ranged),
            "series": [_series(r, words) for r in records],
            "joined": rows["series"].astype(str),
            "text": [figure_text(r, MEASURES[r["measure"]], words) for r in records],
            "version": _boundaries(rows, words),
        }
    ).dropna(subset=["date"])
    # Named at its last point: all of them would lie on one another, and the table has them.
    last_ones = ~data.dropna(subset=["value"]).duplicated("series", keep="last")
    data["label"] = data["text"].where(last_ones.reindex(data.index, fill_value=False), "")
    own = data["series"].where(rows["measure"] == measure)
    series = list(dict.fromkeys([*own.dropna(), *data["series"]]))
    first, last = (pd.Timestamp(getattr(data["date"], end)()) for end in ("min", "max"))
    # A year beside the points: one alone would stand without an axis.
    span = [(first - pd.DateOffset(months=9)).date().isoformat()]
    span += [(last + pd.DateOffset(months=18)).date().isoformat()]
    data = data.dropna(subset=["value"])
    if data.empty:
        return
    spec = charts.lines(
        unit="%" if share else "",
        share=share,
        breaks=borders_between(*span, words),
        theme=theme,
        words=words,
        span=span,
        series=series,
    )
    st.vega_lite_chart(data, spec, alt=words("services.trend.alt"))


def borders_between(first: str, last: str, words: Words) -> list[dict]:
    """The days between two dates on which borders changed: versions that moved any."""
    versions = [
        v for v in timeline().values() if v.valid_from is not None and v.territory == v.name
    ]
    days = [v.valid_from for v in versions if first < v.valid_from.isoformat() <= last]
    # Of days close together the last is named: the reform of July 2025 ends a row of small changes.
    named = [
        later is None or (later - day).days > _ROOM_DAYS
        for day, later in zip(days, [*days[1:], None], strict=True)
    ]
    return [
        {"date": day.isoformat(), "label": words.date(day) if has_name else ""}
        for day, has_name in zip(days, named, strict=True)
    ]


def _break(row: dict, words: Words) -> str:
    named = {"scheme": "scheme", "counting_unit": "services.counting", "measure": "measure"}
    group = named.get(row["reason"])
    before, after = (_term(group, row[side], words) for side in ("before", "after"))
    return words(
        f"services.break.{row['reason']}", period=row["period"], before=before, after=after
    )


def _boundaries(rows: pd.DataFrame, words: Words) -> list[str]:
    return [boundary_name(each, words) for each in rows["boundary"].fillna("")]


def _term(group: str | None, value: str, words: Words) -> str:
    if group is None:
        return boundary_name(value, words)
    key = f"{group}.{value}"
    return words(key) if key in words else value


def _series(row: dict, words: Words) -> str:
    name = words(f"measure.{row['measure']}")
    if row["how"] == OTHER_BORDERS:
        return words(
            "services.trend.other_borders",
            measure=name,
            version=boundary_name(row["boundary"], words),
        )
    return name


def _day(period: str) -> str | None:
    found = parse_period(period)
    return None if found is None else found.end.isoformat()


def _table(rows: pd.DataFrame, words: Words) -> None:
    records = rows.to_dict("records")
    table = pd.DataFrame(
        {
            "period": rows["period"],
            "measure": [_series(r, words) for r in records],
            "value": [
                state_text(r["state"], words)
                if pd.isna(r["value"])
                else figure_text(r, MEASURES[r["measure"]], words)
                for r in records
            ],
            "range": [
                range_text(r["low"], r["high"], MEASURES[r["measure"]], words)
                if has_range(r)
                else ""
                for r in records
            ],
            "boundaries": _boundaries(rows, words),
            "how": [words(f"services.how.{each}") for each in rows["how"]],
        }
    )
    st.dataframe(
        table,
        hide_index=True,
        row_height=34,
        height=min(34 * (len(table) + 1) + 2, 320),
        column_config={name: words(f"services.column.{name}") for name in table.columns},
    )
