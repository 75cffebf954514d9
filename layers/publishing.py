"""From a file to a published version: examine, merge with what stands, publish."""

from dataclasses import replace
from pathlib import Path

import geopandas as gpd
import pandas as pd

from layers.access import Action, User, require
from layers.errors import BadOption, LayerStands, Refused, UnknownField, UnknownVersion
from layers.importing import Choices, Report, examine
from layers.importing.derive import fill, is_made_up
from layers.importing.report import row_findings
from layers.spec import FieldSpec, LayerSpec, get_spec
from layers.store import Provenance, Store, Version
from layers.store.files import sha256

MODES = ("new", "replace", "append", "update")


def publish_file(
    store: Store,
    path: Path,
    layer_id: str,
    *,
    user: User,
    mode: str | None = None,
    key: str | None = None,
    choices: Choices | None = None,
    title: str = "",
) -> Report:
    """Import `path` and publish it as a version of `layer_id`.

    Parameters
    ----------
    mode : {"new", "replace", "append", "update"}, optional
        ``new`` is for a layer that has no version yet; ``replace`` puts the file in the place of
        all rows, ``append`` adds it to them, ``update`` replaces the rows whose `key` it names and
        adds the others. By default ``new`` for the first version, else ``replace``.
    key : str, optional
        For ``update``: a field; by default the layer's primary key.

    Returns
    -------
    Report
        With the number of the new version.

    Raises
    ------
    Refused
        If the report has errors; nothing is changed.
    VersionConflict
        If somebody published in between; nothing is changed.
    """
    choices = choices or Choices()
    spec = get_spec(store.specs, layer_id)
    require(user, Action.PUBLISH, spec)
    current = store.current().get(layer_id)
    mode = _mode(mode, layer_id, current)
    names = _key(spec, key) if mode == "update" else []
    examined = examine(path, spec, choices)
    report, frame = examined.report, examined.frame
    if report.errors:
        raise Refused(report, file=path.name, count=len(report.errors))
    if mode in ("append", "update"):
        frame = _merge(store.read(layer_id, number=current.number), frame, spec, names, report)
    version = store.publish(
        frame,
        layer_id,
        user=user.id,
        expected=current.number if current else None,
        provenance=_provenance(path, report, choices, mode=mode, key=names, title=title),
        source=path,
    )
    return replace(report, version=version.number)


def _mode(mode: str | None, layer_id: str, current: Version | None) -> str:
    if mode is None:
        return "replace" if current else "new"
    if mode not in MODES:
        raise BadOption(option="--mode", value=mode)
    if mode == "new" and current is not None:
        raise LayerStands(layer=layer_id, version=str(current.number))
    if mode in ("append", "update") and current is None:
        raise UnknownVersion(layer=layer_id, version="–")
    return mode


def _key(spec: LayerSpec, key: str | None) -> list[str]:
    """The columns that tell which rows a file updates."""
    names = [key] if key else list(spec.primary_key)
    if not names or any(spec.field(name) is None for name in names):
        raise BadOption(option="--key", value=key or "–")
    return names


def _merge(
    standing: pd.DataFrame, added: pd.DataFrame, spec: LayerSpec, key: list[str], report: Report
) -> pd.DataFrame:
    """The standing rows, less those that `added` names again by `key`, and `added` after them.

    Rows that name nothing, because their key is blank, replace nothing.
    """
    standing = standing.drop(columns="fid")
    filled = {finding.column for finding in report.findings if finding.rule == "field.filled"}
    made_up = [f for f in spec.fields if f.name in filled and is_made_up(f)]
    if key:
        _require_key(standing, added, key, made_up, file=report.file)
        named = pd.MultiIndex.from_frame(added[key].dropna())
        again = pd.MultiIndex.from_frame(standing[key]).isin(named)
        standing = standing[~(again & standing[key].notna().all(axis=1))]
    for field in made_up:  # the numbers go on after those of the rows that stand
        first_row = len(standing) + 1
        ids = fill(added, field, layer_id=spec.id, file=report.file, first_row=first_row)
        added = added.assign(**{field.name: ids})
    merged = pd.concat([standing, added], ignore_index=True)
    _require_unique(merged, len(standing), spec, report)
    if isinstance(added, gpd.GeoDataFrame):
        return gpd.GeoDataFrame(merged, geometry="geometry", crs=added.crs)
    return merged


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
        ["geometry", *(field.name for field in made_up)], sort=False
    )
    for name in key:
        if name not in usable:
            raise UnknownField(field=name, layer=file, known=", ".join(usable))


def _require_unique(frame: pd.DataFrame, before: int, spec: LayerSpec, report: Report) -> None:
    """Rows of the file may repeat ids that stand already: then nothing is published."""
    key = list(spec.primary_key)
    if not key:
        return
    again = frame.duplicated(key).to_numpy()[before:]
    found = row_findings(
        "id.stands", "error", again, column=", ".join(key), values=frame[key[0]].iloc[before:]
    )
    if found:
        report.findings += found
        report.rows_accepted = 0
        raise Refused(report, file=report.file, count=len(found))


def _provenance(
    path: Path, report: Report, choices: Choices, *, mode: str, key: list[str], title: str
) -> Provenance:
    chosen = {
        "mode": mode,
        "key": key,
        "epsg": report.epsg,
        "crs_how": report.crs_how,
        "encoding": report.encoding,
        "map": dict(choices.mapping),
        "set": dict(choices.given),
        "accept": list(choices.accept),
    }
    return Provenance(
        title=title or path.stem,
        quality="unverified",
        source=path.name,
        source_file=path.name,
        source_sha256=sha256(path),
        choices=chosen,
    )
