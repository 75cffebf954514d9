"""What is to be said about the letters of a file."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pandas as pd

from layers.importing.letters.codecs import BROKEN, UTF8, find
from layers.importing.letters.columns import count_untrimmed, rows_with, text_columns
from layers.importing.letters.recognise import SURE
from layers.importing.letters.settled import Settled
from layers.importing.report import Finding

_SPELLING = {
    "letters.nfc": Finding("letters.nfc", "info"),
    "letters.eth": Finding("letters.eth", "info"),
    "letters.invisible": Finding("letters.invisible", "info"),
}


def of_letters(
    before: pd.DataFrame,
    after: pd.DataFrame,
    settled: Sequence[Settled],
    encoding: str | None,
    *,
    declared: str | None,
    raw: bool,
) -> list[Finding]:
    """All findings about letters, of the file first, then column by column.

    Parameters
    ----------
    before, after : DataFrame
        As it stands in the file, and decoded.
    """
    found = [*_unknown(settled), *_guessed(settled, declared, raw=raw)]
    if raw and encoding is not None:
        found += _declared_wrong(settled, declared)
    for each in settled:
        if each.verdict.encoding is not None:
            for say in (_broken, _cut, _spelled):
                found += say(before, after, each)
    return found + [finding for name in text_columns(after) for finding in _untrimmed(after, name)]


def _unknown(settled: Sequence[Settled]) -> list[Finding]:
    lost = [each for each in settled if each.verdict.encoding is None]
    if not lost:
        return []
    sample = lost[0].source.values[0][:80]
    return [Finding("encoding.unknown", "error", value=sample, params={"columns": _listed(lost)})]


def _guessed(settled: Sequence[Settled], declared: str | None, *, raw: bool) -> list[Finding]:
    """One for each encoding that was recognised and that the file does not name itself."""
    said = find(declared) if raw else UTF8
    guessed = [e for e in settled if e.how == "guessed" and e.verdict.encoding not in (None, said)]
    found = []
    for encoding in dict.fromkeys(each.verdict.encoding for each in guessed):
        those = [each for each in guessed if each.verdict.encoding == encoding]
        share = min(each.verdict.share for each in those)
        params = {
            "encoding": encoding,
            "columns": _listed(those),
            "share": round(100 * share),
            "sample": those[0].texts[0][:80],
        }
        column = those[0].name if len(those) == 1 else None
        sure = raw and (share >= SURE or encoding == UTF8)
        severity = "info" if sure else "warning"
        found.append(Finding("encoding.guessed", severity, column=column, params=params))
    return found


def _declared_wrong(settled: Sequence[Settled], declared: str | None) -> list[Finding]:
    """The file names an encoding in which its text reads otherwise than it was recognised to read."""
    said = find(declared)
    lied = [
        each
        for each in settled
        if said is not None
        and each.how == "guessed"
        and each.verdict.encoding not in (None, said)
        and _differs(each, said)
    ]
    if not lied:
        return []
    params = {"declared": declared, "encoding": lied[0].verdict.encoding, "columns": _listed(lied)}
    return [Finding("encoding.declared_wrong", "warning", value=declared, params=params)]


def _differs(each: Settled, said: str) -> bool:
    return each.source.read(said) != each.source.read(each.verdict.encoding)


def _broken(before: pd.DataFrame, after: pd.DataFrame, each: Settled) -> list[Finding]:
    wrong = [i for i, text in enumerate(each.texts) if BROKEN in text]
    rows, values = _rows(before, after, each, wrong)
    params = {"encoding": each.verdict.encoding}
    severity = "error" if each.source.raw else "warning"  # what was Unicode was broken before
    found = Finding("text.broken", severity, each.name, params=params, rows=rows, values=values)
    return [found] if wrong else []


def _cut(before: pd.DataFrame, after: pd.DataFrame, each: Settled) -> list[Finding]:
    if each.verdict.encoding != UTF8:
        return []
    short = [i for i, value in enumerate(each.source.values) if value in each.source.cut]
    rows, values = _rows(before, after, each, short)
    return [Finding("text.cut", "warning", each.name, rows=rows, values=values)] if short else []


def _spelled(before: pd.DataFrame, after: pd.DataFrame, each: Settled) -> list[Finding]:
    found = []
    for rule, positions in each.spelled.changed.items():
        rows, _ = _rows(before, after, each, positions)
        params = {"count": len(rows), "sample": each.texts[positions[0]][:80]}
        found.append(replace(_SPELLING[rule], column=each.name, params=params))
    return found


def _rows(
    before: pd.DataFrame, after: pd.DataFrame, each: Settled, positions: Sequence[int]
) -> tuple[np.ndarray, list]:
    """Rows that hold the values at `positions` of the source, and how they read now."""
    held = [each.source.values[i] for i in positions]
    rows = rows_with(before[each.source.name], held)
    return rows, after[each.name].iloc[rows].tolist()


def _untrimmed(frame: pd.DataFrame, name: str) -> list[Finding]:
    count = count_untrimmed(frame[name])
    return [Finding("letters.trimmed", "info", name, params={"count": count})] if count else []


def _listed(settled: Sequence[Settled]) -> str:
    names = [each.name for each in settled]
    return ", ".join(names[:5]) + (" …" if len(names) > 5 else "")
