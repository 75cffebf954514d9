"""What a visitor has chosen in the Coverage view: one record in the session, written into the address."""

from dataclasses import dataclass

import streamlit as st

from layers.coverage.presets import ENVIRONMENTS, TECHNOLOGIES, presets
from layers.coverage.question import (
    AREA,
    BASES,
    FIXED,
    RADIUS_KINDS,
    RadiusRule,
    ReachQuestion,
)
from web.views.coverage.packed import pack_changes, pack_ring, unpack_changes, unpack_ring
from web.views.head import COVERAGE
from web.views.record import Record

REACH, COMPARE, GAPS, WHATIF, SITING, RULES, REPORT = TABS = (
    "reach", "compare", "gaps", "whatif", "siting", "rules", "report",
)  # fmt: skip
METRES = (50, 50_000)
PRESET_METRES = (10, 50_000)
USUAL: dict[str, object] = {
    "city": None,
    "areas": None,
    "area": None,
    "tab": REACH,
    "sites": ("bts_site",),
    "technology": None,
    "band": None,
    "environment": None,
    "operators": (),
    "radius": FIXED,
    "metres": 500,
    "overrides": {},
    "k": 1,
    "m": 0,
    "basis": AREA,
    "people": None,
    "until": None,
    "below": 80,
    "within": None,
    "plan": [],
    "part": None,
    "shown": None,
    "order": "low",
    "page": 0,
    "focus": None,
    "version": None,
    "masts": "antenna_mast",
    "kind": None,
    "share_m": 200,
    "siting": {},
    "report": {},
    "undone": [],
    "hand": None,
    "planned": None,
    "new_radius": 500,
    "new_operator": None,
}

_RECORD = Record("coverage_choice", prefix="cov", usual=USUAL)
get, put, settle = _RECORD.get, _RECORD.put, _RECORD.settle
key_of, fill, take, forget_all = _RECORD.key_of, _RECORD.fill, _RECORD.take, _RECORD.forget_all


@dataclass(frozen=True)
class Choice:
    """The choices of a visitor at one run."""

    city: str
    areas: str
    area: str | None
    tab: str
    sites: tuple[str, ...]
    technology: str | None
    band: int | None
    environment: str | None
    operators: tuple[str, ...]
    radius: str
    metres: int
    overrides: dict
    k: int
    m: int
    basis: str
    people: str | None
    until: int | None
    below: int
    within: dict | None
    plan: list
    part: str | None
    shown: str | None
    order: str
    page: int
    focus: str | None
    version: str | None
    masts: str
    kind: str | None
    share_m: int
    siting: dict
    report: dict
    undone: list
    hand: str | None
    planned: int | None
    new_radius: int
    new_operator: str | None

    @property
    def selected(self) -> str | None:
        """The selected area, as the map calls it."""
        return self.area

    @property
    def question(self) -> ReachQuestion:
        """What the choices ask."""
        metres = float(self.metres)
        return ReachQuestion(
            areas=self.areas,
            city=self.city,
            within=self.within,
            sites=self.sites,
            basis=self.basis,
            people=None if self.basis == AREA else self.people,
            technology=self.technology,
            band_mhz=self.band,
            operators=self.operators,
            environment=self.environment,
            radius=RadiusRule(self.radius, metres, dict(self.overrides)),
            sites_at_least=self.k,
            operators_at_least=self.m,
            planned_until=self.until,
        )


def begin() -> None:
    """Fill the record, at the first run from the address."""
    _RECORD.begin(_asked, leave_place)


def current() -> Choice:
    """The choices as they stand now."""
    return Choice(**_RECORD.all())


def focus(feature_id: str | None) -> None:
    """Look at something drawn: the map goes there, and it stands out."""
    put("focus", feature_id)


def leave_place() -> None:
    """Another city: what was chosen, drawn and planned in the one before is none of this."""
    forget_all("area", "within", "plan", "undone", "focus", "page")


