"""The node of a network that somebody means: by its id, or the nearest to a place."""

from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import shapely

from geo.nearest import nearest
from layers.ducts.network import DuctNetwork
from layers.errors import BadOption, NoRoute, UnknownFeature


@dataclass(frozen=True)
class Place:
    """A node of a network.

    Attributes
    ----------
    node : int
        Row of `DuctNetwork.nodes`.
    id : str or None
        None where ends meet without a manhole.
    lon, lat : float
        Of the node.
    distance_m : float
        From the place that was asked for, on the ground; 0 where an id was.
    """

    node: int
    id: str | None
    lon: float
    lat: float
    distance_m: float
    part: int


def find_place(net: DuctNetwork, asked: str | tuple[float, float]) -> Place:
    """The node of an id, or the nearest one with a route to (lon, lat).

    Raises
    ------
    UnknownFeature
        If no node has the id.
    NoRoute
        ``isolated``, if no route of the network ends at it.
    BadOption
        If the place is not one on earth.
    """
    if not isinstance(asked, str):
        return _nearest(net, *asked)
    at = np.flatnonzero(net.nodes["id"].to_numpy(object) == asked)
    if not len(at):
        raise UnknownFeature(id=asked)
    row = net.nodes.iloc[at[0]]
    if row["part"] < 0:
        raise NoRoute("isolated", id=asked)
    return _place(net, int(at[0]), 0.0)


def _nearest(net: DuctNetwork, lon: float, lat: float) -> Place:
    if not (np.isfinite([lon, lat]).all() and abs(lon) <= 180 and abs(lat) <= 90):
        raise BadOption(option="LON,LAT", value=f"{lon},{lat}")
    used = np.flatnonzero((net.nodes["part"] >= 0).to_numpy() & net.nodes["lon"].notna().to_numpy())
    places = shapely.points(net.nodes[["lon", "lat"]].to_numpy()[used])
    asked = gpd.GeoSeries([shapely.Point(lon, lat)], crs=4326)
    found = nearest(asked, gpd.GeoSeries(places, crs=4326))
    return _place(net, int(used[found["site"].iat[0]]), float(found["distance_m"].iat[0]))


def _place(net: DuctNetwork, node: int, distance_m: float) -> Place:
    row = net.nodes.iloc[node]
    name = row["id"] if isinstance(row["id"], str) else None
    return Place(node, name, float(row["lon"]), float(row["lat"]), distance_m, int(row["part"]))
