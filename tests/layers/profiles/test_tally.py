"""Sums of a tally: what pandas gives, with what is not recorded kept apart."""

import numpy as np
import pandas as pd
import pytest

from layers.profiles.sharing import COLUMNS as SHARING
from layers.profiles.sharing import sharing_of
from layers.profiles.tally import COLUMNS, amounts, sums


@pytest.fixture(scope="module")
def table():
    """Some rows of two layers, drawn at random."""
    rng = np.random.default_rng(5)
    drawn = {
        "layer": rng.choice(["duct_route", "antenna_mast"], 60),
        "owner": rng.choice(np.array(["VNPT", "FPT", None]), 60),
        "kind": rng.choice(np.array(["a", None]), 60),
        "state": "standing",
        "shared": rng.choice(["shared", "alone", "unknown"], 60),
        "features": 1,
        "amount": rng.uniform(0, 9, 60),
    }
    return pd.DataFrame({name: pd.Series(drawn[name], range(60), dtype=object) for name in COLUMNS})


def test_sums_come_in_the_order_of_their_values(table):
    found = sums(table, "layer", "owner")
    grouped = table.groupby(["layer", "owner"], dropna=False, sort=False)["amount"].sum()
    keys = [(layer, None if pd.isna(owner) else owner) for layer, owner in grouped.index]
    assert list(found) == keys
    assert list(found.values()) == pytest.approx(grouped.tolist())
    assert sums(table, "layer", of="features") == table["layer"].value_counts().to_dict()


def test_the_largest_comes_first_and_what_is_not_recorded_last(table):
    found = amounts(table, "owner")
    for _, rows in found.groupby("layer"):
        assert rows["owner"].iloc[-1] is None
        assert rows["amount"].iloc[:-1].is_monotonic_decreasing
        assert rows["share"].sum() == pytest.approx(1)
    assert found["layer"].is_monotonic_increasing


def test_a_share_of_nothing_is_not_known(table):
    none = table.assign(amount=0.0)
    assert amounts(none, "kind")["share"].isna().all()
    assert sharing_of(none)[["ratio", "unknown_share"]].isna().all(axis=None)


def test_of_no_rows_there_are_no_amounts_and_numbers_stay_numbers(table):
    none = table.iloc[:0]
    assert list(amounts(none, "owner")) == ["layer", "owner", "amount", "share"]
    found = sharing_of(none)
    assert list(found) == SHARING
    assert {found[name].dtype.kind for name in SHARING[1:]} == {"f"}
