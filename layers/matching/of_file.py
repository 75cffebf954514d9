"""The rows of a file matched with the areas of a layer: the file is read by the worker, as for an import."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import pandas as pd

from layers.access import Action, User, require
from layers.errors import BadOption, UnknownField
from layers.importing.areas.columns import CODE, NAME, PARENT, find_area_columns
from layers.importing.bundle import Bundle
from layers.importing.choices import Choices
from layers.importing.outcome import Outcome
from layers.importing.progress import Tell, silent
from layers.importing.worker.run import run_in_worker
from layers.matching.former import former_of
from layers.matching.match import Matched, match_areas
from layers.matching.recognise import Fit, fit_versions
from layers.publishing import make_task, workplace
from layers.spec import get_spec
from layers.store import Store, files
from layers.units.register import COMMUNE, DISTRICT, PROVINCE, Register, register_of_layer

LEVEL_OF = {
    "admin_commune": COMMUNE,
    "admin_commune_former": COMMUNE,
    "admin_district": DISTRICT,
    "admin_province": PROVINCE,
}


@dataclass(frozen=True)
class FileMatch:
    """What came of a file.

    Attributes
    ----------
    matched : Matched
        Its index is the position of each row in the file, from 0.
    code, name : str or None
        The columns that were read; `parents` likewise.
    fits : list of Fit
        How well it fits each boundary version; empty where its areas are no communes.
    """

    file: str
    areas: str
    matched: Matched
    code: str | None
    name: str | None
    parents: tuple[str, ...]
    fits: list[Fit]

    @property
    def register(self) -> Register:
        """The units it was matched with."""
        return self.matched.register


def match_file(
    store: Store,
    bundle: Bundle,
    areas: str,
    *,
    user: User,
    name: str | None = None,
    code: str | None = None,
    parents: Sequence[str] = (),
    choices: Choices | None = None,
    work: Callable[..., Outcome] = run_in_worker,
    tell: Tell = silent,
) -> FileMatch:
    """Match the rows of a file with the areas of a layer; nothing is changed.

    Parameters
    ----------
    areas : str
        A boundary layer, see `LEVEL_OF`.
    name, code, parents : str, str, sequence of str
        Columns of the file; by default found by their headings and values.

    Raises
    ------
    BadOption
        If `areas` is no boundary layer, or the file has no column that names areas.
    UnknownField
        If a column is not in the file.
    """
    if areas not in LEVEL_OF:
        raise BadOption(option="--areas", value=areas)
    spec = get_spec(store.specs, areas)
    require(user, Action.SEE, spec)
    kept = [field.name for field in spec.fields]
    held = store.read(areas)
    units = register_of_layer(held[[c for c in kept if c in held]], level=LEVEL_OF[areas])
    raw = _read(store, bundle, choices, work=work, tell=tell)
    for column in filter(None, (name, code, *parents)):
        if column not in raw:
            known = ", ".join(raw.columns)
            raise UnknownField(field=column, layer=bundle.name, known=known)
    former = former_of(units.version, units.level)
    known = [units] if former is None else [units, former.register]
    name, code, parents = _columns(raw, known, name=name, code=code, parents=tuple(parents))
    given = {
        "names": raw[name] if name else None,
        "codes": raw[code] if code else None,
        "parents": [raw[parent] for parent in parents],
    }
    fits = fit_versions(**given) if units.level == COMMUNE else []
    matched = match_areas(units, **given, former=former)
    return FileMatch(bundle.name, areas, matched, code, name, parents, fits)


def _read(
    store: Store,
    bundle: Bundle,
    choices: Choices | None,
    *,
    work: Callable[..., Outcome],
    tell: Tell,
) -> pd.DataFrame:
    with workplace(store) as folder:
        task = replace(make_task(store, bundle, None, choices=choices), keep_raw=True)
        outcome = work(task, folder, tell=tell)
        return files.read(outcome.raw, table=True)


def _columns(
    raw: pd.DataFrame,
    registers: list[Register],
    *,
    name: str | None,
    code: str | None,
    parents: tuple[str, ...],
) -> tuple[str | None, str | None, tuple[str, ...]]:
    """The columns as they were named; those that were not, as they are found.

    A table of former units names few of today's; its columns are found among the former ones.
    """
    chosen = {field: column for field, column in ((NAME, name), (CODE, code)) if column}
    if parents:
        chosen[PARENT] = parents[0]
    tried = (find_area_columns(raw, units, chosen=chosen) for units in registers)
    found = None
    for found in tried:
        if found.name:
            break
    if not (found.name or found.code):
        raise BadOption(option="--column", value="–")
    return found.name, found.code, parents or found.parents
