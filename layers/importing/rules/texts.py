"""Rules of text: cut by the format it came in, or numbers in disguise."""

import re

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from geo.text import fold
from layers.importing.report import Finding, row_findings
from layers.importing.rules.case import Case

DBF_TEXT = 254
SAMPLE = 20_000
# A letter of several bytes that does not fit is left out whole.
_NEARLY_FULL = range(DBF_TEXT - 2, DBF_TEXT + 1)
_NUMBER = r"^[+-]?(?:0|[1-9]\d*)(?:[.,]\d+)?$"
_CODE_NAME = re.compile(r"\b(ma|id|code|so hieu|ky hieu|fid|oid)\b|(id|code|key)$")


def maybe_cut(case: Case) -> list[Finding]:
    """Text as long as a Shapefile can hold: what followed is gone.

    In UTF-8 the 254 bytes are 85 to 254 letters; in the old encodings a letter is a byte.
    """
    if case.format != "Shapefile":
        return []
    findings = []
    for column in text_columns(case.raw):
        values = arrow_text(case.raw[column])
        size, letters = pc.binary_length(values), pc.utf8_length(values)
        full = pc.or_(
            pc.is_in(letters, value_set=pa.array([DBF_TEXT], letters.type)),
            pc.and_(
                pc.is_in(size, value_set=pa.array(_NEARLY_FULL, size.type)),
                pc.greater(size, letters),
            ),
        )
        flags = pc.fill_null(full, False).to_numpy(zero_copy_only=False)
        findings += row_findings(
            "text.maybe_cut",
            "warning",
            flags,
            column=str(column),
            values=_tails(values, flags),
            params={"limit": DBF_TEXT},
        )
    return findings


def number_as_text(case: Case) -> list[Finding]:
    """Columns beyond the layer's fields that hold nothing but numbers, written as text.

    Codes are no numbers: a leading zero, or a name that says code, leaves them out.
    """
    findings = []
    for column in text_columns(case.frame):
        if case.spec.field(str(column)) is not None or _CODE_NAME.search(fold(str(column))):
            continue
        values = spread(case.frame[column])
        filled = values[values.str.strip() != ""].str.strip()
        if len(filled) and filled.str.match(_NUMBER).all():
            shown = str(filled.iloc[0])
            findings.append(Finding("value.number_as_text", "info", column=column, value=shown))
    return findings


def text_columns(frame: pd.DataFrame) -> list[str]:
    """Columns of text; dates, numbers and shapes left out."""
    return [c for c in frame.columns if pd.api.types.is_string_dtype(frame[c])]


def arrow_text(values: pd.Series) -> pa.Array:
    """A column as one piece of Arrow text; columns read or joined in pieces come in pieces."""
    text = pa.array(values.astype("string"), type=pa.large_string(), from_pandas=True)
    return text.combine_chunks() if isinstance(text, pa.ChunkedArray) else text


def spread(values: pd.Series, *, most: int = SAMPLE) -> pd.Series:
    """At most `most` of the values that are there, from all over the column, as text."""
    known = values.dropna()
    return known.iloc[:: max(1, -(-len(known) // most))].astype("string")


def _tails(values: pa.Array, flags: np.ndarray) -> np.ndarray:
    """How the text of the marked rows ends, where a cut shows."""
    out = np.full(len(flags), None, dtype=object)
    marked = values.filter(pa.array(flags))
    out[flags] = ["…" + text[-40:] for text in marked.to_pylist()]
    return out
