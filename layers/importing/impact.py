"""What publishing a file would change: how it meets the version that stands."""

from dataclasses import dataclass, field

import geopandas as gpd
import numpy as np
import pandas as pd

from layers.diff import compare
from layers.errors import UnknownField
from layers.importing.derive import fill, is_made_up
from layers.importing.report import Finding, Report
from layers.spec import FieldSpec, LayerSpec

MOST_NAMED = 50


@dataclass(frozen=True)
class Impact:
    """What would change in the layer.

    Attributes
    ----------
    new, changed, removed, unchanged : int
        Rows, matched by the layer's primary key.
    without_id : int
        Rows of the file that name no id, and so can only be new.
    named : dict
        ``new``, ``changed`` and ``removed`` -> the first ids of each.
    columns_added, columns_removed : list of str
    """

    new: int
    changed: int
    removed: int
    unchanged: int
    without_id: int
    rows: int
    named: dict[str, list[str]] = field(default_factory=dict)
    columns_added: list[str] = field(default_factory=list)
    columns_removed: list[str] = field(default_factory=list)


def weigh(before: pd.DataFrame | None, after: pd.DataFrame, spec: LayerSpec) -> Impact:
    """Compare the version that stands, if any, with the one that would take its place."""
    blank = _without_id(after, spec)
    if before is None:
        return Impact(len(after), 0, 0, 0, blank, len(after))
    diff = compare(before, after, spec)
    named = {"new": diff.added, "changed": diff.changed, "removed": diff.removed}
    return Impact(
        new=len(diff.added),
        changed=len(diff.changed),
        removed=len(diff.removed),
        unchanged=diff.unchanged,
        without_id=blank,
        rows=len(after),
        named={name: [str(key) for key in keys[:MOST_NAMED]] for name, keys in named.items()},
        columns_added=diff.columns_added,
        columns_removed=[c for c in diff.columns_removed if c != "fid"],
    )


def merge(
    standing: pd.DataFrame,
    added: pd.DataFrame,
    spec: LayerSpec,
    *,
    key: tuple[str, ...],
    report: Report,
) -> pd.DataFrame:
    """The standing rows, less those that `added` names again by `key`, and `added` after them.

    Rows that name nothing, because their key is blank, replace nothing. Rows that repeat an id that
    stands are a finding of `report`.

    Raises
    ------
    UnknownField
        If a field of `key` is not in the file, or only made up from row numbers.
    """
    standing = standing.drop(columns="fid", errors="ignore")
    filled = {finding.column for finding in report.findings if finding.rule == "field.filled"}
    made_up = [f for f in spec.fields if f.name in filled and is_made_up(f)]
    if key:
        _require_key(standing, added, list(key), made_up, file=report.file)
        named = pd.MultiIndex.from_frame(added[list(key)].dropna())
        again = pd.MultiIndex.from_frame(standing[list(key)]).isin(named)
        standing = standing[~(again & standing[list(key)].notna().all(axis=1))]
    for made in made_up:  # the numbers go on after those of the rows that stand
        first_row = len(standing) + 1
        ids = fill(added, made, layer_id=spec.id, file=report.file, first_row=first_row)
        added = added.assign(**{made.name: ids})
    return _joined(standing, added, spec, report)


def _joined(
    standing: pd.DataFrame, added: pd.DataFrame, spec: LayerSpec, report: Report
) -> pd.DataFrame:
    merged = pd.concat([standing, added], ignore_index=True)
    key = list(spec.primary_key)
    if key:
        again = merged.duplicated(key).to_numpy()[len(standing) :]
        report.findings += _standing_ids(added, again, key)
    if isinstance(added, gpd.GeoDataFrame):
        return gpd.GeoDataFrame(merged, geometry="geometry", crs=added.crs)
    return merged


def _standing_ids(added: pd.DataFrame, again: np.ndarray, key: list[str]) -> list[Finding]:
    if not again.any():
        return []
    rows = added.index.to_numpy()[again]
    values = added[key[0]].astype("string")[again].tolist()
    return [Finding("id.stands", "error", column=", ".join(key), rows=rows, values=values)]


def _require_key(
    standing: pd.DataFrame,
    added: pd.DataFrame,
    key: list[str],
    made_up: list[FieldSpec],
    *,
    file: str,
) -> None:
    """A key that was only made up from row numbers would match rows that have nothing in common."""
    usable = added.columns.intersection(standing.columns).difference(
        ["geometry", *(each.name for each in made_up)], sort=False
    )
    for name in key:
        if name not in usable:
            raise UnknownField(field=name, layer=file, known=", ".join(usable))


def _without_id(frame: pd.DataFrame, spec: LayerSpec) -> int:
    key = [name for name in spec.primary_key if name in frame]
    return int(frame[key].isna().any(axis=1).sum()) if key else len(frame)
