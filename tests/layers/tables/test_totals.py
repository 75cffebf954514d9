"""Sums and means say how many rows they are of; lengths are those on the ground."""

import numpy as np
import pytest

from geo.measure import WGS84
from layers.filters.condition import Condition, Filter
from layers.tables.lengths import areas_m2, lengths_m
from layers.tables.totals import totals_at, totals_of


def by_name(totals) -> dict:
    return {each.field.name: each for each in totals}


def test_totals_of_all_and_of_some(atlas, snapshot):
    found = by_name(totals_of(atlas, snapshot, "antenna_mast", Filter()))
    operators = found["n_operators"]
    assert (operators.known, operators.unknown, operators.sum) == (4, 2, 7.0)
    assert (operators.mean, operators.low, operators.high) == (1.75, 1.0, 3.0)
    height = found["height_m"]
    assert height.sum is None  # heights on top of one another mean nothing
    assert height.mean == pytest.approx(26.5)
    assert "planned_year" not in found  # a mean of years means nothing
    planned = Filter((Condition("status", "=", ("planned",)),))
    assert by_name(totals_of(atlas, snapshot, "antenna_mast", planned))["n_operators"].sum == 2


def test_fields_of_which_nothing_is_known_are_left_out(atlas, snapshot):
    places = np.flatnonzero(atlas.frame(snapshot.versions["antenna_mast"])["height_m"].isna())
    assert totals_at(atlas, snapshot, "antenna_mast", places) == []


def test_lengths_and_areas_on_the_ground(atlas, snapshot):
    version = snapshot.versions["duct_route"]
    frame = atlas.frame(version)
    metres = lengths_m(atlas, version)[(frame["feature_id"] == "d2").to_numpy()][0]
    assert metres == pytest.approx(WGS84.inv(108.01, 16.01, 108.02, 16.01)[2])
    total = by_name(totals_of(atlas, snapshot, "duct_route", Filter()))["@length"]
    assert total.sum == pytest.approx(float(lengths_m(atlas, version).sum()))
    communes = snapshot.versions["admin_commune"]
    hectares = by_name(totals_of(atlas, snapshot, "admin_commune", Filter()))["@area"]
    assert hectares.sum * 1e4 == pytest.approx(float(areas_m2(atlas, communes).sum()))
