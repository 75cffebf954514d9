"""What is asked of siting: how many sites or how much reached, among which candidates, by which rules."""

import math
from dataclasses import asdict, dataclass, field, fields

from layers.coverage.question import AREA, LONGEST_RADIUS_M, ReachQuestion
from layers.errors import BadOption, BadSiting

LAYER, GRID, PUBLIC = "layer", "grid", "public"
SHORTEST_GRID_M = 50.0
LONGEST_SEARCH_S = 600.0


@dataclass(frozen=True)
class SitingQuestion:
    """What is asked.

    Attributes
    ----------
    reach : ReachQuestion
        Which areas, whose ground, people or premises, and which sites stand. A drawn area (``within``)
        takes the place of the areas.
    new_sites : int or None
        The best so many sites (maximal covering).
    target_share : float or None
        The fewest sites with which at least this share is reached (set covering). One of the two.
    candidates : str
        ``layer:ID``, ``grid:METRES``, or ``public``: what is known of public buildings.
    radius_m : float or None
        How far a new site is assumed to reach; by default the fixed radius of `reach`.
    capacity : int or None
        People or premises that a new site can serve.
    spacing_m : float or None
        New sites keep this distance from one another and from those that stand.
    time_limit_s : float
        Of the search; what it gives then is the best found, with its gap.

    Raises
    ------
    BadOption
        If a part is out of range, or two parts do not go together.
    """

    reach: ReachQuestion = field(default_factory=ReachQuestion)
    new_sites: int | None = None
    target_share: float | None = None
    candidates: str = "grid:500"
    radius_m: float | None = None
    capacity: int | None = None
    spacing_m: float | None = None
    time_limit_s: float = 30.0

    def __post_init__(self):
        if (self.new_sites is None) == (self.target_share is None):
            raise BadOption(option="--new / --target", value="–")
        for option, value, good in (
            ("--new", self.new_sites, lambda v: float(v).is_integer() and v >= 1),
            ("--target", self.target_share, lambda v: 0 < v <= 1),
            ("--reach-of-new", self.radius_m, lambda v: 0 < v <= LONGEST_RADIUS_M),
            ("--capacity", self.capacity, lambda v: v > 0),
            ("--spacing", self.spacing_m, lambda v: 0 < v <= LONGEST_RADIUS_M),
            ("--time-limit", self.time_limit_s, lambda v: 0 < v <= LONGEST_SEARCH_S),
        ):
            if value is not None and not (_is_number(value) and good(value)):
                raise BadOption(option=option, value=value)
        self._check_together()
        self.source()

    def _check_together(self) -> None:
        if self.reach.operators_at_least > 1:
            # A new site is of one operator, and nobody said of which.
            raise BadSiting("operators", least=self.reach.operators_at_least)
        if self.capacity is not None and self.reach.basis == AREA:
            raise BadSiting("capacity_of_ground")
        if self.capacity is not None and self.reach.sites_at_least > 1:
            raise BadSiting("capacity_of_several")
        if self.new_radius_m is None:
            raise BadSiting("no_radius")

    @property
    def new_radius_m(self) -> float | None:
        """How far a new site reaches, in metres."""
        return self.reach.radius.metres if self.radius_m is None else self.radius_m

    def source(self) -> tuple[str, str | float | None]:
        """Where candidates come from: ``layer`` and its id, ``grid`` and its metres, or ``public``."""
        kind, _, rest = self.candidates.partition(":")
        if kind == PUBLIC and not rest:
            return PUBLIC, None
        if kind == LAYER and rest:
            return LAYER, rest
        if kind == GRID:
            try:
                metres = float(rest)
            except ValueError:
                metres = math.nan
            if SHORTEST_GRID_M <= metres <= LONGEST_RADIUS_M:
                return GRID, metres
        raise BadOption(option="--candidates", value=self.candidates)

    def to_json(self) -> dict:
        """Plain lists, numbers and texts; `from_json` reads it."""
        return asdict(self) | {"reach": self.reach.to_json()}

    @classmethod
    def from_json(cls, content: dict) -> "SitingQuestion":
        """The question that was written down.

        Raises
        ------
        BadOption
            If it is none.
        """
        known = {f.name for f in fields(cls)}
        if not isinstance(content, dict) or set(content) - known:
            raise BadOption(option="siting", value=str(content)[:80])
        reach = ReachQuestion.from_json(content.get("reach", {}))
        return cls(**(content | {"reach": reach}))


def _is_number(value) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)
