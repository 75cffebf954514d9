"""From a file to a published version: the worker examines it, the store takes in what came of it."""

import os
import shutil
import uuid
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from layers.access import User
from layers.errors import BadOption, LayerStands, Refused, UnknownVersion
from layers.importing.bundle import Bundle
from layers.importing.choices import Choices
from layers.importing.ground import LEVELS
from layers.importing.mapping import Remembered
from layers.importing.outcome import Outcome
from layers.importing.progress import Tell, silent
from layers.importing.report import Report
from layers.importing.worker.run import run_in_worker
from layers.importing.worker.task import MODES, Task
from layers.in_service import require_publisher
from layers.spec import LayerSpec, get_spec
from layers.store import Provenance, Store, Version, files
from layers.unseen import require_nothing_unseen

Work = Callable[..., Outcome]


def check_file(
    store: Store,
    bundle: Bundle,
    layer_id: str | None = None,
    *,
    choices: Choices | None = None,
    work: Work = run_in_worker,
    tell: Tell = silent,
) -> Report:
    """Run the import of a file up to the report; nothing is changed.

    Parameters
    ----------
    work : callable
        Who carries out the task; `run_in_worker` for whatever a stranger handed in.
    """
    with workplace(store) as folder:
        task = make_task(store, bundle, layer_id, choices=choices)
        return work(task, folder, tell=tell).report


def publish_file(
    store: Store,
    bundle: Bundle | Path,
    layer_id: str,
    *,
    user: User,
    mode: str | None = None,
    key: str | None = None,
    choices: Choices | None = None,
    title: str = "",
    work: Work = run_in_worker,
    tell: Tell = silent,
) -> Report:
    """Import a file and publish it as a version of `layer_id`.

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
        If the report has faults that nobody agreed to; nothing is changed.
    VersionConflict
        If somebody published in between; nothing is changed.
    SecondPersonNeeded
        If the layer asks for one.
    """
    bundle = bundle if isinstance(bundle, Bundle) else Bundle.at(bundle)
    require_publisher(user, get_spec(store.specs, layer_id))
    seen = store.current().get(layer_id)
    with workplace(store) as folder:
        task = make_task(store, bundle, layer_id, choices=choices, mode=mode, key=key, seen=seen)
        outcome = work(task, folder, tell=tell)
        version = publish_outcome(
            store, task, outcome, folder, user=user, expected=seen and seen.number, title=title
        )
    return replace(outcome.report, version=version.number)


def make_task(
    store: Store,
    bundle: Bundle,
    layer_id: str | None,
    *,
    choices: Choices | None = None,
    mode: str | None = None,
    key: str | None = None,
    seen: Version | None = None,
) -> Task:
    """What the worker is asked: the file, the layer as it stands, and the boundaries there are.

    Raises
    ------
    UnknownLayer, BadOption, LayerStands, UnknownVersion
        If the layer, the mode or the key cannot be.
    """
    spec = get_spec(store.specs, layer_id) if layer_id else None
    versions = store.current()
    mode = _mode(mode, layer_id, seen)
    return Task(
        name=bundle.name,
        paths=tuple(path.absolute() for path in bundle.paths),
        layer_id=layer_id,
        specs=store.specs_folder,
        choices=choices or Choices(),
        ground={i: store.path(versions[i]) for i in LEVELS if i in versions},
        standing=store.path(seen) if seen else None,
        remembered=tuple(store.mappings.of(layer_id)) if layer_id else (),
        mode=mode,
        key=_key(spec, key) if mode == "update" else (),
    )


def publish_outcome(
    store: Store,
    task: Task,
    outcome: Outcome,
    folder: Path,
    *,
    user: User,
    expected: int | None,
    title: str = "",
    job: str | None = None,
    second: User | None = None,
) -> Version:
    """Make what the worker left in `folder` the current version, if `expected` still is.

    `second` is who agreed, where the layer asks for a second person.

    Raises
    ------
    Refused
        If the report has faults that nobody agreed to.
    NotAllowed, SecondPersonNeeded, WouldRemove
    """
    require_publisher(user, get_spec(store.specs, task.layer_id), second=second)
    require_nothing_unseen(store, task.layer_id, task.mode, outcome, user=user)
    report = outcome.report
    if report.faults or outcome.version is None:
        raise Refused(report, file=report.file, count=max(1, len(report.faults)))
    source = pack(task, folder)
    provenance = Provenance(
        title=title or Path(task.name).stem,
        quality="unverified",
        source=task.name,
        source_file=task.name,
        source_sha256=files.sha256(source),
        choices=_chosen(task, outcome)
        | ({"job": job} if job else {})
        | ({"approved_by": second.id} if second else {}),
    )
    version = store.publish(
        outcome.version,
        task.layer_id,
        user=user.id,
        expected=expected,
        provenance=provenance,
        source=source,
    )
    if task.choices.mapping:
        chosen = Remembered(tuple(outcome.columns or ()), dict(outcome.mapping or {}))
        store.mappings.remember(task.layer_id, chosen)
    return version


def pack(task: Task, folder: Path) -> Path:
    """The one file that is kept of what was handed in: itself, or its loose parts in an archive."""
    if len(task.paths) == 1:
        return task.paths[0]
    packed = folder / f"{Path(task.name).stem}.zip"
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for path in task.paths:
            archive.write(path, path.name)
    return packed


@contextmanager
def workplace(store: Store) -> Iterator[Path]:
    """A folder for one piece of work, gone afterwards. A process that dies leaves it to the sweep."""
    folder = store.staging / f"{os.getpid()}-{uuid.uuid4().hex}"
    folder.mkdir()
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _mode(mode: str | None, layer_id: str | None, current: Version | None) -> str:
    if mode is None:
        return "replace" if current else "new"
    if mode not in MODES:
        raise BadOption(option="--mode", value=mode)
    if mode == "new" and current is not None:
        raise LayerStands(layer=layer_id, version=str(current.number))
    if mode in ("append", "update") and current is None:
        raise UnknownVersion(layer=layer_id, version="–")
    return mode


def _key(spec: LayerSpec, key: str | None) -> tuple[str, ...]:
    """The columns that tell which rows a file updates."""
    names = (key,) if key else spec.primary_key
    if not names or any(spec.field(name) is None for name in names):
        raise BadOption(option="--key", value=key or "–")
    return tuple(names)


def _chosen(task: Task, outcome: Outcome) -> dict:
    """What was chosen on the way in, as the version keeps it."""
    report, areas = outcome.report, outcome.areas
    matched = {}
    if areas is not None:
        matched = {"boundary": areas.version, "matched": areas.counts}
        matched["areas"] = dict(task.choices.areas)
    return matched | {
        "mode": task.mode,
        "key": list(task.key),
        "epsg": report.epsg,
        "crs_how": report.crs_how,
        "encoding": report.encoding,
        "map": dict(task.choices.mapping),
        "set": dict(task.choices.given),
        "accept": list(task.choices.accept),
        "place": task.choices.place,
        "part": task.choices.part,
        "rows_set_aside": report.rows_set_aside,
    }
