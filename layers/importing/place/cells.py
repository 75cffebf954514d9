"""One cell that holds both coordinates, taken apart."""

import re
from dataclasses import replace

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from geo.masks import ways_of_writing

_NUMBER = r"[+-]?\d+(?:[.,]\d+)?"
_SKY = "[nsewbđdt]"
# Tried in this order; what is written most clearly first.
_WAYS_TO_WRITE = tuple(
    map(
        re.compile,
        (
            r"^(?P<first>.+?)\s*[;|/]\s*(?P<second>.+)$",
            rf"^(?P<first>{_NUMBER})\s+(?P<second>{_NUMBER})$",
            r"^(?P<first>.+?),\s+(?P<second>.+)$",
            rf"^(?P<first>{_SKY}\s*\d.*?)\s*,?\s*(?P<second>{_SKY}\s*\d.*)$",
            rf"^(?P<first>.*?\d[^,a-zđ]*\s*{_SKY})\s*,?\s*(?P<second>\d.*\s*{_SKY})$",
            r"^(?P<first>\d+,\d+),(?P<second>\d+,\d+)$",
            r"^(?P<first>[^,]+),(?P<second>[^,]+)$",
            r"^(?P<first>\d+\s*°.*?\")\s*(?P<second>\d+\s*°.*)$",
            r"^(?P<first>\d+\s+\d+\s+[\d.,]+)\s+(?P<second>\d+\s+\d+\s+[\d.,]+)$",
            r"^(?P<first>\d+°\S*)\s+(?P<second>\d+°\S*)$",
        ),
    )
)
_LABEL = re.compile(
    r"(?<![^\W\d_])(?:latitude|longitude|lat|lng|long|lon|vĩ độ|kinh độ|vi do|kinh do|x|y)"
    r"\"?\s*[:=]?\s*(?=[+-]?\d)"
)
_WKT = r"(?i)^\s*(?:srid=\d+;)?\s*(?:multi)?(?:point|linestring|polygon)\s*(?:z|m|zm)?\s*\("


def is_wkt(texts: pa.Array) -> np.ndarray:
    return pc.match_substring_regex(texts, _WKT).to_numpy(zero_copy_only=False)


def halves(texts: pa.Array) -> tuple[pd.Series, pd.Series]:
    """The two parts of each cell, in the order they stand in; missing where a cell does not part."""
    first = np.full(len(texts), None, dtype=object)
    second = first.copy()
    for written in ways_of_writing(texts):
        plain = _LABEL.sub("", written.mask).strip(" ()[]{},;\t")
        found = next(filter(None, (way.match(plain) for way in _WAYS_TO_WRITE)), None)
        if found is not None:
            written = replace(written, mask=plain)
            first[written.rows] = written.text(*found.span("first")).to_numpy(zero_copy_only=False)
            second[written.rows] = written.text(*found.span("second")).to_numpy(
                zero_copy_only=False
            )
    return pd.Series(first), pd.Series(second)
