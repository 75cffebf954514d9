"""Radii of assumed reach by technology, band, environment and height: rules of thumb that a user may change."""

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from types import MappingProxyType

from layers.settings import REFERENCE

DENSE_URBAN, URBAN, RURAL, ANY = "dense_urban", "urban", "rural", "any"
ENVIRONMENTS = (DENSE_URBAN, URBAN, RURAL)
TECHNOLOGIES = ("2G", "3G", "4G", "5G")
RULE_OF_THUMB, SMALL_CELL, LAYOUT = "rule_of_thumb", "small_cell", "layout"
LOW_MAST_M, HIGH_MAST_M = 15.0, 45.0
"""Antennas at or below the first height get the least radius of a range, those at or above the second the most.
Our own assumption: no Vietnamese rule says how far reach grows with height."""
USUAL_BAND_MHZ = MappingProxyType({"2G": 900, "3G": 2100, "4G": 1800, "5G": 3500})
"""The band taken where nobody recorded one; an assumption that is said."""


@dataclass(frozen=True)
class Preset:
    """A radius to begin with.

    Attributes
    ----------
    technologies : tuple of str
    band_mhz : (float, float) or None
        None: any band.
    environment : str
        One of `ENVIRONMENTS`, or ``any``.
    radius_m, low_m, high_m : float
        The middle of the range and its ends, in metres.
    kind : str
        ``rule_of_thumb``; ``small_cell``; ``layout``: the reach of a hexagon of sites in an ITU layout,
        only offered as a fixed radius.
    assumption : bool
    source, certainty : str
        As ``data/reference/coverage_rules.csv`` says, rule number `rule`.
    """

    id: str
    technologies: tuple[str, ...]
    band_mhz: tuple[float, float] | None
    environment: str
    radius_m: float
    low_m: float
    high_m: float
    kind: str
    assumption: bool
    rule: int
    source: str
    certainty: str


@lru_cache
def presets() -> Mapping[str, Preset]:
    """All presets by id, in the order of ``reach_presets.csv``."""
    with (REFERENCE / "reach_presets.csv").open(encoding="utf-8", newline="") as file:
        found = [_preset(row) for row in csv.DictReader(file)]
    return MappingProxyType({preset.id: preset for preset in found})


def preset_of(
    technology: str | None,
    band_mhz: float | None,
    environment: str,
    *,
    small_cell: bool = False,
) -> Preset | None:
    """The preset that fits; None where there is none for the band.

    A band carries as far whatever is sent in it, so a technology without a preset of its own in the
    band takes that of the band. Without a band `USUAL_BAND_MHZ` of the technology counts.
    """
    if small_cell:
        return next(p for p in presets().values() if p.kind == SMALL_CELL)
    band = USUAL_BAND_MHZ.get(technology or "") if band_mhz is None else band_mhz
    if band is None:
        return None
    fits = [
        p
        for p in presets().values()
        if p.kind == RULE_OF_THUMB
        and p.band_mhz[0] <= band <= p.band_mhz[1]
        and p.environment in (environment, ANY)
    ]
    own = [p for p in fits if technology in p.technologies]
    return next(iter(own or fits), None)


def radius_of(
    technology: str | None,
    band_mhz: float | None,
    environment: str,
    height_m: float | None = None,
    *,
    small_cell: bool = False,
    overrides: Mapping[str, float] | None = None,
) -> float | None:
    """The assumed reach in metres; None where no preset fits.

    Parameters
    ----------
    height_m : float, optional
        Of the antenna above ground. It moves the radius from the least of the preset's range (at
        `LOW_MAST_M` and below) to the most (at `HIGH_MAST_M` and above); unknown gives the middle.
    overrides : mapping
        Preset id -> metres, as a user set them; height does not change those.

    Examples
    --------
    >>> radius_of("4G", 1800, "urban"), radius_of("4G", 1800, "urban", 45)
    (700.0, 1000.0)
    """
    preset = preset_of(technology, band_mhz, environment, small_cell=small_cell)
    if preset is None:
        return None
    if overrides and preset.id in overrides:
        return float(overrides[preset.id])
    if height_m is None or height_m != height_m:
        return preset.radius_m
    part = min(max((height_m - LOW_MAST_M) / (HIGH_MAST_M - LOW_MAST_M), 0.0), 1.0)
    return preset.low_m + part * (preset.high_m - preset.low_m)


def _preset(row: dict[str, str]) -> Preset:
    low, high = row["band_mhz_low"], row["band_mhz_high"]
    return Preset(
        id=row["id"],
        technologies=tuple(filter(None, row["technology"].split(";"))),
        band_mhz=(float(low), float(high)) if low else None,
        environment=row["environment"],
        radius_m=float(row["radius_m"]),
        low_m=float(row["low_m"]),
        high_m=float(row["high_m"]),
        kind=row["kind"],
        assumption=row["assumption"] == "yes",
        rule=int(row["rule"]),
        source=row["source"],
        certainty=row["certainty"],
    )
