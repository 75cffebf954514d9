"""How well each reading of the coordinates agrees with what the rows say of where they lie."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import shapely

from geo.measure import WGS84 as ELLIPSOID
from geo.vn2000 import VN2000_TM3
from layers.importing.place.candidate import Candidate
from layers.importing.place.candidates import province_zone
from layers.importing.place.declared import Named, inside_named
from layers.importing.place.names import zones_of
from layers.importing.place.positions import lonlat

NEAR_M = 3_000
_DEGREE_M = 110_000
_AS_WELL = 0.9
# Within this two readings cannot be told apart by the areas: their lines and the rows are no better.
_BESIDE_M = 2_000


@dataclass(frozen=True)
class Scored:
    """A reading with what speaks for it.

    Attributes
    ----------
    positions : float array (n, 2)
        Of the sample, longitude and latitude.
    near : float or None
        Share of the features that lie in, or at most `NEAR_M` from, an area they name.
    own_zone : bool
        It is a zone of the province that the rows name, or, where none does, that it leads to.
    """

    candidate: Candidate
    positions: np.ndarray
    near: float | None
    own_zone: bool

    @property
    def share(self) -> float:
        return self.candidate.share_inside or 0.0

    def fits_like(self, best: "Scored") -> bool:
        """Whether it agrees with the rows about as well as `best`, or lies beside it."""
        if self.near is None or best.near is None:
            return True
        if self.near < _AS_WELL * best.near:
            return False
        return self.share >= _AS_WELL * best.share or self.apart_m(best) <= _BESIDE_M

    def apart_m(self, other: "Scored") -> float:
        """Metres between the two readings, the median over the sample."""
        both = np.isfinite(self.positions) & np.isfinite(other.positions)
        rows = both.all(axis=1)
        if not rows.any():
            return float("inf")
        here, there = self.positions[rows], other.positions[rows]
        return float(np.median(ELLIPSOID.inv(*here.T, *there.T)[2]))


def score(
    candidates: Sequence[Candidate], xy: np.ndarray, *, named: Named | None, rows: np.ndarray
) -> list[Scored]:
    """The readings with their shares, best first.

    Parameters
    ----------
    xy : float array (n, 2)
        A sample of the coordinates, in the numbers of the file.
    rows : int array (n,)
        The rows it is of.
    """
    official = _official_zones(named, rows)
    scored = [_scored(each, xy, named, rows, official) for each in candidates]
    top = max((each.share for each in scored), default=0.0)

    def rank(each: Scored) -> tuple:
        return (
            each.share < _AS_WELL * top,
            not each.own_zone,
            -each.share,
            -(each.near or 0.0),
            each.candidate.epsg in VN2000_TM3,
        )

    return sorted(scored, key=rank)


def _scored(
    candidate: Candidate,
    xy: np.ndarray,
    named: Named | None,
    rows: np.ndarray,
    official: frozenset[int],
) -> Scored:
    positions = lonlat(xy, candidate)
    own = candidate.epsg in official if official else _own_zone(candidate.epsg, positions)
    telling = named.rows[rows] if named is not None else np.zeros(len(rows), dtype=bool)
    if not telling.any():
        why = "own_zone" if own else candidate.why
        return Scored(replace(candidate, why=why), positions, None, own)
    inside = inside_named(named, rows[telling], positions[telling])
    near = inside.copy()
    near[~inside] = _near(named, rows[telling][~inside], positions[telling][~inside])
    why = "in_named_area" if inside.any() else "own_zone" if own else candidate.why
    told = replace(candidate, share_inside=float(inside.mean()), why=why)
    return Scored(told, positions, float(near.mean()), own)


def _official_zones(named: Named | None, rows: np.ndarray) -> frozenset[int]:
    """The TM-3 zones of the provinces in which the areas lie that the rows name."""
    if named is None:
        return frozenset()
    codes = named.areas.frame["province_code"].iloc[np.unique(named.pairs(rows)[1])]
    return zones_of(frozenset(codes.dropna()))


def _own_zone(epsg: int, positions: np.ndarray) -> bool:
    if epsg not in VN2000_TM3 or not np.isfinite(positions).all(axis=1).any():
        return False
    finite = positions[np.isfinite(positions).all(axis=1)]
    return province_zone(*np.median(finite, axis=0)) == epsg


def _near(named: Named, rows: np.ndarray, positions: np.ndarray) -> np.ndarray:
    """Whether each position is at most `NEAR_M` from an area its row names."""
    pair, area = named.pairs(rows)
    shapes = np.asarray(named.areas.frame.geometry.values)
    reach = NEAR_M / _DEGREE_M
    west, south, east, north = shapely.bounds(shapes[area]).T
    x, y = positions[pair].T
    close = (west - reach <= x) & (x <= east + reach) & (south - reach <= y) & (y <= north + reach)
    # A box around the area first: distances to far areas are dear and decide nothing.
    pair, area = pair[close], area[close]
    reached = shapely.dwithin(shapes[area], shapely.points(positions[pair]), reach)
    return np.bincount(pair[reached], minlength=len(rows)) > 0
