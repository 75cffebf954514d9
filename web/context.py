"""What one server process holds, made once by ``app.py`` and shared by its routes and its views."""

from dataclasses import dataclass

from layers.access import LOCAL_USER, User
from layers.atlas import Atlas
from layers.errors import HatangError
from layers.settings import Settings
from layers.store import open_store
from layers.store.duckdb_index import TileIndex


@dataclass(frozen=True)
class Context:
    """Settings and the opened store, or the fault that kept it closed.

    Attributes
    ----------
    user : User
        Who everybody is while there are no accounts.
    """

    settings: Settings
    atlas: Atlas | None
    index: TileIndex | None
    fault: HatangError | None = None
    user: User = LOCAL_USER


def open_context(settings: Settings) -> Context:
    """Open the store. A store that cannot be used leaves a context that says why."""
    try:
        atlas = Atlas(open_store(settings.store))
    except HatangError as fault:
        return Context(settings, None, None, fault)
    return Context(settings, atlas, TileIndex(atlas))


def warm_up() -> None:
    """Load, in quiet, the libraries that a first question would otherwise wait for."""
    import mapclassify  # noqa: F401


_held: list[Context] = []


def install(context: Context) -> None:
    """Make `context` the one of this process; views are run as scripts and find it here."""
    _held[:] = [context]


def get_context() -> Context:
    """The context of this process."""
    return _held[0]
