"""What shares are taken of: ground, people or premises, and what there is of it in each area."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

import numpy as np
import shapely

from geo.reach import Discs, reached_share
from layers.atlas import Atlas, Snapshot
from layers.coverage.answer import Said
from layers.coverage.ground import Ground
from layers.coverage.people import counted_points, counted_polygons, outside_all
from layers.coverage.question import AREA, PEOPLE, ReachQuestion
from layers.errors import NoPeople, UnknownLayer
from layers.inputs import Input, make_file_input, make_input

GRID_ENDINGS = (".tif", ".tiff")
PEOPLE_POINTS, PEOPLE_AREAS, PREMISE = "population_point", "population_area", "premise"


class Base(Protocol):
    """Amounts of one `Ground`.

    Attributes
    ----------
    total : ndarray of float, one for each area
        NaN where nobody counted.
    unknown_ground : ndarray of float
        The share of the area's ground of which nothing is said.
    uncounted : ndarray of int
        Records in the area whose amount is not known.
    left_out : list of (why, count, amount)
    rows : int
        How many records or cells counted.
    """

    total: np.ndarray
    unknown_ground: np.ndarray
    uncounted: np.ndarray
    left_out: list
    rows: int

    def reached(self, discs: Discs, sites: int, operators: int) -> np.ndarray:
        """The amount of each area within reach of so many sites and operators."""
        ...

    def inside(self, region: shapely.Geometry) -> np.ndarray:
        """The amount of each area inside a polygon, in the plane of the ground."""
        ...


@dataclass(frozen=True)
class Bases:
    """A base for each ground of a question, and where they come from."""

    source: str
    bases: list
    inputs: tuple[Input, ...] = ()
    notes: tuple[Said, ...] = ()
    assumptions: tuple[Said, ...] = ()


@dataclass(frozen=True)
class GroundBase:
    """Square metres on the ellipsoid; shares are taken in the plane, whose scale they do not feel."""

    ground: Ground
    total: np.ndarray
    left_out: list = field(default_factory=list)

    @property
    def rows(self) -> int:
        return len(self.total)

    @property
    def unknown_ground(self) -> np.ndarray:
        return np.zeros(len(self.total))

    @property
    def uncounted(self) -> np.ndarray:
        return np.zeros(len(self.total), dtype=int)

    def reached(self, discs: Discs, sites: int, operators: int) -> np.ndarray:
        share = reached_share(
            discs, self.ground.plane, sites_at_least=sites, operators_at_least=operators
        )
        return self.total * share

    def inside(self, region: shapely.Geometry) -> np.ndarray:
        shapes = self.ground.plane.values
        whole = shapely.area(shapes)
        part = shapely.area(shapely.intersection(shapes, region))
        share = np.divide(part, whole, out=np.full(len(whole), np.nan), where=whole > 0)
        return self.total * np.minimum(share, 1.0)


def bases_of(
    atlas: Atlas, snapshot: Snapshot, question: ReachQuestion, grounds: list[Ground]
) -> Bases:
    """What the shares of a question are taken of.

    Raises
    ------
    NoPeople
        If nobody is counted in the areas, by the source that is named or by any there is.
    UnknownLayer, UnknownField, BadGrid
    """
    if question.basis == AREA:
        return Bases(AREA, [GroundBase(ground, ground.area_m2) for ground in grounds])
    if question.people is not None:
        found = _of_source(atlas, snapshot, question, grounds, question.people)
        if not _holds_any(found):
            raise NoPeople(source=found.source)
        return found
    for source in _sources(atlas, snapshot, question):
        found = _of_source(atlas, snapshot, question, grounds, source)
        if _holds_any(found):
            return found
    raise NoPeople(source="–")


def is_grid(people: str | None) -> bool:
    """Whether people are counted in a file rather than in a layer."""
    return people is not None and people.lower().endswith(GRID_ENDINGS)


def _sources(atlas: Atlas, snapshot: Snapshot, question: ReachQuestion) -> list[str]:
    """Where people may be counted, the finest first."""
    wanted = (PEOPLE_POINTS, PEOPLE_AREAS) if question.basis == PEOPLE else (PREMISE,)
    found = [layer for layer in wanted if snapshot.has(layer)]
    spec = atlas.store.specs[question.areas]
    own = question.basis == PEOPLE and spec.field("population") is not None
    return found + ([question.areas] if own else [])


def _of_source(atlas, snapshot, question, grounds: list[Ground], source: str) -> Bases:
    if is_grid(source):
        from layers.coverage.raster import grid_bases

        bases = grid_bases(Path(source), grounds)
        cells = sum(base.rows for base in bases)
        return Bases(
            source=Path(source).name,
            bases=bases,
            inputs=(make_file_input(Path(source), cells),),
            notes=(Said("coverage.note.grid_counts"),),
            assumptions=(Said("coverage.assumption.even_in_cells"),),
        )
    if not snapshot.has(source) or atlas.store.specs[source].kind not in ("point", "area"):
        raise UnknownLayer(layer=source, known=", ".join(snapshot.versions))
    layer = atlas.frame(snapshot.versions[source])
    points = atlas.store.specs[source].kind == "point"
    make = counted_points if points else counted_polygons
    bases = [make(layer, source, ground, question) for ground in grounds]
    own = [base for base, ground in zip(bases, grounds, strict=True) if not ground.is_drawn]
    if points and own:
        # A point outside the areas of one city may stand in those of another: told once, of all.
        own[0].left_out.extend(outside_all(own))
    rows = sum(base.rows for base in own)
    spread = () if points else (Said("coverage.assumption.even_spread"),)
    return Bases(source, bases, (make_input(snapshot, source, rows),), assumptions=spread)


def _holds_any(found: Bases) -> bool:
    return any(np.nansum(base.total) > 0 for base in found.bases)
