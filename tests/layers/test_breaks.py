"""Breaks are read as each language writes numbers."""

import pytest

from layers.errors import BadLook
from layers.looks.breaks import read_breaks, write_breaks
from layers.words import Words


@pytest.mark.parametrize(
    ("text", "lang", "breaks"),
    [
        ("10; 20,5; 1.000", "vi", (10.0, 20.5, 1000.0)),
        ("10; 20.5; 1,000", "en", (10.0, 20.5, 1000.0)),
        ("30;10; 10 ;", "vi", (10.0, 30.0)),
        ("-5; 0", "en", (-5.0, 0.0)),
        ("1.234.567,25", "vi", (1234567.25,)),
    ],
)
def test_numbers_are_read_and_put_in_order(text, lang, breaks):
    assert read_breaks(text, lang) == breaks
    assert read_breaks(write_breaks(breaks, Words(lang)), lang) == breaks


@pytest.mark.parametrize("text", ["", " ; ", "mười", "1,2,3", "1e9", "nan", "1;" * 13])
def test_what_is_no_list_of_numbers_is_refused(text):
    with pytest.raises(BadLook):
        read_breaks(text.replace("1;" * 13, ";".join(map(str, range(13)))), "vi")
