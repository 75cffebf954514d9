"""Which ends of lines meet: by the name of the node, by its place, or by one another's."""

from typing import NamedTuple

import numpy as np
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components
from scipy.spatial import cKDTree

NAMED, SNAPPED, OWN = "named", "snapped", "own"
_HOW = np.array([NAMED, SNAPPED, OWN], dtype=object)
_ROUNDING_M = 1e-9


class JoinedEnds(NamedTuple):
    """What each end is joined to.

    Attributes
    ----------
    node : int (ends,)
        Nodes given come first, then those that ends made of their own.
    how : object (ends,)
        ``named``, ``snapped`` (near a node or another end), ``own`` (nothing is near).
    gap_m : float (ends,)
        From the end to its node.
    far : bool (ends,)
        The end names a node, which is too far away to be believed.
    xy : float (nodes, 2)
        In metres; NaN for a node without a position that no end names.
    """

    node: np.ndarray
    how: np.ndarray
    gap_m: np.ndarray
    far: np.ndarray
    xy: np.ndarray


def join_ends(
    ends: np.ndarray,
    nodes: np.ndarray,
    *,
    named: np.ndarray,
    snap_m: float,
    named_within_m: float,
) -> JoinedEnds:
    """Give every end a node.

    An end that names a node is joined to it, if that is within `named_within_m`. The others go to the
    nearest node within `snap_m`. What is left gathers where ends are within `snap_m` of one another, over
    others too, and such a gathering goes to the node of the nearest joined end within `snap_m`; without
    one it is a node of its own. The order of the ends does not matter.

    Parameters
    ----------
    ends : float (ends, 2)
        In metres.
    nodes : float (nodes, 2)
        NaN for one whose position is not known: it stands in the middle of the ends that name it.
    named : int (ends,)
        The node an end names; -1 for none.
    """
    nodes = _placed(nodes, ends, named)
    node, how = named.copy(), np.zeros(len(ends), dtype=int)
    away = np.hypot(*(ends - nodes[named]).T) if len(nodes) else np.full(len(ends), np.nan)
    far = (named >= 0) & ~(away <= named_within_m)
    node[far] = -1
    free = np.flatnonzero(node < 0)
    near, place = _nearest(nodes, ends[free], snap_m)
    node[free[near]], how[free[near]] = place, 1
    free = free[~near]
    cluster = _gathered(ends[free], snap_m)
    node[free], how[free], own = _gatherings(ends, node, free, cluster, snap_m, len(nodes))
    xy = np.concatenate([nodes, own])
    return JoinedEnds(node, _HOW[how], np.hypot(*(ends - xy[node]).T), far, xy)


def _placed(nodes: np.ndarray, ends: np.ndarray, named: np.ndarray) -> np.ndarray:
    """Nodes, those without a position in the middle of the ends that name them."""
    nodes = nodes.copy()
    blank = np.isnan(nodes[:, 0])
    mine = np.flatnonzero((named >= 0) & blank[named]) if len(nodes) else np.empty(0, int)
    count = np.bincount(named[mine], minlength=len(nodes))
    for axis in (0, 1):
        total = np.bincount(named[mine], ends[mine, axis], minlength=len(nodes))
        nodes[count > 0, axis] = total[count > 0] / count[count > 0]
    return nodes


def _nearest(places: np.ndarray, points: np.ndarray, reach_m: float):
    """Which points have a place within reach, and the row of the nearest for those."""
    known = np.flatnonzero(np.isfinite(places[:, 0]))
    if not (len(known) and len(points)):
        return np.zeros(len(points), dtype=bool), np.empty(0, dtype=int)
    far, row = cKDTree(places[known]).query(points, distance_upper_bound=_bound(reach_m))
    near = np.isfinite(far)
    return near, known[row[near]]


def _bound(reach_m: float) -> float:
    """The tree leaves out what is at the bound itself; the rim belongs to the reach."""
    return reach_m * (1 + _ROUNDING_M) + _ROUNDING_M


def _gathered(points: np.ndarray, snap_m: float) -> np.ndarray:
    """Number of the gathering of each point; points in one place are looked at once."""
    if not len(points):
        return np.empty(0, dtype=int)
    places, at = np.unique(points, axis=0, return_inverse=True)
    pairs = cKDTree(places).query_pairs(_bound(snap_m), output_type="ndarray")
    joined = coo_array((np.ones(len(pairs)), tuple(pairs.T)), shape=(len(places),) * 2)
    return connected_components(joined, directed=False)[1][at.ravel()]


def _gatherings(ends, node, free, cluster, snap_m: float, nodes: int):
    """Node and manner of the ends that are left, and the places of the nodes they make."""
    if not len(free):
        return np.empty(0, int), np.empty(0, int), np.empty((0, 2))
    count = cluster.max() + 1
    joined = np.flatnonzero(node >= 0)
    host = np.full(count, -1)
    if len(joined):
        far, row = cKDTree(ends[joined]).query(ends[free], distance_upper_bound=_bound(snap_m))
        found = np.flatnonzero(np.isfinite(far))
        # The nearest is written last.
        found = found[np.argsort(-far[found], kind="stable")]
        host[cluster[found]] = node[joined[row[found]]]
    size = np.bincount(cluster, minlength=count)
    alone = host < 0
    host[alone] = nodes + np.arange(alone.sum())
    middle = np.column_stack(
        [np.bincount(cluster, ends[free, i], minlength=count) / size for i in (0, 1)]
    )
    how = np.where(alone & (size == 1), 2, 1)
    return host[cluster], how[cluster], middle[alone]
