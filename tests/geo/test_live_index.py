"""An index whose features come and go."""

import numpy as np
import pytest
from shapely import LineString, Point, box

from geo.errors import BadArgument, BadGeometry
from geo.live_index import LiveIndex


def test_features_come_move_and_go():
    index = LiveIndex()
    index.insert(3, (0, 0, 1, 1))
    index.insert(1, LineString([(0, 0), (4, 4)]))
    assert index.query((0.5, 0.5, 0.6, 0.6)).tolist() == [1, 3]
    index.insert(3, Point(10, 10))
    assert index.query((0.5, 0.5, 0.6, 0.6)).tolist() == [1]
    assert index.query((10, 10, 10, 10)).tolist() == [3]
    assert index.remove(1)
    assert not index.remove(1)
    assert index.query((-100, -100, 100, 100)).tolist() == [3]
    assert (len(index), 3 in index, 1 in index) == (1, True, False)


def test_nearest_settles_ties_by_id():
    index = LiveIndex()
    for id, x in ((9, 1), (4, -1), (7, 5), (2, -1)):
        index.insert(id, Point(x, 0))
    assert index.nearest(0, 0).tolist() == [2]
    assert index.nearest(0, 0, k=3).tolist() == [2, 4, 9]
    assert index.nearest(0, 0, k=50).tolist() == [2, 4, 9, 7]
    assert LiveIndex().nearest(0, 0).tolist() == []


def test_it_answers_as_a_plain_search_does():
    rng = np.random.default_rng(0)
    corner = rng.uniform(0, 100, (300, 2))
    boxes = np.column_stack([corner, corner + rng.uniform(0, 5, (300, 2))])
    index = LiveIndex()
    for id, bounds in enumerate(boxes):
        index.insert(id, tuple(bounds))
    for id in range(0, 300, 3):
        index.remove(id)
    minx, miny, maxx, maxy = window = (20, 30, 50, 60)
    meets = (
        (boxes[:, 0] <= maxx)
        & (boxes[:, 2] >= minx)
        & (boxes[:, 1] <= maxy)
        & (boxes[:, 3] >= miny)
    )
    meets[::3] = False
    assert index.query(window).tolist() == np.flatnonzero(meets).tolist()


def test_a_bad_box_changes_nothing():
    index = LiveIndex()
    index.insert(1, box(0, 0, 1, 1))
    for wrong in (Point(), (1, 0, 0, 1), (0, 0, float("nan"), 1)):
        with pytest.raises(BadGeometry):
            index.insert(1, wrong)
    assert index.query((0, 0, 1, 1)).tolist() == [1]
    with pytest.raises(BadArgument):
        index.nearest(0, 0, k=0)
