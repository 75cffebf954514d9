"""Evenly spaced places along the edges of a street network: where manholes and poles stand."""

import numpy as np

from layers.demo.city import City
from layers.demo.streets import Streets


class Stations:
    """Places along edges, evenly spaced, each end at a node of the network.

    `place` (n, 2) are degrees, `ward` the rows of the wards they lie in; `pair` (m, 2) are
    neighbours along an edge and `edge` (m,) that edge's number in the network.
    """

    def __init__(self, city: City, plan: Streets, edges: np.ndarray, spacing_m: np.ndarray):
        count = np.maximum(np.ceil(plan.length()[edges] / spacing_m).astype(int), 1)
        inner = np.repeat(np.arange(len(edges)), count - 1)
        step = np.arange(len(inner)) - np.repeat(np.cumsum(count - 1) - (count - 1), count - 1) + 1
        between = plan.along(edges[inner], step / count[inner])
        self.place = city.degrees(np.vstack([plan.node, between]))
        self.ward = city.ward_at(self.place)
        pair = np.repeat(np.arange(len(edges)), count)
        step = np.arange(len(pair)) - np.repeat(np.cumsum(count) - count, count)
        first = len(plan.node) + (np.cumsum(count - 1) - (count - 1))[pair]
        start = np.where(step == 0, plan.ends[edges[pair], 0], first + step - 1)
        stop = np.where(step == count[pair] - 1, plan.ends[edges[pair], 1], first + step)
        self.pair, self.edge, self.step = np.column_stack([start, stop]), edges[pair], step
        middle = self.place[self.pair].mean(axis=1)
        self.dry = (self.ward[self.pair] >= 0).all(axis=1) & (city.ward_at(middle) >= 0)
