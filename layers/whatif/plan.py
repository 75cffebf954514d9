"""A plan: sites added, moved and removed, in order, each step of which can be taken back."""

import math
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field, fields, replace

import geopandas as gpd
import pandas as pd
import shapely

from layers.coverage.question import LONGEST_RADIUS_M
from layers.errors import BadOption

ADD, MOVE, REMOVE = "add", "move", "remove"
KINDS = (ADD, MOVE, REMOVE)
MOST_CHANGES = 2_000


@dataclass(frozen=True)
class Change:
    """One change of a plan.

    Attributes
    ----------
    kind : {"add", "move", "remove"}
    key : str
        The id of a site: that of the layer (`layers.coverage.sites.Sites`, ``site``), or a new one.
    lon, lat : float or None
        Degrees; where it is added or moved to.
    radius_m : float or None
        How far an added site reaches; None: as the question has it for all.
    operator : str or None
        Of an added site; None is unknown, which counts as a site and as no operator.
    year : int or None
        When an added site is planned to stand.

    Raises
    ------
    BadOption
        If it is none: a place that is not on earth, a radius that is not above 0, an operator that is no text.
    """

    kind: str
    key: str
    lon: float | None = None
    lat: float | None = None
    radius_m: float | None = None
    operator: str | None = None
    year: int | None = None

    def __post_init__(self):
        if self.kind not in KINDS or not str(self.key).strip():
            raise BadOption(option=f"--{self.kind}", value=self.key)
        if self.kind != REMOVE and not _is_place(self.lon, self.lat):
            raise BadOption(option=f"--{self.kind}", value=f"{self.key} = {self.lon}, {self.lat}")
        if self.radius_m is not None and not _within(self.radius_m, 0, LONGEST_RADIUS_M):
            raise BadOption(option="--add", value=f"{self.key}: {self.radius_m}")
        for value, kind in ((self.operator, str), (self.year, int)):
            if value is not None and not isinstance(value, kind):
                raise BadOption(option=f"--{self.kind}", value=f"{self.key}: {str(value)[:40]}")


@dataclass(frozen=True)
class Plan:
    """Changes in order; `undone` are those that were taken back and can be made again.

    Examples
    --------
    >>> plan = Plan().with_change(Change("add", "n1", 108.2, 16.05, 500))
    >>> len(plan), len(plan.undo()), len(plan.undo().redo())
    (1, 0, 1)
    """

    changes: tuple[Change, ...] = ()
    undone: tuple[Change, ...] = field(default=())

    def __len__(self) -> int:
        return len(self.changes)

    def __iter__(self) -> Iterator[Change]:
        return iter(self.changes)

    def with_change(self, change: Change) -> "Plan":
        """One change more; what was taken back before cannot be made again then.

        Raises
        ------
        BadOption
            If there are `MOST_CHANGES` already.
        """
        if len(self.changes) >= MOST_CHANGES:
            raise BadOption(option=f"--{change.kind}", value=f"> {MOST_CHANGES}")
        return Plan((*self.changes, change))

    def undo(self) -> "Plan":
        """Without the last change."""
        if not self.changes:
            return self
        return Plan(self.changes[:-1], (*self.undone, self.changes[-1]))

    def redo(self) -> "Plan":
        """With the change that was taken back last."""
        if not self.undone:
            return self
        return Plan((*self.changes, self.undone[-1]), self.undone[:-1])

    def until(self, year: int | None) -> "Plan":
        """Without what is added later than in a year; a change without a year stays."""
        if year is None:
            return self
        return replace(
            self, changes=tuple(c for c in self.changes if c.year is None or c.year <= year)
        )

    def new_key(self) -> str:
        """An id that no change of the plan has."""
        taken = {change.key for change in (*self.changes, *self.undone)}
        number = len(self.changes) + 1
        while f"new-{number}" in taken:
            number += 1
        return f"new-{number}"

    def to_json(self) -> list[dict]:
        """Plain texts and numbers; `from_json` reads it. What was taken back is not in it."""
        return [
            {k: v for k, v in asdict(change).items() if v is not None} for change in self.changes
        ]

    @classmethod
    def from_json(cls, content: list[dict]) -> "Plan":
        """The plan that was written down.

        Raises
        ------
        BadOption
            If it is none.
        """
        known = {f.name for f in fields(Change)}
        if not isinstance(content, list) or len(content) > MOST_CHANGES:
            raise BadOption(option="plan", value=type(content).__name__)
        changes = []
        for part in content:
            if not isinstance(part, dict) or set(part) - known or not {"kind", "key"} <= set(part):
                raise BadOption(option="plan", value=str(part)[:80])
            changes.append(Change(**part))
        return cls(tuple(changes))

    def to_frame(self) -> gpd.GeoDataFrame:
        """The sites that are new or stand elsewhere in the end, as rows of ``planned_site``; EPSG:4326."""
        last: dict[str, Change] = {}
        for change in self.changes:
            if change.kind == REMOVE:
                last.pop(change.key, None)
            elif change.kind == MOVE and change.key in last:
                last[change.key] = replace(last[change.key], lon=change.lon, lat=change.lat)
            else:
                last[change.key] = change
        rows = list(last.values())
        table = {
            "feature_id": pd.array([c.key for c in rows], dtype="string"),
            "operator": pd.array([c.operator for c in rows], dtype="string"),
            "status": pd.array(["planned"] * len(rows), dtype="string"),
            "planned_year": pd.array([c.year for c in rows], dtype="Int64"),
            "radius_m": pd.array([c.radius_m for c in rows], dtype="Float64"),
        }
        points = [shapely.Point(c.lon, c.lat) for c in rows]
        return gpd.GeoDataFrame(table, geometry=points, crs=4326)


def _is_place(lon, lat) -> bool:
    return _within(lon, -180, 180, closed=True) and _within(lat, -90, 90, closed=True)


def _within(value, low: float, high: float, *, closed: bool = False) -> bool:
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        return False
    return low <= value <= high if closed else low < value <= high
