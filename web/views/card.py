"""The card over the map: one area, or the whole city where none is chosen. Unknown is said, not hidden."""

import math

import pandas as pd
import streamlit as st

from layers.atlas import Atlas, Snapshot
from layers.cards import COUNTRY, Card, area_card, areas_of, city_card, rank
from layers.facts import ROUTES
from layers.indicators import INDICATORS
from layers.services.naming import owner_name
from layers.words import Words
from web.plain import plain
from web.views import frame, history, state
from web.views.state import Choice

_SERVICE_COUNTS = ("n_full", "n_partial", "n_level3", "n_level4", "n_level34", "n_procedures")


def show(atlas: Atlas, snapshot: Snapshot, choice: Choice, words: Words) -> None:
    """The card of what is chosen."""
    card = None
    if choice.selected:
        card = area_card(atlas, snapshot, choice.areas, choice.selected)
    of_area = card is not None
    if card is None:
        card = city_card(atlas, snapshot, choice.areas, choice.city)
    _head(card, of_area, choice, words)
    _leading(atlas, snapshot, card, of_area, choice, words)
    _counts(card, words)
    _owners(card, words)
    _services(card, words)
    history.show(card.unit_key, words)
    if len(card.figures):
        _figures(card.figures, words)
    _origin(snapshot, choice, words)


def _head(card: Card, of_area: bool, choice: Choice, words: Words) -> None:
    title, close = st.columns([6, 1], vertical_alignment="top")
    name = words("place.country") if card.code == COUNTRY else card.title
    title.markdown(f"##### {plain(name)}")
    close.button(
        ":material/close:" if of_area else ":material/right_panel_close:",
        key="close_card",
        help=words("card.close" if of_area else "card.fold"),
        on_click=state.select if of_area else frame.set_card,
        args=(None,) if of_area else (False,),
        type="tertiary",
    )
    about = words("card.sum", count=card.areas)
    if of_area:
        version = (card.unit_key or "").partition(":")[0]
        about = words("card.code", code=card.code, version=version)
    st.caption(f"{plain(about)} · {words.number(card.area_km2, 1)} km²")


def _leading(
    atlas: Atlas, snapshot: Snapshot, card: Card, of_area: bool, choice: Choice, words: Words
) -> None:
    """The chosen indicator, large, with the place it gives the area among its neighbours."""
    indicator = INDICATORS[choice.indicator]
    value = show_value(indicator, card.indicators[choice.indicator], words)
    place = None
    if of_area:
        table = areas_of(atlas, snapshot, choice.areas, choice.city)
        found = rank(table, choice.indicator, card.code)
        place = words("card.rank", place=found[0], of=found[1]) if found else words("card.no_rank")
    st.metric(
        words(f"indicator.{choice.indicator}"),
        value,
        delta=place,
        delta_color="off",
        delta_arrow="off",
        help=words(f"rule.{choice.indicator}"),
    )


def _counts(card: Card, words: Words) -> None:
    rows = [
        {"layer": words(f"layer.{i}"), "value": words.number(value)}
        for i, value in card.counts.items()
    ]
    rows += [{"layer": words(f"layer.{i}"), "value": _km(card.lengths[i], words)} for i in ROUTES]
    st.markdown(f"**{words('card.there')}**", help=words("card.there_rule"))
    st.dataframe(
        pd.DataFrame(rows),
        hide_index=True,
        column_config={
            "layer": st.column_config.TextColumn(words("card.layer")),
            "value": st.column_config.TextColumn(words("card.amount")),
        },
        height="content",
    )
    unknown = card.masts_sharing_unknown
    if not math.isnan(unknown) and unknown:
        masts = words.number(card.counts["antenna_mast"])
        st.caption(words("card.sharing_unknown", count=unknown, total=masts))


def _owners(card: Card, words: Words) -> None:
    """Kilometres of duct by owner; the part whose owner is not recorded is a row like the others."""
    ducts = card.owners[card.owners["layer"] == "duct_route"]
    if ducts.empty:
        return
    st.markdown(f"**{words('card.owners')}**")
    total = float(ducts["km"].sum())
    table = pd.DataFrame(
        {
            "owner": [
                owner_name(each, words, blank=words("card.owner_unknown"))
                for each in ducts["owner"]
            ],
            "km": [words.number(km, 1) for km in ducts["km"]],
            "share": ducts["km"] / total * 100,
        }
    )
    st.dataframe(
        table,
        hide_index=True,
        height="content",
        column_config={
            "owner": st.column_config.TextColumn(words("card.owner")),
            "km": st.column_config.TextColumn("km"),
            "share": st.column_config.ProgressColumn(
                words("card.share"), min_value=0, max_value=100, format="%.0f %%"
            ),
        },
    )


def _services(card: Card, words: Words) -> None:
    st.markdown(f"**{words('card.services')}**")
    if card.services.empty:
        st.caption(words("card.services_none"))
        return
    for row in card.services.to_dict("records"):
        made_up = f" · {words('quality.synthetic')}" if _flag(row.get("synthetic")) else ""
        st.caption(
            f"{_term('scheme', row['scheme'], words)} · {_term('tier', row['tier'], words)} · "
            f"{plain(row['period'])}{made_up}"
        )
        known = {
            words(f"service.{name}"): words.number(float(row[name]))
            for name in _SERVICE_COUNTS
            if name in row and pd.notna(row[name])
        }
        stated = row.get("stated_pct")
        if pd.notna(stated):
            known[words("service.stated")] = f"{words.number(float(stated))} %"
        st.text(" · ".join(f"{k} {v}" for k, v in known.items()) or words("card.unknown"))


def _figures(figures: pd.DataFrame, words: Words) -> None:
    """Figures as printed, at their own level, with their source; never spread over wards."""
    with st.expander(words("card.figures", count=len(figures))):
        shown = figures[
            ["level", "year", "metric", "value", "denominator", "pct_stated", "article"]
        ]
        st.dataframe(
            shown,
            hide_index=True,
            column_config={c: words(f"figure.{c}") for c in shown.columns},
        )


def _origin(snapshot: Snapshot, choice: Choice, words: Words) -> None:
    version = snapshot.versions[choice.areas]
    note = version.provenance.note.get(words.lang, "")
    st.caption(
        words(
            "card.origin",
            quality=words(f"quality.{version.provenance.quality}"),
            source=plain(version.provenance.source),
        )
        + (f" {note}" if note else "")
    )


def show_value(indicator, value: float | None, words: Words) -> str:
    """A value of an indicator with its unit."""
    if value is None or math.isnan(value):
        return words("card.unknown")
    if indicator.unit == "share":
        return words.percent(value, indicator.decimals)
    return f"{words.number(value, indicator.decimals)} {words(f'unit.{indicator.unit}')}".strip()


def _km(value: float, words: Words) -> str:
    return words.number(value, 1) + ("" if math.isnan(value) else " km")


def _term(group: str, value: object, words: Words) -> str:
    """The words for a value of a list; a value that is not on our list as it stands in the file."""
    if pd.isna(value):
        return words("card.unknown")
    key = f"{group}.{value}"
    return words(key) if key in words else plain(value)


def _flag(value) -> bool:
    return bool(value) if pd.notna(value) else False
