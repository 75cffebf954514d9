"""A to B through the ducts: whose each piece is, how long, and whether it is free."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from geo.errors import BadArgument, NotConnected
from geo.measure import WGS84
from geo.network_route import MOST_USED, NODE, ROUTE, RoutePath, shortest_route
from layers.ducts.derivation import DuctDerivation
from layers.ducts.nearby import Place, find_place
from layers.ducts.network import DuctNetwork
from layers.ducts.pieces import NOT_BUILT, STATES, UNKNOWN, with_none
from layers.errors import BadOption, NoRoute, UnknownFeature

_PIECE = [
    "order", "id", "layer", "owner", "operator", "kind", "status", "street", "length_m",
    "n_ducts", "n_ducts_used", "free", "state", "contact", "from_node", "to_node",
]  # fmt: skip


@dataclass(frozen=True)
class DuctRoute:
    """A way from A to B.

    Attributes
    ----------
    pieces : GeoDataFrame
        In order: ``order`` (from 1), what `layers.ducts.pieces.COLUMNS` says, ``length_m`` (geodesic),
        ``from_node``, ``to_node`` (ids; None where ends meet without a manhole); lines run from A to B.
    start, end : Place
        The nodes, and how far each is from the place asked for.
    length_m, straight_m : float
        Of the way, and of a straight line on the ground.
    by_owner, by_state : DataFrame
        ``owner`` (None: not recorded) or ``state``, ``length_m``, ``share``, ``pieces``.
    not_built_m, free_m : float
        What of it is planned or being built, and what has a free duct.
    least_free : int or None
        The fewest free ducts of any piece; None where that of a piece is not known.
    """

    pieces: gpd.GeoDataFrame
    start: Place
    end: Place
    length_m: float
    straight_m: float
    by_owner: pd.DataFrame
    by_state: pd.DataFrame
    not_built_m: float
    free_m: float
    least_free: int | None
    derivation: DuctDerivation


def route(
    net: DuctNetwork,
    start: str | tuple[float, float],
    end: str | tuple[float, float],
    *,
    via: Sequence[str] = (),
    avoid: Sequence[str] = (),
    owners: Sequence[str] = (),
    kinds: Sequence[str] = (),
    built_only: bool = False,
) -> DuctRoute:
    """The shortest way through a network.

    Parameters
    ----------
    start, end : str or (lon, lat)
        The id of a manhole, or a place: the nearest node of the network then counts.
    via, avoid : sequence of str
        Ids of manholes or routes that must be passed, in whatever order is shortest, or may not be.
    owners, kinds : sequence of str
        Only over routes of these; by default all of the network.
    built_only : bool
        Not over routes that are planned or being built.

    Raises
    ------
    UnknownFeature
        If an id is none of the network.
    NoRoute
        ``disconnected``: the two are in different parts of the network; ``left_out``: only what must
        be avoided or was not asked for joins them; ``isolated``: no route ends at a manhole;
        ``contradiction``: what must be passed may not be.
    BadOption
        If there are too many that must be passed, or an end must be avoided.
    """
    begin, finish = find_place(net, start), find_place(net, end)
    use, shun = [_way(net, each) for each in via], [_way(net, each) for each in avoid]
    if len(use) > MOST_USED:
        raise BadOption(option="--via", value=len(use))
    if {(NODE, begin.node), (NODE, finish.node)} & set(shun):
        raise BadOption(option="--avoid", value=", ".join(avoid))
    keep = _kept(net, owners, kinds, built_only)
    try:
        path = shortest_route(
            net.network, begin.node, finish.node, must_use=use, must_avoid=shun, keep=keep
        )
    except NotConnected as fault:
        raise _no_way(net, fault.params) from fault
    except BadArgument as fault:
        raise NoRoute("contradiction", via=", ".join(via)) from fault
    return _found(net, path, begin, finish)


def _way(net: DuctNetwork, feature: str) -> tuple[str, int]:
    """What an id means: a node, or a route of the network."""
    nodes = np.flatnonzero(net.nodes["id"].to_numpy(object) == feature)
    if len(nodes):
        return NODE, int(nodes[0])
    routes = np.flatnonzero(net.routes["id"].to_numpy(object) == feature)
    if not len(routes):
        raise UnknownFeature(id=feature)
    return ROUTE, int(routes[0])


def _kept(net: DuctNetwork, owners, kinds, built_only: bool) -> np.ndarray | None:
    keep = np.ones(len(net.routes), bool)
    if owners:
        keep &= net.routes["owner"].isin(owners).to_numpy()
    if kinds:
        keep &= net.routes["kind"].isin(kinds).to_numpy()
    if built_only:
        keep &= ~net.routes["status"].isin(NOT_BUILT).to_numpy()
    return None if keep.all() else keep[net.network.edges["route"].to_numpy()]


def _no_way(net: DuctNetwork, params: dict) -> NoRoute:
    start, end = params["part_start"], params["part_end"]
    about = {"start": node_name(net, params["start"]), "end": node_name(net, params["end"])}
    if start == end:
        return NoRoute("left_out", **about)
    km = net.parts["length_m"].to_numpy() / 1000
    return NoRoute(
        "disconnected", **about, part_start=start + 1, part_end=end + 1,
        km_start=round(float(km[start]), 3), km_end=round(float(km[end]), 3), parts=len(km),
    )  # fmt: skip


def node_name(net: DuctNetwork, node: int) -> str:
    """The id of a node; where ends meet without a manhole, its place."""
    row = net.nodes.iloc[node]
    return row["id"] if isinstance(row["id"], str) else f"{row['lon']:.6f}, {row['lat']:.6f}"


def _found(net: DuctNetwork, path: RoutePath, begin: Place, finish: Place) -> DuctRoute:
    edges = net.network.edges.iloc[path.edges]
    rows = net.routes.iloc[edges["route"]].reset_index(drop=True)
    lines = net.network.lines[path.edges]
    lines = np.where(path.forward, lines, shapely.reverse(lines))
    ids = net.nodes["id"].to_numpy(object)[path.nodes]
    rows = rows.assign(
        order=np.arange(1, len(rows) + 1), length_m=edges["length_m"].to_numpy(),
        from_node=ids[:-1], to_node=ids[1:],
    )  # fmt: skip
    pieces = gpd.GeoDataFrame(with_none(rows[_PIECE]), geometry=lines, crs=net.network.crs)
    length = pieces["length_m"]
    known = len(pieces) > 0 and bool((pieces["state"] != UNKNOWN).all())
    return DuctRoute(
        pieces=pieces,
        start=begin,
        end=finish,
        length_m=path.length_m,
        straight_m=float(WGS84.inv(begin.lon, begin.lat, finish.lon, finish.lat)[2]),
        by_owner=_sums(pieces, "owner"),
        by_state=_sums(pieces, "state")
        .set_index("state")
        .reindex(STATES, fill_value=0)
        .reset_index(),
        not_built_m=float(length[pieces["status"].isin(NOT_BUILT)].sum()),
        free_m=float(length[pieces["state"] == "free"].sum()),
        least_free=int(pieces["free"].min()) if known else None,
        derivation=_derivation(net),
    )


def _sums(pieces: pd.DataFrame, by: str) -> pd.DataFrame:
    found = pieces.groupby(by, dropna=False)["length_m"].agg(length_m="sum", pieces="size")
    found = found.reset_index().sort_values(["length_m", by], ascending=[False, True])
    whole = found["length_m"].sum()
    found[by] = found[by].astype(object).where(found[by].notna(), None)
    found["share"] = found["length_m"] / whole if whole else np.nan
    return found[[by, "length_m", "share", "pieces"]].reset_index(drop=True)


def _derivation(net: DuctNetwork) -> DuctDerivation:
    return replace(net.derivation, rule="route")
