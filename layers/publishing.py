"""From a file to a published version: examine, merge with what stands, publish."""

from dataclasses import replace
from pathlib import Path

import geopandas as gpd
import pandas as pd

from layers.access import Action, User, can
from layers.errors import BadOption, NotAllowed, Refused, UnknownVersion
from layers.importing import Choices, Finding, Report, examine
from layers.spec import LayerSpec, get_spec
from layers.store import Provenance, Store

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
    if not can(user, Action.PUBLISH, spec):
        raise NotAllowed(user=user.id, action=Action.PUBLISH, layer=layer_id)
    current = store.current().get(layer_id)
    mode = _mode(mode, current)
    examined = examine(path, spec, choices)
    if examined.report.errors:
        raise Refused(examined.report, file=path.name, count=len(examined.report.errors))
    frame = examined.frame
    if mode in ("append", "update") and current is not None:
        frame = _merge(store.read(layer_id), frame, key=_key(spec, key, mode))
        _require_unique(frame, spec, examined.report)
    version = store.publish(
        frame,
        layer_id,
        user=user.id,
        expected=current.number if current else None,
        provenance=_provenance(path, examined.report, choices, mode=mode, title=title),
        source=path,
    )
    return replace(examined.report, version=version.number)


def _mode(mode: str | None, current) -> str:
    if mode is None:
        return "replace" if current else "new"
    if mode not in MODES:
        raise BadOption(option="--mode", value=mode)
    if mode == "new" and current is not None:
        raise BadOption(option="--mode", value=mode)
    if mode in ("append", "update") and current is None:
        raise UnknownVersion(layer=mode, version="–")
    return mode


def _key(spec: LayerSpec, key: str | None, mode: str) -> list[str]:
    """The columns that tell rows apart; none for ``append``, which only adds."""
    if mode == "append":
        return []
    names = [key] if key else list(spec.primary_key)
    if not names or any(spec.field(name) is None for name in names):
        raise BadOption(option="--key", value=key or "–")
    return names


def _merge(standing: pd.DataFrame, added: pd.DataFrame, *, key: list[str]) -> pd.DataFrame:
    """The standing rows, less those that `added` names again, and `added` after them."""
    if key:
        again = pd.MultiIndex.from_frame(standing[key]).isin(pd.MultiIndex.from_frame(added[key]))
        standing = standing[~again]
    merged = pd.concat([standing.drop(columns="fid"), added], ignore_index=True)
    if isinstance(added, gpd.GeoDataFrame):
        return gpd.GeoDataFrame(merged, geometry="geometry", crs=added.crs)
    return merged


def _require_unique(frame: pd.DataFrame, spec: LayerSpec, report: Report) -> None:
    """Rows of the file may repeat ids that stand already: then nothing is published."""
    key = list(spec.primary_key)
    again = frame[frame.duplicated(key)] if key else frame.iloc[:0]
    if len(again):
        first = str(again[key[0]].iloc[0])
        report.findings.append(Finding("id.stands", "error", column=key[0], value=first))
        raise Refused(report, file=report.file, count=1)


def _provenance(
    path: Path, report: Report, choices: Choices, *, mode: str, title: str
) -> Provenance:
    from layers.store.files import sha256

    chosen = {
        "mode": mode,
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
