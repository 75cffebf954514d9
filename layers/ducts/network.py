"""The network of ducts of a city: what is joined to what, in how many parts, and what was left out."""

import hashlib
from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import pandas as pd

from geo.crs import to_storage
from geo.near_misses import near_misses
from geo.network import Network, build_network
from layers.atlas import Atlas, Snapshot
from layers.ducts.derivation import DuctDerivation, left_out_rows, no_left_out
from layers.ducts.pieces import RETIRED, contradicts, describe, text, with_none
from layers.errors import BadOption, NoDucts
from layers.inputs import make_input
from layers.provinces import city_of

NODES_OF = {
    "duct_route": ("manhole",),
    "aerial_cable_route": ("cable_pole",),
    "fibre_cable": ("manhole", "cable_pole"),
}
SNAP_M = 1.0
MOST_SNAP_M = 50.0
NEAR_MISS_TIMES = 5.0
NAMED_ONLY = ""
"""The layer of a node that routes name and no layer holds."""


@dataclass(frozen=True)
class DuctNetwork:
    """Routes joined at their ends. Shared between askers: not to be edited.

    Attributes
    ----------
    network : geo.network.Network
        Its routes are the rows of `routes`, its nodes those of `nodes`.
    routes : DataFrame
        `layers.ducts.pieces.COLUMNS` of each route that was used.
    nodes : DataFrame
        ``id`` (None where ends meet without a manhole), ``layer``, ``lon``, ``lat``, ``degree``,
        ``part`` (-1: no route ends there).
    parts : DataFrame
        ``part`` (0 is the longest), ``n_routes``, ``n_nodes``, ``length_m``, ``owners``.
    ends : dict
        How ends are joined: ``named``, ``snapped``, ``own`` (a dead end without a manhole), and
        ``far`` (names a node too far away), ``turned`` (routes drawn against their names).
    near_misses : DataFrame
        Dead ends within five times the tolerance of something they do not meet: ``route``, ``node``,
        ``other_route``, ``other_node`` (ids), ``kind``, ``distance_m``, ``joins_parts``, ``lon``,
        ``lat``, ``other_lon``, ``other_lat``.
    left_out : DataFrame
        ``layer``, ``id``, ``why``.
    """

    network: Network
    routes: pd.DataFrame
    nodes: pd.DataFrame
    parts: pd.DataFrame
    ends: dict[str, int]
    near_misses: pd.DataFrame
    left_out: pd.DataFrame
    city: str | None
    layers: tuple[str, ...]
    snap_m: float
    derivation: DuctDerivation


def duct_network(
    atlas: Atlas,
    snapshot: Snapshot,
    *,
    city: str | None = None,
    layers: tuple[str, ...] = ("duct_route",),
    snap_m: float = SNAP_M,
    owners: tuple[str, ...] = (),
    kinds: tuple[str, ...] = (),
    with_retired: bool = False,
) -> DuctNetwork:
    """The network of the current versions; kept for the next who asks the same.

    Parameters
    ----------
    city : str, optional
        Today's province code; by default all that there is.
    layers : tuple of str
        Of `NODES_OF`.
    snap_m : float
        Ends this near to a manhole or to one another meet; 0 to `MOST_SNAP_M`.
    owners, kinds : tuple of str
        Only routes of these; by default all.
    with_retired : bool
        Also routes whose status is ``removed`` or ``to_be_removed``.

    Raises
    ------
    BadOption
        If the tolerance or a layer cannot be used.
    NoDucts
        If no route is left.
    """
    if not 0 <= snap_m <= MOST_SNAP_M:
        raise BadOption(option="--snap", value=snap_m)
    for layer in layers:
        if layer not in NODES_OF:
            raise BadOption(option="--layer", value=layer)
    choice = _Choice(
        city, tuple(dict.fromkeys(layers)), float(snap_m), tuple(sorted(owners)),
        tuple(sorted(kinds)), with_retired,
    )  # fmt: skip
    read = [i for i in (*choice.layers, *_node_layers(choice.layers)) if snapshot.has(i)]
    named = "|".join([repr(choice), *(snapshot.versions[i].key for i in read)])
    key = f"ducts-{hashlib.sha256(named.encode()).hexdigest()[:24]}"
    return atlas.frames.once(key, lambda: _make(atlas, snapshot, choice))


@dataclass(frozen=True)
class _Choice:
    city: str | None
    layers: tuple[str, ...]
    snap_m: float
    owners: tuple[str, ...]
    kinds: tuple[str, ...]
    with_retired: bool


