"""Invented ducts and manholes of a city.

Ducts run under the grid of the core wards and along the trunk roads between them; every piece of
duct ends at two manholes, which carry exactly its end coordinates but for a few slips (`slips`).
"""

from datetime import date

import geopandas as gpd
import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
import shapely
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from geo.measure import geodesic_length_m
from layers.demo.city import City
from layers.demo.names import CABLE_OWNERS, blank, by_edge, pick
from layers.demo.records import days, integers, numbers, records, texts
from layers.demo.slips import with_slips
from layers.demo.stations import Stations
from layers.demo.streets import AERIAL, DUCT, TRUNK, Streets

_MANHOLE_SPACING_M = {DUCT: 125, TRUNK: 520}
# A network of its own may be this small; shorter scraps are left out.
_LEAST_NETWORK_M = 20_000


def ducts(city: City, plan: Streets) -> tuple[gpd.GeoDataFrame, gpd.GeoDataFrame]:
    """Frames of `duct_route` and `manhole`, EPSG:4326, lengths in m on the ellipsoid."""
    chance = city.chance("ducts")
    edges = np.flatnonzero(plan.kind != AERIAL)
    trunk = plan.kind[edges] == TRUNK
    spacing = np.where(trunk, _MANHOLE_SPACING_M[TRUNK], _MANHOLE_SPACING_M[DUCT])
    stations = Stations(city, plan, edges, spacing)
    pair, edge = _bridged(city, stations)
    keep = _in_network(pair, stations.place)
    pair, edge = pair[keep], edge[keep]
    line = shapely.linestrings(stations.place[pair])
    length_m = np.round(geodesic_length_m(line), 2)
    ward = city.ward_at(stations.place[pair].mean(axis=1))
    street_owner = by_edge(chance, len(plan.ends), edge, CABLE_OWNERS)
    wet, trunk = ward < 0, plan.kind[edge] == TRUNK
    used, number = np.unique(pair, return_inverse=True)
    manhole = _manholes(city, chance, stations, used, pair, edge, plan, street_owner)
    node = manhole["feature_id"].to_numpy()[number.reshape(pair.shape)]
    duct = _duct_frame(city, chance, line, ward, length_m, trunk, wet, street_owner)
    duct.insert(len(duct.columns) - 1, "street", texts(plan.street[edge]))
    duct.insert(len(duct.columns) - 1, "from_node", node[:, 0])
    duct.insert(len(duct.columns) - 1, "to_node", node[:, 1])
    return with_slips(city, duct), _with_routes(manhole, duct)


def _bridged(city: City, stations: Stations) -> tuple[np.ndarray, np.ndarray]:
    """Pieces between manholes on land; across water, one piece from shore to shore."""
    dry = stations.ward >= 0
    rows = pd.DataFrame({"edge": stations.edge, "step": stations.step})
    rows["start"], rows["stop"] = stations.pair.T
    rows["lands"] = dry[rows["stop"].to_numpy()]
    rows["leaves"] = dry[rows["start"].to_numpy()]
    # The piece that lands after a run over water begins where the run left land.
    rows["from"] = rows["start"].where(rows["leaves"])
    rows["from"] = rows.groupby("edge")["from"].ffill()
    rows = rows[rows["lands"] & rows["from"].notna()]
    pair = rows[["from", "stop"]].to_numpy(dtype=int)
    own = ~city.elsewhere(stations.place[pair].mean(axis=1))
    return pair[own], rows["edge"].to_numpy()[own]


def _in_network(pair: np.ndarray, place: np.ndarray) -> np.ndarray:
    """Pieces of the networks that are long enough to be worth having."""
    n = len(place)
    joined = coo_array((np.ones(len(pair)), tuple(pair.T)), shape=(n, n))
    network = connected_components(joined, directed=False)[1][pair[:, 0]]
    length_m = geodesic_length_m(shapely.linestrings(place[pair]))
    total = np.bincount(network, length_m)
    least = min(_LEAST_NETWORK_M, 0.9 * total.max())
    return total[network] >= least


