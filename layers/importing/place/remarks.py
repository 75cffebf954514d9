"""What is told of the way coordinates were read."""

from layers.importing.place.candidate import Candidate
from layers.importing.place.guess import Guess, system
from layers.importing.place.positions import crs_of, is_hn72
from layers.importing.place.prj import NO_SHIFT, REBUILT, Judged
from layers.importing.report import Finding


def turned(candidate: Candidate) -> list[Finding]:
    """What was done to the numbers before they were read in their system."""
    found = []
    if candidate.swapped:
        found.append(Finding("crs.swapped", "warning"))
    if candidate.factor != 1:
        unit = "mm" if candidate.factor < 1 else "km"
        found.append(Finding("crs.unit", "warning", params={"unit": unit}))
    if candidate.zone_prefix:
        found.append(Finding("crs.zone_prefix", "warning"))
    if is_hn72(crs_of(candidate.epsg)):
        found.append(Finding("crs.hn72", "warning", value=system(candidate)))
    return found


def rebuilt(judged: Judged) -> list[Finding]:
    if judged.how != REBUILT:
        return []
    params = {"system": system(Candidate(judged.epsg))}
    return [Finding("crs.prj_rebuilt", "warning", value=judged.name, params=params)]


def lost_datum(judged: Judged, guessed: Guess) -> Finding:
    first, second = guessed.scored
    params = {"system": system(first.candidate), "metres": round(first.apart_m(second))}
    if judged.how == NO_SHIFT:
        return Finding("crs.prj_datum", "error", value=judged.name, params=params)
    return Finding("crs.no_datum", "error", value=judged.name, params=params)