def _make(atlas: Atlas, snapshot: Snapshot, choice: _Choice) -> DuctNetwork:
    frames, left_out, inputs, wrong = [], [no_left_out()], [], 0
    for layer in choice.layers:
        if snapshot.has(layer):
            frame, aside = _chosen(atlas.frame(snapshot.versions[layer]), layer, choice)
            wrong += int(contradicts(frame).sum())
            frames.append(_lines(frame, layer))
            left_out.append(aside)
            inputs.append(make_input(snapshot, layer, len(frame)))
    rows = pd.concat(frames, ignore_index=True) if frames else pd.DataFrame()
    if rows.empty:
        raise NoDucts(city=choice.city or "–", layers=", ".join(choice.layers))
    nodes = _node_rows(atlas, snapshot, choice)
    inputs += [
        make_input(snapshot, i, int((nodes["layer"] == i).sum()))
        for i in _node_layers(choice.layers)
        if snapshot.has(i)
    ]
    begin, end, nodes = _named_nodes(rows, nodes)
    network = build_network(
        gpd.GeoSeries(rows["geometry"], crs="EPSG:4326"),
        nodes=gpd.GeoSeries(nodes["geometry"], crs="EPSG:4326"),
        snap_m=choice.snap_m,
        from_node=begin,
        to_node=end,
    )
    aside = rows.loc[network.left_out["route"], ["layer", "id"]]
    left_out.append(aside.assign(why=network.left_out["why"].to_numpy()))
    routes = rows.drop(columns=["geometry", "from_node", "to_node"])
    table = _node_table(network, nodes)
    missed = _missed(network, routes, table, choice.snap_m)
    aside = pd.concat(left_out, ignore_index=True)
    ends = _ends(network)
    return DuctNetwork(
        network=network,
        routes=routes,
        nodes=with_none(table),
        parts=_parts(network, routes),
        ends=ends,
        near_misses=with_none(missed),
        left_out=aside,
        city=choice.city,
        layers=choice.layers,
        snap_m=choice.snap_m,
        derivation=DuctDerivation(
            tuple(inputs),
            "network",
            {"snap_m": choice.snap_m, "named_within_m": 100},
            aside,
            _notes(network, ends, missed, wrong),
        ),
    )


def _chosen(frame: gpd.GeoDataFrame, layer: str, choice: _Choice):
    """The routes that were asked for, and those that were but cannot be used."""
    frame, left_out = of_city(frame, layer, choice.city)
    if not choice.with_retired:
        retired = np.isin(text(frame, "status").astype(str), RETIRED)
        left_out.append(left_out_rows(layer, text(frame[retired], "feature_id"), "retired"))
        frame = frame[~retired]
    about = describe(frame, layer)
    keep = np.ones(len(frame), bool)
    for name, wanted in (("owner", choice.owners), ("kind", choice.kinds)):
        if wanted:
            other = ~about[name].isin(wanted).to_numpy()
            gone = keep & other
            blank = gone & about[name].isna().to_numpy()
            ids = about["id"].to_numpy()
            left_out += [
                left_out_rows(layer, ids[blank], f"{name}_unknown"),
                left_out_rows(layer, ids[gone & ~blank], f"other_{name}"),
            ]
            keep &= ~other
    return frame[keep], pd.concat(left_out, ignore_index=True)


def of_city(
    frame: gpd.GeoDataFrame, layer: str, city: str | None
) -> tuple[gpd.GeoDataFrame, list[pd.DataFrame]]:
    """The features of a city by their province code, and those that say no province."""
    if city is None:
        return frame, [no_left_out()]
    version = frame.get("admin_version")
    code = city_of(frame.assign(version=version)) if "province_code" in frame else None
    code = np.full(len(frame), None, object) if code is None else code.to_numpy(object)
    blank = pd.isna(code)
    mine = np.where(blank, None, code) == city
    aside = left_out_rows(layer, text(frame[blank], "feature_id"), "no_city")
    return frame[mine], [aside]


def _lines(frame: gpd.GeoDataFrame, layer: str) -> pd.DataFrame:
    ends = {name: text(frame, name) for name in ("from_node", "to_node")}
    return describe(frame, layer).assign(geometry=np.asarray(frame.geometry, dtype=object), **ends)


def _node_layers(layers: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(node for layer in layers for node in NODES_OF[layer]))


def _node_rows(atlas: Atlas, snapshot: Snapshot, choice: _Choice) -> pd.DataFrame:
    """``id``, ``layer``, ``geometry`` of the nodes of the city."""
    found = [pd.DataFrame({"id": [], "layer": [], "geometry": []}, dtype=object)]
    for layer in _node_layers(choice.layers):
        if snapshot.has(layer):
            frame = atlas.frame(snapshot.versions[layer])
            frame, _ = of_city(frame, layer, choice.city)
            geometry = np.asarray(frame.geometry, dtype=object)
            ids = text(frame, "feature_id")
            found.append(pd.DataFrame({"id": ids, "layer": layer, "geometry": geometry}))
    return pd.concat(found, ignore_index=True)