def _duct_frame(city, chance, line, ward, length_m, trunk, wet, owner) -> gpd.GeoDataFrame:
    n = len(line)
    status = pick(chance, n, {"existing": 95, "planned": 3, "under_construction": 2})
    born = days(chance, n, date(2004, 1, 1), date(2025, 6, 30), unknown=0.2)
    construction = pick(chance, n, {"duct_and_pit": 92, "technical_trench": 5, "direct_buried": 3})
    construction = np.where(trunk, "direct_buried", construction)
    construction = np.where(wet, np.where(length_m > 300, "under_river", "on_bridge"), construction)
    buried = np.isin(construction, ("direct_buried", "under_river"))
    n_ducts = np.where(buried, chance.choice([2, 3, 4], n), chance.choice([4, 6, 9, 12, 16, 24], n))
    n_used = np.minimum(n_ducts, chance.binomial(n_ducts, 0.62))
    shared = construction == "technical_trench"
    surface = pick(chance, n, {"pavement": 74, "carriageway": 14, "median": 9, "other": 3})
    surface = np.where(trunk, pick(chance, n, {"verge": 85, "carriageway": 15}), surface)
    depth_m = np.where(trunk, chance.uniform(0.9, 1.3, n), chance.uniform(0.5, 0.95, n))
    unknown = chance.random((4, n)) < np.array([0.06, 0.15, 0.1, 0.2])[:, None]
    return records(
        city,
        "duct_route",
        line,
        ward,
        owner=texts(owner),
        status=texts(status),
        in_service_date=born.where(status == "existing", None),
        underground_class=texts(
            np.where(shared, "N2_shared_with_other_utilities", "N1_telecom_only")
        ),
        construction=texts(construction),
        length_m=length_m,
        n_ducts=integers(n_ducts, unknown=unknown[0]),
        n_ducts_used=integers(n_used, unknown=unknown[0] | unknown[1]),
        duct_diameter_mm=numbers(
            np.where(buried, chance.choice([32, 40], n), chance.choice([56, 61, 110, 114], n)),
            unknown=unknown[2],
        ),
        duct_material=texts(
            blank(chance, np.where(buried, "HDPE", pick(chance, n, {"PVC": 70, "HDPE": 30})), 0.08)
        ),
        depth_m=numbers(depth_m, unknown=unknown[3] | wet, digits=2),
        surface=texts(np.where(wet, "other", surface)),
    )


def _manholes(city, chance, stations, used, pair, edge, plan, owner) -> gpd.GeoDataFrame:
    n = len(used)
    ways = np.bincount(np.searchsorted(used, pair.ravel()), minlength=n)
    on_trunk = np.zeros(n, dtype=bool)
    on_trunk[np.searchsorted(used, pair[plan.kind[edge] == TRUNK].ravel())] = True
    first = np.unique(np.searchsorted(used, pair.ravel()), return_index=True)[1] // 2
    kind = np.where(ways >= 3, "manhole", pick(chance, n, {"manhole": 35, "handhole": 65}))
    return records(
        city,
        "manhole",
        shapely.points(stations.place[used]),
        stations.ward[used],
        owner=texts(owner[first]),
        status=texts(pick(chance, n, {"existing": 98, "to_be_relocated": 2})),
        pit_type=texts(np.where(on_trunk & (ways < 3), "joint_pit", kind)),
        lid_load_class=texts(
            blank(chance, pick(chance, n, {"B125": 5, "C250": 3, "D400": 2}), 0.3)
        ),
        n_ways=integers(ways, unknown=chance.random(n) < 0.03),
    )


def _with_routes(manhole: gpd.GeoDataFrame, duct: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    ends = {
        "node": pd.concat([duct["from_node"], duct["to_node"]]),
        "route": pd.concat([duct["feature_id"], duct["feature_id"]]),
    }
    ends = pa.Table.from_pandas(pd.DataFrame(ends).sort_values("route"), preserve_index=False)
    lists = ends.group_by("node", use_threads=False).aggregate([("route", "list")])
    joined = pc.binary_join(pc.cast(lists["route_list"], pa.list_(pa.string())), ";")
    routes = pd.Series(joined.to_pylist(), index=lists["node"].to_pylist())
    manhole.insert(len(manhole.columns) - 1, "route_ids", texts(routes[manhole["feature_id"]]))
    return manhole
