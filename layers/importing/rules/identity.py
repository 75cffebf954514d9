"""Rules of identity: every feature has a key, and no two the same."""

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from layers.importing.report import Finding, row_findings
from layers.importing.rules.case import Case
from layers.importing.rules.texts import arrow_text


def missing(case: Case) -> list[Finding]:
    """Rows without a key; a blank is none."""
    findings = []
    for name in _key(case):
        findings += row_findings("id.missing", "error", _blank(case.frame[name]), column=name)
    return findings


def repeated(case: Case) -> list[Finding]:
    """Keys that stand in an earlier row."""
    if not (key := _key(case)):
        return []
    leader = _leaders(_joined(case, key))
    return row_findings(
        "id.repeated",
        "error",
        leader != np.arange(len(leader)),
        column=", ".join(key),
        values=case.frame[key[0]].astype("string"),
        details={"first": leader + 1},
    )


def nearly_repeated(case: Case) -> list[Finding]:
    """Keys that differ from an earlier one only in case or spaces: one feature written twice?"""
    if not (key := _key(case)):
        return []
    exact = _joined(case, key)
    leader = _leaders(pc.replace_substring_regex(pc.utf8_lower(exact), r"\s+", ""))
    rows = np.arange(len(leader))
    if (leader == rows).all():
        return []
    return row_findings(
        "id.nearly_repeated",
        "warning",
        (leader != rows) & (_leaders(exact) == rows),
        column=", ".join(key),
        values=case.frame[key[0]].astype("string"),
        details={"first": leader + 1},
    )


def _leaders(keys: pa.Array) -> np.ndarray:
    """For each row the first row of the same key; a row without a key leads itself."""
    codes = pc.fill_null(keys.dictionary_encode().indices, -1).to_numpy(zero_copy_only=False)
    leader = np.arange(len(codes))
    known = np.flatnonzero(codes >= 0)
    first = np.zeros(len(codes), dtype=int)
    first[codes[known[::-1]]] = known[::-1]
    leader[known] = first[codes[known]]
    return leader


def _key(case: Case) -> list[str]:
    return [name for name in case.spec.primary_key if name in case.frame]


def _joined(case: Case, key: list[str]) -> pa.Array:
    """The key as one text a row; null where a part of it is missing."""
    parts = []
    for name in key:
        text = case.frame[name].astype("string")
        parts.append(arrow_text(text.mask(_blank(text))))
    if len(parts) == 1:
        return parts[0]
    return pc.binary_join_element_wise(*parts, pa.scalar("\x1f", pa.large_string()))


def _blank(values: pd.Series) -> np.ndarray:
    if pd.api.types.is_numeric_dtype(values):
        return values.isna().to_numpy()
    text = values.astype("string")
    return (text.isna() | (text.str.strip() == "").fillna(False)).to_numpy(dtype=bool)
