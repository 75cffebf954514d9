"""Pages of rows: filtered, in the order of a field, unknown last."""

import pytest

from layers.errors import UnknownField
from layers.filters.condition import Condition, Filter
from layers.tables.page import (
    count_of,
    features_of,
    fids_in,
    matched_rows,
    page_of,
    page_with,
    places_of,
)

MAST = "antenna_mast"


def ids(page) -> list[str]:
    return page.rows["feature_id"].tolist()


def sorted_by(atlas, snapshot, field: str, *, descending: bool = False) -> list[str]:
    return ids(page_of(atlas, snapshot, MAST, sort=field, descending=descending))


def test_text_is_in_vietnamese_order_and_unknown_comes_last(atlas, snapshot):
    page = page_of(atlas, snapshot, MAST, sort="owner")
    assert page.rows["owner"].fillna("?").tolist() == ["An", "Ánh", "Ân", "Dương", "Đông Á", "?"]
    page = page_of(atlas, snapshot, MAST, sort="owner", descending=True)
    assert page.rows["owner"].fillna("?").tolist() == ["Đông Á", "Dương", "Ân", "Ánh", "An", "?"]


def test_numbers_in_text_count_by_value(atlas, snapshot):
    assert sorted_by(atlas, snapshot, "feature_id") == ["m1", "m2", "m3", "m4", "m5", "m10"]


def test_numbers_days_and_value_lists(atlas, snapshot):
    assert sorted_by(atlas, snapshot, "height_m")[:2] == ["m4", "m10"]
    assert sorted_by(atlas, snapshot, "height_m", descending=True)[0] == "m1"
    assert sorted_by(atlas, snapshot, "in_service_date")[:3] == ["m10", "m2", "m1"]
    # As the spec lists them: existing, planned, …, removed.
    assert sorted_by(atlas, snapshot, "status")[3:5] == ["m10", "m3"]
    # "unknown" is no value.
    assert set(sorted_by(atlas, snapshot, "mast_class")[-2:]) == {"m1", "m5"}


def test_equal_values_stay_as_they_are_stored_both_ways(atlas, snapshot):
    stored = [each for each in ids(page_of(atlas, snapshot, MAST)) if each in ("m2", "m3")]
    for descending in (False, True):
        found = sorted_by(atlas, snapshot, "height_m", descending=descending)
        assert [each for each in found if each in stored] == stored


def test_a_filter_and_pages(atlas, snapshot):
    existing = Filter((Condition("status", "=", ("existing",)),))
    page = page_of(atlas, snapshot, MAST, existing, sort="feature_id", page=1, size=2)
    assert (ids(page), page.number, page.matched, page.total) == (["m4"], 1, 3, 6)
    beyond = page_of(atlas, snapshot, MAST, existing, sort="feature_id", page=9, size=2)
    assert ids(beyond) == ["m4"]
    assert beyond.number == 1
    nothing = page_of(atlas, snapshot, MAST, Filter((Condition("height_m", ">", ("99",)),)))
    assert (len(nothing.rows), nothing.number, nothing.matched) == (0, 0, 0)
    assert count_of(atlas, snapshot, MAST, existing) == 3
    assert count_of(atlas, snapshot, MAST, Filter()) == 6


def test_lengths_on_the_ground_are_sorted_too(atlas, snapshot):
    rows = matched_rows(atlas, snapshot, "duct_route", sort="@length")
    frame = atlas.frame(snapshot.versions["duct_route"])
    assert frame["feature_id"].iloc[rows].tolist() == ["d2", "d1"]


def test_features_by_name(atlas, snapshot):
    version = snapshot.versions[MAST]
    frame = atlas.frame(version)
    fid = int(frame.loc[frame["feature_id"] == "m3", "fid"].iloc[0])
    assert frame["feature_id"].iloc[places_of(atlas, version, [fid, 999])].tolist() == ["m3"]
    removed = Filter((Condition("status", "=", ("removed",)),))
    assert features_of(atlas, snapshot, MAST, removed) == [f"{MAST}:{fid}"]
    assert len(features_of(atlas, snapshot, MAST, Filter(), most=4)) == 4
    assert fids_in(MAST, [f"{MAST}:{fid}", "duct_route:1", f"{MAST}:x", f"{MAST}:" + "9" * 40]) == [
        fid
    ]
    assert page_with(atlas, snapshot, MAST, Filter(), fid) == 0
    assert page_with(atlas, snapshot, MAST, Filter((Condition("status", "unknown"),)), fid) is None


def test_a_field_that_is_not_there(atlas, snapshot):
    with pytest.raises(UnknownField):
        page_of(atlas, snapshot, MAST, sort="nonsense")
