"""What a row of figures must say beside its unit: body, period, scale, what is counted. Told where it was read."""

from collections.abc import Mapping

import numpy as np
import pandas as pd

from layers.importing.areas.levels import BODY, TIER
from layers.importing.areas.resolve import Resolved
from layers.importing.report import Finding, row_findings
from layers.services.periods import parse_period
from layers.units.register import PROVINCE

LEVELS, KINDS = "levels_1_4", "full_partial"
_OF_LEVELS = ("n_level1", "n_level2", "n_level3", "n_level4", "n_level34")
_OF_KINDS = ("n_full", "n_partial")


def fill_unit(frame: pd.DataFrame, resolved: Resolved, texts: pd.DataFrame) -> pd.DataFrame:
    """Fill the unit of each row and how it was found; what the file said of it stays as text.

    `resolved` may be of some of the rows only; the others keep what they have.
    """
    rows = resolved.rows
    sure = rows[resolved.sure]
    office = sure["level"] == BODY
    named = texts.loc[sure.index, "name"]
    filled = {
        "unit_key": sure["unit_key"],
        "province_code": sure["province_code"],
        "place": sure["full_name"].where(~office, named),
        "matched_from": _joined(texts.loc[rows.index]),
        "matched_how": sure["how"],
    }
    out = frame.copy()
    for field, values in filled.items():
        before = (
            out[field].astype(object) if field in out else pd.Series(None, out.index, dtype=object)
        )
        before = before.where(before.notna(), None)
        before.loc[values.index] = values
        out[field] = before.astype("string")
    return out


def fill_tier(
    frame: pd.DataFrame, resolved: Resolved, given: Mapping[str, str], hints: Mapping[str, str]
) -> tuple[pd.DataFrame, list[Finding]]:
    """The tier of the body by the level of its unit, where neither a column nor the publisher says it.

    A whole city may report on its communes' services: there the title, if it names a tier, decides.
    """
    if "tier" in given:
        return frame, []
    said = (
        frame["tier"].astype("string")
        if "tier" in frame
        else pd.Series(pd.NA, frame.index, "string")
    )
    level = resolved.rows["level"].reindex(frame.index)
    tiers = level.map(TIER).astype("string")
    findings, hint = [], hints.get("tier")
    if hint and (titled := said.isna() & (level == PROVINCE) & (hint != TIER[PROVINCE])).any():
        said = said.mask(titled, hint)
        findings.append(Finding("field.read_from_title", "info", column="tier", value=hint))
    taken = tiers.where(said.isna()).dropna()
    if len(taken):
        shown = ", ".join(sorted(taken.unique()))
        findings.append(Finding("field.read_from_level", "info", column="tier", value=shown))
    tiers = said.fillna(tiers)
    return (frame.assign(tier=tiers), findings) if tiers.notna().any() else (frame, [])


def fill_scheme(
    frame: pd.DataFrame, given: Mapping[str, str], hints: Mapping[str, str]
) -> tuple[pd.DataFrame, list[Finding]]:
    """The scale by the counts that there are; rows that hold counts of files only take it from no count."""
    if "scheme" in frame or "scheme" in given:
        return frame, []
    levels, kinds = _any(frame, _OF_LEVELS), _any(frame, _OF_KINDS)
    scheme = pd.Series(
        np.select([kinds, levels], [KINDS, LEVELS], None), index=frame.index, dtype="string"
    )
    found = []
    if scheme.notna().any():
        shown = ", ".join(sorted(scheme.dropna().unique()))
        found = [Finding("field.read_from_columns", "info", column="scheme", value=shown)]
    # Only where every row says the same may the others be taken to mean it too.
    if scheme.isna().any() and scheme.nunique() == 1:
        scheme = scheme.fillna(scheme.dropna().iloc[0])
    if scheme.isna().any() and (hint := hints.get("scheme")):
        scheme = scheme.fillna(hint)
        found += [Finding("field.read_from_title", "info", column="scheme", value=hint)]
    return (frame.assign(scheme=scheme), found) if scheme.notna().any() else (frame, [])


def fill_hinted(
    frame: pd.DataFrame, given: Mapping[str, str], hints: Mapping[str, str], unit: str | None
) -> tuple[pd.DataFrame, list[Finding]]:
    """Period and counting unit, where only headings, titles or the cells themselves tell them."""
    out, findings = frame, []
    for field in ("period", "counting_unit"):
        if field in out or field in given:
            continue
        if hint := hints.get(field):
            out = out.assign(**{field: hint})
            findings.append(Finding("field.read_from_title", "info", column=field, value=hint))
        elif field == "counting_unit" and unit is not None:
            out = out.assign(counting_unit=unit)
            findings.append(Finding("field.read_from_cells", "info", column=field, value=unit))
    return out, findings


def read_periods(
    frame: pd.DataFrame, columns: Mapping[str, str]
) -> tuple[pd.DataFrame, list[Finding]]:
    """Periods in their normal form; what cannot be read is an error of its row."""
    if "period" not in frame:
        return frame, []
    codes, kinds = pd.factorize(frame["period"])
    periods = [parse_period(kind) for kind in kinds]
    normal = np.array([*(p.text if p else None for p in periods), None], dtype=object)
    said = frame["period"].astype("string").str.strip()
    text = pd.Series(normal[codes], index=frame.index, dtype="string")
    wrong = text.isna() & said.notna() & (said != "").fillna(False)
    findings = row_findings(
        "period.unread",
        "error",
        wrong.to_numpy(bool),
        column=columns.get("period", "period"),
        values=said,
    )
    return frame.assign(period=text.fillna(said)), findings


def _joined(texts: pd.DataFrame) -> pd.Series:
    """What the file writes of an area, in one text: ``UBND phường Hải Châu · 20194 · Đà Nẵng``."""
    out = pd.Series("", index=texts.index, dtype=object)
    for column in ("name", "code", "parent"):
        out = out + np.where(texts[column] == "", "", " · " + texts[column])
    return out.str.removeprefix(" · ")


def _any(frame: pd.DataFrame, names: tuple[str, ...]) -> np.ndarray:
    there = [name for name in names if name in frame]
    return frame[there].notna().any(axis=1).to_numpy(bool) if there else np.zeros(len(frame), bool)
