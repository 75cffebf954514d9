"""What the log says of deeds that change nothing: files taken away, rights refused. Never a value of a layer."""

import threading
import time
from collections.abc import Callable, Iterable
from functools import wraps

from layers.access import User
from layers.errors import HatangError
from layers.snapshot import Snapshot
from layers.store import Store
from layers.store.whence import address_now, speaking_from

EXPORT, REFUSED = "export", "refused"
QUIET_S = 60
_MOST_HELD = 10_000


def note_export(
    store: Store,
    user: User | None,
    snapshot: Snapshot,
    layers: Iterable[str],
    *,
    what: str,
    kind: str,
    rows: int | None = None,
    filtered: bool = False,
) -> None:
    """Write that somebody takes a file away, a line for each layer it is made of.

    Parameters
    ----------
    what : str
        ``layer``, ``table``, ``report``, ``sheet``, ``page``, ``drawing``.
    kind : str
        The format.
    filtered : bool
        Whether only some of the rows were asked for; by what is not said.
    """
    told = {"what": what, "format": kind, "rows": rows, "filtered": filtered}
    told = {name: value for name, value in told.items() if value is not None}
    who = "–" if user is None else user.id
    for layer_id in dict.fromkeys(layers) or (None,):
        version = snapshot.versions.get(layer_id)
        number = {} if version is None else {"version": version.number}
        store.record(EXPORT, user=who, layer_id=layer_id, **told, **number)


def noted(
    make: Callable[[], bytes],
    store: Store,
    user: User | None,
    snapshot: Snapshot,
    layers: Iterable[str],
    **about,
) -> Callable[[], bytes]:
    """`make`, with its line in the log; by who and from where it is offered, whoever's thread makes it later."""
    address, named = address_now(), tuple(layers)

    @wraps(make)
    def made() -> bytes:
        content = make()
        with speaking_from(address):
            note_export(store, user, snapshot, named, **about)
        return content

    return made


class RefusalLog:
    """Writes refusals of rights, of one user, layer and action once a minute: a flood must not fill the disk.

    To be handed to `layers.access.refusals.listen`. What cannot be written stands against nobody: the
    refusal holds all the same.
    """

    def __init__(self, store: Store, clock: Callable[[], float] = time.monotonic):
        self._store, self._clock = store, clock
        self._written: dict[tuple, float] = {}
        self._lock = threading.Lock()

    def __call__(self, user: User | None, action: str, layer_id: str | None) -> None:
        who = "–" if user is None else user.id
        known = layer_id if layer_id in self._store.specs else None
        if not self._is_due((who, str(action), known)):
            return
        try:
            self._store.record(REFUSED, user=who, layer_id=known, asked=str(action))
        except HatangError:
            return

    def _is_due(self, what: tuple) -> bool:
        with self._lock:
            now, last = self._clock(), self._written.get(what)
            if last is not None and now - last < QUIET_S:
                return False
            if len(self._written) >= _MOST_HELD:
                old = [each for each, at in self._written.items() if now - at >= QUIET_S]
                for each in old or list(self._written)[: _MOST_HELD // 2]:
                    del self._written[each]
            self._written[what] = now
            return True
