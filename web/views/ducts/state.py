"""What a visitor has chosen in the Ducts view: one record in the session, written into the address."""

from dataclasses import dataclass

import streamlit as st

from layers.ducts.corridors import DISTANCE_M, MOST_DISTANCE_M
from layers.ducts.network import MOST_SNAP_M, NODES_OF, SNAP_M
from web.views.coverage.packed import pack_ring, unpack_ring
from web.views.head import DUCTS
from web.views.record import Record

ROUTE, HEALTH, CORRIDORS, PROJECT, UNDERGROUND = TABS = (
    "route", "health", "corridors", "project", "underground",
)  # fmt: skip
START, END, VIA, AVOID = ASKED_FOR = ("start", "end", "via", "avoid")
_MOST_WAYS = 20
USUAL: dict[str, object] = {
    "city": None,
    "areas": None,
    "area": None,
    "tab": ROUTE,
    "layers": ("duct_route",),
    "start": None,
    "end": None,
    "via": (),
    "avoid": (),
    "owners": (),
    "kinds": (),
    "retired": False,
    "built": False,
    "snap": SNAP_M,
    "distance": DISTANCE_M,
    "project": None,
    "within": None,
    "part": None,
    "page": 0,
    "order": "low",
    "click": None,
    "piece": None,
}
"""``click`` is what the next click on the map tells (`ASKED_FOR`); ``piece`` the thing looked at."""

_RECORD = Record("ducts_choice", prefix="duc", usual=USUAL)
get, put, settle = _RECORD.get, _RECORD.put, _RECORD.settle
key_of, fill, take, forget_all = _RECORD.key_of, _RECORD.fill, _RECORD.take, _RECORD.forget_all


@dataclass(frozen=True)
class Choice:
    """The choices of a visitor at one run."""

    city: str
    areas: str
    area: str | None
    tab: str
    layers: tuple[str, ...]
    start: str | None
    end: str | None
    via: tuple[str, ...]
    avoid: tuple[str, ...]
    owners: tuple[str, ...]
    kinds: tuple[str, ...]
    retired: bool
    built: bool
    snap: float
    distance: float
    project: str | None
    within: dict | None
    part: str | None
    page: int
    order: str
    click: str | None
    piece: str | None

    @property
    def selected(self) -> str | None:
        """The selected area, as the map calls it."""
        return self.area


def begin() -> None:
    """Fill the record, at the first run from the address."""
    _RECORD.begin(_asked, leave_place)


def current() -> Choice:
    """The choices as they stand now."""
    return Choice(**_RECORD.all())


def leave_place() -> None:
    """Another city: what was chosen in the one before is none of this."""
    forget_all(
        "area", "start", "end", "via", "avoid", "project", "within", "piece", "click", "page"
    )


def select(code: str | None) -> None:
    """Make `code` the selected area; None selects the whole place."""
    put("area", code)


def add_way(name: str, feature: str) -> None:
    """A manhole or route that must be passed, or may not; it is never both."""
    other = AVOID if name == VIA else VIA
    put(other, tuple(each for each in get(other) if each != feature))
    put(name, (*(each for each in get(name) if each != feature), feature)[:_MOST_WAYS])


def write_address(choice: Choice, lang: str) -> None:
    """Let the address name the choices, so that a reload gives the same; other views show the same place."""
    st.session_state["city"] = choice.city
    named = {
        "view": DUCTS,
        "tab": choice.tab,
        "part": choice.part,
        "city": choice.city,
        "areas": choice.areas,
        "area": choice.area,
        "layers": ",".join(choice.layers),
        "from": choice.start,
        "to": choice.end,
        "via": "|".join(choice.via),
        "avoid": "|".join(choice.avoid),
        "owners": "|".join(choice.owners),
        "kinds": "|".join(choice.kinds),
        "retired": 1 if choice.retired else None,
        "built": 1 if choice.built else None,
        "snap": f"{choice.snap:g}" if choice.snap != SNAP_M else None,
        "distance": f"{choice.distance:g}" if choice.distance != DISTANCE_M else None,
        "project": choice.project,
        "within": pack_ring(choice.within) if choice.within else None,
        "lang": lang,
    }
    wanted = {name: str(value) for name, value in named.items() if value not in (None, "", ())}
    if dict(st.query_params) != wanted:
        st.query_params.from_dict(wanted)


def _asked(address) -> dict:
    """The choices that an address names, each as far as it may be; a stranger's address asks nothing odd."""
    asked: dict[str, object] = {
        name: address[name][:120]
        for name in ("city", "areas", "area", "project", "part")
        if name in address
    }
    if address.get("tab") in TABS:
        asked["tab"] = address["tab"]
    for name, said in ((START, "from"), (END, "to")):
        if address.get(said, "").strip():
            asked[name] = address[said].strip()[:120]
    for name in (VIA, AVOID, "owners", "kinds"):
        given = [each[:120] for each in address.get(name, "").split("|") if each]
        asked[name] = tuple(given[:_MOST_WAYS])
    layers = tuple(i for i in address.get("layers", "").split(",") if i in NODES_OF)
    if layers:
        asked["layers"] = layers
    for name in ("retired", "built"):
        asked[name] = address.get(name) == "1"
    for name, low, high in (("snap", 0, MOST_SNAP_M), ("distance", 1, MOST_DISTANCE_M)):
        number = _number(address.get(name, ""))
        if number is not None and low <= number <= high:
            asked[name] = number
    asked["within"] = unpack_ring(address.get("within"))
    return asked


def _number(text: str) -> float | None:
    whole, _, rest = text.partition(".")
    digits = text.isascii() and whole.isdigit() and (rest.isdigit() or not rest)
    return float(text) if digits and len(text) < 10 else None
