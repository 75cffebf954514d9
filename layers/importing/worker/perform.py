"""The work itself: examine a file and leave the outcome, the version it would become among it."""

import os
import shutil
from pathlib import Path

import pandas as pd

from layers.importing.areas.standing import told_again
from layers.importing.bundle import Bundle
from layers.importing.check import Examined, aside, examine, without_aside
from layers.importing.ground import Ground
from layers.importing.impact import Impact, merge, weigh
from layers.importing.outcome import ACCEPTED, ASIDE, RAW, VERSION, Outcome
from layers.importing.preview import write_preview
from layers.importing.progress import Tell, silent
from layers.importing.worker.task import Task
from layers.spec import LayerSpec, get_spec, load_specs
from layers.store import files

_MOST_VALUES = 3


def perform(task: Task, folder: Path, *, tell: Tell = silent, walls: tuple[str, ...] = ()) -> None:
    """Carry out `task` and write its outcome into `folder`."""
    spec = get_spec(load_specs(task.specs), task.layer_id) if task.layer_id else None
    ground = Ground(task.ground)
    bundle = Bundle(task.name, task.paths)
    found = examine(
        bundle,
        spec,
        task.choices,
        ground=ground,
        remembered=task.remembered,
        limits=task.limits,
        tell=tell,
    )
    tell("write", 0, found.report.rows_read)
    version, impact = _make_version(found, spec, task) if spec is not None else (None, None)
    if version is not None:
        files.write(files.arrange(version), folder / VERSION)
    if spec is not None:
        # Meeting the standing version may have set more rows aside.
        accepted = without_aside(found.frame, found.report)
        _write_accepted(accepted, folder, alone=version is accepted)
    _write_aside(found, folder)
    if task.keep_raw:
        _write_raw(found, folder)
    write_preview(found, folder)
    Outcome(
        report=found.report,
        impact=impact,
        columns=_examples(found.raw),
        mapping=found.columns,
        areas=found.areas,
        walls=walls,
    ).write(folder)


def _make_version(
    found: Examined, spec: LayerSpec, task: Task
) -> tuple[pd.DataFrame | None, Impact | None]:
    """The rows of the version to be, and what it changes; neither where the file is stopped."""
    if not len(found.frame):
        return None, None
    standing = None if task.standing is None else files.read(task.standing, table=spec.is_table)
    after = _merged(found, spec, standing, task)
    if not found.report.rows_accepted:
        return None, None
    impact = weigh(standing, after, spec)
    return (None if found.report.faults else after), impact


def _merged(
    found: Examined, spec: LayerSpec, standing: pd.DataFrame | None, task: Task
) -> pd.DataFrame:
    if task.mode not in ("append", "update") or standing is None:
        return found.frame
    after = merge(standing, found.frame, spec, key=task.key, report=found.report)
    if spec.of_areas:  # the rows that stay are those before the ones of the file
        stays = after.iloc[: len(after) - len(found.frame)]
        found.report.findings += told_again(found.frame, stays)
    free = without_aside(found.frame, found.report)
    if len(free) == len(found.frame):
        return after
    return merge(standing, free, spec, key=task.key, report=found.report)


def _write_accepted(frame: pd.DataFrame, folder: Path, *, alone: bool) -> None:
    """The rows of the file that can be taken: the version itself, where there is nothing else in it."""
    if alone:
        _link(folder / VERSION, folder / ACCEPTED)
    elif len(frame):
        files.write(files.arrange(frame), folder / ACCEPTED)


def _link(file: Path, name: Path) -> None:
    """A second name for a file; a copy where the disk knows no such thing."""
    try:
        os.link(file, name)
    except OSError:
        shutil.copyfile(file, name)


def _write_aside(found: Examined, folder: Path) -> None:
    if not found.report.rows_read - found.report.rows_accepted:
        return
    rows = aside(found.raw, found.report)
    for column in rows.columns:
        if rows[column].dtype == object and column != getattr(rows, "active_geometry_name", None):
            rows[column] = rows[column].astype("string")
    rows.to_parquet(folder / ASIDE)


def _write_raw(found: Examined, folder: Path) -> None:
    shapes = getattr(found.raw, "active_geometry_name", None)
    rows = pd.DataFrame(found.raw.drop(columns=[shapes] if shapes else []))
    text = rows.astype("string").set_axis(rows.columns.astype(str), axis=1)
    text.reset_index(drop=True).to_parquet(folder / RAW)


def _examples(raw: pd.DataFrame) -> dict[str, list[str]]:
    """A few values of each column, so that whoever maps it sees what it holds."""
    geometry = getattr(raw, "active_geometry_name", None)
    head = raw.head(1000)
    return {
        str(column): [str(v)[:60] for v in head[column].dropna().unique()[:_MOST_VALUES]]
        for column in raw.columns
        if column != geometry
    }
