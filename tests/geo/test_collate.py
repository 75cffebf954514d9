"""Ranks of whole columns are those of `sort_key`."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.collate import sort_ranks
from geo.text import sort_key

LETTERS = st.text(alphabet="aAăÂbcdĐÐeêoôơuưyỳýòóHọ 0129-_.,/'", max_size=12)


def ranks_of_keys(texts) -> list[int]:
    keys = [sort_key(each) for each in texts]
    order = sorted(set(keys))
    return [order.index(key) for key in keys]


def test_known_names():
    names = [
        "Thạnh An",
        "Thanh An",
        "Hoà Cường",
        "Hòa Cường",
        "Phường 10",
        "Phường 2",
        "P_2",
        "Đà",
        "Dơ",
        None,
        "a 012",
    ]
    assert sort_ranks(names).tolist() == ranks_of_keys(names)
    assert sort_ranks([]).tolist() == []


@given(st.lists(LETTERS, max_size=12))
@settings(max_examples=150, deadline=None)
def test_ranks_follow_the_keys(texts):
    assert np.array_equal(sort_ranks(texts), ranks_of_keys(texts))
