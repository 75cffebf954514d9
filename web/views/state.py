"""What one visitor has chosen: kept in their session and, as far as a reload needs it, in the address."""

from dataclasses import dataclass

import streamlit as st

from layers.atlas import BOUNDARIES
from layers.cards import COUNTRY
from layers.indicators import INDICATORS
from layers.thematic import SCHEMES
from web.context import FIRST_LAYERS

FIRST_CITY = "48"
FIRST_INDICATOR = "mast_density"


@dataclass(frozen=True)
class Choice:
    """The choices of a visitor at one run."""

    city: str
    areas: str
    indicator: str
    scheme: str
    layers: tuple[str, ...]
    selected: str | None


def begin(cities: list[str], areas: list[str]) -> None:
    """Fill the session at its first run, from the address where it names something there is."""
    asked = st.query_params
    _first("areas", asked.get("areas"), areas, BOUNDARIES[0])
    _first("city", asked.get("city"), cities, FIRST_CITY)
    _first("indicator", asked.get("indicator"), list(INDICATORS), FIRST_INDICATOR)
    _first("scheme", None, list(SCHEMES), SCHEMES[0])
    st.session_state.setdefault("layers", list(FIRST_LAYERS))
    st.session_state.setdefault("selected", asked.get("area"))


def current() -> Choice:
    """The choices as they stand now."""
    state = st.session_state
    return Choice(
        city=state["city"],
        areas=state["areas"],
        indicator=state["indicator"],
        scheme=state["scheme"],
        layers=tuple(state["layers"]),
        selected=state["selected"],
    )


def write_address(choice: Choice, lang: str) -> None:
    """Let the address name the choices, so that a reload gives the same view."""
    named = {
        "city": choice.city,
        "areas": choice.areas,
        "indicator": choice.indicator,
        "area": choice.selected,
        "lang": lang,
    }
    wanted = {name: value for name, value in named.items() if value}
    if dict(st.query_params) != wanted:
        st.query_params.from_dict(wanted)


def select(code: str | None) -> None:
    """Make `code` the selected area; None selects nothing."""
    st.session_state["selected"] = code


def _first(name: str, asked: str | None, known: list[str], usual: str) -> None:
    if name in st.session_state and st.session_state[name] in known:
        return
    chosen = asked if asked in known else usual
    st.session_state[name] = chosen if chosen in known else (known[0] if known else COUNTRY)


def keep() -> None:
    """Hold the choices while another view is shown: Streamlit forgets those of widgets it does not draw."""
    for name in ("city", "areas", "indicator", "scheme", "layers", "selected"):
        if name in st.session_state:
            st.session_state[name] = st.session_state[name]


def go_to(city: str, layer_id: str) -> None:
    """Choose a city, and a layer to be drawn among the others."""
    st.session_state["city"] = city
    st.session_state["selected"] = None
    drawn = st.session_state.get("layers", list(FIRST_LAYERS))
    st.session_state["layers"] = [*drawn, *([] if layer_id in drawn else [layer_id])]
