"""Settle where the rows of a file lie; what cannot be told is asked, never picked in silence."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import geopandas as gpd
import numpy as np
import pandas as pd
from pyproj import CRS

from geo.crs import STORAGE_CRS, VIETNAM_BOUNDS
from layers.errors import BadOption
from layers.importing.ground import Ground
from layers.importing.place.candidate import Candidate, parse_candidate
from layers.importing.place.candidates import VN2000, WGS84, candidates_for, swapped_degrees
from layers.importing.place.coordinates import read_coordinates
from layers.importing.place.guess import (
    Guess,
    guess,
    guessed_finding,
    system,
    take_sample,
    undecided_finding,
)
from layers.importing.place.placed import Placed
from layers.importing.place.positions import crs_of, lonlat, place_frame
from layers.importing.place.prj import (
    CUSTOM,
    Judged,
    judge,
    known_epsg,
    looks_like_degrees,
    read_crs,
)
from layers.importing.place.remarks import lost_datum, rebuilt, turned
from layers.importing.report import Finding


def settle_place(
    frame: pd.DataFrame,
    *,
    prj: str | None = None,
    how: str | None = None,
    chosen: str | None = None,
    coordinates: tuple[str, ...] = (),
    ground: Ground | None = None,
    table: bool = False,
    columns: Mapping[str, str] | None = None,
) -> Placed:
    """Bring the rows of a file to EPSG:4326.

    Parameters
    ----------
    frame : DataFrame or GeoDataFrame
        As it stands in the file, letters decoded, index 0, 1, 2 ...; its CRS is what the file says.
    prj : str, optional
        The text of the .prj, for where the reader made nothing of it.
    how : str, optional
        How the file says it: ``declared`` or ``prj``.
    chosen : str, optional
        The reading somebody chose (`Candidate.id`); it goes before everything else.
    coordinates : tuple of str
        Columns of coordinates of a table; () lets names and values tell.
    ground : Ground, optional
        Boundaries to hold the readings against.
    table : bool
        The layer is a table, so that no position is needed.
    columns : mapping, optional
        Field of the layer -> column, as far as somebody has said it.

    Raises
    ------
    BadOption
        When `chosen` or `coordinates` name what there is not.
    """
    choice = None if chosen is None else _choice(chosen)
    file = _File(ground or Ground(), how or "declared", columns)
    if not _has_shapes(frame):
        return _settle_columns(frame, coordinates, choice, file, table=table)
    raw = frame.set_crs(None, allow_override=True)
    placed = _settle_shapes(raw, frame.crs or read_crs(prj), choice, file)
    if frame.crs is None and read_crs(prj) is None and (prj or "").strip() and choice is None:
        told = Finding("crs.prj_unreadable", "warning", value=" ".join(prj.split())[:80])
        placed = replace(placed, findings=[told, *placed.findings])
    return _without_position(placed) if table and placed.how is None else placed


@dataclass(frozen=True)
class _File:
    """What is known of the file beside its rows."""

    ground: Ground
    how: str
    columns: Mapping[str, str] | None

    def guess(self, raw: gpd.GeoDataFrame, readings: Sequence[Candidate] | None = None) -> Guess:
        return guess(raw, self.ground, readings=readings, columns=self.columns)


def _settle_shapes(
    raw: gpd.GeoDataFrame, crs: CRS | None, choice: Candidate | None, file: _File
) -> Placed:
    if choice is not None:
        others = _other_readings(raw, crs, file)
        return _place(raw, choice, how="chosen", candidates=others)
    if crs is None:
        return _decide(raw, file.guess(raw))
    judged = judge(crs)
    if judged.how == CUSTOM:
        told = Finding("crs.custom", "error", value=judged.name)
        return _ask(raw, file.guess(raw), told)
    xy = take_sample(raw).xy
    if judged.readings and len(xy):
        guessed = file.guess(raw, judged.readings)
        return _ask(raw, guessed, lost_datum(judged, guessed))
    if judged.epsg is None:
        return _ask(
            raw, Guess([], take_sample(raw)), Finding("crs.custom", "error", value=judged.name)
        )
    return _take_declared(raw, judged, xy, file)


def _other_readings(raw: gpd.GeoDataFrame, crs: CRS | None, file: _File) -> list[Candidate]:
    """What there was to choose from, so that whoever chose can choose again."""
    if crs is None:
        return file.guess(raw).candidates
    readings = judge(crs).readings
    return file.guess(raw, readings).candidates if readings else []


def _take_declared(raw: gpd.GeoDataFrame, judged: Judged, xy: np.ndarray, file: _File) -> Placed:
    """Use what the file says, unless its own numbers speak against it."""
    candidate = Candidate(judged.epsg)
    if not len(xy):
        return _place(raw, candidate, how=file.how)
    if crs_of(judged.epsg).is_geographic:
        if swapped_degrees(xy):
            candidate = Candidate(judged.epsg, swapped=True)
        elif not looks_like_degrees(xy):
            told = Finding("crs.metres_as_degrees", "error", value=f"EPSG:{judged.epsg}")
            return _ask(raw, file.guess(raw), told)
    elif not _in_country(xy, candidate) and candidates_for(xy):
        told = Finding("crs.elsewhere", "error", value=system(candidate))
        guessed = file.guess(raw)
        return _ask(raw, guessed, told)
    return _place(raw, candidate, how=file.how, told=rebuilt(judged))


def _settle_columns(
    frame: pd.DataFrame,
    names: tuple[str, ...],
    choice: Candidate | None,
    file: _File,
    *,
    table: bool,
) -> Placed:
    """Place the rows of a file without shapes by its columns of coordinates."""
    if table and not names:
        return Placed(_plain(frame))
    found = read_coordinates(_plain(frame), names)
    if found is None and isinstance(frame, gpd.GeoDataFrame):
        return Placed(frame.set_crs(STORAGE_CRS, allow_override=True))
    if found is None:
        return Placed(frame, findings=[Finding("layer.no_geometry", "error")])
    if choice is not None:
        others = file.guess(found.raw).candidates
        placed = _place(found.raw, choice, how="chosen", candidates=others)
    elif found.crs is not None:
        placed = _settle_shapes(found.raw, found.crs, None, file)
    elif found.global_degrees and looks_like_degrees(take_sample(found.raw).xy):
        placed = _assume_wgs84(found.raw)
    else:
        placed = _decide(found.raw, file.guess(found.raw))
    return replace(placed, findings=[*found.findings, *placed.findings])


def _assume_wgs84(raw: gpd.GeoDataFrame) -> Placed:
    """Longitude and latitude of a table are those of satellites and web maps; it is told all the same."""
    swapped = swapped_degrees(take_sample(raw).xy)
    readings = [Candidate(WGS84, swapped, why="global_degrees"), Candidate(VN2000, swapped)]
    told = [Finding("crs.assumed_wgs84", "warning")]
    return _place(raw, readings[0], how="guessed", told=told, candidates=readings)


def _decide(raw: gpd.GeoDataFrame, guessed: Guess) -> Placed:
    if not guessed.proven:
        return _ask(raw, guessed, undecided_finding(guessed))
    told = [guessed_finding(guessed)]
    best = guessed.candidates[0]
    return _place(raw, best, how="guessed", told=told, candidates=guessed.candidates)


def _ask(raw: gpd.GeoDataFrame, guessed: Guess, told: Finding) -> Placed:
    return Placed(_plain(raw), candidates=guessed.candidates, findings=[told], raw=raw)


def _place(
    raw: gpd.GeoDataFrame,
    candidate: Candidate,
    *,
    how: str,
    told: Sequence[Finding] = (),
    candidates: Sequence[Candidate] = (),
) -> Placed:
    epsg = None if candidate.unshifted else candidate.epsg
    findings = [*told, *turned(candidate)]
    return Placed(place_frame(raw, candidate), epsg, how, list(candidates), findings, raw)


def _in_country(xy: np.ndarray, candidate: Candidate) -> bool:
    west, south, east, north = VIETNAM_BOUNDS
    lon, lat = np.median(lonlat(xy, candidate), axis=0)
    return bool(west <= lon <= east and south <= lat <= north)


def _choice(text: str) -> Candidate:
    candidate = parse_candidate(text)
    if candidate is None or not known_epsg(candidate.epsg):
        raise BadOption(option="--crs", value=text)
    return candidate


def _has_shapes(frame: pd.DataFrame) -> bool:
    if not isinstance(frame, gpd.GeoDataFrame) or frame.active_geometry_name is None:
        return False
    return not frame.geometry.isna().all() if len(frame) else frame.crs is not None


def _plain(frame: pd.DataFrame) -> pd.DataFrame:
    if not isinstance(frame, gpd.GeoDataFrame) or frame.active_geometry_name is None:
        return pd.DataFrame(frame)
    return pd.DataFrame(frame.drop(columns=frame.active_geometry_name))


def _without_position(placed: Placed) -> Placed:
    """A table needs no position, so that it is no fault that nobody knows it."""
    told = [each for each in placed.findings if each.severity != "error"]
    return replace(placed, findings=told)
