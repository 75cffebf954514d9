"""Text columns: their different values with letters beyond ASCII, and new values put in for them.

Columns are handled as Arrow arrays, so that a million rows cost what their different values cost.
"""

import re
from collections.abc import Iterable, Mapping

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

# Control characters are letters in VISCII and TCVN 5712; tab, line feed and return are not.
_BEYOND_ASCII = r"[^\t\n\r -~]"
_beyond_ascii = re.compile(_BEYOND_ASCII)


def text_columns(frame: pd.DataFrame) -> list:
    """Columns that may hold text; geometry never does."""
    return [name for name, dtype in frame.dtypes.items() if _is_text(dtype)]


def beyond_ascii(column: pd.Series) -> list[str]:
    """The different values that are not plain ASCII, in the order they come in."""
    if column.dtype == object:
        return list(
            dict.fromkeys(v for v in column if isinstance(v, str) and _beyond_ascii.search(v))
        )
    texts = _arrow(column)
    if not _may_be_beyond_ascii(texts):
        return []
    kept = pc.unique(pc.filter(texts, pc.match_substring_regex(texts, _BEYOND_ASCII)))
    return kept.to_pylist()


def replaced(column: pd.Series, new: Mapping[str, str]) -> pd.Series:
    """The column with the values that are keys of `new` replaced."""
    changed = {old: text for old, text in new.items() if old != text}
    if not changed:
        return column
    if column.dtype == object:
        return column.map(lambda v: changed.get(v, v) if isinstance(v, str) else v)
    texts = _arrow(column)
    found = pc.index_in(texts, value_set=pa.array(list(changed), pa.large_string()))
    values = pc.take(pa.array(list(changed.values()), pa.large_string()), found)
    dtype = "str" if isinstance(column.dtype, pd.CategoricalDtype) else column.dtype
    array = pd.array(pc.coalesce(values, texts), dtype=dtype)
    return pd.Series(array, index=column.index, name=column.name)


def rows_with(column: pd.Series, values: Iterable[str]) -> np.ndarray:
    """Positions of the rows that hold one of `values`."""
    values = list(values)
    return np.flatnonzero(column.isin(values).to_numpy(bool)) if values else np.empty(0, dtype=int)


def count_untrimmed(column: pd.Series) -> int:
    """Rows whose text begins or ends with a space."""
    if column.dtype == object:
        return sum(isinstance(v, str) and v != v.strip() for v in column)
    texts = _arrow(column)
    return pc.sum(pc.not_equal(texts, pc.utf8_trim_whitespace(texts))).as_py() or 0


def _is_text(dtype) -> bool:
    if isinstance(dtype, pd.CategoricalDtype):
        return _is_text(dtype.categories.dtype)
    return (
        pd.api.types.is_object_dtype(dtype)
        or isinstance(dtype, pd.StringDtype)
        or _is_arrow_text(dtype)
    )


def _is_arrow_text(dtype) -> bool:
    return isinstance(dtype, pd.ArrowDtype) and pd.api.types.is_string_dtype(dtype)


def _arrow(column: pd.Series) -> pa.Array:
    if isinstance(column.dtype, pd.CategoricalDtype):
        column = column.astype("str")
    array = pa.array(column, from_pandas=True)
    array = array.combine_chunks() if isinstance(array, pa.ChunkedArray) else array
    return array.cast(pa.large_string())


def _may_be_beyond_ascii(texts: pa.Array) -> bool:
    """Whether any byte is not plain; a look at the bytes costs far less than a pattern on each text."""
    data = texts.buffers()[2]
    if data is None:
        return False
    bytes_ = np.frombuffer(data, dtype=np.uint8)
    plain = (bytes_ >= 0x20) & (bytes_ < 0x7F) | (bytes_ == 9) | (bytes_ == 10) | (bytes_ == 13)
    return not plain.all()
