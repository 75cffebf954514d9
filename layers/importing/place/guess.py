"""The coordinate system of a file that does not say it: guessed where the rows prove it, asked otherwise."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import shapely

from layers.importing.ground import Ground
from layers.importing.place.candidate import Candidate
from layers.importing.place.candidates import candidates_for
from layers.importing.place.declared import Named, find_named
from layers.importing.place.positions import crs_of, representative_xy, sample_rows
from layers.importing.place.scoring import Scored, score
from layers.importing.report import Finding

_MOST_SHOWN = 10
_ENOUGH_FEATURES = 5
_ENOUGH_INSIDE, _ENOUGH_NEAR = 0.5, 0.8
_SAME_PLACE_M = 2.0


@dataclass(frozen=True)
class Sample:
    """Coordinates of some rows, in the numbers of the file; of those that name their area, if any do.

    Attributes
    ----------
    rows : int array (n,)
    xy : float array (n, 2)
        Finite.
    shaped : int
        How many rows of the file have a position.
    named : Named or None
    """

    rows: np.ndarray
    xy: np.ndarray
    shaped: int
    named: Named | None = None

    @property
    def telling(self) -> int:
        """How many of the rows name a known area."""
        return 0 if self.named is None else int(self.named.rows[self.rows].sum())


def take_sample(raw: gpd.GeoDataFrame, *, named: Named | None = None) -> Sample:
    """At most 2,000 rows that have a position, evenly over the file."""
    geoms = np.asarray(raw.geometry.values)
    usable = ~(shapely.is_missing(geoms) | shapely.is_empty(geoms))
    shaped = int(usable.sum())
    if named is not None and (usable & named.rows).any():
        usable &= named.rows
    rows = sample_rows(usable)
    xy = representative_xy(geoms[rows])
    finite = np.isfinite(xy).all(axis=1)
    return Sample(rows[finite], xy[finite], shaped, named)


@dataclass(frozen=True)
class Guess:
    """The readings of a file, best first, and whether the rows prove the first."""

    scored: list[Scored]
    sample: Sample

    @property
    def candidates(self) -> list[Candidate]:
        return [each.candidate for each in self.scored]

    @property
    def proven(self) -> bool:
        """Whether enough features lie where they say by the first reading, and by no other elsewhere."""
        if not self.scored or not self.sample.telling:
            return False
        best, *rivals = self.scored
        few = self.sample.telling < min(_ENOUGH_FEATURES, self.sample.shaped)
        if few or best.share < _ENOUGH_INSIDE or best.near < _ENOUGH_NEAR:
            return False
        return not any(rival.apart_m(best) > _SAME_PLACE_M for rival in rivals)

    @property
    def apart(self) -> str:
        """How far each other reading lies from the first: ``3405: 698 m, 32648: 803 m``."""
        best, *rivals = self.scored
        return ", ".join(f"{each.candidate.id}: {metres(each.apart_m(best))}" for each in rivals)


def guess(
    raw: gpd.GeoDataFrame,
    ground: Ground,
    *,
    readings: Sequence[Candidate] | None = None,
    columns: Mapping[str, str] | None = None,
) -> Guess:
    """Score the readings of a file: `readings`, in their order, or all that lead into the country.

    Of all only those stay that agree with the rows about as well as the best one.
    """
    if readings is None and not candidates_for(take_sample(raw).xy):
        return Guess([], take_sample(raw))
    sample = take_sample(raw, named=find_named(raw, ground, columns=columns))
    found = candidates_for(sample.xy) if readings is None else readings
    scored = score(found, sample.xy, named=sample.named, rows=sample.rows)
    if readings is not None:
        known = {reading.id: place for place, reading in enumerate(readings)}
        scored = sorted(scored, key=lambda each: known[each.candidate.id])
    elif scored:
        scored = [each for each in scored if each.fits_like(_best(scored))]
    return Guess(scored[:_MOST_SHOWN], sample)


def guessed_finding(guess: Guess) -> Finding:
    best = guess.scored[0]
    params = {
        "system": system(best.candidate),
        "percent": round(100 * best.share),
        "count": guess.sample.telling,
        "column": guess.sample.named.column,
    }
    return Finding("crs.guessed", "warning", params=params)


def undecided_finding(guess: Guess) -> Finding:
    """Why nothing is placed: no reading fits, one fits without proof, or several fit."""
    if not guess.scored:
        return Finding("crs.missing", "error")
    best = guess.scored[0].candidate
    if len(guess.scored) == 1:
        return Finding("crs.unproven", "error", params={"system": system(best)})
    params = {"system": system(best), "count": len(guess.scored), "apart": guess.apart}
    return Finding("crs.ambiguous", "error", params=params)


def system(candidate: Candidate) -> str:
    """How a reading is called: ``EPSG:5899+swapped (VN-2000 / TM-3 107-45)``."""
    return f"EPSG:{candidate.id} ({crs_of(candidate.epsg).name})"


def metres(distance: float) -> str:
    """A distance in a list, in metres or kilometres, alike in both languages."""
    if not np.isfinite(distance):
        return "?"
    return f"{distance:.0f} m" if distance < 10_000 else f"{distance / 1000:.0f} km"


def _best(scored: list[Scored]) -> Scored:
    return max(scored, key=lambda each: (each.share, each.near or 0.0))
