"""What is asked about reach: of which sites, how far, over which areas, by which basis."""

import hashlib
import json
import math
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields
from numbers import Integral

from layers.cards import COUNTRY
from layers.coverage.presets import ENVIRONMENTS, TECHNOLOGIES, presets
from layers.errors import BadOption

AREA, PEOPLE, PREMISES = "area", "people", "premises"
BASES = (AREA, PEOPLE, PREMISES)
FIXED, FIELD, PRESET = "fixed", "field", "preset"
RADIUS_KINDS = (FIXED, FIELD, PRESET)
LONGEST_RADIUS_M = 100_000.0
DEFAULT_RADIUS_M = 500.0
_MOST = 1_000_000


@dataclass(frozen=True)
class RadiusRule:
    """How far a site is assumed to reach.

    Attributes
    ----------
    kind : {"fixed", "field", "preset"}
        ``fixed``: `metres` for every site. ``field``: the site's own ``radius_m``; where it has none,
        `metres` if given, else the site is left out. ``preset``: `layers.coverage.presets`.
    metres : float or None
    overrides : mapping
        Preset id -> metres, where the user changed one.

    Raises
    ------
    BadOption
    """

    kind: str = FIXED
    metres: float | None = None
    overrides: Mapping[str, float] = field(default_factory=dict)

    def __post_init__(self):
        if self.kind not in RADIUS_KINDS:
            raise BadOption(option="--radius-by", value=self.kind)
        if self.kind == FIXED and self.metres is None:
            raise BadOption(option="--radius", value="–")
        for metres in [self.metres, *self.overrides.values()]:
            if metres is not None and not _is_radius(metres):
                raise BadOption(option="--radius", value=metres)
        unknown = set(self.overrides) - set(presets())
        if unknown:
            raise BadOption(option="--preset", value=", ".join(sorted(unknown)))


@dataclass(frozen=True)
class ReachQuestion:
    """What is asked.

    Attributes
    ----------
    areas : str
        A boundary layer.
    city : str
        Today's province code, or ``VN``.
    within : dict or None
        A drawn GeoJSON Polygon or MultiPolygon (EPSG:4326): one more row, ``drawn``.
    sites : tuple of str
        Layers of points.
    basis : {"area", "people", "premises"}
    people : str or None
        Where people or premises are counted: a layer, or the path of a GeoTIFF. None: the best there is.
    technology, band_mhz, operators
        Sites that are not of them are left out; nothing given takes all.
    environment : str or None
        Which presets count for all sites; None: by the kind of commune that each stands in.
    radius : RadiusRule
    sites_at_least, operators_at_least : int
        Reached means: by so many sites of so many operators. 0 operators: no condition on operators.
    planned_until : int or None
        Sites planned for this year or an earlier one stand too. Sites of the layer ``planned_site``
        stand whatever their year where it is None.

    Raises
    ------
    BadOption
        If a part is out of range.
    """

    areas: str = "admin_commune"
    city: str = COUNTRY
    within: dict | None = None
    sites: tuple[str, ...] = ("bts_site",)
    basis: str = AREA
    people: str | None = None
    technology: str | None = None
    band_mhz: int | None = None
    operators: tuple[str, ...] = ()
    environment: str | None = None
    radius: RadiusRule = field(default_factory=lambda: RadiusRule(FIXED, DEFAULT_RADIUS_M))
    sites_at_least: int = 1
    operators_at_least: int = 0
    planned_until: int | None = None

    def __post_init__(self):
        object.__setattr__(self, "sites", tuple(dict.fromkeys(self.sites)))
        object.__setattr__(self, "operators", tuple(dict.fromkeys(self.operators)))
        for option, value, allowed in (
            ("--basis", self.basis, BASES),
            ("--technology", self.technology, (None, *TECHNOLOGIES)),
            ("--environment", self.environment, (None, *ENVIRONMENTS)),
        ):
            if value not in allowed:
                raise BadOption(option=option, value=value)
        if not self.sites:
            raise BadOption(option="--sites", value="–")
        for option, value, least in (
            ("--sites-at-least", self.sites_at_least, 1),
            ("--operators-at-least", self.operators_at_least, 0),
            ("--planned-until", 0 if self.planned_until is None else self.planned_until, 0),
            ("--band", 0 if self.band_mhz is None else self.band_mhz, 0),
        ):
            if not (_is_whole(value) and least <= value <= _MOST):
                raise BadOption(option=option, value=str(value)[:40])
        for option, value in (
            ("--people", "" if self.people is None else self.people),
            ("--areas", self.areas),
            ("--city", self.city),
        ):
            if not isinstance(value, str):
                raise BadOption(option=option, value=str(value)[:40])

    @property
    def key(self) -> str:
        """Names the question; alike questions have one."""
        text = json.dumps(self.to_json(), sort_keys=True, ensure_ascii=False)
        return hashlib.sha256(text.encode()).hexdigest()[:24]

    def to_json(self) -> dict:
        """Plain lists, numbers and texts; `from_json` reads it."""
        content = asdict(self)
        content["radius"]["overrides"] = dict(self.radius.overrides)
        return content | {"sites": list(self.sites), "operators": list(self.operators)}

    @classmethod
    def from_json(cls, content: dict) -> "ReachQuestion":
        """The question that was written down.

        Raises
        ------
        BadOption
            If it is none: the part that is wrong is named.
        """
        known = {f.name for f in fields(cls)}
        if not isinstance(content, dict) or set(content) - known:
            odd = set(content) - known if isinstance(content, dict) else {type(content).__name__}
            raise BadOption(option="question", value=", ".join(sorted(map(str, odd))))
        parts = dict(content)
        try:
            if "radius" in parts:
                parts["radius"] = RadiusRule(**parts["radius"])
            for name in ("sites", "operators"):
                if isinstance(parts.get(name), str):
                    raise BadOption(option=f"--{name}", value=parts[name])
                if name in parts:
                    parts[name] = tuple(map(str, parts[name]))
            return cls(**parts)
        except (TypeError, ValueError, AttributeError) as fault:
            raise BadOption(option="question", value=str(fault)) from fault


def _is_whole(value) -> bool:
    return isinstance(value, Integral) and not isinstance(value, bool)


def _is_radius(metres) -> bool:
    return (
        isinstance(metres, int | float)
        and not isinstance(metres, bool)
        and math.isfinite(metres)
        and 0 < metres <= LONGEST_RADIUS_M
    )
