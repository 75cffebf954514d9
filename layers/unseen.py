"""What somebody may not see of a layer they must not remove without knowing: refused, with what to do instead."""

from layers.access import User
from layers.errors import WouldRemove
from layers.importing.outcome import Outcome
from layers.masks.mask import mask_of
from layers.spec import get_spec
from layers.store import Store

# The modes that put rows in the place of rows that stand.
_REPLACING = ("replace", "update")


def require_nothing_unseen(
    store: Store,
    layer_id: str,
    mode: str | None,
    outcome: Outcome,
    *,
    user: User | None,
) -> None:
    """Raise where a file would empty fields that `user` does not see and that hold values.

    A file that brings such a field itself is a choice somebody made; one value for all rows is none.

    Raises
    ------
    WouldRemove
    """
    standing = store.current().get(layer_id)
    if standing is None or mode not in _REPLACING:
        return
    spec, brought = get_spec(store.specs, layer_id), {*(outcome.mapping or {})}
    brought |= {*(outcome.columns or {})} - {*(outcome.mapping or {}).values()}
    mask = mask_of(user, spec)
    if mask is None or not mask.hidden:
        return
    frame = store.read_version(standing)
    hidden = mask.held_to(spec, frame.columns).hidden
    lost = [name for name in hidden if name not in brought and frame[name].notna().any()]
    if lost:
        named = [name for name in lost if spec.field(name) is not None]
        rows = int(frame[lost].notna().any(axis=1).sum())
        said = {"layer": layer_id, "version": str(standing.number), "rows": rows}
        # What no spec knows may tell something by its name.
        raise WouldRemove("fields" if named else "more", fields=", ".join(named), **said)
