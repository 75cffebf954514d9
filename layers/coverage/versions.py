"""What changed in each area since another version of a layer: sites, people, or the areas themselves."""

from dataclasses import dataclass

import pandas as pd

from layers.atlas import Atlas, Snapshot
from layers.coverage.answer import ReachAnswer
from layers.coverage.ask import ask_reach
from layers.coverage.question import ReachQuestion
from layers.coverage.sites import sites_of
from layers.coverage.thresholds import crossed
from layers.errors import UnknownLayer, UnknownVersion

COLUMNS = [
    "code", "unit_key", "name", "full_name", "total_before", "total", "before", "after", "change",
    "reached_before", "reached", "crossed", "state_before", "state",
]  # fmt: skip


@dataclass(frozen=True)
class ReachChange:
    """Two answers to one question.

    Attributes
    ----------
    rows : DataFrame
        `COLUMNS`: shares ``before`` and ``after``, and ``change`` between them; ``crossed`` as
        `layers.coverage.thresholds.crossed` says. Areas of one version only have NaN on the other side.
    added, removed : tuple of str
        Sites that count now and did not, and the other way round.
    """

    rows: pd.DataFrame
    before: ReachAnswer
    after: ReachAnswer
    added: tuple[str, ...]
    removed: tuple[str, ...]


def ask_change(
    atlas: Atlas,
    snapshot: Snapshot,
    question: ReachQuestion,
    *,
    layer: str,
    version: int,
    threshold: float | None = None,
) -> pd.DataFrame:
    """The rows of `compare_versions`."""
    found = compare_versions(
        atlas, snapshot, question, layer=layer, version=version, threshold=threshold
    )
    return found.rows


def compare_versions(
    atlas: Atlas,
    snapshot: Snapshot,
    question: ReachQuestion,
    *,
    layer: str,
    version: int,
    threshold: float | None = None,
) -> ReachChange:
    """Ask the question of the snapshot with `layer` as it was in `version`, and of the snapshot.

    Raises
    ------
    UnknownLayer, UnknownVersion
        If there is no such version; and what `layers.coverage.ask.ask_reach` raises.
    """
    then = snapshot_with(atlas, snapshot, layer, version)
    before, after = ask_reach(atlas, then, question), ask_reach(atlas, snapshot, question)
    old, new = (set(sites_of(atlas, s, question).frame["site"]) for s in (then, snapshot))
    return ReachChange(
        rows=change_between(before, after, threshold),
        before=before,
        after=after,
        added=tuple(sorted(new - old)),
        removed=tuple(sorted(old - new)),
    )


def snapshot_with(atlas: Atlas, snapshot: Snapshot, layer: str, version: int) -> Snapshot:
    """The snapshot with another version of one layer.

    Raises
    ------
    UnknownLayer, UnknownVersion
    """
    if not snapshot.has(layer):
        raise UnknownLayer(layer=layer, known=", ".join(snapshot.versions))
    for other in atlas.store.history(layer):
        if other.number == version:
            return snapshot.with_version(atlas.seen(snapshot, other))
    raise UnknownVersion(layer=layer, version=version)


def change_between(
    before: ReachAnswer, after: ReachAnswer, threshold: float | None = None
) -> pd.DataFrame:
    """The rows of `ReachChange`, matched by unit key (a drawn area by its code)."""
    old, new = (
        a.rows.assign(key=a.rows["unit_key"].fillna(a.rows["code"])) for a in (before, after)
    )
    old, new = old.set_index("key"), new.set_index("key")
    keys = [*new.index, *old.index.difference(new.index)]
    was, now = old.reindex(keys), new.reindex(keys)
    rows = pd.DataFrame(index=pd.Index(keys))
    for name in ("code", "unit_key", "name", "full_name"):
        rows[name] = now[name].where(now[name].notna(), was[name])
    for name in ("total", "reached", "state"):
        rows[f"{name}_before"], rows[name] = was[name], now[name]
    rows["before"], rows["after"] = was["share"], now["share"]
    rows["change"] = rows["after"] - rows["before"]
    rows["crossed"] = (
        None if threshold is None else crossed(rows["before"], rows["after"], threshold)
    )
    return rows[COLUMNS].reset_index(drop=True)
