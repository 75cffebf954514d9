"""Routes of several owners in one corridor: who built beside whom, with no kilometre counted twice."""

from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from geo.corridor import MOST_ANGLE_DEG, counted_once_m, join_stretches, stretches_beside
from geo.crs import to_metric
from geo.line_cuts import cut_lines
from geo.measure import geodesic_length_m
from layers.atlas import Atlas, Snapshot
from layers.ducts.derivation import DuctDerivation, left_out_rows, no_left_out
from layers.ducts.network import of_city
from layers.ducts.pieces import RETIRED, text, with_none
from layers.errors import BadOption, NoDucts
from layers.inputs import Input, make_input

DISTANCE_M = 10.0
MOST_DISTANCE_M = 200.0
_END_M = 1e-6
# Where one route only begins as another ends, a hair of both lies side by side.
_TOUCH_M = 0.01
LAYERS = ("duct_route", "aerial_cable_route", "fibre_cable")


@dataclass(frozen=True)
class Corridors:
    """Routes and the corridors they lie in. Kilometres are of the ground.

    Attributes
    ----------
    route_km, corridor_km : float
        All routes one after another, and where routes run side by side only once.
    shared_km : float
        What of the routes has a route of another owner beside it.
    unknown_km : float
        What has a route beside it where one of the two owners is not recorded, and none of a known
        other owner.
    by_owner : DataFrame
        ``owner`` (None: not recorded), ``route_km``, ``corridor_km`` (of its own routes), ``shared_km``.
    overbuild : DataFrame
        ``owner``, ``other_owner``, ``km`` (of the first beside which one of the other runs),
        ``other_km``; one row a pair, longest first.
    stretches : GeoDataFrame
        Where routes of two owners run side by side: ``id``, ``owner``, ``other_owner``, ``length_m``,
        ``geometry``, EPSG:4326.
    """

    route_km: float
    corridor_km: float
    shared_km: float
    unknown_km: float
    by_owner: pd.DataFrame
    overbuild: pd.DataFrame
    stretches: gpd.GeoDataFrame
    distance_m: float
    derivation: DuctDerivation


def corridors_of_city(
    atlas: Atlas,
    snapshot: Snapshot,
    *,
    city: str | None = None,
    layers: tuple[str, ...] = ("duct_route",),
    distance_m: float = DISTANCE_M,
    with_retired: bool = False,
) -> Corridors:
    """The corridors of a city's routes; kept for the next who asks the same.

    Raises
    ------
    BadOption, NoDucts
    """
    for layer in layers:
        if layer not in LAYERS:
            raise BadOption(option="--layer", value=layer)
    there = [layer for layer in layers if snapshot.has(layer)]
    named = [snapshot.versions[layer].key for layer in there]
    key = f"corridors-{'|'.join(named)}-{city}-{distance_m}-{with_retired}"

    def make() -> Corridors:
        frames, left_out, inputs = [], [no_left_out()], []
        for layer in there:
            frame, aside = of_city(atlas.frame(snapshot.versions[layer]), layer, city)
            retired = np.isin(text(frame, "status").astype(str), () if with_retired else RETIRED)
            left_out += [
                *aside,
                left_out_rows(layer, text(frame[retired], "feature_id"), "retired"),
            ]
            frames.append(frame[~retired].assign(layer=layer))
            inputs.append(make_input(snapshot, layer, int((~retired).sum())))
        if not sum(map(len, frames)):
            raise NoDucts(city=city or "–", layers=", ".join(layers))
        kept = [[c for c in ("feature_id", "owner", "layer", "geometry") if c in f] for f in frames]
        frame = pd.concat([f[c] for f, c in zip(frames, kept, strict=True)], ignore_index=True)
        aside = pd.concat(left_out, ignore_index=True)
        return corridors(frame, distance_m=distance_m, inputs=tuple(inputs), left_out=aside)

    return atlas.frames.once(key, make)


def corridors(
    frame: gpd.GeoDataFrame,
    *,
    distance_m: float,
    inputs: tuple[Input, ...] = (),
    left_out: pd.DataFrame | None = None,
) -> Corridors:
    """Which routes of a frame run side by side.

    Parameters
    ----------
    frame : GeoDataFrame of lines
        EPSG:4326; ``feature_id``, ``owner`` and ``layer`` where there are any.
    distance_m : float
        How far apart routes of one corridor may be; more than 0, at most `MOST_DISTANCE_M`.

    Raises
    ------
    BadOption
    """
    if not 0 < distance_m <= MOST_DISTANCE_M:
        raise BadOption(option="--corridor", value=distance_m)
    lines, feature, aside = _lines(frame)
    owner = text(frame, "owner")[feature]
    length = geodesic_length_m(lines)
    beside = stretches_beside(gpd.GeoSeries(lines, crs=4326), distance_m=distance_m)
    a, b = beside["line"].to_numpy(), beside["other"].to_numpy()
    beside = beside[feature[a] != feature[b]].reset_index(drop=True)
    a, b = beside["line"].to_numpy(), beside["other"].to_numpy()
    number, names = pd.factorize(owner, use_na_sentinel=True)
    blank = (number[a] < 0) | (number[b] < 0)
    other = ~blank & (number[a] != number[b])
    pairs = join_stretches(beside[other], number[b[other]])
    pairs = pairs[pairs["end_m"] - pairs["start_m"] > _TOUCH_M].reset_index(drop=True)
    everyone = join_stretches(beside[other], np.zeros(other.sum(), int))
    maybe = join_stretches(beside[other | blank], np.zeros((other | blank).sum(), int))
    shared = _by_line(everyone, len(lines))
    own = counted_once_m(length, beside[~blank & ~other])
    once = counted_once_m(length, beside)
    notes = [("no_owner", int(pd.isna(text(frame, "owner")).sum()))]
    return Corridors(
        route_km=float(length.sum()) / 1000,
        corridor_km=float(once.sum()) / 1000,
        shared_km=float(shared.sum()) / 1000,
        unknown_km=max(float((_by_line(maybe, len(lines)) - shared).sum()), 0.0) / 1000,
        by_owner=_by_owner(owner, length, own, shared),
        overbuild=with_none(_overbuild(pairs, number, names)),
        stretches=with_none(_drawn(pairs, lines, length, feature, frame, owner, names)),
        distance_m=float(distance_m),
        derivation=DuctDerivation(
            inputs,
            "corridors",
            {"distance_m": distance_m, "angle_deg": MOST_ANGLE_DEG},
            aside if left_out is None else pd.concat([left_out, aside], ignore_index=True),
            tuple((note, {"count": count}) for note, count in notes if count),
        ),
    )


