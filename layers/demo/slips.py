"""Slips of the survey in an invented duct network: ends that miss their manhole, and a part cut off."""

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from geo.measure import geodesic_length_m
from layers.demo.city import City

# Of these ends each second one names its manhole no more.
_MISSES_M = np.linspace(0.3, 3, 14)
_CUT_M = 9.0
# A part cut off is a street that ends nowhere, of so many pieces.
_PART = (2, 12)
_LEAST_PIECE_M = 40
_SIDES = ("from_node", "to_node")


def with_slips(city: City, duct: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """A copy in which a few ends stop 0.3 to 3 m short of their manhole, and one street short of the network.

    The manholes stay as they are. Such ends are at manholes where three pieces or more meet; half of them,
    and the one that cuts its street off, name no manhole.

    Parameters
    ----------
    duct : GeoDataFrame
        Straight pieces that name the manholes at both ends, EPSG:4326.
    """
    chance = city.chance("slips")
    node = pd.factorize(duct[list(_SIDES)].to_numpy(object).ravel())[0].reshape(-1, 2)
    ways = np.bincount(node.ravel())
    end = np.flatnonzero(np.repeat(duct["length_m"] > _LEAST_PIECE_M, 2) & (ways[node.ravel()] > 2))
    cut, street = _cut_off(node, ways, chance)
    end = end[~np.isin(end // 2, street)]
    # One end of a piece only, and of a manhole.
    end = chance.permutation(end)
    end = end[np.sort(np.unique(end // 2, return_index=True)[1])]
    end = end[np.sort(np.unique(node.ravel()[end], return_index=True)[1])][: len(_MISSES_M)]
    unnamed = np.concatenate([end[::2], cut])
    short = np.concatenate([_MISSES_M[: len(end)], np.full(len(cut), _CUT_M)])
    return _shortened(city, duct, np.concatenate([end, cut]), short, unnamed)


def _shortened(city, duct, end, short_m, unnamed) -> gpd.GeoDataFrame:
    """Pieces of which `end` (twice the row, and one for the second end) stops short of where it was."""
    out, row, side = duct.copy(), end // 2, end % 2
    line = shapely.get_coordinates(duct.geometry.to_numpy()[row]).reshape(-1, 2, 2)
    place = city.metres(line)
    this, other = place[np.arange(len(end)), side], place[np.arange(len(end)), 1 - side]
    way = other - this
    this = this + way * (short_m / np.hypot(*way.T))[:, None]
    line[np.arange(len(end)), side] = city.degrees(this)
    lines = shapely.linestrings(line)
    out.loc[row, "geometry"] = lines
    out.loc[row, "length_m"] = np.round(geodesic_length_m(lines), 2)
    for i, name in enumerate(_SIDES):
        out.loc[unnamed[unnamed % 2 == i] // 2, name] = None
    return out


def _cut_off(node: np.ndarray, ways: np.ndarray, chance) -> tuple[np.ndarray, np.ndarray]:
    """The end (at most one) that ties a street with a dead end to the network, and the street's pieces."""
    order = np.argsort(node.ravel(), kind="stable")
    first = np.concatenate([[0], np.cumsum(ways)])
    for dead in chance.permutation(np.flatnonzero(ways == 1)):
        end, street = order[first[dead]], []
        while len(street) < _PART[1]:
            street.append(end // 2)
            far = end ^ 1
            at = node.ravel()[far]
            if ways[at] != 2:
                break
            pair = order[first[at] : first[at + 1]]
            end = pair[0] + pair[1] - far
        if len(street) >= _PART[0] and ways[at] > 2:
            return np.array([far]), np.array(street)
    return np.empty(0, int), np.empty(0, int)