def _named_nodes(rows: pd.DataFrame, nodes: pd.DataFrame):
    """The row of the node that each end names; names that no layer holds become nodes too."""
    known = pd.Index(nodes["id"])
    named = pd.unique(pd.concat([rows["from_node"], rows["to_node"]]).dropna())
    fresh = pd.DataFrame({"id": named[~pd.Index(named).isin(known)]}, dtype=object)
    fresh = fresh.assign(layer=NAMED_ONLY, geometry=None)
    nodes = pd.concat([nodes, fresh], ignore_index=True)
    first = pd.Series(np.arange(len(nodes)), index=nodes["id"])
    first = first[~first.index.duplicated() & first.index.notna()]
    begin, end = (
        rows[name].map(first).fillna(-1).astype(int).to_numpy() for name in ("from_node", "to_node")
    )
    return begin, end, nodes


def _node_table(network: Network, nodes: pd.DataFrame) -> pd.DataFrame:
    table = network.nodes
    own = np.full(len(table) - len(nodes), None, dtype=object)
    points = to_storage(
        gpd.GeoSeries(gpd.points_from_xy(table["x"], table["y"]), crs=network.metric)
    )
    place = np.column_stack([points.x, points.y])
    stands = np.flatnonzero(nodes["geometry"].notna())
    given = gpd.GeoSeries(nodes["geometry"].iloc[stands])
    stands = stands[~given.is_empty.to_numpy()]
    given = given[~given.is_empty].centroid
    place[stands] = np.column_stack([given.x, given.y])
    return pd.DataFrame(
        {
            "id": np.concatenate([nodes["id"].to_numpy(object), own]),
            "layer": np.concatenate([nodes["layer"].to_numpy(object), own]),
            "lon": place[:, 0],
            "lat": place[:, 1],
            "degree": table["degree"].to_numpy(),
            "part": table["part"].to_numpy(),
        }
    )


def _parts(network: Network, routes: pd.DataFrame) -> pd.DataFrame:
    edges = pd.DataFrame({"part": network.edges["part"], "route": network.edges["route"]})
    edges = edges.drop_duplicates()
    owners = edges.assign(owner=routes["owner"].to_numpy()[edges["route"]])
    named = owners.dropna().groupby("part")["owner"].unique()
    parts = network.parts.drop(columns="n_edges")
    parts.insert(1, "n_routes", np.bincount(edges["part"], minlength=len(parts)))
    joined = named.map(lambda names: ";".join(sorted(names))).reindex(parts["part"])
    return parts.assign(owners=joined.where(joined.notna(), None).to_numpy(object))


def _ends(network: Network) -> dict[str, int]:
    edges = network.edges
    # A place where a route was cut is no end of a route.
    last = np.r_[np.diff(edges["route"]) != 0, True] if len(edges) else np.empty(0, bool)
    how = np.concatenate([edges.loc[edges["piece"] == 0, "from_how"], edges.loc[last, "to_how"]])
    counts = {name: int((how == name).sum()) for name in ("named", "snapped", "own")}
    far = int(edges["from_far"].sum() + edges["to_far"].sum())
    return counts | {"far": far, "turned": int(edges.loc[edges["turned"], "route"].nunique())}


def _missed(network, routes: pd.DataFrame, nodes: pd.DataFrame, snap_m: float) -> pd.DataFrame:
    found = near_misses(network, reach_m=max(NEAR_MISS_TIMES * snap_m, 1.0))
    ids, names = routes["id"].to_numpy(object), nodes["id"].to_numpy(object)
    place = gpd.GeoSeries(gpd.points_from_xy(found["x"], found["y"]), crs=network.metric)
    place = to_storage(place)
    at = nodes.iloc[found["node"]]
    other = found["other_node"].to_numpy()
    return pd.DataFrame(
        {
            "route": ids[found["route"]],
            "node": at["id"].to_numpy(),
            "other_route": ids[found["other_route"]],
            "other_node": np.where(other >= 0, names[other], None),
            "kind": found["kind"],
            "distance_m": found["distance_m"],
            "joins_parts": found["joins_parts"],
            "lon": at["lon"].to_numpy(),
            "lat": at["lat"].to_numpy(),
            "other_lon": place.x.to_numpy(),
            "other_lat": place.y.to_numpy(),
        }
    )


def _notes(network: Network, ends: dict, missed: pd.DataFrame, wrong: int) -> tuple:
    cut = int((network.edges["piece"] > 0).sum())
    said = [
        ("parts", len(network.parts)),
        ("far", ends["far"]),
        ("turned", ends["turned"]),
        ("own", ends["own"]),
        ("cut", cut),
        ("near_misses", len(missed)),
        ("contradicts", wrong),
    ]
    return tuple((note, {"count": count}) for note, count in said if count > (note == "parts"))
