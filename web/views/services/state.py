"""What a visitor has chosen in the Services view: in the session, in the address, and over visits to other views."""

from dataclasses import dataclass

import streamlit as st

from web.views.head import SERVICES

RANKING, TARGETS, TREND, CHANGES, PLANNER, PUBLISHED = TABS = (
    "ranking", "targets", "trend", "changes", "planner", "published",
)  # fmt: skip
_HELD = "services_choice"
# name in the address -> key of the widget
NAMES = {
    "city": "svc_city",
    "areas": "svc_areas",
    "measure": "svc_measure",
    "tier": "svc_tier",
    "period": "svc_period",
    "weight": "svc_weight",
    "area": "svc_area",
    "tab": "svc_tab",
}
NEWEST = ""
_OPTIONAL = ("area",)


@dataclass(frozen=True)
class Choice:
    """The choices of a visitor at one run. `period` ``""`` is the newest, `area` None the whole place."""

    city: str
    areas: str
    measure: str
    tier: str
    period: str
    weight: str
    area: str | None
    tab: str

    @property
    def selected(self) -> str | None:
        """The selected area, as the map calls it."""
        return self.area


def begin() -> None:
    """Fill the session: with what stood here before another view was shown, else from the address.

    A city chosen on the map of Explore in between wins over the one held here.
    """
    held = st.session_state.get(_HELD, {})
    entered = NAMES["city"] not in st.session_state
    for name, key in NAMES.items():
        if key not in st.session_state:
            st.session_state[key] = held.get(name, st.query_params.get(name))
    if not entered:
        return
    city = st.session_state.get("city")
    if city and city != st.session_state[NAMES["city"]]:
        st.session_state[NAMES["city"]] = city
        st.session_state[NAMES["area"]] = None


def settle(name: str, known: list, usual: object = None) -> object:
    """Hold a choice to what there is; `usual`, else the first, takes the place of anything else."""
    key = NAMES[name]
    if st.session_state.get(key) not in known:
        first = known[0] if known and name not in _OPTIONAL else None
        st.session_state[key] = usual if usual in known else first
    return st.session_state[key]


def current() -> Choice:
    """The choices as they stand now."""
    return Choice(**{name: st.session_state[key] for name, key in NAMES.items()})


def write_address(choice: Choice, lang: str) -> None:
    """Let the address name the choices, so that a reload gives the same; hold them for a way back."""
    named = {name: getattr(choice, name) for name in NAMES}
    st.session_state[_HELD] = named
    st.session_state["city"] = choice.city  # other views show the same place
    wanted = {"view": SERVICES, **{n: v for n, v in named.items() if v}, "lang": lang}
    if dict(st.query_params) != wanted:
        st.query_params.from_dict(wanted)


def select(code: str | None) -> None:
    """Make `code` the selected area; None selects the whole place."""
    st.session_state[NAMES["area"]] = code


def forget_area() -> None:
    """Another place or other boundaries: their areas are others."""
    select(None)
