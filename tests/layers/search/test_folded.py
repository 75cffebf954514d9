"""Folded columns against a plain walk over their texts."""

import numpy as np
import pandas as pd
import pytest

from geo.text import fold
from layers.search import folded as room
from layers.search.folded import Folded, FoldedRows

TEXTS = ["Đà Nẵng", "Hải Châu", None, "Hải Châu", "chau\nhai", "", "Châu Hải 48", "hai chaux", "đà"]


def by_hand(ask) -> list[bool]:
    return [text is not None and ask(fold(text)) for text in TEXTS]


@pytest.fixture(params=[(10_000, 50_000), (0, 50_000), (10_000, 2)])
def column(request, monkeypatch):
    """Walked through, asked value by value, and folded in several pieces."""
    for name, value in zip(("_FEW", "_AT_ONCE"), request.param, strict=True):
        monkeypatch.setattr(room, name, value)
    return Folded(pd.Series(TEXTS))


@pytest.mark.parametrize("words", ["hai", "chau", "hai chau", "da", "4", "zz", "nang", "i"])
def test_words_by_their_beginning(column, words):
    assert column.rows_with(words).tolist() == by_hand(lambda text: f" {words}" in f" {text}")
    rows = np.arange(len(TEXTS))
    assert column.are_with(words, rows).tolist() == column.rows_with(words).tolist()


@pytest.mark.parametrize("text", ["hai chau", "da", "chau hai", "hai", "chau hai 48"])
def test_whole_texts_and_their_beginning(column, text):
    assert column.rows_equal(text).tolist() == by_hand(lambda each: each == text)
    assert column.rows_beginning(text).tolist() == by_hand(lambda each: each.startswith(text))
    rows = np.arange(len(TEXTS))
    assert column.are_beginning(text, rows).tolist() == column.rows_beginning(text).tolist()


def test_a_column_where_every_row_has_its_own_text():
    column = Folded(pd.Series(["a 1", "b 2", "ab 3"]))
    assert column.rows_with("a").tolist() == [True, False, True]
    assert column.rows_with("b").tolist() == [False, True, False]


def test_rows_that_have_every_word_in_some_column():
    rows = FoldedRows(
        [pd.Series(["Trần Phú", "Lê Lợi", None]), pd.Series(["VNPT", "Viettel", "VNPT"])]
    )
    assert rows.with_words(["phu", "vnpt"]).tolist() == [0]
    assert rows.with_words(["vnpt"]).tolist() == [0, 2]
    assert rows.having("tran phu").tolist() == [0]
    assert rows.equal("le loi").tolist() == [1]
    assert FoldedRows([]).having("a").tolist() == []