def _lines(frame: gpd.GeoDataFrame) -> tuple[np.ndarray, np.ndarray, pd.DataFrame]:
    """Single lines, the row each is of, and the rows that have none."""
    geoms = shapely.force_2d(np.asarray(frame.geometry, dtype=object))
    blank = shapely.is_missing(geoms) | shapely.is_empty(geoms)
    line = (shapely.get_dimensions(geoms) == 1) & ~blank
    layers = text(frame, "layer")
    why = np.where(blank, "no_geometry", "not_a_line")
    aside = left_out_rows("duct_route", text(frame, "feature_id")[~line], why[~line])
    aside["layer"] = np.where(pd.isna(layers[~line]), "duct_route", layers[~line])
    parts, of = shapely.get_parts(geoms[line], return_index=True)
    return parts, np.flatnonzero(line)[of], aside


def _by_line(stretches: pd.DataFrame, count: int) -> np.ndarray:
    length = (stretches["end_m"] - stretches["start_m"]).to_numpy()
    return np.bincount(stretches["line"], length, minlength=count)


def _by_owner(owner, length, own, shared) -> pd.DataFrame:
    table = pd.DataFrame(
        {
            "owner": owner,
            "route_km": length / 1000,
            "corridor_km": own / 1000,
            "shared_km": shared / 1000,
        }
    )
    found = table.groupby("owner", dropna=False).sum().reset_index()
    found["owner"] = found["owner"].astype(object).where(found["owner"].notna(), None)
    return found.sort_values("route_km", ascending=False, ignore_index=True)


def _overbuild(pairs: pd.DataFrame, number: np.ndarray, names) -> pd.DataFrame:
    km = (pairs["end_m"] - pairs["start_m"]).to_numpy() / 1000
    first, second = number[pairs["line"].to_numpy()], pairs["other"].to_numpy()
    low, high = np.minimum(first, second), np.maximum(first, second)
    table = pd.DataFrame({"low": low, "high": high, "km": km, "mine": first == low})
    table["other_km"] = table["km"].where(~table["mine"], 0.0)
    table["km"] = table["km"].where(table["mine"], 0.0)
    found = table.groupby(["low", "high"])[["km", "other_km"]].sum().reset_index()
    found.insert(0, "owner", np.asarray(names, dtype=object)[found.pop("low")])
    found.insert(1, "other_owner", np.asarray(names, dtype=object)[found.pop("high")])
    order = found[["km", "other_km"]].max(axis=1).sort_values(ascending=False).index
    return found.loc[order].reset_index(drop=True)


def _drawn(pairs, lines, length, feature, frame, owner, names) -> gpd.GeoDataFrame:
    """The stretches as lines."""
    line = pairs["line"].to_numpy()
    plane = np.asarray(to_metric(gpd.GeoSeries(lines, crs=4326)), dtype=object)
    flat = shapely.length(plane)
    scale = flat / np.where(length > 0, length, 1)
    start, end = (pairs[name].to_numpy() * scale[line] for name in ("start_m", "end_m"))
    ids = text(frame, "feature_id")
    return gpd.GeoDataFrame(
        {
            "id": ids[feature[line]],
            "owner": owner[line],
            "other_owner": np.asarray(names, dtype=object)[pairs["other"].to_numpy()],
            "length_m": (pairs["end_m"] - pairs["start_m"]).to_numpy(),
        },
        geometry=_between(lines[line], plane[line], start, end, flat[line]),
        crs=4326,
    )


def _between(lines, plane, start, end, whole) -> np.ndarray:
    """Each line from one place along it, in metres of the plane, to another."""
    if not len(lines):
        return lines
    row = np.arange(len(lines))
    from_inner, to_inner = start > _END_M, end < whole - _END_M
    cut_row = np.concatenate([row[from_inner], row[to_inner]])
    cut_at = np.concatenate([start[from_inner], end[to_inner]])
    pieces, of = cut_lines(lines, plane, line=cut_row, at_m=cut_at)
    # The piece wanted is the first one, or the second where something was cut off before it.
    return pieces[np.searchsorted(of, row) + from_inner]
