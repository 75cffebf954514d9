"""What differs between versions: rows by key, columns by name, blanks equal to blanks."""

import geopandas as gpd
import pandas as pd
import pytest
from shapely.geometry import Point, Polygon

from layers.diff import compare
from layers.spec import load_specs

SPECS = load_specs()
MASTS, TABLE = SPECS["antenna_mast"], SPECS["service_availability"]


@pytest.fixture
def before():
    points = [Point(108, 16), Point(108.1, 16), None]
    rows = {
        "feature_id": ["a", "b", "c"],
        "owner": ["VNPT", None, "Viettel"],
        "height_m": [1, 2, 3],
    }
    return gpd.GeoDataFrame(rows, geometry=points, crs=4326).assign(fid=[1, 2, 3])


def keys(found) -> tuple:
    return found.added, found.removed, found.changed, found.unchanged


def test_nothing_differs_from_itself_in_another_order(before):
    other = before.iloc[::-1].assign(fid=[7, 8, 9])
    assert keys(compare(before, other, MASTS)) == ([], [], [], 3)


def test_rows_come_and_go(before):
    after = before.assign(feature_id=["a", "x", "c"])
    assert keys(compare(before, after, MASTS)) == (["x"], ["b"], [], 2)


def test_a_moved_point_is_a_change(before):
    after = before.set_geometry([Point(108, 16.1), Point(108.1, 16), None], crs=4326)
    assert keys(compare(before, after, MASTS)) == ([], [], ["a"], 2)


def test_a_position_found_is_a_change(before):
    after = before.set_geometry([Point(108, 16), Point(108.1, 16), Point(1, 1)], crs=4326)
    assert compare(before, after, MASTS).changed == ["c"]


def test_a_ring_is_the_same_wherever_it_begins():
    ring = [(0, 0), (0, 1), (1, 1), (1, 0)]
    rows = {"unit_key": ["u"]}
    one = gpd.GeoDataFrame(rows, geometry=[Polygon(ring)], crs=4326)
    two = gpd.GeoDataFrame(rows, geometry=[Polygon(ring[2:] + ring[:2])], crs=4326)
    assert compare(one, two, SPECS["admin_commune"]).unchanged == 1


def test_a_changed_value_is_a_change_and_a_blank_equals_a_blank(before):
    after = before.assign(owner=["MobiFone", pd.NA, "Viettel"])
    assert compare(before, after, MASTS).changed == ["a"]


def test_a_blank_differs_from_the_word_none(before):
    assert compare(before, before.assign(owner=["VNPT", "None", "Viettel"]), MASTS).changed == ["b"]


@pytest.mark.parametrize("kind", ["int64", "float64", "Int64"])
def test_the_same_number_in_another_type_is_no_change(before, kind):
    after = before.assign(height_m=before["height_m"].astype(kind))
    assert keys(compare(before, after, MASTS)) == ([], [], [], 3)


def test_columns_are_told_apart_from_rows(before):
    after = before.drop(columns="owner").assign(mau="x")
    found = compare(before, after, MASTS)
    assert (found.columns_added, found.columns_removed) == (["mau"], ["owner"])
    assert found.unchanged == 3


def test_a_table_without_a_key_is_compared_row_by_row():
    old = pd.DataFrame({"unit_key": ["a", "a", "b"], "n_full": [1, 1, 2]})
    new = pd.DataFrame({"unit_key": ["a", "b", "b"], "n_full": [1, 2, 3]})
    found = compare(old, new, TABLE)
    assert (len(found.added), len(found.removed), found.changed, found.unchanged) == (1, 1, [], 2)


def test_everything_is_new_to_an_empty_version(before):
    found = compare(before.iloc[:0], before, MASTS)
    assert keys(found) == (["a", "b", "c"], [], [], 0)