def select(code: str | None) -> None:
    """Make `code` the selected area; None selects the whole place."""
    put("area", code)


def write_address(choice: Choice, lang: str) -> None:
    """Let the address name the choices, so that a reload gives the same; other views show the same place."""
    st.session_state["city"] = choice.city
    named = {
        "view": COVERAGE,
        "tab": choice.tab,
        "part": choice.part,
        "shown": choice.shown,
        "version": choice.version,
        "masts": choice.masts if choice.masts != USUAL["masts"] else None,
        "kind": choice.kind,
        "planned": choice.planned,
        "siting": ",".join(f"{name}:{value}" for name, value in choice.siting.items()),
        "city": choice.city,
        "areas": choice.areas,
        "area": choice.area,
        "sites": ",".join(choice.sites),
        "technology": choice.technology,
        "band": choice.band,
        "environment": choice.environment,
        "operators": "|".join(choice.operators),
        "radius": f"{choice.radius}:{choice.metres}",
        "presets": ",".join(f"{name}:{metres:g}" for name, metres in choice.overrides.items()),
        "k": choice.k if choice.k > 1 else None,
        "m": choice.m or None,
        "basis": choice.basis,
        "people": choice.people,
        "until": choice.until,
        "below": choice.below,
        "within": pack_ring(choice.within) if choice.within else None,
        "plan": pack_changes(choice.plan),
        "lang": lang,
    }
    wanted = {name: str(value) for name, value in named.items() if value not in (None, "", ())}
    if dict(st.query_params) != wanted:
        st.query_params.from_dict(wanted)


def _asked(address) -> dict:
    """The choices that an address names, each as far as it may be; a stranger's address asks nothing odd."""
    asked: dict[str, object] = {
        n: address[n]
        for n in ("city", "areas", "area", "people", "part", "shown", "version", "masts", "kind")
        if n in address
    }
    kind, _, metres = address.get("radius", "").partition(":")
    if kind in RADIUS_KINDS:
        asked["radius"] = kind
    for name, known in (
        ("tab", TABS),
        ("basis", BASES),
        ("technology", TECHNOLOGIES),
        ("environment", ENVIRONMENTS),
    ):
        if address.get(name) in known:
            asked[name] = address[name]
    for name, text, low, high in (
        ("metres", metres, *METRES),
        ("band", address.get("band", ""), 100, 100_000),
        ("k", address.get("k", ""), 1, 20),
        ("m", address.get("m", ""), 0, 10),
        ("until", address.get("until", ""), 2000, 2100),
        ("below", address.get("below", ""), 1, 100),
        ("planned", address.get("planned", ""), 2000, 2100),
    ):
        number = _whole(text)
        if number is not None and low <= number <= high:
            asked[name] = number
    if address.get("sites"):
        asked["sites"] = tuple(address["sites"].split(",")[:10])
    if address.get("operators"):
        asked["operators"] = tuple(each[:60] for each in address["operators"].split("|")[:20])
    pairs = [each.partition(":") for each in address.get("siting", "").split(",") if each]
    asked["siting"] = {name: value for name, _, value in pairs[:10] if len(name + value) < 80}
    asked["overrides"] = _overrides(address.get("presets", ""))
    asked["within"] = unpack_ring(address.get("within"))
    asked["plan"] = unpack_changes(address.get("plan"))
    return asked


def _overrides(text: str) -> dict[str, float]:
    pairs = [each.partition(":") for each in text.split(",") if each]
    read = {name: _whole(metres) for name, _, metres in pairs if name in presets()}
    low, high = PRESET_METRES
    return {name: float(m) for name, m in read.items() if m is not None and low <= m <= high}


def _whole(text: str) -> int | None:
    """A whole number of an address; none of more digits than any of ours has."""
    return int(text) if len(text) < 10 and text.isascii() and text.isdigit() else None
